import { categoriesOf } from "../../catalogs/index.ts";
import { conditionOf } from "../../expressions/index.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import type { Approval } from "../aggregate/approval-row.store.ts";
import { evaluationOf, type RuleFacts } from "../aggregate/evaluation.ts";
import { type Order, productIdsOf } from "../aggregate/order.ts";
import { purchasesFor } from "../aggregate/purchases.ts";
import { shownApprover } from "./approvers.store.ts";
import { lastNumber, newlyAsked, type Submitter } from "./asked.ts";
import type { Rule, RulesAtHand } from "./rules.store.ts";

interface Submission {
  readonly submitterKey: number | null;
  /** Number of the submission. */
  readonly submission: number;
}

/**
 * The order with what its buyer's rules ask for as it is now.
 *
 * @param known facts about its products that were read already.
 */
export async function askForApproval<One extends Order<"lines" | "approvals">>(
  work: UserWork,
  order: One,
  { rules, groupsOf }: RulesAtHand,
  { submitterKey, submission }: Submission,
  known?: RuleFacts,
): Promise<One> {
  const [facts, submitter] = await Promise.all([
    ruleFacts(work, order, rules, known),
    submitterOf(work, submitterKey, groupsOf, rules),
  ]);
  const own = order.approvals.filter((one) => one.submission === submission);
  const asked = await newlyAsked(own, lastNumber(order.approvals), {
    rules,
    purpose: "rule",
    submitter,
    now: work.now,
    evaluate: (approved) => evaluationOf(order, facts, { approved }),
  });
  const added = asked.map((one): Approval => ({ ...one, order_id: order.head.ID, submission, AllowResubmit: false }));
  return { ...order, approvals: [...order.approvals, ...added] };
}

/** What rules may ask of an order's products: read where they need it and it is not known. */
export async function ruleFacts(
  work: Pick<Work, "db" | "now" | "services">,
  order: Order<"lines">,
  rules: readonly Rule[],
  known?: RuleFacts,
): Promise<RuleFacts> {
  const { db, now } = work;
  if (rules.length === 0) return { now, products: new Map(), categories: undefined };
  const asks = rules.some(({ expression, purpose }) => conditionOf(expression, purpose).needs.categories);
  const [products, categories] = await Promise.all([
    known?.products ?? readProducts(work, order),
    asks ? (known?.categories ?? categoriesOf(db, productIdsOf(order))) : undefined,
  ]);
  return { now, products, categories };
}

const readProducts = async (work: Pick<Work, "db" | "now" | "services">, order: Order<"lines">) =>
  (await purchasesFor(work, order.head, productIdsOf(order), [])).products;

/** The submitter as rules see them. */
export async function submitterOf(
  work: UserWork,
  key: number | null,
  groupsOf: RulesAtHand["groupsOf"],
  rules: readonly Rule[],
): Promise<Submitter> {
  const groups = (key === null ? undefined : groupsOf.get(key)) ?? new Set<number>();
  const agrees = rules.some(({ groupKey }) => groups.has(groupKey));
  return { key, groups, shown: agrees ? await shownApprover(work, key) : null };
}
