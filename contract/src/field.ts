import type { EnumName } from "./enums.ts";
import type { CodeFor } from "./generated/error-data.ts";
import type { ModelName } from "./generated/names.ts";

/** Particulars of a property in the error for its value. */
interface PropertyData {
  readonly Model: string;
  readonly Property: string;
}

/** A property of a model, or a parameter of an operation. Plain data: everything that is generated or checked reads it. */
export interface Field {
  readonly type: "string" | "integer" | "decimal" | "boolean" | "date" | "model" | "array" | "object" | "any";
  /** Name of the model, when `type` is `model`. */
  readonly model?: ModelName;
  /** Name of the enumeration a string is limited to. */
  readonly enum?: EnumName;
  /** Items of an array. */
  readonly items?: Field;
  /** Extended properties: any JSON object the client likes. */
  readonly xp?: true;
  /** Made of letters, digits, `-` and `_` only. */
  readonly id?: true;
  readonly required?: true;
  /**
   * An argument that documents call required, as forms and generators go by it; the operation decides what its absence
   * means.
   */
  readonly expected?: true;
  /** Neither required nor given its default in a body that has this property: another object gives the value. */
  readonly unless?: string;
  /** Required when the address lies in one of these countries. */
  readonly requiredFor?: readonly string[];
  readonly readOnly?: true;
  /** Accepted in requests, `null` in replies. */
  readonly writeOnly?: true;
  /** Encrypted in the database; replies show it, webhooks do not, and lists cannot be filtered by it. */
  readonly secret?: true;
  /** False where replies never hold `null`. Absent: nullable, except in the data of errors, where `true` says so. */
  readonly nullable?: boolean;
  /** A date for which `true` may be sent, meaning now, and `false`, meaning none. */
  readonly orFlag?: true;
  /** Characters. */
  readonly max?: number;
  /** Lowest number allowed. */
  readonly atLeast?: number;
  /** Highest number allowed. */
  readonly atMost?: number;
  /** Number that must be exceeded. */
  readonly moreThan?: number;
  /** Error code of a number out of bounds, where it is not ValidationFailure. */
  readonly refusal?: CodeFor<PropertyData>;
  /** Error code where a required property is missing, where it is not ValidationFailure. */
  readonly missing?: CodeFor<PropertyData>;
  /** Value taken when a request leaves the property out. */
  readonly default?: string | number | boolean;
  /** May be named in `searchOn`; searched by default in this order (lower first). */
  readonly search?: number;
  /** May be named in `sortBy`. Follows from `sort`. */
  readonly sortable?: true;
  /** May be named in `sortBy`; place in the default order of lists (lower first). */
  readonly sort?: number;
  /** An embedded model of which required properties may be left out. */
  readonly partial?: true;
  /** Accepted from older clients; newer ones name something else. */
  readonly deprecated?: true;
  /** All that its name does not tell: meaning, unit, the rule that surprises. The first sentence stands by itself. */
  readonly description?: string;
}

type Options<Type extends Field["type"]> = Omit<Field, "type" | "items" | "xp" | "id" | "description"> & {
  readonly type?: Type;
};
/** Meaning of a property, before what else holds for it. Data of errors, which says it by its names, does without. */
type Description<Type extends Field["type"]> = string | Options<Type>;

function field<Type extends Field["type"]>(
  type: Type,
  described: Description<Type> | undefined,
  options: Options<Type> | undefined,
): Field {
  if (typeof described !== "string") return { ...described, type };
  return { ...options, type, description: described };
}

export const text = (described?: Description<"string">, options?: Options<"string">): Field =>
  field("string", described, options);
/** An identifier of up to 100 characters, chosen by the client or generated. */
export const id = (described?: Description<"string">, options?: Options<"string">): Field => ({
  max: 100,
  ...field("string", described, options),
  id: true,
});
export const integer = (described?: Description<"integer">, options?: Options<"integer">): Field =>
  field("integer", described, options);
/** A decimal number; money included. Carried as text inside the server, never as binary floating point. */
export const decimal = (described?: Description<"decimal">, options?: Options<"decimal">): Field =>
  field("decimal", described, options);
export const flag = (described?: Description<"boolean">, options?: Options<"boolean">): Field =>
  field("boolean", described, options);
/** A point in time, UTC. */
export const date = (described?: Description<"date">, options?: Options<"date">): Field =>
  field("date", described, options);
/** One of the values of an enumeration in `enums.ts`. */
export const oneOf = (name: EnumName, described?: Description<"string">, options?: Options<"string">): Field => ({
  ...field("string", described, options),
  enum: name,
});
/** Another model, embedded. */
export const embedded = (model: ModelName, described?: Description<"model">, options?: Options<"model">): Field => ({
  ...field("model", described, options),
  model,
});
export const listOf = (items: Field, described?: Description<"array">, options?: Options<"array">): Field => ({
  ...field("array", described, options),
  items,
});
/** Extended properties. */
export const xp = (
  described: Description<"object"> = "Properties of your own: any JSON object of up to 8,000 characters.",
  options?: Options<"object">,
): Field => ({ ...field("object", described, options), xp: true });
/** Any JSON object that is not `xp`. */
export const json = (described?: Description<"object">, options?: Options<"object">): Field =>
  field("object", described, options);
/** Any JSON value. */
export const anything = (described?: Description<"any">, options?: Options<"any">): Field =>
  field("any", described, options);

/** First sentence of a description: as much as there is room for in OpenAPI. */
export const brief = (description: string): string => /^.*?\.(?=\s|$)/s.exec(description)?.[0] ?? description;
