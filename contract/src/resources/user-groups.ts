import { assignments, crud, resource } from "../declare.ts";
import { membership } from "../parameters.ts";
import { groupDeletion } from "../raises.ts";

export const userGroups = resource("UserGroups", {
  section: "Buyers",
  description: "Groups of users of a buyer.",
  roles: { read: ["UserGroupAdmin", "UserGroupReader"], write: ["UserGroupAdmin"] },
  userTypes: { write: ["Seller", "Buyer"] },
  operations: [
    crud("/buyers/{buyerID}/usergroups/{userGroupID}", "UserGroup"),
    assignments("/buyers/{buyerID}/usergroups/assignments", "UserGroupAssignment", {
      of: "User",
      list: membership,
      remove: "/buyers/{buyerID}/usergroups/{userGroupID}/assignments/{userID}",
    }),
  ],
  raises: {
    Delete: [...groupDeletion],
  },
});
