import { assignments, crud, resource } from "../declare.ts";
import { oneOf, text } from "../field.ts";

export const securityProfiles = resource("SecurityProfiles", {
  section: "Authentication and authorization",
  description: "Sets of roles and password rules, and who has them.",
  roles: {
    read: ["SecurityProfileAdmin", "SetSecurityProfile", "SecurityProfileReader"],
    write: ["SecurityProfileAdmin", "SetSecurityProfile"],
  },
  userTypes: ["Seller"],
  operations: [
    crud("/securityprofiles/{securityProfileID}", "SecurityProfile"),
    assignments("/securityprofiles/assignments", "SecurityProfileAssignment", {
      list: {
        buyerID: text(),
        supplierID: text(),
        securityProfileID: text(),
        userID: text(),
        userGroupID: text(),
        commerceRole: oneOf("CommerceRole"),
        level: oneOf("PartyType"),
      },
      remove: "/securityprofiles/{securityProfileID}/assignments",
      by: { buyerID: text(), userID: text(), userGroupID: text(), supplierID: text() },
      roles: { list: ["SecurityProfileAdmin", "SetSecurityProfile"] },
    }),
  ],
});
