import { date, decimal, embedded, flag, id, integer, json, listOf, oneOf, text, xp } from "../field.ts";
import { model, noUserLevel } from "../model.ts";
import { customAuthHeader, described, hashKey, onlyGroup, owner, ownId } from "../shared-fields.ts";

export const promotion = model(
  "Promotion",
  {
    ID: ownId("the marketplace", { search: 1, sort: 2 }),
    LineItemLevel: flag("It discounts lines, each by itself; else the order.", { nullable: false }),
    Code: text("What shoppers enter; unique. Required unless codes are generated.", { max: 100, search: 3, sort: 3 }),
    Name: text("Shown to people; need not be unique.", { max: 100, search: 2, sort: 1 }),
    RedemptionLimit: integer("Submitted orders that may have it. Null: no limit."),
    RedemptionLimitPerUser: integer("Submitted orders of a user that may have it. Null: no limit."),
    RedemptionCount: integer("Submitted orders that had it.", { readOnly: true, nullable: false }),
    QuantityLimitPerOrder: integer(
      "Units of an order that are discounted; the value then is per unit. At line level only, without an item limit.",
    ),
    ItemLimitPerOrder: integer("Lines of an order that are discounted. At line level only, without a quantity limit."),
    ItemSortBy: text(
      "Which lines come first under a limit: properties with commas between, `!` for descending. Null: as added.",
      { max: 200 },
    ),
    Description: described({ max: 2000, search: 4 }),
    FinePrint: text("Conditions, for shoppers to read; not checked.", { max: 2000, search: 5 }),
    StartDate: date("First moment it can be used. Null: at once.", { sort: 4 }),
    ExpirationDate: date("First moment it can no longer be used. Null: never.", { sort: 5 }),
    EligibleExpression: text(
      "Condition, such as `order.Subtotal > 50`. At line level it is asked of each line, as `item`.",
      { required: true, max: 400, search: 6, sort: 6 },
    ),
    ValueExpression: text(
      "Amount taken off, such as `order.Subtotal * .1`. Null only where the integration decides it.",
      { max: 1000, search: 7, sort: 7 },
    ),
    CanCombine: flag("May stand beside others that can combine as well; else it stands alone.", {
      nullable: false,
      sort: 8,
    }),
    AllowAllBuyers: flag("Everyone may use it, without an assignment.", { nullable: false }),
    OwnerID: owner(),
    AutoApply: flag("Applied without a code, where an order asks for promotions to be applied or refreshed.", {
      nullable: false,
      default: false,
      sort: 9,
    }),
    Active: flag("False: not to be used, and taken off unsubmitted orders at once.", {
      nullable: false,
      default: true,
      sort: 10,
    }),
    UseIntegration: flag("The promotion integration decides the amount, in place of the value expression.", {
      nullable: false,
    }),
    Priority: integer("Turn in which it is applied by itself, lowest first; null last.", { sort: 11 }),
    GeneratedCodeCount: integer("How many codes for one use each to generate, in place of a code."),
    GeneratedCodeLength: integer("Characters of a generated code, without the prefix. Required with a count."),
    GeneratedCodePrefix: text("Start of each generated code, before a hyphen."),
    xp: xp(),
  },
  "A rule that takes money off orders that meet a condition.",
);

export const promotionAssignment = model(
  "PromotionAssignment",
  {
    PromotionID: text("Promotion that may be used.", { required: true }),
    BuyerID: text("Buyer whose users may use it.", { required: true, missing: "PartyAssignment.RequiresBuyer" }),
    UserGroupID: onlyGroup(),
  },
  "Gives a promotion to a buyer or user group.",
  noUserLevel,
);

export const promotionCode = model(
  "PromotionCode",
  {
    Code: text("What a shopper enters, prefix and all."),
    Redeemed: flag("A submitted order had it: it is of no more use."),
  },
  "A generated code of a promotion, for one use.",
);

export const eligiblePromotion = model(
  "EligiblePromotion",
  {
    Amount: decimal("What it would take off the order as it is now.", { readOnly: true, nullable: false }),
    ...promotion.fields,
  },
  "A promotion that the order could take, and what it would be worth.",
);

const amount = () => decimal("What it takes off, in the order's currency.", { nullable: false });

export const orderPromotion = model(
  "OrderPromotion",
  {
    Amount: { ...amount(), readOnly: true },
    LineItemID: text("Line it is taken off. Null: off the order.", { readOnly: true }),
    AmountOverridden: flag("The checkout integration set the amount.", { readOnly: true, nullable: false }),
    DateApplied: date("When it was put on the order.", { readOnly: true, sort: 3.5 }),
    ...promotion.fields,
  },
  "A promotion on an order. At line level there is one for each line that it discounts.",
);

export const addedPromo = model(
  "AddedPromo",
  {
    LineItemID: id("Line it is taken off. Null: off the order."),
    Amount: amount(),
    ...promotion.fields,
  },
  "A promotion that a refresh applied to the order.",
);

export const removedPromo = model(
  "RemovedPromo",
  {
    ErrorCode: text("Why, as the code that adding it would answer with."),
    Reason: text("Why, in words."),
    ...addedPromo.fields,
  },
  "A promotion that a refresh took off the order, and why.",
);

export const refreshPromosResponse = model(
  "RefreshPromosResponse",
  {
    PromosAdded: listOf(embedded("AddedPromo"), "Promotions that apply by themselves and now do."),
    PromosRemoved: listOf(embedded("RemovedPromo"), "Promotions that no longer hold, or gave way to better ones."),
  },
  "Changes that a refresh made to an order's promotions.",
);

export const promotionOverride = model(
  "PromotionOverride",
  {
    PromotionID: text("Promotion of the line whose amount is set."),
    Amount: decimal("What it takes off, in place of what was calculated.", { nullable: false }),
  },
  "A promotion amount set by an integration.",
);

export const promotionIntegration = model(
  "PromotionIntegration",
  {
    HashKey: hashKey({ required: true }),
    Url: text("Address that is sent the order and the promotions that ask for it."),
    ...customAuthHeader,
  },
  "The service of yours that decides the amounts of promotions that use it. One for the marketplace.",
);

export const promoAccepted = model(
  "PromoAccepted",
  {
    ID: text("Promotion that was asked about.", { required: true }),
    LineItemID: text("Line that it discounts, for a promotion on lines; else null."),
    Amount: decimal("What it takes off, in the order's currency.", { required: true }),
  },
  "A promotion that the service of promotions lets an order have.",
);

export const promoRejected = model(
  "PromoRejected",
  {
    ID: text("Promotion that was asked about.", { required: true }),
    LineItemID: text("Line that does not get it. Null: the whole order."),
    Reason: text("Why, in words."),
  },
  "A promotion that the service of promotions refuses.",
);

export const promotionIntegrationPayload = model(
  "PromotionIntegrationPayload",
  {
    Environment: oneOf("Environment", "Kind of marketplace that asks.", { required: true }),
    Order: embedded("Order", "The order as it is.", { required: true }),
    LineItems: listOf(embedded("LineItem"), "All of its lines."),
    PromosApplied: listOf(embedded("OrderPromotion"), "Promotions that are on it."),
    PromosRequested: listOf(
      embedded("OrderPromotion"),
      "Promotions it asks for: those on lines once for each line that they may discount. Amounts are 0.",
    ),
  },
  "Body that the service of promotions receives.",
);

export const promotionIntegrationResponse = model(
  "PromotionIntegrationResponse",
  {
    HttpStatusCode: integer("Status that the service says itself, in place of that of its reply."),
    UnhandledErrorBody: text("What went wrong. Null or empty: nothing."),
    PromosAccepted: listOf(embedded("PromoAccepted"), "What the order gets."),
    PromosRejected: listOf(embedded("PromoRejected"), "What it does not get. What is in neither is rejected."),
  },
  "Answer of the service of promotions.",
);

const told = (what: string, otherwise = "") =>
  json(`${what} It is {Expression, Value, Failure, Parts}, and so are its parts.${otherwise}`);

export const promotionLineExplanation = model(
  "PromotionLineExplanation",
  {
    LineItemID: text("Line that the promotion was looked at for."),
    Applies: flag("It takes something off this line.", { nullable: false }),
    Amount: decimal("What it takes off. Null: it does not apply."),
    Eligible: told("How its condition came out for the line."),
    Value: told(
      "How its value came out for the line.",
      " Null: the condition does not hold, or a service says the value.",
    ),
  },
  "Why a promotion on lines does or does not apply to one of them.",
);

export const promotionExplanation = model(
  "PromotionExplanation",
  {
    PromotionID: text("Promotion that is explained."),
    Code: text("Its code. Null: codes are generated."),
    Name: text("Its name."),
    OnOrder: flag("It is on the order.", { nullable: false }),
    Applies: flag("The order has it, or would get it by its code.", { nullable: false }),
    Amount: decimal("What it takes off in all. Null: it does not apply, or a service says how much."),
    ErrorCode: text("Why it does not apply, as the code that adding it would answer with."),
    Reason: text("The same in words."),
    Eligible: told("How its condition came out.", " Null for one on lines."),
    Value: told("How its value came out.", " Null as for lines, and for one on lines."),
    Lines: listOf(
      embedded("PromotionLineExplanation"),
      "The first 25 lines of the order, for one on lines; else none.",
    ),
  },
  "Why a promotion does or does not apply to an order.",
);

export const promotionExplanations = model(
  "PromotionExplanations",
  {
    OrderID: text("Order that promotions were looked at for."),
    DateEvaluated: date("Time that conditions were held against."),
    Promotions: listOf(embedded("PromotionExplanation"), "Those of the marketplace, by priority and ID, up to 100."),
  },
  "Why promotions do or do not apply to an order.",
);
