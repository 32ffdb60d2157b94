import { enums, type Field, type Model, models, type Operation } from "@orderwell/contract";

const declaredModels: Readonly<Record<string, Model>> = models;
const declaredEnums: Readonly<Record<string, readonly string[]>> = enums;

/**
 * Says what of an operation's reply is not as its model declares it, which typed clients could not read: a property that is
 * missing or unknown, `null` where it never is, another type, a value beside its enumeration, a date in another form, a whole
 * number beyond 32 bits (docs/behaviour/conventions.md §5). Undefined: all is.
 */
export function faultOfReply({ id, reply, list }: Operation, body: unknown): string | undefined {
  const model = declaredModels[reply?.model ?? ""];
  if (model === undefined) return undefined;
  const items = reply?.list
    ? list?.kind === "array"
      ? body
      : (body as { Items?: unknown } | undefined)?.Items
    : [body];
  if (!Array.isArray(items)) return `${id} answered no list: ${JSON.stringify(body)}`;
  for (const item of items) {
    const fault = faultOfModel(model, item, "");
    if (fault !== undefined) return `${id} answered what ${model.name} does not declare: ${fault}`;
  }
  return undefined;
}

function faultOfModel(model: Model, value: unknown, path: string): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return `${path} is ${JSON.stringify(value)}`;
  const given = value as Readonly<Record<string, unknown>>;
  for (const name in given) if (!(name in model.fields)) return `${path}${name} is unknown`;
  for (const name in model.fields) {
    const fault = faultOfField(model.fields[name] as Field, given[name], path + name);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfField(field: Field, value: unknown, path: string): string | undefined {
  if (value === undefined) return `${path} is missing`;
  if (value === null) return field.nullable === false ? `${path} is null` : undefined;
  if (field.type === "model") return faultOfModel(declaredModels[field.model as string] as Model, value, `${path}.`);
  if (field.type === "array") {
    if (!Array.isArray(value)) return `${path} is ${JSON.stringify(value)}`;
    for (const item of value) {
      const fault = faultOfField({ nullable: false, ...field.items } as Field, item, `${path}[]`);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  return fits(field, value) ? undefined : `${path} is ${JSON.stringify(value)}`;
}

const dateForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,6}[1-9])?\+00:00$/;

function fits(field: Field, value: unknown): boolean {
  switch (field.type) {
    case "string":
      return typeof value === "string" && (field.enum === undefined || declaredEnums[field.enum]!.includes(value));
    case "date":
      return typeof value === "string" && dateForm.test(value);
    case "integer":
      return Number.isInteger(value) && (value as number) >= -(2 ** 31) && (value as number) < 2 ** 31;
    case "decimal":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "object":
      return typeof value === "object";
    default:
      return true;
  }
}
