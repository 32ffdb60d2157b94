import type { Field } from "../../contract/src/field.ts";
import { models } from "../../contract/src/models.ts";
import type { Model, Operation } from "../../contract/src/operation.ts";
import { portalOperations } from "../../contract/src/portal.ts";
import { operations } from "../../contract/src/resources.ts";
import { notice } from "./header.ts";
import { envelopes, envelopeTypes, type Face, replyType, unionOf, valuesIn, valueType } from "./type-text.ts";

const stored: Face = {
  decimal: "DecimalText",
  model: ({ partial, model }) => (partial ? `Partial<${model}>` : model!),
};

/** TypeScript types of models and operations as the server holds them: read from the database, or read from a request. */
export function renderStored(): string {
  const plain = Object.values(models).filter((model) => !envelopes.includes(model.name));
  const text = [
    ...plain.map(modelType),
    modelsType(),
    partialBody,
    operationTypes("Operations", operations),
    operationTypes("PortalOperations", portalOperations),
    operationIds,
  ].join("\n\n");
  return `// ${notice}

import type { ${valuesIn(text).join(", ")} } from "./values.ts";

/** A decimal number as text: exact, unlike a binary number. */
export type DecimalText = string;

${envelopeTypes}

${text}
`;
}

function modelType(model: Model): string {
  const comment = model.description ? `/** ${model.description} */\n` : "";
  const fields = Object.entries(model.fields).map(
    ([name, field]) => `  ${name}: ${nullable(name, field, valueType(field, stored))};`,
  );
  return `${comment}export interface ${model.name} {\n${fields.join("\n")}\n}`;
}

const partialBody = `/** Body in which only what stands in \`Required\` must be present. */
type Body<M, Required extends keyof M, ReadOnly extends keyof M = never> = Pick<M, Required> & Partial<Omit<M, Required | ReadOnly>>;`;

const operationIds = "export type OperationId = keyof Operations;";

/** IDs and what a full body must hold are there in everything that was read or checked. */
const nullable = (name: string, field: Field, type: string) =>
  field.nullable === false || name === "ID" || field.required || type === "Json" ? type : `${type} | null`;

/** Every model's type by its name. */
function modelsType(): string {
  const entries = Object.keys(models).map((name) => `  ${name}: ${envelopes.includes(name) ? `${name}<Json>` : name};`);
  return `/** Every model by its name. */\nexport interface Models {\n${entries.join("\n")}\n}`;
}

function operationTypes(name: string, declared: Readonly<Record<string, Operation>>): string {
  const entries = Object.values(declared).map((operation) => `  "${operation.id}": ${operationType(operation)};`);
  return `/** What each operation receives and answers. */\nexport interface ${name} {\n${entries.join("\n")}\n}`;
}

function operationType(operation: Operation): string {
  const path = parameters(operation.pathParams, () => "");
  const query = parameters(operation.query, (field) => (field.required ? "" : "?"));
  return `{ path: ${path}; query: ${query}; body: ${bodyType(operation)}; reply: ${replyType(operation)} }`;
}

function parameters(fields: Readonly<Record<string, Field>>, optional: (field: Field) => "" | "?"): string {
  const all = Object.entries(fields).map(([name, field]) => `${name}${optional(field)}: ${valueType(field, stored)}`);
  return all.length ? `{ ${all.join("; ")} }` : "Record<never, never>";
}

function bodyType({ body }: Operation): string {
  if (!body) return "undefined";
  const { fields } = models[body.model];
  const readOnly = Object.keys(fields).filter((name) => fields[name]!.readOnly);
  const excluded = readOnly.length ? `, ${unionOf(readOnly)}` : "";
  const type = `Body<${body.model}, ${unionOf(body.required)}${excluded}>`;
  return body.optional ? `${type} | undefined` : type;
}
