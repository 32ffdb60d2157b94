import type { User } from "@orderwell/contract";
import { conditionOf, Evaluation, type Facts } from "../../expressions/index.ts";
import { formatInstant } from "../../platform/dates.ts";
import { type Json, plain } from "../../platform/db/json.ts";
import { sameId } from "../../platform/ids.ts";
import type { Approval } from "../aggregate/approval-row.store.ts";
import type { Order } from "../aggregate/order.ts";
import type { Rule } from "./rules.store.ts";

/** Whoever submitted an order that rules are held against. */
export interface Submitter {
  readonly key: number | null;
  /** Groups that they belong to, by key: those agree at once. */
  readonly groups: ReadonlySet<number>;
  /** As approvals show them. Read only when one of their groups agrees. */
  readonly shown: Json | User | null;
}

interface Asking {
  readonly rules: readonly Rule[];
  readonly submitter: Submitter;
  /** Number of the submission that it is about. */
  readonly submission: number;
  readonly now: Date;
  readonly categories?: Facts["categories"] | undefined;
}

/** Number of the last submission that asked for approvals; 0 when none did. */
export const lastSubmission = (approvals: readonly Approval[]): number =>
  approvals.reduce((last, { submission }) => Math.max(last, submission), 0);

/** The approvals that the order waits for. */
export const pendingOf = ({ approvals }: Order<"approvals">): readonly Approval[] =>
  approvals.filter(({ Status }) => Status === "Pending");

/** The order without what it waits for: nobody is to decide about it any more. */
export const withoutPending = <One extends Order<"approvals">>(order: One): One => ({
  ...order,
  approvals: order.approvals.filter(({ Status }) => Status !== "Pending"),
});

/**
 * The order with an approval for each rule that holds and has not asked yet in this submission. Groups of the submitter
 * agree at once, after which rules are held against it again, since some wait for others
 * (docs/behaviour/approvals.md §2, §3). What was asked for stays, even if its rule does not hold any more.
 */
export function withAsked<One extends Order<"lines" | "approvals">>(order: One, asking: Asking): One {
  const { rules, submitter, submission } = asking;
  let approvals = order.approvals;
  for (;;) {
    const own = approvals.filter((one) => one.submission === submission);
    const waiting = rules.filter(({ id }) => !own.some(({ ApprovalRuleID }) => sameId(ApprovalRuleID, id)));
    const evaluation = new Evaluation(factsOf(order, own, asking));
    const asked = waiting.filter(({ expression }) => conditionOf(expression, "rule").holds(evaluation));
    if (asked.length === 0) return { ...order, approvals };
    const last = approvals.reduce((most, { ID }) => Math.max(most, Number(ID)), 0);
    const added = asked.map((rule, index) => newApproval(order, rule, last + index + 1, asking));
    approvals = [...approvals, ...added];
    if (!asked.some(({ groupKey }) => submitter.groups.has(groupKey))) return { ...order, approvals };
  }
}

function newApproval(order: Order, rule: Rule, number: number, { submitter, submission, now }: Asking): Approval {
  const at = formatInstant(now);
  const agreed = submitter.groups.has(rule.groupKey);
  return {
    ID: String(number),
    order_id: order.head.ID,
    submission,
    approving_group_key: rule.groupKey,
    submitter_key: submitter.key,
    AllowResubmit: false,
    ApprovalRuleID: rule.id,
    ApprovingGroupID: rule.groupId,
    Status: agreed ? "Approved" : "Pending",
    DateCreated: at,
    DateCompleted: agreed ? at : null,
    Approver: agreed ? submitter.shown : null,
    Comments: null,
  };
}

const factsOf = (
  { head, lines }: Order<"lines">,
  own: readonly Approval[],
  { now, categories }: Pick<Asking, "now" | "categories">,
): Facts => ({
  order: plain<Record<string, unknown>>(head as unknown as Record<string, Json>),
  lines: lines.map((line) => plain<Record<string, unknown>>(line as unknown as Record<string, Json>)),
  now,
  ...(categories && { categories }),
  approved: (ruleId) => own.some((one) => one.Status === "Approved" && sameId(one.ApprovalRuleID, ruleId)),
});

/** Tells whether some rule asks for categories of products. */
export const asksForCategories = (rules: readonly Rule[]): boolean =>
  rules.some(({ expression }) => conditionOf(expression, "rule").needs.categories);
