import { assignments, crud, resource } from "../declare.ts";
import { membership } from "../parameters.ts";
import { groupDeletion } from "../raises.ts";

export const userGroups = resource("UserGroups", {
  section: "Buyers",
  description: "Groups of users of a buyer.",
  roles: { read: ["UserGroupAdmin", "UserGroupReader"], write: ["UserGroupAdmin"] },
  userTypes: { write: ["Seller", "Buyer"] },
  operations: [
    crud("/buyers/{buyerID}/usergroups/{userGroupID}", "UserGroup", {
      noun: ["a user group", "user groups"],
      whose: "of a buyer",
    }),
    assignments("/buyers/{buyerID}/usergroups/assignments", "UserGroupAssignment", {
      noun: ["a user group assignment", "user group assignments"],
      of: "User",
      list: membership,
      remove: "/buyers/{buyerID}/usergroups/{userGroupID}/assignments/{userID}",
    }),
  ],
  raises: {
    Delete: [...groupDeletion],
  },
});
