import { parseDate } from "../platform/dates.ts";
import { isRawNumber } from "../platform/json/parse-json.ts";
import { foldedText } from "../platform/lists/words.ts";
import { Decimal } from "../platform/money.ts";
import { Failure } from "./evaluation.ts";

/** A value while an expression is worked out. Lists and objects are as the data has them. */
export type Value = Decimal | string | boolean | Date | readonly unknown[] | object | null;

const numeral = /^\s*[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:e[+-]?\d{1,2})?\s*$/i;

/** A number in a text, or nothing. */
const numberIn = (text: string): Decimal | undefined => (numeral.test(text) ? new Decimal(text.trim()) : undefined);

/** A value as data of no declared type has it. */
export function untyped(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isFinite(value) ? new Decimal(value) : null;
  if (isRawNumber(value)) return new Decimal(value.rawJSON);
  return value as Value;
}

/** What is missing counts as nothing in arithmetic. @throws Failure */
export function asNumber(value: Value): Decimal {
  if (value === null) return new Decimal(0);
  if (value instanceof Decimal) return value;
  const number = typeof value === "string" ? numberIn(value) : undefined;
  if (number === undefined) throw new Failure("calculates with what is not a number");
  return number;
}

/** What is missing does not hold. @throws Failure */
export function asTruth(value: Value): boolean {
  if (value === null) return false;
  if (typeof value === "boolean") return value;
  const folded = typeof value === "string" ? value.toLowerCase() : "";
  if (folded === "true" || folded === "false") return folded === "true";
  throw new Failure("takes something for true or false that is neither");
}

/** Order of two values, or that they have none. Texts are compared in any case. */
function orderOf(left: Value, right: Value): number | undefined {
  if (left instanceof Decimal || right instanceof Decimal) {
    const [a, b] = [left, right].map((one) => (typeof one === "string" ? numberIn(one) : one));
    return a instanceof Decimal && b instanceof Decimal ? a.comparedTo(b) : undefined;
  }
  if (left instanceof Date || right instanceof Date) {
    const [a, b] = [left, right].map(instantOf);
    return a === undefined || b === undefined ? undefined : Math.sign(a - b);
  }
  if (typeof left === "string" && typeof right === "string") {
    const [a, b] = [foldedText(left), foldedText(right)];
    return a === b ? 0 : a < b ? -1 : 1;
  }
  return undefined;
}

function instantOf(value: Value): number | undefined {
  if (value instanceof Date) return value.getTime();
  const date = typeof value === "string" ? parseDate(value) : undefined;
  return date === undefined ? undefined : Date.parse(date);
}

export function equal(left: Value, right: Value): boolean {
  if (typeof left === "boolean" || typeof right === "boolean")
    return String(left).toLowerCase() === String(right).toLowerCase();
  return orderOf(left, right) === 0;
}

/** Tells whether a text is like a pattern that ends with `*`. */
export const startsAs = (value: Value, pattern: string): boolean =>
  typeof value === "string" && foldedText(value).startsWith(foldedText(pattern.slice(0, -1)));

export function compare(operator: "<" | "<=" | ">" | ">=", left: Value, right: Value): boolean {
  const order = left === null || right === null ? undefined : orderOf(left, right);
  if (order === undefined) return false;
  if (order === 0) return operator.length === 2;
  return operator.startsWith("<") ? order < 0 : order > 0;
}
