import { Decimal } from "decimal.js";
import { parseDate, parseIsoDate } from "../../dates.ts";
import { enums, type ThingRow } from "./thing.ts";

/**
 * Meaning of filters, worked out row by row without SQL and without the parser: the oracle that the translation is
 * checked against. Favour plainness here.
 */

export type Kind = "text" | "number" | "boolean" | "date" | "enum" | "any";

export interface Part {
  readonly negated: boolean;
  readonly operator: "=" | ">" | ">=" | "<" | "<=";
  /** Pieces of the term; null is a wildcard. */
  readonly term: readonly (string | null)[];
}

export interface Wanted {
  readonly property: string;
  readonly kind: Kind;
  readonly parts: readonly Part[];
}

const plainTerm = (part: Part): string => part.term.map((piece) => piece ?? "*").join("");

/** The filter as a client writes it. */
export function render({ property, parts }: Wanted): string {
  const value = parts
    .map((part) => {
      // A term that begins like an operator would be taken for one: it is written behind an explicit `=`, and escaped.
      const term = part.term.map((piece) => (piece === null ? "*" : piece.replace(/[\\|*!<>=]/g, "\\$&"))).join("");
      return `${part.negated ? "!" : ""}${part.operator === "=" ? "" : part.operator}${term}`;
    })
    .join("|");
  return `${encodeURIComponent(property)}=${encodeURIComponent(value)}`;
}

export function matches(row: ThingRow, wanted: Wanted): boolean {
  const values = valuesAt(row, wanted.property);
  const parts = wanted.parts.filter((part) => plainTerm(part) !== "");
  if (parts.length === 0) return true;
  return parts.some((part) => {
    if (part.operator !== "=" && part.negated) {
      const opposite = { ">": "<=", ">=": "<", "<": ">=", "<=": ">" } as const;
      const turned = { ...part, negated: false, operator: opposite[part.operator] };
      return values.some((value) => holds(value, turned, wanted.kind));
    }
    return part.negated !== values.some((value) => holds(value, part, wanted.kind));
  });
}

const columns: Record<string, keyof ThingRow> = {
  ID: "id",
  Name: "name",
  Note: "note",
  Count: "count",
  Price: "price",
  Active: "active",
  Made: "made",
  Status: "status",
  Address: "address",
  Parts: "parts",
  Tags: "tags",
  xp: "xp",
};

function valuesAt(row: ThingRow, property: string): readonly unknown[] {
  const [first = "", ...keys] = property.split(".");
  let values = flat(row[columns[first]!]);
  for (const key of keys) {
    values = values.flatMap((value) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? flat((value as Record<string, unknown>)[key])
        : [],
    );
  }
  return values;
}

const flat = (value: unknown): unknown[] => (Array.isArray(value) ? value.flatMap(flat) : [value]);

function holds(value: unknown, part: Part, kind: Kind): boolean {
  if (value === null || value === undefined) return false;
  const wildcards = part.operator === "=" && part.term.includes(null);
  if (wildcards && part.term.every((piece) => piece === null || piece === "")) return true;
  if (typeof value === "object") return false;
  if (wildcards) return patternOf(part).test(shown(value, kind));
  const term = plainTerm(part);
  const compare = (order: number): boolean =>
    ({ "=": order === 0, ">": order > 0, ">=": order >= 0, "<": order < 0, "<=": order <= 0 })[part.operator];
  switch (kind) {
    case "text":
      return typeof value === "string" && compare(textOrder(value, term));
    case "number": {
      const [left, right] = [numberOf(value), numberOf(term.trim())];
      return left !== undefined && right !== undefined && compare(left.comparedTo(right));
    }
    case "boolean":
      return String(value) === term.toLowerCase();
    case "enum": {
      const names = enums.OrderStatus.map((name) => name.toLowerCase());
      return compare(names.indexOf(String(value).toLowerCase()) - names.indexOf(term.toLowerCase()));
    }
    case "date":
      return typeof value === "string" && compare(binaryOrder(parseDate(value) ?? "", parseDate(term) ?? ""));
    case "any":
      return anyHolds(value, term, part.operator, compare);
  }
}

function anyHolds(value: unknown, term: string, operator: string, compare: (order: number) => boolean): boolean {
  const number = numberOf(term.trim());
  const date = number === undefined ? parseDate(term) : undefined;
  const valueDate = typeof value === "string" ? parseIsoDate(value) : undefined;
  const sameDate = date !== undefined && valueDate !== undefined;
  if (operator === "=") {
    if (String(value).toLowerCase() === term.toLowerCase()) return true;
    if (typeof value === "number" && number?.eq(value)) return true;
    return sameDate && date === valueDate;
  }
  const valueNumber = numberOf(value);
  if (number !== undefined) return valueNumber !== undefined && compare(valueNumber.comparedTo(number));
  if (date !== undefined) return sameDate && compare(binaryOrder(valueDate, date));
  return typeof value === "string" && compare(textOrder(value, term));
}

function numberOf(value: unknown): Decimal | undefined {
  const numeral = /^[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})(e[+-]?\d{1,2})?$/i;
  if (typeof value === "number") return new Decimal(value);
  return typeof value === "string" && numeral.test(value) ? new Decimal(value) : undefined;
}

function patternOf(part: Part): RegExp {
  const source = part.term.map((piece) => (piece === null ? ".*" : RegExp.escape(piece.toLowerCase()))).join("");
  return new RegExp(`^${source}$`, "su");
}

const shown = (value: unknown, kind: Kind): string => {
  if (kind === "number" && typeof value !== "object") return new Decimal(value as string).toFixed();
  return String(value).toLowerCase();
};

const textOrder = (left: string, right: string): number => binaryOrder(left.toLowerCase(), right.toLowerCase());
/** As the "C" collation: by code point. */
const binaryOrder = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));
