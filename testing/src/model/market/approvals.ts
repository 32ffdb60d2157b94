import type { Cents } from "./catalog.ts";
import type { Rule } from "./people.ts";
import type { Actor, Approval } from "./state.ts";
import { groupsOf } from "./state.ts";

/** What is asked: an amount that rules look at, and who submitted it for the how many-th time. */
export interface Asked {
  readonly amount: Cents | null;
  readonly submitter: Actor | null;
  readonly submission: number;
}

/** Asks what rules say by now; what the submitter's own groups answer is answered. */
export function ask(approvals: Approval[], rules: Readonly<Record<string, Rule>>, asked: Asked): void {
  const { amount, submitter, submission } = asked;
  const inThis = () => approvals.filter((one) => one.submission === submission);
  for (let isNews = true; isNews; ) {
    isNews = false;
    for (const [rule, { group, above, after }] of Object.entries(rules)) {
      if (inThis().some((one) => one.rule === rule) || amount === null || amount <= above) continue;
      if (after !== null && !inThis().some((one) => one.rule === after && one.status === "Approved")) continue;
      const isOwn = submitter !== null && groupsOf(submitter).includes(group);
      approvals.push({ rule, group, status: isOwn ? "Approved" : "Pending", by: isOwn ? submitter : null, submission });
      isNews = isOwn;
      if (isOwn) break;
    }
  }
}

export const pendingOf = (approvals: readonly Approval[]): readonly Approval[] =>
  approvals.filter(({ status }) => status === "Pending");

/** Somebody answers for all of their groups that are asked. */
export function answer(approvals: readonly Approval[], by: Actor, status: "Approved" | "Declined"): void {
  for (const one of pendingOf(approvals)) if (groupsOf(by).includes(one.group)) Object.assign(one, { status, by });
}
