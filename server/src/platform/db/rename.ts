import type pg from "pg";
import type { TenantDb } from "./session.ts";
import { allOf, sql } from "./sql.ts";

/** A column of one table that holds a key column of another. */
export interface Link {
  readonly table: string;
  /** Column of the referring table → column of the table it refers to. */
  readonly columns: ReadonlyMap<string, string>;
}

/** What follows a rename besides columns; `key` is the row's former key. */
export type AfterRename = (
  db: TenantDb,
  key: Readonly<Record<string, string | null>>,
  changed: { readonly column: string; readonly to: string },
) => Promise<void>;

/**
 * Who refers to which table, read from the catalog once at start.
 *
 * Foreign keys carry no `on update` action, which a distributed database refuses; they are deferred to the end of the
 * transaction, and a rename updates the whole graph within it.
 */
export class References {
  readonly #links = new Map<string, Link[]>();
  readonly #after = new Map<string, AfterRename[]>();

  static async read(pool: pg.Pool): Promise<References> {
    const { rows } = await pool.query<{
      child: string;
      parent: string;
      child_columns: string[];
      parent_columns: string[];
    }>(`
      select con.conrelid::regclass::text as child, con.confrelid::regclass::text as parent,
        (select array_agg(a.attname::text order by k.n) from unnest(con.conkey) with ordinality k (attnum, n)
           join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.attnum) as child_columns,
        (select array_agg(a.attname::text order by k.n) from unnest(con.confkey) with ordinality k (attnum, n)
           join pg_attribute a on a.attrelid = con.confrelid and a.attnum = k.attnum) as parent_columns
      from pg_constraint con
      where con.contype = 'f' and con.connamespace = 'public'::regnamespace
      order by con.conname`);
    const references = new References();
    for (const row of rows)
      references.add(
        row.parent,
        row.child,
        row.child_columns.map((name, index) => [name, row.parent_columns[index] as string]),
      );
    return references;
  }

  /** The tables that refer to a table, with the columns that do and those they refer to. */
  to(table: string): readonly Link[] {
    return this.#links.get(table) ?? [];
  }

  /** Adds a reference that no foreign key guards, such as one that outlives what it refers to. */
  add(parent: string, child: string, columns: Iterable<readonly [string, string]>): void {
    const links = this.#links.get(parent) ?? [];
    links.push({ table: child, columns: new Map(columns) });
    this.#links.set(parent, links);
  }

  /** Adds what a rename of a table's rows asks for where the old key is held within other values. */
  afterRename(table: string, follow: AfterRename): void {
    this.#after.set(table, [...(this.#after.get(table) ?? []), follow]);
  }

  /**
   * Gives a row a new key and lets everything that refers to it follow.
   *
   * `key` holds the columns of its key with their present values (null where the row has none), `changed` the one that
   * changes and its new value.
   */
  async rename(
    db: TenantDb,
    table: string,
    key: Readonly<Record<string, string | null>>,
    changed: { readonly column: string; readonly to: string },
  ): Promise<void> {
    await this.#update(db, table, key, changed);
    await this.#follow(db, table, key, changed, new Set());
    for (const follow of this.#after.get(table) ?? []) await follow(db, key, changed);
  }

  async #follow(
    db: TenantDb,
    table: string,
    key: Readonly<Record<string, string | null>>,
    changed: { readonly column: string; readonly to: string },
    seen: Set<string>,
  ): Promise<void> {
    for (const link of this.#links.get(table) ?? []) {
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

  async #update(
    db: TenantDb,
    table: string,
    key: Readonly<Record<string, string | null>>,
    changed: { readonly column: string; readonly to: string },
  ): Promise<void> {
    const where = Object.entries(key).map(([column, value]) =>
      value === null ? sql`${sql.ref(column)} is null` : sql`${sql.ref(column)} = ${value}`,
    );
    await db.run(
      sql`update ${sql.table(table)} set ${sql.ref(changed.column)} = ${changed.to}
        where marketplace_id = ${db.marketplaceId} and ${allOf(where)}`,
    );
  }
}
