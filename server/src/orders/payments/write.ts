import type { Payment } from "@orderwell/contract";
import { visibleCreditCards } from "../../buyers/index.ts";
import { resolveId } from "../../platform/crud/identifiers.ts";
import { checkXp, complete, patched } from "../../platform/crud/merge.ts";
import { refusingDuplicates } from "../../platform/crud/refusing-duplicates.ts";
import { formatInstant } from "../../platform/dates.ts";
import type { Row } from "../../platform/db/json.ts";
import { sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { Decimal, type DecimalText, decimalText } from "../../platform/money.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { assertEditable } from "../access.ts";
import { touch } from "../order/store.ts";
import type { StoredOrder } from "../order/stored-order.ts";
import { checkCoverage, portions } from "./amounts.ts";
import {
  changedAmount,
  checkPatch,
  checkType,
  newAccepted,
  newAmount,
  type PaymentBody,
  refuseCanceled,
} from "./rules.ts";
import { credit, debit, payerOf, spendableAccounts, spendingFinding } from "./spending.ts";
import { paymentTable, type StoredPayment } from "./stored-payment.ts";

const scopeOf = (order: StoredOrder) => ({ columns: { order_id: order.ID } });

/** An order that is locked, with all of its payments. */
export interface PaidOrder {
  readonly order: StoredOrder;
  readonly payments: readonly StoredPayment[];
}

/** The stored ID of a card that the order's user may pay with. @throws ApiError NotFound (CreditCard) */
async function cardOf({ db }: Work, order: StoredOrder, id: string): Promise<string> {
  const payer = payerOf(order);
  const card =
    payer &&
    (await db.row<{ id: string }>(
      sql`select t.id from credit_card as t where t.marketplace_id = ${db.marketplaceId}
        and lower(t.id) = ${id.toLowerCase()} and ${visibleCreditCards(payer)}`,
    ));
  if (!card) throw notFound("CreditCard", id);
  return card.id;
}

/** What a payment takes from an account beyond what it has taken, and what others that wait take from the same one. */
interface Draw {
  readonly accountId: string;
  /** Whose account it is. */
  readonly buyerId: string | null;
  readonly id: string;
  readonly amount: Decimal;
  readonly others: Decimal;
}

function drawOf(
  order: StoredOrder,
  payments: readonly StoredPayment[],
  payment: Payment,
  buyerId: string | null,
): Draw | undefined {
  if (payment.SpendingAccountID === null) return undefined;
  const accountId = payment.SpendingAccountID;
  const shares = portions(order.Total, [...payments.filter(({ ID }) => ID !== payment.ID), payment]);
  const others = payments.filter(
    (one) =>
      one.ID !== payment.ID && one.SpendingAccountID === accountId && one.buyer_id === buyerId && one.debited === null,
  );
  return {
    accountId,
    buyerId,
    id: payment.ID,
    amount: shares.get(payment.ID) as Decimal,
    others: others.reduce((sum, { ID }) => sum.plus(shares.get(ID) as Decimal), new Decimal(0)),
  };
}

/**
 * Checks that a payment from a spending account can be made. On an order that the seller has already the balance moves
 * at once, on others when they become Open.
 *
 * @returns what the account has given for this payment.
 * @throws ApiError Payment.InvalidSpendingAccountID, .CannotUseExpiredSpendingAccount, .ExceedsBalance
 */
async function drawFrom(
  work: Work,
  order: StoredOrder,
  draw: Draw,
  taken: DecimalText | null,
): Promise<DecimalText | null> {
  const more = draw.amount.minus(taken ?? 0);
  if (order.IsSubmitted && more.lessThanOrEqualTo(0)) {
    if (taken !== null && draw.buyerId !== null && more.lessThan(0))
      await credit(work.db, { buyerId: draw.buyerId, id: draw.accountId }, decimalText(more.negated()));
    return decimalText(draw.amount);
  }
  const accounts = await spendableAccounts(work, order, draw.buyerId === order.buyer_id ? [draw.accountId] : []);
  const finding = spendingFinding(accounts, draw.accountId, more.plus(draw.others));
  if (finding !== undefined) throw finding;
  if (!order.IsSubmitted) return null;
  await debit(work.db, order, draw.accountId, more);
  return decimalText(draw.amount);
}

/**
 * Adds a payment to an order (docs/behaviour/orders.md §9).
 *
 * @throws ApiError Payment.*, NotFound (CreditCard, OrderReturn), IdExists
 */
export async function createPayment(
  work: UserWork,
  { order, payments }: PaidOrder,
  body: PaymentBody,
): Promise<Row<Payment>> {
  refuseCanceled(order);
  assertEditable(work, order);
  checkType(body);
  if (body.OrderReturnID) throw notFound("OrderReturn", body.OrderReturnID);
  const { db } = work;
  const draft = {
    ...complete("Payment", body as Record<string, unknown>),
    ID: await resolveId(db, work.services.ids, "Payment", body.ID),
    DateCreated: formatInstant(work.now),
    CreditCardID: body.CreditCardID ? await cardOf(work, order, body.CreditCardID) : null,
    SpendingAccountID: body.SpendingAccountID || null,
    OrderReturnID: null,
    Currency: order.Currency,
    Amount: newAmount(body),
    Accepted: newAccepted(work.actor, body),
  } as Payment & Record<string, unknown>;
  if (draft.SpendingAccountID !== null) {
    const accounts = await spendableAccounts(work, order, [draft.SpendingAccountID]);
    draft.SpendingAccountID = accounts.get(draft.SpendingAccountID.toLowerCase())?.id ?? draft.SpendingAccountID;
  }
  checkCoverage(order.Total, payments, draft);
  const buyerId = draft.SpendingAccountID === null && draft.CreditCardID === null ? null : order.buyer_id;
  const draw = drawOf(order, payments, draft, buyerId);
  const debited = draw && (await drawFrom(work, order, draw, null));
  const internal = { debited: debited ?? null, buyer_id: buyerId };
  const [row] = await refusingDuplicates("Payment", draft.ID, () =>
    Promise.all([paymentTable.insert(db, scopeOf(order), draft, internal), touch(work, order)]),
  );
  return row;
}

/** The payment of that ID, in whatever case. @throws ApiError NotFound (Payment) */
function required({ payments }: PaidOrder, id: string): StoredPayment {
  const payment = payments.find(({ ID }) => ID.toLowerCase() === id.toLowerCase());
  if (payment === undefined) throw notFound("Payment", id);
  return payment;
}

/** @throws ApiError Payment.*, NotFound (Payment, OrderReturn), IdExists */
export async function patchPayment(
  work: UserWork,
  paid: PaidOrder,
  id: string,
  body: PaymentBody,
): Promise<Row<Payment>> {
  const { order, payments } = paid;
  const before = required(paid, id);
  refuseCanceled(order);
  checkPatch(work.actor, order, before, body);
  const { Type, CreditCardID, SpendingAccountID, OrderReturnID, ID, ...change } = body as Record<string, unknown>;
  if ("Amount" in change) change.Amount = changedAmount(body);
  const draft = patched("Payment", { ...before }, change) as Payment & Record<string, unknown>;
  checkXp("Payment", draft);
  let debited = before.debited;
  if (draft.Amount !== before.Amount) {
    checkCoverage(order.Total, payments, draft);
    const draw = drawOf(order, payments, draft, before.buyer_id);
    if (draw !== undefined) debited = await drawFrom(work, order, draw, before.debited);
  }
  if (ID) draft.ID = await renamed(work, order, before, String(ID));
  const [row] = await Promise.all([
    paymentTable.update(work.db, scopeOf(order), { ...before }, draft, { debited }),
    touch(work, order),
  ]);
  return row;
}

async function renamed(work: Work, order: StoredOrder, before: Payment, id: string): Promise<string> {
  const to = await resolveId(work.db, work.services.ids, "Payment", id);
  if (to !== before.ID)
    await refusingDuplicates("Payment", to, () =>
      work.services.references.rename(work.db, "payment", paymentTable.key(scopeOf(order), before.ID), {
        column: "id",
        to,
      }),
    );
  return to;
}

/** Deletes a payment; what a spending account gave for it goes back. @throws ApiError NotFound (Payment), Payment.CannotEditCancelled */
export async function deletePayment(work: UserWork, paid: PaidOrder, id: string): Promise<void> {
  const { order } = paid;
  const payment = required(paid, id);
  refuseCanceled(order);
  assertEditable(work, order);
  const { SpendingAccountID: accountId, buyer_id: buyerId, debited } = payment;
  await Promise.all([
    accountId !== null && buyerId !== null && debited !== null && credit(work.db, { buyerId, id: accountId }, debited),
    paymentTable.remove(work.db, scopeOf(order), payment.ID),
    touch(work, order),
  ]);
}
