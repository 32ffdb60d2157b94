import type pg from "pg";
import { runScript } from "./script.ts";

/** The role that requests run as. Row-level security applies to it and it cannot lift it. */
export const applicationRole = "orderwell_app";

/** Functions in conditions that indexes answer, beyond what PostgreSQL holds leakproof by itself. */
const indexedFunctions = [
  "lower(text)",
  "upper(text)",
  "octet_length(text)",
  "char_length(text)",
  "rtrim(text, text)",
  "normalize(text, text)",
  "replace(text, text, text)",
  "md5(text)",
  "textlike(text, text)",
  "texticlike(text, text)",
  "textin(cstring)",
  "textout(text)",
  "json_out(json)",
  "jsonb_in(cstring)",
  "jsonb_out(jsonb)",
  "jsonb_exists(jsonb, text)",
  "jsonb_contains(jsonb, jsonb)",
  "jsonb_path_exists_opr(jsonb, jsonpath)",
  "jsonb_path_match_opr(jsonb, jsonpath)",
  "ts_match_vq(tsvector, tsquery)",
  "arraycontains(anyarray, anyarray)",
  "arrayoverlap(anyarray, anyarray)",
  "numeric_eq(numeric, numeric)",
  "numeric_lt(numeric, numeric)",
  "numeric_le(numeric, numeric)",
  "numeric_gt(numeric, numeric)",
  "numeric_ge(numeric, numeric)",
];

/**
 * Marks the functions behind our indexes as leakproof. Row-level security otherwise lets no index answer a condition with
 * a function that might betray a row by an error, and a lookup by `lower(id)` reads every row of its marketplace. Who runs
 * statements as the application role is this server alone. Only a superuser may do so, and copies of a database come
 * without the marks; hence at every start, and not for users who may not.
 */
export async function markIndexFunctionsLeakproof(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select p.oid::regprocedure::text as name from unnest($1::text[]) f(name)
      join pg_proc p on p.oid = ('pg_catalog.' || f.name)::regprocedure
      where not p.proleakproof and (select rolsuper from pg_roles where rolname = current_user)`,
    [indexedFunctions],
  );
  for (const { name } of rows) await client.query(`alter function pg_catalog.${name} leakproof`);
}

/** Makes the role of requests where there is none, as far as the connected user may. */
export async function ensureApplicationRole(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query("select from pg_roles where rolname = $1", [applicationRole]);
  if (rows.length === 0) {
    // Two databases of one server may create it at the same moment.
    await client.query(`create role ${applicationRole} login`).catch((error: { code?: string }) => {
      if (error.code !== "42710" && error.code !== "23505" && error.code !== "42501") throw error;
    });
  }
}

/**
 * Gives every text column of ours the collation `"C"`, whatever the database's own: `lower` of an ID is then the same in
 * every locale (docs/decisions/0024-words-and-letters.md). Tables with generated columns have it by their migrations. Before tables are secured: policies hold on to their columns.
 */
export async function collateTexts(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ name: string; columns: string }>(`
    select c.oid::regclass::text as name,
      string_agg(format('alter column %I type %s collate "C"', a.attname, format_type(a.atttypid, a.atttypmod)), ', ') as columns
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      and a.atttypid in ('text'::regtype, 'text[]'::regtype) and a.attcollation <> '"C"'::regcollation
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'migration'
      and not exists (select from pg_attribute g where g.attrelid = c.oid and g.attgenerated <> '')
    group by c.oid order by 1`);
  for (const { name, columns } of rows) await client.query(`alter table ${name} ${columns}`);
}

/**
 * Puts every table that has a `marketplace_id` behind row-level security, for its owner too, and lets the application
 * role use it. A table without one belongs to the platform, not to a marketplace.
 */
export async function secureTenantTables(client: pg.PoolClient): Promise<void> {
  const tables = await client.query<{ name: string; secured: boolean }>(`
    select c.relname as name, exists(select from pg_policy p where p.polrelid = c.oid) as secured
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'marketplace_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not obj_description(c.oid, 'pg_class') is not distinct from 'platform'
    order by 1`);
  for (const { name, secured } of tables.rows) {
    if (!secured) {
      await runScript(
        client,
        `
        alter table "${name}" enable row level security;
        alter table "${name}" force row level security;
        create policy tenant on "${name}" using (marketplace_id = current_setting('app.marketplace', true))`,
      );
    }
  }
  await runScript(
    client,
    `
    alter table marketplace enable row level security;
    drop policy if exists tenant on marketplace;
    create policy tenant on marketplace using (id = current_setting('app.marketplace', true))`,
  );
  // The owner reads the directory before any tenant is known; requests keep it in step with their own clients.
  await runScript(
    client,
    `
    alter table client_directory enable row level security;
    drop policy if exists tenant on client_directory;
    create policy tenant on client_directory using (marketplace_id = current_setting('app.marketplace', true))`,
  );
  const role = await client.query("select from pg_roles where rolname = $1", [applicationRole]);
  if (role.rows.length > 0) {
    await runScript(
      client,
      `
      grant usage on schema public to ${applicationRole};
      grant usage on all sequences in schema public to ${applicationRole};
      grant select on marketplace to ${applicationRole};
      grant select, insert, delete on client_directory to ${applicationRole}`,
    );
    for (const { name } of tables.rows)
      await client.query(`grant select, insert, update, delete on "${name}" to ${applicationRole}`);
  }
}
