import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type pg from "pg";
import { createPool } from "./pool.ts";

/** Where the numbered migrations lie. */
export const migrationsFolder = new URL("../../../migrations/", import.meta.url);

/** The schema that they give, for review. */
export const schemaFile = new URL("schema.sql", migrationsFolder);

/** The role that requests run as. Row-level security applies to it and it cannot lift it. */
export const applicationRole = "orderwell_app";

/** Serialises processes that start at the same time. */
const lockKey = 7_226_733_951;

interface Migration {
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

async function migrations(): Promise<Migration[]> {
  const names = (await readdir(migrationsFolder)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, migrationsFolder), "utf8");
      return { name, text, checksum: createHash("sha256").update(text).digest("hex") };
    }),
  );
}

/**
 * Brings the database to the newest schema: each migration once, in the order of its number, in a transaction of its
 * own, forward only.
 *
 * @throws when an applied migration has changed since, or the database holds one that this version does not know.
 */
export async function migrate(pool: pg.Pool): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query(`select pg_advisory_lock(${lockKey})`);
    await ensureApplicationRole(client);
    await client.query(
      "create table if not exists migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())",
    );
    const applied = new Map(
      (await client.query<{ name: string; checksum: string }>("select name, checksum from migration")).rows.map(
        (row) => [row.name, row.checksum],
      ),
    );
    const known = await migrations();
    for (const name of applied.keys()) {
      if (!known.some((migration) => migration.name === name))
        throw new Error(`The database was migrated by a newer version: it holds ${name}, which this version lacks`);
    }
    const done: string[] = [];
    for (const migration of known) {
      const checksum = applied.get(migration.name);
      if (checksum === migration.checksum) continue;
      if (checksum !== undefined) throw new Error(`Migration ${migration.name} has changed after it was applied`);
      await client.query("begin");
      try {
        await client.query(migration.text);
        await client.query("insert into migration (name, checksum) values ($1, $2)", [
          migration.name,
          migration.checksum,
        ]);
        await client.query("commit");
      } catch (error) {
        await client.query("rollback");
        throw new Error(`Migration ${migration.name} failed: ${(error as Error).message}`, { cause: error });
      }
      done.push(migration.name);
    }
    if (done.length > 0) await secureTenantTables(client);
    await trustIndexedFunctions(client);
    return done;
  } finally {
    await client.query(`select pg_advisory_unlock(${lockKey})`).catch(() => {});
    client.release();
  }
}

/** `migrate` for a database that nobody has open yet. */
export async function migrateDatabase(url: string): Promise<string[]> {
  const pool = createPool(url, { size: 1 });
  try {
    return await migrate(pool);
  } finally {
    await pool.end();
  }
}

async function ensureApplicationRole(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query("select from pg_roles where rolname = $1", [applicationRole]);
  if (rows.length === 0) {
    // Two databases of one server may create it at the same moment.
    await client.query(`create role ${applicationRole} login`).catch((error: { code?: string }) => {
      if (error.code !== "42710" && error.code !== "23505" && error.code !== "42501") throw error;
    });
  }
}

/**
 * Puts every table that has a `marketplace_id` behind row-level security, for its owner too, and lets the application
 * role use it. A table without one belongs to the platform, not to a marketplace.
 */
async function secureTenantTables(client: pg.PoolClient): Promise<void> {
  const tables = await client.query<{ name: string; secured: boolean }>(`
    select c.relname as name, exists(select from pg_policy p where p.polrelid = c.oid) as secured
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'marketplace_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not obj_description(c.oid, 'pg_class') is not distinct from 'platform'
    order by 1`);
  for (const { name, secured } of tables.rows) {
    if (!secured) {
      await client.query(`
        alter table "${name}" enable row level security;
        alter table "${name}" force row level security;
        create policy tenant on "${name}" using (marketplace_id = current_setting('app.marketplace', true))`);
    }
  }
  await client.query(`
    alter table marketplace enable row level security;
    drop policy if exists tenant on marketplace;
    create policy tenant on marketplace using (id = current_setting('app.marketplace', true))`);
  // The owner reads the directory before any tenant is known; requests keep it in step with their own clients.
  await client.query(`
    alter table client_directory enable row level security;
    drop policy if exists tenant on client_directory;
    create policy tenant on client_directory using (marketplace_id = current_setting('app.marketplace', true))`);
  const role = await client.query("select from pg_roles where rolname = $1", [applicationRole]);
  if (role.rows.length > 0) {
    await client.query(`
      grant usage on schema public to ${applicationRole};
      grant usage on all sequences in schema public to ${applicationRole};
      grant select on marketplace to ${applicationRole};
      grant select, insert, delete on client_directory to ${applicationRole}`);
    for (const { name } of tables.rows)
      await client.query(`grant select, insert, update, delete on "${name}" to ${applicationRole}`);
  }
}

/** What indexes are over, or are searched by, and cannot tell anyone the values they are given. */
const harmless = [
  "lower(text)",
  "md5(text)",
  "ts_match_vq(tsvector,tsquery)",
  "jsonb_path_exists_opr(jsonb,jsonpath)",
  "jsonb_contains(jsonb,jsonb)",
  // The steps of `lower(xp::text)::jsonb`; what comes out of the first always goes into the last.
  "jsonb_out(jsonb)",
  "textin(cstring)",
  "textout(text)",
  "jsonb_in(cstring)",
];

/**
 * Declares to the planner that these functions leak nothing. Without it, a condition that calls one of them is never
 * looked up in an index of a table behind row-level security: every lookup by ID reads all IDs of the marketplace. Only
 * a superuser may declare it; with any other user, large marketplaces are slow until one does.
 */
async function trustIndexedFunctions(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ signature: string }>(
    "select oid::regprocedure::text as signature from pg_proc where oid = any($1::regprocedure[]) and not proleakproof",
    [harmless.map((signature) => `pg_catalog.${signature}`)],
  );
  for (const { signature } of rows) {
    await client.query(`alter function pg_catalog.${signature} leakproof`).catch((error: { code?: string }) => {
      if (error.code !== "42501") throw error;
    });
  }
}
