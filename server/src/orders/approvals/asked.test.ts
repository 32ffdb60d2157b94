import assert from "node:assert/strict";
import { test } from "node:test";
import { Evaluation } from "../../expressions/index.ts";
import { newlyAsked } from "./asked.ts";
import type { Rule } from "./rules.store.ts";

test("rules that wait for each other are asked in turn, and others have theirs after each", async (t) => {
  let clock = 0;
  t.mock.method(performance, "now", () => {
    clock += 1_000;
    return clock;
  });
  const count = 10;
  const rules = Array.from(
    { length: count },
    (_, index) =>
      ({
        id: `Rule${index}`,
        groupKey: 1,
        groupId: "g",
        purpose: "rule",
        expression: index === 0 ? "order.Total > 1" : `order.approved('RULE${index - 1}')`,
      }) as Rule,
  );
  const facts = { order: { Total: "2" }, lines: [], now: new Date(0) };
  let turns = 0;
  let asking = true;
  const turn = () => {
    turns++;
    if (asking) setImmediate(turn);
  };
  setImmediate(turn);
  const asked = await newlyAsked([], 5, {
    rules,
    purpose: "rule",
    submitter: { key: 7, groups: new Set([1]), shown: null },
    now: new Date(0),
    evaluate: (approved) => new Evaluation({ ...facts, approved }),
  });
  asking = false;
  assert.deepEqual(
    asked.map(({ ID, ApprovalRuleID, Status }) => [ID, ApprovalRuleID, Status]),
    rules.map(({ id }, index) => [String(6 + index), id, "Approved"]),
  );
  // Each round asks those that are left.
  assert.ok(turns >= (count * (count + 1)) / 2, `${turns} turns`);
});
