import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { queryConfig } from "./driver.ts";
import { closeForgotten } from "./kept-statements.ts";
import { compile, prepared, sql } from "./sql.ts";
import { oneConnection } from "./testing/one-connection.ts";

/** One connection, and what the database says that it keeps. */
async function connection(t: TestContext) {
  const client = await oneConnection(t);
  const run = async (text: string, values: readonly unknown[] = []): Promise<unknown> => {
    closeForgotten(client);
    return Object.values((await client.query(queryConfig(client, { text, values }))).rows[0] as object)[0];
  };
  const kept = async () =>
    (
      await client.query<{ count: number; characters: number }>(
        "select count(*)::int, coalesce(sum(length(statement)), 0)::int as characters from pg_prepared_statements",
      )
    ).rows[0] as { count: number; characters: number };
  return { client, run, kept };
}

const held = (client: unknown): number =>
  Object.keys((client as { connection: { parsedStatements: object } }).connection.parsedStatements).length;

test("statements that come once are not kept, those that come again are", async (t) => {
  const { run, kept } = await connection(t);
  for (let index = 0; index < 200; index++) assert.equal(await run(`select ${index}::int as once_${index}`), index);
  assert.equal((await kept()).count, 0);
  for (let round = 0; round < 3; round++) assert.equal(await run("select $1::int as again", [round]), round);
  assert.equal((await kept()).count, 1);
});

test("whatever comes again, a connection keeps no more of it than a bound, and forgets what was not used the longest", async (t) => {
  const { client, run, kept } = await connection(t);
  const text = (index: number): string => `select '${"x".repeat(index * 7)}'::text || $1 as varied_${index}`;
  const often = "select $1::int + 1 as often";
  for (let index = 0; index < 700; index++)
    for (let round = 0; round < 2; round++) {
      assert.equal(await run(text(index), ["y"]), `${"x".repeat(index * 7)}y`);
      assert.equal(await run(often, [index]), index + 1);
    }
  const { count, characters } = await kept();
  assert.ok(count > 20 && characters > 60_000 && characters <= 128_000, `${count} of ${characters}`);
  assert.ok(held(client) <= count + 2, `${held(client)} in the driver`);
  // What was closed comes back when it is asked for.
  for (let round = 0; round < 2; round++) assert.equal(await run(text(5), ["z"]), `${"x".repeat(35)}z`);
});

test("statements that travel together may close each other while they are under way", async (t) => {
  const { client, run, kept } = await connection(t);
  const text = (index: number): string => `select '${"x".repeat(6_000)}'::text || $1::text as big_${index}`;
  for (let round = 0; round < 3; round++) {
    const all = await Promise.all(Array.from({ length: 60 }, (_, index) => run(text(index), [index])));
    assert.deepEqual(
      all,
      all.map((_, index) => `${"x".repeat(6_000)}${index}`),
    );
  }
  await run(`select '${"x".repeat(6_000)}' as last`);
  await run(`select '${"x".repeat(6_000)}' as last`);
  const { count, characters } = await kept();
  assert.ok(characters <= 128_000, `${characters}`);
  assert.ok(held(client) <= count + 2, `${held(client)} in the driver`);
});

test("a statement that fails is no worse for the next time, nor is what it made room for", async (t) => {
  const { run } = await connection(t);
  for (let round = 0; round < 4; round++) {
    await assert.rejects(run("select 1 / $1::int as fails", [0]), { code: "22012" });
    assert.equal(await run("select 1 / $1::int as fails", [1]), 1);
    await assert.rejects(run("select nothing from nowhere where $1", [true]), { code: "42P01" });
  }
});

test("a statement that is composed once is kept by every connection from its first use on, whatever comes after", async (t) => {
  const { client, run, kept } = await connection(t);
  const doubled = prepared<{ value: number }>(({ value }) => sql`select ${value}::int * 2 as doubled`);
  const { rows } = await client.query(queryConfig(client, doubled({ value: 4 })));
  assert.deepEqual(rows, [{ doubled: 8 }]);
  assert.equal((await kept()).count, 1);
  for (let index = 0; index < 100; index++)
    for (let round = 0; round < 2; round++) await run(`select '${"y".repeat(5_000)}' as other_${index}`);
  const { text } = compile(sql`select 1`);
  assert.equal(await run(text), 1);
  assert.equal((await client.query("select from pg_prepared_statements where statement like '%doubled%'")).rowCount, 1);
});
