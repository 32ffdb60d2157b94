import type { AnyCall, ListRequest } from "../../platform/operation/call.ts";
import { listBuyerProducts, type ProductPage } from "../storefront/list.ts";
import { entriesOf } from "./store.ts";

/** A page of the products in a collection that the calling shopper sees now, priced for him. */
export const listCollectionProducts = (call: AnyCall, collectionKey: number, list: ListRequest): Promise<ProductPage> =>
  listBuyerProducts(call, {}, list, entriesOf(collectionKey));
