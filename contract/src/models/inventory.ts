import { date, embedded, flag, integer, text, xp } from "../field.ts";
import { model, noUserLevel } from "../model.ts";
import { deliveryConfigID, onlyGroup, owner, ownId } from "../shared-fields.ts";

const notificationPoint = () => integer("Quantity at which the inventory integration reports; no effect else.");

export const inventory = model(
  "Inventory",
  {
    Enabled: flag("Stock is tracked: orders take from it when they open.", { nullable: false }),
    NotificationPoint: notificationPoint(),
    VariantLevelTracking: flag("Each variant has a stock of its own.", { nullable: false }),
    OrderCanExceed: flag("More can be bought than there is; the stock goes below zero.", { nullable: false }),
    QuantityAvailable: integer(
      "Units on hand. With inventory records, or by variant, their sum: what is written counts when these are gone.",
    ),
    LastUpdated: date("When the stock, or how it is tracked, last changed.", { readOnly: true }),
  },
  "Stock of a product.",
);

export const inventoryRecord = model(
  "InventoryRecord",
  {
    ID: ownId("the product or variant", { search: 1, sort: 1 }),
    OwnerID: owner(),
    AllowAllBuyers: flag("Every buyer may draw on it, not only those it is assigned to.", {
      nullable: false,
      default: true,
    }),
    Address: embedded("Address", "The address it is kept at.", { readOnly: true }),
    AddressID: text("Address of its owner that it is kept at. Several records may share one.", {
      required: true,
      search: 2,
      sort: 2,
    }),
    OrderCanExceed: flag("More can be bought than there is; the stock goes below zero.", { nullable: false }),
    QuantityAvailable: integer("Units on hand at the address.", { nullable: false }),
    NotificationPoint: notificationPoint(),
    LastUpdated: date("When it last changed, by an order as well.", { readOnly: true, nullable: false }),
    xp: xp(),
  },
  "Stock of a product or variant at one address. Only lines that name the record draw on it.",
);

export const inventoryRecordAssignment = model(
  "InventoryRecordAssignment",
  {
    InventoryRecordID: text("Record that may be drawn on.", { required: true }),
    BuyerID: text("Buyer that may draw on it.", { required: true, missing: "PartyAssignment.RequiresBuyer" }),
    UserGroupID: onlyGroup(),
  },
  "Lets a buyer or user group draw on an inventory record that is not for all.",
  noUserLevel,
);

export const variantInventory = model(
  "VariantInventory",
  {
    QuantityAvailable: integer("Units of the variant on hand; with inventory records, their sum."),
    NotificationPoint: notificationPoint(),
    LastUpdated: date("When the stock last changed.", { readOnly: true, nullable: false }),
  },
  "Stock of a variant. Whether it is tracked, and may be exceeded, the product says.",
);

export const inventoryIntegration = model(
  "InventoryIntegration",
  {
    DeliveryConfigID: deliveryConfigID("changes of stock", {
      required: true,
      missing: "InventoryIntegration.DeliveryConfigIDRequired",
    }),
    LimitNotifications: flag(
      "Reports only when a stock falls to zero or its notification point, or rises above one of them again.",
      { nullable: false },
    ),
  },
  "Delivery of changes of stock. One for the marketplace.",
);
