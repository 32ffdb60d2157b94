import { error } from "../error.ts";

/** Expressions of promotions and approval rules. */
export const expressionErrors = {
  "Expression.InvalidArguments": error(
    400,
    "A function of the expression has the wrong number or kind of arguments.",
    "Compare the call with the reference of the function.",
  ),
  "Expression.InvalidFunction": error(
    400,
    "The expression calls an unknown function.",
    "Use one of the documented functions.",
  ),
  "Expression.InvalidSyntax": error(
    400,
    "The expression cannot be read.",
    "Correct the expression; check parentheses, quotation marks and operators.",
  ),
  "Expression.InvalidToken": error(
    400,
    "The expression refers to something unknown.",
    "Refer only to documented properties.",
  ),
  "Expression.ItemNotAllowed": error(
    400,
    "An order-level expression cannot refer to item.",
    "Use items functions over the order, or make the promotion one of line items.",
  ),
  "Expression.ItemRequired": error(
    400,
    "A line-item-level expression must refer to item.",
    "Refer to item, or make the promotion one of the order.",
  ),
  "Expression.OrderHistoryCannotBeUsed": error(
    400,
    "Order history is not available to this expression.",
    "Write the expression without order history.",
  ),
};
