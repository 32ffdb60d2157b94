import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { scratchDatabase } from "@orderwell/testing";
import type pg from "pg";
import { Connections } from "./connections.ts";
import { fixStatement } from "./kept-statements.ts";
import { LoneRead } from "./lone-read.ts";
import { migrate } from "./migrate.ts";
import { createPool } from "./pool.ts";
import { type TenantDb, tenantBinding } from "./session.ts";
import { sql } from "./sql.ts";
import { Tenants } from "./tenants.ts";

/** Tenants of a database of their own, and how often their connection waited for the database to answer. */
async function counted(t: TestContext) {
  const pool = createPool(await scratchDatabase(t), { size: 1 });
  t.after(() => pool.end());
  await migrate(pool);
  let trips = 0;
  let waiting = false;
  const client = await pool.connect();
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = ((...args: unknown[]) => {
    if (!waiting) trips++;
    waiting = true;
    return write(...args);
  }) as typeof stream.write;
  stream.on("data", () => {
    waiting = false;
  });
  client.release();
  const tenants = new Tenants(new Connections(pool), tenantBinding(null));
  return async <Result>(read: (db: TenantDb) => Promise<Result>): Promise<{ result: Result; trips: number }> => {
    const before = trips;
    const result = await tenants.transaction("m", "read", read);
    await idle(pool);
    return { result, trips: trips - before };
  };
}

/** Waits until the only connection is free: then whatever a read had to send is sent. */
async function idle(pool: pg.Pool): Promise<void> {
  (await pool.connect()).release();
}

const number = (value: number) => sql<{ value: number }>`select ${value}::int as value`;

test("a read takes one trip for all that it starts together, whether that is one statement or several", async (t) => {
  const read = await counted(t);
  const one = await read((db) => db.row<{ value: number }>(number(1)));
  assert.deepEqual([one.result?.value, one.trips], [1, 1]);
  const two = await read((db) => Promise.all([db.row<{ value: number }>(number(1)), db.rows(number(2))]));
  assert.deepEqual([two.result[0]?.value, two.result[1], two.trips], [1, [{ value: 2 }], 1]);

  const later = async (db: TenantDb): Promise<unknown> => {
    for (let turn = 0; turn < 10; turn++) await undefined;
    return db.row(number(3));
  };
  assert.equal((await read((db) => Promise.all([db.row(number(1)), later(db)]))).trips, 1, "waiting for no answer");
  const sequel = await read(async (db) => {
    await db.row(number(1));
    return db.row(number(2));
  });
  assert.equal(sequel.trips, 2, "a trip for each that waits for an answer");
});

test("what is read together is of one moment, and can write nothing", async (t) => {
  const read = await counted(t);
  const moment = () => sql<{ at: string }>`select pg_current_snapshot()::text || now()::text as at`;
  const { result } = await read((db) =>
    Promise.all([
      db.row<{ at: string }>(moment()),
      db.row(sql`select pg_sleep(0.01)`),
      db.row<{ at: string }>(moment()),
    ]),
  );
  assert.equal(result[0]?.at, result[2]?.at);
  const writing = () => sql`insert into marketplace (id, name) values ('m', 'M')`;
  await assert.rejects(
    read((db) => db.run(writing())),
    /read-only transaction/,
  );
  await assert.rejects(
    read((db) => Promise.all([db.row(number(1)), db.run(writing())])),
    /read-only transaction/,
  );
});

test("the first failure is reported for all that was started together, and nothing after it suffers", async (t) => {
  const read = await counted(t);
  const [good, failed, followed] = (
    await read((db) =>
      Promise.allSettled([db.row<{ value: number }>(number(1)), db.row(sql`select 1 / 0`), db.row(number(2))]),
    )
  ).result;
  assert.equal(good.status, "fulfilled");
  assert.match(String((failed as PromiseRejectedResult).reason), /division by zero/);
  assert.match(String((followed as PromiseRejectedResult).reason), /division by zero/);
  assert.equal((await read((db) => db.row<{ value: number }>(number(4)))).result?.value, 4);
});

test("a statement alone is bound, even if it has neither a name nor parameters", async (t) => {
  const pool = createPool(await scratchDatabase(t), { size: 1 });
  t.after(() => pool.end());
  const opening = { name: "opening", text: "select set_config('app.marketplace', $1, true)", values: ["m"] };
  const client = await pool.connect();
  const result = await new Promise<pg.QueryResult>((resolve, reject) => {
    const callback = (error: Error | null, rows: pg.QueryResult) => (error ? reject(error) : resolve(rows));
    const text = "select current_setting('app.marketplace', true) as marketplace";
    const read = new LoneRead(opening, { text, values: [], name: undefined, callback });
    client.query(read as unknown as pg.Submittable);
  }).finally(() => client.release());
  assert.deepEqual(result.rows, [{ marketplace: "m" }]);
});

test("a read of what cannot be sent fails by itself, says nothing, and leaves its connection to others", async (t) => {
  const read = await counted(t);
  const unsendable = {
    toPostgres() {
      throw new Error("has no text");
    },
  };
  const text = "select $1::text as unsendable";
  fixStatement(text);
  for (const value of [unsendable, unsendable, "good"]) {
    const asked = read((db) => db.row<{ unsendable: string }>({ text, values: [value] }));
    if (value === "good") assert.equal((await asked).result?.unsendable, "good");
    else await assert.rejects(asked, /has no text/);
  }
});
