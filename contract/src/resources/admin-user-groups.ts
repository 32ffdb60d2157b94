import { assignments, crud, resource } from "../declare.ts";
import { membership } from "../parameters.ts";
import { groupDeletion } from "../raises.ts";

export const adminUserGroups = resource("AdminUserGroups", {
  section: "Marketplace owner",
  description: "Groups of seller users.",
  roles: { read: ["AdminUserGroupAdmin", "AdminUserGroupReader"], write: ["AdminUserGroupAdmin"] },
  userTypes: { write: ["Seller"] },
  operations: [
    crud("/usergroups/{userGroupID}", "UserGroup", { noun: ["a seller user group", "seller user groups"] }),
    assignments("/usergroups/assignments", "UserGroupAssignment", {
      noun: ["a user group assignment", "user group assignments"],
      of: "User",
      list: membership,
      remove: "/usergroups/{userGroupID}/assignments/{userID}",
    }),
  ],
  raises: {
    Delete: [...groupDeletion],
  },
});
