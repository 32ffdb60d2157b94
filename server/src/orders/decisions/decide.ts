import type { OrderApprovalInfo } from "@orderwell/contract";
import { apiError, refuse } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { Approval } from "../aggregate/approval-row.store.ts";
import { withHead } from "../aggregate/order.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { type OrderAction, orderStates } from "../aggregate/states.ts";
import { store } from "../aggregate/write.store.ts";
import { askForApproval } from "../approvals/ask.ts";
import { lastSubmission, pendingOf, withoutPending } from "../approvals/asked.ts";
import { decide } from "../approvals/decided.ts";
import { holdRules } from "../approvals/rules.store.ts";
import { tellOf, toGroups } from "../news/news.ts";
import { paymentFindings, readAccounts } from "../payments/submission.ts";
import type { FullOrder } from "../submission/facts.ts";
import { handOver } from "../submission/hand-over.ts";

/** What a member of an approving group says; without a body, nothing beyond the decision. */
type Said = Partial<OrderApprovalInfo> | null | undefined;

/**
 * Approves an order for all groups of the caller that it waits for. The rules are held against it again; when none asks
 * for more it is open, as if it had been submitted now.
 *
 * @throws ApiError Order.MustBeAwaitingApproval, Order.NotEligibleToApprove; and what stands against its payments and
 *   stock, after which it waits as before.
 */
export async function approveOrder(work: UserWork, order: FullOrder, said: Said): Promise<OrderHead> {
  const { rules, approved, submitterKey, own } = await decided(work, order, "approve", {
    Status: "Approved",
    Comments: said?.Comments ?? null,
  });
  const submission = lastSubmission(order.approvals);
  const asked = await askForApproval(work, approved, rules, { submitterKey, submission });
  const given = toGroups("OrderSubmittedForYourApprovalHasBeenApproved", own);
  const pending = pendingOf(asked);
  if (pending.length > 0) {
    const added = pending.filter(({ ID }) => !order.approvals.some((known) => known.ID === ID));
    await tellOf(work, order.head, [...given, ...toGroups("OrderSubmittedForYourApproval", added)]);
    return store(work, order, asked).head;
  }
  refuse(...paymentFindings(asked, await readAccounts(work, asked)));
  await tellOf(work, order.head, [{ type: "OrderApproved" }, ...given]);
  return handOver(work, order, withHead(asked, orderStates.changes("approve", work.now)));
}

/**
 * Declines an order: one member of a group that it waits for decides. It is over, or goes back to be changed and submitted
 * again, its prices and products as the catalog has them.
 *
 * @throws ApiError Order.MustBeAwaitingApproval, Order.NotEligibleToApprove
 */
export async function declineOrder(work: UserWork, order: FullOrder, said: Said): Promise<OrderHead> {
  const AllowResubmit = said?.AllowResubmit === true;
  const action = AllowResubmit ? "sendBack" : "decline";
  const decision = { Status: "Declined", Comments: said?.Comments ?? null, AllowResubmit } as const;
  const { approved: declined } = await decided(work, order, action, decision);
  const over = withHead(withoutPending(declined), orderStates.changes(action, work.now));
  const lines = AllowResubmit ? over.lines.map((line) => ({ ...line, frozen: false })) : over.lines;
  await tellOf(work, order.head, [
    { type: "OrderDeclined" },
    ...toGroups("OrderSubmittedForYourApprovalHasBeenDeclined", pendingOf(order)),
  ]);
  return store(work, order, { ...over, lines }).head;
}

/** The order with the caller's decision on all approvals that are theirs to give, and what it was held against. */
async function decided(work: UserWork, order: FullOrder, action: OrderAction, decision: Partial<Approval>) {
  refuse(orderStates.finding(order.head, action));
  const refusal = () => apiError("Order.NotEligibleToApprove");
  const { buyer_id: buyerId } = order.head;
  if (buyerId === null) throw refusal();
  const hold = (keys: readonly number[]) => holdRules(work.db, buyerId, keys);
  const { approvals, ...rest } = await decide(work, order.approvals, hold, decision, refusal);
  return { ...rest, approved: { ...order, approvals } };
}
