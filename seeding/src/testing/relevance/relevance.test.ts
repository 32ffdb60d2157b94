import assert from "node:assert/strict";
import { test } from "node:test";
import { relevance, summary } from "./suite.ts";

/** Mean gain that each group had at least when this was last raised. */
const floors: Readonly<Record<string, number>> = {
  "demo: kinds": 0.98,
  "demo: phrases": 0.99,
  "demo: needs": 0.99,
  "demo: brands": 0.99,
  "demo: being typed": 0.97,
  "demo: part numbers": 0.99,
  "demo: all words": 0.99,
  "demo: mistyped": 0.97,
  "demo: other words": 0.93,
  "workshop: kinds": 0.99,
  "workshop: plurals": 0.99,
  "workshop: brand and kind": 0.95,
  "workshop: material and kind": 0.98,
  "workshop: kind and size": 0.99,
  "workshop: part numbers": 0.99,
  "workshop: being typed": 0.99,
  "workshop: other languages": 0.99,
  "workshop: all words": 0.99,
  "workshop: mistyped": 0.92,
  "workshop: other words": 0.99,
  all: 0.98,
};

test("searches find what is worth most first, no worse than before: nDCG@10 by group", async (t) => {
  const outcomes = await relevance();
  assert.ok(outcomes.length >= 150, `${outcomes.length} queries`);
  const means = summary(outcomes);
  for (const [name, gain] of means) t.diagnostic(`${name} ${gain.toFixed(3)}`);
  assert.deepEqual([...means.keys()].sort(), Object.keys(floors).sort());
  const fallen = [...means].filter(([name, gain]) => gain < floors[name]!);
  assert.deepEqual(fallen, []);
});
