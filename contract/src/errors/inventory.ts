import { error } from "../error.ts";
import { integer, text } from "../field.ts";

/** Stock and inventory records. */
export const inventoryErrors = {
  "Inventory.Insufficient": error(
    400,
    "There is not enough stock.",
    "Order no more than QuantityAvailable, or let the product be ordered beyond its stock.",
    {
      ProductID: text(),
      VariantID: text({ nullable: true }),
      LineItemID: text({ nullable: true }),
      QuantityAvailable: integer(),
      QuantityRequested: integer(),
    },
  ),
  "Inventory.MustEnable": error(
    400,
    "Inventory is not enabled for the product.",
    "Set Inventory.Enabled of the product.",
  ),
  "InventoryConfiguration.CannotChangeVariantLevelTracking": error(
    400,
    "VariantLevelTracking cannot change while inventory records exist.",
    "Delete the inventory records first.",
  ),
  "InventoryConfiguration.CannotSetVariantLevelTracking": error(
    400,
    "Parent and child products do not track inventory by variant.",
    "Track the inventory of each child product.",
  ),
  "InventoryConfiguration.CannotCreateInventoryRecord": error(
    400,
    "A product has inventory records either itself or for its variants.",
    "Create the record at the level that VariantLevelTracking says.",
  ),
  "InventoryConfiguration.ProductInventoryMustExist": error(
    400,
    "The product has no Inventory yet, which its variants and inventory records need for theirs.",
    "Set Inventory of the product first.",
  ),
  "InventoryConfiguration.InvalidVariantLevelTracking": error(
    400,
    "VariantLevelTracking decides whether the product or its variants have inventory records.",
    "Create the record at the level that VariantLevelTracking says, or change it first.",
  ),
  "InventoryRecord.OpenOrdersExist": error(
    400,
    "Open orders draw on the inventory record.",
    "Complete or cancel the orders first.",
  ),
};
