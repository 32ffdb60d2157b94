import { assignments, crud, resource } from "../declare.ts";
import { oneOf, text } from "../field.ts";

export const costCenters = resource("CostCenters", {
  section: "Buyers",
  description: "Budget headings of a buyer, named on the line items charged to them.",
  roles: { read: ["CostCenterAdmin", "CostCenterReader"], write: ["CostCenterAdmin"] },
  userTypes: { write: ["Seller", "Buyer"] },
  operations: [
    crud("/buyers/{buyerID}/costcenters/{costCenterID}", "CostCenter"),
    assignments("/buyers/{buyerID}/costcenters/assignments", "CostCenterAssignment", {
      list: {
        costCenterID: text(),
        userGroupID: text(),
        level: oneOf("PartyType"),
        userID: text({ deprecated: true }),
      },
      remove: "/buyers/{buyerID}/costcenters/{costCenterID}/assignments",
      by: { userID: text(), userGroupID: text() },
    }),
  ],
});
