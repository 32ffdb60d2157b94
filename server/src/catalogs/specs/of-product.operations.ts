import type { Call } from "../../platform/operation/call.ts";
import { productOf } from "../products/access.ts";
import { readable } from "../products/scope.store.ts";
import { listSpecsOf } from "./of-product.store.ts";

/** The specs that shoppers meet at a product. */
export async function listProductSpecs(call: Call<"Products.ListSpecs">) {
  const { id, parentId } = await productOf(call.db, readable(call), call.path.productID);
  return listSpecsOf(call.db, id, parentId, call.list);
}
