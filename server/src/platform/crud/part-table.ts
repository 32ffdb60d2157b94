import type { Field } from "@orderwell/contract";
import { Json, jsonb } from "../db/json.ts";
import { allOf, type RawBuilder, sql } from "../db/sql.ts";
import type { Table } from "./table.ts";

/** Types of columns, as the database names them. */
export type ColumnType = "text" | "int" | "bigint" | "numeric" | "boolean" | "timestamptz" | "jsonb";

interface PartColumn {
  readonly column: string;
  /** Where a row holds the column's value: the property, or the column's own name for what replies leave out. */
  readonly name: string;
  readonly type: ColumnType;
}

type Values = Readonly<Record<string, unknown>>;

/** Key columns that all rows of one aggregate share, beside the marketplace. */
export type PartScope = Readonly<Record<string, string>>;

/**
 * Rows that are read with an aggregate and written with it, as the difference between two states of it: by one statement
 * for all that are new, one for all that changed, one for all that are gone, whatever their number.
 */
export class PartTable<Row extends { readonly ID: string }> {
  readonly #name: string;
  readonly #columns: readonly PartColumn[];

  /** @param internals columns beyond the model's, which rows hold under the column's name. */
  constructor(table: Pick<Table<object>, "name" | "stored">, internals: Readonly<Record<string, ColumnType>>) {
    this.#name = table.name;
    this.#columns = [
      ...table.stored.map(({ name, column, field }) => ({ name, column, type: typeOf(field) })),
      ...Object.entries(internals).map(([column, type]) => ({ name: column, column, type })),
    ];
  }

  /** The columns of an alias, as `JSON.parse` is to find them: exact numbers as text, points in time as the wire has them. */
  json(alias: string): RawBuilder<unknown> {
    return sql.join(
      this.#columns.map(({ name, column, type }) => {
        const value = sql.ref(`${alias}.${column}`);
        return sql`${type === "numeric" ? sql`${value}::text` : value} as ${sql.id(name)}`;
      }),
    );
  }

  /** The columns of an alias as rows have them. */
  select(alias: string): RawBuilder<unknown> {
    return sql.join(this.#columns.map(({ name, column }) => sql`${sql.ref(`${alias}.${column}`)} as ${sql.id(name)}`));
  }

  /** Statements that make `after` of `before`; none when they agree. Rows are the same by their IDs. */
  difference(
    marketplaceId: string,
    scope: PartScope,
    before: readonly Row[],
    after: readonly Row[],
  ): RawBuilder<unknown>[] {
    if (before === after) return [];
    const known = new Map(before.map((row) => [row.ID, row]));
    const left = new Set(after.map(({ ID }) => ID));
    // What bears the ID of another one is new as well, for the database to refuse.
    const added = after.filter(({ ID }, index) => !known.has(ID) || after.findIndex((row) => row.ID === ID) < index);
    const gone = before.filter(({ ID }) => !left.has(ID)).map(({ ID }) => ID);
    return [
      ...(gone.length > 0 ? [this.#delete(marketplaceId, scope, gone)] : []),
      ...this.#update(
        marketplaceId,
        scope,
        known,
        after.filter((row) => !added.includes(row)),
      ),
      ...chunks(added).map((rows) => this.#insert(marketplaceId, rows)),
    ];
  }

  #delete(marketplaceId: string, scope: PartScope, ids: readonly string[]): RawBuilder<unknown> {
    return sql`delete from ${sql.table(this.#name)} as t where ${within(marketplaceId, scope)} and t.id = any(${ids})`;
  }

  /** Values, not a `select`: a distributed database would copy the rows of one in, past row-level security. */
  #insert(marketplaceId: string, rows: readonly Row[]): RawBuilder<unknown> {
    const columns = this.#columns.map(({ column }) => sql.ref(column));
    const values = rows.map((row) => {
      const own = this.#columns.map((column) => sql`${parameterOf(column, row)}::${sql.raw(column.type)}`);
      return sql`(${sql.join([marketplaceId, ...own])})`;
    });
    return sql`insert into ${sql.table(this.#name)} (marketplace_id, ${sql.join(columns)}) values ${sql.join(values)}`;
  }

  #update(
    marketplaceId: string,
    scope: PartScope,
    known: ReadonlyMap<string, Row>,
    after: readonly Row[],
  ): RawBuilder<unknown>[] {
    const written = new Set<PartColumn>();
    const changed = after.filter((row) => {
      const before = known.get(row.ID);
      if (before === undefined || before === row) return false;
      const columns = this.#columns.filter((column) => textOf(column, before) !== textOf(column, row));
      for (const column of columns) written.add(column);
      return columns.length > 0;
    });
    if (changed.length === 0) return [];
    const columns = this.#columns.filter((column) => written.has(column));
    const changes = columns.map(({ column }) => sql`${sql.ref(column)} = ${sql.ref(`d.${column}`)}`);
    const id = this.#columns.find(({ name }) => name === "ID") as PartColumn;
    return [
      sql`update ${sql.table(this.#name)} as t set ${sql.join(changes)} from ${recordset([id, ...columns], changed)}
        where ${within(marketplaceId, scope)} and t.id = d.id`,
    ];
  }
}

const within = (marketplaceId: string, scope: PartScope): RawBuilder<unknown> =>
  allOf([
    sql`t.marketplace_id = ${marketplaceId}`,
    ...Object.entries(scope).map(([column, value]) => sql`${sql.ref(`t.${column}`)} = ${value}`),
  ]);

/** Changed rows as one parameter, whatever their number, so that the statement's text stays the same. */
function recordset(columns: readonly PartColumn[], rows: readonly object[]): RawBuilder<unknown> {
  const texts = rows.map(
    (row) => `{${columns.map((column) => `${JSON.stringify(column.column)}:${textOf(column, row)}`).join(",")}}`,
  );
  const definition = columns.map(({ column, type }) => sql`${sql.ref(column)} ${sql.raw(type)}`);
  return sql`json_to_recordset(${`[${texts.join(",")}]`}::json) as d (${sql.join(definition)})`;
}

/** Rows that one statement adds: its parameters, some forty for each row, are limited to 65,535. */
const insertedAtOnce = 1_000;

const chunks = <Row>(rows: readonly Row[]): (readonly Row[])[] =>
  Array.from({ length: Math.ceil(rows.length / insertedAtOnce) }, (_, index) =>
    rows.slice(index * insertedAtOnce, (index + 1) * insertedAtOnce),
  );

function parameterOf({ name, type }: PartColumn, row: object): unknown {
  const value = (row as Values)[name] ?? null;
  return type === "jsonb" ? jsonb(value) : value;
}

function textOf({ name, type }: PartColumn, row: object): string {
  const value = (row as Values)[name];
  if (value === null || value === undefined) return "null";
  return type === "jsonb" || value instanceof Json ? (jsonb(value) as string) : JSON.stringify(value);
}

function typeOf({ type }: Field): ColumnType {
  switch (type) {
    case "integer":
      return "int";
    case "decimal":
      return "numeric";
    case "boolean":
      return "boolean";
    case "date":
      return "timestamptz";
    case "array":
    case "model":
    case "object":
    case "any":
      return "jsonb";
    default:
      return "text";
  }
}
