import { parseJson } from "../json/parse-json.ts";

/**
 * A value of JSON as the database sent it.
 *
 * Replies splice `text` in as it is, so that extended properties cost no parsing on the way through; whoever needs the
 * value parses it once with `value`.
 */
export class Json {
  readonly text: string;
  #value: unknown;
  #parsed = false;

  constructor(text: string) {
    this.text = text;
  }

  get value(): unknown {
    if (!this.#parsed) {
      this.#value = parseJson(this.text);
      this.#parsed = true;
    }
    return this.#value;
  }

  toJSON(): unknown {
    return this.value;
  }

  toPostgres(): string {
    return this.text;
  }
}

/** A model as read from the database: objects and arrays may still be unparsed. */
export type Row<Model> = {
  [Key in keyof Model]: Model[Key] extends string | number | boolean | null ? Model[Key] : Model[Key] | Json;
};

/** The row with every `Json` parsed: what rules work on. */
export function plain<Model>(row: Row<Model>): Model {
  // A copy keeps the row's shape, which an object that is filled key by key would not have.
  const result: Record<string, unknown> = { ...row };
  for (const key of Object.keys(result)) {
    const value = result[key];
    if (value instanceof Json) result[key] = value.value;
  }
  return result as Model;
}

/** Binds a value to a parameter of JSON; `null` and `undefined` become SQL null. */
export function jsonb(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return value instanceof Json ? value.text : JSON.stringify(value);
}
