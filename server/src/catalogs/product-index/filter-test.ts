import type { Operator } from "../../platform/lists/condition.ts";
import type { Filter } from "../../platform/lists/list-query.ts";
import type { TypedCondition } from "../../platform/lists/typed-condition.ts";
import { foldedText } from "../../platform/lists/words.ts";
import type { Sliced } from "../../platform/slices.ts";
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

/** Values of a column that a condition means, or one of several. */
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
export function* leftValues(conditions: readonly Meant[], values: number, listed?: Listed): Sliced<Uint8Array> {
  const left = new Uint8Array(values + 1);
  if (listed !== undefined) {
    if (listed.turned) left.fill(1);
    for (const code of listed.codes) left[code] = listed.turned ? 0 : 1;
    return left;
  }
  for (const { negated, wanted } of conditions) {
    yield;
    for (let value = 0; value <= values; value++) {
      const isMeant = wanted === undefined ? value > 0 : wanted[value] === 1;
      if (isMeant !== negated) left[value] = 1;
    }
  }
  return left;
}

/** Values between two breaks: that are read as texts, and as numbers. */
const eachTime = 1_024;
const manyTimes = 65_536;

/** Values of conditions that are named one by one, at most. */
const mostNamed = 1_024;

/** How often a filter looks at a value, of so many. */
export const looksOf = ({ conditions }: ValueFilter, values: number): number =>
  values * conditions.filter(({ negated, fits }) => negated || fits !== undefined).length;

/** What the conditions of a filter mean of the values that there are: all that are not negated together, of others each. */
export function* meant({ conditions }: ValueFilter, of: ColumnValues): Sliced<readonly Meant[]> {
  const { texts } = of;
  const present = conditions.filter(({ among, fits }) => among === undefined && fits === undefined);
  const named = conditions.filter((condition) => !present.includes(condition));
  const groups = [
    named.filter(({ negated }) => !negated),
    ...named.filter(({ negated }) => negated).map((one) => [one]),
  ];
  const all: Meant[] = present.map(({ negated }) => ({ negated }));
  for (const group of groups) {
    const [first] = group;
    if (first === undefined) continue;
    const { size } = texts;
    const wanted = new Uint8Array(size + 1);
    let codes: number[] | undefined = [];
    const want = (ordinal: number): void => {
      if (wanted[ordinal + 1] === 1) return;
      wanted[ordinal + 1] = 1;
      if (codes !== undefined && codes.push(ordinal + 1) > mostNamed) codes = undefined;
    };
    for (const condition of group) {
      for (const value of condition.among ?? []) {
        const ordinal = texts.find(value);
        if (ordinal !== undefined && ordinal < size) want(ordinal);
      }
      if (condition.fits !== undefined) yield* fitting(condition, condition.fits, of, size, want);
    }
    const { negated } = first;
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
      if (ordinal % eachTime === 0) yield;
      if (fits(texts.at(ordinal))) want(ordinal);
    }
    return;
  }
  const { numbers, inexact } = yield* of.numbers();
  const isMeant = holds[range.operator];
  const bound = Number(range.number);
  for (let ordinal = 0; ordinal < size; ordinal++) {
    if (ordinal % manyTimes === 0) yield;
    if (isMeant(numbers[ordinal]! - bound)) want(ordinal);
  }
  for (let n = 0; n < inexact.length; n++) {
    if (n % eachTime === 0) yield;
    const ordinal = inexact[n]!;
    if (ordinal < size && fits(texts.at(ordinal))) want(ordinal);
  }
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
