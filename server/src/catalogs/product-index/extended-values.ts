import { foldedText } from "../../platform/lists/words.ts";

/** A number as `jsonb` writes it, where JavaScript would write it otherwise. */
class WrittenNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may be a number that JavaScript writes otherwise than `jsonb`: with zeros at its end, of many digits, tiny. */
const unusualNumber = /\d\.\d|\d{16}/;

const written = (_key: string, value: unknown, { source }: { source?: string } = {}): unknown =>
  typeof value === "number" ? new WrittenNumber(source as string) : value;

/** Extended properties from the text of a `jsonb`. */
export const parseExtended = (text: string): unknown =>
  JSON.parse(text, unusualNumber.test(text) ? (written as (key: string, value: unknown) => unknown) : undefined);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof WrittenNumber);

/** Elements of what is a list, so many levels of it. */
function elements(values: readonly unknown[], levels: number): readonly unknown[] {
  return levels > 0 && values.some(Array.isArray) ? elements(values.flat(), levels - 1) : values;
}

/** All values under the keys, lists on the way and at the end looked into as deep as `jsonPath` does. */
function valuesUnder(root: unknown, keys: readonly string[]): readonly unknown[] {
  let values: readonly unknown[] = [root];
  for (const key of keys) {
    // One level by the step itself, two that are written behind it.
    const owners = elements(values, 1).filter(isObject);
    const held = owners.filter((owner) => Object.hasOwn(owner, key)).map((owner) => owner[key]);
    values = elements(held, 2);
  }
  return elements(values, 2);
}

/** Kinds of values, before their text, in what filters compare. */
const kinds = { text: "s", number: "n", boolean: "b", other: "o" } as const;

/** What a filter compares a text, a number or a flag by; texts are folded already. */
export const comparedText = (folded: string): string => kinds.text + folded;
export const comparedNumber = (plain: string): string => kinds.number + withoutZeros(plain);
export const comparedFlag = (flag: boolean): string => kinds.boolean + flag;

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

/** A number without zeros that end its fraction. */
function withoutZeros(plain: string): string {
  if (!plain.includes(".")) return plain;
  let end = plain.length;
  while (plain[end - 1] === "0") end--;
  return plain.slice(0, plain[end - 1] === "." ? end - 1 : end);
}

/** What filters compare the values under the keys by, without those that are null. */
export function comparedUnder(root: unknown, keys: readonly string[]): readonly string[] {
  return valuesUnder(root, keys).flatMap((value) => {
    if (typeof value === "string") return [comparedText(foldedText(value))];
    if (typeof value === "boolean") return [comparedFlag(value)];
    if (value === null) return [];
    const number = textOfNumber(value);
    return [number === undefined ? kinds.other : comparedNumber(number)];
  });
}

function textOfNumber(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return value instanceof WrittenNumber ? value.text : undefined;
}

/** Texts of what facets count: the value at the keys, or the elements of a list there, as far as they are primitive. */
export function countedAt(root: unknown, keys: readonly string[]): ReadonlySet<string> {
  let value = root;
  for (const key of keys) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return noTexts;
    value = value[key];
  }
  const values = Array.isArray(value) ? value : [value];
  return new Set(values.flatMap((one) => primitiveText(one) ?? []));
}

const noTexts: ReadonlySet<string> = new Set();

const primitiveText = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "boolean" ? String(value) : textOfNumber(value);

/** Tells whether `countedAt` finds what `#>` finds: a number as a key may be the place of an element. */
export const isCountable = (keys: readonly string[]): boolean => !keys.some((key) => /^\s*[+-]?\d+\s*$/.test(key));
