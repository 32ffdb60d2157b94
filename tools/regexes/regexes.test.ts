import assert from "node:assert/strict";
import { test } from "node:test";
import { findRegexes } from "./find.ts";
import { judgeRegexes } from "./judge.ts";

const judge = (source: string, exceptions: Parameters<typeof judgeRegexes>[1] = []) =>
  judgeRegexes(new Map([["a.ts", source]]), exceptions).offences;

test("regular expressions are found wherever they stand, with their lines, and nothing else is taken for one", () => {
  const source =
    'const a = 1 / 2 / 3; // not /this+/\nconst b = /a+/gi;\nf(`x` + /b|c/.test(y) + "/d/", new RegExp(b));\nRegExp("e");';
  assert.deepEqual(
    findRegexes("a.ts", source).map(({ text, line }) => [text, line]),
    [
      ["/a+/gi", 2],
      ["/b|c/", 3],
      ["RegExp(…)", 3],
      ["RegExp(…)", 4],
    ],
  );
});

for (const slow of [
  "/!+([<>]|$)/",
  "/\\s+$/",
  "/^(a+)+$/",
  "/(a|a)*b/",
  "/^\\s*,\\s*(\\s*x)*$/",
  "/[^]*x[^]*y/",
  "/(?<name>\\w+)@/",
  "new RegExp(text)",
])
  test(`${slow} is told, for its time can grow faster than what it meets`, () => {
    assert.equal(judge(`const a = ${slow};`).length, 1);
  });

for (const fast of [
  "/^\\d{1,10}$/",
  "/^\\s*[\\w.+-]+\\/[\\w.+-]+\\s*(;|$)/",
  "/(?:%[0-9a-f]{2})+/gi",
  "/^(?<year>\\d{4})$/",
  "/[,;]+/",
])
  test(`${fast} is not`, () => assert.deepEqual(judge(`const a = ${fast};`), []));

test("an exception counts for its file and expression only, and must except something", () => {
  const exception = { file: "a.ts", text: "/\\s+$/", reason: "meets nothing" };
  assert.deepEqual(judge("const a = /\\s+$/;", [exception]), []);
  assert.equal(judge("const a = /\\d+$/;", [exception]).length, 2);
});
