import { date, embedded, flag, id, integer, text, xp } from "../field.ts";
import { model, noUserLevel } from "../model.ts";

export const inventory = model(
  "Inventory",
  {
    Enabled: flag({ nullable: false }),
    NotificationPoint: integer(),
    VariantLevelTracking: flag({ nullable: false }),
    OrderCanExceed: flag({ nullable: false }),
    QuantityAvailable: integer(),
    LastUpdated: date({ readOnly: true }),
  },
  "Stock of a product.",
);

export const inventoryRecord = model(
  "InventoryRecord",
  {
    ID: id({ search: 1, sort: 1 }),
    OwnerID: text(),
    AllowAllBuyers: flag({ nullable: false, default: true }),
    Address: embedded("Address", { readOnly: true }),
    AddressID: text({ required: true, search: 2, sort: 2 }),
    OrderCanExceed: flag({ nullable: false }),
    QuantityAvailable: integer({ nullable: false }),
    NotificationPoint: integer(),
    LastUpdated: date({ readOnly: true, nullable: false }),
    xp: xp(),
  },
  "Stock of a product or variant at one address.",
);

export const inventoryRecordAssignment = model(
  "InventoryRecordAssignment",
  {
    InventoryRecordID: text({ required: true }),
    BuyerID: text({ required: true, missing: "PartyAssignment.RequiresBuyer" }),
    UserGroupID: text(),
  },
  "Lets a buyer or user group draw on an inventory record.",
  noUserLevel,
);

export const variantInventory = model(
  "VariantInventory",
  {
    QuantityAvailable: integer(),
    NotificationPoint: integer(),
    LastUpdated: date({ readOnly: true, nullable: false }),
  },
  "Stock of a variant.",
);

export const inventoryIntegration = model("InventoryIntegration", {
  DeliveryConfigID: text({ required: true }),
  LimitNotifications: flag({ nullable: false }),
});
