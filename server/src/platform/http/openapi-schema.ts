import { brief, type DeclaredModel, enums, type Field, type ModelName, models, references } from "@orderwell/contract";

export type Schema = Readonly<Record<string, unknown>>;

const openObject: Schema = { type: "object", additionalProperties: true };

/** A model by reference. */
export const modelReference = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/** Schemas of the named models and of all they embed. Clients inline every reference: no model may embed itself. */
export function modelSchemas(names: Iterable<ModelName>): Record<string, Schema> {
  const schemas = new Map<ModelName, Schema>();
  const visit = (name: ModelName): void => {
    if (schemas.has(name)) return;
    const model = models[name];
    schemas.set(name, modelSchema(model));
    for (const field of Object.values(model.fields)) {
      const embedded = field.model ?? field.items?.model;
      if (embedded) visit(embedded);
    }
  };
  for (const name of names) visit(name);
  return Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function modelSchema(model: DeclaredModel): Schema {
  const named = references[model.name] ?? {};
  const properties = Object.entries(model.fields).map(
    ([name, field]) => [name, { ...fieldSchema(field), ...referenceTo(named[name]?.target) }] as const,
  );
  return {
    type: "object",
    ...(model.description && { description: brief(model.description) }),
    properties: Object.fromEntries(properties),
  };
}

/** Names the model that an ID stands for, so that consoles can link and offer a choice. */
export const referenceTo = (target: ModelName | undefined): Schema =>
  target === undefined ? {} : { "x-reference": target };

/** Schema of a property or parameter. What an array embeds stands without `allOf`, for clients look for it there. */
export function fieldSchema(field: Field): Schema {
  return {
    ...typeSchema(field),
    ...(field.description && { description: brief(field.description) }),
    ...(field.readOnly && { readOnly: true }),
    ...(field.writeOnly && { writeOnly: true }),
    ...(field.deprecated && { deprecated: true }),
    ...(field.max !== undefined && { maxLength: field.max }),
    ...(field.atLeast !== undefined && { minimum: field.atLeast }),
    ...(field.moreThan !== undefined && { minimum: field.moreThan, exclusiveMinimum: true }),
    ...(field.atMost !== undefined && { maximum: field.atMost }),
    ...(field.default !== undefined && { default: field.default }),
    ...(mayBeNull(field) && { nullable: true }),
  };
}

/** Said only where OpenAPI 3.0 is clear about it: not beside a reference or an enumeration. */
const mayBeNull = ({ type, enum: values, nullable, required }: Field): boolean =>
  nullable !== false && !required && !values && type !== "model" && type !== "any";

function typeSchema(field: Field): Schema {
  switch (field.type) {
    case "string":
      if (field.enum) return { type: "string", enum: enums[field.enum] };
      return { type: "string", ...(field.id && { pattern: "^[A-Za-z0-9_-]*$" }) };
    case "integer":
      return { type: "integer", format: "int32" };
    case "decimal":
      return { type: "number", format: "float" };
    case "boolean":
      return { type: "boolean" };
    case "date":
      return { type: "string", format: "date-time" };
    case "model":
      return { allOf: [modelReference(field.model!)] };
    case "array":
      return { type: "array", items: itemSchema(field.items!) };
    case "object":
      return openObject;
    case "any":
      return {};
  }
}

function itemSchema(item: Field): Schema {
  return item.model ? modelReference(item.model) : fieldSchema({ ...item, nullable: false });
}
