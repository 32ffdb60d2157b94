import { Decimal } from "decimal.js";
import { parseDate } from "../dates.ts";
import type { Condition, Operator } from "./condition.ts";
import type { FieldPath } from "./shape.ts";

/**
 * A condition whose value fits the property's type.
 *
 * `compare` carries the readings that make sense: `text` always; `number` (plain decimal notation) and `date` (canonical)
 * where the property is one, or may be one as extended properties may. `among` is for enumerations.
 */
export type TypedCondition =
  | {
      readonly kind: "compare";
      readonly operator: Operator;
      readonly negated: boolean;
      readonly text: string;
      readonly number?: string;
      readonly date?: string;
    }
  | { readonly kind: "among"; readonly negated: boolean; readonly values: readonly string[] }
  | { readonly kind: "like"; readonly negated: boolean; readonly runs: readonly string[] }
  | { readonly kind: "present"; readonly negated: boolean };

/** Reason why a condition does not fit a property; completes "must be …". */
export interface Misfit {
  readonly expected: string;
  readonly value: string;
}

/** Fits a condition to a property, or says what the property would have taken. */
export function typed(condition: Condition, path: FieldPath): TypedCondition | Misfit {
  if (condition.kind === "present") return condition;
  const text = condition.kind === "like" ? condition.runs.join("*") : condition.text;
  const misfit = (expected: string): Misfit => ({ expected, value: text });
  if (text.includes("\0")) return misfit("text without null characters");
  if (path.type === "object") return misfit("tested for presence (*) or absence (!*) only");
  if (condition.kind === "like") return condition;
  switch (path.type) {
    case "integer":
    case "decimal": {
      const number = parseNumber(text);
      return number === undefined ? misfit("a number") : { ...condition, number };
    }
    case "date": {
      const date = parseDate(text);
      return date === undefined ? misfit("a date") : { ...condition, date };
    }
    case "boolean": {
      const flag = text.trim().toLowerCase();
      if ((flag !== "true" && flag !== "false") || condition.operator !== "=") return misfit("true or false");
      return { ...condition, text: flag };
    }
    case "enum":
      return among(condition, text, path.values ?? []) ?? misfit(`one of ${(path.values ?? []).join(", ")}`);
    case "any":
      return guessed(condition, text);
    default:
      return condition;
  }
}

export const isMisfit = (result: TypedCondition | Misfit): result is Misfit => "expected" in result;

/** Bounded so that neither PostgreSQL's `numeric` nor a `jsonpath` literal can overflow. */
const numberForm = /^[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:e[+-]?\d{1,2})?$/i;

/** A number in plain notation (`-12.5`), or undefined. */
export function parseNumber(text: string): string | undefined {
  const trimmed = text.trim();
  if (!numberForm.test(trimmed)) return undefined;
  const plain = new Decimal(trimmed).toFixed();
  return plain === "-0" ? "0" : plain;
}

type Compare = Extract<Condition, { kind: "compare" }>;

/** Extended properties have no declared type: the value is taken for whatever it looks like. */
function guessed(condition: Compare, text: string): TypedCondition {
  const number = parseNumber(text);
  if (number !== undefined) return { ...condition, number };
  const date = parseDate(text);
  return date === undefined ? condition : { ...condition, date };
}

/** Enumerations compare by their declared order; clients name values in any case or by position from 0. */
function among(condition: Compare, text: string, values: readonly string[]): TypedCondition | undefined {
  const wanted = text.trim().toLowerCase();
  const index = /^\d{1,3}$/.test(wanted)
    ? Number(wanted)
    : values.findIndex((candidate) => candidate.toLowerCase() === wanted);
  if (index < 0 || index >= values.length) return undefined;
  const keeps: Record<Operator, (candidate: number) => boolean> = {
    "=": (candidate) => candidate === index,
    ">": (candidate) => candidate > index,
    ">=": (candidate) => candidate >= index,
    "<": (candidate) => candidate < index,
    "<=": (candidate) => candidate <= index,
  };
  const keep = keeps[condition.operator];
  return { kind: "among", negated: condition.negated, values: values.filter((_, candidate) => keep(candidate)) };
}
