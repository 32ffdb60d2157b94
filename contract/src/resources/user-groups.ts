import { assignments, crud, resource } from "../declare.ts";
import { text } from "../field.ts";

export const userGroups = resource("UserGroups", {
  section: "Buyers",
  description: "Groups of users of a buyer.",
  roles: { read: ["UserGroupAdmin", "UserGroupReader"], write: ["UserGroupAdmin"] },
  userTypes: { write: ["Seller", "Buyer"] },
  operations: [
    crud("/buyers/{buyerID}/usergroups/{userGroupID}", "UserGroup"),
    assignments("/buyers/{buyerID}/usergroups/assignments", "UserGroupAssignment", {
      of: "User",
      list: { userGroupID: text(), userID: text() },
      remove: "/buyers/{buyerID}/usergroups/{userGroupID}/assignments/{userID}",
    }),
  ],
});
