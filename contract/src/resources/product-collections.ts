import { crud, list, resource } from "../declare.ts";

export const productCollections = resource("ProductCollections", {
  section: "Buyers",
  description: "Product collections of buyer users, as administrators see them.",
  roles: ["ProductCollectionReader"],
  operations: [
    crud("/buyers/{buyerID}/productcollections/{productCollectionID}", "ProductCollection", {
      noun: ["a product collection", "product collections"],
      whose: "of a buyer",
      only: ["List", "Get"],
      except: { List: { anonymousProhibited: true }, Get: { anonymousProhibited: true } },
    }),
    list(
      "ListEntries",
      "/buyers/{buyerID}/productcollections/{productCollectionID}/products",
      "ProductCollectionProduct",
      {
        summary: "List the products in a product collection of a buyer.",
        list: "faceted",
        anonymousProhibited: true,
      },
    ),
  ],
});
