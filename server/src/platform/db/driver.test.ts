import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { isPassedOver, sendStatement } from "./driver.ts";
import { fixStatement } from "./kept-statements.ts";
import { commit, rollback } from "./session.ts";
import { oneConnection } from "./testing/one-connection.ts";
import { said } from "./testing/said.ts";

const begin = { name: "begin-write", text: "begin", values: [] };

/** A connection, and what it says to the database. */
async function connection(t: TestContext) {
  const client = await oneConnection(t);
  const send = (text: string, ...values: unknown[]) => sendStatement(client, { text, values });
  return { client, sent: said(client), send };
}

const fixed = "select $1::int + 1 as next";
fixStatement(fixed);

test("statements that are started together leave in one write and are answered at once, each with its own rows", async (t) => {
  const { client, sent, send } = await connection(t);
  for (let round = 0; round < 3; round++) {
    const answers = await Promise.all([
      sendStatement(client, begin),
      send("create temporary table trip (n int) on commit drop"),
      send("insert into trip select generate_series(1, $1::int)", 3),
      send("select n from trip order by n"),
      send(fixed, round),
      send(fixed, round + 1),
      sendStatement(client, commit),
    ]);
    const [write = "", ...others] = sent.take();
    assert.deepEqual(others, []);
    assert.equal(write.replaceAll(/[^BES]/g, ""), `${"BE".repeat(7)}S`);
    assert.deepEqual(
      answers.map(({ command, rowCount, rows }) => [command, rowCount, rows.map((row) => ({ ...row }))]),
      [
        ["BEGIN", null, []],
        ["CREATE", null, []],
        ["INSERT", 3, []],
        ["SELECT", 3, [{ n: 1 }, { n: 2 }, { n: 3 }]],
        ["SELECT", 1, [{ next: round + 1 }]],
        ["SELECT", 1, [{ next: round + 2 }]],
        ["COMMIT", null, []],
      ],
    );
  }
});

test("what follows a statement that fails is passed over, and the connection goes on", async (t) => {
  const { client, send } = await connection(t);
  const later = `select $1::text as later`;
  fixStatement(later);
  for (let round = 0; round < 3; round++) {
    const outcomes = await Promise.allSettled([
      sendStatement(client, begin),
      send("select 1 / $1::int as whole", 0),
      send(later, "never"),
      sendStatement(client, commit),
    ]);
    assert.deepEqual(
      outcomes.map((one) => (one.status === "fulfilled" ? "done" : isPassedOver(one.reason) || one.reason.code)),
      ["done", "22012", true, true],
    );
    // The transaction has failed and waits for its end.
    await assert.rejects(send(later, "not yet"), isPassedOver);
    await sendStatement(client, rollback);
  }
  assert.deepEqual({ ...(await send(later, "now")).rows[0] }, { later: "now" });
});

test("a value that cannot be sent fails its statement and the transaction, and those after it are passed over", async (t) => {
  const { client, send } = await connection(t);
  const bad = "select $1::text as bad";
  fixStatement(bad);
  const unsendable = {
    toPostgres() {
      throw new Error("has no text");
    },
  };
  const outcomes = await Promise.allSettled([
    sendStatement(client, begin),
    send(bad, unsendable),
    send(fixed, 7),
    sendStatement(client, commit),
  ]);
  assert.deepEqual(
    outcomes.map((one) => (one.status === "fulfilled" ? "done" : isPassedOver(one.reason) || one.reason.message)),
    ["done", "has no text", true, true],
  );
  await assert.rejects(send(fixed, 7), isPassedOver);
  await sendStatement(client, rollback);
  assert.deepEqual({ ...(await send(fixed, 1)).rows[0] }, { next: 2 });
  assert.deepEqual({ ...(await send(bad, "good")).rows[0] }, { bad: "good" }, "its statement is prepared as before");
});
