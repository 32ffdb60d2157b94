import { assignments, crud, resource } from "../declare.ts";
import { ofParty, only } from "../parameters.ts";

export const addresses = resource("Addresses", {
  section: "Buyers",
  description: "Addresses of a buyer, and who may ship or bill to them.",
  roles: { read: ["AddressAdmin", "AddressReader"], write: ["AddressAdmin"] },
  userTypes: { write: ["Seller", "Buyer"] },
  operations: [
    crud("/buyers/{buyerID}/addresses/{addressID}", "Address", {
      noun: ["an address", "addresses"],
      whose: "of a buyer",
    }),
    assignments("/buyers/{buyerID}/addresses/assignments", "AddressAssignment", {
      noun: ["an address assignment", "address assignments"],
      list: only("addressID", "userID", "userGroupID", "level", "isShipping", "isBilling"),
      remove: "/buyers/{buyerID}/addresses/{addressID}/assignments",
      by: ofParty("userID", "userGroupID"),
    }),
  ],
  raises: {
    SaveAssignment: ["AddressAssignment.MustBeBillingOrShipping"],
  },
});
