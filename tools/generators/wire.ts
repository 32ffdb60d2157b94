import { type ServiceCall, serviceCalls } from "../../contract/src/calls.ts";
import type { Field } from "../../contract/src/field.ts";
import type { ModelName } from "../../contract/src/generated/names.ts";
import { models } from "../../contract/src/models.ts";
import type { Operation } from "../../contract/src/operation.ts";
import { portalOperations } from "../../contract/src/portal.ts";
import { operations } from "../../contract/src/resources.ts";
import { notice } from "./header.ts";
import { envelopes, envelopeTypes, type Face, replyType, unionOf, valuesIn, valueType } from "./type-text.ts";

const received: Face = { decimal: "number", model: ({ model }) => model! };
const sent: Face = { decimal: "number", model: ({ model }) => bodyName(model!) };

const bodyName = (model: ModelName) => `${model}Body`;

/** TypeScript types of what clients receive, and under names that end in `Body` of what they send. */
export function renderWire(): string {
  const replies = Object.values(models).filter((model) => !envelopes.includes(model.name));
  const text = [
    ...replies.map(({ name }) => replyModel(name)),
    ...[...sentModels()].map(bodyModel),
    helpers,
    operationTypes("Operations", operations),
    operationTypes("PortalOperations", portalOperations),
    serviceCallTypes(),
  ];
  return `// ${notice}

import type { ${valuesIn(text.join("\n")).join(", ")} } from "./values.ts";

export type * from "./values.ts";

${envelopeTypes}

${text.join("\n\n")}
`;
}

function replyModel(name: ModelName): string {
  const { description, fields } = models[name];
  const lines = Object.entries(fields).flatMap(([key, field]) => [
    ...comment(field.description, "  "),
    `  ${key}: ${field.writeOnly ? "null" : receivedType(key, field)};`,
  ]);
  return [...comment(description), `export interface ${name} {`, ...lines, "}"].join("\n");
}

/** Everything may be left out: what an operation requires stands with the operation. */
function bodyModel(name: ModelName): string {
  const { fields } = models[name];
  const lines = Object.entries(fields)
    .filter(([, field]) => !field.readOnly)
    .flatMap(([key, field]) => [
      ...comment(field.description, "  "),
      `  ${key}?: ${orNull(`${valueType(field, sent)}${field.orFlag ? " | boolean" : ""}`)};`,
    ]);
  return [`/** What is sent of ${name}. */`, `export interface ${bodyName(name)} {`, ...lines, "}"].join("\n");
}

/** IDs and what a full body must hold are there in every reply. */
function receivedType(name: string, field: Field): string {
  const type = valueType(field, received);
  return field.nullable === false || field.required || name === "ID" ? type : orNull(type);
}

const orNull = (type: string) => (type === "Json" ? type : `${type} | null`);

const comment = (description: string | undefined, indent = "") =>
  description ? [`${indent}/** ${description} */`] : [];

/** Models of what is sent: bodies, what services answer, and all they embed that can be written. */
function sentModels(): Set<ModelName> {
  const found = new Set<ModelName>();
  const visit = (name: ModelName) => {
    if (found.has(name)) return;
    found.add(name);
    for (const { readOnly, model, items } of Object.values(models[name].fields)) {
      const inner = model ?? items?.model;
      if (inner && !readOnly) visit(inner);
    }
  };
  for (const { body } of Object.values({ ...operations, ...portalOperations })) if (body) visit(body.model);
  for (const { reply } of serviceCalls) if (reply) visit(reply);
  return found;
}

function operationTypes(name: string, declared: Readonly<Record<string, Operation>>): string {
  const entries = Object.values(declared).map((operation) => `  "${operation.id}": ${operationType(operation)};`);
  return `/** What each operation takes and answers. */\nexport interface ${name} {\n${entries.join("\n")}\n}`;
}

function serviceCallTypes(): string {
  const type = ({ id, body, reply }: ServiceCall) =>
    `  "${id}": { body: ${body}; reply: ${reply ? bodyName(reply) : "undefined"} };`;
  return `/** What services of yours are called with, and what they answer. */\nexport interface ServiceCalls {\n${serviceCalls.map(type).join("\n")}\n}`;
}

const helpers = `type Required<Body, Names extends keyof Body> = Body & { [Name in Names]-?: NonNullable<Body[Name]> };

/** One value of the query string, or several of which any fits. */
type Argument = string | number | boolean | readonly (string | number | boolean)[];

/**
 * Arguments by which a list is searched, sorted and divided into pages; beside them, filters by the names of
 * properties.
 */
export interface ListArguments {
  search?: string;
  searchOn?: string | readonly string[];
  sortBy?: string | readonly string[];
  page?: number;
  pageSize?: number;
  [filter: string]: Argument | undefined;
}`;

function operationType(operation: Operation): string {
  // Text of a URL: an enumeration is taken in any case there.
  const names = Object.keys(operation.pathParams);
  const path = names.length ? `{ ${names.map((name) => `${name}: string`).join("; ")} }` : "unknown";
  const own = query(operation.query);
  const list = operation.list ? " & ListArguments" : "";
  return `{ path: ${path}; query: ${own}${list}; body: ${bodyType(operation)}; reply: ${replyType(operation)} }`;
}

function query(fields: Readonly<Record<string, Field>>): string {
  const all = Object.entries(fields).map(
    ([name, field]) => `${name}${field.required ? "" : "?"}: ${valueType(field, sent)}`,
  );
  return all.length ? `{ ${all.join("; ")} }` : "unknown";
}

function bodyType({ body }: Operation): string {
  if (!body) return "undefined";
  const name = bodyName(body.model);
  const type = body.required.length ? `Required<${name}, ${unionOf(body.required)}>` : name;
  return body.optional ? `${type} | undefined` : type;
}
