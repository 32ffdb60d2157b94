import { enums } from "../../contract/src/enums.ts";
import type { Field } from "../../contract/src/field.ts";
import { models } from "../../contract/src/models.ts";
import type { Model, Operation } from "../../contract/src/operation.ts";
import { operations } from "../../contract/src/resources.ts";
import { notice } from "./header.ts";

/** TypeScript types of the wire format, as the server holds it. */
export function renderTypes(): string {
  const plain = Object.values(models).filter((model) => !envelopes.includes(model.name));
  return `${[
    `// ${notice}`,
    preamble,
    ...Object.entries(enums).map(([name, values]) => enumType(name, values)),
    ...plain.map(modelType),
    modelsType(),
    operationTypes(),
  ].join("\n\n")}\n`;
}

/** Generic, therefore written by hand in the preamble. */
const envelopes = ["ListPage", "ListPageWithFacets"];

const preamble = `/** A decimal number as text: exact, unlike a binary number. */
export type DecimalText = string;
/** A point in time, UTC, ISO 8601. */
export type DateText = string;
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A page of a list. */
export interface ListPage<Item> {
  Meta: Meta;
  Items: Item[];
}

/** A page of a list of products. */
export interface ListPageWithFacets<Item> {
  Meta: MetaWithFacets;
  Items: Item[];
}`;

function enumType(name: string, values: readonly string[]): string {
  return `export type ${name} =${values.map((value) => `\n  | ${JSON.stringify(value)}`).join("")};`;
}

function modelType(model: Model): string {
  const comment = model.description ? `/** ${model.description} */\n` : "";
  const fields = Object.entries(model.fields).map(
    ([name, field]) => `  ${name}: ${nullable(name, field, fieldType(field))};`,
  );
  return `${comment}export interface ${model.name} {\n${fields.join("\n")}\n}`;
}

/** IDs and what a full body must hold are there in everything that was read or checked. */
const nullable = (name: string, field: Field, type: string) =>
  field.nullable === false || name === "ID" || field.required || type === "Json" ? type : `${type} | null`;

function fieldType(field: Field): string {
  switch (field.type) {
    case "string":
      return field.enum ?? "string";
    case "integer":
      return "number";
    case "decimal":
      return "DecimalText";
    case "boolean":
      return "boolean";
    case "date":
      return "DateText";
    case "model":
      return field.partial ? `Partial<${field.model}>` : field.model!;
    case "array":
      return arrayOf(fieldType(field.items!));
    case "object":
      return "JsonObject";
    case "any":
      return "Json";
  }
}

/** The type of an array whose items have this type. */
export const arrayOf = (item: string) => (/[ |]/.test(item) ? `(${item})[]` : `${item}[]`);

/** Every model's type by its name. */
function modelsType(): string {
  const entries = Object.keys(models).map((name) => `  ${name}: ${envelopes.includes(name) ? `${name}<Json>` : name};`);
  return `/** Every model by its name. */\nexport interface Models {\n${entries.join("\n")}\n}`;
}

function operationTypes(): string {
  const entries = Object.values(operations).map((operation) => `  "${operation.id}": ${operationType(operation)};`);
  return [
    "/** Body in which only what stands in `Required` must be present. */",
    "type Body<M, Required extends keyof M, ReadOnly extends keyof M = never> = Pick<M, Required> & Partial<Omit<M, Required | ReadOnly>>;",
    "",
    "/** What each operation receives and answers. */",
    `export interface Operations {\n${entries.join("\n")}\n}`,
    "",
    "export type OperationId = keyof Operations;",
  ].join("\n");
}

function operationType(operation: Operation): string {
  const path = parameters(operation.pathParams, () => "");
  const query = parameters(operation.query, (field) => (field.required ? "" : "?"));
  return `{ path: ${path}; query: ${query}; body: ${bodyType(operation)}; reply: ${replyType(operation)} }`;
}

function parameters(fields: Readonly<Record<string, Field>>, optional: (field: Field) => "" | "?"): string {
  const all = Object.entries(fields).map(([name, field]) => `${name}${optional(field)}: ${fieldType(field)}`);
  return all.length ? `{ ${all.join("; ")} }` : "Record<never, never>";
}

function bodyType({ body }: Operation): string {
  if (!body) return "undefined";
  const { fields } = models[body.model];
  const union = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(" | ") || "never";
  const readOnly = Object.keys(fields).filter((name) => fields[name]!.readOnly);
  const excluded = readOnly.length ? `, ${union(readOnly)}` : "";
  const type = `Body<${body.model}, ${union(body.required)}${excluded}>`;
  return body.optional ? `${type} | undefined` : type;
}

function replyType({ reply, list }: Operation): string {
  if (!reply) return "undefined";
  if (!reply.list) return reply.model;
  if (list?.kind === "array") return `${reply.model}[]`;
  return `${list?.facets ? "ListPageWithFacets" : "ListPage"}<${reply.model}>`;
}
