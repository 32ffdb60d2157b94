import { date, decimal, embedded, flag, id, integer, listOf, text, xp } from "../field.ts";
import { model, noUserLevel } from "../model.ts";

export const promotion = model("Promotion", {
  ID: id({ search: 1, sort: 2 }),
  LineItemLevel: flag({ nullable: false }),
  Code: text({ max: 100, search: 3, sort: 3 }),
  Name: text({ max: 100, search: 2, sort: 1 }),
  RedemptionLimit: integer(),
  RedemptionLimitPerUser: integer(),
  RedemptionCount: integer({ readOnly: true, nullable: false }),
  QuantityLimitPerOrder: integer(),
  ItemLimitPerOrder: integer(),
  ItemSortBy: text({ max: 200 }),
  Description: text({ max: 2000, search: 4 }),
  FinePrint: text({ max: 2000, search: 5 }),
  StartDate: date({ sort: 4 }),
  ExpirationDate: date({ sort: 5 }),
  EligibleExpression: text({ required: true, max: 400, search: 6, sort: 6 }),
  ValueExpression: text({ max: 1000, search: 7, sort: 7 }),
  CanCombine: flag({ nullable: false, sort: 8 }),
  AllowAllBuyers: flag({ nullable: false }),
  OwnerID: text(),
  AutoApply: flag({ nullable: false, default: false, sort: 9 }),
  Active: flag({ nullable: false, default: true, sort: 10 }),
  UseIntegration: flag({ nullable: false }),
  Priority: integer({ sort: 11 }),
  GeneratedCodeCount: integer(),
  GeneratedCodeLength: integer(),
  GeneratedCodePrefix: text(),
  xp: xp(),
});

export const promotionAssignment = model(
  "PromotionAssignment",
  {
    PromotionID: text({ required: true }),
    BuyerID: text({ required: true, missing: "PartyAssignment.RequiresBuyer" }),
    UserGroupID: text(),
  },
  "Gives a promotion to a buyer or user group.",
  noUserLevel,
);

export const promotionCode = model("PromotionCode", {
  Code: text(),
  Redeemed: flag(),
});

export const eligiblePromotion = model(
  "EligiblePromotion",
  {
    Amount: decimal({ readOnly: true, nullable: false }),
    ...promotion.fields,
  },
  "A promotion that the order could take, and what it would be worth.",
);

export const orderPromotion = model(
  "OrderPromotion",
  {
    Amount: decimal({ readOnly: true, nullable: false }),
    LineItemID: text({ readOnly: true }),
    AmountOverridden: flag({ readOnly: true, nullable: false }),
    DateApplied: date({ readOnly: true, sort: 3.5 }),
    ...promotion.fields,
  },
  "A promotion on an order or one of its line items.",
);

export const addedPromo = model(
  "AddedPromo",
  {
    LineItemID: id(),
    Amount: decimal({ nullable: false }),
    ...promotion.fields,
  },
  "A promotion that a refresh applied to the order.",
);

export const removedPromo = model(
  "RemovedPromo",
  {
    ErrorCode: text(),
    Reason: text(),
    ...addedPromo.fields,
  },
  "A promotion that a refresh took off the order, and why.",
);

export const refreshPromosResponse = model(
  "RefreshPromosResponse",
  {
    PromosAdded: listOf(embedded("AddedPromo")),
    PromosRemoved: listOf(embedded("RemovedPromo")),
  },
  "What a refresh changed about an order's promotions.",
);

export const promotionOverride = model(
  "PromotionOverride",
  {
    PromotionID: text(),
    Amount: decimal({ nullable: false }),
  },
  "A promotion amount set by an integration.",
);

export const promotionIntegration = model("PromotionIntegration", {
  HashKey: text({ required: true }),
  Url: text(),
  CustomAuthHeaderName: text(),
  CustomAuthHeaderValue: text({ writeOnly: true }),
});
