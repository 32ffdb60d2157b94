import { assignments, crud, resource } from "../declare.ts";
import { flag, oneOf, text } from "../field.ts";

export const categories = resource("Categories", {
  section: "Product catalogs",
  description: "The tree of categories in a catalog, what is in them and who sees it.",
  roles: { read: ["CategoryAdmin", "CategoryReader"], write: ["CategoryAdmin"] },
  operations: [
    crud("/catalogs/{catalogID}/categories/{categoryID}", "Category", {
      except: {
        List: { query: { depth: text() } },
        Create: { query: { adjustListOrders: flag() } },
        Save: { query: { adjustListOrders: flag() } },
        Patch: { query: { adjustListOrders: flag() } },
      },
    }),
    assignments("/catalogs/{catalogID}/categories/assignments", "CategoryAssignment", {
      list: {
        categoryID: text(),
        buyerID: text(),
        userGroupID: text(),
        level: oneOf("PartyType"),
        userID: text({ deprecated: true }),
      },
      remove: "/catalogs/{catalogID}/categories/{categoryID}/assignments",
      by: { buyerID: text(), userID: text(), userGroupID: text() },
    }),
    assignments("/catalogs/{catalogID}/categories/bundleassignments", "CategoryBundleAssignment", {
      of: "Bundle",
      list: { categoryID: text(), bundleID: text() },
      remove: "/catalogs/{catalogID}/categories/{categoryID}/bundleassignments/{bundleID}",
    }),
    assignments("/catalogs/{catalogID}/categories/productassignments", "CategoryProductAssignment", {
      of: "Product",
      list: { categoryID: text(), productID: text() },
      remove: "/catalogs/{catalogID}/categories/{categoryID}/productassignments/{productID}",
    }),
  ],
});
