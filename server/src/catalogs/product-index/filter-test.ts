import type { Operator } from "../../platform/lists/condition.ts";
import type { Filter } from "../../platform/lists/list-query.ts";
import type { TypedCondition } from "../../platform/lists/typed-condition.ts";
import { foldedText } from "../../platform/lists/words.ts";
import type { Column, ColumnValues } from "./columns.ts";
import {
  comparedFlag,
  comparedNumber,
  comparedText,
  compareNumbers,
  isExact,
  numberOf,
  textOf,
} from "./extended-values.ts";
import { compareBytes } from "./postings.ts";
import type { Sliced } from "./slices.ts";

/** A filter on one extended property: by what it equals, by what is above or below, or whether it is there. */
export interface ValueFilter {
  readonly keys: readonly string[];
  /** Tells filters apart: two with the same leave the same. */
  readonly name: string;
  readonly conditions: readonly ValueCondition[];
}

interface ValueCondition {
  readonly negated: boolean;
  /** One of these is meant; absent, with `fits`: there must be one at all. */
  readonly among?: readonly string[];
  /** Tells of a value whether it is meant. */
  readonly fits?: (value: string) => boolean;
  /** The same of values that are numbers. */
  readonly range?: { readonly operator: Exclude<Operator, "=">; readonly number: string };
}

/** A filter as the index can test it; undefined for any other. */
export function valueFilter({ alternatives }: Filter): ValueFilter | undefined {
  const [first, ...others] = alternatives;
  if (first === undefined || others.length > 0 || first.path.type !== "any") return undefined;
  const [root, ...keys] = first.path.segments;
  if (root !== "xp" || keys.length === 0) return undefined;
  const conditions = first.conditions.map(valueCondition);
  if (!conditions.every((condition) => condition !== undefined)) return undefined;
  return { keys, conditions, name: JSON.stringify([keys, first.conditions]) };
}

function valueCondition(condition: TypedCondition): ValueCondition | undefined {
  const { negated } = condition;
  if (condition.kind === "present") return { negated };
  if (condition.kind !== "compare" || condition.date !== undefined) return undefined;
  const { text, number, operator } = condition;
  if (operator !== "=")
    return number === undefined
      ? { negated, fits: textIs(operator, text) }
      : { negated, fits: numberIs(operator, number), range: { operator, number } };
  const among = [comparedText(foldedText(text))];
  if (number !== undefined) among.push(comparedNumber(number));
  if (/^(true|false)$/i.test(text)) among.push(comparedFlag(text.toLowerCase() === "true"));
  return { negated, among };
}

const holds: Readonly<Record<Exclude<Operator, "=">, (order: number) => boolean>> = {
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
};

/** Texts alone are above or below a text. */
function textIs(operator: Exclude<Operator, "=">, text: string): (value: string) => boolean {
  const other = foldedText(text);
  return (value) => {
    const one = textOf(value);
    return one !== undefined && holds[operator](compareBytes(one, other));
  };
}

/** Numbers, and texts that read as one, are above or below a number. */
function numberIs(operator: Exclude<Operator, "=">, number: string): (value: string) => boolean {
  return (value) => {
    const one = numberOf(value);
    return one !== undefined && holds[operator](compareNumbers(one, number));
  };
}

/** Values of a column that a condition means. */
export interface Meant {
  readonly negated: boolean;
  /** 1 for each of them, by ordinal and one; absent for all there are. */
  readonly wanted?: Uint8Array;
  /** The same one by one, where they are named. */
  readonly codes?: readonly number[];
}

/** Tells whether no product fails a condition, since it refuses what none of them has. */
export const isMetByAll = ({ negated, wanted, codes }: Meant): boolean =>
  negated && wanted !== undefined && (codes === undefined ? !wanted.includes(1) : codes.length === 0);

/** Values by ordinal and one, 0 for none: these, or all but these. */
export interface Listed {
  readonly codes: readonly number[];
  readonly turned: boolean;
}

/** The values that a filter leaves, of products that have one at most, if they can be named. */
export function listedValues(conditions: readonly Meant[]): Listed | undefined {
  const some: number[] = [];
  const allBut: ReadonlySet<number>[] = [];
  for (const { negated, wanted, codes } of conditions) {
    // To have a value is all but to have none.
    const named = codes ?? (wanted === undefined ? [0] : undefined);
    if (named === undefined) return undefined;
    if (negated === (codes === undefined)) some.push(...named);
    else allBut.push(new Set(named));
  }
  const [first, ...others] = allBut;
  if (first === undefined) return { codes: [...new Set(some)], turned: false };
  const codes = [...first].filter((code) => others.every((one) => one.has(code)) && !some.includes(code));
  return { codes, turned: true };
}

/** A filter by the values of a column that hold one at most of each product: 1 for each that it leaves, by ordinal and one. */
export function leftValues(conditions: readonly Meant[], values: number, listed?: Listed): Uint8Array {
  const left = new Uint8Array(values + 1);
  if (listed !== undefined) {
    if (listed.turned) left.fill(1);
    for (const code of listed.codes) left[code] = listed.turned ? 0 : 1;
    return left;
  }
  for (const { negated, wanted } of conditions)
    for (let value = 0; value <= values; value++) {
      const isMeant = wanted === undefined ? value > 0 : wanted[value] === 1;
      if (isMeant !== negated) left[value] = 1;
    }
  return left;
}

/** Values between two breaks. */
const eachTime = 4_096;

/** Values of a condition that are named one by one, at most. */
const mostNamed = 256;

/** What each condition of a filter means of the values that there are. */
export function* meant({ conditions }: ValueFilter, of: ColumnValues): Sliced<readonly Meant[]> {
  const { texts } = of;
  const all: Meant[] = [];
  for (const condition of conditions) {
    const { negated, among, fits } = condition;
    if (among === undefined && fits === undefined) {
      all.push({ negated });
      continue;
    }
    const { size } = texts;
    const wanted = new Uint8Array(size + 1);
    let codes: number[] | undefined = [];
    const want = (ordinal: number): void => {
      wanted[ordinal + 1] = 1;
      if (codes !== undefined && codes.push(ordinal + 1) > mostNamed) codes = undefined;
    };
    for (const value of among ?? []) {
      const ordinal = texts.find(value);
      if (ordinal !== undefined && ordinal < size) want(ordinal);
    }
    if (fits !== undefined) yield* fitting(condition, fits, of, size, want);
    all.push(codes === undefined ? { negated, wanted } : { negated, wanted, codes });
  }
  return all;
}

/** Names those of the first values that a condition means. */
function* fitting(
  { range }: ValueCondition,
  fits: (value: string) => boolean,
  of: ColumnValues,
  size: number,
  want: (ordinal: number) => void,
): Sliced<void> {
  const { texts } = of;
  if (range === undefined || !isExact(range.number)) {
    for (let ordinal = 0; ordinal < size; ordinal++) {
      if (fits(texts.at(ordinal))) want(ordinal);
      if (ordinal % eachTime === 0) yield;
    }
    return;
  }
  const { numbers, inexact } = yield* of.numbers();
  const isMeant = holds[range.operator];
  const bound = Number(range.number);
  for (let ordinal = 0; ordinal < size; ordinal++) if (isMeant(numbers[ordinal]! - bound)) want(ordinal);
  for (const ordinal of inexact) if (ordinal < size && fits(texts.at(ordinal))) want(ordinal);
}

/** 1 for each of some products of a segment that one of the conditions leaves. */
export function leftBy(
  { single, starts, values }: Column,
  places: Uint16Array,
  conditions: readonly Meant[],
): Uint8Array {
  const { length } = places;
  const flags = new Uint8Array(length);
  for (const { negated, wanted } of conditions) {
    const turned = negated ? 1 : 0;
    if (single !== undefined && wanted !== undefined)
      for (let n = 0; n < length; n++) flags[n]! |= wanted[single[places[n]!]!]! ^ turned;
    else if (single !== undefined)
      for (let n = 0; n < length; n++) flags[n]! |= (single[places[n]!]! > 0 ? 1 : 0) ^ turned;
    else
      for (let n = 0; n < length; n++) {
        const at = places[n]!;
        let found = false;
        for (let value = starts![at]!; !found && value < starts![at + 1]!; value++)
          found = wanted === undefined || wanted[1 + values![value]!] === 1;
        if (found !== negated) flags[n] = 1;
      }
  }
  return flags;
}
