import type { DecimalText } from "@orderwell/contract";
import type { Evaluation, ExpressionLine } from "../../expressions/index.ts";
import { Decimal, decimalText, toCents } from "../../platform/money.ts";
import type { Sliced } from "../../platform/slices.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import type { Order } from "../aggregate/order.ts";
import type { PromotionFacts } from "../aggregate/promotion-row.store.ts";
import { rulesOf, sortKeys } from "./rules.ts";

/** An order with what promotions are about. */
export type Promoted = Order<"lines" | "promotions">;

/** What a promotion takes off the order, or off one of its lines. */
export interface Discount {
  /** Null for the order. */
  readonly LineItemID: string | null;
  readonly Amount: DecimalText;
}

/**
 * What a promotion would take off the order as it is (docs/behaviour/promotions.md §4); nothing where the order is not
 * eligible, or for lines none of its lines is.
 */
export function* discountsOf(
  { head, lines }: Promoted,
  promotion: PromotionFacts,
  evaluation: Evaluation,
): Sliced<readonly Discount[] | undefined> {
  const { purpose, condition, value } = rulesOf(promotion);
  if (purpose === "order") {
    if (!condition.holds(evaluation)) return undefined;
    return [{ LineItemID: null, Amount: within(value.of(evaluation), new Decimal(head.Total)) }];
  }
  const eligible: Eligible[] = [];
  for (const [index, line] of lines.entries()) {
    yield;
    const shown = evaluation.facts.lines[index] as ExpressionLine;
    if (condition.holds(evaluation, shown)) eligible.push({ line, shown });
  }
  if (eligible.length === 0) return undefined;
  const sorted = sortedBy(promotion.ItemSortBy, eligible).slice(0, promotion.ItemLimitPerOrder ?? eligible.length);
  let left = promotion.QuantityLimitPerOrder ?? null;
  const discounts: Discount[] = [];
  for (const one of sorted) {
    if (left !== null && left <= 0) break;
    yield;
    const worth = value.of(evaluation, one.shown);
    const units = left === null ? 1 : Math.min(left, one.line.Quantity);
    if (left !== null) left -= units;
    discounts.push({ LineItemID: one.line.ID, Amount: within(worth.times(units), leftOf(one.line)) });
  }
  return discounts;
}

/** What may still be taken off a line. */
export const leftOf = ({ LineSubtotal, BaseDiscount, PromotionDiscount }: OrderLine): Decimal =>
  new Decimal(LineSubtotal).minus(BaseDiscount).minus(PromotionDiscount);

/** An amount in cents, no less than nothing and no more than there is. */
export const within = (amount: Decimal, most: Decimal): DecimalText =>
  decimalText(Decimal.max(0, Decimal.min(toCents(amount), toCents(most))));

interface Eligible {
  readonly line: OrderLine;
  readonly shown: ExpressionLine;
}

/** Lines by the properties that are named, else as they were added. */
function sortedBy(sortBy: string | null, lines: readonly Eligible[]): readonly Eligible[] {
  const keys = sortBy ? sortKeys(sortBy) : [];
  if (keys.length === 0) return lines;
  return [...lines].sort((one, other) => {
    for (const { property = [], descending } of keys) {
      const order = compared(valueAt(one.shown, property), valueAt(other.shown, property));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

const valueAt = (line: ExpressionLine, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, name) => {
    if (typeof value !== "object" || value === null) return null;
    const key = Object.keys(value).find((one) => one.toLowerCase() === name.toLowerCase());
    return key === undefined ? null : (value as Record<string, unknown>)[key];
  }, line);

const isNumber = (value: unknown): value is string | number =>
  typeof value === "number" || (typeof value === "string" && /^-?\d{1,30}(\.\d{1,30})?$/.test(value));

/** Numbers as numbers, all else as text; what is missing comes last. */
function compared(one: unknown, other: unknown): number {
  const [first, second] = [one ?? null, other ?? null];
  if (first === null || second === null) return first === second ? 0 : first === null ? 1 : -1;
  if (isNumber(first) && isNumber(second)) return new Decimal(first).comparedTo(second);
  const [a, b] = [String(first), String(second)];
  return a < b ? -1 : a > b ? 1 : 0;
}
