import { assignments, crud, resource } from "../declare.ts";
import { ofParty, only } from "../parameters.ts";

export const spendingAccounts = resource("SpendingAccounts", {
  section: "Buyers",
  description: "Balances of a buyer, and who may spend them.",
  roles: { read: ["SpendingAccountAdmin", "SpendingAccountReader"], write: ["SpendingAccountAdmin"] },
  userTypes: ["Seller", "Buyer"],
  operations: [
    crud("/buyers/{buyerID}/spendingaccounts/{spendingAccountID}", "SpendingAccount", {
      noun: ["a spending account", "spending accounts"],
      whose: "of a buyer",
    }),
    assignments("/buyers/{buyerID}/spendingaccounts/assignments", "SpendingAccountAssignment", {
      noun: ["a spending account assignment", "spending account assignments"],
      list: only("spendingAccountID", "userID", "userGroupID", "level"),
      remove: "/buyers/{buyerID}/spendingaccounts/{spendingAccountID}/assignments",
      by: ofParty("userID", "userGroupID"),
    }),
  ],
  raises: {
    Delete: ["Payment.CannotDeleteSpendingAccount"],
  },
});
