import { assignments, crud, resource } from "../declare.ts";
import { ofParty, only, onlyUserOfOld, placed } from "../parameters.ts";

export const bundles = resource("Bundles", {
  section: "Product catalogs",
  description: "Products sold together.",
  roles: { read: ["BundleAdmin", "BundleReader"], write: ["BundleAdmin"] },
  operations: [
    crud("/bundles/{bundleID}", "Bundle", {
      noun: ["a bundle", "bundles"],
      list: "faceted",
      except: { List: { query: placed } },
    }),
    assignments("/bundles/assignments", "BundleAssignment", {
      noun: ["a bundle assignment", "bundle assignments"],
      list: { ...only("bundleID", "buyerID", "userGroupID", "level"), userID: onlyUserOfOld },
      remove: "/bundles/{bundleID}/assignments/{buyerID}",
      by: ofParty("userID", "userGroupID", "sellerID"),
      roles: {
        list: ["BundleAdmin", "BundleReader", "BundleAssignmentAdmin"],
        save: ["BundleAdmin", "BundleAssignmentAdmin"],
        remove: ["BundleAdmin", "BundleAssignmentAdmin"],
      },
    }),
    assignments("/bundles/productassignments", "BundleProductAssignment", {
      noun: ["a bundle product assignment", "bundle product assignments"],
      of: "Product",
      list: only("bundleID", "productID"),
      remove: "/bundles/{bundleID}/productassignments/{productID}",
    }),
  ],
  raises: {
    List: ["Product.CategoryFilterRequiresCatalogID"],
    "Save Patch Delete SaveProductAssignment DeleteProductAssignment": ["Product.CannotModify"],
    SaveProductAssignment: [
      "Bundle.OwnerIDMustMatch",
      "Bundle.ParentProductAssigned",
      "Bundle.ChildProductsAssigned",
      "Bundle.CannotContainBundle",
      "Bundle.MaximumProductsReached",
    ],
    SaveAssignment: ["Product.CannotAssignNotInBuyerCatalog"],
  },
});
