import { error } from "../error.ts";
import { decimal, integer, text } from "../field.ts";

/** Order returns. */
export const orderReturnErrors = {
  "OrderReturn.ItemQuantityExceeded": error(
    400,
    "More than what is left to return.",
    "Return no more than was shipped and is not returned yet.",
    { LineItemID: text(), Quantity: integer(), QuantityLeft: integer() },
  ),
  "OrderReturn.CannotCreateBadOrderStatus": error(
    400,
    "Only open and completed orders can be returned.",
    "Wait until the order is open.",
    { OrderID: text(), Status: text() },
  ),
  "OrderReturn.NotAuthorizedToDelete": error(
    403,
    "You may not delete or cancel this order return.",
    "Let who created the return, or the seller, do it.",
  ),
  "OrderReturn.CannotCancelUnsubmitted": error(
    400,
    "The order return was not submitted; delete it instead.",
    "Call Delete.",
    { OrderReturnID: text(), Status: text() },
  ),
  "OrderReturn.CannotCompleteBadStatus": error(
    400,
    "Only open order returns can be completed.",
    "Submit the return, or have it approved, first.",
    { OrderReturnID: text(), Status: text() },
  ),
  "OrderReturn.CannotCompleteInvalidAmount": error(
    400,
    "Set a RefundAmount of zero or more before completing.",
    "Patch RefundAmount, then complete.",
    { OrderReturnID: text(), RefundAmount: decimal({ nullable: true }) },
  ),
  "OrderReturn.ProductNotEligibleToReturn": error(
    400,
    "The product cannot be returned.",
    "Leave the item out; its product is not Returnable.",
    { LineItemID: text(), ProductID: text() },
  ),
  "OrderReturn.PaymentValueMustBeNegative": error(
    400,
    "The payment of a refund must be negative.",
    "Send a negative Amount.",
  ),
  "OrderReturn.TotalRefundsExceedRefundAmount": error(
    400,
    "More would be refunded than the order return's RefundAmount, or than the order's total.",
    "Lower the amount, or raise RefundAmount.",
    { Most: decimal({ nullable: true }), Refunded: decimal({ nullable: true }), Amount: decimal({ nullable: true }) },
  ),
  "OrderReturn.CannotCreatePaymentBadStatus": error(
    400,
    "Refunds can be paid only while the order return is open.",
    "Submit the return, or have it approved, first.",
    { OrderReturnID: text(), Status: text() },
  ),
  "OrderReturn.NotEligibleToApproveOrDecline": error(
    403,
    "You are in none of the groups whose approval is pending.",
    "Let a member of an approving group do it.",
  ),
  "OrderReturn.CannotCreateDuplicateItemToReturn": error(
    400,
    "A line item is named twice.",
    "Name each line item once.",
    { LineItemID: text() },
  ),
  "OrderReturn.RefundAmountMustNotBeNegative": error(400, "RefundAmount must not be negative.", "Send zero or more.", {
    LineItemID: text({ nullable: true }),
    RefundAmount: decimal({ nullable: true }),
  }),
};
