import type { Field, Operation } from "@orderwell/contract";
import { parseDate } from "../dates.ts";
import { type ApiError, apiError, combined, invalidProperty, notFound } from "../errors/api-error.ts";
import type { QueryPair } from "../lists/pairs.ts";
import type { Declarations } from "./body.ts";

/** Object types by the name of the parameter that carries their ID, where the two differ. */
const objectTypes: Record<string, string> = {
  openidconnectID: "OpenIdConnect",
  newBuyerID: "Buyer",
  returnID: "OrderReturn",
  eventID: "TrackingEvent",
};

/** `buyerID` names a Buyer. */
export const objectTypeOf = (parameter: string): string =>
  objectTypes[parameter] ?? parameter.charAt(0).toUpperCase() + parameter.slice(1).replace(/ID$/, "");

/**
 * The parameters of the path, decoded. Text that no ID can be is let through, since promotion codes and verification
 * codes are freer; what no database can hold names nothing.
 *
 * @throws ApiError NotFound
 */
export function readPath(
  operation: Operation,
  source: Readonly<Record<string, string>>,
  declarations: Declarations,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, field] of Object.entries(operation.pathParams)) {
    const value = source[name] ?? "";
    if (value.includes("\0") || !value.isWellFormed()) throw notFound(objectTypeOf(name), value.toWellFormed());
    if (field.enum !== undefined) {
      const values = declarations.enums[field.enum] ?? [];
      const found = values.find((one) => one.toLowerCase() === value.toLowerCase());
      if (found === undefined)
        throw invalidProperty(operation.resource, name, `${name} must be one of ${values.join(", ")}.`);
      result[name] = found;
    } else result[name] = value;
  }
  return result;
}

/**
 * The named arguments of the query string, typed. Names are matched in any case; an empty value counts as absent.
 *
 * @throws ApiError naming every argument that is wrong or missing.
 */
export function readQuery(
  operation: Operation,
  pairs: readonly QueryPair[],
  declarations: Declarations,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const findings: ApiError[] = [];
  for (const [name, field] of Object.entries(operation.query)) {
    const folded = name.toLowerCase();
    const given = pairs.find((pair) => pair.name.toLowerCase() === folded && pair.value !== "")?.value;
    if (given === undefined) {
      if (field.default !== undefined) result[name] = field.default;
      if (field.required) findings.push(invalidProperty(operation.resource, name, `${name} is required.`));
      continue;
    }
    const value = readArgument(given, field, declarations);
    if (value === undefined) findings.push(refused(operation, name, field, declarations));
    else result[name] = value;
  }
  if (findings.length > 0) throw combined(findings);
  return result;
}

/** What an argument must be, by the type of its field, as refusals say it. */
const kinds: Partial<Record<Field["type"], string>> = {
  date: "a date",
  boolean: "true or false",
  integer: "a whole number in range",
};

function refused(operation: Operation, name: string, field: Field, declarations: Declarations): ApiError {
  const kind =
    field.enum === undefined
      ? (kinds[field.type] ?? "text")
      : `one of ${(declarations.enums[field.enum] ?? []).join(", ")}`;
  return apiError("List.InvalidType", { Resource: operation.resource, PropertyName: name }, `${name} must be ${kind}.`);
}

function readArgument(text: string, field: Field, declarations: Declarations): unknown {
  if (text.includes("\0")) return undefined;
  switch (field.type) {
    case "integer": {
      const number = Number(text);
      const inRange =
        Number.isInteger(number) &&
        number >= (field.atLeast ?? -2_147_483_648) &&
        number <= (field.atMost ?? 2_147_483_647);
      return inRange ? number : undefined;
    }
    case "boolean": {
      const folded = text.toLowerCase();
      return folded === "true" ? true : folded === "false" ? false : undefined;
    }
    case "date":
      return parseDate(text);
    case "string": {
      if (field.enum === undefined) return text.toWellFormed();
      const values = declarations.enums[field.enum] ?? [];
      // .NET clients name values of enumerations by their position, here as in bodies and filters.
      if (/^\d{1,3}$/.test(text)) return values[Number(text)];
      return values.find((one) => one.toLowerCase() === text.toLowerCase());
    }
    default:
      return text.toWellFormed();
  }
}
