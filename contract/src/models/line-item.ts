import { date, decimal, embedded, flag, id, integer, listOf, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { measures, ownId } from "../shared-fields.ts";
import { variantSpec } from "./variant.ts";

export const lineItem = model(
  "LineItem",
  {
    ID: ownId("the order", { search: 1, sort: 2 }),
    ProductID: text(
      "Product that is bought; the user must see it, or the AddToCart service of the API client know it. Never changes.",
      {
        required: true,
        search: 2,
        sort: 3,
      },
    ),
    Quantity: integer("Units bought, within what the price schedule allows.", {
      nullable: false,
      atLeast: 1,
      default: 1,
      refusal: "LineItem.QuantityMustBePositive",
    }),
    BundleItemID: text("Line of the bundle that this one is a part of.", { readOnly: true }),
    IsBundle: flag("Stands for a bundle; its parts have lines of their own.", { readOnly: true, nullable: false }),
    DateAdded: date("When it was put on the order.", { readOnly: true, nullable: false, sort: 1 }),
    QuantityShipped: integer("Units on shipments, sent or being packed.", { readOnly: true, nullable: false }),
    UnitPrice: decimal(
      "Price of a unit, markups included. Written by whoever has OverrideUnitPrice: stays until null is written.",
    ),
    PromotionDiscount: decimal("What promotions take off the line.", { readOnly: true, nullable: false }),
    LineTotal: decimal("Subtotal less discount and promotions.", { readOnly: true, nullable: false }),
    LineSubtotal: decimal("Price of all units, rounded once: may differ from unit price times quantity.", {
      readOnly: true,
      nullable: false,
    }),
    CostCenter: text("Whom to charge, in any words; approval rules and promotions may ask for it."),
    DateNeeded: date("When the shopper wants it; later than it was added."),
    ShippingAccount: text("Carrier account to charge, for whoever ships."),
    ShippingAddressID: text("Saved address of the user to ship to. New lines take the order's."),
    ShipFromAddressID: text("Address it is shipped from. Taken from the product when the line is added."),
    Product: embedded(
      "LineItemProduct",
      "The product; a copy from submission on, and of one that the marketplace lacks.",
      { readOnly: true },
    ),
    Variant: embedded("LineItemVariant", "Variant that the specs choose; a copy from submission on.", {
      readOnly: true,
    }),
    ShippingAddress: embedded("Address", "Address to ship to; a copy from submission on.", { readOnly: true }),
    ShipFromAddress: embedded("Address", "Address it is shipped from.", { readOnly: true }),
    SupplierID: text("Default supplier of the product.", { readOnly: true }),
    InventoryRecordID: text("Inventory record to take the stock from. Null: of a product that has records, from none."),
    PriceScheduleID: text("Price schedule that gave the price.", { readOnly: true }),
    IsOnSale: flag("The price is a sale price.", { readOnly: true, nullable: false }),
    PriceOverridden: flag("Somebody or an integration set the price.", { readOnly: true, nullable: false }),
    Specs: listOf(embedded("LineItemSpec"), "Values for the product's specs; defaults fill in what is left out."),
    IncomingOrderID: text("Buyer's order that it was forwarded from; for the marketplace owner only.", {
      readOnly: true,
    }),
    OutgoingOrderID: text("Order that it was forwarded on to a supplier; for the marketplace owner only.", {
      readOnly: true,
    }),
    InvitationID: text("Group order invitation through which it was added.", { readOnly: true }),
    BaseDiscount: decimal("What the discount takes off the line.", { readOnly: true, nullable: false }),
    DiscountID: text("Discount that makes it cheapest.", { readOnly: true }),
    xp: xp(),
  },
  "A product on an order, with a quantity and choices. Equal lines are not merged.",
);

export const extendedLineItem = model(
  "ExtendedLineItem",
  {
    OrderID: text("Order that the line is on."),
    Order: embedded("Order", "The order itself."),
    ...lineItem.fields,
  },
  "A line item together with its order.",
);

/** Properties that a line keeps of its product and its variant alike. */
const kept = {
  ID: id("ID it had when it was copied."),
  Name: text("Name it had when it was copied."),
  Description: text("Description it had when it was copied."),
};

export const lineItemProduct = model(
  "LineItemProduct",
  {
    ...kept,
    Returnable: flag("Shoppers may ask to return it.", { nullable: false }),
    QuantityMultiplier: integer("How many pieces one unit holds; for people.", { nullable: false }),
    ...measures,
    DefaultSupplierID: text("Supplier to whom the line is forwarded."),
    ParentID: text("Parent product, of a child."),
    xp: xp("Extended properties it had when it was copied."),
  },
  "The product of a line item: as it is until the order is submitted, as it was then from there on.",
);

export const lineItemVariant = model(
  "LineItemVariant",
  {
    ...kept,
    ...measures,
    xp: xp("Extended properties it had when it was copied."),
  },
  "The variant of a line item: as it is until the order is submitted, as it was then from there on.",
);

export const lineItemSpec = model(
  "LineItemSpec",
  {
    ...variantSpec.fields,
  },
  "The value of a spec that a shopper chose or wrote. Name, value and markup are filled in from the option.",
);

export const lineItemOverride = model(
  "LineItemOverride",
  {
    LineItemID: text("Line that is changed."),
    UnitPrice: decimal("Price of a unit, in place of the price schedule's. Null: as it is."),
    Product: embedded("AdHocProduct", "Properties to change of a product that the marketplace lacks.", {
      partial: true,
    }),
    PromotionOverrides: listOf(embedded("PromotionOverride"), "Amounts that promotions take off the line."),
    InventoryRecordID: text("Inventory record to take the stock from, assigned to the buyer or not."),
    Remove: flag("Takes the line off the order, without a word to the shopper."),
  },
  "Changes that an integration makes to a line item.",
);

export const adHocProduct = model(
  "AdHocProduct",
  {
    ID: id("ID that was asked for."),
    Name: text("Shown to people, on the line.", { required: true, max: 100 }),
    Description: text("Shown to people, on the line.", { max: 2000 }),
    QuantityMultiplier: integer("How many pieces one unit holds; for people.", { atLeast: 1, default: 1 }),
    ...measures,
    DefaultSupplierID: text("Supplier to whom the line is forwarded."),
    Returnable: flag("Shoppers may ask to return it.", { nullable: false }),
    xp: xp(),
  },
  "A product that an integration knows and the marketplace does not; it exists on its line only.",
);

export const unavailableLineItem = model(
  "UnavailableLineItem",
  {
    ProductID: text("Product of the line that is missing."),
    Error: embedded("ApiError", "What adding the line answered with."),
  },
  "A line item that could not be ordered again, and why.",
);
