import type { ErrorCode } from "./errors.ts";

/** A property of a model, or a parameter of an operation. Plain data: everything that is generated or checked reads it. */
export interface Field {
  readonly type: "string" | "integer" | "decimal" | "boolean" | "date" | "model" | "array" | "object" | "any";
  /** Name of the model, when `type` is `model`. */
  readonly model?: string;
  /** Name of the enumeration a string is limited to. */
  readonly enum?: string;
  /** What an array holds. */
  readonly items?: Field;
  /** Extended properties: any JSON object the client likes. */
  readonly xp?: true;
  /** Made of letters, digits, `-` and `_` only. */
  readonly id?: true;
  readonly required?: true;
  /** Neither required nor given its default in a body that has this property: another object gives the value. */
  readonly unless?: string;
  /** Required when the address lies in one of these countries. */
  readonly requiredFor?: readonly string[];
  readonly readOnly?: true;
  /** Accepted in requests, `null` in replies. */
  readonly writeOnly?: true;
  /** False where replies never hold `null`. Absent: nullable. */
  readonly nullable?: false;
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
  readonly refusal?: ErrorCode;
  /** Error code where a required property is missing, where it is not ValidationFailure. */
  readonly missing?: ErrorCode;
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
  readonly description?: string;
}

type Options<Type extends Field["type"]> = Omit<Field, "type" | "items" | "xp" | "id"> & { readonly type?: Type };

export const text = (options: Options<"string"> = {}): Field => ({ ...options, type: "string" });
/** An identifier of up to 100 characters, chosen by the client or generated. */
export const id = (options: Options<"string"> = {}): Field => ({ max: 100, ...options, type: "string", id: true });
export const integer = (options: Options<"integer"> = {}): Field => ({ ...options, type: "integer" });
/** A decimal number; money included. Carried as text inside the server, never as binary floating point. */
export const decimal = (options: Options<"decimal"> = {}): Field => ({ ...options, type: "decimal" });
export const flag = (options: Options<"boolean"> = {}): Field => ({ ...options, type: "boolean" });
/** A point in time, UTC. */
export const date = (options: Options<"date"> = {}): Field => ({ ...options, type: "date" });
/** One of the values of an enumeration in `enums.ts`. */
export const oneOf = (name: string, options: Options<"string"> = {}): Field => ({
  ...options,
  type: "string",
  enum: name,
});
/** Another model, embedded. */
export const embedded = (model: string, options: Options<"model"> = {}): Field => ({
  ...options,
  type: "model",
  model,
});
export const listOf = (items: Field, options: Options<"array"> = {}): Field => ({ ...options, type: "array", items });
/** Extended properties. */
export const xp = (options: Options<"object"> = {}): Field => ({ ...options, type: "object", xp: true });
/** Any JSON object that is not `xp`. */
export const json = (options: Options<"object"> = {}): Field => ({ ...options, type: "object" });
/** Any JSON value. */
export const anything = (options: Options<"any"> = {}): Field => ({ ...options, type: "any" });
