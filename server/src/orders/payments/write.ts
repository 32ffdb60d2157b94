import type { Payment } from "@orderwell/contract";
import { hasRole, roleMissing } from "../../platform/access/caller.ts";
import { resolveId } from "../../platform/crud/identifiers.ts";
import { checkXp, complete, patched } from "../../platform/crud/merge.ts";
import { formatInstant } from "../../platform/dates.ts";
import type { Row } from "../../platform/db/json.ts";
import { idExists, refuse } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import { Decimal } from "../../platform/money.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { editFinding } from "../aggregate/access.ts";
import { amountShown, checkCoverage, inCents } from "../aggregate/amounts.ts";
import { paymentLimitFinding } from "../aggregate/limits.ts";
import { type Order, paymentOf, returnOf } from "../aggregate/order.ts";
import { type OrderPayment, paymentTable } from "../aggregate/payment-row.store.ts";
import { paymentFinding, withRefundsDone } from "../aggregate/refunds.ts";
import type { ReturnHead } from "../aggregate/return-row.store.ts";
import { store } from "../aggregate/write.store.ts";
import { tellOfCompleted } from "../news/completed-returns.ts";
import { findCard } from "./cards.store.ts";
import { drawFor, givenBack, undoDraw } from "./draw.ts";
import {
  canceledFinding,
  changedAmount,
  checkPatch,
  checkType,
  newAccepted,
  newAmount,
  type PaymentBody,
} from "./rules.ts";
import { holdAccount, spendableAccounts } from "./spending.store.ts";

type Paid = Order<"payments" | "returns">;

/** Parts of an order that its payments are about. */
export const paymentParts = ["payments", "returns"] as const;

/**
 * Adds a payment to an order (docs/behaviour/orders.md §9), or a refund of one of its returns
 * (docs/behaviour/fulfilment.md §5.5).
 *
 * @throws ApiError Payment.*, OrderReturn.*, NotFound (CreditCard, OrderReturn), IdExists
 */
export async function createPayment(work: UserWork, order: Paid, body: PaymentBody): Promise<Payment> {
  const { head, payments } = order;
  refuse(canceledFinding(head));
  refuse(editFinding(work, head));
  refuse(paymentLimitFinding(order));
  checkType(body);
  const refund = body.OrderReturnID ? returnOf(order, body.OrderReturnID) : null;
  if (refund !== null && !hasRole(work.actor, "OrderAdmin")) throw roleMissing(work.actor, "OrderAdmin");
  const payment = await draftPayment(work, order, body, newAccepted(work.actor, body), refund);
  if (payments.some(({ ID }) => sameId(ID, payment.ID))) throw idExists("Payment", payment.ID);
  const after = [...payments, payment];
  const done = withRefundsDone({ ...order, payments: after }, work.now);
  await tellOfCompleted(work, order, done);
  store(work, order, done);
  return { ...payment, Amount: amountShown(head.Total, after, payment), Transactions: [] };
}

/**
 * A payment as it is to be added to an order, whoever adds it.
 *
 * @param refund the return that it refunds.
 * @throws ApiError Payment.*, OrderReturn.*, NotFound (CreditCard)
 */
export async function draftPayment(
  work: Work,
  order: Order<"payments">,
  body: PaymentBody,
  accepted: boolean,
  refund: ReturnHead | null = null,
): Promise<OrderPayment> {
  const { head, payments } = order;
  const { db } = work;
  const card = body.CreditCardID ? await findCard(db, head, body.CreditCardID) : null;
  const account = body.SpendingAccountID ? await accountOf(work, order, body.SpendingAccountID) : null;
  const { Transactions: _, ...rest } = complete("Payment", body as Record<string, unknown>);
  const draft = {
    ...rest,
    ID: await resolveId(db, work.services.ids, "Payment", body.ID),
    DateCreated: formatInstant(work.now),
    CreditCardID: card,
    SpendingAccountID: account,
    OrderReturnID: refund?.ID ?? null,
    Currency: head.Currency,
    Amount: refund === null ? newAmount(body) : inCents(body.Amount),
    Accepted: accepted,
    order_id: head.ID,
    debited: null,
    buyer_id: card === null && account === null ? null : head.buyer_id,
  } as OrderPayment;
  if (refund === null) checkCoverage(head.Total, payments, draft);
  else refuse(paymentFinding(order, refund, draft));
  return { ...draft, debited: await (refund === null ? drawFor : givenBack)(work, order, draft) };
}

/** The account's ID as it is stored, if the order's user may pay from it; else as it was given. */
async function accountOf(work: Work, { head }: Pick<Paid, "head">, id: string): Promise<string> {
  const [, accounts] = await Promise.all([holdAccount(work.db, head, id), spendableAccounts(work, head, [id])]);
  return accounts.get(id.toLowerCase())?.id ?? id;
}

/** @throws ApiError Payment.*, NotFound (Payment, OrderReturn), IdExists */
export async function patchPayment(work: UserWork, order: Paid, id: string, body: PaymentBody): Promise<Row<Payment>> {
  const { head, payments } = order;
  const before = paymentOf(order, id);
  refuse(canceledFinding(head));
  checkPatch(work.actor, head, before, body, order.returns);
  const { Type, CreditCardID, SpendingAccountID, OrderReturnID, ID, ...change } = body as Record<string, unknown>;
  if ("Amount" in change) {
    const given = before.OrderReturnID === null ? changedAmount(body) : inCents(body.Amount);
    // An amount as shown changes nothing, so that a payment without one of its own can be sent back as it was read.
    const shown = given !== null && before.Amount === null ? amountShown(head.Total, payments, before) : null;
    change.Amount = shown !== null && new Decimal(shown).equals(given as string) ? null : given;
  }
  const merged = patched("Payment", { ...before }, change);
  checkXp("Payment", merged);
  let after = { ...before, ...merged } as OrderPayment;
  if (after.Amount !== before.Amount) {
    const refund = before.OrderReturnID === null ? null : returnOf(order, before.OrderReturnID);
    if (refund === null) checkCoverage(head.Total, payments, after);
    else refuse(paymentFinding(order, refund, after));
    after = { ...after, debited: await (refund === null ? drawFor : givenBack)(work, order, after) };
  }
  const to = ID ? await renamed(work, before, String(ID)) : before.ID;
  const known = payments.map((one) => (one === before ? { ...one, ID: to } : one));
  const written = payments.map((one) => (one === before ? { ...after, ID: to } : one));
  const done = withRefundsDone({ ...order, payments: written }, work.now);
  await tellOfCompleted(work, order, done);
  store(work, { ...order, payments: known }, done);
  return (await paymentTable.find(work.db, { columns: { order_id: head.ID } }, to)) as Row<Payment>;
}

/** The ID that a payment has from now on. @throws ApiError IdExists (Payment) */
async function renamed(work: UserWork, before: OrderPayment, id: string): Promise<string> {
  const to = await resolveId(work.db, work.services.ids, "Payment", id);
  if (to !== before.ID)
    await work.services.references.rename(
      work.db,
      "payment",
      { order_id: before.order_id, id: before.ID },
      { column: "id", to },
    );
  return to;
}

/**
 * Deletes a payment; what a spending account gave for it goes back, and what it got as a refund is taken again.
 *
 * @throws ApiError NotFound (Payment), Payment.CannotEditCancelled, Payment.ExceedsBalance
 */
export async function deletePayment(work: UserWork, order: Paid, id: string): Promise<void> {
  const payment = paymentOf(order, id);
  refuse(canceledFinding(order.head));
  refuse(editFinding(work, order.head));
  store(work, order, { ...order, payments: order.payments.filter((one) => one !== payment) });
  await undoDraw(work, order, payment);
}
