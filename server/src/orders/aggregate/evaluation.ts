import type { ProductCategories, PurchaseFacts } from "../../catalogs/index.ts";
import { Evaluation, type ExpressionLine, type Facts, type StepBudget } from "../../expressions/index.ts";
import { plain, type Row } from "../../platform/db/json.ts";
import type { OrderLine } from "./line-row.store.ts";
import { type Order, ofProduct } from "./order.ts";

/** What expressions may ask beyond the order itself. */
export interface RuleFacts {
  readonly now: Date;
  readonly products: PurchaseFacts["products"];
  /** Read only where some expression asks for them. */
  readonly categories: ProductCategories | undefined;
}

/**
 * A state of an order, for any number of expressions (docs/behaviour/expressions.md §3).
 *
 * @param more what only some expressions ask.
 * @param budget steps for all of them together. Default: each has its own alone.
 */
export function evaluationOf(
  { head, lines }: Order<"lines">,
  { now, products, categories }: RuleFacts,
  more: Pick<Facts, "approved" | "orderReturn"> = {},
  budget?: StepBudget,
): Evaluation {
  const facts: Facts = {
    order: plain<Record<string, unknown>>(head as unknown as Row<Record<string, unknown>>),
    lines: lines.map((line) => lineShown(line, products)),
    now,
    ...(categories !== undefined && {
      categories: (productId, which, line) =>
        (line as ShownLine).ad_hoc ? undefined : categories.of(productId, which),
    }),
    ...more,
  };
  return new Evaluation(facts, budget);
}

/** A line as expressions find it, with what it is told by whose product it is of. */
type ShownLine = ExpressionLine & Pick<OrderLine, "ad_hoc">;

/**
 * A line as clients see it, with all of its product: as it is now, but for what the line has kept of it since it was
 * submitted.
 */
function lineShown(line: OrderLine, products: RuleFacts["products"]): ExpressionLine {
  const shown = plain(line as Row<OrderLine>);
  const live = ofProduct(products, line)?.product;
  if (live === undefined) return { ...shown };
  return { ...shown, Product: line.frozen ? { ...live, ...shown.Product } : live };
}
