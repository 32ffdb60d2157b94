import { findBuyerId } from "../../companies/index.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { UserWork } from "../../platform/work/work.ts";

/**
 * The stored ID of a buyer that the caller may look into or change (docs/behaviour/parties.md §1.1).
 *
 * Sellers may do both everywhere. A buyer's users see and change their own buyer only; any other does not exist for them.
 * Suppliers' users may read every buyer and change none; what else of a buyer they may read, the contract says.
 *
 * @throws ApiError NotFound (Buyer), Auth.UserNotAuthorizedToAdmin
 */
export async function buyerOf(work: UserWork, buyerId: string, intent: "read" | "write"): Promise<string> {
  const { actor, db } = work;
  if (actor.userType === "Buyer" && !sameId(buyerId, actor.companyId)) throw notFound("Buyer", buyerId);
  if (actor.userType === "Supplier" && intent === "write") throw apiError("Auth.UserNotAuthorizedToAdmin");
  const id = await findBuyerId(db, buyerId);
  if (id === undefined) throw notFound("Buyer", buyerId);
  return id;
}
