import { enums } from "../../contract/src/enums.ts";
import type { Field } from "../../contract/src/field.ts";
import type { Operation } from "../../contract/src/operation.ts";

/** Ways of one face of the contract to write what the faces differ in. */
export interface Face {
  readonly decimal: string;
  model(field: Field): string;
}

/** The TypeScript type of a property's value, without `null`. */
export function valueType(field: Field, face: Face): string {
  switch (field.type) {
    case "string":
      return field.enum ?? "string";
    case "integer":
      return "number";
    case "decimal":
      return face.decimal;
    case "boolean":
      return "boolean";
    case "date":
      return "DateText";
    case "model":
      return face.model(field);
    case "array":
      return arrayOf(valueType(field.items!, face));
    case "object":
      return "JsonObject";
    case "any":
      return "Json";
  }
}

/** The type of an array whose items have this type. */
export const arrayOf = (item: string) => (/[ |]/.test(item) ? `(${item})[]` : `${item}[]`);

/** Literal types side by side. */
export const unionOf = (values: readonly string[]) =>
  values.map((value) => JSON.stringify(value)).join(" | ") || "never";

/** Models that are generic, therefore written by hand. */
export const envelopes = ["ListPage", "ListPageWithFacets"];

export const envelopeTypes = `/** A page of a list. */
export interface ListPage<Item> {
  Meta: Meta;
  Items: Item[];
}

/** A page of a list of products. */
export interface ListPageWithFacets<Item> {
  Meta: MetaWithFacets;
  Items: Item[];
}`;

export function replyType({ reply, list }: Operation): string {
  if (!reply) return "undefined";
  if (!reply.list) return reply.model;
  if (list?.kind === "array") return `${reply.model}[]`;
  return `${list?.facets ? "ListPageWithFacets" : "ListPage"}<${reply.model}>`;
}

/** Types in `values.ts` that a text names. */
export function valuesIn(text: string): string[] {
  const all = [...Object.keys(enums), "DateText", "Json", "JsonObject"];
  return all.filter((name) => new RegExp(`(?<!")\\b${name}\\b(?!")`).test(text)).sort();
}
