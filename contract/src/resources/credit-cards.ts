import { assignments, crud, resource } from "../declare.ts";
import { ofParty, only } from "../parameters.ts";

export const creditCards = resource("CreditCards", {
  section: "Buyers",
  description: "Cards of a buyer, as tokens of a payment provider, and who may pay with them.",
  roles: { read: ["CreditCardAdmin", "CreditCardReader"], write: ["CreditCardAdmin"] },
  userTypes: ["Seller", "Buyer"],
  operations: [
    crud("/buyers/{buyerID}/creditcards/{creditCardID}", "CreditCard", {
      noun: ["a credit card", "credit cards"],
      whose: "of a buyer",
    }),
    assignments("/buyers/{buyerID}/creditcards/assignments", "CreditCardAssignment", {
      noun: ["a credit card assignment", "credit card assignments"],
      list: only("creditCardID", "userID", "userGroupID", "level"),
      remove: "/buyers/{buyerID}/creditcards/{creditCardID}/assignments",
      by: ofParty("userID", "userGroupID"),
    }),
  ],
});
