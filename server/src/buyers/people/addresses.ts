import { partyIds, resolveParty } from "../../parties/index.ts";
import { addressOperations, type PeopleDependents, requireAddress } from "../../people/index.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { addressAssignments, granting } from "./addresses.store.ts";
import { buyerCompany } from "./users.ts";

/** Addresses of buyers, and who may ship or bill to them (docs/behaviour/parties.md §3). */
export function buyerAddressOperations(dependents: readonly PeopleDependents[]): Implementation[] {
  return implement("Addresses", {
    ...addressOperations(buyerCompany, dependents),
    async ListAssignments(call) {
      const { addressID, level, isShipping, isBilling } = call.query;
      const { buyerId } = await buyerCompany(call, "read");
      return addressAssignments.list(
        call,
        { ...partyIds(call.query), BuyerID: buyerId },
        level,
        granting(call.db.marketplaceId, addressID, isShipping, isBilling),
      );
    },
    async SaveAssignment(call) {
      const { AddressID, UserID, UserGroupID, IsShipping, IsBilling } = call.body;
      if (!IsShipping && !IsBilling) throw apiError("AddressAssignment.MustBeBillingOrShipping");
      const company = await buyerCompany(call, "write");
      const address = await requireAddress(call, company, AddressID);
      const ids = { BuyerID: company.buyerId, UserID, UserGroupID };
      const party = await resolveParty(call, ids, addressAssignments.rules);
      const flags = { is_shipping: IsShipping === true, is_billing: IsBilling === true };
      await addressAssignments.save(call.db, { address_key: address.key }, party, flags);
    },
    async DeleteAssignment(call) {
      const company = await buyerCompany(call, "write");
      const address = await requireAddress(call, company, call.path.addressID);
      const ids = { ...partyIds(call.query), BuyerID: company.buyerId };
      const party = await resolveParty(call, ids, addressAssignments.rules);
      if (!(await addressAssignments.remove(call.db, { address_key: address.key }, party)))
        throw notFound("AddressAssignment", address.id);
    },
  });
}
