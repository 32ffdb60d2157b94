import type { ErrorDeclaration } from "../../contract/src/error.ts";
import { errors } from "../../contract/src/errors.ts";
import type { Field } from "../../contract/src/field.ts";
import { notice } from "./header.ts";
import { arrayOf } from "./types.ts";

/** Types of the `Data` of each error, as it is sent. */
export function renderErrorData(): string {
  const types = Object.entries(errors).map(([code, { data }]) => `  ${JSON.stringify(code)}: ${dataType(data)};`);
  const named = new Set(Object.values(errors).flatMap(({ data }) => [...namesIn(data)]));
  return `// ${notice}

import type { ErrorCode } from "./names.ts";
import type { ${[...named].sort().join(", ")} } from "./types.ts";

/** Data of each error, by its code. */
export interface ErrorData {
${types.join("\n")}
}

/** Errors that may come without data. */
export type CodeWithoutData = { [Code in ErrorCode]: null extends ErrorData[Code] ? Code : never }[ErrorCode];

/** Errors that take this for their data. */
export type CodeFor<Data> = { [Code in ErrorCode]: Data extends ErrorData[Code] ? Code : never }[ErrorCode];
`;
}

function dataType(data: ErrorDeclaration["data"]): string {
  if (!data) return "null";
  if ("whole" in data) return valueType(data.whole);
  const all = Object.values(data.properties);
  const type = Object.entries(data.properties).map(([name, field]) =>
    field.nullable ? `${name}?: ${valueType(field)} | null` : `${name}: ${valueType(field)}`,
  );
  return `{ ${type.join("; ")} }${all.every((field) => field.nullable) ? " | null" : ""}`;
}

function valueType(field: Field): string {
  switch (field.type) {
    case "string":
      return field.enum ?? "string";
    case "date":
      return "DateText";
    case "integer":
    case "decimal":
      return "number";
    case "boolean":
      return "boolean";
    case "array":
      return `readonly ${arrayOf(valueType(field.items!))}`;
    case "model":
      return field.model!;
    case "object":
      return "JsonObject";
    case "any":
      return "Json";
  }
}

/** Types of the wire that a declaration's data refers to. */
function* namesIn(data: ErrorDeclaration["data"]): Iterable<string> {
  if (!data) return;
  for (const field of "whole" in data ? [data.whole] : Object.values(data.properties))
    for (const name of valueType(field).match(/\b[A-Z]\w+/g) ?? []) yield name;
}
