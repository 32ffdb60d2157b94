import { date, decimal, embedded, flag, id, integer, listOf, text, xp } from "../field.ts";
import { model } from "../model.ts";
import { owner, ownId } from "../shared-fields.ts";

/** Properties that administrators and shoppers alike see of a price schedule, before its breaks and after them. */
const rules = {
  ApplyTax: flag("For your tax calculation to read; no effect by itself.", { nullable: false }),
  ApplyShipping: flag("For your shipping calculation to read; no effect by itself.", { nullable: false }),
  MinQuantity: integer("Least quantity of a line.", { atLeast: 1, default: 1 }),
  MaxQuantity: integer("Greatest quantity of a line. Null: no limit."),
  UseCumulativeQuantity: flag("Quantities count over all lines of the product, for breaks and limits alike.", {
    nullable: false,
  }),
  RestrictedQuantity: flag("Only the quantities of breaks can be bought.", { nullable: false }),
};
const sale = {
  SaleStart: date("First moment of sale prices. Null: since ever."),
  SaleEnd: date("First moment after sale prices. Null: without end."),
  IsOnSale: flag("Now within the sale, with a sale price in at least one break.", { readOnly: true, nullable: false }),
  xp: xp(),
};
const currency = text(
  "Only for shoppers whose locale has this currency, in any case. Null: for those without a locale.",
  {
    max: 100,
  },
);

export const priceSchedule = model(
  "PriceSchedule",
  {
    OwnerID: owner({ sort: 3 }),
    ID: ownId("the marketplace", { search: 1, sort: 2 }),
    Name: text("Shown to administrators; need not be unique.", { required: true, max: 100, search: 2, sort: 1 }),
    ...rules,
    ApplyTax: { ...rules.ApplyTax, search: 3 },
    PriceBreaks: listOf(
      embedded("PriceBreak"),
      "Prices by quantity: the break with the highest quantity not above the line's counts. Needed before it is assigned.",
    ),
    Currency: { ...currency, search: 4 },
    ...sale,
  },
  "Prices of a product, which assignments give to buyers and user groups. Submitted orders keep theirs.",
);

const prices = {
  SalePrice: decimal("Price of a unit within the sale. Null: the regular one."),
  SubscriptionPrice: decimal("Price of a unit in orders of a subscription; comes before the sale price."),
  BundlePrice: decimal("Price of a unit as part of a bundle; comes before every other."),
};

export const priceBreak = model(
  "PriceBreak",
  {
    Quantity: integer("Least quantity for this price.", { required: true, nullable: false, atLeast: 0 }),
    Price: decimal("Regular price of a unit.", { required: true, nullable: false }),
    ...prices,
  },
  "The price that holds from a quantity upwards.",
);

export const buyerPriceSchedule = model(
  "BuyerPriceSchedule",
  {
    PriceBreaks: listOf(embedded("BuyerPriceBreak"), "Prices by quantity, as in the price schedule."),
    Discount: embedded("BuyerDiscount", "Discount that makes the product cheapest, if any."),
    OwnerID: text("Company whose prices these are."),
    ID: id("Price schedule that applies."),
    Name: text("Name that administrators gave it.", { max: 100 }),
    ...rules,
    Currency: currency,
    ...sale,
  },
  "A price schedule as a shopper sees it, with discounted prices.",
);

export const buyerPriceBreak = model(
  "BuyerPriceBreak",
  {
    Discounted: embedded("DiscountedPrices", "Prices after the discount. Null: none at this quantity."),
    Quantity: integer("Least quantity for this price.", { nullable: false }),
    Price: decimal("Regular price of a unit, before the discount.", { nullable: false }),
    ...prices,
  },
  "A price break as a shopper sees it, with discounted prices.",
);
