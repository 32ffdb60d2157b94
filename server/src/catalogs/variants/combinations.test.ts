import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { combinationCount, combinationKey, combinations, variantId } from "./combinations.ts";

const id = fc.stringMatching(/^[a-z]{1,3}$/);
const specs = fc.uniqueArray(
  fc.record({
    id,
    options: fc.uniqueArray(fc.record({ id, value: fc.string() }), { maxLength: 4, selector: (option) => option.id }),
  }),
  { maxLength: 4, selector: (spec) => spec.id },
);

test("every combination occurs once and has one option of each spec", () => {
  fc.assert(
    fc.property(specs, (all) => {
      const made = combinations(all);
      assert.equal(made.length, combinationCount(all));
      assert.equal(new Set(made.map(combinationKey)).size, made.length);
      for (const combination of made)
        assert.deepEqual(
          combination.map(([spec]) => spec),
          all.map((spec) => spec.id),
        );
    }),
  );
});

test("combinations are the same in whatever order their specs stand", () => {
  fc.assert(
    fc.property(specs, (all) => {
      const there = combinations(all).map(combinationKey).sort();
      assert.deepEqual(
        combinations([...all].reverse())
          .map(combinationKey)
          .sort(),
        there,
      );
    }),
  );
});

test("the ID of a variant names its product and options", () => {
  assert.equal(
    variantId("shirt", [
      ["color", "red"],
      ["size", "x l"],
    ]),
    "shirt-red-x-l",
  );
});
