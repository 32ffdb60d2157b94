import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { testDatabaseUrl } from "@orderwell/testing";
import type pg from "pg";
import { sendStatement } from "./driver.ts";
import { plain } from "./json.ts";
import { createPool } from "./pool.ts";
import { type Fragments, prepared, sql } from "./sql.ts";
import { said } from "./testing/said.ts";

interface Given {
  readonly amount: string | null;
  readonly fails: boolean;
}

/** A statement with a column of each kind that the pool reads in its own way. */
const typed = prepared<Given>(
  ({
    amount,
    fails,
  }: Fragments<Given>) => sql`select ${amount}::numeric as amount, '{"a":1}'::jsonb as data, 7::bigint as key,
    timestamptz '2026-01-02 03:04:05+00' as at, 1 / (case when ${fails} then 0 else 1 end) as one, null::text as nothing`,
);

const nothing = prepared<{ readonly limit: number }>(
  ({ limit }: Fragments<{ readonly limit: number }>) => sql`select 1 as one limit ${limit}`,
);

/** Connections, each with the number of descriptions that were asked of it. */
async function connections(t: TestContext, size: number) {
  const pool = createPool(await testDatabaseUrl(), { size });
  const clients = await Promise.all(Array.from({ length: size }, () => pool.connect()));
  t.after(async () => {
    for (const client of clients) client.release();
    await pool.end();
  });
  return clients.map((client) => {
    const sent = said(client);
    let letters = "";
    return {
      client,
      get described(): number {
        letters += sent.take().join("");
        return letters.split("D").length - 1;
      },
    };
  });
}

const rowOf = async (client: pg.PoolClient, given: Given) =>
  plain((await sendStatement(client, typed(given))).rows[0] as object) as object as Readonly<Record<string, unknown>>;

test("a statement of ours is described once on each connection, and its rows are read alike every time", async (t) => {
  const [one, other] = await connections(t, 2);
  assert.ok(one && other);
  const expected = await rowOf(one.client, { amount: "12.340", fails: false });
  assert.deepEqual(expected, {
    amount: "12.340",
    data: { a: 1 },
    key: 7,
    at: expected.at,
    one: 1,
    nothing: null,
  });
  for (const { client } of [one, one, other, other])
    assert.deepEqual(await rowOf(client, { amount: "12.340", fails: false }), expected);
  const together = await Promise.all(["1", null, "3"].map((amount) => rowOf(one.client, { amount, fails: false })));
  assert.deepEqual(
    together.map(({ amount }) => amount),
    ["1", null, "3"],
  );
  assert.deepEqual([one.described, other.described], [1, 1]);
});

test("a statement that is described no more fails, and answers without rows, as ever", async (t) => {
  const [one] = await connections(t, 1);
  assert.ok(one);
  const { client } = one;
  await rowOf(client, { amount: "1", fails: false });
  await assert.rejects(rowOf(client, { amount: "1", fails: true }), { code: "22012" });
  await assert.rejects(rowOf(client, { amount: "x", fails: false }), { code: "22P02" });
  assert.equal((await rowOf(client, { amount: "2", fails: false })).amount, "2");
  assert.equal(one.described, 1);
  for (const limit of [1, 0, 1]) {
    const { rows, rowCount } = await sendStatement(client, nothing({ limit }));
    assert.deepEqual([rows.length, rowCount], [limit, limit]);
  }
  assert.equal(one.described, 2);
});
