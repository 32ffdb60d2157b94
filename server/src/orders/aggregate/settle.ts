import type { Purchasable } from "../../catalogs/index.ts";
import type { ApiError } from "../../platform/errors/api-error.ts";
import { Decimal, decimalText } from "../../platform/money.ts";
import type { OrderLine } from "./line-row.store.ts";
import { adHoc, assemble, atUnitPrice, priced } from "./lines-from-catalog.ts";
import { type Order, ofProduct, quantitiesOf, withHead } from "./order.ts";
import type { AppliedDiscount } from "./promotion-row.store.ts";
import { lineSums, lineTotal, orderTotal } from "./totals.ts";

/** Facts that prices follow from, beside the order itself. */
export interface PriceFacts {
  readonly now: Date;
  /** Products as the order's user sees and pays them, by product ID in lower case: of lines that may be priced anew. */
  readonly products: ReadonlyMap<string, Purchasable>;
  /**
   * Tells whether a line follows the catalog anew. Others of its product do where quantities count together, until
   * frozen.
   */
  anew(line: OrderLine): boolean;
  /** The lines as they were, where a quantity may have changed after prices were frozen. */
  readonly before?: readonly OrderLine[];
}

const unchanged: PriceFacts = { now: new Date(0), products: new Map(), anew: () => false };

/** An order with every amount in its place. */
export interface Settled<One extends Order> {
  readonly order: One;
  /** Reasons why lines may not be as they are, by the line's ID. */
  readonly findings: ReadonlyMap<string, readonly ApiError[]>;
}

interface Settling {
  readonly lines: readonly OrderLine[];
  readonly findings: ReadonlyMap<string, readonly ApiError[]>;
}

/** Facts that prices follow from, with what the order itself says to them. */
interface StepFacts extends PriceFacts {
  /** A subscription made the order: its prices come before those of sales. */
  readonly subscription: boolean;
  /** How many of a product are on the order altogether. */
  ordered(productId: string): number;
}

type LineStep = (settling: Settling, facts: StepFacts) => Settling;

/** Lines that follow the catalog anew: specs, variant, copies and price; with what stands against them as it is. */
const fromCatalog: LineStep = ({ lines, findings }, facts) => {
  const found = new Map(findings);
  const assembled = lines.map((line) => {
    const item = ofProduct(facts.products, line);
    if ((item === undefined && !line.ad_hoc) || !facts.anew(line)) return line;
    const made = item === undefined ? adHoc(line) : assemble(line, item, facts.ordered(item.product.ID), facts);
    if (made.findings.length > 0) found.set(line.ID, made.findings);
    return made.line;
  });
  return { lines: assembled, findings: found };
};

/** Other lines of the same products at the price that the new sum of quantities gives, where that makes a difference. */
const countedTogether: LineStep = ({ lines, findings }, facts) => ({
  lines: lines.map((line) => {
    const item = ofProduct(facts.products, line);
    const priceSchedule = item?.priceSchedule ?? null;
    if (item === undefined || !priceSchedule?.UseCumulativeQuantity) return line;
    if (line.frozen || line.IsBundle || facts.anew(line)) return line;
    const after = priced(line, { ...item, priceSchedule }, facts.ordered(line.ProductID), facts);
    return after === undefined || after.LineTotal === line.LineTotal ? line : after;
  }),
  findings,
});

/** After submission prices stay, whatever the catalog says; an explicit price or another quantity changes amounts. */
const atFrozenPrices: LineStep = ({ lines, findings }, { before = [] }) => {
  const known = new Map(before.map((line) => [line.ID, line]));
  return {
    lines: lines.map((line) => {
      const was = line.frozen ? known.get(line.ID) : undefined;
      if (was === undefined || (was.Quantity === line.Quantity && was.UnitPrice === line.UnitPrice)) return line;
      return atUnitPrice(line, was);
    }),
    findings,
  };
};

/** Steps of lines, in this order, from the catalog's price, and the discount on it, on. */
const lineSteps: readonly LineStep[] = [fromCatalog, countedTogether, atFrozenPrices];

/** What promotions take off each line, by its ID, and under null off the order. */
function discountSums(promotions: readonly AppliedDiscount[]): ReadonlyMap<string | null, Decimal> {
  const sums = new Map<string | null, Decimal>();
  for (const { LineItemID, Amount } of promotions)
    sums.set(LineItemID, (sums.get(LineItemID) ?? new Decimal(0)).plus(Amount));
  return sums;
}

/** A line with what promotions take off it. */
function discountedBy(sums: ReadonlyMap<string | null, Decimal>): (line: OrderLine) => OrderLine {
  return (line) => {
    const sum = sums.get(line.ID);
    const PromotionDiscount = sum === undefined ? "0" : decimalText(sum);
    if (new Decimal(PromotionDiscount).equals(line.PromotionDiscount)) return line;
    const changed = { ...line, PromotionDiscount };
    return { ...changed, LineTotal: lineTotal(changed) };
  };
}

/**
 * Prices an order: the only place where an amount on it comes from. Lines from the catalog on, then their sums, then the
 * total with what is to be paid beyond them. What promotions take off is given: where they were not opened, it is what it
 * was. Without its lines, only the total is worked out; lines that were not read (`OtherLines`) stay as they are, so that
 * none of them may be one that is priced together with others.
 *
 * The first step that may not be taken is no reason to stop: everything that stands against the order is found at once.
 */
export function settle<One extends Order>(order: One, facts: PriceFacts = unchanged): Settled<One> {
  if (order.lines === undefined)
    return { order: withHead(order, { Total: orderTotal(order.head) }), findings: new Map() };
  const start: Settling = { lines: order.lines, findings: new Map() };
  const quantities = quantitiesOf({ ...order, lines: order.lines });
  const stepFacts: StepFacts = {
    ...facts,
    subscription: order.head.SubscriptionID !== null,
    ordered: (productId) => quantities.get(productId) ?? 0,
  };
  const { lines: priced, findings } = lineSteps.reduce((settling, step) => step(settling, stepFacts), start);
  const discounts = order.promotions === undefined ? undefined : discountSums(order.promotions);
  const lines = discounts === undefined ? priced : priced.map(discountedBy(discounts));
  const order_discount =
    discounts === undefined ? order.head.order_discount : decimalText(discounts.get(null) ?? new Decimal(0));
  const summed = { ...order.head, order_discount, ...lineSums(lines, order_discount, order.others) };
  return { order: { ...order, lines, head: { ...summed, Total: orderTotal(summed) } }, findings };
}
