import { Decimal } from "decimal.js";
import { parseJson } from "../../platform/json/parse-json.ts";
import { foldedText } from "../../platform/lists/words.ts";

/**
 * Divides extended properties, as `jsonb` writes them, into what many products share and what is each one's: the skeleton,
 * in which `0` stands for each value, and the values in order, as they are written.
 */
export function taken(xp: string, values: (value: string) => void): string {
  let skeleton = "";
  let from = 0;
  for (let at = 0; at < xp.length; ) {
    const end = endOfPart(xp, at);
    if (end > at && !(xp[at] === '"' && xp[end] === ":")) {
      values(xp.slice(at, end));
      skeleton += `${xp.slice(from, at)}0`;
      from = end;
    }
    at = Math.max(end, at + 1);
  }
  return skeleton + xp.slice(from);
}

/** Where a key or a value ends that begins there; there where none does. */
function endOfPart(xp: string, from: number): number {
  const first = xp.charCodeAt(from);
  let at = from;
  if (first === quote) {
    for (at++; xp.charCodeAt(at) !== quote; at++) if (xp.charCodeAt(at) === backslash) at++;
    return at + 1;
  }
  while (at < xp.length && !isBetween(xp.charCodeAt(at))) at++;
  return at;
}

const quote = 34;
const backslash = 92;
/** `{`, `}`, `[`, `]`, `,`, `:` and a blank. */
const between = new Set([123, 125, 91, 93, 44, 58, 32]);
const isBetween = (code: number): boolean => between.has(code);

/** A skeleton of extended properties: a number is the place of a value among those of a product. */
export type Skeleton = unknown;

/** Reads a skeleton as `taken` writes it. */
export function parseSkeleton(text: string): Skeleton {
  let places = 0;
  let numbered = "";
  let from = 0;
  for (let at = 0; at < text.length; ) {
    const end = endOfPart(text, at);
    if (end > at && text[at] !== '"') {
      numbered += `${text.slice(from, at)}${places++}`;
      from = end;
    }
    at = Math.max(end, at + 1);
  }
  return parseJson(numbered + text.slice(from));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Elements of what is a list, so many levels of it. */
function elements(values: readonly unknown[], levels: number): readonly unknown[] {
  return levels > 0 && values.some(Array.isArray) ? elements(values.flat(), levels - 1) : values;
}

/** What holds no value but is there: an object, or a list deeper than is looked into. */
export const other = -1;

/** What is there, but holds no value, unless the value at a place is null; and the other way round. */
const otherUnlessNull = (place: number): number => -2 - place;
export const placeBehind = (code: number): number => -2 - code;

const placeOr = (value: unknown): number => (typeof value === "number" ? value : other);

/** Places of all values under the keys, lists on the way and at the end looked into as deep as `jsonPath` does. */
export function comparedIn(skeleton: Skeleton, keys: readonly string[]): readonly number[] {
  return valuesUnder(skeleton, keys, 2).map(placeOr);
}

/**
 * The same of what the database takes the first of, to order by (`jsonFirst`): it looks less deep into lists. What is below -1
 * is `other` as long as the value at `placeBehind` is not null.
 */
export function orderedIn(skeleton: Skeleton, keys: readonly string[]): readonly number[] {
  return valuesUnder(skeleton, keys, 1).flatMap((value) => {
    if (!Array.isArray(value)) return [placeOr(value)];
    return value.map((one) => (typeof one === "number" ? otherUnlessNull(one) : other));
  });
}

function valuesUnder(skeleton: Skeleton, keys: readonly string[], last: number): readonly unknown[] {
  let values: readonly unknown[] = [skeleton];
  for (const key of keys) {
    // One level by the step itself, two that are written behind it.
    const owners = elements(values, 1).filter(isObject);
    const held = owners.filter((owner) => Object.hasOwn(owner, key)).map((owner) => owner[key]);
    values = elements(held, 2);
  }
  return elements(values, last);
}

/** Places of what facets count: the value at the keys, or the elements of a list there, as far as they are primitive. */
export function countedIn(skeleton: Skeleton, keys: readonly string[]): readonly number[] {
  let value = skeleton;
  for (const key of keys) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return [];
    value = value[key];
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one) => typeof one === "number");
}

/** Kinds of values, before their text, in what filters compare. */
const kinds = { text: "s", number: "n", boolean: "b", other: "o" } as const;

/** What a filter compares a text, a number or a flag by; texts are folded already. */
export const comparedText = (folded: string): string => kinds.text + folded;
export const comparedNumber = (plain: string): string => kinds.number + withoutZeros(plain);
export const comparedFlag = (flag: boolean): string => kinds.boolean + flag;
export const comparedOther: string = kinds.other;

/** The text that is compared, folded; undefined for what is none. */
export const textOf = (compared: string): string | undefined =>
  compared.startsWith(kinds.text) ? compared.slice(1) : undefined;

/** What reads as a number, in texts as well (`operand.ts`). */
const numeral = /^[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:e[+-]?\d{1,2})?$/;

/** The number that is compared, or that a text reads as; undefined for what is none. */
export function numberOf(compared: string): string | undefined {
  const text = compared.slice(1);
  if (compared.startsWith(kinds.number)) return text;
  return compared.startsWith(kinds.text) && numeral.test(text) ? text : undefined;
}

/** Up to so many characters, JavaScript tells numbers apart as they are written. */
const exact = 15;

/** Tells whether JavaScript tells a number, as it is written, apart from others of which that is so. */
export const isExact = (number: string): boolean => number.length <= exact;

/** Order of two numbers as they are written. */
export const compareNumbers = (a: string, b: string): number =>
  isExact(a) && isExact(b) ? Number(a) - Number(b) : new Decimal(a).comparedTo(b);

/** Place of a value's kind where values without a declared type are ordered: numbers, flags, texts; 0 for what is before all. */
export const rankOf = (compared: string): number => ranks[compared[0]!]!;
export const numberRank = 1;
const ranks: Readonly<Record<string, number>> = {
  [kinds.other]: 0,
  [kinds.number]: numberRank,
  [kinds.boolean]: 2,
  [kinds.text]: 3,
};

/** A number without zeros that end its fraction. */
function withoutZeros(plain: string): string {
  if (!plain.includes(".")) return plain;
  let end = plain.length;
  while (plain[end - 1] === "0") end--;
  return plain.slice(0, plain[end - 1] === "." ? end - 1 : end);
}

/** What filters compare a value by, as `taken` gave it; undefined for null. */
export function compared(value: string): string | undefined {
  if (value === "null") return undefined;
  if (value.startsWith('"')) return comparedText(foldedText(JSON.parse(value)));
  return isFlag(value) ? comparedFlag(value === "true") : comparedNumber(value);
}

/** What values are ordered by, as `taken` gave one; undefined for null. */
export function ordered(value: string): string | undefined {
  const isNumber = value !== "null" && !value.startsWith('"') && !isFlag(value);
  return isNumber ? kinds.number + value : compared(value);
}

/** What facets count of a value, as `taken` gave it; undefined for null. */
export function counted(value: string): string | undefined {
  if (value === "null") return undefined;
  return value.startsWith('"') ? JSON.parse(value) : value;
}

const isFlag = (value: string): boolean => value === "true" || value === "false";

/** Tells whether `countedIn` finds what `#>` finds: a number as a key may be the place of an element. */
export const isCountable = (keys: readonly string[]): boolean => !keys.some((key) => /^\s*[+-]?\d+\s*$/.test(key));
