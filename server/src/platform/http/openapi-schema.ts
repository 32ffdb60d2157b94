import {
  brief,
  type DeclaredModel,
  type EnumName,
  enums,
  type Field,
  type ModelName,
  models,
  references,
} from "@orderwell/contract";

export type Schema = Readonly<Record<string, unknown>>;

const openObject: Schema = { type: "object", additionalProperties: true };

/** A model or an enumeration by reference. */
export const modelReference = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/**
 * Schemas of the named models and enumerations and of all that the models embed. Clients inline every reference: no model may
 * embed itself.
 */
export function namedSchemas(names: Iterable<ModelName>, values: Iterable<EnumName> = []): Record<string, Schema> {
  const schemas = new Map<string, Schema>();
  const visitEnum = (name: EnumName): unknown => schemas.set(name, { type: "string", enum: enums[name] });
  const visit = (name: ModelName): void => {
    if (schemas.has(name)) return;
    const model = models[name];
    schemas.set(name, modelSchema(model));
    for (const field of Object.values(model.fields)) {
      const { model: embedded, enum: enumeration } = field.items ?? field;
      if (embedded) visit(embedded);
      if (enumeration) visitEnum(enumeration);
    }
  };
  for (const name of names) visit(name);
  for (const name of values) visitEnum(name);
  return Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function modelSchema(model: DeclaredModel): Schema {
  const named = references[model.name] ?? {};
  const properties = Object.entries(model.fields).map(
    ([name, field]) =>
      [name, { ...fieldSchema(field), ...formatOf(name, field), ...referenceTo(named[name]?.target) }] as const,
  );
  return {
    type: "object",
    ...(model.description && { description: brief(model.description) }),
    properties: Object.fromEntries(properties),
  };
}

/** Forms hide what is typed into a password. */
const formatOf = (name: string, { type }: Field): Schema =>
  type === "string" && /password$/i.test(name) ? { format: "password" } : {};

/** Names the model that an ID stands for, so that consoles can link and offer a choice. */
export const referenceTo = (target: ModelName | undefined): Schema =>
  target === undefined ? {} : { "x-reference": target };

/**
 * Schema of a property or parameter, in the forms that generators know (docs/behaviour/portal-and-tools.md §9). What an
 * array embeds stands without `allOf`, for clients look for it there, and so does an enumeration.
 */
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
  nullable !== false && !required && !values && type !== "model";

function typeSchema(field: Field): Schema {
  switch (field.type) {
    case "string":
      if (field.enum) return modelReference(field.enum);
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
    case "any":
      return openObject;
  }
}

function itemSchema(item: Field): Schema {
  return item.model ? modelReference(item.model) : fieldSchema({ ...item, nullable: false });
}
