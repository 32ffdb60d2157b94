import assert from "node:assert/strict";
import { test } from "node:test";
import { secondProcess } from "../server.ts";
import { explore } from "./explore.ts";

// The same sequences every time: what is new is looked for by `npm run model`.
const seed = 2026;

test("whatever several people do with orders, each step comes to what the documents say, and nothing is lost or counted twice", async (t) => {
  const { sequences, fault } = await explore(t, { seed, seconds: 12 });
  assert.equal(fault, undefined);
  assert.ok(sequences > 0, "none was gone through to its end");
});

test("what several people do at the same time through two processes sells, spends, redeems and ships everything once", async (t) => {
  const otherUrl = await secondProcess(t);
  const { sequences, fault } = await explore(t, { seed, seconds: 8, otherUrl });
  assert.equal(fault, undefined);
  assert.ok(sequences > 0, "none was gone through to its end");
});
