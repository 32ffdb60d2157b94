import fc from "fast-check";
import { type Cents, products } from "../market/catalog.ts";
import { type AccountId, accounts, people } from "../market/people.ts";
import {
  type Actor,
  isAdmin,
  isVisitor,
  type Order,
  type Payment,
  type Return,
  type State,
  shipped,
  total,
} from "../market/state.ts";
import { Action, accepted, type Outcome, ofOrder, refused, seen } from "./action.ts";
import * as slots from "./slots.ts";

type Item = Return["items"][number];

const isStanding = ({ status }: Return): boolean => status !== "Declined" && status !== "Canceled";

/** What is to be given back; null until each item has an amount. */
const amountOf = ({ items }: Return): Cents | null => {
  const amounts = items.map(({ amount }) => amount).filter((amount) => amount !== null);
  return items.length > 0 && amounts.length === items.length ? amounts.reduce((sum, one) => sum + one, 0) : null;
};

const refundedFor = ({ payments }: Order, id: string): Cents =>
  payments.reduce((sum, { refundOf, amount }) => (refundOf === id ? sum - (amount ?? 0) : sum), 0);

const ownerOf = (state: State, id: string): Order | undefined =>
  [...state.orders.values()].find(({ returns }) => returns.some((one) => one.id === id));

/** Whoever acts for a side: what is not submitted, the other side's shoppers do not see. */
const sideOf = (by: Actor): "buyer" | "seller" =>
  isVisitor(by) || people[by].company === "buyer" ? "buyer" : "seller";

interface Found {
  readonly order: Order;
  readonly found: Return;
}

function toStep(state: State, by: Actor, id: string): Found | Outcome {
  if (isVisitor(by)) return "unsaid";
  const order = ownerOf(state, id);
  const found = order?.returns.find((one) => one.id === id);
  if (order === undefined || found === undefined || seen(state, by, order.id) === undefined)
    return { refused: ["NotFound"] };
  return by !== "seller" && found.status === "Unsubmitted" && found.side !== sideOf(by)
    ? { refused: ["NotFound"] }
    : { order, found };
}

const isFound = (found: Found | Outcome): found is Found => typeof found === "object" && "found" in found;

const begin = (by: Actor, id: string, orderId: string, items: readonly Item[]) =>
  new Action(
    by,
    "OrderReturns.Create",
    {
      body: {
        ID: id,
        OrderID: orderId,
        ItemsToReturn: items.map(({ line, quantity, amount }) => ({
          LineItemID: line,
          Quantity: quantity,
          ...(amount !== null && { RefundAmount: amount / 100 }),
        })),
      },
    },
    orderId,
    (state) => {
      if (isVisitor(by)) return { refused: ["Auth.AnonUserProhibited"] };
      const order = seen(state, by, orderId);
      if (order === undefined) return { refused: ["NotFound"] };
      if (order.toSupplier) return "unsaid";
      if (order.status !== "Open" && order.status !== "Completed")
        return { refused: ["OrderReturn.CannotCreateBadOrderStatus"] };
      if (ownerOf(state, id) !== undefined) return "unsaid";
      const findings = items.flatMap(({ line, quantity }): (string | undefined | false)[] => {
        const on = order.lines.find((one) => one.id === line);
        if (on === undefined) return ["NotFound"];
        const received = order.status === "Completed" ? on.quantity : shipped(state, order, on);
        const others = order.returns.filter(isStanding).flatMap((one) => one.items);
        const taken = others.reduce((sum, item) => (item.line === line ? sum + item.quantity : sum), 0);
        return [
          !isAdmin(by) && !products[on.product].returnable && "OrderReturn.ProductNotEligibleToReturn",
          quantity > Math.max(0, received - taken) && "OrderReturn.ItemQuantityExceeded",
        ];
      });
      const made: Return = {
        id,
        status: "Unsubmitted",
        side: sideOf(by),
        items: items.map((item) => (isAdmin(by) ? item : { ...item, amount: null })),
      };
      const others = order.returns.reduce(
        (sum, one) => sum + (isStanding(one) ? (amountOf(one) ?? 0) : refundedFor(order, one.id)),
        0,
      );
      const amount = amountOf(made);
      const outcome = refused(
        ...findings,
        amount !== null && amount > total(order) - others && "OrderReturn.TotalRefundsExceedRefundAmount",
      );
      return outcome ?? accepted(() => order.returns.push(made));
    },
  );

const submit = (by: Actor, id: string) =>
  new Action(by, "OrderReturns.Submit", { path: { returnID: id } }, null, (state) => {
    const step = toStep(state, by, id);
    if (!isFound(step)) return step;
    const { order, found } = step;
    if (found.status !== "Unsubmitted") return { refused: ["Order.CannotSubmitBadStatus"] };
    if (order.status !== "Open" && order.status !== "Completed")
      return { refused: ["OrderReturn.CannotCreateBadOrderStatus"] };
    return accepted(() => {
      found.status = "Open";
    });
  });

const cancel = (by: Actor, id: string) =>
  new Action(by, "OrderReturns.Cancel", { path: { returnID: id } }, null, (state) => {
    const step = toStep(state, by, id);
    if (!isFound(step)) return step;
    const { found } = step;
    if (found.status === "Unsubmitted") return { refused: ["OrderReturn.CannotCancelUnsubmitted"] };
    if (found.status === "Completed" && !isAdmin(by)) return { refused: ["OrderReturn.NotAuthorizedToDelete"] };
    if (found.status === "Canceled") return { refused: ["Order.CannotCancelInCurrentStatus"] };
    return accepted(() => {
      found.status = "Canceled";
    });
  });

const complete = (by: Actor, id: string) =>
  new Action(by, "OrderReturns.Complete", { path: { returnID: id } }, null, (state) => {
    if (isVisitor(by)) return "unsaid";
    if (!isAdmin(by)) return { refused: ["Auth.InsufficientRoles"] };
    const step = toStep(state, by, id);
    if (!isFound(step)) return step;
    const { found } = step;
    if (found.status !== "Open") return { refused: ["OrderReturn.CannotCompleteBadStatus"] };
    if (amountOf(found) === null) return { refused: ["OrderReturn.CannotCompleteInvalidAmount"] };
    return accepted(() => {
      found.status = "Completed";
    });
  });

const discard = (by: Actor, id: string) =>
  new Action(by, "OrderReturns.Delete", { path: { returnID: id } }, null, (state) => {
    const step = toStep(state, by, id);
    if (!isFound(step)) return step;
    const { order, found } = step;
    if (found.status !== "Unsubmitted" && !isAdmin(by)) return { refused: ["OrderReturn.NotAuthorizedToDelete"] };
    const refunds = order.payments.filter(({ refundOf }) => refundOf === id);
    const back = (account: AccountId): Cents =>
      refunds.reduce((sum, one) => (one.account === account ? sum - (one.debited ?? 0) : sum), 0);
    if (!accounts.budget.allowExceed && back("budget") > state.balances.budget)
      return { refused: ["Payment.ExceedsBalance"] };
    return accepted(() => {
      order.returns = order.returns.filter((one) => one !== found);
      order.payments = order.payments.filter((one) => !refunds.includes(one));
      for (const { account, debited } of refunds) if (account !== null) state.balances[account] += debited ?? 0;
    });
  });

const refund = (by: Actor, id: string, order: string, payment: string, account: AccountId | null, amount: Cents) =>
  new Action(
    by,
    "Payments.Create",
    {
      path: ofOrder(order),
      body: {
        ID: payment,
        Type: account === null ? "PurchaseOrder" : "SpendingAccount",
        SpendingAccountID: account,
        OrderReturnID: id,
        Amount: amount / 100,
      },
    },
    order,
    (state) => {
      const found = seen(state, by, order);
      if (found === undefined)
        return state.orders.has(order)
          ? { refused: ["NotFound", "Auth.InsufficientRoles"] }
          : { refused: ["NotFound"] };
      if (found.status === "Canceled") return { refused: ["Payment.CannotEditCancelled"] };
      const of = found.returns.find((one) => one.id === id);
      if (!isAdmin(by)) return { refused: of ? ["Auth.InsufficientRoles"] : ["NotFound", "Auth.InsufficientRoles"] };
      if (of === undefined) return { refused: ["NotFound"] };
      const most = amountOf(of) ?? 0;
      const outcome = refused(
        amount >= 0 && "OrderReturn.PaymentValueMustBeNegative",
        of.status !== "Open" && "OrderReturn.CannotCreatePaymentBadStatus",
        refundedFor(found, id) - amount > most && "OrderReturn.TotalRefundsExceedRefundAmount",
        found.payments.some((one) => one.id === payment) && "IdExists",
      );
      if (outcome !== undefined) return outcome;
      const made: Payment = {
        id: payment,
        type: account === null ? "PurchaseOrder" : "SpendingAccount",
        account,
        amount,
        accepted: true,
        debited: account === null ? null : amount,
        refundOf: id,
      };
      return accepted(() => {
        found.payments.push(made);
        if (account !== null) state.balances[account] -= amount;
        if (refundedFor(found, id) === most) of.status = "Completed";
      });
    },
  );

const item = fc.record({
  line: slots.line,
  quantity: fc.integer({ min: 0, max: 3 }),
  amount: fc.constantFrom<Cents | null>(null, 4_00, 4_00, 30_00),
});
const items = fc.uniqueArray(item, { minLength: 1, maxLength: 2, selector: ({ line }) => line });

/** What was shipped comes back, and money with it. */
export const returnActions: readonly fc.WeightedArbitrary<Action>[] = [
  {
    weight: 3,
    arbitrary: fc.tuple(slots.onReturn, items).map(([[by, id, order], list]) => begin(by, id, order, list)),
  },
  { weight: 2, arbitrary: slots.onReturn.map(([by, id]) => submit(by, id)) },
  { weight: 1, arbitrary: slots.onReturn.map(([by, id]) => cancel(by, id)) },
  { weight: 1, arbitrary: slots.onReturn.map(([by, id]) => complete(by, id)) },
  { weight: 1, arbitrary: slots.onReturn.map(([by, id]) => discard(by, id)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        slots.onReturn,
        slots.payment,
        fc.constantFrom<AccountId | null>(null, "budget"),
        fc.constantFrom<Cents>(-4_00, -8_00, -1_50, 4_00),
      )
      .map(([[by, id, order], payment, account, amount]) => refund(by, id, order, payment, account, amount)),
  },
];
