import type pg from "pg";
import { type Migration, migrationsFolder, readMigrations } from "./migration-files.ts";
import { createPool } from "./pool.ts";
import { runScript } from "./script.ts";
import {
  collateTexts,
  ensureApplicationRole,
  markIndexFunctionsLeakproof,
  secureTenantTables,
} from "./tenant-security.ts";
import { connectUsable } from "./usable.ts";

/** Serialises processes that start at the same time. */
const lockKey = 7_226_733_951;

/**
 * Brings the database to the newest schema: each migration once, in the order of its number, in a transaction of its
 * own, forward only.
 *
 * @param folder where the migrations lie.
 * @returns names of the migrations that it applied.
 * @throws SettingsError as `connectUsable`.
 * @throws Error as `readMigrations` and `pendingMigrations`, or naming the migration that failed; those before it stay.
 */
export async function migrate(pool: pg.Pool, folder: URL = migrationsFolder): Promise<string[]> {
  const known = await readMigrations(folder);
  const client = await connectUsable(pool);
  try {
    await client.query(`select pg_advisory_lock(${lockKey})`);
    await ensureApplicationRole(client);
    await client.query(
      "create table if not exists migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())",
    );
    const { rows: applied } = await client.query<Applied>("select name, checksum from migration order by name");
    const pending = pendingMigrations(known, applied);
    for (const migration of pending) await apply(client, migration);
    if (pending.length > 0) {
      await collateTexts(client);
      await secureTenantTables(client);
    }
    await markIndexFunctionsLeakproof(client);
    return pending.map(({ name }) => name);
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

type Applied = Pick<Migration, "name" | "checksum">;

/**
 * The migrations that a database still lacks, in their order. What it holds must be the first of them: a database that
 * ran the same statements in another order than a new one is a schema that no test has seen.
 *
 * @throws Error when the database holds a migration that is not known, that has changed since, or that comes after one
 *   that it lacks.
 */
export function pendingMigrations(known: readonly Migration[], applied: readonly Applied[]): readonly Migration[] {
  const held = new Map(applied.map(({ name, checksum }) => [name, checksum]));
  for (const { name } of applied)
    if (!known.some((migration) => migration.name === name))
      throw new Error(`The database was migrated by another version: it holds ${name}, which this version lacks`);
  for (const { name, checksum } of known)
    if (held.has(name) && held.get(name) !== checksum)
      throw new Error(`Migration ${name} has changed after it was applied; write a further one instead`);
  const pending = known.filter(({ name }) => !held.has(name));
  const later = known.slice(known.indexOf(pending[0] as Migration)).find(({ name }) => held.has(name));
  if (pending[0] !== undefined && later !== undefined)
    throw new Error(
      `Migration ${pending[0].name} comes too late: the database holds ${later.name}; number it after that`,
    );
  return pending;
}

async function apply(client: pg.PoolClient, { name, text, checksum }: Migration): Promise<void> {
  const note = { text: "insert into migration (name, checksum) values ($1, $2)", values: [name, checksum] };
  try {
    await runScript(client, text, note);
  } catch (error) {
    throw new Error(`Migration ${name} failed: ${(error as Error).message}`, { cause: error });
  }
}
