import type { Query } from "../db/db.ts";
import { prepared, type RawBuilder, type Statement, sql } from "../db/sql.ts";

/** Sets of columns whose statement is composed once, of each table: more than rules make. */
const mostShapes = 32;

/** Statements that add a row to a table: composed once for each set of columns that are given. */
export class Insertion {
  readonly #table: string;
  readonly #returned: RawBuilder<unknown> | undefined;
  readonly #composed = new Map<string, (args: Record<string, unknown>) => Statement>();

  /** @param returned what they answer with; `undefined` where that must be read afterwards. */
  constructor(table: string, returned: RawBuilder<unknown> | undefined) {
    this.#table = table;
    this.#returned = returned;
  }

  /** Tells whether they answer with the row. */
  get returns(): boolean {
    return this.#returned !== undefined;
  }

  /** @param values by their columns; fragments of SQL among them are carried out. */
  of(values: readonly (readonly [column: string, value: unknown])[]): Query {
    if (values.some(([, value]) => isFragment(value))) return this.#compose(values);
    const shape = values.map(([column]) => column).join();
    let composed = this.#composed.get(shape);
    if (composed === undefined) {
      if (this.#composed.size >= mostShapes) return this.#compose(values);
      composed = prepared<Record<string, unknown>>((args) =>
        this.#compose(values.map(([column]) => [column, args[column]])),
      );
      this.#composed.set(shape, composed);
    }
    return composed(Object.fromEntries(values));
  }

  #compose(values: readonly (readonly [column: string, value: unknown])[]): RawBuilder<unknown> {
    const returning = this.#returned === undefined ? sql`` : sql`returning ${this.#returned}`;
    return sql`insert into ${sql.table(this.#table)} as t (${sql.join(values.map(([column]) => sql.ref(column)))})
      values (${sql.join(values.map(([, value]) => value))}) ${returning}`;
  }
}

const isFragment = (value: unknown): boolean => typeof value === "object" && value !== null && "isRawBuilder" in value;
