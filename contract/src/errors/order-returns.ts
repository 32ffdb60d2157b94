import { error } from "../error.ts";

/** Order returns. */
export const orderReturnErrors = {
  "OrderReturn.ItemQuantityExceeded": error(
    400,
    "More than what is left to return.",
    "Return no more than was shipped and is not returned yet.",
  ),
  "OrderReturn.CannotCreateBadOrderStatus": error(
    400,
    "Only open and completed orders can be returned.",
    "Wait until the order is open.",
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
  ),
  "OrderReturn.CannotCompleteBadStatus": error(
    400,
    "Only open order returns can be completed.",
    "Submit the return, or have it approved, first.",
  ),
  "OrderReturn.CannotCompleteInvalidAmount": error(
    400,
    "Set a RefundAmount of zero or more before completing.",
    "Patch RefundAmount, then complete.",
  ),
  "OrderReturn.ProductNotEligibleToReturn": error(
    400,
    "The product cannot be returned.",
    "Leave the item out; its product is not Returnable.",
  ),
  "OrderReturn.PaymentValueMustBeNegative": error(
    400,
    "The payment of a refund must be negative.",
    "Send a negative Amount.",
  ),
  "OrderReturn.TotalRefundsExceedRefundAmount": error(
    400,
    "The refunds would exceed RefundAmount.",
    "Lower the amount, or raise RefundAmount.",
  ),
  "OrderReturn.CannotCreatePaymentBadStatus": error(
    400,
    "Refunds can be paid only while the order return is open.",
    "Submit the return, or have it approved, first.",
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
  ),
  "OrderReturn.RefundAmountMustNotBeNegative": error(400, "RefundAmount must not be negative.", "Send zero or more."),
};
