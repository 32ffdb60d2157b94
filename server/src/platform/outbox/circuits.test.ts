import assert from "node:assert/strict";
import { test } from "node:test";
import { Circuits } from "./circuits.ts";

const options = { silences: 3, firstPauseMs: 100, longestPauseMs: 300 };

function play() {
  const clock = { now: 0 };
  return { clock, circuits: new Circuits(options, () => clock.now) };
}

test("a target that was silent some times in a row is left alone, then asked once, and asked as usual once it answers", () => {
  const { clock, circuits } = play();
  for (const silence of [1, 2, 3]) {
    assert.equal(circuits.allowed("t", 4), 4, `before the ${silence}. silence`);
    circuits.silent("t");
  }
  assert.deepEqual([circuits.allowed("t", 4), circuits.open], [0, 1]);
  clock.now = 99;
  assert.equal(circuits.allowed("t", 4), 0);
  clock.now = 100;
  assert.equal(circuits.allowed("t", 4), 1);
  circuits.answered("t");
  assert.deepEqual([circuits.allowed("t", 4), circuits.open], [4, 0]);
});

test("while it stays silent the pauses double up to the longest, whatever began before ends meanwhile", () => {
  const { clock, circuits } = play();
  for (let attempt = 0; attempt < 6; attempt++) circuits.silent("t");
  const pauses: number[] = [];
  for (let probe = 0; probe < 4; probe++) {
    const from = clock.now;
    while (circuits.allowed("t", 4) === 0) clock.now++;
    pauses.push(clock.now - from);
    circuits.silent("t");
  }
  assert.deepEqual(pauses, [100, 200, 300, 300]);
});

test("a target that answers now and then is asked as usual, and one says nothing about another", () => {
  const { circuits } = play();
  for (let round = 0; round < 5; round++) {
    circuits.silent("t");
    circuits.silent("t");
    circuits.answered("t");
    circuits.silent("u");
  }
  assert.deepEqual([circuits.allowed("t", 4), circuits.allowed("u", 4), circuits.allowed("v", 4)], [4, 0, 4]);
});
