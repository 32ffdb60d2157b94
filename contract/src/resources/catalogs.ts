import { assignments, crud, resource } from "../declare.ts";
import { text } from "../field.ts";

export const catalogs = resource("Catalogs", {
  section: "Product catalogs",
  description: "Sets of products, and the buyers that see them.",
  roles: { read: ["CatalogAdmin", "CatalogReader"], write: ["CatalogAdmin"] },
  operations: [
    crud("/catalogs/{catalogID}", "Catalog", { except: { Delete: { userTypes: ["Seller", "Supplier"] } } }),
    assignments("/catalogs/assignments", "CatalogAssignment", {
      list: { catalogID: text(), buyerID: text() },
      remove: "/catalogs/{catalogID}/assignments",
      by: { buyerID: text(), buyerGroupID: text() },
    }),
    assignments("/catalogs/bundleassignments", "BundleCatalogAssignment", {
      of: "Bundle",
      list: { catalogID: text(), bundleID: text() },
      remove: "/catalogs/{catalogID}/bundleassignments/{bundleID}",
    }),
    assignments("/catalogs/productassignments", "ProductCatalogAssignment", {
      of: "Product",
      list: { catalogID: text(), productID: text() },
      remove: "/catalogs/{catalogID}/productassignments/{productID}",
    }),
  ],
});
