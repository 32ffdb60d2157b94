import { findSupplierId } from "../../companies/index.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { UserWork } from "../../platform/work/work.ts";

/**
 * The stored ID of a supplier that the caller may look into or change (docs/behaviour/parties.md §1.1).
 *
 * Sellers may do both everywhere. A supplier's users see and change their own supplier only; any other does not exist for
 * them. Buyers' users may read every supplier and change none.
 *
 * @throws ApiError NotFound (Supplier), Auth.UserNotAuthorizedToAdmin
 */
export async function supplierOf(work: UserWork, supplierId: string, intent: "read" | "write"): Promise<string> {
  const { actor, db } = work;
  if (actor.userType === "Supplier" && !sameId(supplierId, actor.companyId)) throw notFound("Supplier", supplierId);
  if (actor.userType === "Buyer" && intent === "write") throw apiError("Auth.UserNotAuthorizedToAdmin");
  const id = await findSupplierId(db, supplierId);
  if (id === undefined) throw notFound("Supplier", supplierId);
  return id;
}
