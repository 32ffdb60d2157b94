import { subscribe } from "node:diagnostics_channel";
import {
  type ErrorCode,
  type ErrorDeclaration,
  errors,
  errorsOf,
  type Field,
  operations,
  portalOperations,
} from "@orderwell/contract";
import { afterFile } from "./endings.ts";

interface Entry {
  readonly ErrorCode: string;
  readonly Data: unknown;
}

let listening = false;

/** What this file's end will tell. */
const told = new Set<string>();

/**
 * Holds every refusal of the servers in this process against the contract: an error that the operation does not declare, or
 * data that the error does not, fails the test during which it occurs, and the file: hooks may be waiting instead of a test.
 */
export function holdToDeclaredErrors(): void {
  if (listening) return;
  listening = true;
  subscribe("orderwell:refusal", (message) => {
    const { operation, entries } = message as { readonly operation: string; readonly entries: readonly Entry[] };
    for (const entry of entries) {
      const undeclared = faultOf(operation, entry);
      if (undeclared === undefined) continue;
      const error = new Error(undeclared);
      if (!told.has(undeclared))
        afterFile.push(() => {
          told.delete(undeclared);
          throw error;
        });
      told.add(undeclared);
      throw error;
    }
  });
}

/** Says what of an operation's error is not declared; undefined: all is. */
function faultOf(id: string, { ErrorCode: code, Data }: Entry): string | undefined {
  const operation = operations[id] ?? portalOperations[id];
  const declared: ErrorDeclaration | undefined = errors[code as ErrorCode];
  if (operation === undefined || declared === undefined) return `${id} answered ${code}: declared nowhere`;
  if (!errorsOf(operation).includes(code as ErrorCode))
    return `${id} answered ${code}, which it does not declare: add it to the raises of ${operation.resource}`;
  const wrong = fault(Data, declared);
  return wrong && `${id} answered ${code} with data it does not declare: ${wrong}`;
}

/** Faults of an error's data, which properties in any case are JSON by now or soon. */
function fault(data: unknown, { data: declared }: ErrorDeclaration): string | undefined {
  if (declared === undefined) return data === null || data === undefined ? undefined : JSON.stringify(data);
  if ("whole" in declared) return fits(data, declared.whole) ? undefined : JSON.stringify(data);
  const { properties } = declared;
  const given = (data ?? {}) as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).find((name) => !(name in properties));
  if (unknown !== undefined) return `${unknown} is unknown`;
  const bad = Object.entries(properties).find(([name, field]) => !fits(given[name], field));
  return bad && `${bad[0]} is ${JSON.stringify(given[bad[0]])}`;
}

function fits(value: unknown, field: Field): boolean {
  if (field.type === "any") return true;
  if (value === null || value === undefined) return field.nullable === true;
  switch (field.type) {
    case "string":
      return typeof value === "string";
    case "date":
      return typeof value === "string" || value instanceof Date;
    case "integer":
    case "decimal":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "array":
      return Array.isArray(value) && value.every((one) => fits(one, field.items!));
    default:
      return typeof value === "object";
  }
}
