import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { testDatabaseUrl, until } from "@orderwell/testing";
import { createPool } from "./pool.ts";
import { Statistics } from "./statistics.ts";

test("a table that grew from nothing is analyzed at once, so that statements are planned for what it holds", async (t) => {
  const pool = createPool(await testDatabaseUrl(), { size: 2 });
  const table = `grown_${randomBytes(6).toString("hex")}`;
  t.after(async () => {
    await pool.query(`drop table ${table}`);
    await pool.end();
  });
  await pool.query(`create table ${table} (id int primary key)`);
  await pool.query(`vacuum analyze ${table}`);
  const known = async () => {
    const { rows } = await pool.query<{ n: number }>("select reltuples::int as n from pg_class where relname = $1", [
      table,
    ]);
    return rows[0]?.n;
  };
  assert.equal(await known(), 0);
  const statistics = new Statistics(pool, () => {}, 50);
  statistics.start();
  t.after(() => statistics.stop());
  await pool.query(`insert into ${table} select generate_series(1, 1000)`);
  await until(async () => (await known()) === 1000, "it is not analyzed");
});
