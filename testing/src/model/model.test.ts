import assert from "node:assert/strict";
import { test } from "node:test";
import { secondProcess } from "../server.ts";
import { explore } from "./explore.ts";

// The same sequences every time: what is new is looked for by `npm run model`.
const seed = 2026;

test("whatever several people do with orders, each step comes to what the documents say, and nothing is lost or counted twice", async (t) => {
  const { operations, fault } = await explore(t, { seed, seconds: 12 });
  assert.equal(fault, undefined);
  assert.ok(operations > 50, `only ${operations} operations were made`);
});

test("what several people do at the same time through two processes sells, spends, redeems and ships everything once", async (t) => {
  const otherUrl = await secondProcess(t);
  const { operations, fault } = await explore(t, { seed, seconds: 8, otherUrl });
  assert.equal(fault, undefined);
  assert.ok(operations > 50, `only ${operations} operations were made`);
});
