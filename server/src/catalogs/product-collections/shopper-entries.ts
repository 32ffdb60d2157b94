import type { ProductCollectionBuyerProduct } from "@orderwell/contract";
import type { Row } from "../../platform/db/json.ts";
import type { AnyCall, ListRequest } from "../../platform/operation/call.ts";
import { listBuyerProducts, type ProductPage } from "../storefront/list.ts";
import { entriesOf } from "./store.ts";

/** A page of the products in a collection that the calling shopper sees now, priced for him. */
export async function listCollectionProducts(
  call: AnyCall,
  collectionKey: number,
  list: ListRequest,
): Promise<ProductPage & { readonly Items: readonly Row<ProductCollectionBuyerProduct>[] }> {
  const page = await listBuyerProducts(call, {}, list, entriesOf(collectionKey));
  // What picks the products adds the two properties that a plain product lacks.
  return page as typeof page & { readonly Items: readonly Row<ProductCollectionBuyerProduct>[] };
}
