import assert from "node:assert/strict";
import { test } from "node:test";
import { Kept } from "./kept.ts";

test("What is kept is found until it is set again or dropped", () => {
  const kept = new Kept<number>(10);
  kept.set("a", 1, 1);
  assert.equal(kept.get("a"), 1);
  kept.set("a", 2, 1);
  assert.equal(kept.get("a"), 2);
  kept.delete("a");
  assert.equal(kept.get("a"), undefined);
});

test("What is asked for stays while what is not makes room", () => {
  const kept = new Kept<number>(10);
  kept.set("used", 1, 1);
  kept.set("unused", 2, 1);
  for (let round = 0; round < 100; round++) {
    kept.set(`other ${round}`, round, 1);
    assert.equal(kept.get("used"), 1);
  }
  assert.equal(kept.get("unused"), undefined);
  assert.equal(kept.get("other 0"), undefined);
});
