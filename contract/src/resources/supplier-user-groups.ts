import { assignments, crud, resource } from "../declare.ts";
import { membership } from "../parameters.ts";
import { groupDeletion } from "../raises.ts";

export const supplierUserGroups = resource("SupplierUserGroups", {
  section: "Suppliers",
  description: "Groups of users of a supplier.",
  roles: { read: ["SupplierUserGroupAdmin", "SupplierUserGroupReader"], write: ["SupplierUserGroupAdmin"] },
  userTypes: { write: ["Seller", "Supplier"] },
  operations: [
    crud("/suppliers/{supplierID}/usergroups/{userGroupID}", "UserGroup", {
      noun: ["a user group", "user groups"],
      whose: "of a supplier",
    }),
    assignments("/suppliers/{supplierID}/usergroups/assignments", "UserGroupAssignment", {
      noun: ["a user group assignment", "user group assignments"],
      of: "User",
      list: membership,
      remove: "/suppliers/{supplierID}/usergroups/{userGroupID}/assignments/{userID}",
    }),
  ],
  raises: {
    Delete: [...groupDeletion],
  },
});
