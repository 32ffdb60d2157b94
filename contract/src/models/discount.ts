import { decimal, embedded, id, integer, listOf, text, xp } from "../field.ts";
import { model, noUserLevel } from "../model.ts";

export const discount = model(
  "Discount",
  {
    ID: id({ sort: 1 }),
    Description: text({ max: 2000 }),
    DiscountBreaks: listOf(embedded("DiscountBreak"), { required: true }),
    ProductFilter: text(),
    CatalogID: text(),
    CategoryID: text(),
    ProductID: text(),
    xp: xp(),
  },
  "A percentage taken off the prices of the products it applies to.",
);

export const discountAssignment = model(
  "DiscountAssignment",
  {
    DiscountID: text({ required: true }),
    BuyerGroupID: text(),
    BuyerID: text(),
    UserGroupID: text(),
  },
  "Gives a discount to a buyer group, buyer or user group.",
  noUserLevel,
);

export const discountBreak = model(
  "DiscountBreak",
  {
    Quantity: integer({ required: true, nullable: false, atLeast: 1 }),
    Amount: decimal({ required: true, nullable: false, atMost: 100, moreThan: 0 }),
  },
  "The percentage that holds from a quantity upwards.",
);

export const buyerDiscount = model(
  "BuyerDiscount",
  {
    ID: text(),
    Description: text(),
  },
  "The discount that applies to a shopper.",
);

export const discountedPrices = model(
  "DiscountedPrices",
  {
    Price: decimal(),
    SalePrice: decimal(),
    SubscriptionPrice: decimal(),
    BundlePrice: decimal(),
    Percent: decimal(),
  },
  "Prices of a price break after the discount.",
);
