import { categoriesOf } from "../../catalogs/index.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { Order } from "../aggregate/order.ts";
import { shownApprover } from "./approvers.store.ts";
import { asksForCategories, withAsked } from "./asked.ts";
import type { RulesAtHand } from "./rules.store.ts";

interface Submission {
  readonly submitterKey: number | null;
  /** Number of the submission. */
  readonly submission: number;
}

/** The order with what its buyer's rules ask for as it is now; what they are about is read where they need it. */
export async function askForApproval<One extends Order<"lines" | "approvals">>(
  work: UserWork,
  order: One,
  { rules, groupsOf }: RulesAtHand,
  { submitterKey, submission }: Submission,
): Promise<One> {
  const groups = (submitterKey === null ? undefined : groupsOf.get(submitterKey)) ?? new Set<number>();
  const productIds = [...new Set(order.lines.map(({ ProductID }) => ProductID))];
  const [categories, shown] = await Promise.all([
    asksForCategories(rules) ? categoriesOf(work.db, productIds) : undefined,
    rules.some(({ groupKey }) => groups.has(groupKey)) ? shownApprover(work, submitterKey) : null,
  ]);
  return withAsked(order, {
    rules,
    submission,
    now: work.now,
    submitter: { key: submitterKey, groups, shown },
    categories: categories && ((productId, which) => categories.of(productId, which)),
  });
}
