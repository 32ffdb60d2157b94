import assert from "node:assert/strict";
import { test } from "node:test";
import { cpuTime } from "@orderwell/testing";
import fc from "fast-check";
import { objectOf, parseJson } from "./parse-json.ts";

const kept = (text: string): void => assert.equal(JSON.stringify(parseJson(text)), text);

test("keys keep their order, those of digits and __proto__ included, and whole numbers all their digits", () => {
  kept('{"b":1,"10":2,"2":{"z":1,"a":9007199254740993,"1":-18446744073709551616}}');
  kept('[{"__proto__":{"5":1,"4":2},"a":[1234567890123456789012]},"1",-1,true,false,null,""]');
  kept('{"text\\"\\\\":"9007199254740993","1":"a: 9007199254740993","0":"{\\"2\\":1}"}');
});

test("what is written differently from how it is stored comes back as a float would", () => {
  assert.equal(JSON.stringify(parseJson('{"1": 1.50, "0": 1e3, "a": 1e400}')), '{"1":1.5,"0":1000,"a":null}');
});

test("anything else is what JSON.parse makes of it, mistakes included", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) =>
      assert.deepEqual(JSON.parse(JSON.stringify(parseJson(text))), JSON.parse(text)),
    ),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.oneof(fc.string(), fc.nat().map(String)), fc.jsonValue()), (object) =>
      assert.deepEqual(
        JSON.parse(JSON.stringify(parseJson(JSON.stringify(object)))),
        JSON.parse(JSON.stringify(object)),
      ),
    ),
  );
  for (const text of ["", "{", '{"1":}', "01", '{"1":1,}', "[1]]", '{"0":9007199254740993'])
    assert.throws(() => parseJson(text), SyntaxError, text);
});

test("a key that is written with escapes is read as it is, whatever was read before", () => {
  const pieces = ["a", "b", "\\", '"', "\u001f", "\t", "é", "1", "~", " ", ":"];
  const start = fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((some) => some.join(""));
  let texts = 0;
  fc.assert(
    fc.property(start, (one) => {
      for (const last of ["\t", '"', "\n", "\\\\"]) {
        // V8 expects what followed a key the last time.
        const before = `k${texts++}`;
        for (const key of [`${one}\\`, `${one}${last}`])
          kept(JSON.stringify({ [before]: 1, [key]: { [key]: [1], a: 1 } }));
      }
    }),
  );
});

test("an entry that comes again gives the value, in the place of the first", () => {
  assert.equal(
    JSON.stringify(
      objectOf([
        ["b", 1],
        ["1", 2],
        ["b", 3],
      ]),
    ),
    '{"b":3,"1":2}',
  );
});

test("four million characters of the hardest kind are read within two seconds of CPU", () => {
  const hard = [
    `{${Array.from({ length: 200_000 }, (_, index) => `"${index}":1${index}0000000000000000`).join()}}`,
    `{"1"${" ".repeat(4_000_000)}:1}`,
    `[${"1".repeat(4_000_000)}]`,
    `${'[{"1":'.repeat(300_000)}1${"}]".repeat(300_000)}`,
    `{"1":"${'\\"1'.repeat(1_000_000)}"}`,
  ];
  for (const text of hard) {
    const took = cpuTime(() => parseJson(text));
    assert.ok(took < 2_000, `${text.slice(0, 20)}: ${took} ms`);
  }
});
