import assert from "node:assert/strict";
import { test } from "node:test";
import { scratchDatabase } from "@orderwell/testing";
import pg from "pg";
import { type Database, openDatabase } from "./database.ts";
import { sql } from "./sql.ts";
import { ownWork } from "./terms.ts";

test("look-ups cost what they do in memory, unless the operator has said what a page costs", async (t) => {
  const opened: Database[] = [];
  const url = await scratchDatabase(t, () => Promise.all(opened.map((database) => database.close())));
  const pageCost = async (): Promise<unknown> => {
    const database = await openDatabase(url);
    opened.push(database);
    return database.tenants.transaction(
      "nobody",
      "write",
      async (db) => (await db.row<{ cost: string }>(sql`select current_setting('random_page_cost') as cost`))?.cost,
      ownWork,
    );
  };
  assert.equal(await pageCost(), "1.1");
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(
    "do $$ begin execute format('alter database %I set random_page_cost = 3', current_database()); end $$",
  );
  await admin.end();
  assert.equal(await pageCost(), "3");
});
