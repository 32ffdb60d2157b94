import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from "kysely";
import type { Tables } from "./generated/tables.ts";
import { fixStatement } from "./kept-statements.ts";

export { type RawBuilder, sql };

declare const rowType: unique symbol;

/** A statement whose text is fixed: composed once at start, bound often. */
export interface Statement<Row = unknown> {
  readonly text: string;
  readonly values: readonly unknown[];
  /** For the compiler alone. */
  readonly [rowType]?: Row;
}

/**
 * Builds statements that the compiler checks against the schema: `tables.selectFrom("buyer").select("id")`. It runs
 * nothing; a transaction (`TenantDb`) or a pool (`compile`) carries out what it builds.
 */
export const tables = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** A statement that `tables` built, with the type of its rows. */
export type Built<Row> = Compilable<Row>;

/** Turns a composed fragment or a built statement into text and bound values. */
export function compile(query: RawBuilder<unknown> | Built<unknown>): Statement {
  const { sql: text, parameters } = "isRawBuilder" in query ? query.compile(tables) : query.compile();
  return { text, values: parameters };
}

/** The condition that a column holds an ID, in any case: IDs are unique so within what owns them, and kept as written. */
export const idIs = (column: string, id: string): RawBuilder<boolean> =>
  sql`lower(${sql.ref(column)}) = ${id.toLowerCase()}`;

/**
 * The condition that a column refers to a row of a table by its ID, in any case. The row is looked up once, so that an index of
 * the column serves: a column's own text in lower case would be compared in every row.
 *
 * @param key column of that table that the column holds.
 * @param buyerId of those who have them, where IDs of that table are unique for each buyer: its index begins with them.
 */
export const refersTo = (
  column: string,
  marketplaceId: string,
  table: string,
  id: string,
  key: "id" | "key" = "id",
  buyerId?: string,
): RawBuilder<boolean> =>
  sql`${sql.ref(column)} = any(array(select r.${sql.ref(key)} from ${sql.table(table)} r
    where r.marketplace_id = ${marketplaceId}${buyerId === undefined ? sql`` : sql` and r.buyer_id = ${buyerId}`} and ${idIs("r.id", id)}))`;

class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A fragment for each argument of a statement that is composed once. */
export type Fragments<Args> = { readonly [Name in keyof Args]-?: RawBuilder<Args[Name]> };

/**
 * Composes a statement once, so that connections keep it prepared, and gives a function that binds it: for the statements of busy reads, whose composition would
 * cost as much as their execution.
 *
 * @param compose gets a fragment for each argument, to be used any number of times. Annotated as `Fragments<…>`, it gives
 *   the statement the type of the rows that `tables` built.
 */
export function prepared<Args extends object, Row = unknown>(
  compose: (args: Fragments<Args>) => RawBuilder<unknown> | Built<Row>,
): (args: Args) => Statement<Row> {
  const placeholders = new Map<string, Placeholder>();
  const named = (name: string): Placeholder => {
    const known = placeholders.get(name) ?? new Placeholder(name);
    placeholders.set(name, known);
    return known;
  };
  const fragments = new Proxy({}, { get: (_, name: string) => sql`${named(name)}` });
  const { text: composed, values: found } = compile(compose(fragments as never));
  const slots = [...new Set(found)];
  const text = composed.replace(/\$(\d+)/g, (_, number) => `$${slots.indexOf(found[Number(number) - 1]) + 1}`);
  fixStatement(text);
  return (args) => ({
    text,
    values: slots.map((slot) => (slot instanceof Placeholder ? args[slot.name as keyof Args] : slot)),
  });
}

/** A column of a table alias, quoted. */
export const column = (alias: string, name: string): RawBuilder<unknown> => sql.ref(`${alias}.${name}`);

/** Conditions joined by `and`; true when there is none. */
export function allOf(conditions: readonly RawBuilder<unknown>[]): RawBuilder<boolean> {
  return conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` and `)}`;
}

/** API names become column names mechanically: `DefaultPriceScheduleID` → `default_price_schedule_id`. */
export function columnName(field: string): string {
  return field
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}
