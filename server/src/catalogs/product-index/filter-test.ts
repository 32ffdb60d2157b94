import { Decimal } from "decimal.js";
import type { Operator } from "../../platform/lists/condition.ts";
import type { Filter } from "../../platform/lists/list-query.ts";
import type { TypedCondition } from "../../platform/lists/typed-condition.ts";
import { foldedText } from "../../platform/lists/words.ts";
import { comparedFlag, comparedNumber, comparedText, numberOf, textOf } from "./extended-values.ts";
import { compareBytes } from "./postings.ts";
import type { Column, Segment } from "./segment.ts";

/** A filter on one extended property: by what it equals, by what is above or below, or whether it is there. */
export interface ValueFilter {
  readonly keys: readonly string[];
  readonly conditions: readonly ValueCondition[];
}

interface ValueCondition {
  readonly negated: boolean;
  /** One of these is meant; absent, with `fits`: there must be one at all. */
  readonly among?: readonly string[];
  /** Tells of a value whether it is meant. */
  readonly fits?: (value: string) => boolean;
}

/** A filter as the index can test it; undefined for any other. */
export function valueFilter({ alternatives }: Filter): ValueFilter | undefined {
  const [first, ...others] = alternatives;
  if (first === undefined || others.length > 0 || first.path.type !== "any") return undefined;
  const [root, ...keys] = first.path.segments;
  if (root !== "xp" || keys.length === 0) return undefined;
  const conditions = first.conditions.map(valueCondition);
  return conditions.every((condition) => condition !== undefined) ? { keys, conditions } : undefined;
}

function valueCondition(condition: TypedCondition): ValueCondition | undefined {
  const { negated } = condition;
  if (condition.kind === "present") return { negated };
  if (condition.kind !== "compare" || condition.date !== undefined) return undefined;
  const { text, number, operator } = condition;
  if (operator !== "=")
    return { negated, fits: number === undefined ? textIs(operator, text) : numberIs(operator, number) };
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

/** Up to so many characters, JavaScript tells numbers apart as they are written. */
const exact = 15;

const compareNumbers = (a: string, b: string): number =>
  a.length <= exact && b.length <= exact ? Number(a) - Number(b) : new Decimal(a).comparedTo(b);

/** 1 for each product that a filter leaves. */
export function leftBy(segment: Segment, { conditions }: ValueFilter, column: Column): Uint8Array {
  const flags = new Uint8Array(segment.size);
  for (const condition of conditions) {
    const { negated } = condition;
    const wanted = wantedOf(condition, column);
    for (let at = 0; at < segment.size; at++) {
      let found = false;
      for (let value = column.starts[at]!; !found && value < column.starts[at + 1]!; value++)
        found = wanted === undefined || wanted[column.values[value]!] === 1;
      if (found !== negated) flags[at] = 1;
    }
  }
  return flags;
}

/** 1 for each value of a column that a condition means; undefined for all. */
function wantedOf({ among, fits }: ValueCondition, { ordinals, texts }: Column): Uint8Array | undefined {
  if (fits !== undefined) return Uint8Array.from(texts, (text) => (fits(text) ? 1 : 0));
  if (among === undefined) return undefined;
  const wanted = new Uint8Array(texts.length);
  for (const value of among) {
    const ordinal = ordinals.get(value);
    if (ordinal !== undefined) wanted[ordinal] = 1;
  }
  return wanted;
}
