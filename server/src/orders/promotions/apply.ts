import { type Evaluation, StepBudget } from "../../expressions/index.ts";
import { formatInstant } from "../../platform/dates.ts";
import { ApiError, apiError } from "../../platform/errors/api-error.ts";
import { Decimal, type DecimalText, decimalText } from "../../platform/money.ts";
import { inSlices, type Sliced } from "../../platform/slices.ts";
import { evaluationOf, type RuleFacts } from "../aggregate/evaluation.ts";
import { mostDiscounts } from "../aggregate/limits.ts";
import { withHead } from "../aggregate/order.ts";
import type { AppliedDiscount, PromotionFacts } from "../aggregate/promotion-row.store.ts";
import { settle } from "../aggregate/settle.ts";
import { type Discount, discountsOf, leftOf, type Promoted, within } from "./evaluate.ts";
import { Placed, refusalOf, type StandingFacts, standingFinding } from "./findings.ts";
import type { Asked, PromotionAnswers } from "./service.ts";

/** A promotion that is on an order, or that is to come onto it. */
export interface Candidate {
  readonly promotion: PromotionFacts;
  /** Its records; none for one that is to come. */
  readonly records: readonly AppliedDiscount[];
  /** The code that was entered, where it was generated. */
  readonly code: string | null;
  /** A submitted order has the code already. */
  readonly redeemed?: boolean;
}

/** Facts and IDs that applying needs. */
export interface Applying {
  readonly facts: RuleFacts & StandingFacts;
  /** What the service of promotions said, where it was asked. */
  readonly answers?: PromotionAnswers | undefined;
  /** Amounts that a calculation set stay, as long as the promotion holds. Default: they are worked out anew. */
  readonly keepsOverrides?: boolean;
  /** Told of each candidate that is judged, with the order as it is in its turn. */
  observe?(candidate: Candidate, order: Promoted, evaluation: Evaluation): void;
  newId(): string;
}

/** What becomes of promotions that cannot stay. */
export interface Passed<Order extends Promoted> {
  readonly order: Order;
  /** What stands against candidates, by the promotion's ID. */
  readonly refused: ReadonlyMap<string, { readonly candidate: Candidate; readonly finding: ApiError }>;
  /** IDs of promotions that came onto the order. */
  readonly added: readonly string[];
  /** Promotions whose worth only the service of promotions knows, and that it must be asked about first. */
  readonly unasked: readonly Asked[];
}

/** Promotions on an order, the first that is applied first: by priority, then as they came. */
export function applied({ promotions }: Pick<Promoted, "promotions">): Candidate[] {
  const found = new Map<string, AppliedDiscount[]>();
  for (const record of promotions) {
    const { ID } = record.promotion;
    const records = found.get(ID) ?? [];
    found.set(ID, records);
    records.push(record);
  }
  const candidates = [...found.values()].map((records): Candidate => {
    const [first] = records as [AppliedDiscount, ...AppliedDiscount[]];
    return { promotion: first.promotion, records, code: first.code };
  });
  return byPriority(candidates);
}

const rank = ({ promotion: { Priority } }: Candidate): number => Priority ?? Number.POSITIVE_INFINITY;

/** By priority, none last; otherwise in the order given. */
export const byPriority = (candidates: readonly Candidate[]): Candidate[] =>
  [...candidates].sort((one, other) => (rank(one) === rank(other) ? 0 : rank(one) - rank(other)));

/** Steps that the expressions of all candidates may take: those of a hundred promotions on an order's most lines take half. */
const mostSteps = 20_000_000;

/**
 * An order that candidates come onto one after the other, each seeing what those before it took off. An order may have
 * hundreds of promotions and as many lines: each costs the difference that it makes.
 */
class Build<Order extends Promoted> {
  order: Order;
  readonly unasked: Asked[] = [];
  readonly #placed = new Placed();
  /** What is on the order so far. */
  readonly #records: AppliedDiscount[] = [];
  readonly #linesById: ReadonlyMap<string | null, number>;
  /** What the service said of this very order. */
  readonly #answers: PromotionAnswers | undefined;
  readonly #applying: Applying;
  readonly #budget = new StepBudget(mostSteps);
  #evaluation: Evaluation | undefined;

  constructor(order: Order, applying: Applying) {
    this.order = { ...settle({ ...order, promotions: [] }).order, promotions: this.#records };
    this.#linesById = new Map(this.order.lines.map(({ ID }, index) => [ID, index]));
    this.#answers = applying.answers?.about(this.order);
    this.#applying = applying;
  }

  /** What it would take off now, or what stands against it. */
  *judge(candidate: Candidate): Sliced<readonly Discount[] | ApiError> {
    yield;
    const { facts } = this.#applying;
    const { promotion } = candidate;
    const evaluation = () => evaluationOf(this.order, facts, {}, this.#budget);
    if (this.#applying.observe !== undefined) {
      this.#evaluation ??= evaluation();
      this.#applying.observe(candidate, this.order, this.#evaluation);
    }
    const finding = standingFinding(candidate, this.order.head, this.#placed, facts);
    if (finding !== undefined) return finding;
    this.#evaluation ??= evaluation();
    const discounts = yield* discountsOf(this.order, promotion, this.#evaluation);
    if (discounts === undefined || this.#records.length + discounts.length > mostDiscounts)
      return refusalOf("Promotion.NotEligible", promotion);
    if (!promotion.UseIntegration) return discounts;
    if (this.#answers?.knows(promotion.ID)) return this.#answers.discounts(this.order, promotion, discounts);
    this.unasked.push({ promotion, code: candidate.code, discounts });
    return apiError("PromotionIntegration.FailedToEvaluate");
  }

  place(candidate: Candidate, discounts: readonly Discount[]): void {
    const { promotion, records, code } = candidate;
    const { facts, newId, keepsOverrides = false } = this.#applying;
    const recorded = new Map(records.map((record) => [record.LineItemID, record]));
    const made = discounts.map(({ LineItemID, Amount }): AppliedDiscount => {
      const known = recorded.get(LineItemID);
      if (known?.AmountOverridden && keepsOverrides) return known;
      if (known?.Amount === Amount && !known.AmountOverridden) return known;
      if (known !== undefined) return { ...known, Amount, AmountOverridden: false };
      return {
        ID: newId(),
        Amount,
        LineItemID,
        AmountOverridden: false,
        DateApplied: records[0]?.DateApplied ?? formatInstant(facts.now),
        order_id: this.order.head.ID,
        promotion_id: promotion.ID,
        code,
        promotion,
      };
    });
    this.#placed.add(promotion);
    this.#take(made);
  }

  /** Leaves it as it is, but for what is no longer there to be taken off. */
  keep({ promotion, records }: Candidate): void {
    const { head, lines } = this.order;
    const kept = records.map((record): AppliedDiscount => {
      const line = lines[this.#linesById.get(record.LineItemID) ?? -1];
      const most = line === undefined ? new Decimal(head.Total) : leftOf(line);
      return { ...record, Amount: within(new Decimal(record.Amount), most) };
    });
    this.#placed.add(promotion);
    this.#take(kept);
  }

  /** Takes records off the order. What is left in the end is settled as a whole (`pass`). */
  #take(records: readonly AppliedDiscount[]): void {
    const { head } = this.order;
    const onLines = records.filter(({ LineItemID }) => LineItemID !== null);
    const off = sumOf(records);
    const onOrder = onLines.length === 0 ? off : off.minus(sumOf(onLines));
    const amounts = {
      PromotionDiscount: plus(head.PromotionDiscount, off),
      Total: plus(head.Total, off.neg()),
    };
    this.#records.push(...records);
    this.order = withHead(this.order, { order_discount: plus(head.order_discount, onOrder), ...amounts });
    this.#evaluation = this.#evaluation?.followedBy({ order: { ...this.#evaluation.facts.order, ...amounts } });
    if (onLines.length > 0) this.#takeOffLines(onLines);
  }

  #takeOffLines(records: readonly AppliedDiscount[]): void {
    const lines = [...this.order.lines];
    const shown = this.#evaluation && [...this.#evaluation.facts.lines];
    for (const { LineItemID, Amount } of records) {
      const index = this.#linesById.get(LineItemID);
      const line = index === undefined ? undefined : lines[index];
      if (index === undefined || line === undefined) continue;
      const amounts = {
        PromotionDiscount: plus(line.PromotionDiscount, new Decimal(Amount)),
        LineTotal: plus(line.LineTotal, new Decimal(Amount).neg()),
      };
      lines[index] = { ...line, ...amounts };
      if (shown !== undefined) shown[index] = { ...shown[index], ...amounts };
    }
    this.order = { ...this.order, lines };
    this.#evaluation = shown && this.#evaluation?.followedBy({ lines: shown });
  }
}

const plus = (amount: DecimalText, more: Decimal): DecimalText => decimalText(new Decimal(amount).plus(more));

/** Promotions that come onto an order in one call at most. */
const mostAdded = 100;

/**
 * Works out anew what promotions take off an order (docs/behaviour/promotions.md §5). An order of many lines and promotions
 * takes long: others have their turns meanwhile.
 *
 * @param candidates in the order in which they are applied.
 * @param otherwise what becomes of one that is on the order and against which something stands.
 */
export const pass = <Order extends Promoted>(
  order: Order,
  candidates: readonly Candidate[],
  applying: Applying,
  otherwise: "keep" | "drop",
): Promise<Passed<Order>> => inSlices(passing(order, candidates, applying, otherwise));

function* passing<Order extends Promoted>(
  order: Order,
  candidates: readonly Candidate[],
  applying: Applying,
  otherwise: "keep" | "drop",
): Sliced<Passed<Order>> {
  const build = new Build(order, applying);
  const refused = new Map<string, { candidate: Candidate; finding: ApiError }>();
  const added: string[] = [];
  for (const candidate of candidates) {
    const { promotion, records } = candidate;
    const isNew = records.length === 0;
    if (isNew && added.length === mostAdded) continue;
    const judged = yield* build.judge(candidate);
    if (!(judged instanceof ApiError)) {
      build.place(candidate, judged);
      if (isNew) added.push(promotion.ID);
      continue;
    }
    refused.set(promotion.ID, { candidate, finding: judged });
    if (!isNew && otherwise === "keep") build.keep(candidate);
  }
  return { order: settle(build.order).order, refused, added, unasked: build.unasked };
}

/** What promotions would take off an order as it is, one apart from the other, or what stands against each; by their IDs. */
export const judgedApart = (
  order: Promoted,
  candidates: readonly Candidate[],
  applying: Applying,
): Promise<ReadonlyMap<string, readonly Discount[] | ApiError>> => inSlices(judging(order, candidates, applying));

function* judging(
  order: Promoted,
  candidates: readonly Candidate[],
  applying: Applying,
): Sliced<ReadonlyMap<string, readonly Discount[] | ApiError>> {
  const build = new Build(order, applying);
  for (const candidate of applied(order)) build.keep(candidate);
  const judged = new Map<string, readonly Discount[] | ApiError>();
  for (const candidate of candidates) judged.set(candidate.promotion.ID, yield* build.judge(candidate));
  return judged;
}

/** All that discounts take off together. */
export const sumOf = (discounts: readonly Pick<Discount, "Amount">[]): Decimal =>
  discounts.reduce((sum, { Amount }) => sum.plus(Amount), new Decimal(0));

/** The order without one of its promotions. */
export const without = <Order extends Promoted>(order: Order, promotionId: string): Order => ({
  ...order,
  promotions: order.promotions.filter((record) => record.promotion.ID !== promotionId),
});
