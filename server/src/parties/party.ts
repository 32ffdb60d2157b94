import type { RawBuilder } from "../platform/db/sql.ts";
import { apiError, notFound } from "../platform/errors/api-error.ts";
import type { UserWork } from "../platform/work/work.ts";
import { absent, conditionsOf, findParty, type Party, type PartyIds, type PartyRules } from "./party.store.ts";

/** The query arguments of a list or a deletion in the form of a body. */
export const partyIds = (query: {
  readonly buyerID?: string | undefined;
  readonly supplierID?: string | undefined;
  readonly userGroupID?: string | undefined;
  readonly userID?: string | undefined;
}): PartyIds => ({
  BuyerID: query.buyerID,
  SupplierID: query.supplierID,
  UserGroupID: query.userGroupID,
  UserID: query.userID,
});

/**
 * Looks up a party, in one trip (docs/behaviour/catalog.md §7). A buyer's users know no buyer but their own.
 *
 * @throws ApiError PartyAssignment.CannotSpecifyGroupAndUser, .UserLevelNotAllowed, .GroupLevelNotAllowed, .RequiresBuyer,
 *   .CannotSpecifyBuyerAndSupplier; NotFound naming the buyer, supplier, group or user that is not there.
 */
export async function resolveParty(work: UserWork, ids: PartyIds, rules: PartyRules): Promise<Party> {
  checkLevel(ids, rules);
  const { db, actor } = work;
  const folded = (id: string | null | undefined): string | null => (absent(id) ? null : id.toLowerCase());
  const buyer = folded(ids.BuyerID);
  const supplier = folded(ids.SupplierID);
  const group = folded(ids.UserGroupID);
  const user = folded(ids.UserID);
  if (rules.company === "buyer" && buyer === null) throw apiError("PartyAssignment.RequiresBuyer");
  if (buyer !== null && supplier !== null) throw apiError("PartyAssignment.CannotSpecifyBuyerAndSupplier");
  if (actor.userType === "Buyer" && buyer !== actor.companyId.toLowerCase()) throw notFound("Buyer", ids.BuyerID);
  const party = await findParty(db, { buyer, supplier, group, user });
  if (buyer !== null && party.buyerId === null) throw notFound("Buyer", ids.BuyerID);
  if (supplier !== null && party.supplierId === null) throw notFound("Supplier", ids.SupplierID);
  if (group !== null && party.groupKey === null) throw notFound("UserGroup", ids.UserGroupID);
  if (user !== null && party.userKey === null) throw notFound("User", ids.UserID);
  return party;
}

function checkLevel({ UserGroupID, UserID }: PartyIds, { levels }: PartyRules): void {
  if (!absent(UserID) && !levels.includes("User")) throw apiError("PartyAssignment.UserLevelNotAllowed");
  if (!absent(UserGroupID) && !levels.includes("Group")) throw apiError("PartyAssignment.GroupLevelNotAllowed");
  if (!absent(UserGroupID) && !absent(UserID)) throw apiError("PartyAssignment.CannotSpecifyGroupAndUser");
}

/**
 * Request of a list of assignments, as conditions over the alias `t`. Parties that do not exist have no assignments.
 *
 * @throws ApiError PartyAssignment.InvalidGroupLevel or .InvalidUserLevel for an ID that cannot be of that level,
 *   .CannotProvideBuyerAndSupplier, .CannotSpecifyGroupAndUser, .UserLevelNotAllowed, .GroupLevelNotAllowed.
 */
export function partyConditions(
  marketplaceId: string,
  ids: PartyIds,
  level: string | undefined,
  rules: PartyRules,
): RawBuilder<unknown>[] {
  checkLevel(ids, rules);
  if (level === "User" && !rules.levels.includes("User")) throw apiError("PartyAssignment.UserLevelNotAllowed");
  if (level === "Group" && !rules.levels.includes("Group")) throw apiError("PartyAssignment.GroupLevelNotAllowed");
  if (level !== undefined && level !== "Group" && !absent(ids.UserGroupID))
    throw apiError("PartyAssignment.InvalidGroupLevel");
  if (level !== undefined && level !== "User" && !absent(ids.UserID))
    throw apiError("PartyAssignment.InvalidUserLevel");
  if (!absent(ids.BuyerID) && !absent(ids.SupplierID)) throw apiError("PartyAssignment.CannotProvideBuyerAndSupplier");
  return conditionsOf(marketplaceId, ids, level, rules);
}
