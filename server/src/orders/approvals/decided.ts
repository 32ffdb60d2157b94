import { formatInstant } from "../../platform/dates.ts";
import type { ApiError } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { shownApprover } from "./approvers.store.ts";
import type { Given } from "./asked.ts";
import type { RulesAtHand } from "./rules.store.ts";

/** Approvals after a decision, and what they were held against. */
export interface Decided<One extends Given> {
  readonly approvals: readonly One[];
  readonly rules: RulesAtHand;
  readonly submitterKey: number | null;
  /** Those that were decided, as they were. */
  readonly own: readonly One[];
}

/**
 * The caller's decision on all pending approvals that are theirs to give: those of their groups, unless they submitted what
 * it is about.
 *
 * @param hold reads the rules, and the groups of these users.
 * @param refusal of a caller who has none to give.
 */
export async function decide<One extends Given>(
  work: UserWork,
  approvals: readonly One[],
  hold: (userKeys: readonly number[]) => Promise<RulesAtHand>,
  decision: Partial<One>,
  refusal: () => ApiError,
): Promise<Decided<One>> {
  const { userKey } = work.actor;
  const pending = approvals.filter(({ Status }) => Status === "Pending");
  const submitterKey = pending[0]?.submitter_key ?? null;
  if (userKey === submitterKey) throw refusal();
  const people = submitterKey === null ? [userKey] : [userKey, submitterKey];
  const [rules, Approver] = await Promise.all([hold(people), shownApprover(work, userKey)]);
  const groups = rules.groupsOf.get(userKey);
  const own = pending.filter(({ approving_group_key: key }) => key !== null && groups?.has(key));
  if (own.length === 0) throw refusal();
  const change = { ...decision, Approver, DateCompleted: formatInstant(work.now) };
  const after = approvals.map((one) => (own.includes(one) ? { ...one, ...change } : one));
  return { approvals: after, rules, submitterKey, own };
}
