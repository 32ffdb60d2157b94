import type { DecimalText } from "@orderwell/contract";
import { sql } from "../../platform/db/sql.ts";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import { Decimal, decimalText } from "../../platform/money.ts";
import type { Work } from "../../platform/work/work.ts";
import type { StoredOrder } from "../order/stored-order.ts";
import { portions } from "./amounts.ts";
import { debit, type SpendableAccount, spendableAccounts, spendingFinding } from "./spending.ts";
import { paymentsOf, type StoredPayment } from "./stored-payment.ts";

/** The payments on an order, with those of its buyer's accounts that they are from. */
export interface OrderPayments {
  readonly buyerId: string | null;
  readonly payments: readonly StoredPayment[];
  readonly accounts: ReadonlyMap<string, SpendableAccount>;
}

export const noPayments: OrderPayments = { buyerId: null, payments: [], accounts: new Map() };

/** Reads what decides whether an order's payments let it be submitted. */
export async function readPayments(work: Pick<Work, "db" | "now">, order: StoredOrder): Promise<OrderPayments> {
  const payments = (await paymentsOf(work.db, order.ID)).filter(({ OrderReturnID }) => OrderReturnID === null);
  const own = payments.filter(({ buyer_id: buyerId }) => buyerId === order.buyer_id);
  const ids = own.map((payment) => payment.SpendingAccountID).filter((id) => id !== null);
  return { buyerId: order.buyer_id, payments, accounts: await spendableAccounts(work, order, ids) };
}

/** What is still to be taken from each spending account, by its ID, in the fixed order in which it must be taken. */
function draws(
  { payments, buyerId }: OrderPayments,
  total: DecimalText,
): readonly (readonly [id: string, amount: Decimal])[] {
  const shares = portions(total, payments);
  const sums = new Map<string, Decimal>();
  for (const { ID, SpendingAccountID: account, buyer_id, debited } of payments)
    if (account !== null && buyer_id === buyerId && debited === null)
      sums.set(account, (sums.get(account) ?? new Decimal(0)).plus(shares.get(ID) as Decimal));
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * What an order's payments have against submitting it (docs/behaviour/orders.md §10): one that is not accepted, or a
 * spending account that is not the user's any more, out of its time, or too low.
 *
 * @param total what the order costs as it is submitted.
 */
export function paymentFindings(found: OrderPayments, total: DecimalText): readonly ApiError[] {
  const unaccepted = found.payments.filter(({ Accepted }) => Accepted !== true).map(({ ID }) => ID);
  const strange = found.payments
    .filter((one) => one.buyer_id !== found.buyerId && one.debited === null)
    .flatMap(({ SpendingAccountID: id }) => (id === null ? [] : [spendingFinding(new Map(), id, new Decimal(0))]));
  const spending = draws(found, total).map(([id, amount]) => spendingFinding(found.accounts, id, amount));
  return [
    ...(unaccepted.length > 0
      ? [apiError("Order.CannotSubmitWithUnaccceptedPayments", { PaymentIDs: unaccepted })]
      : []),
    ...[...strange, ...spending].filter((finding) => finding !== undefined),
  ];
}

/**
 * Moves the balances of spending accounts as the order becomes Open, on submit or on its last approval. The order is
 * locked, and its payments were checked with `paymentFindings` in the same transaction.
 *
 * @throws ApiError Payment.ExceedsBalance when another order was quicker.
 */
export async function debitPayments(
  { db }: Pick<Work, "db">,
  order: StoredOrder,
  found: OrderPayments,
  total: DecimalText,
): Promise<void> {
  const shares = portions(total, found.payments);
  const toDebit = found.payments.filter(
    ({ SpendingAccountID, debited }) => SpendingAccountID !== null && debited === null,
  );
  await Promise.all([
    ...draws(found, total).map(([id, amount]) => debit(db, order, id, amount)),
    ...toDebit.map(({ ID }) =>
      db.run(
        sql`update payment set debited = ${decimalText(shares.get(ID) as Decimal)}::numeric
          where marketplace_id = ${db.marketplaceId} and order_id = ${order.ID} and id = ${ID}`,
      ),
    ),
  ]);
}
