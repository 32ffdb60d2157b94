import { assignments, crud, resource } from "../declare.ts";
import { flag, text } from "../field.ts";
import { ofBuyer, ofParty, only, onlyUserOfOld } from "../parameters.ts";

const adjustListOrders = flag("Moves siblings from its place on by one, to make room.");

export const categories = resource("Categories", {
  section: "Product catalogs",
  description: "The tree of categories in a catalog, what is in them and who sees it.",
  roles: { read: ["CategoryAdmin", "CategoryReader"], write: ["CategoryAdmin"] },
  operations: [
    crud("/catalogs/{catalogID}/categories/{categoryID}", "Category", {
      noun: ["a category", "categories"],
      whose: "of a catalog",
      except: {
        List: {
          query: {
            depth: text(
              "Levels to go down, from 1, or `all`; from the top, or from a filter on ParentID. Left out: 1.",
            ),
          },
        },
        Create: { query: { adjustListOrders } },
        Save: { query: { adjustListOrders } },
        Patch: { query: { adjustListOrders } },
      },
    }),
    assignments("/catalogs/{catalogID}/categories/assignments", "CategoryAssignment", {
      noun: ["a category assignment", "category assignments"],
      list: { ...only("categoryID", "buyerID", "userGroupID", "level"), userID: onlyUserOfOld },
      remove: "/catalogs/{catalogID}/categories/{categoryID}/assignments",
      by: { ...ofBuyer, ...ofParty("userID", "userGroupID") },
    }),
    assignments("/catalogs/{catalogID}/categories/bundleassignments", "CategoryBundleAssignment", {
      noun: ["a category bundle assignment", "category bundle assignments"],
      of: "Bundle",
      list: only("categoryID", "bundleID"),
      remove: "/catalogs/{catalogID}/categories/{categoryID}/bundleassignments/{bundleID}",
    }),
    assignments("/catalogs/{catalogID}/categories/productassignments", "CategoryProductAssignment", {
      noun: ["a category product assignment", "category product assignments"],
      of: "Product",
      list: only("categoryID", "productID"),
      remove: "/catalogs/{catalogID}/categories/{categoryID}/productassignments/{productID}",
    }),
  ],
  raises: {
    "Create Save Patch Delete SaveAssignment DeleteAssignment SaveBundleAssignment DeleteBundleAssignment SaveProductAssignment DeleteProductAssignment":
      ["Catalog.CannotEdit"],
    "Create Save Patch": ["Category.CircularReference", "Category.TooDeep"],
    "Create Save": ["Category.MaximumCategoriesReached"],
    List: ["Category.InvalidDepth"],
    "SaveProductAssignment SaveBundleAssignment": ["Catalog.CannotAssignProduct"],
    SaveProductAssignment: ["Category.CannotAssignChildProduct"],
  },
});
