import type { DiscountBreak, DiscountedPrices, PriceBreak } from "@orderwell/contract";
import { Decimal, type DecimalText, decimalText, toCents } from "../../platform/money.ts";

/** A discount that applies to a product for somebody. */
export interface ApplicableDiscount {
  readonly id: string;
  readonly description: string | null;
  readonly breaks: readonly Pick<DiscountBreak, "Quantity" | "Amount">[];
}

/** A discount at a quantity. */
export interface DiscountAt {
  readonly discount: ApplicableDiscount;
  /** Above 0, at most 100. */
  readonly percent: DecimalText;
}

/** Percentage of a discount at a quantity: of the highest break that it reaches; undefined where it reaches none. */
function percentAt({ breaks }: ApplicableDiscount, quantity: number): DecimalText | undefined {
  let reached: ApplicableDiscount["breaks"][number] | undefined;
  for (const one of breaks)
    if (one.Quantity <= quantity && (reached === undefined || one.Quantity > reached.Quantity)) reached = one;
  return reached?.Amount;
}

/**
 * The discount that makes a quantity cheapest: they never add up (docs/behaviour/pricing.md §9). Of several that come to the
 * same the one of the lowest ID.
 */
export function bestDiscount(discounts: readonly ApplicableDiscount[], quantity: number): DiscountAt | undefined {
  let best: DiscountAt | undefined;
  for (const discount of discounts) {
    const percent = percentAt(discount, quantity);
    if (percent === undefined) continue;
    const order = best === undefined ? 1 : new Decimal(percent).comparedTo(best.percent);
    if (order > 0 || (order === 0 && best !== undefined && discount.id < best.discount.id))
      best = { discount, percent };
  }
  return best;
}

/**
 * Amount that a discount takes off a line, in cents; never more than the line costs.
 *
 * @param price of a unit, without markups.
 */
export function discountAmount(
  price: DecimalText,
  quantity: number,
  { percent }: DiscountAt,
  subtotal: DecimalText,
): DecimalText {
  const amount = toCents(new Decimal(price).times(quantity).times(percent).dividedBy(100));
  return decimalText(Decimal.max(0, Decimal.min(amount, subtotal)));
}

/** A schedule's breaks as a shopper with discounts sees them, and the discount that takes most off any of them. */
export interface DiscountedBreaks {
  readonly discount: Pick<ApplicableDiscount, "id" | "description"> | null;
  /** By break, in the breaks' order; null where no discount reaches its quantity. */
  readonly prices: readonly (DiscountedPrices | null)[];
}

const discountedDecimals = 4;

/** Prices of breaks after discounts, each by the discount that takes most off its quantity. */
export function discountedBreaks(
  breaks: readonly PriceBreak[],
  discounts: readonly ApplicableDiscount[],
): DiscountedBreaks {
  // A break for nothing is where the first unit is priced.
  const found = breaks.map(({ Quantity }) => bestDiscount(discounts, Math.max(1, Quantity)));
  let most: DiscountAt | undefined;
  for (const one of found)
    if (one !== undefined && (most === undefined || new Decimal(one.percent).greaterThan(most.percent))) most = one;
  const prices = breaks.map((one, index) => {
    const at = found[index];
    if (at === undefined) return null;
    const less = (price: DecimalText | null): DecimalText | null =>
      price === null
        ? null
        : decimalText(
            new Decimal(price)
              .minus(new Decimal(price).times(at.percent).dividedBy(100))
              .toDecimalPlaces(discountedDecimals),
          );
    return {
      Price: less(one.Price),
      SalePrice: less(one.SalePrice),
      SubscriptionPrice: less(one.SubscriptionPrice),
      BundlePrice: less(one.BundlePrice),
      Percent: at.percent,
    };
  });
  return { discount: most?.discount ?? null, prices };
}
