import assert from "node:assert/strict";
import { test } from "node:test";
import type { TenantDb } from "./session.ts";
import { together } from "./together.ts";

function transaction(): TenantDb {
  const db = {} as { transaction: TenantDb };
  db.transaction = db as TenantDb;
  return db as TenantDb;
}

test("what one transaction asks for at the same time is done together, each asker gets their own result", async () => {
  const rounds: (readonly number[])[] = [];
  const twice = together<number, number>(3, async (_db, items) => {
    rounds.push(items);
    await new Promise((turn) => setImmediate(turn));
    return items.map((item) => 2 * item);
  });
  const [one, other] = [transaction(), transaction()];
  const results = await Promise.all([1, 2, 3, 4].map((item) => twice(one, item)).concat(twice(other, 5)));
  assert.deepEqual(results, [2, 4, 6, 8, 10]);
  assert.deepEqual(rounds, [[1, 2, 3], [5], [4]]);
});

test("a round begins when the one before has ended, and its failure is no other's", async () => {
  let running = 0;
  const work = together<string, string>(10, async (_db, items) => {
    assert.equal(++running, 1);
    await new Promise((turn) => setImmediate(turn));
    running--;
    if (items.includes("bad")) throw new Error("bad");
    return items;
  });
  const db = transaction();
  const first = [work(db, "bad"), work(db, "a")];
  await new Promise((turn) => setImmediate(turn));
  const second = [work(db, "b"), work(db, "c")];
  assert.deepEqual(
    (await Promise.allSettled([...first, ...second])).map(({ status }) => status),
    ["rejected", "rejected", "fulfilled", "fulfilled"],
  );
});
