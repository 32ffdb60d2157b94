import { creditAccount } from "../../buyers/index.ts";
import { refuse } from "../../platform/errors/api-error.ts";
import { Decimal, type DecimalText, decimalText } from "../../platform/money.ts";
import type { Work } from "../../platform/work/work.ts";
import { portions } from "../aggregate/amounts.ts";
import type { Order } from "../aggregate/order.ts";
import type { OrderPayment } from "../aggregate/payment-row.store.ts";
import { debit, spendableAccounts, spendingFinding } from "./spending.store.ts";

/** Amounts that a payment takes from an account, and that others that wait take from the same one. */
interface Draw {
  readonly accountId: string;
  /** Owner of the account. */
  readonly buyerId: string | null;
  readonly amount: Decimal;
  readonly others: Decimal;
}

function drawOf({ head, payments }: Order<"payments">, payment: OrderPayment): Draw | undefined {
  const { SpendingAccountID: accountId, buyer_id: buyerId } = payment;
  if (accountId === null) return undefined;
  const shares = portions(head.Total, [...payments.filter(({ ID }) => ID !== payment.ID), payment]);
  const others = payments.filter(
    (one) =>
      one.ID !== payment.ID && one.SpendingAccountID === accountId && one.buyer_id === buyerId && one.debited === null,
  );
  return {
    accountId,
    buyerId,
    amount: shares.get(payment.ID) as Decimal,
    others: others.reduce((sum, { ID }) => sum.plus(shares.get(ID) as Decimal), new Decimal(0)),
  };
}

/**
 * Gives an account back what a refund is about, at once.
 *
 * @returns what the account has given for this payment, which is less than nothing; null where no account is named.
 * @throws ApiError Payment.InvalidSpendingAccountID, .CannotUseExpiredSpendingAccount; .ExceedsBalance when the refund is
 *   lowered and the account does not have the rest any more
 */
export async function givenBack(
  work: Pick<Work, "db" | "now">,
  { head }: Order<"payments">,
  { SpendingAccountID: id, buyer_id: buyerId, Amount, debited }: OrderPayment,
): Promise<DecimalText | null> {
  if (id === null || buyerId === null || Amount === null) return debited;
  const more = new Decimal(Amount).minus(debited ?? 0);
  if (debited === null) refuse(spendingFinding(await spendableAccounts(work, head, [id]), id, new Decimal(0)));
  if (more.isNegative()) await creditAccount(work.db, { buyerId, id }, decimalText(more.negated()));
  else if (more.greaterThan(0)) refuse(await debit(work.db, head, id, more));
  return Amount;
}

/**
 * Has a spending account as if a payment had never been: what it gave goes back, what it got as a refund is taken again.
 *
 * @throws ApiError Payment.ExceedsBalance
 */
export async function undoDraw(
  { db }: Pick<Work, "db">,
  { head }: Pick<Order, "head">,
  { SpendingAccountID: id, buyer_id: buyerId, debited }: OrderPayment,
): Promise<void> {
  if (id === null || buyerId === null || debited === null) return;
  const taken = new Decimal(debited);
  if (taken.isNegative()) refuse(await debit(db, head, id, taken.negated()));
  else await creditAccount(db, { buyerId, id }, debited);
}

/**
 * Checks that a payment from a spending account can be made. On an order that the seller has already the balance moves
 * at once, on others when they become Open.
 *
 * @returns what the account has given for this payment, beyond what it had; null while nothing was taken.
 * @throws ApiError Payment.InvalidSpendingAccountID, .CannotUseExpiredSpendingAccount, .ExceedsBalance
 */
export async function drawFor(
  work: Pick<Work, "db" | "now">,
  order: Order<"payments">,
  payment: OrderPayment,
): Promise<DecimalText | null> {
  const draw = drawOf(order, payment);
  const { debited: taken } = payment;
  if (draw === undefined) return taken;
  const { head } = order;
  const more = draw.amount.minus(taken ?? 0);
  if (head.IsSubmitted && more.lessThanOrEqualTo(0)) {
    if (taken !== null && draw.buyerId !== null && more.lessThan(0))
      await creditAccount(work.db, { buyerId: draw.buyerId, id: draw.accountId }, decimalText(more.negated()));
    return decimalText(draw.amount);
  }
  const accounts = await spendableAccounts(work, head, draw.buyerId === head.buyer_id ? [draw.accountId] : []);
  refuse(spendingFinding(accounts, draw.accountId, more.plus(draw.others)));
  if (!head.IsSubmitted) return null;
  refuse(await debit(work.db, head, draw.accountId, more));
  return decimalText(draw.amount);
}
