import assert from "node:assert/strict";
import { test } from "node:test";
import { validateFile } from "./validate-file.ts";

const many = <Item>(count: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => item(index));

/** A file of so many records of each of the busiest kinds, which refer to each other. */
const file = (count: number) => ({
  Objects: {
    Buyers: many(10, (n) => ({ ID: `buyer-${n}`, Name: `Buyer ${n}` })),
    Catalogs: many(10, (n) => ({ ID: `catalog-${n}`, Name: `Catalog ${n}` })),
    Categories: many(count, (n) => ({
      ID: `category-${n}`,
      Name: "Category",
      CatalogID: `catalog-${n % 10}`,
      ...(n >= 10 && { ParentID: `category-${n - 10}` }),
    })),
    PriceSchedules: many(count, (n) => ({ ID: `price-${n}`, Name: "Price", PriceBreaks: [{ Quantity: 1, Price: n }] })),
    Products: many(count, (n) => ({ ID: `product-${n}`, Name: "Product", DefaultPriceScheduleID: `price-${n}` })),
    Users: many(count, (n) => ({ ID: `user-${n}`, BuyerID: `buyer-${n % 10}`, Username: `user-${n}`, Active: true })),
  },
  Assignments: {
    CategoryProductAssignments: many(count, (n) => ({
      CatalogID: `catalog-${n % 10}`,
      CategoryID: `category-${n}`,
      ProductID: `product-${n}`,
    })),
  },
});

/** CPU milliseconds, the less of two attempts. */
function cost(work: () => unknown): number {
  const spent = many(2, () => {
    const before = process.cpuUsage();
    work();
    return process.cpuUsage(before).user / 1_000;
  });
  return Math.min(...spent);
}

test("a file is checked in a time in proportion to its records", () => {
  const [small, large] = [file(1_500), file(12_000)];
  assert.ok(validateFile(large).length < 50_000);
  const [few, all] = [cost(() => validateFile(small)), cost(() => validateFile(large))];
  assert.ok(all < 8 * few * 3 + 200, `${few} ms for 1,500 of each, ${all} ms for 12,000`);
});

for (const unit of ["a", "{", "{a", "<MarketplaceID", " ", "/", "-", "0", "\\", "é", "://", "A"])
  test(`a file of texts that repeat ${JSON.stringify(unit)} is checked at once`, () => {
    const text = `a${unit.repeat(200_000 / unit.length)}!`;
    const hostile = {
      Objects: {
        Products: [{ ID: text, Name: text, DefaultPriceScheduleID: text, xp: { [text]: text } }],
        Users: [{ ID: text, Username: text, BuyerID: text, Email: text }],
        Webhooks: [{ ID: text, Url: text, Name: text }],
        [text]: [{ ID: text }],
      },
      Assignments: { CategoryProductAssignments: [{ CatalogID: text, CategoryID: text, ProductID: text }] },
    };
    const spent = cost(() => validateFile(hostile));
    assert.ok(spent < 1_000, `${spent} ms`);
  });
