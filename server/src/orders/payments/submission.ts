import type { DecimalText } from "@orderwell/contract";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import { Decimal, decimalText } from "../../platform/money.ts";
import type { Work } from "../../platform/work/work.ts";
import { excessFinding, portions } from "../aggregate/amounts.ts";
import type { Order } from "../aggregate/order.ts";
import type { OrderPayment } from "../aggregate/payment-row.store.ts";
import { debit, type SpendableAccount, spendableAccounts, spendingFinding } from "./spending.store.ts";

/** The accounts of an order's buyer that its payments are from, by folded ID. */
export type PaymentAccounts = ReadonlyMap<string, SpendableAccount>;

/** Payments for the order itself: what is given back for a return is none. */
const counted = ({ payments }: Order<"payments">): readonly OrderPayment[] =>
  payments.filter(({ OrderReturnID }) => OrderReturnID === null);

/** Reads what decides, beside the payments themselves, whether they let the order be submitted. */
export function readAccounts(work: Pick<Work, "db" | "now">, order: Order<"payments">): Promise<PaymentAccounts> {
  const own = counted(order).filter(({ buyer_id: buyerId }) => buyerId === order.head.buyer_id);
  const ids = own.map((payment) => payment.SpendingAccountID).filter((id) => id !== null);
  return spendableAccounts(work, order.head, ids);
}

/** Amounts still to be taken from each spending account, by its ID, in the fixed order in which it must be taken. */
function draws(order: Order<"payments">): readonly (readonly [id: string, amount: Decimal])[] {
  const shares = portions(order.head.Total, counted(order));
  const sums = new Map<string, Decimal>();
  for (const { ID, SpendingAccountID: account, buyer_id, debited } of counted(order))
    if (account !== null && buyer_id === order.head.buyer_id && debited === null)
      sums.set(account, (sums.get(account) ?? new Decimal(0)).plus(shares.get(ID) as Decimal));
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Objections of an order's payments to submitting it (docs/behaviour/orders.md §10): one that is not accepted, one that is
 * more than the total, or a spending account that is not the user's any more, out of its time, or too low.
 */
export function paymentFindings(order: Order<"payments">, accounts: PaymentAccounts): readonly ApiError[] {
  const payments = counted(order);
  const unaccepted = payments.filter(({ Accepted }) => Accepted !== true).map(({ ID }) => ID);
  const strange = payments
    .filter((one) => one.buyer_id !== order.head.buyer_id && one.debited === null)
    .flatMap(({ SpendingAccountID: id }) => (id === null ? [] : [spendingFinding(new Map(), id, new Decimal(0))]));
  const spending = draws(order).map(([id, amount]) => spendingFinding(accounts, id, amount));
  return [
    ...(unaccepted.length > 0
      ? [apiError("Order.CannotSubmitWithUnaccceptedPayments", { PaymentIDs: unaccepted })]
      : []),
    ...[excessFinding(order.head.Total, payments), ...strange, ...spending].filter((finding) => finding !== undefined),
  ];
}

/** The order with each payment from a spending account marked as taken. */
export function withDebits<One extends Order<"payments">>(order: One): One {
  const shares: ReadonlyMap<string, DecimalText> = new Map(
    [...portions(order.head.Total, counted(order))].map(([id, amount]) => [id, decimalText(amount)]),
  );
  return {
    ...order,
    payments: order.payments.map((payment) =>
      payment.OrderReturnID === null && payment.SpendingAccountID !== null && payment.debited === null
        ? { ...payment, debited: shares.get(payment.ID) ?? null }
        : payment,
    ),
  };
}

/**
 * Moves the balances of spending accounts as the order becomes Open, on submit or on its last approval. The order is
 * locked, and its payments were checked with `paymentFindings` in the same transaction.
 *
 * @returns a finding for every account from which another order was quicker. Then nothing of the work may be kept.
 */
export async function debitAccounts({ db }: Pick<Work, "db">, order: Order<"payments">): Promise<readonly ApiError[]> {
  const taken = await Promise.all(draws(order).map(([id, amount]) => debit(db, order.head, id, amount)));
  return taken.filter((finding) => finding !== undefined);
}
