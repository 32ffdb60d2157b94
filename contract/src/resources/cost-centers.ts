import { assignments, crud, resource } from "../declare.ts";
import { ofParty, only, onlyUserOfOld } from "../parameters.ts";

export const costCenters = resource("CostCenters", {
  section: "Buyers",
  description: "Budget headings of a buyer, named on the line items charged to them.",
  roles: { read: ["CostCenterAdmin", "CostCenterReader"], write: ["CostCenterAdmin"] },
  userTypes: ["Seller", "Buyer"],
  operations: [
    crud("/buyers/{buyerID}/costcenters/{costCenterID}", "CostCenter", {
      noun: ["a cost center", "cost centers"],
      whose: "of a buyer",
    }),
    assignments("/buyers/{buyerID}/costcenters/assignments", "CostCenterAssignment", {
      noun: ["a cost center assignment", "cost center assignments"],
      list: { ...only("costCenterID", "userGroupID", "level"), userID: onlyUserOfOld },
      remove: "/buyers/{buyerID}/costcenters/{costCenterID}/assignments",
      by: ofParty("userID", "userGroupID"),
    }),
  ],
});
