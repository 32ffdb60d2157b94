import type { AddedRow, RowKind } from "../db/added-rows.ts";
import type { Query } from "../db/db.ts";
import { fixStatement } from "../db/kept-statements.ts";
import { compile, type RawBuilder, type Statement, sql } from "../db/sql.ts";

/** Sets of columns whose statements are composed once, of each table: more than rules make. */
const mostShapes = 32;

/** Rows that one statement adds: of more, each costs the database hardly less. */
const mostRows = 8;

type Values = readonly (readonly [column: string, value: unknown])[];

/** Statements that add rows to a table: composed once for each set of columns that are given. */
export class Insertion {
  readonly #table: string;
  readonly #returned: RawBuilder<unknown> | undefined;
  readonly #shapes = new Map<string, Shape>();

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
  of(values: Values): Query {
    const row = this.rowOf(values);
    if (row !== undefined) return row.kind.statement([row.values]);
    return this.#compose(
      values.map(([column]) => column),
      [values.map(([, value]) => value)],
    );
  }

  /** The row for a statement that may add others with it; undefined where there are fragments of SQL in it. */
  rowOf(values: Values): AddedRow | undefined {
    if (values.some(([, value]) => isFragment(value))) return undefined;
    const columns = values.map(([column]) => column);
    const name = columns.join();
    let kind = this.#shapes.get(name);
    if (kind === undefined) {
      if (this.#shapes.size >= mostShapes) return undefined;
      kind = new Shape(columns.length, (rows) => this.#compose(columns, rows));
      this.#shapes.set(name, kind);
    }
    return { kind, values: values.map(([, value]) => value) };
  }

  #compose(columns: readonly string[], rows: readonly (readonly unknown[])[]): RawBuilder<unknown> {
    const returning = this.#returned === undefined ? sql`` : sql`returning ${this.#returned}`;
    return sql`insert into ${sql.table(this.#table)} as t (${sql.join(columns.map((column) => sql.ref(column)))})
      values ${sql.join(rows.map((row) => sql`(${sql.join(row)})`))} ${returning}`;
  }
}

/** Statements for some columns, by how many rows they add. */
class Shape implements RowKind {
  readonly most = mostRows;
  readonly #columns: number;
  readonly #compose: (rows: readonly (readonly unknown[])[]) => RawBuilder<unknown>;
  readonly #statements = new Map<number, Statement>();

  constructor(columns: number, compose: (rows: readonly (readonly unknown[])[]) => RawBuilder<unknown>) {
    this.#columns = columns;
    this.#compose = compose;
  }

  statement(rows: readonly (readonly unknown[])[]): Statement {
    const { text, values } = this.#statementFor(rows.length);
    return { text, values: [...rows.flat(), ...values] };
  }

  /** @returns its text, and what it binds behind the values of rows. */
  #statementFor(rows: number): Statement {
    const known = this.#statements.get(rows);
    if (known !== undefined) return known;
    const placeholders = Array.from({ length: rows }, () => Array.from({ length: this.#columns }, () => null));
    const { text, values } = compile(this.#compose(placeholders));
    const statement = { text, values: values.slice(rows * this.#columns) };
    // Every connection keeps the one for a single row, and those for more as long as they come again.
    if (rows === 1) fixStatement(text);
    this.#statements.set(rows, statement);
    return statement;
  }
}

const isFragment = (value: unknown): boolean => typeof value === "object" && value !== null && "isRawBuilder" in value;
