import type { User } from "@orderwell/contract";
import { conditionOf, type Evaluation } from "../../expressions/index.ts";
import { formatInstant } from "../../platform/dates.ts";
import type { Json } from "../../platform/db/json.ts";
import { inSlices, type Sliced } from "../../platform/slices.ts";
import type { Approval } from "../aggregate/approval-row.store.ts";
import type { Order } from "../aggregate/order.ts";
import type { Rule } from "./rules.store.ts";

/** Whoever submitted what rules are held against. */
export interface Submitter {
  readonly key: number | null;
  /** Groups that they belong to, by key: those agree at once. */
  readonly groups: ReadonlySet<number>;
  /** As approvals show them. Read only when one of their groups agrees. */
  readonly shown: Json | User | null;
}

/** An approval, whatever it is of. */
export type Given = Omit<Approval, "order_id" | "submission" | "AllowResubmit">;

/** Rules that are held against something. */
export interface Asking {
  readonly rules: readonly Rule[];
  readonly purpose: Rule["purpose"];
  readonly submitter: Submitter;
  readonly now: Date;
  /** It as it is, where these rules have their approval. */
  evaluate(approved: (ruleId: string) => boolean): Evaluation;
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
 * An approval for each rule that holds and has not asked yet. Groups of the submitter agree at once, after which rules are
 * held against it again, since some wait for others (docs/behaviour/approvals.md §2, §3). What was asked for stays, even if
 * its rule does not hold any more. Many rules that wait for each other take long: others have their turns meanwhile.
 *
 * @param before approvals that were asked for already.
 * @param last number of the last approval that there is.
 * @returns those that come to them.
 */
export const newlyAsked = (before: readonly Given[], last: number, asking: Asking): Promise<readonly Given[]> =>
  inSlices(asksFor(before, last, asking));

function* asksFor(before: readonly Given[], last: number, asking: Asking): Sliced<readonly Given[]> {
  const { rules, purpose, submitter } = asking;
  const added: Given[] = [];
  for (;;) {
    const given = [...before, ...added];
    const known = rulesOf(given);
    const waiting = rules.filter(({ id }) => !known.has(foldedId(id)));
    if (waiting.length === 0) return added;
    const approved = rulesOf(given.filter(({ Status }) => Status === "Approved"));
    const evaluation = asking.evaluate((ruleId) => approved.has(foldedId(ruleId)));
    const asked: Rule[] = [];
    for (const rule of waiting) {
      yield;
      if (conditionOf(rule.expression, purpose).holds(evaluation)) asked.push(rule);
    }
    for (const rule of asked) added.push(newApproval(rule, last + added.length + 1, asking));
    if (!asked.some(({ groupKey }) => submitter.groups.has(groupKey))) return added;
  }
}

/** IDs of the rules that asked for approvals. */
const rulesOf = (approvals: readonly Given[]): ReadonlySet<string> =>
  new Set(approvals.map(({ ApprovalRuleID }) => foldedId(ApprovalRuleID)));

/** An ID as it compares with others. */
const foldedId = (id: string | null): string => (id ?? "").toLowerCase();

function newApproval(rule: Rule, number: number, { submitter, now }: Asking): Given {
  const at = formatInstant(now);
  const agreed = submitter.groups.has(rule.groupKey);
  return {
    ID: String(number),
    approving_group_key: rule.groupKey,
    submitter_key: submitter.key,
    ApprovalRuleID: rule.id,
    ApprovingGroupID: rule.groupId,
    Status: agreed ? "Approved" : "Pending",
    DateCreated: at,
    DateCompleted: agreed ? at : null,
    Approver: agreed ? submitter.shown : null,
    Comments: null,
  };
}

/** Number of the last of some approvals; 0 without any. */
export const lastNumber = (approvals: readonly Pick<Given, "ID">[]): number =>
  approvals.reduce((most, { ID }) => Math.max(most, Number(ID)), 0);
