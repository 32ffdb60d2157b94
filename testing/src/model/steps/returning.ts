import fc from "fast-check";
import { answer, ask, pendingOf } from "../market/approvals.ts";
import { type Cents, products } from "../market/catalog.ts";
import { type AccountId, accounts, returnRules } from "../market/people.ts";
import { amountOf, isStanding, refundedFor } from "../market/returns.ts";
import {
  type Actor,
  companyOf,
  type DateName,
  date,
  groupsOf,
  isAdmin,
  isSeller,
  isVisitor,
  type Order,
  type Return,
  type State,
  shipped,
  total,
} from "../market/state.ts";
import { Action, accepted, type Outcome, refused, seen } from "./action.ts";
import * as slots from "./slots.ts";

type Item = Return["items"][number];

/** What other returns of an order give back, or gave before they were canceled. */
const elsewhere = (order: Order, but?: Return): Cents =>
  order.returns
    .filter((one) => one !== but)
    .reduce((sum, one) => sum + (isStanding(one) ? (amountOf(one) ?? 0) : refundedFor(order, one.id)), 0);

const ownerOf = (state: State, id: string): Order | undefined =>
  [...state.orders.values()].find(({ returns }) => returns.some((one) => one.id === id));

/** Whoever acts for a side: what is not submitted, the other side's shoppers do not see. */
const sideOf = (by: Actor): "buyer" | "seller" => (companyOf(by) === "buyer" ? "buyer" : "seller");

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
  return !isSeller(by) && found.status === "Unsubmitted" && found.side !== sideOf(by)
    ? { refused: ["NotFound"] }
    : { order, found };
}

const isFound = (found: Found | Outcome): found is Found => typeof found === "object" && "found" in found;

const itemsBody = (items: readonly Item[]) =>
  items.map(({ line, quantity, amount }) => ({
    LineItemID: line,
    Quantity: quantity,
    ...(amount !== null && { RefundAmount: amount / 100 }),
  }));

/** What stands against items of a return. */
const itemFindings = (
  state: State,
  by: Actor,
  order: Order,
  items: readonly Item[],
  but?: Return,
): (string | undefined | false)[] =>
  items.flatMap(({ line, quantity }): (string | undefined | false)[] => {
    const on = order.lines.find((one) => one.id === line);
    if (on === undefined) return ["NotFound"];
    const received = order.status === "Completed" ? on.quantity : shipped(state, order, on);
    const others = order.returns.filter((one) => one !== but && isStanding(one)).flatMap((one) => one.items);
    const taken = others.reduce((sum, item) => (item.line === line ? sum + item.quantity : sum), 0);
    return [
      !isAdmin(by) && !products[on.product].returnable && "OrderReturn.ProductNotEligibleToReturn",
      quantity > Math.max(0, received - taken) && "OrderReturn.ItemQuantityExceeded",
    ];
  });

const begin = (by: Actor, id: string, orderId: string, items: readonly Item[]) =>
  new Action(
    by,
    "OrderReturns.Create",
    {
      body: {
        ID: id,
        OrderID: orderId,
        ItemsToReturn: itemsBody(items),
      },
    },
    orderId,
    (state) => {
      if (isVisitor(by)) return { refused: ["Auth.AnonUserProhibited"] };
      const order = seen(state, by, orderId);
      if (order === undefined) return { refused: ["NotFound"] };
      if (order.toSupplier || order.direct) return "unsaid";
      if (order.status !== "Open" && order.status !== "Completed")
        return { refused: ["OrderReturn.CannotCreateBadOrderStatus"] };
      if (ownerOf(state, id) !== undefined) return "unsaid";
      const findings = itemFindings(state, by, order, items);
      const made: Return = {
        id,
        status: "Unsubmitted",
        dates: {},
        side: sideOf(by),
        items: items.map((item) => (isAdmin(by) ? item : { ...item, amount: null })),
        amount: null,
        submitter: null,
        approvals: [],
      };
      const amount = amountOf(made);
      const outcome = refused(
        ...findings,
        amount !== null && amount > total(order) - elsewhere(order) && "OrderReturn.TotalRefundsExceedRefundAmount",
      );
      return (
        outcome ??
        accepted(() => {
          date(state, made, "Created");
          order.returns.push(made);
        })
      );
    },
  );

const askAbout = (found: Return): void =>
  ask(found.approvals, returnRules, { amount: amountOf(found), submitter: found.submitter, submission: 1 });

/** Lets a return go on that nobody is asked about any more. */
function openUnasked(state: State, found: Return, ...dates: readonly DateName[]): void {
  const isAsked = pendingOf(found.approvals).length > 0;
  found.status = isAsked ? "AwaitingApproval" : "Open";
  if (!isAsked) date(state, found, ...dates);
}

const submit = (by: Actor, id: string) =>
  new Action(by, "OrderReturns.Submit", { path: { returnID: id } }, null, (state) => {
    const step = toStep(state, by, id);
    if (!isFound(step)) return step;
    const { order, found } = step;
    if (found.status !== "Unsubmitted") return { refused: ["Order.CannotSubmitBadStatus"] };
    if (order.status !== "Open" && order.status !== "Completed")
      return { refused: ["OrderReturn.CannotCreateBadOrderStatus"] };
    return accepted(() => {
      found.submitter = by;
      askAbout(found);
      openUnasked(state, found, "Submitted");
    });
  });

/** A return about which somebody decides, or what refuses that. */
function toDecide(state: State, by: Actor, id: string): Found | Outcome {
  if (isVisitor(by)) return "unsaid";
  if (!isAdmin(by)) return { refused: ["Auth.InsufficientRoles"] };
  const step = toStep(state, by, id);
  if (!isFound(step)) return step;
  const { found } = step;
  if (found.status !== "AwaitingApproval") return { refused: ["Order.MustBeAwaitingApproval"] };
  const may = by !== found.submitter && pendingOf(found.approvals).some(({ group }) => groupsOf(by).includes(group));
  return may ? step : { refused: ["OrderReturn.NotEligibleToApproveOrDecline"] };
}

const decide = (by: Actor, id: string, operation: "OrderReturns.Approve" | "OrderReturns.Decline") =>
  new Action(by, operation, { path: { returnID: id } }, null, (state) => {
    const step = toDecide(state, by, id);
    if (!isFound(step)) return step;
    const { found } = step;
    return accepted(() => {
      if (operation === "OrderReturns.Decline") {
        answer(found.approvals, by, "Declined");
        return end(state, found, "Declined");
      }
      answer(found.approvals, by, "Approved");
      askAbout(found);
      openUnasked(state, found, "Approved", "Submitted");
    });
  });

/** Ends a return: whoever was asked is asked no more. */
function end(state: State, found: Return, status: "Declined" | "Canceled"): void {
  found.status = status;
  found.approvals = found.approvals.filter((one) => one.status !== "Pending");
  date(state, found, status);
}

/**
 * Has a return be another, as far as what it gives back allows.
 *
 * @param isSaid an amount is said, which is held against the order although it stays.
 */
function become(
  order: Order,
  found: Return,
  change: Partial<Pick<Return, "items" | "amount">>,
  isSaid = false,
): Outcome {
  const [given, refunded] = [amountOf({ ...found, ...change }), refundedFor(order, found.id)];
  if (refunded > 0 && refunded === given) return "unsaid";
  if (isSaid || given !== amountOf(found)) {
    const isTooMuch = given !== null && given > total(order) - elsewhere(order, found);
    if (isTooMuch || (given ?? 0) < refunded) return { refused: ["OrderReturn.TotalRefundsExceedRefundAmount"] };
  }
  return accepted(() => Object.assign(found, change));
}

/** A return whose contents are to be changed, or what refuses that. */
function toWrite(state: State, by: Actor, id: string): Found | Outcome {
  const step = toStep(state, by, id);
  if (!isFound(step)) return step;
  const { status } = step.found;
  if (status !== "Unsubmitted" && !isAdmin(by)) return { refused: ["Auth.InsufficientRoles"] };
  return status === "Completed" || status === "Declined" || status === "Canceled" ? "unsaid" : step;
}

/** Writes a return whole, or begins it. */
const save = (by: Actor, id: string, orderId: string, items: readonly Item[]) =>
  new Action(
    by,
    "OrderReturns.Save",
    { path: { returnID: id }, body: { OrderID: orderId, ItemsToReturn: itemsBody(items) } },
    orderId,
    (state) => {
      if (isVisitor(by)) return { refused: ["Auth.AnonUserProhibited"] };
      if (ownerOf(state, id) === undefined) return begin(by, id, orderId, items).judge(state);
      const step = toWrite(state, by, id);
      // One that they do not see has the ID already, which they may learn before or after other things.
      if (!isFound(step)) return step === "unsaid" || seen(state, by, orderId) === undefined ? step : "unsaid";
      const { order, found } = step;
      if (order.status !== "Open" && order.status !== "Completed")
        return { refused: ["OrderReturn.CannotCreateBadOrderStatus"] };
      const outcome = refused(...itemFindings(state, by, order, items, found));
      if (outcome !== undefined) return outcome;
      const decided = items.map((item): Item => {
        if (isAdmin(by)) return item;
        const known = found.items.find(({ line }) => line === item.line);
        return { ...item, amount: known?.quantity === item.quantity ? known.amount : null };
      });
      return become(order, found, { items: decided, amount: null });
    },
  );

const takeOff = (by: Actor, id: string, line: string) =>
  new Action(by, "OrderReturns.DeleteItem", { path: { returnID: id, lineItemID: line } }, null, (state) => {
    if (isVisitor(by)) return { refused: ["Auth.AnonUserProhibited"] };
    const step = toWrite(state, by, id);
    if (!isFound(step)) return step;
    const { order, found } = step;
    const items = found.items.filter((item) => item.line !== line);
    if (items.length === found.items.length) return { refused: ["NotFound"] };
    return become(order, found, { items, ...(!isAdmin(by) && { amount: null }) });
  });

/** Says what is given back for the whole; null has the items say it again. */
const setAmount = (by: Actor, id: string, amount: Cents | null) =>
  new Action(
    by,
    "OrderReturns.Patch",
    { path: { returnID: id }, body: { RefundAmount: amount === null ? null : amount / 100 } },
    null,
    (state) => {
      const step = toWrite(state, by, id);
      if (!isFound(step)) return step;
      const { order, found } = step;
      // What shoppers say of amounts is passed over.
      if (!isAdmin(by)) return accepted();
      if (amount !== null && amount === amountOf({ ...found, amount: null }) && found.amount === null)
        return accepted();
      return become(order, found, { amount }, true);
    },
  );

const cancel = (by: Actor, id: string) =>
  new Action(by, "OrderReturns.Cancel", { path: { returnID: id } }, null, (state) => {
    const step = toStep(state, by, id);
    if (!isFound(step)) return step;
    const { found } = step;
    if (found.status === "Unsubmitted") return { refused: ["OrderReturn.CannotCancelUnsubmitted"] };
    if (found.status === "Completed" && !isAdmin(by)) return { refused: ["OrderReturn.NotAuthorizedToDelete"] };
    if (found.status === "Canceled") return { refused: ["Order.CannotCancelInCurrentStatus"] };
    return accepted(() => end(state, found, "Canceled"));
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
      date(state, found, "Completed");
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

const item = fc.record({
  line: slots.line,
  quantity: fc.integer({ min: 0, max: 3 }),
  amount: fc.constantFrom<Cents | null>(null, 4_00, 4_00, 30_00),
});
const items = fc.uniqueArray(item, { minLength: 1, maxLength: 2, selector: ({ line }) => line });

/** A return as the marketplace makes one, up to its submission, so that sequences get to what comes after it. */
export const wholeReturn: fc.Arbitrary<readonly Action[]> = fc
  .tuple(
    slots.onReturn,
    fc.constantFrom<Cents>(4_00, 9_00, 9_00, 31_00),
    fc.constantFrom<Actor>("seller", "dan", "mia"),
  )
  .map(([[, id, order], amount, by]) => [
    begin("seller", id, order, [{ line: "l0", quantity: 0, amount }]),
    submit(by, id),
  ]);

/** What was shipped comes back, and money with it. */
export const returnActions: readonly fc.WeightedArbitrary<Action>[] = [
  {
    weight: 3,
    arbitrary: fc.tuple(slots.onReturn, items).map(([[by, id, order], list]) => begin(by, id, order, list)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(slots.onReturn, items).map(([[by, id, order], list]) => save(by, id, order, list)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(slots.onReturn, slots.line).map(([[by, id], line]) => takeOff(by, id, line)),
  },
  { weight: 3, arbitrary: slots.onReturn.map(([by, id]) => submit(by, id)) },
  { weight: 2, arbitrary: fc.tuple(slots.clerk, slots.onReturn).map(([by, [, id]]) => submit(by, id)) },
  {
    weight: 5,
    arbitrary: fc.tuple(slots.clerk, slots.onReturn).map(([by, [, id]]) => decide(by, id, "OrderReturns.Approve")),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(slots.clerk, slots.onReturn).map(([by, [, id]]) => decide(by, id, "OrderReturns.Decline")),
  },
  { weight: 2, arbitrary: slots.onReturn.map(([by, id]) => decide(by, id, "OrderReturns.Approve")) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(slots.onReturn, fc.constantFrom<Cents | null>(null, 3_00, 8_00, 31_00))
      .map(([[by, id], amount]) => setAmount(by, id, amount)),
  },
  { weight: 1, arbitrary: slots.onReturn.map(([by, id]) => cancel(by, id)) },
  { weight: 1, arbitrary: slots.onReturn.map(([by, id]) => complete(by, id)) },
  { weight: 1, arbitrary: slots.onReturn.map(([by, id]) => discard(by, id)) },
];
