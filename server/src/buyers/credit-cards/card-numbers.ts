import { invalidProperty } from "../../platform/errors/api-error.ts";

/**
 * Digits in a row, or in groups parted by single blanks or hyphens, as many as cards have. The first digit is one of
 * those of payment networks (ISO 7812: 2 to 6), so that timestamps and the numeric tokens of some providers, which also
 * end in a check digit but begin with 9, may be stored.
 */
const candidates = /(?<![\d+])(?<!\d[ -])[2-6](?:[ -]?\d){12,18}(?![ -]?\d)/g;

/** The check digit of card numbers (ISO 7812, Luhn). */
function checks(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    sum += place % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

/** Tells whether a full card number of 13 to 19 digits is in the text. */
export const holdsCardNumber = (text: string): boolean =>
  [...text.matchAll(candidates)].some(([number]) => checks(number.replace(/\D/g, "")));

/** Path of the first value beneath `value` that holds a card number. */
function find(value: unknown, path: string): string | undefined {
  if (typeof value === "string" || typeof value === "number") return holdsCardNumber(String(value)) ? path : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = holdsCardNumber(key) ? path : find(inner, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Refuses full card numbers anywhere in a credit card, its extended properties included: only tokens and partial
 * numbers may be stored (docs/behaviour/parties.md §5).
 *
 * @throws ApiError ValidationFailure naming the property, without repeating the number.
 */
export function refuseCardNumbers(model: string, card: object): void {
  for (const [property, value] of Object.entries(card)) {
    const found = find(value, property);
    if (found !== undefined)
      throw invalidProperty(
        model,
        found,
        `${found} holds a full card number. Store the token of a payment provider instead.`,
      );
  }
}
