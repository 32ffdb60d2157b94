import { assignments, crud, resource } from "../declare.ts";
import { oneOf, text } from "../field.ts";

export const bundles = resource("Bundles", {
  section: "Product catalogs",
  description: "Products sold together.",
  roles: { read: ["BundleAdmin", "BundleReader"], write: ["BundleAdmin"] },
  operations: [
    crud("/bundles/{bundleID}", "Bundle", {
      list: "faceted",
      except: { List: { query: { catalogID: text(), categoryID: text(), supplierID: text() } } },
    }),
    assignments("/bundles/assignments", "BundleAssignment", {
      list: {
        bundleID: text(),
        buyerID: text(),
        userGroupID: text(),
        level: oneOf("PartyType"),
        userID: text({ deprecated: true }),
      },
      remove: "/bundles/{bundleID}/assignments/{buyerID}",
      by: { userID: text(), userGroupID: text(), sellerID: text() },
      roles: {
        list: ["BundleAdmin", "BundleReader", "BundleAssignmentAdmin"],
        save: ["BundleAdmin", "BundleAssignmentAdmin"],
        remove: ["BundleAdmin", "BundleAssignmentAdmin"],
      },
    }),
    assignments("/bundles/productassignments", "BundleProductAssignment", {
      of: "Product",
      list: { bundleID: text(), productID: text() },
      remove: "/bundles/{bundleID}/productassignments/{productID}",
    }),
  ],
});
