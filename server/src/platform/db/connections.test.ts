import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { scratchDatabase } from "@orderwell/testing";
import { type Database, openDatabase } from "./database.ts";
import { sql } from "./sql.ts";
import { type Asker, lookUp, type Terms, type TransactionMode } from "./terms.ts";

const limits = { shopper: 300, administrator: 700, job: 20_000 };

async function scratch(t: TestContext, more: object = {}): Promise<Database> {
  let database: Database | undefined;
  const url = await scratchDatabase(t, async () => database?.close());
  database = await openDatabase(url, { size: 4, limits, ...more });
  return database;
}

const sleep = (seconds: number) => sql`select pg_sleep(${seconds}::float8)`;

const ways: readonly TransactionMode[] = ["read", "snapshot", "write"];

/** Whether a statement of half a second is carried out, in each way, alone and along with another. */
async function bears({ tenants }: Database, asker: Asker): Promise<boolean[]> {
  const outcomes = ways.flatMap((mode, index) => [
    tenants.transaction(`alone-${index}`, mode, (db) => db.run(sleep(0.5)), { asker }),
    tenants.transaction(`along-${index}`, mode, (db) => Promise.all([db.run(sql`select 1`), db.run(sleep(0.5))]), {
      asker,
    }),
  ]);
  const settled = await Promise.allSettled(outcomes);
  for (const { reason } of settled.filter((one) => one.status === "rejected")) assert.equal(reason.code, "57014");
  return settled.map(({ status }) => status === "fulfilled");
}

test("a statement may take as long as whoever waits for it bears, in every kind of transaction", async (t) => {
  const database = await scratch(t, { size: 10 });
  assert.deepEqual(await bears(database, "shopper"), Array(6).fill(false));
  assert.deepEqual(await bears(database, "administrator"), Array(6).fill(true));
  assert.deepEqual(await bears(database, "shopper"), Array(6).fill(false), "after those on the same connections");
});

test("a read whose client has gone ends in the database, a write is finished, and no later user of a connection notices", async (t) => {
  const database = await scratch(t);
  const running = async () =>
    (await database.system.query("select from pg_stat_activity where state = 'active' and query like '%pg_sleep%'"))
      .rowCount;
  for (let round = 0; round < 4; round++) {
    let left = false;
    const terms: Terms = { asker: "job", left: () => left };
    const reads = (["read", "snapshot"] as const).map((mode) =>
      database.tenants.transaction("gone", mode, (db) => db.run(sleep(15)), terms),
    );
    const write = database.tenants.transaction("gone-writer", "write", (db) => db.run(sleep(0.6)), terms);
    await new Promise((resolve) => setTimeout(resolve, 100 + 40 * round));
    left = true;
    const given = await Promise.allSettled(reads);
    for (const outcome of given) assert.equal(outcome.status === "rejected" && outcome.reason.code, "57014");
    const others = Array.from({ length: 20 }, (_, index) =>
      database.tenants.transaction(
        `other-${index % 3}`,
        index % 2 ? "read" : "write",
        (db) => db.run(sleep(0.02)),
        lookUp,
      ),
    );
    await Promise.all(others);
    assert.equal(await write, 1);
    await assert.rejects(
      database.tenants.transaction("gone", "read", (db) => db.run(sleep(0)), terms),
      /took too long/,
      "what it would have read next is not begun",
    );
  }
  assert.equal(await running(), 1, "but for the one that asks");
  assert.equal(database.connections.figures.cancelled, 8);
});

test("however many long transactions a marketplace begins, another one reads and writes at once", async (t) => {
  const database = await scratch(t, { waitMs: 400 });
  const terms: Terms = { asker: "job" };
  const long = Array.from({ length: 12 }, (_, index) =>
    database.tenants.transaction("busy", index % 2 ? "read" : "write", (db) => db.run(sleep(1)), terms),
  );
  const settled = Promise.allSettled(long);
  for (let round = 0; round < 5; round++) {
    const began = performance.now();
    await database.tenants.transaction("quick", "write", (db) => db.run(sql`select 1`), lookUp);
    await database.tenants.transaction("quick", "read", (db) => db.run(sql`select 1`), lookUp);
    assert.ok(performance.now() - began < 300);
  }
  const outcomes = await settled;
  const refused = outcomes.filter((one) => one.status === "rejected");
  assert.equal(refused.length, 9, "three of four connections are busy, and the others wait no longer than they may");
  for (const { reason } of refused) assert.equal(reason.code, "TooManyRequests");
});
