import { sql } from "../../platform/db/sql.ts";
import type { Call } from "../../platform/operation/call.ts";
import { productOf } from "../products/access.ts";
import { readable } from "../products/scope.store.ts";
import { ofProduct, productSpecs } from "./of-product.store.ts";

/** The specs that shoppers meet at a product. */
export async function listProductSpecs(call: Call<"Products.ListSpecs">) {
  const { id, parentId } = await productOf(call.db, readable(call), call.path.productID);
  return productSpecs.list(call.db, { where: ofProduct(sql`${id}::text`, sql`${parentId}::text`) }, call.list);
}
