import { error } from "../error.ts";
import { embedded } from "../field.ts";

/** Promotions. */
export const promotionErrors = {
  "Promotion.AlreadyAdded": error(
    400,
    "The promotion is on the order already.",
    "Read the promotions of the order.",
    embedded("Promotion"),
  ),
  "Promotion.CannotCombine": error(
    400,
    "The promotion cannot be combined with others.",
    "Remove the other promotions first.",
    embedded("Promotion"),
  ),
  "Promotion.CodeInUse": error(409, "Another promotion has this code.", "Choose another Code."),
  "Promotion.ExceedsUsageLimit": error(
    400,
    "The promotion has been used as often as it may be.",
    "Use another promotion.",
    embedded("Promotion"),
  ),
  "Promotion.ExpirationPrecedsStart": error(
    400,
    "ExpirationDate must be later than StartDate.",
    "Correct one of the two.",
  ),
  "Promotion.Expired": error(400, "The promotion has expired.", "Use another promotion.", embedded("Promotion")),
  "Promotion.NotEligible": error(
    400,
    "The order does not qualify for the promotion.",
    "Change the order until it meets the EligibleExpression.",
    embedded("Promotion"),
  ),
  "Promotion.NotYetValid": error(400, "The promotion has not started.", "Wait until StartDate.", embedded("Promotion")),
  "Promotion.OwnerIDMustMatchOrderToCompanyID": error(
    400,
    "The promotion is not offered by the company the order goes to.",
    "Use a promotion of the company that the order goes to.",
    embedded("Promotion"),
  ),
  "Promotion.NotActive": error(
    400,
    "The promotion is not active.",
    "Activate the promotion, or use another.",
    embedded("Promotion"),
  ),
  "Promotion.CannotSetItemLimitPerOrder": error(
    400,
    "ItemLimitPerOrder needs LineItemLevel.",
    "Leave ItemLimitPerOrder out, or set LineItemLevel.",
  ),
  "Promotion.CannotSetQuantityLimitPerOrder": error(
    400,
    "QuantityLimitPerOrder needs LineItemLevel.",
    "Leave QuantityLimitPerOrder out, or set LineItemLevel.",
  ),
  "Promotion.CannotSetQuantityAndItemLimitPerOrder": error(
    400,
    "Set QuantityLimitPerOrder or ItemLimitPerOrder, not both.",
    "Send one of the two.",
  ),
  "Promotion.CannotSetItemSortBy": error(
    400,
    "ItemSortBy needs LineItemLevel and ItemLimitPerOrder.",
    "Leave ItemSortBy out, or set both.",
  ),
  "Promotion.ValueExpressionCannotBeNull": error(
    400,
    "ValueExpression is required without a promotion integration.",
    "Send a ValueExpression, or set up the promotion integration.",
  ),
  "Promotion.ValueExpressionCanBeNullIfUseIntegration": error(
    400,
    "ValueExpression is required unless UseIntegration is set.",
    "Send one of the two.",
  ),
  "Promotion.UseIntegrationMustBeFalse": error(
    400,
    "UseIntegration and ValueExpression exclude each other.",
    "Send one of the two.",
  ),
};
