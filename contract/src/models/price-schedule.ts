import { date, decimal, embedded, flag, id, integer, listOf, text, xp } from "../field.ts";
import { model } from "../model.ts";

export const priceSchedule = model("PriceSchedule", {
  OwnerID: text({ sort: 3 }),
  ID: id({ search: 1, sort: 2 }),
  Name: text({ required: true, max: 100, search: 2, sort: 1 }),
  ApplyTax: flag({ nullable: false, search: 3 }),
  ApplyShipping: flag({ nullable: false }),
  MinQuantity: integer({ atLeast: 1, default: 1 }),
  MaxQuantity: integer(),
  UseCumulativeQuantity: flag({ nullable: false }),
  RestrictedQuantity: flag({ nullable: false }),
  PriceBreaks: listOf(embedded("PriceBreak")),
  Currency: text({ max: 100, search: 4 }),
  SaleStart: date(),
  SaleEnd: date(),
  IsOnSale: flag({ readOnly: true, nullable: false }),
  xp: xp(),
});

export const priceBreak = model(
  "PriceBreak",
  {
    Quantity: integer({ required: true, nullable: false, atLeast: 0 }),
    Price: decimal({ required: true, nullable: false }),
    SalePrice: decimal(),
    SubscriptionPrice: decimal(),
    BundlePrice: decimal(),
  },
  "The price that holds from a quantity upwards.",
);

export const buyerPriceSchedule = model(
  "BuyerPriceSchedule",
  {
    PriceBreaks: listOf(embedded("BuyerPriceBreak")),
    Discount: embedded("BuyerDiscount"),
    OwnerID: text(),
    ID: id(),
    Name: text({ max: 100 }),
    ApplyTax: flag({ nullable: false }),
    ApplyShipping: flag({ nullable: false }),
    MinQuantity: integer({ atLeast: 1, default: 1 }),
    MaxQuantity: integer(),
    UseCumulativeQuantity: flag({ nullable: false }),
    RestrictedQuantity: flag({ nullable: false }),
    Currency: text({ max: 100 }),
    SaleStart: date(),
    SaleEnd: date(),
    IsOnSale: flag({ readOnly: true, nullable: false }),
    xp: xp(),
  },
  "A price schedule as a shopper sees it, with discounted prices.",
);

export const buyerPriceBreak = model(
  "BuyerPriceBreak",
  {
    Discounted: embedded("DiscountedPrices"),
    Quantity: integer({ nullable: false }),
    Price: decimal({ nullable: false }),
    SalePrice: decimal(),
    SubscriptionPrice: decimal(),
    BundlePrice: decimal(),
  },
  "A price break as a shopper sees it, with discounted prices.",
);
