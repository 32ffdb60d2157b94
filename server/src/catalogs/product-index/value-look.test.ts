import assert from "node:assert/strict";
import { test } from "node:test";
import { enums, models, operations } from "@orderwell/contract";
import fc from "fast-check";
import { parsePairs } from "../../platform/lists/pairs.ts";
import { parseList } from "../../platform/lists/parse.ts";
import { listShape } from "../../platform/lists/shape.ts";
import { atOnce } from "../../platform/slices.ts";
import { productListShape } from "../products/list.store.ts";
import { sortKeys } from "./hits.ts";
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

/** A product of few different texts and values, so that many keys leave several together. */
const sold = fc.record({
  id: fc.integer({ min: 0, max: 999 }).map((n) => `p${n}`),
  owner: fc.constantFrom("o", "o", "o", "p"),
  name: fc.constantFrom("a", "b", "c", "d"),
  classId: fc.constantFrom(1, 1, 2),
  isDesk: fc.boolean(),
  xp: fc.record(
    { A: fc.integer({ min: 0, max: 3 }), B: fc.integer({ min: 0, max: 2 }), Lot: fc.integer({ min: 0, max: 9 }) },
    { requiredKeys: ["Lot"] },
  ),
});

type Sold = typeof sold extends fc.Arbitrary<infer One> ? One : never;

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

/** Order by what `sortBy` names, then by ID; what is not there comes last both ways. */
function plainly(a: Sold, b: Sold, sortBy: string): number {
  for (const key of [...sortBy.split(","), "ID"]) {
    const name = key.replace("!", "");
    const of = ({ id, owner, name: named, xp }: Sold) =>
      name === "ID" ? id : name === "Name" ? named : name === "OwnerID" ? owner : xp[name.slice(3) as "A" | "B"];
    const [one, other] = [of(a), of(b)];
    if (one === other) continue;
    if (one === undefined || other === undefined) return one === undefined ? 1 : -1;
    return key.startsWith("!") ? -compare(one, other) : compare(one, other);
  }
  return 0;
}

test("products come in the order that is asked for, whatever its keys leave together and wherever they stand", async () => {
  const orders = [
    "xp.A",
    "!xp.A",
    "xp.A,Name",
    "!xp.A,!Name",
    "xp.A,xp.B",
    "!xp.A,xp.B,!ID",
    "xp.None",
    "xp.A,OwnerID",
  ];
  const fields = ["Name", "!Name", "ID", "!ID", "OwnerID", "!OwnerID,!xp.B", "Name,xp.A", "xp.B,Name,xp.A"];
  let full = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(sold, { selector: ({ id }) => id, minLength: 20, maxLength: 60 }),
      fc.constantFrom(0, 1, 3, 64),
      fc.constantFrom(4, 9, 25),
      fc.array(
        fc.tuple(
          fc.constantFrom(...orders, ...fields),
          fc.integer({ min: 1, max: 2 }),
          fc.constantFrom(2, 5),
          fc.constantFrom("", "&search=desk"),
        ),
        { minLength: 6, maxLength: 6 },
      ),
      async (products, together, most, asked) => {
        const builder = new IndexBuilder({ ...usualSizes, most, together, counted: 1, few: 0 });
        const inLists = products.toSorted((a, b) => compare(a.owner, b.owner) || plainly(a, b, "Name"));
        atOnce(
          builder.adding(
            inLists.map(({ id, owner, name, classId, isDesk, xp }) => {
              const folded = { foldedOwner: owner, foldedName: name, foldedId: id, foldedDescription: null };
              const words = isDesk ? "'desk':1D" : "";
              return { id, classId, ...folded, words, stems: words, xp: JSON.stringify(xp) };
            }),
          ),
        );
        const [classes, numbers] = [
          [1, 2].map((id) => [id, 0] as const),
          [1, 2].map((id) => [id, products.filter(({ classId }) => classId === id).length] as const),
        ];
        const state = { version: 0, changes: new Map(classes), products: new Map(numbers), facets: [] };
        const index = atOnce(builder.building(state, ""));
        for (const [sortBy, page, pageSize, search] of asked) {
          const text = `sortBy=${sortBy}&page=${page}&pageSize=${pageSize}&xp.Lot=!0${search}`;
          const query = parseList(parsePairs(text), shape, new Set());
          const question = indexQuestion(query)!;
          const order = sortKeys(query)!;
          assert.ok(await index.prepare(question, order));
          const extent = { classIds: new Set([1]), order, facets: 0, values: 0 };
          const found = atOnce(index.answering(question, (word) => word, extent));
          const wanted = products.filter(
            ({ classId, isDesk, xp }) => classId === 1 && xp.Lot !== 0 && (isDesk || search === ""),
          );
          wanted.sort((a, b) => plainly(a, b, sortBy));
          const ids = wanted.slice((page - 1) * pageSize, page * pageSize).map(({ id }) => id);
          assert.deepEqual([found?.total, found?.ids], [wanted.length, ids], text);
          if (ids.length === pageSize) full++;
        }
      },
    ),
  );
  assert.ok(full > 400, `${full} full pages`);
});
