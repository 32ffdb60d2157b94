import { error } from "../error.ts";
import { decimal, text } from "../field.ts";

/** Payments. */
export const paymentErrors = {
  "Payment.AlreadyPaid": error(
    400,
    "The order is paid in full.",
    "Lower the amount, or delete another payment first.",
    { Total: decimal({ nullable: true }), Paid: decimal({ nullable: true }), Amount: decimal({ nullable: true }) },
  ),
  "Payment.CannotEditCancelled": error(
    400,
    "The order was canceled; its payments cannot change.",
    "Leave the payments of a canceled order as they are.",
    { OrderID: text() },
  ),
  "Payment.CannotPatchAccepted": error(
    403,
    "Accepting payments needs the role OrderAdmin.",
    "Leave Accepted out, or use a token with the role.",
  ),
  "Payment.CannotPatchProperty": error(
    400,
    "Type, SpendingAccountID and CreditCardID of a payment cannot be changed.",
    "Delete the payment and create another.",
    { Property: text() },
  ),
  "Payment.CannotSetCreditCard": error(
    400,
    "Only payments by credit card have a CreditCardID.",
    "Leave CreditCardID out, or send the Type CreditCard.",
  ),
  "Payment.CannotSetSpendingAccount": error(
    400,
    "Only payments from a spending account have a SpendingAccountID.",
    "Leave SpendingAccountID out, or send the Type SpendingAccount.",
  ),
  "Payment.CannotUseExpiredSpendingAccount": error(
    400,
    "The spending account is not valid at this time.",
    "Use a spending account between its StartDate and EndDate.",
    { SpendingAccountID: text() },
  ),
  "Payment.ExceedsBalance": error(
    400,
    "The balance of the spending account is too low.",
    "Lower the amount, or use another spending account.",
    { SpendingAccountID: text(), Amount: decimal({ nullable: true }) },
  ),
  "Payment.InvalidSpendingAccountID": error(
    400,
    "The spending account is unknown or not for this buyer.",
    "Send the ID of a spending account that is assigned to the user.",
    { SpendingAccountID: text() },
  ),
  "Payment.NotAuthorizedToPatch": error(403, "You may not change this payment any more.", "Let the seller change it.", {
    PaymentID: text(),
  }),
  "Payment.SpendingAccountIdMissing": error(400, "SpendingAccountID is required.", "Send SpendingAccountID."),
  "Payment.CannotDeleteSpendingAccount": error(
    400,
    "The spending account was used for payments.",
    "Let the spending account end by its EndDate instead.",
    { SpendingAccountID: text() },
  ),
  "Payment.AmountGreaterThanZero": error(
    400,
    "Amount must be more than zero.",
    "Send an Amount above zero, or none for the whole of the order.",
  ),
};
