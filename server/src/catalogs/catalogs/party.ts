import { callerMaySellTo } from "../../companies/index.ts";
import { resolveParty } from "../../parties/index.ts";
import { invalidProperty, notFound } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { CatalogParty } from "../placement/grants.store.ts";
import { findBuyerGroupId } from "./store.ts";

/**
 * Party that a catalog is assigned to: a buyer or a buyer group.
 *
 * @throws ApiError ValidationFailure for both, PartyAssignment.RequiresBuyer for neither; NotFound (Buyer, BuyerGroup),
 *   also for a buyer that a supplier has no relation with.
 */
export async function catalogParty(
  work: UserWork,
  buyerId: string | null | undefined,
  buyerGroupId: string | null | undefined,
): Promise<CatalogParty> {
  const { actor, db } = work;
  if (!buyerGroupId) {
    const party = await resolveParty(work, { BuyerID: buyerId }, { levels: ["Company"], company: "buyer" });
    if (actor.userType === "Supplier" && !(await callerMaySellTo(work, party.buyerId)))
      throw notFound("Buyer", buyerId);
    return { buyerId: party.buyerId, buyerGroupId: null };
  }
  if (buyerId)
    throw invalidProperty("CatalogAssignment", "BuyerGroupID", "BuyerID and BuyerGroupID cannot both be set.");
  const groupId = actor.userType === "Seller" ? await findBuyerGroupId(db, buyerGroupId) : undefined;
  if (groupId === undefined) throw notFound("BuyerGroup", buyerGroupId);
  return { buyerId: null, buyerGroupId: groupId };
}
