import { afterFile, testDatabaseUrl } from "@orderwell/testing";
import { Kysely, PostgresDialect, type RawBuilder, sql } from "kysely";
import pg from "pg";
import { openDatabase } from "../../db/database.ts";
import type { ThingRow } from "./thing.ts";

export type Database = Kysely<unknown>;

/** A connection to the database of the run, with the functions that texts are compared by, until the file is over. */
export async function connect(): Promise<Database> {
  const url = await testDatabaseUrl();
  await (await openDatabase(url)).close();
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const database = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  afterFile.push(() => database.destroy());
  return database;
}

/** The rows as a table `t`, without creating one. */
export const things = (rows: readonly ThingRow[]): RawBuilder<unknown> =>
  sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, name text, note text, count int, price numeric(20, 4),
    active boolean, made timestamptz, status text, address jsonb, parts jsonb, tags jsonb, xp jsonb)`;
