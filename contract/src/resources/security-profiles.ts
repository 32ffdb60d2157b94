import { assignments, crud, resource } from "../declare.ts";
import { ofParty, only } from "../parameters.ts";

export const securityProfiles = resource("SecurityProfiles", {
  section: "Authentication and authorization",
  description: "Sets of roles and password rules, and who has them.",
  roles: {
    read: ["SecurityProfileAdmin", "SetSecurityProfile", "SecurityProfileReader"],
    write: ["SecurityProfileAdmin", "SetSecurityProfile"],
  },
  userTypes: ["Seller"],
  operations: [
    crud("/securityprofiles/{securityProfileID}", "SecurityProfile", {
      noun: ["a security profile", "security profiles"],
    }),
    assignments("/securityprofiles/assignments", "SecurityProfileAssignment", {
      noun: ["a security profile assignment", "security profile assignments"],
      list: only("buyerID", "supplierID", "securityProfileID", "userID", "userGroupID", "commerceRole", "level"),
      remove: "/securityprofiles/{securityProfileID}/assignments",
      by: ofParty("buyerID", "userID", "userGroupID", "supplierID"),
      roles: { list: ["SecurityProfileAdmin", "SetSecurityProfile"] },
    }),
  ],
  raises: {
    "Save Patch Delete": ["SecurityProfile.ExternalRoleGroupReadOnly"],
    Delete: ["Impersonation.CannotDeleteSecurityProfile"],
    ListAssignments: ["SecurityProfile.CannotProvideBuyerID", "SecurityProfile.CannotProvideSupplierID"],
  },
});
