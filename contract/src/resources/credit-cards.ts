import { assignments, crud, resource } from "../declare.ts";
import { oneOf, text } from "../field.ts";

export const creditCards = resource("CreditCards", {
  section: "Buyers",
  description: "Cards of a buyer, as tokens of a payment provider, and who may pay with them.",
  roles: { read: ["CreditCardAdmin", "CreditCardReader"], write: ["CreditCardAdmin"] },
  userTypes: { write: ["Seller", "Buyer"] },
  operations: [
    crud("/buyers/{buyerID}/creditcards/{creditCardID}", "CreditCard"),
    assignments("/buyers/{buyerID}/creditcards/assignments", "CreditCardAssignment", {
      list: { creditCardID: text(), userID: text(), userGroupID: text(), level: oneOf("PartyType") },
      remove: "/buyers/{buyerID}/creditcards/{creditCardID}/assignments",
      by: { userID: text(), userGroupID: text() },
    }),
  ],
});
