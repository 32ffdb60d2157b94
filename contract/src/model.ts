import type { Field } from "./field.ts";
import type { ModelName } from "./generated/names.ts";
import type { DeclaredModel, Model } from "./operation.ts";

/**
 * Properties that an assignment to buyers and user groups refuses. Unknown properties are left out of bodies, but without its user an
 * assignment would be one to the whole buyer.
 */
export const noUserLevel = { UserID: "PartyAssignment.UserLevelNotAllowed" } as const satisfies Model["refused"];

/** The same for an assignment to buyers alone. */
export const companyLevelOnly = {
  ...noUserLevel,
  UserGroupID: "PartyAssignment.GroupLevelNotAllowed",
} as const satisfies Model["refused"];

/** Declares a model: the properties of a JSON object in the order in which replies show them. */
export function model(
  name: ModelName,
  fields: Readonly<Record<string, Field>>,
  description?: string,
  refused?: Model["refused"],
): DeclaredModel {
  return { name, ...(description && { description }), fields, ...(refused && { refused }) };
}

/** The same properties where they are no list's own: none that it searches or sorts by. */
export function unlisted<Name extends string>(fields: Readonly<Record<Name, Field>>): Record<Name, Field> {
  const plain = Object.entries<Field>(fields).map(([name, { search, sort, ...field }]) => [name, field] as const);
  return Object.fromEntries(plain) as Record<Name, Field>;
}

/** Properties a full body must hold. */
export const requiredFields = (model: Model): string[] =>
  keysWhere(model, (field) => field.required && !field.readOnly);

/** Properties that `searchOn` may name, heaviest first. */
export const searchableFields = (model: Model): string[] => orderedBy(model, "search");

/** Properties that `sortBy` may name, in the order of the default sort. */
export const sortableFields = (model: Model): string[] => orderedBy(model, "sort");

function orderedBy(model: Model, place: "search" | "sort"): string[] {
  const named = keysWhere(model, (field) => field[place] !== undefined);
  return named.sort((a, b) => model.fields[a]![place]! - model.fields[b]![place]!);
}

function keysWhere(model: Model, test: (field: Field) => unknown): string[] {
  return Object.keys(model.fields).filter((key) => test(model.fields[key]!));
}
