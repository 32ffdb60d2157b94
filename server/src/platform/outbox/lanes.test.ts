import assert from "node:assert/strict";
import { test } from "node:test";
import { Circuits } from "./circuits.ts";
import { type Lane, Lanes } from "./lanes.ts";

const lane = (marketplaceId: string, target = "t"): Lane => ({ marketplaceId, target });

function play(size: number, perTarget: number) {
  const lanes = new Lanes({ size, perTarget }, new Circuits());
  const begin = (due: readonly Lane[]): string[] =>
    lanes.shareOut(due).flatMap((share) =>
      Array.from({ length: share.count }, () => {
        lanes.begin(share);
        return share.marketplaceId + share.target;
      }),
    );
  return { lanes, begin };
}

test("attempts are shared out by marketplace, then by target, and about half stay free while one is alone", () => {
  const { lanes, begin } = play(16, 4);
  const busy = [1, 2, 3, 4].map((target) => lane("a", String(target)));
  assert.deepEqual(begin(busy).sort(), ["a1", "a1", "a2", "a2", "a3", "a3", "a4"]);
  assert.deepEqual(begin(busy), []);
  assert.deepEqual(begin([...busy, lane("b")]), ["bt", "bt", "bt"]);
  assert.deepEqual(begin([...busy, lane("b"), lane("c")]), ["ct", "ct"]);
  assert.deepEqual(begin([...busy, lane("c", "u")]), ["cu"], "another target of one that has its share");
  assert.equal(lanes.running, 13);
});

test("where less is free than marketplaces wait, each gets one before any gets two", () => {
  const { begin } = play(4, 4);
  assert.deepEqual(begin([lane("a"), lane("a", "u"), lane("b"), lane("c"), lane("d"), lane("e")]), [
    "at",
    "bt",
    "ct",
    "dt",
  ]);
});

test("a target has no more attempts under way than it may, and none after it was silent too often", () => {
  const { lanes, begin } = play(32, 2);
  assert.deepEqual(begin([lane("a")]), ["at", "at"]);
  assert.deepEqual(begin([lane("a")]), []);
  for (let silence = 0; silence < 3; silence++) {
    lanes.end(lane("a"), true);
    lanes.end(lane("a"), true);
    begin([lane("a")]);
  }
  assert.equal(lanes.open, 1);
  assert.deepEqual(begin([lane("a"), lane("b")]), ["bt", "bt"]);
});
