import { date, decimal, embedded, flag, id, integer, listOf, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { variantSpec } from "./variant.ts";

export const lineItem = model("LineItem", {
  ID: id({ search: 1, sort: 2 }),
  ProductID: text({ required: true, search: 2, sort: 3 }),
  Quantity: integer({ nullable: false, atLeast: 1, default: 1, refusal: "LineItem.QuantityMustBePositive" }),
  BundleItemID: text({ readOnly: true }),
  IsBundle: flag({ readOnly: true, nullable: false }),
  DateAdded: date({ readOnly: true, nullable: false, sort: 1 }),
  QuantityShipped: integer({ readOnly: true, nullable: false }),
  UnitPrice: decimal(),
  PromotionDiscount: decimal({ readOnly: true, nullable: false }),
  LineTotal: decimal({ readOnly: true, nullable: false }),
  LineSubtotal: decimal({ readOnly: true, nullable: false }),
  CostCenter: text(),
  DateNeeded: date(),
  ShippingAccount: text(),
  ShippingAddressID: text(),
  ShipFromAddressID: text(),
  Product: embedded("LineItemProduct", { readOnly: true }),
  Variant: embedded("LineItemVariant", { readOnly: true }),
  ShippingAddress: embedded("Address", { readOnly: true }),
  ShipFromAddress: embedded("Address", { readOnly: true }),
  SupplierID: text({ readOnly: true }),
  InventoryRecordID: text(),
  PriceScheduleID: text({ readOnly: true }),
  IsOnSale: flag({ readOnly: true, nullable: false }),
  PriceOverridden: flag({ readOnly: true, nullable: false }),
  Specs: listOf(embedded("LineItemSpec")),
  IncomingOrderID: text({ readOnly: true }),
  OutgoingOrderID: text({ readOnly: true }),
  InvitationID: text({ readOnly: true }),
  BaseDiscount: decimal({ readOnly: true, nullable: false }),
  DiscountID: text({ readOnly: true }),
  xp: xp(),
});

export const extendedLineItem = model(
  "ExtendedLineItem",
  {
    OrderID: text(),
    Order: embedded("Order"),
    ...lineItem.fields,
  },
  "A line item together with its order.",
);

export const lineItemProduct = model(
  "LineItemProduct",
  {
    ID: id(),
    Name: text(),
    Description: text(),
    Returnable: flag({ nullable: false }),
    QuantityMultiplier: integer({ nullable: false }),
    ShipWeight: decimal(),
    ShipHeight: decimal(),
    ShipWidth: decimal(),
    ShipLength: decimal(),
    DefaultSupplierID: text(),
    ParentID: text(),
    xp: xp(),
  },
  "The product of a line item as it was when the item was added.",
);

export const lineItemVariant = model(
  "LineItemVariant",
  {
    ID: id(),
    Name: text(),
    Description: text(),
    ShipWeight: decimal(),
    ShipHeight: decimal(),
    ShipWidth: decimal(),
    ShipLength: decimal(),
    xp: xp(),
  },
  "The variant of a line item as it was when the item was added.",
);

export const lineItemSpec = model("LineItemSpec", {
  ...variantSpec.fields,
});

export const lineItemOverride = model(
  "LineItemOverride",
  {
    LineItemID: text(),
    UnitPrice: decimal(),
    Product: embedded("AdHocProduct", { partial: true }),
    PromotionOverrides: listOf(embedded("PromotionOverride")),
    InventoryRecordID: text(),
    Remove: flag(),
  },
  "What an integration changes about a line item.",
);

export const adHocProduct = model(
  "AdHocProduct",
  {
    ID: id(),
    Name: text({ required: true, max: 100 }),
    Description: text({ max: 2000 }),
    QuantityMultiplier: integer({ atLeast: 1, default: 1 }),
    ShipWeight: decimal(),
    ShipHeight: decimal(),
    ShipWidth: decimal(),
    ShipLength: decimal(),
    DefaultSupplierID: text(),
    Returnable: flag({ nullable: false }),
    xp: xp(),
  },
  "Product details that an integration substitutes on a line item.",
);

export const unavailableLineItem = model(
  "UnavailableLineItem",
  {
    ProductID: text(),
    Error: embedded("ApiError"),
  },
  "A line item that could not be ordered again, and why.",
);
