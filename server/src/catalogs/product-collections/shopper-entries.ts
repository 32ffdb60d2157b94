import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { ProductPage } from "../storefront/list.store.ts";
import { entriesOf } from "./store.ts";

/** A page of the products in a collection that the calling shopper sees now, priced for them. */
export const listCollectionProducts = (
  work: UserWork,
  collectionKey: number,
  list: ListRequest,
): Promise<ProductPage> => work.services.productReads.listForShopper(work, {}, list, entriesOf(collectionKey));
