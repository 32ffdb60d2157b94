import { decimal, embedded, integer, listOf, text, xp } from "../field.ts";
import { model, noUserLevel } from "../model.ts";
import { described, onlyGroup, ownId } from "../shared-fields.ts";

export const discount = model(
  "Discount",
  {
    ID: ownId("the marketplace", { sort: 1 }),
    Description: described({ max: 2000 }),
    DiscountBreaks: listOf(
      embedded("DiscountBreak"),
      "Percentages by quantity: the break with the highest quantity not above the line's counts.",
      { required: true },
    ),
    ProductFilter: text(
      "Filter of a product list that products must meet, such as `xp.color=red`. Null: every product.",
      { max: 2000 },
    ),
    CatalogID: text("Catalog whose products it is limited to."),
    CategoryID: text("Category of that catalog whose products, and those of categories below, it is limited to."),
    ProductID: text("The one product it is limited to; a parent with its children."),
    xp: xp(),
  },
  "A percentage taken off the prices of the products it applies to. Of several, a line gets the one that makes it cheapest; they never add up. Overridden prices get none; promotions come after it.",
);

export const discountAssignment = model(
  "DiscountAssignment",
  {
    DiscountID: text("Discount that is given.", { required: true }),
    BuyerGroupID: text("Buyer group whose buyers get it; then neither buyer nor user group."),
    BuyerID: text("Buyer that gets it. Null beside a buyer group."),
    UserGroupID: onlyGroup(),
  },
  "Gives a discount to a buyer group, buyer or user group.",
  noUserLevel,
);

export const discountBreak = model(
  "DiscountBreak",
  {
    Quantity: integer("Least quantity of a line for this percentage.", {
      required: true,
      nullable: false,
      atLeast: 1,
    }),
    Amount: decimal("Percentage taken off the price.", { required: true, nullable: false, atMost: 100, moreThan: 0 }),
  },
  "The percentage that holds from a quantity upwards.",
);

export const buyerDiscount = model(
  "BuyerDiscount",
  {
    ID: text("Discount that makes the product cheapest for the shopper."),
    Description: text("Text that the discount's administrator gave it."),
  },
  "The discount that applies to a shopper.",
);

export const discountedPrices = model(
  "DiscountedPrices",
  {
    Price: decimal("Regular price less the discount."),
    SalePrice: decimal("Sale price less the discount."),
    SubscriptionPrice: decimal("Subscription price less the discount."),
    BundlePrice: decimal("Bundle price less the discount."),
    Percent: decimal("Percentage taken off."),
  },
  "Prices of a price break after the discount.",
);
