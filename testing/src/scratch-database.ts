import { randomBytes } from "node:crypto";
import type { TestContext } from "node:test";
import pg from "pg";
import { testDatabaseUrl } from "./server.ts";

/**
 * A database of a test's own on the server of the run, dropped with the test.
 *
 * @param close lets go of it before: hooks of a test run in the order they were added.
 */
export async function scratchDatabase(t: TestContext, close: () => Promise<unknown> = async () => {}): Promise<string> {
  const url = await testDatabaseUrl();
  const name = `orderwell_${randomBytes(6).toString("hex")}`;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`create database ${name}`);
  t.after(async () => {
    await close();
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  });
  return withDatabase(url, name);
}

/** The connection string with another database: its path, before any `?`. */
export function withDatabase(url: string, name: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`);
}
