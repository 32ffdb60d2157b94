import assert from "node:assert/strict";
import { test } from "node:test";
import { scratchDatabase, until } from "@orderwell/testing";
import type pg from "pg";
import { createPool } from "./pool.ts";
import { Statistics } from "./statistics.ts";

test("a table that grew from nothing is analyzed at once, so that statements are planned for what it holds", async (t) => {
  let pool: pg.Pool | undefined;
  let statistics: Statistics | undefined;
  // Of its own: tables that others' statements are planned for are analyzed when they mean to.
  const url = await scratchDatabase(t, async () => {
    await statistics?.stop();
    await pool?.end();
  });
  pool = createPool(url, { size: 2 });
  await pool.query("create table grown (id int primary key)");
  await pool.query("vacuum analyze grown");
  const known = async () => {
    const { rows } = await pool.query<{ n: number }>(
      "select reltuples::int as n from pg_class where relname = 'grown'",
    );
    return rows[0]?.n;
  };
  assert.equal(await known(), 0);
  statistics = new Statistics(pool, () => {}, 50);
  statistics.start();
  await pool.query("insert into grown select generate_series(1, 1000)");
  await until(async () => (await known()) === 1000, "it is not analyzed");
});
