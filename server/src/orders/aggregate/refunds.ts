import { formatInstant } from "../../platform/dates.ts";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import { Decimal, type DecimalText, decimalText, shownAmount } from "../../platform/money.ts";
import type { Order } from "./order.ts";
import type { OrderPayment } from "./payment-row.store.ts";
import type { ReturnHead } from "./return-row.store.ts";
import { returnStates } from "./return-states.ts";

/** Tells whether a return counts: one that was declined or canceled gives nothing back. */
export const isStanding = ({ Status }: Pick<ReturnHead, "Status">): boolean =>
  Status !== "Declined" && Status !== "Canceled";

/** What was paid back for a return. */
export const refunded = (payments: readonly OrderPayment[], returnId: string): Decimal =>
  payments
    .filter(({ OrderReturnID }) => sameId(OrderReturnID, returnId))
    .reduce((sum, { Amount }) => sum.minus(Amount ?? 0), new Decimal(0));

/**
 * Stands against an amount that is to be refunded for a return: what is refunded for an order is no more than its total
 * (docs/behaviour/fulfilment.md §5.3).
 */
export function refundFinding(
  { head, returns, payments }: Order<"returns" | "payments">,
  { ID, RefundAmount }: Pick<ReturnHead, "ID" | "RefundAmount">,
): ApiError | undefined {
  if (RefundAmount === null) return undefined;
  // What was paid back for one that was canceled afterwards is gone all the same.
  const others = returns
    .filter((one) => one.ID !== ID)
    .reduce(
      (sum, one) => sum.plus(isStanding(one) ? (one.RefundAmount ?? 0) : refunded(payments, one.ID)),
      new Decimal(0),
    );
  const most = new Decimal(head.Total).minus(others);
  const paid = refunded(payments, ID);
  return most.lessThan(RefundAmount) || paid.greaterThan(RefundAmount)
    ? exceeds(decimalText(most), paid, RefundAmount)
    : undefined;
}

const exceeds = (most: DecimalText, paid: Decimal, amount: DecimalText): ApiError =>
  apiError("OrderReturn.TotalRefundsExceedRefundAmount", {
    Most: shownAmount(most),
    Refunded: shownAmount(decimalText(paid)),
    Amount: shownAmount(amount),
  });

/** Stands against a refund as a payment of its amount (docs/behaviour/fulfilment.md §5.5). */
export function paymentFinding(
  { payments }: Order<"payments">,
  { ID: OrderReturnID, Status, RefundAmount }: ReturnHead,
  { ID, Amount }: Pick<OrderPayment, "ID" | "Amount">,
): ApiError | undefined {
  if (Amount === null || !new Decimal(Amount).lessThan(0)) return apiError("OrderReturn.PaymentValueMustBeNegative");
  if (Status !== "Open") return apiError("OrderReturn.CannotCreatePaymentBadStatus", { OrderReturnID, Status });
  const others = payments.filter((one) => one.ID !== ID);
  const paid = refunded(others, OrderReturnID);
  const most = RefundAmount ?? "0";
  return paid.minus(Amount).greaterThan(most) ? exceeds(most, paid, Amount) : undefined;
}

/** The order with each return completed whose refunds have reached its amount. */
export function withRefundsDone<One extends Order<"returns" | "payments">>(order: One, now: Date): One {
  const isDone = ({ ID, Status, RefundAmount }: ReturnHead): boolean => {
    const paid = refunded(order.payments, ID);
    return Status === "Open" && RefundAmount !== null && !paid.isZero() && paid.equals(RefundAmount);
  };
  const returns = order.returns.map((one) =>
    isDone(one) ? { ...one, ...returnStates.changes("complete", now), LastUpdated: formatInstant(now) } : one,
  ) as readonly ReturnHead[];
  return { ...order, returns };
}
