import type { Field, Model } from "@orderwell/contract";
import { Json } from "../db/json.ts";
import { trimmed } from "../money.ts";

type Write = (value: unknown) => string;

/**
 * An object of a reply, or the facets of a page, that is text already, every declared property in its place: for the busiest
 * reads, whose text is put together where it is read. Tests compare it with what `ReplyWriter` makes of the same object.
 */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** An array, in one piece: what is held for long is not to hold the pieces that it was put together from. */
  static array(texts: readonly string[]): RawJson {
    return new RawJson(texts.length === 0 ? "[]" : ["[", texts.join(), "]"].join(""));
  }
}

/** What precedes the items of a page. */
interface Meta {
  /** Of lists that have facets; the first of all. */
  readonly Facets?: RawJson;
  readonly [name: string]: unknown;
}

function metaText({ Facets, ...meta }: Meta): string {
  const text = JSON.stringify(meta);
  return Facets === undefined ? text : `{"Facets":${Facets.text},${text.slice(1)}`;
}

/** A page of a list, as operations answer it. */
export interface WrittenPage {
  readonly Meta: Meta;
  readonly Items: readonly unknown[];
}

/**
 * Text of a property without a value. Numbers and flags that are declared never to be null have one all the same, their
 * default, for typed clients cannot read `null` there: what a service answered may leave them out
 * (docs/behaviour/conventions.md §5).
 */
function absentText({ type, nullable, default: standard }: Field): string {
  if (nullable !== false) return "null";
  if (type === "boolean") return String(standard ?? false);
  return type === "integer" || type === "decimal" ? String(standard ?? 0) : "null";
}

/**
 * Writes models as JSON text in the contract's shape: every declared property in its order, absent ones `null` or, where they
 * are never null, their default, write-only ones always `null`, nothing undeclared. `Json` values are spliced in as the database sent them.
 */
export class ReplyWriter {
  readonly #models: Readonly<Record<string, Model>>;
  readonly #writers = new Map<string, Write>();

  constructor(models: Readonly<Record<string, Model>>) {
    this.#models = models;
  }

  /** Text of one object of a model. */
  object(model: string, value: unknown): string {
    return this.#writer(model)(value);
  }

  /** Text of an array of a model's objects. */
  array(model: string, values: readonly unknown[]): string {
    return this.#joined("", model, values, "");
  }

  /** Text of a page of a model's objects. */
  page(model: string, { Meta, Items }: WrittenPage): string {
    return this.#joined(`{"Meta":${metaText(Meta)},"Items":`, model, Items, "}");
  }

  /** An array between two texts, in one piece: it is sent as it is. */
  #joined(before: string, model: string, values: readonly unknown[], after: string): string {
    const write = this.#writer(model);
    const parts = [before, "["];
    for (let index = 0; index < values.length; index++) {
      if (index > 0) parts.push(",");
      parts.push(write(values[index]));
    }
    parts.push("]", after);
    return parts.join("");
  }

  #writer(name: string): Write {
    let write = this.#writers.get(name);
    if (write === undefined) {
      const model = this.#models[name];
      if (model === undefined) throw new Error(`No model ${name}`);
      write = this.#compile(model);
      this.#writers.set(name, write);
    }
    return write;
  }

  #compile(model: Model): Write {
    const names = Object.keys(model.fields);
    const heads = names.map((name, index) => `${index === 0 ? "{" : ","}${JSON.stringify(name)}:`);
    const writes = names.map((name) => this.#field(model.fields[name] as Field));
    const absents = names.map((name) => absentText(model.fields[name] as Field));
    const count = names.length;
    if (count === 0) return () => "{}";
    return (value) => {
      if (value === null || value === undefined) return "null";
      if (value instanceof RawJson) return value.text;
      if (value instanceof Json) value = value.value;
      const source = value as Record<string, unknown>;
      let text = "";
      for (let index = 0; index < count; index++) {
        const item = source[names[index] as string];
        text += heads[index] as string;
        text += item === null || item === undefined ? absents[index] : (writes[index] as Write)(item);
      }
      return `${text}}`;
    };
  }

  #field(field: Field): Write {
    if (field.writeOnly) return () => "null";
    switch (field.type) {
      case "string":
      case "date":
        return (value) => JSON.stringify(value);
      case "integer":
      case "boolean":
        return String;
      case "decimal":
        return (value) => trimmed(String(value));
      case "model": {
        const name = field.model ?? "";
        return (value) => this.#writer(name)(value);
      }
      case "array": {
        const write = this.#field(field.items ?? { type: "any" });
        return (value) => {
          if (value instanceof Json) value = value.value;
          return `[${(value as unknown[]).map(write).join(",")}]`;
        };
      }
      case "object":
      case "any":
        return (value) => (value instanceof Json ? value.text : (JSON.stringify(value) ?? "null"));
    }
  }
}
