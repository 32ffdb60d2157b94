import { error } from "../error.ts";
import { date, integer, listOf, text } from "../field.ts";

/** Price schedules, and quantities that they do not allow. */
export const priceScheduleErrors = {
  "PriceSchedule.CannotBeLessThanMin": error(400, "The quantity is below the minimum.", "Send at least MinQuantity.", {
    MinQuantity: integer(),
    MaxQuantity: integer({ nullable: true }),
    Quantity: integer(),
    ProductID: text({ nullable: true }),
    LineItemID: text({ nullable: true }),
  }),
  "PriceSchedule.CannotClearPriceBreaks": error(
    400,
    "A price schedule that is assigned needs a price break.",
    "Send at least one price break.",
    { PriceScheduleID: text() },
  ),
  "PriceSchedule.CannotDeleteLastPriceBreak": error(
    400,
    "A price schedule that is assigned needs a price break.",
    "Save another price break before deleting this one.",
    { PriceScheduleID: text() },
  ),
  "PriceSchedule.CannotExceedMax": error(400, "The quantity is above the maximum.", "Send at most MaxQuantity.", {
    MinQuantity: integer(),
    MaxQuantity: integer({ nullable: true }),
    Quantity: integer(),
    ProductID: text({ nullable: true }),
    LineItemID: text({ nullable: true }),
  }),
  "PriceSchedule.CannotModifyCurrency": error(
    400,
    "The currency cannot change while the price schedule is assigned.",
    "Create another price schedule, or delete the assignments first.",
    { PriceScheduleID: text() },
  ),
  "PriceSchedule.DuplicatePriceBreaks": error(
    400,
    "Two price breaks have the same quantity.",
    "Send each quantity once.",
    { Quantity: integer() },
  ),
  "PriceSchedule.MinGreaterThanMax": error(400, "MinQuantity must not exceed MaxQuantity.", "Correct one of the two.", {
    MinQuantity: integer(),
    MaxQuantity: integer({ nullable: true }),
  }),
  "PriceSchedule.MinQtyMustBePositive": error(
    400,
    "A price break needs a quantity of at least 1.",
    "Send a Quantity of 1 or more.",
  ),
  "PriceSchedule.MissingOrConflicting": error(
    400,
    "There is no price for this product.",
    "Assign the product with a price schedule that applies to the shopper.",
    { ProductID: text(), LineItemID: text({ nullable: true }) },
  ),
  "PriceSchedule.NoPriceBreaks": error(
    400,
    "The price schedule has no price breaks.",
    "Give the price schedule a price break first.",
    { PriceScheduleID: text() },
  ),
  "PriceSchedule.QtyNotFound": error(
    400,
    "No price break has this quantity.",
    "Send the quantity of a price break that exists.",
    { Quantity: integer() },
  ),
  "PriceSchedule.QuantityNotAllowed": error(
    400,
    "The quantity must equal that of a price break.",
    "Send one of the AllowedQuantities.",
    {
      MinQuantity: integer(),
      MaxQuantity: integer({ nullable: true }),
      Quantity: integer(),
      ProductID: text({ nullable: true }),
      LineItemID: text({ nullable: true }),
      AllowedQuantities: listOf(integer()),
    },
  ),
  "PriceSchedule.CumulativeCannotBeLessThanMin": error(
    400,
    "The quantity over all line items is below the minimum.",
    "Order at least MinQuantity over all line items of the product.",
    {
      MinQuantity: integer(),
      MaxQuantity: integer({ nullable: true }),
      Quantity: integer(),
      ProductID: text({ nullable: true }),
      LineItemID: text({ nullable: true }),
    },
  ),
  "PriceSchedule.CumulativeCannotExceedMax": error(
    400,
    "The quantity over all line items is above the maximum.",
    "Order at most MaxQuantity over all line items of the product.",
    {
      MinQuantity: integer(),
      MaxQuantity: integer({ nullable: true }),
      Quantity: integer(),
      ProductID: text({ nullable: true }),
      LineItemID: text({ nullable: true }),
    },
  ),
  "PriceSchedule.CumulativeQuantityNotAllowed": error(
    400,
    "The quantity over all line items must equal that of a price break.",
    "Let the quantities of the product's line items add up to one of the AllowedQuantities.",
    {
      MinQuantity: integer(),
      MaxQuantity: integer({ nullable: true }),
      Quantity: integer(),
      ProductID: text({ nullable: true }),
      LineItemID: text({ nullable: true }),
      AllowedQuantities: listOf(integer()),
    },
  ),
  "PriceSchedule.CannotModify": error(
    403,
    "You may not change this price schedule.",
    "Use a token of the price schedule's owner.",
  ),
  "PriceSchedule.InvalidDefaultPriceScheduleID": error(
    400,
    "The price schedule must belong to the marketplace owner or to the supplier.",
    "Name a price schedule of one of the two.",
    { PriceScheduleID: text() },
  ),
  "PriceSchedule.CurrencyMismatch": error(
    400,
    "The currency of the price schedule is not that of the party.",
    "Name a price schedule in the currency of the party, or one without a currency.",
    { Currency: text({ nullable: true }), PartyCurrency: text({ nullable: true }) },
  ),
  "Discount.MaximumDiscountsReached": error(
    400,
    "The marketplace has as many discounts as it can have.",
    "Delete some that are not needed any more, or give one to more parties.",
    { MaximumDiscounts: integer() },
  ),
  "PriceSchedule.InvalidSaleStartOrSaleEnd": error(
    400,
    "SaleStart must be earlier than SaleEnd.",
    "Correct one of the two.",
    { SaleStart: date({ nullable: true }), SaleEnd: date({ nullable: true }) },
  ),
};
