import type { Payment } from "@orderwell/contract";
import { type Caller, hasRole } from "../../platform/access/caller.ts";
import { type ApiError, apiError, invalidProperty, notFound } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import { Decimal } from "../../platform/money.ts";
import { inCents } from "../aggregate/amounts.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import type { OrderPayment } from "../aggregate/payment-row.store.ts";
import type { ReturnHead } from "../aggregate/return-row.store.ts";

/** Properties that a client may write of a payment. */
export type PaymentBody = Partial<Omit<Payment, "DateCreated" | "Currency" | "Transactions">>;

/** Stands against every change to the payments of a canceled order. */
export const canceledFinding = ({ ID, Status }: Pick<OrderHead, "ID" | "Status">): ApiError | undefined =>
  Status === "Canceled" ? apiError("Payment.CannotEditCancelled", { OrderID: ID }) : undefined;

/**
 * Checks which kind of payment it is, and whether what it names goes with that.
 *
 * @throws ApiError ValidationFailure, Payment.CannotSetCreditCard, .CannotSetSpendingAccount, .SpendingAccountIdMissing
 */
export function checkType({ Type, CreditCardID, SpendingAccountID }: PaymentBody): void {
  if (!Type) throw invalidProperty("Payment", "Type", "Type is required.");
  if (CreditCardID && Type !== "CreditCard") throw apiError("Payment.CannotSetCreditCard");
  if (SpendingAccountID && Type !== "SpendingAccount") throw apiError("Payment.CannotSetSpendingAccount");
  if (!SpendingAccountID && Type === "SpendingAccount") throw apiError("Payment.SpendingAccountIdMissing");
}

/**
 * The amount to store of a new payment: none, or more than nothing.
 *
 * @throws ApiError Payment.AmountGreaterThanZero
 */
export function newAmount({ Amount }: PaymentBody): Payment["Amount"] {
  const amount = inCents(Amount);
  if (amount !== null && !new Decimal(amount).greaterThan(0)) throw apiError("Payment.AmountGreaterThanZero");
  return amount;
}

/**
 * The amount to store of a payment that is there; nothing at all records that it was reversed.
 *
 * @throws ApiError Payment.AmountGreaterThanZero when it is negative.
 */
export function changedAmount({ Amount }: PaymentBody): Payment["Amount"] {
  const amount = inCents(Amount);
  if (amount !== null && new Decimal(amount).lessThan(0)) throw apiError("Payment.AmountGreaterThanZero");
  return amount;
}

/** Payments by card wait for the provider's word, others are good as they are. */
export const acceptedAtFirst = (type: Payment["Type"]): boolean => type !== "CreditCard";

/**
 * Decides whether a new payment is accepted. Deciding otherwise than its type does takes OrderAdmin.
 *
 * @throws ApiError Payment.CannotPatchAccepted
 */
export function newAccepted(caller: Caller, { Type, Accepted }: PaymentBody): boolean {
  const usual = acceptedAtFirst(Type ?? null);
  if (Accepted === null || Accepted === undefined || Accepted === usual) return usual;
  if (!hasRole(caller, "OrderAdmin")) throw apiError("Payment.CannotPatchAccepted");
  return Accepted;
}

/**
 * Checks that the caller may make this change to a payment (docs/behaviour/orders.md §9). Values as they are may be
 * sent along.
 *
 * @throws ApiError Payment.CannotPatchProperty, .NotAuthorizedToPatch, .CannotPatchAccepted; NotFound (OrderReturn)
 */
export function checkPatch(
  caller: Caller,
  order: Pick<OrderHead, "Status">,
  before: OrderPayment,
  change: PaymentBody,
  returns: readonly Pick<ReturnHead, "ID">[],
): void {
  for (const property of ["Type", "CreditCardID", "SpendingAccountID"] as const)
    if (property in change && !sameId(change[property], before[property]))
      throw apiError("Payment.CannotPatchProperty", { Property: property });
  if (!hasRole(caller, "OrderAdmin")) {
    // A refund is never the shopper's, whether or not the provider has paid it.
    const isRefund = before.OrderReturnID !== null;
    const settled = before.Accepted && (order.Status !== "Unsubmitted" || before.Type === "CreditCard");
    if (isRefund || settled) throw apiError("Payment.NotAuthorizedToPatch", { PaymentID: before.ID });
    if ("Accepted" in change && (change.Accepted ?? false) !== (before.Accepted ?? false))
      throw apiError("Payment.CannotPatchAccepted");
  }
  if (change.OrderReturnID && !sameId(change.OrderReturnID, before.OrderReturnID))
    throw returns.some(({ ID }) => sameId(ID, change.OrderReturnID))
      ? apiError("Payment.CannotPatchProperty", { Property: "OrderReturnID" })
      : notFound("OrderReturn", change.OrderReturnID);
}
