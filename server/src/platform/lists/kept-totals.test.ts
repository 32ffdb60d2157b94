import assert from "node:assert/strict";
import { test } from "node:test";
import type { TenantDb } from "../db/session.ts";
import { sql } from "../db/sql.ts";
import { KeptTotals } from "./kept-totals.ts";

/** A database that counts how often it is asked, and answers with what `total` is by then when `release` is called. */
function database(marketplaceId = "m") {
  const waiting: (() => void)[] = [];
  const state = { asked: 0, total: 0 };
  const db = {
    marketplaceId,
    row: async () => {
      state.asked++;
      const { total } = state;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return { total };
    },
  } as unknown as TenantDb;
  const release = () => new Promise<void>((resolve) => setImmediate(() => resolve(waiting.shift()?.())));
  return { db, state, release };
}

const query = (status: string) => sql`select count(*) as total from purchase_order where status = ${status}`;

async function counted(totals: KeptTotals, { db, release }: ReturnType<typeof database>, status = "Open") {
  const counting = totals.count(db, query(status));
  await release();
  return counting;
}

test("a total that is large and took long to count is kept, for each marketplace and question", async () => {
  const totals = new KeptTotals(undefined, { slowMs: 0, times: 1_000_000 });
  const [one, other] = [database("a"), database("b")];
  one.state.total = 10_001;
  other.state.total = 20_000;
  assert.equal(await counted(totals, one), 10_001);
  one.state.total = 10_002;
  assert.equal(await totals.count(one.db, query("Open")), 10_001);
  assert.equal(await counted(totals, one, "Completed"), 10_002);
  assert.equal(await counted(totals, other), 20_000);
  assert.deepEqual([one.state.asked, other.state.asked], [2, 1]);
});

test("a total of ten thousand, or one that was counted at once, is counted each time", async () => {
  for (const [keeping, total] of [
    [{ slowMs: 0, times: 1_000_000 }, 10_000],
    [{ slowMs: 60_000, times: 1_000_000 }, 50_000],
  ] as const) {
    const totals = new KeptTotals(undefined, keeping);
    const one = database();
    one.state.total = total;
    await counted(totals, one);
    one.state.total = total - 1;
    assert.equal(await counted(totals, one), total - 1);
  }
});

test("a kept total is counted anew when its time is over", async () => {
  const totals = new KeptTotals(undefined, { slowMs: 0, times: 1_000_000, longestMs: 0 });
  const one = database();
  one.state.total = 10_001;
  await counted(totals, one);
  one.state.total = 10_002;
  assert.equal(await counted(totals, one), 10_002);
});

test("whoever asks while a large total is being counted waits for it; a small one, which must be exact, they count by themselves", async () => {
  const totals = new KeptTotals(undefined, { slowMs: 60_000 });
  const one = database();
  one.state.total = 10_001;
  const large = [totals.count(one.db, query("Open")), totals.count(one.db, query("Open"))];
  await one.release();
  assert.deepEqual([await Promise.all(large), one.state.asked], [[10_001, 10_001], 1]);
  one.state.total = 5;
  const small = [totals.count(one.db, query("Open")), totals.count(one.db, query("Open"))];
  one.state.total = 6;
  await one.release();
  await one.release();
  assert.deepEqual(await Promise.all(small), [5, 6]);
});

test("all who waited for a total that must be exact share the next count, and whoever it fails counts by themselves", async () => {
  const totals = new KeptTotals();
  const one = database();
  const gone = database();
  gone.db.row = async () => {
    gone.state.asked++;
    await new Promise(setImmediate);
    throw new Error("gone");
  };
  one.state.total = 5;
  const counts = [one, one, one, one].map(({ db }) => totals.count(db, query("Open")));
  one.state.total = 6;
  await one.release();
  await one.release();
  assert.deepEqual([await Promise.all(counts), one.state.asked], [[5, 6, 6, 6], 2]);
  const first = totals.count(one.db, query("Open"));
  const [failed, last] = [totals.count(gone.db, query("Open")), totals.count(one.db, query("Open"))];
  await one.release();
  await assert.rejects(failed, /gone/);
  await one.release();
  assert.deepEqual([await first, await last, gone.state.asked, one.state.asked], [6, 6, 1, 4]);
});
