import type { Field, ModelName, Models } from "@orderwell/contract";
import type { Query } from "../db/db.ts";
import { jsonb, type Row } from "../db/json.ts";
import { Later } from "../db/later.ts";
import type { TenantDb } from "../db/session.ts";
import { allOf, columnName, idIs, prepared, type RawBuilder, type Statement, sql } from "../db/sql.ts";
import { writeAndRead } from "../db/write-and-read.ts";
import { named, naming, objectType, type Violations } from "../errors/violations.ts";
import { isRawNumber, objectOf, parseJson } from "../json/parse-json.ts";
import { type ColumnOverride, type Columns, columnsOf } from "../lists/columns.ts";
import type { KeptTotals } from "../lists/kept-totals.ts";
import type { ListRequest } from "../lists/list-request.ts";
import type { SearchDocument } from "../lists/word-search.ts";
import { modelFields } from "./fields.ts";
import { Insertion } from "./insertion.ts";
import { type Page, readPage } from "./page.ts";

/** Rows of a table that a request may touch: those of a buyer, of a catalog, of the caller's company. */
export interface Scope {
  /** Columns that every such row shares; a new row gets them. `null` means none, not any. */
  readonly columns?: Readonly<Record<string, string | number | null>>;
  /** A further condition over the alias `t`. */
  readonly where?: RawBuilder<unknown>;
}

/** A scope by values, or by the parameters of a statement that is composed once. */
interface Conditions {
  readonly columns?: Readonly<Record<string, unknown>>;
  readonly where?: RawBuilder<unknown> | undefined;
}

/** What is done with one row. */
type Finding = "read" | "read locked" | "lock";

/** Columns that belong to no property of the model, set along with it. */
export type Internal = Readonly<Record<string, unknown>>;

/** What no column of their own holds of a table's rows, in SQL over the alias `t`. */
export interface ComputedColumns {
  /** Properties. They are never written. */
  readonly computed?: Readonly<Record<string, RawBuilder<unknown>>>;
  /** Columns of computed properties for lists; see `columnsOf`. */
  readonly columns?: Readonly<Record<string, ColumnOverride>>;
}

export interface TableOptions extends ComputedColumns {
  /** Type of its objects as errors name it, where several models share a table. Default: the table's. */
  readonly objectType?: ModelName;
  /**
   * The same over the marketplace's own parameter, in place of those: a distributed database takes some only so, such as what
   * joins further rows where there are any.
   */
  readonly computedIn?: (marketplaceId: RawBuilder<unknown>) => ComputedColumns;
  /** What those are of a row that is new, as SQL over its columns alone. Default: it is read by itself. */
  readonly computedOfNew?: Readonly<Record<string, RawBuilder<unknown>>>;
  /** Properties that replies hold but the database does not. */
  readonly absent?: readonly string[];
  /** A query in parentheses that reads use in place of the table: rows of several tables in one list. */
  readonly source?: RawBuilder<unknown>;
  /** Indexed words of its rows, which searches of lists look up. */
  readonly document?: SearchDocument;
  /** Further conditions that rows must meet for any lookup, over the alias `t`. */
  readonly where?: RawBuilder<unknown>;
  /** Further terms of every order, where a list may hold several rows of the same ID. */
  readonly orderLast?: readonly RawBuilder<unknown>[];
  /** Meanings of violated constraints of the table to clients, besides an ID that is there already. */
  readonly violations?: Violations;
}

export type { Page };

/** A property that a column of its own holds. */
export interface Stored {
  readonly name: string;
  readonly column: string;
  readonly field: Field;
}

/** Table of a model, as `Table` makes it. */
class ModelTable<Model extends object> {
  readonly name: string;
  readonly model: ModelName;
  readonly violations: Violations;
  /** Type of its objects, as errors name it. */
  readonly objectType: string;
  readonly #stored: readonly Stored[];
  readonly #options: TableOptions;
  readonly #select: RawBuilder<unknown>;
  readonly #source: RawBuilder<unknown>;
  readonly #columns: Columns;
  /** Some property is computed. */
  readonly #isComputed: boolean;
  /** Statements that find one row, by what they do with it and the columns that they compare. */
  readonly #found = new Map<string, (args: Record<string, unknown>) => Statement>();
  readonly #insertion: Insertion;
  /** The same on a distributed database, which takes columns alone where a write answers. */
  readonly #distributedInsertion: Insertion;

  constructor(name: string, model: ModelName, options: TableOptions = {}) {
    this.name = name;
    this.model = model;
    this.violations = options.violations ?? {};
    this.objectType = options.objectType ?? objectType(name);
    this.#options = options;
    this.#source = options.source ?? sql.table(name);
    const { computed = {}, columns } = options.computedIn?.(sql`t.marketplace_id`) ?? options;
    this.#columns = columnsOf({ ...computed, ...columns });
    this.#isComputed = Object.keys(computed).length > 0;
    const fields = Object.entries(modelFields(model));
    this.#stored = fields
      .filter(([field, { writeOnly }]) => !(field in computed) && !options.absent?.includes(field) && !writeOnly)
      .map(([field, declaration]) => ({ name: field, column: columnName(field), field: declaration }));
    this.#select = this.selectWith(computed);
    const ofNew = options.computedOfNew ?? {};
    const returned = Object.keys(computed).every((field) => field in ofNew) ? this.selectWith(ofNew) : undefined;
    this.#insertion = new Insertion(name, returned);
    this.#distributedInsertion = new Insertion(name, this.#isComputed ? undefined : returned);
  }

  /** The properties in a statement of a marketplace. @param marketplaceId as `#conditions` has it. */
  #selectIn(marketplaceId: unknown): RawBuilder<unknown> {
    const bound = this.#options.computedIn?.(sql`${marketplaceId}`);
    return bound === undefined ? this.#select : this.selectWith(bound.computed ?? {});
  }

  #columnsIn(marketplaceId: string): Columns {
    const bound = this.#options.computedIn?.(sql`${marketplaceId}`);
    return bound === undefined ? this.#columns : columnsOf({ ...bound.computed, ...bound.columns });
  }

  /** The properties that columns hold, in the model's order. */
  get stored(): readonly Stored[] {
    return this.#stored;
  }

  /** The model's properties over the alias `t`, for statements of a store's own. */
  get select(): RawBuilder<unknown> {
    return this.#select;
  }

  /** The same with other expressions for those that no column holds. */
  selectWith(computed: Readonly<Record<string, RawBuilder<unknown>>>): RawBuilder<unknown> {
    return sql.join([
      ...this.#stored.map(({ name: field, column }) => sql`t.${sql.ref(column)} as ${sql.ref(field)}`),
      ...Object.entries(computed).map(([field, expression]) => sql`${expression} as ${sql.ref(field)}`),
    ]);
  }

  /** Places of its properties in lists. */
  get columns(): Columns {
    return this.#columns;
  }

  /** Indexed words of its rows. */
  get document(): SearchDocument | undefined {
    return this.#options.document;
  }

  /** What reads use in place of the table. */
  get source(): RawBuilder<unknown> {
    return this.#source;
  }

  /** @param marketplaceId its value, or the parameter of a statement that is composed once; the scope's columns likewise. */
  #conditions(marketplaceId: unknown, { columns = {}, where }: Conditions): RawBuilder<unknown>[] {
    const conditions: RawBuilder<unknown>[] = [sql`t.marketplace_id = ${marketplaceId}`];
    for (const [column, value] of Object.entries(columns))
      conditions.push(value === null ? sql`t.${sql.ref(column)} is null` : sql`t.${sql.ref(column)} = ${value}`);
    if (where !== undefined) conditions.push(where);
    if (this.#options.where !== undefined) conditions.push(this.#options.where);
    return conditions;
  }

  /** The object with this ID, in whatever case. `lock` keeps others from changing it until the transaction ends. */
  async find(db: TenantDb, scope: Scope, id: string, lock = false): Promise<Row<Model> | undefined> {
    const how = (finding: Finding) => this.#finding(finding, db.marketplaceId, scope, id);
    if (!lock) return db.row<Row<Model>>(how("read"));
    const isSplit = db.distributed && scope.where !== undefined;
    if (!this.#isComputed && !isSplit) return db.row<Row<Model>>(how("read locked"));
    // Citus locks no row that is read or looked for with subqueries: it is locked first, in the same trip.
    const locking = isSplit
      ? this.#finding("lock", db.marketplaceId, { columns: scope.columns ?? {} }, id)
      : how("lock");
    const [locked, row] = await Promise.all([db.row(locking), db.row<Row<Model>>(how("read"))]);
    // Another row of that ID may have come between the two, which nobody holds.
    return locked === undefined ? undefined : row;
  }

  /** Statement that finds one row: composed once for each set of columns, unless the scope has a condition of its own. */
  #finding(finding: Finding, marketplaceId: string, { columns = {}, where }: Scope, id: string): Query {
    const foldedId = id.toLowerCase();
    if (where !== undefined) return this.#find(finding, marketplaceId, { columns, where }, foldedId);
    const named = Object.entries(columns);
    const shape = `${finding} ${named.map(([column, value]) => (value === null ? `${column} null` : column)).join()}`;
    let statement = this.#found.get(shape);
    if (statement === undefined) {
      statement = prepared<Record<string, unknown>>((args) => {
        const asked = Object.fromEntries(
          named.map(([column, value]) => [column, value === null ? null : args[column]]),
        );
        return this.#find(finding, args.marketplaceId, { columns: asked }, args.foldedId);
      });
      this.#found.set(shape, statement);
    }
    // Names of columns are in snake case.
    return statement({ ...columns, marketplaceId, foldedId });
  }

  /** @param id folded, or the parameter that is. */
  #find(finding: Finding, marketplaceId: unknown, conditions: Conditions, id: unknown): RawBuilder<unknown> {
    const where = allOf([...this.#conditions(marketplaceId, conditions), sql`lower(t.id) = ${id}`]);
    const select = finding === "lock" ? sql`` : this.#selectIn(marketplaceId);
    const lock = finding === "read" ? sql`` : sql`for update of t`;
    return sql`select ${select} from ${this.#source} as t where ${where} ${lock}`;
  }

  /** Number of rows in a scope, counted no further than `most`. */
  async countUpTo(db: TenantDb, scope: Scope, most: number): Promise<number> {
    const where = allOf(this.#conditions(db.marketplaceId, scope));
    const row = await db.row<{ count: number }>(sql`select count(*)::int as count
      from (select from ${this.#source} as t where ${where} limit ${most}) as counted`);
    return row?.count ?? 0;
  }

  /**
   * One page of what the scope and the list's options leave, with the total in the same trip.
   *
   * @param totals keeps those that take long to count; absent where they must be exact.
   */
  async list(db: TenantDb, scope: Scope, list: ListRequest, totals?: KeptTotals): Promise<Page<Row<Model>>> {
    return readPage(db, list, {
      select: this.#selectIn(db.marketplaceId),
      from: sql`${this.#source} as t`,
      where: this.#conditions(db.marketplaceId, scope),
      columns: this.#columnsIn(db.marketplaceId),
      document: this.#options.document,
      last: this.#options.orderLast ?? [],
      totals,
    });
  }

  /**
   * Adds a row. Properties that the draft lacks become null or what the column defaults to when it may not be null.
   * An ID that is taken is IdExists.
   */
  async insert(
    db: TenantDb,
    scope: Scope,
    draft: Readonly<Record<string, unknown>>,
    internal: Internal = {},
  ): Promise<Row<Model>> {
    const insertion = this.#insertionInto(db);
    const write = insertion.of(this.#valuesOf(db, scope, draft, internal));
    const written = async (): Promise<Row<Model>> => {
      if (insertion.returns) return (await db.row<Row<Model>>(write)) as Row<Model>;
      return writeAndRead(db, write, this.#readBack(db, scope, draft));
    };
    return naming({ [this.name]: String(draft.ID) }, written, this.objectType);
  }

  /** Adds a row without a trip of its own, for whoever can do without it before the commit. @see insert */
  insertLater(
    db: TenantDb,
    scope: Scope,
    draft: Readonly<Record<string, unknown>>,
    internal: Internal = {},
  ): Later<Row<Model>> {
    const insertion = this.#insertionInto(db);
    const values = this.#valuesOf(db, scope, draft, internal);
    const explain = (error: unknown) => named(error, { [this.name]: String(draft.ID) }, this.objectType);
    if (insertion.returns) return db.rowLater(insertion.rowOf(values) ?? insertion.of(values), explain);
    db.runLater(insertion.of(values), explain);
    return db.rowLater(this.#readBack(db, scope, draft));
  }

  #insertionInto({ distributed }: TenantDb): Insertion {
    return distributed ? this.#distributedInsertion : this.#insertion;
  }

  #valuesOf(
    db: TenantDb,
    scope: Scope,
    draft: Readonly<Record<string, unknown>>,
    internal: Internal,
  ): readonly (readonly [column: string, value: unknown])[] {
    return [
      ["marketplace_id", db.marketplaceId] as const,
      ...Object.entries(scope.columns ?? {}),
      ...this.#stored.map(({ name, column, field }) => [column, stored(draft[name], field)] as const),
      ...Object.entries(internal),
    ].filter(([, value]) => value !== undefined);
  }

  #readBack(db: TenantDb, { columns = {} }: Scope, { ID }: Draft): Query {
    if (this.#options.source === undefined) return this.#finding("read", db.marketplaceId, { columns }, String(ID));
    const scope = { columns };
    return sql`select ${this.#selectIn(db.marketplaceId)} from ${sql.table(this.name)} as t where ${this.#byId(db, scope, ID)}`;
  }

  #byId(db: TenantDb, scope: Scope, id: unknown): RawBuilder<unknown> {
    return allOf([
      ...this.#conditions(db.marketplaceId, { columns: scope.columns ?? {} }),
      sql`${idIs("t.id", String(id))}`,
    ]);
  }

  /**
   * Writes the properties that differ from what was read. The row is found by its ID before the change.
   *
   * @param found the row as this transaction has read and locked it: where nothing differs, it is not read again.
   */
  async update(
    db: TenantDb,
    scope: Scope,
    before: Readonly<Record<string, unknown>>,
    draft: Readonly<Record<string, unknown>>,
    internal: Internal = {},
    found?: Row<Model>,
  ): Promise<Row<Model>> {
    const updating = this.#updating(db, scope, before, draft, internal, found);
    if ("row" in updating) return updating.row;
    const { first, last } = updating;
    return first === undefined ? ((await db.row<Row<Model>>(last)) as Row<Model>) : writeAndRead(db, first, last);
  }

  /** The same without a trip of its own, for whoever can do without the row before the commit. */
  updateLater(
    db: TenantDb,
    scope: Scope,
    before: Readonly<Record<string, unknown>>,
    draft: Readonly<Record<string, unknown>>,
    internal: Internal = {},
    found?: Row<Model>,
  ): Later<Row<Model>> {
    const updating = this.#updating(db, scope, before, draft, internal, found);
    if ("row" in updating) return new Later(Promise.resolve(updating.row), async () => {});
    const { first, last } = updating;
    if (first !== undefined) db.runLater(first);
    return db.rowLater(last);
  }

  /** Statements that change a row, the last of which answers with it as lists show it; the row that has nothing to be changed. */
  #updating(
    db: TenantDb,
    scope: Scope,
    before: Readonly<Record<string, unknown>>,
    draft: Readonly<Record<string, unknown>>,
    internal: Internal,
    found: Row<Model> | undefined,
  ): { readonly first?: RawBuilder<unknown>; readonly last: Query } | { readonly row: Row<Model> } {
    const changes: [string, unknown][] = [];
    for (const { name, column, field } of this.#stored) {
      if (name === "ID") continue;
      const value = stored(draft[name], field);
      if (!isSame(value, stored(before[name], field), field)) changes.push([column, value ?? null]);
    }
    const further = Object.entries(internal).filter(([, value]) => value !== undefined);
    const unchanged = changes.length === 0 && further.length === 0;
    // What is computed may follow from what has been written elsewhere meanwhile.
    if (unchanged && found !== undefined && !this.#isComputed && draft.ID === before.ID) return { row: found };
    const read = this.#readBack(db, scope, draft);
    if (unchanged) return { last: read };
    if (changes.length === 0) return { first: this.#updatingInternal(db, scope, draft, further), last: read };
    const update = this.#setting(db, scope, draft, [...changes, ...further]);
    return this.#isComputed ? { first: update, last: read } : { last: sql`${update} returning ${this.#select}` };
  }

  #setting(db: TenantDb, scope: Scope, draft: Draft, changes: readonly Change[]): RawBuilder<unknown> {
    return sql`update ${sql.table(this.name)} as t
      set ${sql.join(changes.map(([column, value]) => sql`${sql.ref(column)} = ${value}`))}
      where ${this.#byId(db, scope, draft.ID)}`;
  }

  /** Nothing is known of what such columns were: a row that has them as they are to be is not written. */
  #updatingInternal(db: TenantDb, scope: Scope, draft: Draft, changes: readonly Change[]): RawBuilder<unknown> {
    const update = this.#setting(db, scope, draft, changes);
    // Citus refuses what compares texts of columns, which depend on settings, and writes the row anew.
    if (db.distributed) return update;
    const differing = changes.map(
      ([column, value]) => sql`t.${sql.ref(column)}::text is distinct from (${value})::text`,
    );
    return sql`${update} and (${sql.join(differing, sql` or `)})`;
  }

  /** Deletes the object; true when it was there. What refers to it goes or stays as the foreign keys say. */
  async remove(db: TenantDb, scope: Scope, id: string): Promise<boolean> {
    return (await db.run(this.#deletion(db, scope, id))) > 0;
  }

  /** Deletes the object, ahead of the next statement or of the commit. */
  removeLater(db: TenantDb, scope: Scope, id: string): void {
    db.runLater(this.#deletion(db, scope, id));
  }

  #deletion(db: TenantDb, scope: Scope, id: string): RawBuilder<unknown> {
    const where = allOf([...this.#conditions(db.marketplaceId, scope), idIs("t.id", id)]);
    return sql`delete from ${sql.table(this.name)} as t where ${where}`;
  }

  /** Key columns of a row for `References.rename`. */
  key(scope: Scope, id: string): Record<string, string | null> {
    const key: Record<string, string | null> = { id };
    for (const [column, value] of Object.entries(scope.columns ?? {}))
      key[column] = value === null ? null : String(value);
    return key;
  }
}

/** The table of some model, whose properties its rows have. */
export type Table<Model extends object> = ModelTable<Model>;

/**
 * A model's table: properties are columns of the same name, in snake case; objects and lists are `jsonb`. The model's name
 * gives the type of the rows.
 */
export const Table: new <Name extends ModelName>(
  name: string,
  model: Name,
  options?: TableOptions,
) => Table<Models[Name]> = ModelTable;

type Draft = Readonly<Record<string, unknown>>;

/** A column with its new value. */
type Change = readonly [column: string, value: unknown];

/** Tells whether a column has a value already. Columns of lists and of declared objects keep no order of keys. */
function isSame(value: unknown, other: unknown, { type }: Field): boolean {
  if (value === other || typeof value !== "string" || typeof other !== "string") return value === other;
  return (type === "array" || type === "model") && inOneOrder(value) === inOneOrder(other);
}

const inOneOrder = (text: string): string => JSON.stringify(withSortedKeys(parseJson(text)));

function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (typeof value !== "object" || value === null || isRawNumber(value)) return value;
  return objectOf(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, item]) => [key, withSortedKeys(item)] as const),
  );
}

/** Value that a column takes for a property: `undefined` leaves a column that may not be null to its default. */
function stored(value: unknown, field: Field): unknown {
  if (value === null || value === undefined) return field.nullable === false ? undefined : null;
  switch (field.type) {
    case "array":
    case "model":
    case "object":
    case "any":
      return jsonb(value);
    default:
      return value;
  }
}
