import type { ErrorDeclaration } from "../../contract/src/error.ts";
import { errors } from "../../contract/src/errors.ts";
import type { Field } from "../../contract/src/field.ts";
import { notice } from "./header.ts";
import { type Face, valueType } from "./type-text.ts";

const sent: Face = { decimal: "number", model: ({ model }) => model! };

/** Types of the `Data` of each error, as it is sent. */
export function renderErrorData(): string {
  const types = Object.entries(errors).map(([code, { data }]) => `  ${JSON.stringify(code)}: ${dataType(data)};`);
  const named = new Set(Object.values(errors).flatMap(({ data }) => [...namesIn(data)]));
  return `// ${notice}

import type { ErrorCode } from "./names.ts";
import type { ${[...named].sort().join(", ")} } from "./wire.ts";

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
  if ("whole" in data) return dataValue(data.whole);
  const all = Object.values(data.properties);
  const type = Object.entries(data.properties).map(([name, field]) =>
    field.nullable ? `${name}?: ${dataValue(field)} | null` : `${name}: ${dataValue(field)}`,
  );
  return `{ ${type.join("; ")} }${all.every((field) => field.nullable) ? " | null" : ""}`;
}

/** Lists are made once and only read. */
const dataValue = (field: Field) => (field.type === "array" ? "readonly " : "") + valueType(field, sent);

/** Types of the wire that a declaration's data refers to. */
function* namesIn(data: ErrorDeclaration["data"]): Iterable<string> {
  if (!data) return;
  for (const field of "whole" in data ? [data.whole] : Object.values(data.properties))
    for (const name of dataValue(field).match(/\b[A-Z]\w+/g) ?? []) yield name;
}
