import { type Cents, type Choice, type Fine, type ProductId, products, specIds, specs } from "./catalog.ts";
import { type Line, type Order, unitsOf } from "./state.ts";

/** Half away from zero. */
export const rounded = (amount: number): number => Math.sign(amount) * Math.floor(Math.abs(amount) + 0.5);

/** Options of a line with what it takes where it says nothing; codes of what stands against them. */
export function chosen({ product, options, record }: Choice): { readonly choice: Choice; readonly findings: string[] } {
  const { specs: own, withoutVariant } = products[product];
  const findings: string[] = [];
  const taken: Record<string, string> = {};
  for (const spec of specIds) {
    const option = options[spec] ?? null;
    // A spec of another product.
    if (!own.includes(spec)) {
      if (option !== null) findings.push("NotFound");
      continue;
    }
    const { options: there, required, otherwise, definesVariant } = specs[spec];
    if (option !== null && !(option in there)) findings.push("Spec.OptionNotFound");
    else if (option === null && otherwise === null && required)
      findings.push("Spec.OneOrMoreRequiresValue", "Spec.RequiresSelection");
    else if ((option ?? otherwise) !== null) taken[spec] = option ?? otherwise ?? "";
    if (definesVariant && option !== null && option === withoutVariant) findings.push("LineItem.VariantNotFound");
  }
  return { choice: { product, options: taken, record }, findings };
}

/** Price of a unit before markups, where this many count together. */
function basePrice({ product, bundle }: Line, units: number, isSubscribed: boolean): Cents {
  const { breaks } = products[product];
  const found = breaks.filter(({ from }) => from <= units).at(-1) ?? breaks[0];
  return (
    (bundle === null ? null : found?.inBundle) ??
    (isSubscribed ? found?.subscribed : null) ??
    found?.sale ??
    found?.price ??
    0
  );
}

/** Percent that a discount takes off a line; 0 without one. */
export const percentOff = ({ product, quantity }: Line): number =>
  (products[product].reduction ?? []).filter(([from]) => from <= quantity).at(-1)?.[1] ?? 0;

/** Prices lines from the catalog: one that was written, others of its product where they count together, or all. */
export function price(order: Order, product?: ProductId, written?: Line): void {
  for (const line of order.lines) {
    if (product !== undefined && line.product !== product) continue;
    const { cumulative } = products[line.product];
    if (product !== undefined && line !== written && !cumulative) continue;
    priceLine(order, line, cumulative ? unitsOf(order, line.product) : line.quantity);
  }
}

function priceLine({ toSupplier, subscription }: Order, line: Line, units: number): void {
  if (line.isPriceSet || line.isBundle) {
    atUnitPrice(line);
    return;
  }
  const base = basePrice(line, units, subscription !== null);
  line.reduced = !toSupplier ? rounded((base * line.quantity * percentOff(line)) / 100) : 0;
  let [perUnit, perLine]: [Fine, Cents] = [base * 100, 0];
  for (const [spec, option] of Object.entries(line.options)) {
    const markup = specs[spec as keyof typeof specs].options[option];
    if (markup?.type === "AmountPerQuantity") perUnit += markup.amount * 100;
    if (markup?.type === "Percentage") perUnit += base * markup.amount;
    if (markup?.type === "AmountTotal") perLine += markup.amount;
  }
  line.unitPrice = rounded(perUnit + (perLine * 100) / line.quantity);
  line.subtotal = rounded((perUnit * line.quantity) / 100 + perLine);
}

/** A line at the unit price that it has: one that was set by hand, or after submission. */
export function atUnitPrice(line: Line): void {
  line.subtotal = rounded((line.unitPrice * line.quantity) / 100);
  if (line.isPriceSet) line.reduced = 0;
}

/** Another quantity of a line that was submitted: a discount goes on taking off as much of each unit. */
export function changeQuantity(line: Line, quantity: number): void {
  line.reduced = rounded((line.reduced * quantity) / line.quantity);
  line.quantity = quantity;
  atUnitPrice(line);
}

/** What stands against this quantity of a product, or against this sum where its lines count together. */
export function quantityFinding(product: ProductId, quantity: number, units: number): string | undefined {
  const { cumulative, min, max, restricted, breaks } = products[product];
  const found = cumulative ? units : quantity;
  const code = (name: string): string => `PriceSchedule.${name}`;
  if (found < min) return code(cumulative ? "CumulativeCannotBeLessThanMin" : "CannotBeLessThanMin");
  if (max !== null && found > max) return code(cumulative ? "CumulativeCannotExceedMax" : "CannotExceedMax");
  if (restricted && !breaks.some(({ from }) => from === found))
    return code(cumulative ? "CumulativeQuantityNotAllowed" : "QuantityNotAllowed");
  return undefined;
}
