import type { Db } from "../db/db.ts";
import type { TenantDb } from "../db/session.ts";
import { allOf, sql } from "../db/sql.ts";
import type { ApiError } from "../errors/api-error.ts";
import { apiError } from "../errors/api-error.ts";
import { naming, type Violations } from "../errors/violations.ts";
import { clearId, followId } from "./follow.ts";
import { type ForeignKey, readForeignKeys } from "./foreign-keys.ts";
import { type Key, type StoredReference, storedReferences } from "./stored-reference.ts";

/** The column of a key that changes, and its new value. */
export interface Change {
  readonly column: string;
  readonly to: string;
  /** Type of the row's object, as errors name it, where it is not the table's. */
  readonly objectType?: string;
}

/** A column that holds a reference. */
export interface Holder {
  readonly table: string;
  readonly column: string;
}

/** Consequences of a rename besides references: what was worked out from the IDs. `key` is the row's former key. */
export type AfterRename = (db: TenantDb, key: Key, changed: Change) => Promise<void>;

/**
 * References to each table: the foreign keys, read from the catalog once at start, and the references that the contract
 * declares and no foreign key guards, since they outlive what they name or lie within other values.
 *
 * Foreign keys carry no `on update` action, which a distributed database refuses; they are deferred to the end of the
 * transaction, and a rename updates the whole graph within it.
 */
export class References {
  readonly #foreignKeys = new Map<string, ForeignKey[]>();
  readonly #stored = new Map<string, StoredReference[]>();
  readonly #cleared = new Map<string, StoredReference[]>();
  readonly #assignments = new Map<string, Holder[]>();
  readonly #after = new Map<string, AfterRename[]>();
  /** Meanings of foreign keys that refuse a deletion to clients, as the references they guard declare. */
  readonly violations: Violations;

  constructor(foreignKeys: readonly ForeignKey[], declared: readonly StoredReference[]) {
    for (const key of foreignKeys) append(this.#foreignKeys, key.target, key);
    const violations: Record<string, () => ApiError> = {};
    for (const reference of declared) {
      const guard = guardOf(reference, foreignKeys);
      if (reference.whenDeleted === "clear" && !reference.inherited && "column" in reference.at)
        append(this.#cleared, reference.target, reference);
      if (guard === undefined) append(this.#stored, reference.target, reference);
      else if (reference.whenDeleted === "cascade" && reference.within.some(({ column }) => column === "buyer_id"))
        append(this.#assignments, reference.target, { table: reference.table, column: columnOf(guard) });
      else if (typeof reference.whenDeleted !== "string") {
        const { refused } = reference.whenDeleted;
        violations[guard.name] = () => apiError(refused);
      }
    }
    this.violations = violations;
  }

  /** Reads the schema that there is. */
  static async read(db: Db): Promise<References> {
    const [foreignKeys, columns] = [await readForeignKeys(db), await readColumns(db)];
    return new References(
      foreignKeys,
      storedReferences((table, column) => columns.has(`${table}.${column}`)),
    );
  }

  /** Tables of what buyers' users have for themselves. */
  get privateTables(): string[] {
    return this.#guards("app_user")
      .filter((key) => columnOf(key) === "private_to")
      .map(({ table }) => table);
  }

  #guards(table: string): readonly ForeignKey[] {
    return this.#foreignKeys.get(table) ?? [];
  }

  /** Columns of assignments that a buyer's people have as long as they are the buyer's, by the table of what they name. */
  assignmentsOf(table: string): readonly Holder[] {
    return this.#assignments.get(table) ?? [];
  }

  /** Columns that go on showing the ID of a table's row when it is gone. */
  outliving(table: string): Holder[] {
    return this.#unguarded(table).flatMap(({ table: holder, at, whenDeleted }) =>
      whenDeleted === "keep" && "column" in at ? [{ table: holder, column: at.column }] : [],
    );
  }

  #unguarded(table: string): readonly StoredReference[] {
    return this.#stored.get(table) ?? [];
  }

  /** Adds what a rename of a table's rows asks for where something was worked out from their IDs. */
  afterRename(table: string, follow: AfterRename): void {
    append(this.#after, table, follow);
  }

  /** Gives a row a new key and lets everything that refers to it follow. An ID that is taken is IdExists. */
  async rename(db: TenantDb, table: string, key: Key, changed: Change): Promise<void> {
    // First, while the row has the ID by which it is told from others of that ID elsewhere.
    for (const reference of this.#unguarded(table)) await followId(db, reference, key, changed.to);
    await naming({ [table]: changed.to }, () => this.#update(db, table, key, changed), changed.objectType);
    await this.#follow(db, table, key, changed, new Set());
    for (const follow of this.#after.get(table) ?? []) await follow(db, key, changed);
  }

  /** Lets everything that is to name nothing once a row is gone do so. To be called before the row is deleted. */
  async clear(db: TenantDb, table: string, key: Key): Promise<void> {
    for (const reference of this.#cleared.get(table) ?? []) await clearId(db, reference, key);
  }

  async #follow(db: TenantDb, table: string, key: Key, changed: Change, seen: Set<string>): Promise<void> {
    for (const link of this.#guards(table)) {
      const column = [...link.columns].find(([, parent]) => parent === changed.column)?.[0];
      if (column === undefined) continue;
      const known: Record<string, string | null> = {};
      for (const [child, parent] of link.columns) {
        const value = key[parent];
        if (value !== undefined) known[child] = value;
      }
      const visit = `${link.table}.${column}`;
      if (seen.has(visit)) continue;
      seen.add(visit);
      await this.#update(db, link.table, known, { column, to: changed.to });
      await this.#follow(db, link.table, known, { column, to: changed.to }, seen);
    }
  }

  async #update(db: TenantDb, table: string, key: Key, changed: Change): Promise<void> {
    const where = Object.entries(key).map(([column, value]) =>
      value === null ? sql`${sql.ref(column)} is null` : sql`${sql.ref(column)} = ${value}`,
    );
    await db.run(
      sql`update ${sql.table(table)} set ${sql.ref(changed.column)} = ${changed.to}
        where marketplace_id = ${db.marketplaceId} and ${allOf(where)}`,
    );
  }
}

/** The foreign key that guards a reference, if one does. */
function guardOf({ table, target, at, key }: StoredReference, foreignKeys: readonly ForeignKey[]) {
  const column = key ?? ("column" in at ? at.column : undefined);
  return foreignKeys.find((one) => one.table === table && one.target === target && columnOf(one) === column);
}

/** The column of a foreign key that tells the target from its siblings: the last one. */
const columnOf = ({ columns }: ForeignKey): string => [...columns.keys()].at(-1) ?? "";

async function readColumns(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db.rows<{ name: string }>(sql`
    select c.relname || '.' || a.attname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`);
  return new Set(rows.map(({ name }) => name));
}

function append<Value>(to: Map<string, Value[]>, name: string, value: Value): void {
  to.set(name, [...(to.get(name) ?? []), value]);
}
