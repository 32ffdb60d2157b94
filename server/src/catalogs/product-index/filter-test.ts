import type { Filter } from "../../platform/lists/list-query.ts";
import type { TypedCondition } from "../../platform/lists/typed-condition.ts";
import { foldedText } from "../../platform/lists/words.ts";
import { comparedFlag, comparedNumber, comparedText } from "./extended-values.ts";
import type { Column, Segment } from "./segment.ts";

/** A filter on one extended property by what it equals or whether it is there. */
export interface ValueFilter {
  readonly keys: readonly string[];
  readonly conditions: readonly ValueCondition[];
}

interface ValueCondition {
  readonly negated: boolean;
  /** What values are compared with; absent: there must be one. */
  readonly among?: readonly string[];
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
  if (condition.kind !== "compare" || condition.operator !== "=" || condition.date !== undefined) return undefined;
  const { text, number } = condition;
  const among = [comparedText(foldedText(text))];
  if (number !== undefined) among.push(comparedNumber(number));
  if (/^(true|false)$/i.test(text)) among.push(comparedFlag(text.toLowerCase() === "true"));
  return { negated, among };
}

/** 1 for each product that a filter leaves. */
export function leftBy(segment: Segment, { conditions }: ValueFilter, column: Column): Uint8Array {
  const flags = new Uint8Array(segment.size);
  for (const { negated, among } of conditions) {
    const wanted = among && new Uint8Array(column.ordinals.size);
    for (const value of among ?? []) {
      const ordinal = column.ordinals.get(value);
      if (ordinal !== undefined) wanted![ordinal] = 1;
    }
    for (let at = 0; at < segment.size; at++) {
      let holds = false;
      for (let value = column.starts[at]!; !holds && value < column.starts[at + 1]!; value++)
        holds = wanted === undefined || wanted[column.values[value]!] === 1;
      if (holds !== negated) flags[at] = 1;
    }
  }
  return flags;
}
