import { assignments, crud, resource } from "../declare.ts";
import { flag, oneOf, text } from "../field.ts";

export const addresses = resource("Addresses", {
  section: "Buyers",
  description: "Addresses of a buyer, and who may ship or bill to them.",
  roles: { read: ["AddressAdmin", "AddressReader"], write: ["AddressAdmin"] },
  userTypes: { write: ["Seller", "Buyer"] },
  operations: [
    crud("/buyers/{buyerID}/addresses/{addressID}", "Address"),
    assignments("/buyers/{buyerID}/addresses/assignments", "AddressAssignment", {
      list: {
        addressID: text(),
        userID: text(),
        userGroupID: text(),
        level: oneOf("PartyType"),
        isShipping: flag(),
        isBilling: flag(),
      },
      remove: "/buyers/{buyerID}/addresses/{addressID}/assignments",
      by: { userID: text(), userGroupID: text() },
    }),
  ],
});
