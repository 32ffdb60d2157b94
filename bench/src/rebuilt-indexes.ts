import type { Client } from "pg";

/** Indexes that are made again, faster, after rows by the million have come. */
export interface RebuiltIndexes {
  /** Within the transaction that writes the rows. */
  drop(): Promise<void>;
  /** Once it is committed. */
  make(): Promise<void>;
}

/** Indexes of these tables that are no primary keys. @param kind of them alone, `gin`. Default: all. */
export async function rebuiltIndexes(
  client: Pick<Client, "query">,
  tables: readonly string[],
  kind = "",
): Promise<RebuiltIndexes> {
  const { rows } = await client.query<{ name: string; made: string }>(
    `select indexname as name, indexdef as made from pg_indexes where tablename = any($1) and schemaname = 'public'
     and indexname not like '%\\_pkey' and indexdef like '%USING ' || $2 || '%'`,
    [tables, kind],
  );
  return {
    async drop() {
      for (const { name } of rows) await client.query(`drop index ${name}`);
    },
    async make() {
      await client.query("set maintenance_work_mem = '512MB'");
      for (const { made } of rows) await client.query(made);
    },
  };
}
