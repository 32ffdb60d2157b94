import assert from "node:assert/strict";
import { test } from "node:test";
import { sendStatement } from "./driver.ts";
import { fixStatement } from "./kept-statements.ts";
import { Messages } from "./messages.ts";
import { oneConnection } from "./testing/one-connection.ts";

const echo = "select $1::text as text, $2::text as other, length($1::text) as length";
fixStatement(echo);

test("texts of any length and script, and none, arrive as they were sent", async (t) => {
  const client = await oneConnection(t);
  const texts = [
    "",
    "a",
    "Größe £5 ☃",
    "𝄞".repeat(700),
    "x".repeat(1_999),
    "ü".repeat(2_001),
    "☃".repeat(70_000),
    null,
  ];
  for (const text of texts)
    for (const other of ["", "behind", null]) {
      const [row] = (await sendStatement(client, { text: echo, values: [text, other] })).rows;
      assert.deepEqual({ ...row }, { text, other, length: text === null ? null : [...text].length });
    }
});

test("numbers, dates, lists and bytes are sent as the database writes them", async (t) => {
  const client = await oneConnection(t);
  const at = new Date("2026-01-02T03:04:05.678Z");
  const { rows } = await sendStatement(client, {
    text: "select $1::int = 7 as number, $2::timestamptz = '2026-01-02 03:04:05.678+00' as at, $3::text[] as list, $4::bytea as bytes, $5::boolean as yes, $6::jsonb as data",
    values: [7, at, ["a", 'b"\\,', null], Buffer.from([0, 255, 92]), true, { a: "ü" }],
  });
  const { data, ...rest } = rows[0] as Record<string, unknown>;
  assert.deepEqual(rest, {
    number: true,
    at: true,
    list: ["a", 'b"\\,', null],
    bytes: Buffer.from([0, 255, 92]),
    yes: true,
  });
  assert.equal(JSON.stringify(data), '{"a":"ü"}');
});

test("more values than a statement takes are refused by themselves, and the connection goes on", async (t) => {
  const client = await oneConnection(t);
  await assert.rejects(sendStatement(client, { text: echo, values: Array(65_536).fill("x") }), RangeError);
  assert.equal((await sendStatement(client, { text: echo, values: ["y", null] })).rows[0].text, "y");
});

test("messages grow at any place into a buffer that is full", () => {
  const messages = new Messages();
  for (let left = 0; left < 40; left++) {
    messages.bind("", ["x".repeat(65_536 - left)], String);
    messages.execute();
    messages.describe();
    messages.sync();
    const taken = messages.take();
    const sizes: number[] = [];
    for (let at = 0; at < taken.length; at += sizes.at(-1) as number) sizes.push(1 + taken.readInt32BE(at + 1));
    assert.deepEqual(sizes, [1 + 4 + 1 + 1 + 2 + 2 + 4 + 65_536 - left + 2, 10, 7, 5]);
    assert.equal(taken.at(-1), 4);
  }
});

test("what was taken stays as it was while more is said, and what is cut is never said", () => {
  const messages = new Messages();
  messages.bind("f1", ["one"], String);
  messages.execute();
  const { length } = messages;
  const taken = messages.take();
  assert.equal(taken.length, length);
  const copy = Buffer.from(taken);
  messages.bind("f2", ["x".repeat(100_000)], String);
  const before = messages.length;
  messages.execute("nowhere");
  messages.cut(before);
  assert.equal(messages.take().length, before);
  assert.deepEqual(taken, copy);
  assert.equal(messages.take().length, 0);
});
