import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace, recordStatements } from "@orderwell/testing";

/** Statements of one request, the two that open and close its transaction included, and how often it waits for answers. */
const bounds = {
  schedule: { statements: 2, trips: 1 },
  product: { statements: 8, trips: 2 },
  placed: { statements: 13, trips: 3 },
  reordered: { statements: 12, trips: 3 },
};

test("a price schedule, its product and the product's place in a category send no more statements than they need", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Catalogs.Create", { body: { ID: "main", Name: "Main", Active: true } });
  await seller.ok("Categories.Create", { path: { catalogID: "main" }, body: { ID: "c", Name: "C", Active: true } });
  const sent = recordStatements(t, own.id);
  const counted = async (call: () => Promise<unknown>) => {
    sent.take();
    await call();
    const transactions = sent
      .take()
      .filter(({ statements }) => !statements.some((text) => /update "?app_user/.test(text)));
    return {
      statements: transactions.flatMap(({ statements }) =>
        statements.filter((text) => !/delete from product_change/.test(text)),
      ).length,
      trips: transactions.reduce((sum, { trips }) => sum + trips, 0),
    };
  };
  const made = async (ID: string) => ({
    schedule: await counted(() =>
      seller.ok("PriceSchedules.Create", { body: { ID, Name: ID, PriceBreaks: [{ Quantity: 1, Price: 2 }] } }),
    ),
    product: await counted(() =>
      seller.ok("Products.Create", {
        body: {
          ID,
          Name: ID,
          Active: true,
          DefaultPriceScheduleID: ID,
          Inventory: { Enabled: true, QuantityAvailable: 5 },
        },
      }),
    ),
    placed: await counted(() =>
      seller.ok("Categories.SaveProductAssignment", {
        path: { catalogID: "main" },
        body: { CategoryID: "c", ProductID: ID },
      }),
    ),
    reordered: await counted(() =>
      seller.ok("Categories.SaveProductAssignment", {
        path: { catalogID: "main" },
        body: { CategoryID: "c", ProductID: ID, ListOrder: 2 },
      }),
    ),
  });
  // The first of its kind makes its class.
  await made("first");
  assert.deepEqual(await made("second"), bounds);
});
