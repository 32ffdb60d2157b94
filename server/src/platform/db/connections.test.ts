import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { scratchDatabase, until } from "@orderwell/testing";
import { type Database, openDatabase } from "./database.ts";
import { sql } from "./sql.ts";
import { type Asker, lookUp, type Terms, type TransactionMode } from "./terms.ts";

async function scratch(t: TestContext, more: object = {}): Promise<Database> {
  let database: Database | undefined;
  const url = await scratchDatabase(t, async () => database?.close());
  database = await openDatabase(url, { size: 4, ...more });
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
  const limits = { shopper: 300, administrator: 60_000, job: 60_000 };
  const database = await scratch(t, { size: 10, limits });
  assert.deepEqual(await bears(database, "shopper"), Array(6).fill(false));
  assert.deepEqual(await bears(database, "administrator"), Array(6).fill(true));
  assert.deepEqual(await bears(database, "shopper"), Array(6).fill(false), "after those on the same connections");
});

test("a read whose client has gone ends in the database, a write is finished, and no later user of a connection notices", async (t) => {
  const database = await scratch(t);
  const running = async (what: string) =>
    (
      await database.system.query(
        // Other databases of the server are those of other tests.
        `select from pg_stat_activity where datname = current_database() and state = 'active' and query like $1
           and pid <> pg_backend_pid()`,
        [`%${what}%`],
      )
    ).rowCount;
  const endless = sql`select pg_sleep(60) as endless`;
  for (let round = 0; round < 4; round++) {
    let left = false;
    const terms: Terms = { asker: "job", left: () => left };
    const reads = (["read", "snapshot"] as const).map((mode) =>
      database.tenants.transaction("gone", mode, (db) => db.run(endless), terms),
    );
    const write = database.tenants.transaction("gone-writer", "write", (db) => db.run(sleep(0.6)), terms);
    await until(async () => (await running("endless")) === 2, "the reads do not begin");
    await pause(40 * round);
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
  assert.equal(await running("pg_sleep"), 0);
  assert.equal(database.connections.figures.cancelled, 8);
});

test("however many long transactions a marketplace begins, another one reads and writes at once", async (t) => {
  const database = await scratch(t, { waitMs: 400 });
  const terms: Terms = { asker: "job" };
  const holder = await database.system.connect();
  await holder.query("select pg_advisory_lock(1)");
  const held = sql`select pg_advisory_xact_lock_shared(1)`;
  let refusals = 0;
  const long = Array.from({ length: 12 }, (_, index) =>
    database.tenants
      .transaction("busy", index % 2 ? "read" : "write", (db) => db.run(held), terms)
      .catch((error: Error) => {
        refusals++;
        throw error;
      }),
  );
  const settled = Promise.allSettled(long);
  // For none of those that are held anybody waits: they end when these are over.
  for (let round = 0; round < 5; round++) {
    await database.tenants.transaction("quick", "write", (db) => db.run(sql`select 1`), lookUp);
    await database.tenants.transaction("quick", "read", (db) => db.run(sql`select 1`), lookUp);
  }
  await until(() => refusals === 9, "those without a connection wait on");
  await holder.query("select pg_advisory_unlock(1)");
  holder.release();
  const outcomes = await settled;
  const refused = outcomes.filter((one) => one.status === "rejected");
  assert.equal(refused.length, 9, "three of four connections are busy, and the others wait no longer than they may");
  for (const { reason } of refused) assert.equal(reason.code, "TooManyRequests");
});
