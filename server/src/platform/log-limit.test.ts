import assert from "node:assert/strict";
import { test } from "node:test";
import { limitLines } from "./log-limit.ts";

test("of lines of one kind and reason one passes in an interval, and the next says how many did not", () => {
  const written: unknown[] = [];
  let time = 0;
  const write = limitLines(
    (message, data) => written.push([message, data]),
    1_000,
    () => time,
  );
  for (let line = 0; line < 5; line++) write("refused", { reason: "away" });
  write("refused", { reason: "another" });
  time = 999;
  write("refused", { reason: "away" });
  time = 1_000;
  write("refused", { reason: "away" });
  time = 2_000;
  write("refused", { reason: "away" });
  assert.deepEqual(written, [
    ["refused", { reason: "away" }],
    ["refused", { reason: "another" }],
    ["refused", { reason: "away", heldBack: 5 }],
    ["refused", { reason: "away" }],
  ]);
});

test("an endless variety of reasons is not remembered", () => {
  let written = 0;
  const write = limitLines(
    () => written++,
    1_000,
    () => 0,
  );
  for (let line = 0; line < 1_000; line++) write("refused", { reason: String(line) });
  write("refused", { reason: "0" });
  assert.equal(written, 1_001);
});
