import { type Field, limits, type ModelName, references } from "@orderwell/contract";
import { invalidProperty } from "../errors/api-error.ts";
import { sameId } from "../ids.ts";
import { isRawNumber, objectOf } from "../json/parse-json.ts";
import { modelFields } from "./fields.ts";

type Values = Record<string, unknown>;

const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isRawNumber(value);

/**
 * Objects merge key by key at every depth, everything else is replaced; `null` is a value, never a removal. Keys keep
 * their order, new ones follow.
 */
export function deepMerge(base: unknown, change: unknown): unknown {
  if (!isObject(base) || !isObject(change)) return change;
  const changed = Object.entries(change).map(([key, value]): [string, unknown] => [
    key,
    deepMerge(Object.hasOwn(base, key) ? base[key] : undefined, value),
  ]);
  return objectOf([...Object.entries(base), ...changed]);
}

/** Value in the database for a property that may not be null and was not given. Lists are empty, never null. */
function absent(field: Field): unknown {
  if (field.type === "array") return [];
  if (field.nullable !== false) return null;
  if (field.default !== undefined) return field.type === "decimal" ? String(field.default) : field.default;
  return field.type === "boolean" ? false : field.type === "integer" ? 0 : field.type === "decimal" ? "0" : null;
}

/** A draft with every property of its model, in the form in which it is stored. */
export function complete(model: ModelName, draft: Values): Values {
  const result: Values = {};
  for (const [name, field] of Object.entries(modelFields(model))) result[name] = draft[name] ?? absent(field);
  return result;
}

/**
 * Object as PATCH makes it: only the properties present change; `xp` and embedded objects merge, lists are replaced
 * whole (docs/behaviour/conventions.md §3).
 */
export function patched(model: ModelName, before: Values, change: Values): Values {
  const fields = modelFields(model);
  const result: Values = { ...before };
  for (const [name, value] of Object.entries(change)) {
    const type = fields[name]?.type;
    result[name] = type === "object" || type === "model" ? deepMerge(before[name], value) : value;
  }
  return result;
}

/**
 * Object as PUT makes it: every writable property as the body has it, null where it has none. Read-only ones stay.
 * `kept` names write-only properties that a body without them leaves alone.
 */
export function replaced(model: ModelName, before: Values, body: Values): Values {
  const fields = modelFields(model);
  const result: Values = {};
  for (const [name, field] of Object.entries(fields)) {
    if (field.readOnly) result[name] = before[name];
    else if (name === "ID") result.ID = body.ID || before.ID;
    else result[name] = body[name] ?? null;
  }
  return result;
}

/**
 * Lets references that a draft names in other letters than are stored, or as an empty text, stay as they are: nothing is
 * changed by them, not even where what they name has gone (docs/behaviour/conventions.md §4).
 */
export function keepReferences(model: ModelName, before: Values, draft: Values): void {
  for (const name of Object.keys(references[model] ?? {})) {
    const [was, is] = [before[name] ?? "", draft[name] ?? ""];
    if (typeof was === "string" && typeof is === "string" && sameId(was, is)) draft[name] = before[name];
  }
}

/** Merged extended properties may outgrow the limit that each part of them kept. @throws ApiError ValidationFailure */
export function checkXp(model: ModelName, draft: Values): void {
  for (const [name, field] of Object.entries(modelFields(model))) {
    if (field.xp && draft[name] !== null && JSON.stringify(draft[name]).length > limits.xpCharacters.most)
      throw invalidProperty(model, name, `${name} must not be longer than ${limits.xpCharacters.most} characters.`);
  }
}
