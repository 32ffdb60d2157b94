import type { AddressAssignment } from "@orderwell/contract";
import { AssignmentTable, partyIds, resolveParty } from "../../parties/index.ts";
import { addressOperations, type PeopleDependents, requireAddress } from "../../people/index.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { buyerCompany } from "./users.ts";

const addressId = sql`(select x.id from address x where x.marketplace_id = t.marketplace_id and x.key = t.address_key)`;

const assignments = new AssignmentTable<AddressAssignment>("address_assignment", {
  levels: ["Company", "Group", "User"],
  company: "buyer",
  select: { AddressID: addressId, IsShipping: sql`t.is_shipping`, IsBilling: sql`t.is_billing` },
  object: ["address_key"],
  key: sql`marketplace_id, address_key, coalesce(group_key, 0), coalesce(user_key, 0)`,
});

/** Addresses of buyers, and who may ship or bill to them (docs/behaviour/parties.md §3). */
export function buyerAddressOperations(dependents: readonly PeopleDependents[]): Implementation[] {
  return implement("Addresses", {
    ...addressOperations(buyerCompany, dependents),
    async ListAssignments(call) {
      const { addressID, level, isShipping, isBilling } = call.query;
      const { buyerId } = await buyerCompany(call, "read");
      return assignments.list(call, { ...partyIds(call.query), BuyerID: buyerId }, level, [
        ...(addressID ? [sql`lower(${addressId}) = ${addressID.toLowerCase()}`] : []),
        ...(isShipping === undefined ? [] : [sql`t.is_shipping = ${isShipping}`]),
        ...(isBilling === undefined ? [] : [sql`t.is_billing = ${isBilling}`]),
      ]);
    },
    async SaveAssignment(call) {
      const { AddressID, UserID, UserGroupID, IsShipping, IsBilling } = call.body;
      if (!IsShipping && !IsBilling) throw apiError("AddressAssignment.MustBeBillingOrShipping");
      const company = await buyerCompany(call, "write");
      const address = await requireAddress(call, company, AddressID);
      const ids = { BuyerID: company.buyerId, UserID, UserGroupID };
      const party = await resolveParty(call, ids, assignments.rules);
      const flags = { is_shipping: IsShipping === true, is_billing: IsBilling === true };
      await assignments.save(call.db, { address_key: address.key }, party, flags);
    },
    async DeleteAssignment(call) {
      const company = await buyerCompany(call, "write");
      const address = await requireAddress(call, company, call.path.addressID);
      const ids = { ...partyIds(call.query), BuyerID: company.buyerId };
      const party = await resolveParty(call, ids, assignments.rules);
      if (!(await assignments.remove(call.db, { address_key: address.key }, party)))
        throw notFound("AddressAssignment", address.id);
    },
  });
}
