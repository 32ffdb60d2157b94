import type { OrderUser } from "@orderwell/contract";
import { Json } from "../../platform/db/json.ts";
import { type ApiError, refuse } from "../../platform/errors/api-error.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { atPresent, linesDiffer } from "../addresses/present.ts";
import { withChanges } from "../aggregate/from-user.store.ts";
import { ofProduct, withHead } from "../aggregate/order.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { orderStates } from "../aggregate/states.ts";
import { store } from "../aggregate/write.store.ts";
import { askForApproval } from "../approvals/ask.ts";
import { lastSubmission, pendingOf } from "../approvals/asked.ts";
import { holdRules } from "../approvals/rules.store.ts";
import { tellOf, toGroups } from "../news/news.ts";
import { applied, pass } from "../promotions/apply.ts";
import { askAbout } from "../promotions/service.ts";
import { type Candidate, hardStops, submissionChecks } from "./checks.ts";
import { type FullOrder, readFacts, type SubmissionFacts } from "./facts.ts";
import { handOver } from "./hand-over.ts";

/**
 * Tells whether the order could be submitted, without changing anything.
 *
 * @throws ApiError with every finding (docs/behaviour/orders.md §10)
 */
export async function validateOrder(work: Work, order: FullOrder): Promise<void> {
  await examine(work, order);
}

/**
 * Submits the order: prices, products and addresses are frozen as they are now. Where rules of its buyer ask for approval
 * it waits for that; otherwise stock is taken, and the seller has it.
 *
 * @throws ApiError with every finding; then nothing has changed.
 */
export async function submitOrder(work: UserWork, order: FullOrder): Promise<OrderHead> {
  const { candidate, facts } = await examine(work, order);
  const asked = await held(work, withHead(candidate, { chosen_cart: false }), facts);
  const pending = pendingOf(asked);
  if (pending.length === 0) {
    await tellOf(work, order.head, [{ type: "OrderSubmitted" }]);
    return handOver(work, order, withHead(asked, orderStates.changes("submit", work.now)));
  }
  await tellOf(work, order.head, [
    { type: "OrderSubmittedForApproval" },
    ...toGroups("OrderSubmittedForYourApproval", pending),
  ]);
  return store(work, order, withHead(asked, orderStates.changes("submitForApproval", work.now))).head;
}

/** The order held against its buyer's rules, if there are any (docs/behaviour/approvals.md §2). */
async function held(work: UserWork, order: FullOrder, facts: SubmissionFacts): Promise<FullOrder> {
  const { buyer_id: buyerId } = order.head;
  if (!facts.ruled || buyerId === null) return order;
  const { userKey } = work.actor;
  const rules = await holdRules(work.db, buyerId, [userKey]);
  const submission = lastSubmission(order.approvals) + 1;
  return askForApproval(work, order, rules, { submitterKey: userKey, submission }, facts.rules);
}

/** The order as it would be submitted, and by which facts. @throws ApiError with everything that stands against that. */
async function examine(work: Work, order: FullOrder) {
  refuse(...hardStops(order));
  const facts = await readFacts(work, order);
  const candidate = await prepare(order, facts);
  refuse(...unique(submissionChecks.flatMap((check) => check(candidate, facts))));
  return { candidate: candidate.order, facts };
}

/** The order with everything that it keeps from now on: addresses, prices, products, and who it is from. */
async function prepare(submitted: FullOrder, facts: SubmissionFacts): Promise<Candidate> {
  const { user } = facts;
  // First, since promotions may ask about the user.
  const order = user
    ? withHead(submitted, { FromUser: withChanges(user.shown, changesOf(submitted.head)) })
    : submitted;
  const settled = atPresent(order, facts);
  const passed = await withPromotions(settled.order, facts);
  const frozen = passed.order.lines.map((line) =>
    line.ad_hoc || ofProduct(facts.products, line) ? { ...line, frozen: true } : line,
  );
  return {
    ofLines: settled.findings,
    ofPromotions: passed.findings,
    differs: linesDiffer(submitted, settled.order),
    order: { ...passed.order, lines: frozen },
  };
}

/** The order with what its promotions take off at its prices; one against which something stands is left as it is. */
async function withPromotions(order: FullOrder, { rules, answers, newId }: SubmissionFacts) {
  const candidates = applied(order);
  if (candidates.length === 0) return { order, findings: [] };
  const {
    order: passed,
    refused,
    unasked,
  } = await pass(order, candidates, { facts: rules, answers, newId, keepsOverrides: true }, "keep");
  askAbout(passed, unasked);
  return { order: passed, findings: [...refused.values()].map(({ finding }) => finding) };
}

const changesOf = ({ from_user_changes: changes }: OrderHead): Partial<OrderUser> | null =>
  changes instanceof Json ? (changes.value as Partial<OrderUser>) : changes;

/** Several lines may fail for the same reason, such as one address: it is said once. */
function unique(findings: readonly ApiError[]): ApiError[] {
  const said = new Set<string>();
  return findings.filter(({ entries }) => {
    const text = JSON.stringify(entries);
    if (said.has(text)) return false;
    said.add(text);
    return true;
  });
}
