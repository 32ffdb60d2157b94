import type { TestContext } from "node:test";
import { testDatabaseUrl } from "@orderwell/testing";
import type pg from "pg";
import { createPool } from "../pool.ts";

/** The only connection of a pool of its own, until the test is over. */
export async function oneConnection(t: TestContext): Promise<pg.PoolClient> {
  const pool = createPool(await testDatabaseUrl(), { size: 1 });
  const client = await pool.connect();
  t.after(async () => {
    client.release();
    await pool.end();
  });
  return client;
}
