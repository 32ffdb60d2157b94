import { assignments, crud, resource } from "../declare.ts";
import { ofParty, only, onlyUserOfOld, withAddress } from "../parameters.ts";
import { inventoryWrites } from "../raises.ts";

export const inventoryRecords = resource("InventoryRecords", {
  section: "Product catalogs",
  description: "Stock of products and variants by address, and who may draw on it.",
  roles: { read: ["ProductAdmin", "ProductReader"], write: ["ProductAdmin"] },
  operations: [
    crud("/products/{productID}/inventoryrecords/{inventoryRecordID}", "InventoryRecord", {
      noun: ["an inventory record", "inventory records"],
      whose: "of a product",
      except: { List: { query: withAddress } },
    }),
    assignments("/products/{productID}/inventoryrecords/assignments", "InventoryRecordAssignment", {
      noun: ["an inventory record assignment", "inventory record assignments"],
      list: { ...only("buyerID", "inventoryRecordID", "userGroupID", "level"), userID: onlyUserOfOld },
      remove: "/products/{productID}/inventoryrecords/{inventoryRecordID}/assignments",
      by: ofParty("buyerID", "userID", "userGroupID"),
    }),
    crud("/products/{productID}/variants/{variantID}/inventoryrecords/{inventoryRecordID}", "InventoryRecord", {
      noun: ["an inventory record", "inventory records"],
      whose: "of a variant",
      names: ["Variant", "Variant"],
      except: { List: { query: withAddress } },
    }),
    assignments(
      "/products/{productID}/variants/{variantID}/inventoryrecords/assignments",
      "InventoryRecordAssignment",
      {
        noun: ["an inventory record assignment", "inventory record assignments"],
        of: "Variant",
        list: { ...only("buyerID", "inventoryRecordID", "userGroupID", "level"), userID: onlyUserOfOld },
        remove: "/products/{productID}/variants/{variantID}/inventoryrecords/{inventoryRecordID}/assignments",
        by: ofParty("buyerID", "userID", "userGroupID"),
      },
    ),
  ],
  raises: {
    "Create Save Patch CreateVariant SaveVariant PatchVariant": [...inventoryWrites, "Product.CannotModify"],
    "SaveAssignment DeleteAssignment SaveVariantAssignment DeleteVariantAssignment": ["Product.CannotModify"],
    "Delete DeleteVariant": ["InventoryRecord.OpenOrdersExist", "Product.CannotModify"],
  },
});
