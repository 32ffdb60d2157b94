import assert from "node:assert/strict";
import { test } from "node:test";
import { cpuTime } from "@orderwell/testing";
import fc from "fast-check";
import { parsePairs } from "./pairs.ts";

const cases: [query: string, pairs: [string, string][]][] = [
  ["", []],
  ["&&", []],
  ["=5", []],
  [
    "a=1&b=2&a=3",
    [
      ["a", "1"],
      ["b", "2"],
      ["a", "3"],
    ],
  ],
  ["Order.DateSubmitted=>=01-01-2022", [["Order.DateSubmitted", ">=01-01-2022"]]],
  ["Order.DateSubmitted>1/1/2022", [["Order.DateSubmitted", ">1/1/2022"]]],
  ["Order.DateSubmitted>=1/1/2022", [["Order.DateSubmitted", ">=1/1/2022"]]],
  ["Total%3C5", [["Total", "<5"]]],
  ["Total!>5", [["Total", "!>5"]]],
  ["Name!=Smith", [["Name", "!=Smith"]]],
  ["Name=a=b", [["Name", "a=b"]]],
  ["search=red+shoes%20now", [["search", "red shoes now"]]],
  ["Name=%2B1", [["Name", "+1"]]],
  ["Name%7CID=x", [["Name|ID", "x"]]],
  ["search=100%", [["search", "100%"]]],
  ["search=%zz%41", [["search", "%zzA"]]],
  ["search=%C3%A9", [["search", "é"]]],
  ["search=%C3x", [["search", "\uFFFDx"]]],
  ["search=\uD800", [["search", "\uFFFD"]]],
  ["page", [["page", ""]]],
  ["Name!", [["Name", "!"]]],
  ["!Name", [["!Name", ""]]],
  ["a!!b!!>5", [["a!!b", "!!>5"]]],
];

for (const [query, pairs] of cases) {
  test(`"${query}" holds ${JSON.stringify(pairs)}`, () => {
    assert.deepEqual(
      parsePairs(query).map(({ name, value }) => [name, value]),
      pairs,
    );
  });
}

test("no query string makes it throw, and what it gives is well-formed text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (query) => {
      for (const { name, value } of parsePairs(query)) assert.ok(name.isWellFormed() && value.isWellFormed());
    }),
  );
});

test("the time that a query string takes grows with its length only", () => {
  for (const [head, tail] of [
    ["!", "a"],
    ["!", "<"],
    ["a!", ""],
    ["%", "z"],
    ["%C3", "!"],
    ["+", "="],
    ["&", "!"],
  ] as const) {
    const query = head.repeat(500_000) + tail;
    const took = cpuTime(() => parsePairs(query));
    assert.ok(took < 2_000, `half a million times ${head} and then ${tail} took ${Math.round(took)} ms`);
  }
});
