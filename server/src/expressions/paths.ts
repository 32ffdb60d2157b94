import { type Field, type Model, models } from "@orderwell/contract";
import { Decimal } from "../platform/money.ts";
import { Mistake } from "./mistake.ts";
import type { Name } from "./syntax.ts";
import { untyped, type Value } from "./values.ts";

/** Kind of a value as far as it is known before there is one. */
export type Kind = "number" | "text" | "boolean" | "date" | "list" | "object" | "null" | "unknown";

/** What a path leads to. */
export interface Place {
  readonly kind: Kind;
  /** The model, of an object that is declared. */
  readonly model?: string;
  read(root: unknown): Value;
}

/** Products of lines show less than products do; conditions may ask for all of it. */
const fuller: Readonly<Record<string, string>> = { LineItemProduct: "Product" };

/** Finds what names lead to from an object of a model. @throws Mistake Expression.InvalidToken */
export function placeAt(model: string, names: readonly Name[]): Place {
  let place: Place = { kind: "object", model, read: (root) => root as Value };
  for (const name of names) place = beneath(place, name);
  return place;
}

/** What names lead to within data of no declared type. */
export const placeWithin = (names: readonly Name[]): Place => ({
  kind: "unknown",
  read: (root) => untyped(names.reduce((value, { text }) => keyOf(value, text), root)),
});

function beneath({ kind, model, read }: Place, name: Name): Place {
  if (kind === "unknown") return { kind, read: (root) => untyped(keyOf(read(root), name.text)) };
  const found = model === undefined ? undefined : fieldOf(model, name.text);
  if (found === undefined)
    throw new Mistake("Expression.InvalidToken", name.at, `names ${name.text}, which is unknown`);
  const [key, field] = found;
  const raw = (root: unknown): unknown => (read(root) as Readonly<Record<string, unknown>> | null)?.[key] ?? null;
  return typed(field, raw);
}

function fieldOf(model: string, name: string): readonly [key: string, field: Field] | undefined {
  const wanted = name.toLowerCase();
  for (const one of [model, fuller[model]]) {
    const declared = (models as Readonly<Record<string, Model>>)[one ?? ""];
    const found = Object.entries(declared?.fields ?? {}).find(
      ([key, { writeOnly }]) => key.toLowerCase() === wanted && !writeOnly,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

function typed(field: Field, raw: (root: unknown) => unknown): Place {
  switch (field.type) {
    case "integer":
    case "decimal":
      return { kind: "number", read: (root) => numberOf(raw(root)) };
    case "boolean":
      return { kind: "boolean", read: (root) => raw(root) as Value };
    case "date":
      return { kind: "date", read: (root) => dateOf(raw(root)) };
    case "string":
      return { kind: "text", read: (root) => raw(root) as Value };
    case "array":
      return { kind: "list", read: (root) => raw(root) as Value };
    case "model":
      return { kind: "object", model: field.model as string, read: (root) => raw(root) as Value };
    case "object":
    case "any":
      return { kind: "unknown", read: (root) => untyped(raw(root)) };
  }
}

const numberOf = (value: unknown): Value => (value === null ? null : new Decimal(value as string | number));

const dateOf = (value: unknown): Value => (value === null ? null : new Date(value as string));

/** A key of an object: exactly, else in whatever case. */
function keyOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const object = value as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(object, key)) return object[key];
  const wanted = key.toLowerCase();
  const found = Object.keys(object).find((one) => one.toLowerCase() === wanted);
  return found === undefined ? null : object[found];
}
