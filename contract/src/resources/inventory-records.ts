import { assignments, crud, resource } from "../declare.ts";
import { flag, oneOf, text } from "../field.ts";

export const inventoryRecords = resource("InventoryRecords", {
  section: "Product catalogs",
  description: "Stock of products and variants by address, and who may draw on it.",
  roles: { read: ["ProductAdmin", "ProductReader"], write: ["ProductAdmin"] },
  operations: [
    crud("/products/{productID}/inventoryrecords/{inventoryRecordID}", "InventoryRecord", {
      except: { List: { query: { includeAddress: flag() } } },
    }),
    assignments("/products/{productID}/inventoryrecords/assignments", "InventoryRecordAssignment", {
      list: {
        buyerID: text(),
        inventoryRecordID: text(),
        userGroupID: text(),
        level: oneOf("PartyType"),
        userID: text({ deprecated: true }),
      },
      remove: "/products/{productID}/inventoryrecords/{inventoryRecordID}/assignments",
      by: { buyerID: text(), userID: text(), userGroupID: text() },
    }),
    crud("/products/{productID}/variants/{variantID}/inventoryrecords/{inventoryRecordID}", "InventoryRecord", {
      names: ["Variant", "Variant"],
      except: { List: { query: { includeAddress: flag() } } },
    }),
    assignments(
      "/products/{productID}/variants/{variantID}/inventoryrecords/assignments",
      "InventoryRecordAssignment",
      {
        of: "Variant",
        list: {
          buyerID: text(),
          inventoryRecordID: text(),
          userGroupID: text(),
          level: oneOf("PartyType"),
          userID: text({ deprecated: true }),
        },
        remove: "/products/{productID}/variants/{variantID}/inventoryrecords/{inventoryRecordID}/assignments",
        by: { buyerID: text(), userID: text(), userGroupID: text() },
      },
    ),
  ],
});
