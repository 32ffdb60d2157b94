import type { AccountId } from "./people.ts";
import { saved } from "./places.ts";
import { price, quantityFinding } from "./prices.ts";
import { newOrder, type Order, type Payment, type State, type Subscription, total, unitsOf } from "./state.ts";
import { stockFindings } from "./stock.ts";

/** Tells whether the order of the date is still to be made. */
export const isDue = ({ active, next, done }: Subscription): boolean =>
  active && (next === "recent" || next === "earlier") && !done.has(next);

/** What stands against an order of what is subscribed to; none: nothing does. */
function isRefused(state: State, order: Order, balance: (account: AccountId) => number): boolean {
  const [payment] = order.payments;
  return (
    order.lines.length === 0 ||
    order.lines.some(({ product, quantity }) => quantityFinding(product, quantity, unitsOf(order, product))) ||
    stockFindings(state, order).length > 0 ||
    (payment?.account != null && total(order) > balance(payment.account))
  );
}

/** Orders of subscriptions that nobody has submitted, as they were made. */
export interface MadeOrders {
  readonly orders: readonly (Made & { readonly subscription: string })[];
}

export interface Made {
  readonly id: string;
  readonly payment: string;
}

/**
 * Makes the orders that are due, of those that are due first at first.
 *
 * @param again what could not be made before is tried again.
 * @param name what the order of a subscription is called, and its payment.
 * @param balance what an account may still give.
 */
export function makeOrders(
  state: State,
  again: boolean,
  name: (subscription: Subscription) => Made,
  balance: (account: AccountId) => number,
): void {
  const inTurn = [...state.subscriptions.values()].sort(
    (one, other) => Number(other.next === "earlier") - Number(one.next === "earlier"),
  );
  for (const one of inTurn) {
    const { next: date } = one;
    if (!isDue(one) || date === "later" || (one.tried.has(date) && !again)) continue;
    const order = orderOf(one, { ...state });
    if (isRefused(state, order, balance)) {
      one.tried.add(date);
      continue;
    }
    const { id, payment } = name(one);
    const made = orderOf(one, state, id);
    state.orders.set(id, { ...made, payments: made.payments.map((paid) => ({ ...paid, id: payment })) });
    one.done.add(date);
    one.ordered = true;
    one.next = "later";
  }
}

/** The order that a subscription makes. */
function orderOf({ id: subscription, owner, payment, shipTo, cart }: Subscription, state: State, id = ""): Order {
  const place = shipTo && saved(shipTo);
  const paid: Payment | null = payment && {
    id: "",
    ...payment,
    amount: null,
    accepted: payment.type !== "CreditCard",
    debited: null,
    refundOf: null,
    transactions: [],
  };
  const order = newOrder(state, id, owner, {
    subscription,
    shipTo: place,
    lines: cart.lines.map((line) => ({ ...line, shipTo: line.shipTo ?? place })),
    payments: paid === null ? [] : [paid],
  });
  price(order);
  return order;
}
