import type { Db } from "../db/db.ts";
import { sql } from "../db/sql.ts";

/** A foreign key of one table. */
export interface ForeignKey {
  readonly name: string;
  /** The referring table, and the one it refers to. */
  readonly table: string;
  readonly target: string;
  /** Column of the referring table → column of the table it refers to. */
  readonly columns: ReadonlyMap<string, string>;
}

/** The foreign keys of the schema, from the catalog. */
export async function readForeignKeys(db: Db): Promise<ForeignKey[]> {
  const rows = await db.rows<{
    name: string;
    child: string;
    parent: string;
    child_columns: string[];
    parent_columns: string[];
  }>(sql`
    select con.conname as name, con.conrelid::regclass::text as child, con.confrelid::regclass::text as parent,
      (select array_agg(a.attname::text order by k.n) from unnest(con.conkey) with ordinality k (attnum, n)
         join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.attnum) as child_columns,
      (select array_agg(a.attname::text order by k.n) from unnest(con.confkey) with ordinality k (attnum, n)
         join pg_attribute a on a.attrelid = con.confrelid and a.attnum = k.attnum) as parent_columns
    from pg_constraint con
    where con.contype = 'f' and con.connamespace = 'public'::regnamespace
    order by con.conname`);
  return rows.map((row) => ({
    name: row.name,
    table: row.child,
    target: row.parent,
    columns: new Map(row.child_columns.map((name, index) => [name, row.parent_columns[index] as string])),
  }));
}
