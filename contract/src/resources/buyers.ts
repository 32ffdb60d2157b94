import { crud, list, resource } from "../declare.ts";

export const buyers = resource("Buyers", {
  section: "Buyers",
  description: "Companies that buy.",
  roles: { read: ["BuyerAdmin", "BuyerReader"], write: ["BuyerAdmin"] },
  userTypes: { write: ["Seller", "Buyer"] },
  operations: [
    crud("/buyers/{buyerID}", "Buyer", {
      noun: ["a buyer", "buyers"],
      except: { Create: { userTypes: ["Seller"] }, Delete: { userTypes: ["Seller"] } },
    }),
    list("ListBuyerSellers", "/buyers/{buyerID}/sellers", "BuyerSupplier", {
      summary: "List the companies a buyer may order from.",
      userTypes: ["Seller", "Buyer"],
    }),
  ],
  raises: {
    "Create Save": ["Buyer.DefaultCatalogAlreadyExists"],
    Delete: ["User.CannotDeleteDefaultContextUser", "Impersonation.CannotDeleteImpersonateeParty"],
  },
});
