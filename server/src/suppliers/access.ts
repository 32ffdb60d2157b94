import { sql } from "../platform/db/sql.ts";
import { apiError, notFound } from "../platform/errors/api-error.ts";
import type { AnyCall } from "../platform/operation/call.ts";

/**
 * The stored ID of a supplier that the caller may look into or change (docs/behaviour/parties.md §1.1).
 *
 * Sellers may do both everywhere. A supplier's users see and change their own supplier only; any other does not exist for
 * them. Buyers' users may read every supplier and change none.
 *
 * @throws ApiError NotFound (Supplier), Auth.UserNotAuthorizedToAdmin
 */
export async function supplierOf(call: AnyCall, supplierId: string, intent: "read" | "write"): Promise<string> {
  const { caller, db } = call;
  if (caller.userType === "Supplier" && supplierId.toLowerCase() !== caller.companyId.toLowerCase())
    throw notFound("Supplier", supplierId);
  if (caller.userType === "Buyer" && intent === "write") throw apiError("Auth.UserNotAuthorizedToAdmin");
  const row = await db.row<{ id: string }>(
    sql`select id from supplier where marketplace_id = ${db.marketplaceId} and lower(id) = ${supplierId.toLowerCase()}`,
  );
  if (row === undefined) throw notFound("Supplier", supplierId);
  return row.id;
}
