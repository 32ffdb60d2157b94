import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "@orderwell/server";
import pg from "pg";
import { afterProcess } from "./endings.ts";
import { forgetOnCrash } from "./forget-on-crash.ts";
import { until } from "./until.ts";

let databaseUrl: Promise<string> | undefined;

/** The database of the test run, or an embedded one for a file that is run alone. */
export function testDatabaseUrl(): Promise<string> {
  databaseUrl ??= openTestDatabase();
  return databaseUrl;
}

async function openTestDatabase(): Promise<string> {
  const given = process.env.ORDERWELL_TEST_DATABASE_URL;
  if (given !== undefined && given !== "") return given;
  const folder = await mkdtemp(join(tmpdir(), "orderwell-test-"));
  const embedded = await startEmbedded({ dataFolder: folder, log: () => {} });
  afterProcess.push(async () => {
    await embedded.stop();
    await rm(folder, { recursive: true, force: true });
  });
  await forgetOnCrash(embedded.url);
  return embedded.url;
}

/**
 * A database of a test's own on the server of the run, dropped with the test.
 *
 * @param close lets go of it before: hooks of a test run in the order they were added.
 * @param options of `create database`, such as a locale.
 */
export async function scratchDatabase(
  t: { after(clean: () => unknown): unknown },
  close: () => Promise<unknown> = async () => {},
  options = "",
): Promise<string> {
  const url = await testDatabaseUrl();
  const name = `orderwell_${randomBytes(6).toString("hex")}`;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`create database ${name} ${options}`);
  t.after(async () => {
    await close();
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  });
  const scratch = withDatabase(url, name);
  await forgetOnCrash(scratch);
  return scratch;
}

/** The connection string with another database: its path, before any `?`. */
export function withDatabase(url: string, name: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`);
}

/** Waits until every transaction of the database that is open now is over: what comes after it is held back so long. */
export async function othersOver(): Promise<void> {
  const client = new pg.Client({ connectionString: await testDatabaseUrl() });
  await client.connect();
  try {
    const { rows } = await client.query<{ next: string }>("select pg_current_xact_id()::text as next");
    await until(async () => {
      const { rows: open } = await client.query<{ over: boolean }>(
        "select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as over",
        [rows[0]?.next],
      );
      return open[0]?.over === true;
    }, "a transaction is open that does not end");
  } finally {
    await client.end();
  }
}

/** Database as a store sees it. */
interface Reader {
  rows<Row>(query: { readonly text: string; readonly values: readonly unknown[] }): Promise<Row[]>;
}

/**
 * Rows that the database has looked at on a connection so far, by table: what work did is the difference to before it, within
 * one transaction.
 */
export async function rowsLookedAt(db: Reader): Promise<ReadonlyMap<string, number>> {
  const rows = await db.rows<{ name: string; rows: number }>({
    text: `select relname as name, (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::float8 as rows
      from pg_stat_xact_user_tables where schemaname = 'public'`,
    values: [],
  });
  return new Map(rows.map(({ name, rows: number }) => [name, number]));
}

/** Lets a database know how many rows tables have, as it soon finds out by itself. @param databaseUrl Default: that of the run. */
export async function analyze(tables: readonly string[], databaseUrl?: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl ?? (await testDatabaseUrl()) });
  await client.connect();
  try {
    await client.query(`analyze ${tables.join(", ")}`);
  } finally {
    await client.end();
  }
}
