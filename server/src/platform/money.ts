import { Decimal } from "decimal.js";

Decimal.set({ precision: 40, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -40, toExpPos: 40 });

export { Decimal };

/** A decimal number as text, such as `"12.5"`: what the database, models and replies carry. */
export type DecimalText = string;

/** Rounded to cents, half away from zero (docs/behaviour/pricing.md §7). */
export const toCents = (amount: Decimal): Decimal => amount.toDecimalPlaces(2, Decimal.ROUND_HALF_UP);

/** Without trailing zeros and never with an exponent. */
export const decimalText = (amount: Decimal): DecimalText => amount.toFixed();

/** Trailing zeros of a stored number say nothing: `12.50` goes out as `12.5`. */
export function trimmed(text: DecimalText): DecimalText {
  if (!text.includes(".")) return text;
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48) end--;
  if (text.charCodeAt(end - 1) === 46) end--;
  return text.slice(0, end);
}

/**
 * An amount as a JSON number, for the data of errors, which is written as it is. Nothing is calculated with it: what
 * digits it loses beyond the fifteenth are lost to the reader alone.
 */
export const shownAmount = (text: DecimalText | null): number | null => (text === null ? null : Number(text));
