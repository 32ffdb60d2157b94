import type { PromotionExplanation, PromotionExplanations, PromotionLineExplanation } from "@orderwell/contract";
import type { Evaluation, ExpressionLine } from "../../expressions/index.ts";
import { formatInstant } from "../../platform/dates.ts";
import { ApiError, apiError, notFound, refuse } from "../../platform/errors/api-error.ts";
import { decimalText } from "../../platform/money.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { type Applying, applied, type Candidate, judgedApart, pass, sumOf } from "./apply.ts";
import { findEvery } from "./candidates.store.ts";
import type { Discount, Promoted } from "./evaluate.ts";
import { readRuleFacts } from "./facts.ts";
import { rulesOf } from "./rules.ts";

/** Lines that are told of each promotion. */
const mostLines = 25;

/** How expressions of a promotion came out. */
type Told = Pick<PromotionExplanation, "Eligible" | "Value"> & {
  readonly Lines: readonly Omit<PromotionLineExplanation, "Applies" | "Amount">[];
};

/**
 * Tells why promotions do or do not apply to an order (docs/behaviour/promotions.md §8): those on it in their turn, others
 * as if their code were entered now. Nothing changes, and no service is asked.
 *
 * @param only the ID of the one that is asked about.
 * @throws ApiError Order.CannotApplyPromoBadStatus, NotFound (Promotion)
 */
export async function explainPromotions(
  work: UserWork,
  order: Promoted,
  only: string | undefined,
): Promise<PromotionExplanations> {
  const { ID: OrderID, Status } = order.head;
  if (Status !== "Unsubmitted" && Status !== "AwaitingApproval")
    refuse(apiError("Order.CannotApplyPromoBadStatus", { OrderID, Status }));
  const { found, facts } = await readRuleFacts(work, order, findEvery(work, order.head, only), (all) => [
    ...applied(order),
    ...all,
  ]);
  if (only !== undefined && found.length === 0) throw notFound("Promotion", only);
  const told = new Map<string, Told>();
  const means: Applying = {
    facts,
    newId: () => work.services.ids.next(),
    observe: (candidate, state, evaluation) =>
      void told.set(candidate.promotion.ID, toldOf(candidate, state, evaluation)),
  };
  const present = applied(order);
  const onOrder = new Set(present.map(({ promotion }) => promotion.ID));
  const passed = await pass(order, present, means, "keep");
  const apart = await judgedApart(
    order,
    found.filter(({ promotion }) => !onOrder.has(promotion.ID)),
    means,
  );
  const outcomeOf = (id: string): Outcome => {
    const judged = apart.get(id);
    if (judged instanceof ApiError) return { finding: judged, discounts: [], onOrder: false };
    if (judged !== undefined) return { discounts: judged, onOrder: false };
    const discounts = passed.order.promotions.filter(({ promotion }) => promotion.ID === id);
    return { finding: passed.refused.get(id)?.finding, discounts, onOrder: true };
  };
  return {
    OrderID,
    DateEvaluated: formatInstant(work.now),
    Promotions: found.map(({ promotion }) =>
      explained(promotion, outcomeOf(promotion.ID), told.get(promotion.ID) as Told),
    ),
  };
}

/** What became of a promotion in its turn. */
interface Outcome {
  /** Stands against it. */
  readonly finding?: ApiError | undefined;
  /** What it takes off; of one on the order also where something stands against it. */
  readonly discounts: readonly Discount[];
  readonly onOrder: boolean;
}

function explained(
  promotion: Candidate["promotion"],
  { finding, discounts, onOrder: OnOrder }: Outcome,
  { Eligible, Value, Lines }: Told,
): PromotionExplanation {
  // What a service said of one on the order stays until it is asked again.
  const unasked = promotion.UseIntegration && finding?.code === "PromotionIntegration.FailedToEvaluate";
  const Applies = finding === undefined || unasked;
  const isKnown = finding === undefined || (unasked && OnOrder);
  const off = isKnown ? discounts : [];
  return {
    PromotionID: promotion.ID,
    Code: promotion.Code,
    Name: promotion.Name,
    OnOrder,
    Eligible,
    Value,
    Applies,
    Amount: isKnown ? decimalText(sumOf(off)) : null,
    ErrorCode: Applies ? null : finding.code,
    Reason: unasked ? "It is eligible; the service of promotions says what it takes off." : (finding?.message ?? null),
    Lines: Lines.map((line): PromotionLineExplanation => {
      const discount = off.find(({ LineItemID }) => LineItemID === line.LineItemID);
      return { ...line, Applies: discount !== undefined, Amount: discount?.Amount ?? null };
    }),
  };
}

function toldOf({ promotion }: Candidate, { lines }: Promoted, evaluation: Evaluation): Told {
  const { purpose, condition, value: worth } = rulesOf(promotion);
  const value = promotion.ValueExpression ? worth : undefined;
  const tell = (line?: ExpressionLine) => ({
    Eligible: condition.explain(evaluation, line) as unknown as PromotionExplanation["Eligible"],
    Value: (value !== undefined && condition.holds(evaluation, line)
      ? value.explain(evaluation, line)
      : null) as unknown as PromotionExplanation["Value"],
  });
  if (purpose === "order") return { ...tell(), Lines: [] };
  const told = lines
    .slice(0, mostLines)
    .map(({ ID }, index) => ({ LineItemID: ID, ...tell(evaluation.facts.lines[index]) }));
  return { Eligible: null, Value: null, Lines: told };
}
