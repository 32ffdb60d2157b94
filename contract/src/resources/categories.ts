import { assignments, crud, resource } from "../declare.ts";
import { flag, text } from "../field.ts";
import { ofParty, only, onlyUserOfOld } from "../parameters.ts";

const adjustListOrders = flag("Moves siblings from its place on by one, to make room.");

export const categories = resource("Categories", {
  section: "Product catalogs",
  description: "The tree of categories in a catalog, what is in them and who sees it.",
  roles: { read: ["CategoryAdmin", "CategoryReader"], write: ["CategoryAdmin"] },
  operations: [
    crud("/catalogs/{catalogID}/categories/{categoryID}", "Category", {
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
      list: { ...only("categoryID", "buyerID", "userGroupID", "level"), userID: onlyUserOfOld },
      remove: "/catalogs/{catalogID}/categories/{categoryID}/assignments",
      by: ofParty("buyerID", "userID", "userGroupID"),
    }),
    assignments("/catalogs/{catalogID}/categories/bundleassignments", "CategoryBundleAssignment", {
      of: "Bundle",
      list: only("categoryID", "bundleID"),
      remove: "/catalogs/{catalogID}/categories/{categoryID}/bundleassignments/{bundleID}",
    }),
    assignments("/catalogs/{catalogID}/categories/productassignments", "CategoryProductAssignment", {
      of: "Product",
      list: only("categoryID", "productID"),
      remove: "/catalogs/{catalogID}/categories/{categoryID}/productassignments/{productID}",
    }),
  ],
  raises: {
    "Create Save Patch Delete SaveAssignment DeleteAssignment SaveBundleAssignment DeleteBundleAssignment SaveProductAssignment DeleteProductAssignment":
      ["Catalog.CannotEdit"],
    "Create Save Patch": ["Category.CircularReference"],
    List: ["Category.InvalidDepth"],
    SaveProductAssignment: ["Category.CannotAssignChildProduct"],
    DeleteAssignment: ["PartyAssignment.RequiresBuyer"],
    "ListAssignments DeleteAssignment": ["PartyAssignment.UserLevelNotAllowed"],
    ListAssignments: ["PartyAssignment.InvalidGroupLevel"],
  },
});
