import type { ApprovalInfo, OrderReturn } from "@orderwell/contract";
import { hasRole } from "../../platform/access/caller.ts";
import { formatInstant } from "../../platform/dates.ts";
import { apiError, refuse } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { evaluationOf } from "../aggregate/evaluation.ts";
import type { ReturnApproval, ReturnHead } from "../aggregate/return-row.store.ts";
import { type ReturnAction, returnStates } from "../aggregate/return-states.ts";
import { store } from "../aggregate/write.store.ts";
import { ruleFacts, submitterOf } from "../approvals/ask.ts";
import { type Given, lastNumber, newlyAsked } from "../approvals/asked.ts";
import { decide } from "../approvals/decided.ts";
import type { RulesAtHand } from "../approvals/rules.store.ts";
import { type OrderMessage, tellOf, toGroups } from "../news/news.ts";
import { undoDraw } from "../payments/draw.ts";
import { holdReturnRules } from "./approvals.store.ts";
import { orderFinding } from "./draft.ts";
import type { FoundReturn, Returning } from "./find.store.ts";
import { shownReturn } from "./shown.ts";
import { withoutReturn } from "./write.ts";

/** What a member of an approving group says; without a body, nothing beyond the decision. */
type Said = Partial<ApprovalInfo> | null | undefined;

/** The order with a return one step on. */
const stepped = (order: Returning, id: string, action: ReturnAction, now: Date): Returning => ({
  ...order,
  returns: order.returns.map((one) =>
    one.ID === id ? { ...one, ...(returnStates.changes(action, now) as Partial<ReturnHead>) } : one,
  ),
});

/** Stores the order; the return that was changed says when. */
function kept(work: UserWork, before: Returning, after: Returning, id: string): OrderReturn {
  const LastUpdated = formatInstant(work.now);
  const returns = after.returns.map((one) => (one.ID === id ? { ...one, LastUpdated } : one));
  return shownReturn(store(work, before, { ...after, returns }), id);
}

/** Has people told of a return (docs/behaviour/fulfilment.md §5.6). */
const tell = (work: UserWork, { order, head }: FoundReturn, messages: readonly OrderMessage[]): Promise<void> =>
  tellOf(work, order.head, messages, { orderReturn: head.ID });

const approvalsOf = ({ returnApprovals }: Returning, id: string): readonly ReturnApproval[] =>
  returnApprovals.filter(({ OrderReturnID }) => OrderReturnID === id);

const isPending = ({ Status }: Pick<Given, "Status">): boolean => Status === "Pending";

/** The order without what the return waits for: nobody is to decide about it any more. */
const withoutPending = (order: Returning, id: string): Returning => ({
  ...order,
  returnApprovals: order.returnApprovals.filter((one) => one.OrderReturnID !== id || !isPending(one)),
});

/** The order with the approvals that rules ask for of a return as it is now (docs/behaviour/approvals.md §6). */
async function asked(
  work: UserWork,
  order: Returning,
  id: string,
  { rules, groupsOf }: RulesAtHand,
  submitterKey: number | null,
): Promise<Returning> {
  const [facts, submitter] = await Promise.all([
    ruleFacts(work, order, rules),
    submitterOf(work, submitterKey, groupsOf, rules),
  ]);
  const orderReturn = { ...shownReturn(order, id) };
  const added = await newlyAsked(approvalsOf(order, id), lastNumber(order.returnApprovals), {
    rules,
    purpose: "returnRule",
    submitter,
    now: work.now,
    evaluate: (approved) => evaluationOf(order, facts, { approved, orderReturn }),
  });
  const ofReturn = added.map((one): ReturnApproval => ({ ...one, order_id: order.head.ID, OrderReturnID: id }));
  return { ...order, returnApprovals: [...order.returnApprovals, ...ofReturn] };
}

/**
 * Submits a return: it opens, or waits for the approvals that rules of its seller ask for.
 *
 * @throws ApiError Order.CannotSubmitBadStatus, OrderReturn.CannotCreateBadOrderStatus
 */
export async function submitReturn(work: UserWork, { order, head }: FoundReturn): Promise<OrderReturn> {
  refuse(returnStates.finding(head, "submit"));
  refuse(orderFinding(order));
  const { userKey } = work.actor;
  const rules = await holdReturnRules(work.db, order.head.supplier_id, [userKey]);
  const after = await asked(work, order, head.ID, rules, userKey);
  const pending = approvalsOf(after, head.ID).filter(isPending);
  const action = pending.length > 0 ? "submitForApproval" : "submit";
  const messages: OrderMessage[] =
    pending.length > 0
      ? [{ type: "OrderReturnSubmittedForApproval" }, ...toGroups("OrderReturnSubmittedForYourApproval", pending)]
      : [{ type: "OrderReturnSubmitted" }];
  await tell(work, { order, head }, messages);
  return kept(work, order, stepped(after, head.ID, action, work.now), head.ID);
}

/** The order with the caller's decision on what its return waits for, and what that was held against. */
async function decided(
  work: UserWork,
  { order, head }: FoundReturn,
  action: "approve" | "decline",
  decision: Partial<ReturnApproval>,
) {
  refuse(returnStates.finding(head, action));
  const { approvals, ...rest } = await decide(
    work,
    approvalsOf(order, head.ID),
    (keys) => holdReturnRules(work.db, order.head.supplier_id, keys),
    decision,
    () => apiError("OrderReturn.NotEligibleToApproveOrDecline"),
  );
  const byNumber = new Map(approvals.map((one) => [one.ID, one]));
  return {
    ...rest,
    after: { ...order, returnApprovals: order.returnApprovals.map((one) => byNumber.get(one.ID) ?? one) },
  };
}

/**
 * Approves a return for all groups of the caller that it waits for. The rules are held against it again; when none asks for
 * more it is open.
 *
 * @throws ApiError Order.MustBeAwaitingApproval, OrderReturn.NotEligibleToApproveOrDecline
 */
export async function approveReturn(work: UserWork, found: FoundReturn, said: Said): Promise<OrderReturn> {
  const { order, head } = found;
  const decision = { Status: "Approved", Comments: said?.Comments ?? null } as const;
  const { after, rules, submitterKey, own } = await decided(work, found, "approve", decision);
  const more = await asked(work, after, head.ID, rules, submitterKey);
  const pending = approvalsOf(more, head.ID).filter(isPending);
  const isOpen = pending.length === 0;
  const added = pending.filter(({ ID }) => !order.returnApprovals.some((known) => known.ID === ID));
  await tell(work, found, [
    ...(isOpen ? [{ type: "OrderReturnApproved" } as const] : []),
    ...toGroups("OrderReturnSubmittedForYourApprovalHasBeenApproved", own),
    ...toGroups("OrderReturnSubmittedForYourApproval", added),
  ]);
  return kept(work, order, isOpen ? stepped(more, head.ID, "approve", work.now) : more, head.ID);
}

/**
 * Declines a return: one member of a group that it waits for decides, and it is over.
 *
 * @throws ApiError Order.MustBeAwaitingApproval, OrderReturn.NotEligibleToApproveOrDecline
 */
export async function declineReturn(work: UserWork, found: FoundReturn, said: Said): Promise<OrderReturn> {
  const { order, head } = found;
  const decision = { Status: "Declined", Comments: said?.Comments ?? null } as const;
  const { after } = await decided(work, found, "decline", decision);
  await tell(work, found, [
    { type: "OrderReturnDeclined" },
    ...toGroups("OrderReturnSubmittedForYourApprovalHasBeenDeclined", approvalsOf(order, head.ID).filter(isPending)),
  ]);
  return kept(work, order, stepped(withoutPending(after, head.ID), head.ID, "decline", work.now), head.ID);
}

/**
 * Cancels a return: one that was refunded takes OrderAdmin. What was paid back for it stays paid.
 *
 * @throws ApiError OrderReturn.CannotCancelUnsubmitted, OrderReturn.NotAuthorizedToDelete, Order.CannotCancelInCurrentStatus
 */
export function cancelReturn(work: UserWork, { order, head }: FoundReturn): OrderReturn {
  const { ID: OrderReturnID, Status } = head;
  if (Status === "Unsubmitted") throw apiError("OrderReturn.CannotCancelUnsubmitted", { OrderReturnID, Status });
  const mayReverse = hasRole(work.actor, "OrderAdmin");
  if (Status === "Completed" && !mayReverse) throw apiError("OrderReturn.NotAuthorizedToDelete");
  const action = mayReverse ? "cancel" : "withdraw";
  refuse(returnStates.finding(head, action));
  return kept(work, order, stepped(withoutPending(order, head.ID), head.ID, action, work.now), head.ID);
}

/**
 * Says that a return is done, whatever was paid back for it here.
 *
 * @throws ApiError OrderReturn.CannotCompleteBadStatus, OrderReturn.CannotCompleteInvalidAmount
 */
export async function completeReturn(work: UserWork, { order, head }: FoundReturn): Promise<OrderReturn> {
  refuse(returnStates.finding(head, "complete"));
  const { ID, RefundAmount } = head;
  if (RefundAmount === null)
    throw apiError("OrderReturn.CannotCompleteInvalidAmount", { OrderReturnID: ID, RefundAmount });
  await tell(work, { order, head }, [{ type: "OrderReturnCompleted" }]);
  return kept(work, order, stepped(order, ID, "complete", work.now), ID);
}

/**
 * Deletes a return with the payments that refunded it, as if each were deleted by itself: an unsubmitted one for whoever may
 * change it, any for OrderAdmin.
 *
 * @throws ApiError OrderReturn.NotAuthorizedToDelete, Payment.ExceedsBalance
 */
export async function deleteReturn(work: UserWork, { order, head }: FoundReturn): Promise<void> {
  if (head.Status !== "Unsubmitted" && !hasRole(work.actor, "OrderAdmin"))
    throw apiError("OrderReturn.NotAuthorizedToDelete");
  store(work, order, withoutReturn(order, head));
  // Else a refund could be had again and again.
  for (const payment of order.payments)
    if (sameId(payment.OrderReturnID, head.ID)) await undoDraw(work, order, payment);
}
