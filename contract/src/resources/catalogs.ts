import { assignments, crud, resource } from "../declare.ts";
import { ofBuyer, ofParty, only } from "../parameters.ts";

export const catalogs = resource("Catalogs", {
  section: "Product catalogs",
  description: "Sets of products, and the buyers that see them.",
  roles: { read: ["CatalogAdmin", "CatalogReader"], write: ["CatalogAdmin"] },
  operations: [
    crud("/catalogs/{catalogID}", "Catalog", {
      noun: ["a catalog", "catalogs"],
      except: { Delete: { userTypes: ["Seller", "Supplier"] } },
    }),
    assignments("/catalogs/assignments", "CatalogAssignment", {
      noun: ["a catalog assignment", "catalog assignments"],
      list: only("catalogID", "buyerID"),
      remove: "/catalogs/{catalogID}/assignments",
      by: { ...ofBuyer, ...ofParty("buyerGroupID") },
    }),
    assignments("/catalogs/bundleassignments", "BundleCatalogAssignment", {
      noun: ["a bundle catalog assignment", "bundle catalog assignments"],
      of: "Bundle",
      list: only("catalogID", "bundleID"),
      remove: "/catalogs/{catalogID}/bundleassignments/{bundleID}",
    }),
    assignments("/catalogs/productassignments", "ProductCatalogAssignment", {
      noun: ["a product catalog assignment", "product catalog assignments"],
      of: "Product",
      list: only("catalogID", "productID"),
      remove: "/catalogs/{catalogID}/productassignments/{productID}",
    }),
  ],
  raises: {
    "Save Patch Delete SaveAssignment DeleteAssignment SaveBundleAssignment DeleteBundleAssignment SaveProductAssignment DeleteProductAssignment":
      ["Catalog.CannotEdit"],
    Delete: ["Catalog.CannotDelete"],
    "SaveProductAssignment SaveBundleAssignment": ["Catalog.CannotAssignProduct"],
    SaveProductAssignment: ["Catalog.CannotAssignChildProduct"],
    "SaveAssignment DeleteAssignment": ["PartyAssignment.RequiresBuyer"],
  },
});
