import assert from "node:assert/strict";
import { test } from "node:test";
import { enums, models, operations } from "@orderwell/contract";
import { parsePairs } from "../../platform/lists/pairs.ts";
import { parseList } from "../../platform/lists/parse.ts";
import { listShape } from "../../platform/lists/shape.ts";
import { atOnce } from "../../platform/slices.ts";
import { productListShape } from "../products/list.store.ts";
import { IndexBuilder } from "./index-builder.ts";
import { indexQuestion } from "./index-question.ts";
import type { ProductIndex } from "./product-index.ts";
import { usualSizes } from "./segment-sizes.ts";

const shape = listShape(operations["Products.List"]!.list!, models.Product, models, enums, productListShape);

/** An index of so many products, each of which is named by the same words, and a part number of its own. */
function indexed(number: number, words: readonly string[]): ProductIndex {
  const builder = new IndexBuilder(usualSizes);
  const products = Array.from({ length: number }, (_, n) => {
    const id = `p${String(n).padStart(6, "0")}`;
    const named = [...words, id];
    const vector = named.map((word, index) => `'${word}':${index + 1}B`).join(" ");
    return {
      id,
      classId: 1,
      foldedOwner: "o",
      foldedName: named.join(" "),
      foldedId: id,
      foldedDescription: null,
      words: vector,
      stems: vector,
      xp: null,
    };
  });
  atOnce(builder.adding(products));
  const state = { version: 1, changes: new Map([[1, 0]]), products: new Map([[1, number]]), facets: [] };
  return atOnce(builder.building(state, ""));
}

/** @param counts whether it is only counted. */
function found(index: ProductIndex, phrase: string, counts = false) {
  const query = parseList(parsePairs(`search=${phrase}&searchType=AnyTerm&pageSize=3`), shape, new Set());
  const extent = { classIds: undefined, order: counts ? undefined : [], facets: 50, values: 50 };
  return atOnce(index.answering(indexQuestion(query)!, (word) => word, extent))!;
}

test("a search for many words that nearly all products have names the first of them", () => {
  const words = Array.from("abcdefghijklmnop", (letter) => `w${letter}`);
  // What has several of the words is met once for each beyond the first.
  const index = indexed(12_000, words);
  for (const _ of ["first", "again"]) {
    const { total, ids } = found(index, words.join(" "));
    assert.deepEqual([total, ids], [12_000, ["p000000", "p000001", "p000002"]]);
  }
});

test("whatever an index keeps of a question counts as memory of it from then on", () => {
  const index = indexed(1_000, ["desk"]);
  index.grew();
  const questions = { counts: () => found(index, "desk", true), names: () => found(index, "p000007") };
  for (const [name, ask] of Object.entries({ ...questions, orders: () => found(index, "desk") })) {
    const { bytes } = index;
    ask();
    assert.equal(index.grew(), true, name);
    assert.ok(index.bytes > bytes, name);
    ask();
    assert.equal(index.grew(), false, name);
  }
});
