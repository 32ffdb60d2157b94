import { jsonb } from "../../platform/db/json.ts";
import type { OrderLine } from "./line-row.store.ts";
import { type Order, withHead } from "./order.ts";
import type { OrderHead } from "./order-row.store.ts";

/** Properties of an order that services work with when they estimate and calculate. */
const ofOrder = [
  "ShippingCost",
  "TaxCost",
  "PromotionDiscount",
  "shipping_address_id",
  "shipping_address",
  "xp",
] as const satisfies readonly (keyof OrderHead)[];

/** The same of its lines. */
const ofLines = [
  "ProductID",
  "Quantity",
  "UnitPrice",
  "Specs",
  "PromotionDiscount",
  "CostCenter",
  "ShippingAddressID",
  "ShippingAddress",
  "xp",
] as const satisfies readonly (keyof OrderLine)[];

/** Only objects differ while they say the same. */
const text = (value: unknown): string | null =>
  typeof value === "object" || value === undefined ? jsonb(value) : String(value);

const differs = <Of extends object>(names: readonly (keyof Of)[], before: Of, after: Of): boolean =>
  before !== after && names.some((name) => before[name] !== after[name] && text(before[name]) !== text(after[name]));

/** Lines are the same by their IDs. */
function linesDiffer(before: readonly OrderLine[], after: readonly OrderLine[]): boolean {
  if (before === after) return false;
  if (before.length !== after.length) return true;
  const known = new Map(before.map((line) => [line.ID, line]));
  return after.some((line) => {
    const was = known.get(line.ID);
    return was === undefined || differs(ofLines, was, line);
  });
}

/**
 * The order after a change, without what services had estimated and calculated for it as it was, where the change is one
 * that they must know (docs/behaviour/orders.md §13). What was submitted keeps their answers as its history.
 */
export function withoutAnswers<One extends Order>(before: One, after: One): One {
  const { shipping_estimated: estimated, calculation, Status } = after.head;
  if ((!estimated && calculation === null) || Status !== "Unsubmitted") return after;
  const changed =
    differs<OrderHead>(ofOrder, before.head, after.head) || linesDiffer(before.lines ?? [], after.lines ?? []);
  return changed ? withHead(after, { shipping_estimated: false, calculation: null }) : after;
}

/**
 * Text of what services work with on an order, but for `xp`, in which they may leave notes while they work: where it
 * changes between question and answer, the answer is to another question.
 */
export const basisOf = ({ head, lines }: Order<"lines">): string =>
  JSON.stringify([
    ofOrder.map((name) => (name === "xp" ? null : text(head[name]))),
    ...lines.map((line) => [line.ID, ...ofLines.map((name) => (name === "xp" ? null : text(line[name])))]),
  ]);
