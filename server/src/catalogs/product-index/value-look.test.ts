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

/** An index of products that have nothing but extended properties. @param xpOf as `jsonb` writes them. */
function indexOf(number: number, xpOf: (n: number) => string): ProductIndex {
  const builder = new IndexBuilder(usualSizes);
  const products = Array.from({ length: number }, (_, n) => {
    const id = `p${String(n).padStart(6, "0")}`;
    const texts = { foldedOwner: "o", foldedName: id, foldedId: id, foldedDescription: null, words: "", stems: "" };
    return { id, classId: 1, ...texts, xp: xpOf(n) };
  });
  atOnce(builder.adding(products));
  const state = { version: 0, changes: new Map([[1, 0]]), products: new Map([[1, number]]), facets: [] };
  return atOnce(builder.building(state, ""));
}

/** What an index answers, and how often others have their turn meanwhile. */
function answered(index: ProductIndex, text: string) {
  const question = indexQuestion(parseList(parsePairs(text), shape, new Set()))!;
  const extent = { classIds: undefined, order: [], facets: 50, values: 200 };
  const work = index.answering(question, (word) => word, extent);
  for (let breaks = 0; ; breaks++) {
    const { done, value } = work.next();
    if (done === true) return { total: value?.total, ids: value?.ids, breaks };
  }
}

test("of products with several values, those are found that have one of many, though all values together are more than a segment has room for", () => {
  const index = indexOf(22_100, (n) => (n < 22_000 ? '{"Tags": ["a", "b", "c"]}' : '{"Tags": ["d"]}'));
  const { total, ids } = answered(index, "xp.Tags=a|b|c|d&xp.Tags=d&pageSize=1");
  assert.deepEqual({ total, ids }, { total: 100, ids: ["p022000"] });
  assert.equal(answered(index, "xp.Tags=a|b|c|d").total, 22_100);
  assert.equal(answered(index, "xp.Tags=a|b|c").total, 22_000);
});

test("others have their turn while a range is compared with numbers of many digits, and what takes too many looks is left to the database", () => {
  const number = 20_000;
  const index = indexOf(number, (n) => `{"Serial": 1234567890123${String(n).padStart(6, "0")}}`);
  answered(index, "xp.Serial=>5");
  const { total, breaks } = answered(index, "xp.Serial=>5");
  assert.equal(total, number);
  assert.ok(breaks > 15, `${breaks} breaks`);
  assert.equal(answered(index, "xp.Serial=>1234567890123010000").total, 9_999);
  const ranges = (from: number) => Array.from({ length: 450 }, (_, n) => `>${from + n}`).join("|");
  assert.equal(answered(index, `xp.Serial=${ranges(0)}&xp.Serial=${ranges(450)}`).total, undefined);
});

test("a facet counts a product once for each of very many values, however often it has them", () => {
  const many = Array.from({ length: 5_000 }, (_, n) => `"t${n % 2_500}"`).join(", ");
  const builder = new IndexBuilder(usualSizes);
  const texts = { foldedOwner: "o", foldedName: "p", foldedId: "p", foldedDescription: null, words: "", stems: "" };
  atOnce(builder.adding([{ id: "p", classId: 1, ...texts, xp: `{"Tags": [${many}]}` }]));
  const facets = [{ name: "Tags", path: "Tags", minCount: 1, xp: null }];
  const state = { version: 0, changes: new Map(), products: new Map(), facets };
  const question = indexQuestion(parseList([], shape, new Set()))!;
  const extent = { classIds: undefined, order: [], facets: 50, values: 3_000 };
  const index = atOnce(builder.building(state, ""));
  const [facet] = JSON.parse(atOnce(index.answering(question, (word) => word, extent))!.facets.text);
  assert.equal(facet.Values.length, 2_500);
  assert.ok(facet.Values.every(({ Count }: { Count: number }) => Count === 1));
});
