import fc from "fast-check";
import { answer, ask, pendingOf } from "../market/approvals.ts";
import { codesOn, workOut } from "../market/discounts.ts";
import { approvalRules } from "../market/people.ts";
import { price, quantityFinding } from "../market/prices.ts";
import { served } from "../market/service.ts";
import {
  type Actor,
  date,
  groupsOf,
  isAdmin,
  isUsedUp,
  type Order,
  type State,
  type Status,
  total,
  unitsOf,
} from "../market/state.ts";
import { stockFindings, takeStock } from "../market/stock.ts";
import { Action, accepted, type Outcome, ofOrder, seen, unseen } from "./action.ts";
import { paymentFindings, takeFromAccounts } from "./paying.ts";
import * as slots from "./slots.ts";

/** An order as it would be submitted, and everything that stands against that. */
function candidate(state: State, order: Order): { readonly order: Order; readonly findings: readonly string[] } {
  const after = structuredClone(order);
  price(after);
  const ofPromotions = workOut(state, after, codesOn(after), "keep");
  const findings = [
    ...quantityFindings(after),
    ...stockFindings(state, after),
    ...ofPromotions.values(),
    ...paymentFindings(state, after),
  ];
  return { order: after, findings };
}

const quantityFindings = (order: Order): string[] =>
  order.lines.flatMap(({ product, quantity }) => quantityFinding(product, quantity, unitsOf(order, product)) ?? []);

/** Why an order may not be submitted; none: it may, as `order` has it. */
function examined(
  state: State,
  by: Actor,
  order: Order,
): { readonly order: Order; readonly outcome: Outcome | undefined } {
  if (order.status !== "Unsubmitted") return { order, outcome: { refused: ["Order.CannotSubmitBadStatus"] } };
  if (order.lines.length === 0) return { order, outcome: { refused: ["Order.CannotSubmitWithNoLineItems"] } };
  if (by === served && order.calculated === "unclear") return { order, outcome: "unsaid" };
  const found = candidate(state, order);
  const findings = [
    ...found.findings,
    ...(by === served && order.calculated !== "done" ? ["Order.CannotSubmitUncalculatedOrder"] : []),
  ];
  return {
    order: found.order,
    outcome: findings.length > 0 ? { refused: findings, all: true } : undefined,
  };
}

const askAbout = (order: Order): void =>
  ask(order.approvals, approvalRules, {
    amount: total(order),
    submitter: order.submitter,
    submission: order.submissions,
  });

const isPending = ({ approvals }: Order): boolean => pendingOf(approvals).length > 0;

/** Gives an order to the seller: stock and balances are taken. */
function open(state: State, order: Order, isApproved: boolean): void {
  order.status = "Open";
  order.submitted = true;
  date(state, order, "Submitted", ...(isApproved ? (["Approved"] as const) : []));
  for (const line of order.lines) takeStock(state, line, line.quantity);
  takeFromAccounts(state, order);
  for (const code of codesOn(order)) state.redeemed[code]++;
}

const orBadStatus = (outcome: Outcome): Outcome =>
  outcome !== "unsaid" && "refused" in outcome
    ? { refused: [...outcome.refused, "Order.CannotSubmitBadStatus"] }
    : outcome;

/** Nobody is asked about what the marketplace orders, and its stock moved with the buyer's order. */
function submitToSupplier(state: State, order: Order): Outcome {
  if (order.lines.length === 0) return { refused: ["Order.CannotSubmitWithNoLineItems"] };
  if (quantityFindings(order).length > 0) return "unsaid";
  return accepted(() => {
    price(order);
    Object.assign(order, { status: "Open", submitted: true });
    date(state, order, "Submitted");
  });
}

export const submit = (by: Actor, id: string) =>
  new Action(by, "Orders.Submit", { path: ofOrder(id) }, id, (state) => {
    const visible = seen(state, by, id);
    if (visible === undefined) return orBadStatus(unseen(state, by, id));
    if (visible.toSupplier && visible.status === "Unsubmitted") return submitToSupplier(state, visible);
    const { order: after, outcome } = examined(state, by, visible);
    if (outcome !== undefined) return outcome;
    return accepted(() => {
      after.submissions++;
      after.submitter = by;
      askAbout(after);
      if (isPending(after)) after.status = "AwaitingApproval";
      else open(state, after, false);
      state.orders.set(id, after);
    });
  });

export const validate = (by: Actor, id: string) =>
  new Action(by, "Orders.Validate", { path: ofOrder(id) }, id, (state) => {
    const visible = seen(state, by, id);
    if (visible === undefined) return orBadStatus(unseen(state, by, id));
    if (visible.toSupplier && visible.status === "Unsubmitted") return "unsaid";
    return examined(state, by, visible).outcome ?? accepted();
  });

/** Stands against a decision of the actor's about an order. */
function decisionFinding(state: State, by: Actor, id: string): Outcome | undefined {
  const order = state.orders.get(id);
  if (order === undefined) return { refused: ["NotFound"] };
  const isSeen = seen(state, by, id) !== undefined;
  const wasAsked = order.approvals.some(({ group }) => groupsOf(by).includes(group));
  const orUnseen = isSeen ? [] : ["NotFound"];
  if (!isSeen && !wasAsked) return { refused: ["NotFound"] };
  if (order.status !== "AwaitingApproval") return { refused: ["Order.MustBeAwaitingApproval", ...orUnseen] };
  const may = by !== order.submitter && pendingOf(order.approvals).some(({ group }) => groupsOf(by).includes(group));
  return may ? undefined : { refused: ["Order.NotEligibleToApprove", ...orUnseen] };
}

/** Promotions whose last redemptions others had while the order waited. */
const usedUp = (state: State, order: Order): string[] =>
  codesOn(order).some((code) => isUsedUp(state, order, code)) ? ["Promotion.ExceedsUsageLimit"] : [];

export const approve = (by: Actor, id: string) =>
  new Action(by, "Orders.Approve", { path: ofOrder(id), body: { Comments: "Fine" } }, id, (state) => {
    const finding = decisionFinding(state, by, id);
    if (finding !== undefined) return finding;
    const after = structuredClone(state.orders.get(id) as Order);
    answer(after.approvals, by, "Approved");
    askAbout(after);
    if (!isPending(after)) {
      const findings = [...paymentFindings(state, after), ...stockFindings(state, after), ...usedUp(state, after)];
      if (findings.length > 0) return { refused: findings };
    }
    return accepted(() => {
      if (!isPending(after)) open(state, after, true);
      state.orders.set(id, after);
    });
  });

const decline = (by: Actor, id: string, AllowResubmit: boolean) =>
  new Action(by, "Orders.Decline", { path: ofOrder(id), body: { AllowResubmit } }, id, (state) => {
    const finding = decisionFinding(state, by, id);
    if (finding !== undefined) return finding;
    const order = state.orders.get(id) as Order;
    return accepted(() => {
      answer(order.approvals, by, "Declined");
      order.approvals = order.approvals.filter(({ status }) => status !== "Pending");
      order.status = AllowResubmit ? "Unsubmitted" : "Declined";
      date(state, order, "Declined");
    });
  });

const cancelable: Readonly<Record<"any" | "admin", readonly Status[]>> = {
  any: ["Unsubmitted", "AwaitingApproval", "Declined"],
  admin: ["Unsubmitted", "AwaitingApproval", "Declined", "Open"],
};

const cancel = (by: Actor, id: string) =>
  new Action(by, "Orders.Cancel", { path: ofOrder(id) }, id, (state) => {
    const order = seen(state, by, id);
    if (order === undefined) return unseen(state, by, id);
    if (!cancelable[isAdmin(by) ? "admin" : "any"].includes(order.status))
      return { refused: ["Order.CannotCancelInCurrentStatus"] };
    return accepted(() => {
      order.status = "Canceled";
      date(state, order, "Canceled");
      order.approvals = order.approvals.filter(({ status }) => status !== "Pending");
    });
  });

const complete = (by: Actor, id: string) =>
  new Action(by, "Orders.Complete", { path: ofOrder(id) }, id, (state) => {
    if (!isAdmin(by)) return { refused: ["Auth.InsufficientRoles"] };
    const order = seen(state, by, id);
    if (order === undefined) return unseen(state, by, id);
    if (order.status !== "Open") return { refused: ["Order.CannotCompleteBadStatus"] };
    return accepted(() => {
      order.status = "Completed";
      date(state, order, "Completed");
    });
  });

/** Steps from status to status. */
export const progressActions: readonly fc.WeightedArbitrary<Action>[] = [
  { weight: 6, arbitrary: slots.onAnyOrder.map(([by, id]) => submit(by, id)) },
  { weight: 1, arbitrary: slots.onAnyOrder.map(([by, id]) => validate(by, id)) },
  { weight: 6, arbitrary: slots.decision.map(([by, id]) => approve(by, id)) },
  {
    weight: 3,
    arbitrary: fc.tuple(slots.decision, fc.boolean()).map(([[by, id], again]) => decline(by, id, again)),
  },
  { weight: 4, arbitrary: slots.onAnyOrder.map(([by, id]) => cancel(by, id)) },
  { weight: 4, arbitrary: slots.onAnyOrder.map(([by, id]) => complete(by, id)) },
];
