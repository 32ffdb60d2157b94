import { assignments, crud, resource } from "../declare.ts";
import { ofParty, only, onlyUserOfOld, withAddress } from "../parameters.ts";
import { inventoryWrites } from "../raises.ts";

export const inventoryRecords = resource("InventoryRecords", {
  section: "Product catalogs",
  description: "Stock of products and variants by address, and who may draw on it.",
  roles: { read: ["ProductAdmin", "ProductReader"], write: ["ProductAdmin"] },
  operations: [
    crud("/products/{productID}/inventoryrecords/{inventoryRecordID}", "InventoryRecord", {
      except: { List: { query: withAddress } },
    }),
    assignments("/products/{productID}/inventoryrecords/assignments", "InventoryRecordAssignment", {
      list: { ...only("buyerID", "inventoryRecordID", "userGroupID", "level"), userID: onlyUserOfOld },
      remove: "/products/{productID}/inventoryrecords/{inventoryRecordID}/assignments",
      by: ofParty("buyerID", "userID", "userGroupID"),
    }),
    crud("/products/{productID}/variants/{variantID}/inventoryrecords/{inventoryRecordID}", "InventoryRecord", {
      names: ["Variant", "Variant"],
      except: { List: { query: withAddress } },
    }),
    assignments(
      "/products/{productID}/variants/{variantID}/inventoryrecords/assignments",
      "InventoryRecordAssignment",
      {
        of: "Variant",
        list: { ...only("buyerID", "inventoryRecordID", "userGroupID", "level"), userID: onlyUserOfOld },
        remove: "/products/{productID}/variants/{variantID}/inventoryrecords/{inventoryRecordID}/assignments",
        by: ofParty("buyerID", "userID", "userGroupID"),
      },
    ),
  ],
  raises: {
    "Create Save Patch CreateVariant SaveVariant PatchVariant": [...inventoryWrites, "Product.CannotModify"],
    "Delete DeleteVariant": ["InventoryRecord.OpenOrdersExist", "Product.CannotModify"],
  },
});
