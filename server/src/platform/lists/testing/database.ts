import { readFile } from "node:fs/promises";
import { afterFile, testDatabaseUrl } from "@orderwell/testing";
import { Kysely, PostgresDialect, type RawBuilder, sql } from "kysely";
import pg from "pg";
import type { ThingRow } from "./thing.ts";

export type Database = Kysely<unknown>;

/** A connection to the database of the run, until the file is over. */
export async function connect(): Promise<Database> {
  const pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 2 });
  const database = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  afterFile.push(() => database.destroy());
  return database;
}

/** Makes `folded_json` as migrations do, so that this needs none of the tables. */
export async function makeFolding(database: Database): Promise<void> {
  const migration = await readFile(new URL("../../../../migrations/0001_baseline.sql", import.meta.url), "utf8");
  const definition = /create function folded_json[^;]*\$\$[^$]*\$\$;/.exec(migration)?.[0];
  if (definition === undefined) throw new Error("The migration does not make folded_json");
  await database.transaction().execute(async (transaction) => {
    // Test files run at the same time on one database.
    await sql`select pg_advisory_xact_lock(11)`.execute(transaction);
    await sql.raw(definition.replace("create function", "create or replace function")).execute(transaction);
  });
}

/** The rows as a table `t`, without creating one. */
export const things = (rows: readonly ThingRow[]): RawBuilder<unknown> =>
  sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, name text, note text, count int, price numeric(20, 4),
    active boolean, made timestamptz, status text, address jsonb, parts jsonb, tags jsonb, xp jsonb)`;
