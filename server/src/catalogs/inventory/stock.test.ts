import assert from "node:assert/strict";
import { test } from "node:test";
import { type Demand, type Stock, shortages, shortagesInTurn } from "./stock.ts";

const mug: Stock = {
  productId: "mug",
  active: true,
  tracked: true,
  inRecords: false,
  byVariant: false,
  canExceed: false,
  available: 10,
  variants: new Map(),
  records: [],
};

const of = (quantity: number, more: Partial<Demand> = {}): Demand => ({
  productId: "mug",
  variantId: null,
  recordKey: null,
  quantity,
  ...more,
});

test("of demands on one stock the first that fit are met in turn, and what does not fit takes nothing from others", () => {
  const stock = new Map([["mug", mug]]);
  const short = shortagesInTurn([of(6), of(5), of(4), of(1), of(0)], stock);
  assert.deepEqual(
    short.map((one) => one && [one.available, one.requested]),
    [undefined, [10, 11], undefined, [10, 11], undefined],
  );
  const shared = shortagesInTurn([of(6, { variantId: "red" }), of(5, { variantId: "blue", productId: "MUG" })], stock);
  assert.equal(shared[1]?.requested, 11, "variants whose stock is the product's share it");
});

test("stock by variant and by record is met apart, and what nothing bounds is always met", () => {
  const byVariant = { ...mug, byVariant: true, variants: new Map([["red", 2]]) };
  const red = of(2, { variantId: "red" });
  const found = shortagesInTurn([red, of(1, { variantId: "blue" }), of(9), red], new Map([["mug", byVariant]]));
  assert.deepEqual(
    found.map((one) => one?.requested),
    [undefined, 1, undefined, 4],
  );
  const record = { key: 7, id: "north", variantId: null, canExceed: false, available: 3, usable: true };
  const inRecords = { ...mug, inRecords: true, records: [record, { ...record, key: 8, canExceed: true }] };
  const demands = [of(3, { recordKey: 7 }), of(99, { recordKey: 8 }), of(1, { recordKey: 7 }), of(99)];
  assert.deepEqual(
    shortagesInTurn(demands, new Map([["mug", inRecords]])).map((one) => one?.requested),
    [undefined, undefined, 4, undefined],
  );
});

test("many demands on one scarce product are each looked at once in turn, and twice to be counted together", () => {
  let looks = 0;
  class Counting extends Map<string, Stock> {
    override get(key: string): Stock | undefined {
      looks++;
      return super.get(key);
    }
  }
  const many = Array.from({ length: 5_000 }, () => of(1));
  const stock = new Counting([["mug", mug]]);
  assert.equal(shortagesInTurn(many, stock).filter((one) => one !== undefined).length, 4_990);
  assert.equal(looks, 5_000);
  looks = 0;
  assert.equal(shortages(many, stock).length, 5_000);
  assert.equal(looks, 10_000);
});
