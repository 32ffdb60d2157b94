import assert from "node:assert/strict";
import { test } from "node:test";
import type { TenantDb } from "../db/session.ts";
import { sql } from "../db/sql.ts";
import { SharedReads } from "./shared-reads.ts";

/** A database that counts how often it is asked, and answers with that number when `end` is called. */
function database(marketplaceId = "m") {
  const ends: ((fails: boolean) => void)[] = [];
  let asked = 0;
  const db = {
    marketplaceId,
    rows: () => {
      const number = ++asked;
      return new Promise((resolve, reject) => {
        ends.push((fails) => (fails ? reject(new Error("gone")) : resolve([number])));
      });
    },
  } as unknown as TenantDb;
  /** Ends the read that was begun first, once all who wait for others have been told. */
  const end = async ({ fails = false } = {}): Promise<void> => {
    await new Promise(setImmediate);
    ends.shift()?.(fails);
    await new Promise(setImmediate);
  };
  return { db, end, asked: () => asked };
}

const query = (status: string) => sql`select from purchase_order where status = ${status}`;

test("whoever asks while the same is being read shares the next read, which began after they asked", async () => {
  const reads = new SharedReads();
  const { db, end, asked } = database();
  const all = Array.from({ length: 16 }, () => reads.rows(db, query("Open")));
  await end();
  assert.deepEqual([await all[0], asked()], [[1], 2]);
  await end();
  assert.deepEqual(await Promise.all(all.slice(1)), Array(15).fill([2]));
  const later = reads.rows(db, query("Open"));
  await end();
  assert.deepEqual(await later, [3]);
});

test("other marketplaces, and other values, are read by themselves", async () => {
  const reads = new SharedReads();
  const [one, other] = [database("a"), database("b")];
  const three = [
    reads.rows(one.db, query("Open")),
    reads.rows(one.db, query("Completed")),
    reads.rows(other.db, query("Open")),
  ];
  assert.deepEqual([one.asked(), other.asked()], [2, 1]);
  for (const { end } of [one, one, other]) await end();
  assert.deepEqual(await Promise.all(three), [[1], [2], [1]]);
});

test("250 wait for the same at most, and others read by themselves", async () => {
  const reads = new SharedReads();
  const { db, end, asked } = database();
  const all = Array.from({ length: 253 }, () => reads.rows(db, query("Open")));
  assert.equal(asked(), 3);
  for (const _ of [1, 2, 3, 4]) await end();
  assert.deepEqual(await Promise.all(all), [[1], ...Array(250).fill([4]), [2], [3]]);
});

test("a read that fails for whoever began it fails for nobody else", async () => {
  const reads = new SharedReads();
  const { db, end, asked } = database();
  const [first, second, third] = [1, 2, 3].map(() => reads.rows(db, query("Open")));
  const failed = assert.rejects(first as Promise<unknown>, /gone/);
  await end({ fails: true });
  await failed;
  const alsoFailed = assert.rejects(second as Promise<unknown>, /gone/);
  await end({ fails: true });
  await alsoFailed;
  await end();
  assert.deepEqual([await third, asked()], [[3], 3]);
});
