import fc from "fast-check";
import type { Cents } from "../market/catalog.ts";
import { type AccountId, accountIds, accounts } from "../market/people.ts";
import {
  type Actor,
  covered,
  isAdmin,
  leftToPay,
  type Order,
  type Payment,
  type State,
  total,
} from "../market/state.ts";
import { Action, accepted, isOrder, type Outcome, ofOrder, refused, seen, toChange, unseen } from "./action.ts";
import * as slots from "./slots.ts";

type Way = Pick<Payment, "type" | "account">;

/** What waiting payments of an order take from an account. */
const waiting = (order: Order, account: AccountId, but?: Payment): Cents =>
  order.payments
    .filter((one) => one !== but && one.account === account && one.debited === null && one.refundOf === null)
    .reduce((sum, one) => sum + covered(order, one), 0);

const exceeds = (state: State, account: AccountId, amount: Cents): string | false =>
  !accounts[account].allowExceed && amount > state.balances[account] && "Payment.ExceedsBalance";

/** What stands against the payments of an order that is to be open. */
export function paymentFindings(state: State, order: Order): string[] {
  const payments = order.payments.filter(({ refundOf }) => refundOf === null);
  const stated = payments.reduce((sum, { amount }) => sum + (amount ?? 0), 0);
  const isExcess = stated > Math.max(0, total(order)) && payments.some(({ amount }) => (amount ?? 0) > 0);
  return [
    payments.some((one) => !one.accepted) && "Order.CannotSubmitWithUnaccceptedPayments",
    isExcess && "Payment.AlreadyPaid",
    ...accountIds.map(
      (id) =>
        payments.some(({ account, debited }) => account === id && debited === null) &&
        exceeds(state, id, waiting(order, id)),
    ),
  ].filter((code) => code !== false);
}

/** Takes what payments of an order cover from their accounts. */
export function takeFromAccounts(state: State, order: Order): void {
  for (const one of order.payments)
    if (one.account !== null && one.refundOf === null && one.debited === null) {
      one.debited = covered(order, one);
      state.balances[one.account] -= one.debited;
    }
}

/** Stands against an amount that is more than what other payments leave. */
function coverageFinding(order: Order, payment: Payment): string | undefined {
  const others = order.payments.filter((one) => one !== payment && one.id !== payment.id && one.refundOf === null);
  const left = leftToPay(order, payment);
  if (payment.amount !== null) return payment.amount > 0 && payment.amount > left ? "Payment.AlreadyPaid" : undefined;
  const nothingLeft = left <= 0 || others.some(({ amount }) => amount === null);
  return others.length > 0 && nothingLeft ? "Payment.AlreadyPaid" : undefined;
}

/** A payment that is written on an order, with what its account has to say; changes both unless something stands against it. */
function written(state: State, order: Order, payment: Payment, previous: Payment | undefined): Outcome {
  const payments = previous
    ? order.payments.map((one) => (one === previous ? payment : one))
    : [...order.payments, payment];
  const after: Order = { ...order, payments };
  const finding = coverageFinding(after, payment);
  if (finding !== undefined) return { refused: [finding] };
  const { account } = payment;
  if (account === null)
    return accepted(() => {
      order.payments = payments;
    });
  const more = covered(after, payment) - (payment.debited ?? 0);
  if (order.submitted && more <= 0)
    return accepted(() => {
      payment.debited = covered(after, payment);
      state.balances[account] -= more;
      order.payments = payments;
    });
  const outcome = refused(exceeds(state, account, more + waiting(after, account, payment)));
  if (outcome !== undefined) return outcome;
  return accepted(() => {
    if (order.submitted) {
      payment.debited = covered(after, payment);
      state.balances[account] -= more;
    }
    order.payments = payments;
  });
}

export const pay = (by: Actor, id: string, payment: string, { type, account }: Way, amount: Cents | null) =>
  new Action(
    by,
    "Payments.Create",
    {
      path: ofOrder(id),
      body: { ID: payment, Type: type, SpendingAccountID: account, Amount: amount === null ? null : amount / 100 },
    },
    id,
    (state) => {
      const visible = seen(state, by, id);
      if (visible?.status === "Canceled") return { refused: ["Payment.CannotEditCancelled"] };
      const order = toChange(state, by, id);
      if (!isOrder(order)) return order;
      if (order.toSupplier) return "unsaid";
      const made: Payment = {
        id: payment,
        type,
        account,
        amount,
        accepted: type !== "CreditCard",
        debited: null,
        refundOf: null,
        transactions: [],
      };
      if (amount !== null && amount <= 0) return { refused: ["Payment.AmountGreaterThanZero"] };
      // A payment of the same ID stands against it, or what it is worth in the sums does before.
      if (order.payments.some((one) => one.id === payment))
        return { refused: ["IdExists", "Payment.AlreadyPaid", "Payment.ExceedsBalance"] };
      return written(state, order, made, undefined);
    },
  );

const find = (order: Order, id: string): Payment | undefined => order.payments.find((one) => one.id === id);

interface Patchable {
  readonly order: Order;
  readonly found: Payment;
}

/** The payment to be changed, or what refuses that. */
function toPatch(state: State, by: Actor, id: string, payment: string): Patchable | Outcome {
  const order = seen(state, by, id);
  if (order === undefined) return unseen(state, by, id);
  const found = find(order, payment);
  if (found === undefined) return { refused: ["NotFound"] };
  if (order.status === "Canceled") return { refused: ["Payment.CannotEditCancelled"] };
  const isSettled = found.accepted && (order.status !== "Unsubmitted" || found.type === "CreditCard");
  return isAdmin(by) || (found.refundOf === null && !isSettled)
    ? { order, found }
    : { refused: ["Payment.NotAuthorizedToPatch"] };
}

const isPatchable = (found: Patchable | Outcome): found is Patchable => typeof found === "object" && "found" in found;

export const changeAmount = (by: Actor, id: string, payment: string, amount: Cents | null) =>
  new Action(
    by,
    "Payments.Patch",
    { path: ofOrder(id, { paymentID: payment }), body: { Amount: amount === null ? null : amount / 100 } },
    id,
    (state) => {
      const patchable = toPatch(state, by, id, payment);
      if (!isPatchable(patchable)) return patchable;
      const { order, found } = patchable;
      if (found.refundOf !== null) return "unsaid";
      const shown = found.amount ?? found.debited ?? covered(order, found);
      if (amount === found.amount || (found.amount === null && amount === shown)) return accepted();
      return written(state, order, { ...found, amount }, found);
    },
  );

const accept = (by: Actor, id: string, payment: string) =>
  new Action(
    by,
    "Payments.Patch",
    { path: ofOrder(id, { paymentID: payment }), body: { Accepted: true } },
    id,
    (state) => {
      const patchable = toPatch(state, by, id, payment);
      if (!isPatchable(patchable)) return patchable;
      const { found } = patchable;
      if (!isAdmin(by) && !found.accepted) return { refused: ["Payment.CannotPatchAccepted"] };
      return accepted(() => {
        found.accepted = true;
      });
    },
  );

export const remove = (by: Actor, id: string, payment: string) =>
  new Action(by, "Payments.Delete", { path: ofOrder(id, { paymentID: payment }) }, id, (state) => {
    const visible = seen(state, by, id);
    if (visible !== undefined && find(visible, payment) === undefined)
      return { refused: ["NotFound", "Auth.InsufficientRoles"] };
    if (visible?.status === "Canceled") return { refused: ["Payment.CannotEditCancelled"] };
    const order = toChange(state, by, id);
    if (!isOrder(order)) return order;
    const found = find(order, payment) as Payment;
    const { account, debited } = found;
    const outcome = refused(account !== null && (debited ?? 0) < 0 && exceeds(state, account, -(debited ?? 0)));
    if (outcome !== undefined) return outcome;
    return accepted(() => {
      order.payments = order.payments.filter((one) => one !== found);
      if (account !== null) state.balances[account] += debited ?? 0;
    });
  });

export const way: fc.Arbitrary<Way> = fc.constantFrom<Way>(
  { type: "PurchaseOrder", account: null },
  { type: "CreditCard", account: null },
  { type: "SpendingAccount", account: "budget" },
  { type: "SpendingAccount", account: "budget" },
  { type: "SpendingAccount", account: "credit" },
);
export const amount = fc.constantFrom<Cents | null>(null, null, 5_00, 20_00, 99_99, 250_00, 0);

/** Payments for orders. */
export const paymentActions: readonly fc.WeightedArbitrary<Action>[] = [
  {
    weight: 5,
    arbitrary: fc
      .tuple(slots.onOrder, slots.payment, way, amount)
      .map(([[by, id], payment, how, much]) => pay(by, id, payment, how, much)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(slots.onOrder, slots.payment, amount)
      .map(([[by, id], payment, much]) => changeAmount(by, id, payment, much)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(slots.onOrder, slots.payment).map(([[by, id], payment]) => accept(by, id, payment)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(slots.onOrder, slots.payment).map(([[by, id], payment]) => remove(by, id, payment)),
  },
];
