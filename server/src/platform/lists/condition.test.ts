import assert from "node:assert/strict";
import { test } from "node:test";
import { type Condition, parseConditions } from "./condition.ts";

const equal = (text: string, negated = false): Condition => ({ kind: "compare", operator: "=", negated, text });
const compare = (operator: ">" | ">=" | "<" | "<=", text: string): Condition => ({
  kind: "compare",
  operator,
  negated: false,
  text,
});
const like = (runs: string[], negated = false): Condition => ({ kind: "like", negated, runs });

const cases: [value: string, conditions: Condition[]][] = [
  ["red", [equal("red")]],
  ["=red", [equal("red")]],
  ["!red", [equal("red", true)]],
  ["!!red", [equal("red")]],
  ["!=red", [equal("red", true)]],
  ["red|!blue|", [equal("red"), equal("blue", true)]],
  [">5", [compare(">", "5")]],
  ["<5", [compare("<", "5")]],
  [">=5", [compare(">=", "5")]],
  ["=>5", [compare(">=", "5")]],
  ["<=5", [compare("<=", "5")]],
  ["=<5", [compare("<=", "5")]],
  ["!>5", [compare("<=", "5")]],
  ["!<5", [compare(">=", "5")]],
  ["!!<5", [compare("<", "5")]],
  ["!>=5", [compare("<", "5")]],
  ["!<=5", [compare(">", "5")]],
  [">5*", [compare(">", "5*")]],
  ["5>4", [equal("5>4")]],
  ["a*", [like(["a", ""])]],
  ["*a", [like(["", "a"])]],
  ["*a*", [like(["", "a", ""])]],
  ["!a*b", [like(["a", "b"], true)]],
  ["*", [{ kind: "present", negated: false }]],
  ["**", [{ kind: "present", negated: false }]],
  ["!*", [{ kind: "present", negated: true }]],
  ["!*|red", [{ kind: "present", negated: true }, equal("red")]],
  ["\\*", [equal("*")]],
  ["\\!a\\|b\\\\", [equal("!a|b\\")]],
  ["\\>5", [equal(">5")]],
  ["a\\", [equal("a\\")]],
  ["a*\\*", [like(["a", "*"])]],
  [" a ", [equal(" a ")]],
  ["", []],
  ["!", []],
  [">", []],
  ["||", []],
];

for (const [value, conditions] of cases) {
  test(`the value "${value}" means ${JSON.stringify(conditions)}`, () => {
    assert.deepEqual(parseConditions(value), conditions);
  });
}
