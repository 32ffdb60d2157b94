import type { PriceBreak, PriceSchedule, SpecOption } from "@orderwell/contract";
import { Decimal, type DecimalText, decimalText, toCents } from "../../platform/money.ts";
import { type ApplicableDiscount, bestDiscount, discountAmount } from "./discount.ts";
import { type SaleWindow, saleIsOpen } from "./sale.ts";

/** Parts of a schedule that a price needs; shoppers' schedules do as well. */
export interface PricingSchedule extends SaleWindow, Pick<PriceSchedule, "UseCumulativeQuantity"> {
  readonly PriceBreaks: readonly PriceBreak[] | null;
}

/** Addition to the price by a chosen option or entered value. */
export type Markup = Pick<SpecOption, "PriceMarkupType" | "PriceMarkup">;

export interface LineToPrice {
  readonly schedule: PricingSchedule;
  /** At least 1. */
  readonly quantity: number;
  /** Quantity of all the order's lines of the same product, this one included. Default: this line's. */
  readonly cumulativeQuantity?: number;
  readonly markups?: readonly Markup[];
  /** Decides whether sale prices hold. */
  readonly at: Date;
  /** The line is a component of a bundle. */
  readonly bundle?: boolean;
  /** The order is made by a subscription. */
  readonly subscription?: boolean;
  /** Discounts that apply to the product. */
  readonly discounts?: readonly ApplicableDiscount[];
}

export interface LinePrice {
  /** Per unit with markups, up to four decimals: for display, never to be multiplied. */
  readonly unitPrice: DecimalText;
  /** For the whole line, in cents. */
  readonly subtotal: DecimalText;
  /** A sale price made it. */
  readonly isOnSale: boolean;
  readonly break: PriceBreak;
  /** Discount that makes it cheapest, with what that takes off the line, in cents; null without one. */
  readonly discount: { readonly id: string; readonly amount: DecimalText } | null;
}

const unitPriceDecimals = 4;

/**
 * The price break for a quantity: the highest that the quantity reaches, or the lowest of all. The breaks may come in any
 * order; `undefined` when there is none.
 */
export function breakFor(breaks: readonly PriceBreak[], quantity: number): PriceBreak | undefined {
  let reached: PriceBreak | undefined;
  let lowest: PriceBreak | undefined;
  for (const candidate of breaks) {
    if (lowest === undefined || candidate.Quantity < lowest.Quantity) lowest = candidate;
    if (candidate.Quantity <= quantity && (reached === undefined || candidate.Quantity > reached.Quantity))
      reached = candidate;
  }
  return reached ?? lowest;
}

/** The first price of a break that applies: a bundle's, a subscription's, the sale's, the regular one. */
function priceOf(
  chosen: PriceBreak,
  { schedule, at, bundle, subscription }: LineToPrice,
): { price: DecimalText; isOnSale: boolean } {
  if (bundle && chosen.BundlePrice !== null) return { price: chosen.BundlePrice, isOnSale: false };
  if (subscription && chosen.SubscriptionPrice !== null) return { price: chosen.SubscriptionPrice, isOnSale: false };
  if (chosen.SalePrice !== null && saleIsOpen(schedule, at)) return { price: chosen.SalePrice, isOnSale: true };
  return { price: chosen.Price, isOnSale: false };
}

/**
 * Prices a line item from its schedule (docs/behaviour/pricing.md §3, §5, §7). Percentages are each taken on the
 * break's price, never on other markups; the subtotal is worked out exactly and rounded once.
 *
 * @returns `undefined` when the schedule has no price breaks: nothing can be bought from it.
 */
export function priceLine(line: LineToPrice): LinePrice | undefined {
  const { schedule, quantity, cumulativeQuantity = quantity, markups = [], discounts = [] } = line;
  const chosen = breakFor(schedule.PriceBreaks ?? [], schedule.UseCumulativeQuantity ? cumulativeQuantity : quantity);
  if (chosen === undefined) return undefined;
  const { price, isOnSale } = priceOf(chosen, line);
  const base = new Decimal(price);
  let perUnit = base;
  let perLine = new Decimal(0);
  for (const { PriceMarkupType, PriceMarkup } of markups) {
    if (PriceMarkup === null) continue;
    if (PriceMarkupType === "AmountPerQuantity") perUnit = perUnit.plus(PriceMarkup);
    else if (PriceMarkupType === "Percentage") perUnit = perUnit.plus(base.times(PriceMarkup).dividedBy(100));
    else if (PriceMarkupType === "AmountTotal") perLine = perLine.plus(PriceMarkup);
  }
  const unitPrice = perUnit.plus(perLine.dividedBy(quantity)).toDecimalPlaces(unitPriceDecimals);
  const subtotal = decimalText(toCents(perUnit.times(quantity).plus(perLine)));
  const best = bestDiscount(discounts, quantity);
  return {
    unitPrice: decimalText(unitPrice),
    subtotal,
    isOnSale,
    break: chosen,
    discount:
      best === undefined ? null : { id: best.discount.id, amount: discountAmount(price, quantity, best, subtotal) },
  };
}

/**
 * Subtotal of a line whose unit price was set by hand: markups and price breaks play no part (docs/behaviour/pricing.md
 * §6).
 */
export const overriddenSubtotal = (unitPrice: DecimalText, quantity: number): DecimalText =>
  decimalText(toCents(new Decimal(unitPrice).times(quantity)));
