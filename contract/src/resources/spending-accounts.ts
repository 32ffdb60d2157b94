import { assignments, crud, resource } from "../declare.ts";
import { oneOf, text } from "../field.ts";

export const spendingAccounts = resource("SpendingAccounts", {
  section: "Buyers",
  description: "Balances of a buyer, and who may spend them.",
  roles: { read: ["SpendingAccountAdmin", "SpendingAccountReader"], write: ["SpendingAccountAdmin"] },
  userTypes: { write: ["Seller", "Buyer"] },
  operations: [
    crud("/buyers/{buyerID}/spendingaccounts/{spendingAccountID}", "SpendingAccount"),
    assignments("/buyers/{buyerID}/spendingaccounts/assignments", "SpendingAccountAssignment", {
      list: { spendingAccountID: text(), userID: text(), userGroupID: text(), level: oneOf("PartyType") },
      remove: "/buyers/{buyerID}/spendingaccounts/{spendingAccountID}/assignments",
      by: { userID: text(), userGroupID: text() },
    }),
  ],
});
