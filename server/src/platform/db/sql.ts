import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from "kysely";

export { type RawBuilder, sql };

/** A statement whose text is fixed: composed once at start, bound often. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

const compiler = new Kysely<Record<string, never>>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Turns a composed fragment into text and bound values. */
export function compile(query: RawBuilder<unknown>): Statement {
  const { sql: text, parameters } = query.compile(compiler);
  return { text, values: parameters };
}

class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * Composes a statement once and gives a function that binds it: for the statements of busy reads, whose composition would
 * cost as much as their execution.
 *
 * @param compose gets a fragment for each argument, to be used any number of times.
 */
export function prepared<Args extends object>(
  compose: (args: { readonly [Name in keyof Args]-?: RawBuilder<unknown> }) => RawBuilder<unknown>,
): (args: Args) => Statement {
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

const names = new Map<string, string>();
/** Each name is a prepared statement held by every connection. */
const namesKept = 2_000;

/**
 * The name under which connections keep a statement prepared: the same text always gets the same name. Texts beyond
 * the limit run unnamed, so that an endless variety of filters cannot fill the database's memory.
 */
export function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= namesKept) return undefined;
  const name = `o${names.size}`;
  names.set(text, name);
  return name;
}
