import { embedded, flag, listOf, oneOf, text } from "../field.ts";
import { model } from "../model.ts";

export const productExplanation = model(
  "ProductExplanation",
  {
    ProductID: text("Product that is explained."),
    BuyerID: text("Buyer whose view it is."),
    UserID: text("User whose view it is. Null: the buyer's as a whole, without its groups."),
    SellerID: text("Seller whose price is asked for. Null: whichever applies without naming one."),
    Visible: flag("The product is seen.", { nullable: false }),
    PriceScheduleID: text("Price schedule that gives the price. Null: none does, and it is not for sale."),
    Currency: text("Currency of the locale that applies; only schedules in it do. Null: those without one."),
    Summary: text("What came out and why, in one sentence."),
    Visibility: listOf(embedded("ExplainedRule"), "Rules of what is seen, in the order in which they are tried."),
    Pricing: listOf(
      embedded("ExplainedRule"),
      "Places where a price is looked for, in their order, up to the one that gives it; then discounts.",
    ),
  },
  "Why somebody sees a product or does not, and where its price comes from.",
);

export const explainedRule = model(
  "ExplainedRule",
  {
    Rule: oneOf("ExplanationRule", "Rule that was tried."),
    Holds: flag("What the rule asks for is so.", { nullable: false }),
    Decides: flag("What came out is due to this rule.", { nullable: false }),
    Message: text("What was found, in one sentence."),
    Remedy: text("What to change so that the rule holds. Null: it holds."),
    Assignment: embedded("ExplainedAssignment", "Assignment or setting that was found. Null: there is none."),
  },
  "A rule that was tried for a product and a shopper.",
);

export const explainedAssignment = model(
  "ExplainedAssignment",
  {
    Model: text("Model of what was found, such as `CatalogAssignment` or `Product`."),
    CatalogID: text("Catalog that it is about."),
    CategoryID: text("Category that it is about."),
    ProductID: text("Product that it is about: a parent's also holds for its children."),
    BuyerID: text("Buyer that it is to."),
    BuyerGroupID: text("Buyer group that it is to."),
    UserGroupID: text("User group that it is to."),
    SellerID: text("Seller whose it is."),
    PriceScheduleID: text("Price schedule that it names."),
    DiscountID: text("Discount that is given."),
    ViewAllProducts: flag("Setting that it has."),
  },
  "What decided a rule: an assignment, or an object's own property.",
);
