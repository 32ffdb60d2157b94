import type { Field } from "@orderwell/contract";
import { LRUCache } from "lru-cache";
import { parseDate } from "../dates.ts";
import { Json, jsonb } from "../db/json.ts";
import { type RawBuilder, type Statement, sql } from "../db/sql.ts";
import { parseJson } from "../json/parse-json.ts";
import type { Table } from "./table.ts";

/** Types of columns, as the database names them. */
export type ColumnType = "text" | "int" | "bigint" | "numeric" | "boolean" | "timestamptz" | "json";

interface PartColumn {
  readonly column: string;
  /**
   * Key under which a row holds the column's value: the property, or the column's own name for what replies leave out.
   */
  readonly name: string;
  readonly type: ColumnType;
}

type Values = Readonly<Record<string, unknown>>;

/** A key column that all rows of one aggregate share, beside the marketplace, and its value. */
export type PartScope = readonly [column: string, value: string];

/** A statement that is to be joined with others: its text depends on the number of its first parameter. */
export interface Write {
  /** Tells it from all writes of another text, or of another number of parameters. */
  readonly shape: string;
  text(first: number): string;
  readonly values: readonly unknown[];
}

/** Parameters that one statement takes at most: the protocol counts them in 16 bits. */
const mostParameters = 65_535;

/**
 * The writes as one statement, all of which see what was there before any of them; as several, one after the other, where they
 * have more than 65,535 parameters, such as an order that begins with two thousand lines.
 *
 * @param writes none with more parameters by itself.
 * @param returning columns of what the last of them writes.
 */
export function together(writes: readonly Write[], returning?: string): readonly Statement[] {
  const statements: Write[][] = [];
  let parameters = mostParameters;
  for (const write of writes) {
    parameters += write.values.length;
    if (parameters <= mostParameters) statements.at(-1)?.push(write);
    else {
      statements.push([write]);
      parameters = write.values.length;
    }
  }
  return statements.map((some, index) => joined(some, index === statements.length - 1 ? returning : undefined));
}

/** Memory for the texts of joined writes, and characters of those that are kept; longer ones are rare. */
const keptBytes = 2_000_000;
const longestKept = 20_000;

/** Texts of joined writes, by what they are joined of: as long as an order has columns, and the same again and again. */
const keptTexts = new LRUCache<string, string>({
  maxSize: keptBytes,
  maxEntrySize: longestKept,
  sizeCalculation: (text, shapes) => text.length + shapes.length,
});

function joined(writes: readonly Write[], returning = ""): Statement {
  const shapes = `${returning};${writes.map(({ shape }) => shape).join(";")}`;
  let text = keptTexts.get(shapes);
  if (text === undefined) {
    text = joinedText(writes, returning);
    keptTexts.set(shapes, text);
  }
  return { text, values: writes.flatMap(({ values }) => values) };
}

function joinedText(writes: readonly Write[], returning: string): string {
  let first = 1;
  const texts = writes.map((write) => {
    const text = write.text(first);
    first += write.values.length;
    return text;
  });
  const last = `${texts.pop() ?? ""}${returning === "" ? "" : ` returning ${returning}`}`;
  const others = texts.map((text, index) => `w${index} as (${text})`);
  return others.length === 0 ? last : `with ${others.join(", ")} ${last}`;
}

/**
 * Rows that are read with an aggregate and written with it, as the difference between two states of it: by one statement
 * for all that are new, one for all that changed, one for all that are gone, whatever their number. Of those that were read in
 * part (`json`) only what was read is written.
 *
 * Writes are put together as text: they are the busiest there are, and to compose them would take longer than to carry them
 * out. All names in them are declared in the code.
 */
export class PartTable<Row extends { readonly ID: string }> {
  readonly #name: string;
  readonly #columns: readonly PartColumn[];
  readonly #id: PartColumn;
  readonly #insertion: string;

  /** @param internals columns beyond the model's, which rows hold under the column's name; `id`, if it is one, as `ID`. */
  constructor(table: Pick<Table<object>, "name" | "stored">, internals: Readonly<Record<string, ColumnType>>) {
    this.#name = table.name;
    this.#columns = [
      ...table.stored.map(({ name, column, field }) => ({ name, column, type: typeOf(field) })),
      ...Object.entries(internals).map(([column, type]) => ({ name: column === "id" ? "ID" : column, column, type })),
    ];
    this.#id = this.#columns.find(({ name }) => name === "ID") as PartColumn;
    this.#insertion = `insert into ${this.#name} (marketplace_id, ${this.#columns.map(({ column }) => column).join(", ")})`;
  }

  /**
   * The columns of an alias, as `JSON.parse` is to find them: exact numbers as text, points in time as the wire has them.
   *
   * @param only these, by the names that rows have them under. Default: all.
   */
  json(alias: string, only?: readonly (keyof Row)[]): RawBuilder<unknown> {
    const names: readonly unknown[] | undefined = only;
    return sql.join(
      this.#columns
        .filter(({ name }) => names === undefined || names.includes(name))
        .map(({ name, column, type }) => {
          const value = sql.ref(`${alias}.${column}`);
          return sql`${type === "numeric" ? sql`${value}::text` : value} as ${sql.id(name)}`;
        }),
    );
  }

  /** The columns of an alias as rows have them. */
  select(alias: string): RawBuilder<unknown> {
    return sql.join(this.#columns.map(({ name, column }) => sql`${sql.ref(`${alias}.${column}`)} as ${sql.id(name)}`));
  }

  /**
   * The row as it will be read, once it is stored: by `select`, or as a part of JSON (`json`).
   *
   * @param known the row as it was read, of which most may have stayed.
   * @returns undefined where only the database can tell, such as a number that it would write otherwise.
   */
  readBack(row: Row, as: "row" | "json", known?: Row): Row | undefined {
    const read: Record<string, unknown> = {};
    for (const { name, type } of this.#columns) {
      const value = (row as Values)[name] ?? null;
      if (value === null || value === (known as Values | undefined)?.[name]) read[name] = value;
      else if (type === "json") read[name] = jsonRead(value, as);
      else if (isWrittenSo(value, type)) read[name] = value;
      else return undefined;
    }
    return read as Row;
  }

  /** Writes that make `after` of `before`; nothing when they agree. Rows are the same by their IDs. */
  difference(marketplaceId: string, scope: PartScope, before: readonly Row[], after: readonly Row[]): Write[] {
    if (before === after) return [];
    const known = new Map(before.map((row) => [row.ID, row]));
    const kept = new Map<string, Row>();
    // What bears the ID of another one is new as well, for the database to refuse.
    const added: Row[] = [];
    for (const row of after) {
      if (!known.has(row.ID) || kept.has(row.ID)) added.push(row);
      else kept.set(row.ID, row);
    }
    const gone = before.filter(({ ID }) => !kept.has(ID)).map(({ ID }) => ID);
    return [
      ...(gone.length > 0 ? [this.#delete(marketplaceId, scope, gone)] : []),
      ...this.#update(marketplaceId, scope, known, kept),
      ...chunks(added).map((rows) => this.#insert(marketplaceId, rows)),
    ];
  }

  #delete(marketplaceId: string, [column, value]: PartScope, ids: readonly string[]): Write {
    return {
      shape: `- ${this.#name} ${column}`,
      text: (n) =>
        `delete from ${this.#name} as t where t.marketplace_id = $${n} and t.${column} = $${n + 1} and t.id = any($${n + 2})`,
      values: [marketplaceId, value, ids],
    };
  }

  /** Values, not a `select`: a distributed database would copy the rows of one in, past row-level security. */
  #insert(marketplaceId: string, rows: readonly Row[]): Write {
    const width = this.#columns.length + 1;
    const row = (first: number): string =>
      `($${first}, ${this.#columns.map(({ type }, index) => `$${first + 1 + index}::${type}`).join(", ")})`;
    return {
      shape: `+ ${this.#name} ${rows.length}`,
      text: (n) => `${this.#insertion} values ${rows.map((_, index) => row(n + index * width)).join(", ")}`,
      values: rows.flatMap((one) => [marketplaceId, ...this.#columns.map((column) => parameterOf(column, one))]),
    };
  }

  #update(
    marketplaceId: string,
    [scope, value]: PartScope,
    known: ReadonlyMap<string, Row>,
    kept: ReadonlyMap<string, Row>,
  ): Write[] {
    const written = new Set<PartColumn>();
    const changed = [...kept.values()].filter((row) => {
      const columns = this.#changes(known.get(row.ID) as Row, row);
      for (const column of columns) written.add(column);
      return columns.length > 0;
    });
    if (changed.length === 0) return [];
    // Rows may have been read in part: what was not read of them stays, whatever others change.
    const groups = Map.groupBy(changed, (row) =>
      this.#columns
        .filter(
          (column) => written.has(column) && !(isAbsent(column, row) && isAbsent(column, known.get(row.ID) as Row)),
        )
        .map(({ column }) => column)
        .join(),
    );
    return [...groups].map(([group, rows]) => {
      const names = new Set(group.split(","));
      const columns = this.#columns.filter(({ column }) => names.has(column));
      if (scope === this.#id.column) return this.#updateOne(marketplaceId, value, columns, rows[0] as Row);
      const named = [this.#id, ...columns];
      return {
        shape: `~ ${this.#name} ${scope} ${group}`,
        text: (n) => {
          const changes = columns.map(({ column }) => `${column} = d.${column}`).join(", ");
          const definition = named.map(({ column, type }) => `${column} ${type}`).join(", ");
          return `update ${this.#name} as t set ${changes} from json_to_recordset($${n}::json) as d (${definition})
          where t.marketplace_id = $${n + 1} and t.${scope} = $${n + 2} and t.id = d.id`;
        },
        values: [recordsOf(named, rows), marketplaceId, value],
      };
    });
  }

  /** The change of the only row that there can be, without a set of records to be read and joined. */
  #updateOne(marketplaceId: string, id: string, columns: readonly PartColumn[], row: Row): Write {
    return {
      shape: `= ${this.#name} ${columns.map(({ column }) => column).join()}`,
      text: (n) => {
        const changes = columns.map(({ column, type }, index) => `${column} = $${n + index}::${type}`).join(", ");
        const after = n + columns.length;
        return `update ${this.#name} as t set ${changes} where t.marketplace_id = $${after} and t.${this.#id.column} = $${after + 1}`;
      },
      values: [...columns.map((column) => parameterOf(column, row)), marketplaceId, id],
    };
  }

  #changes(before: Row, after: Row): readonly PartColumn[] {
    if (before === after) return [];
    const [was, is] = [before, after] as unknown as readonly [Values, Values];
    return this.#columns.filter(
      (column) => was[column.name] !== is[column.name] && textOf(column, before) !== textOf(column, after),
    );
  }
}

function jsonRead(value: unknown, as: "row" | "json"): unknown {
  if (as === "row") return value instanceof Json ? value : new Json(JSON.stringify(value));
  return parseJson(jsonb(value) as string);
}

/** Tells whether the database writes a value as it is. */
function isWrittenSo(value: unknown, type: ColumnType): boolean {
  switch (type) {
    case "numeric":
      return typeof value === "string" && /^(?:-(?!0(?:\.0+)?$))?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value);
    case "timestamptz":
      return typeof value === "string" && parseDate(value) === value;
    case "boolean":
      return typeof value === "boolean";
    case "int":
    case "bigint":
      return typeof value === "number";
    default:
      return typeof value === "string";
  }
}

const isAbsent = ({ name }: PartColumn, row: object): boolean => (row as Values)[name] === undefined;

/** Changed rows as one parameter, whatever their number, so that the statement's text stays the same. */
const recordsOf = (columns: readonly PartColumn[], rows: readonly object[]): string => {
  const texts = rows.map(
    (row) => `{${columns.map((column) => `"${column.column}":${textOf(column, row)}`).join(",")}}`,
  );
  return `[${texts.join(",")}]`;
};

/** Rows that one write adds: with some forty parameters for each, as many as one statement takes. */
const insertedAtOnce = 1_000;

const chunks = <Row>(rows: readonly Row[]): (readonly Row[])[] =>
  Array.from({ length: Math.ceil(rows.length / insertedAtOnce) }, (_, index) =>
    rows.slice(index * insertedAtOnce, (index + 1) * insertedAtOnce),
  );

function parameterOf({ name, type }: PartColumn, row: object): unknown {
  const value = (row as Values)[name] ?? null;
  return type === "json" ? jsonb(value) : value;
}

function textOf({ name, type }: PartColumn, row: object): string {
  const value = (row as Values)[name];
  if (value === null || value === undefined) return "null";
  return type === "json" || value instanceof Json ? (jsonb(value) as string) : JSON.stringify(value);
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
      return "json";
    default:
      return "text";
  }
}
