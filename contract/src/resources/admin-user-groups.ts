import { assignments, crud, resource } from "../declare.ts";
import { membership } from "../parameters.ts";
import { groupDeletion } from "../raises.ts";

export const adminUserGroups = resource("AdminUserGroups", {
  section: "Marketplace owner",
  description: "Groups of seller users.",
  roles: { read: ["AdminUserGroupAdmin", "AdminUserGroupReader"], write: ["AdminUserGroupAdmin"] },
  userTypes: { write: ["Seller"] },
  operations: [
    crud("/usergroups/{userGroupID}", "UserGroup", { noun: "seller user group" }),
    assignments("/usergroups/assignments", "UserGroupAssignment", {
      of: "User",
      list: membership,
      remove: "/usergroups/{userGroupID}/assignments/{userID}",
    }),
  ],
  raises: {
    Delete: [...groupDeletion],
  },
});
