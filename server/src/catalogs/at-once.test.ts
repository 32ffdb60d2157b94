import assert from "node:assert/strict";
import { test } from "node:test";
import { shop } from "@orderwell/testing";

const numbers = Array.from({ length: 48 }, (_, n) => n);

test("prices, products and places written all at once are each kept or refused for its own reason, and seen with its reply", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  await seller.ok("Catalogs.Create", { body: { ID: "all-at-once", Name: "All", Active: true } });
  const path = { catalogID: "all-at-once" };
  await seller.ok("Categories.Create", { path, body: { ID: "c", Name: "C", Active: true } });
  await seller.ok("Catalogs.SaveAssignment", {
    body: { CatalogID: "all-at-once", BuyerID: "acme", ViewAllCategories: true, ViewAllProducts: true },
  });
  const outcomes = await Promise.all(
    numbers.map(async (n): Promise<string> => {
      const ID = `once-${n}`;
      const prices = { ID, Name: ID, PriceBreaks: [{ Quantity: 1, Price: n + 1 }] };
      // Of the same ID there is one.
      const twice = n % 12 === 0 ? 2 : 1;
      const made = await Promise.all(
        Array.from({ length: twice }, () => seller.send("PriceSchedules.Create", { body: prices })),
      );
      assert.deepEqual(made.map(({ status }) => status).sort(), [201, 409].slice(0, twice));
      const DefaultPriceScheduleID = n % 8 === 3 ? "nowhere" : ID;
      const body = { ID, Name: `Once ${n}`, Active: true, DefaultPriceScheduleID, xp: { n } };
      const product = await seller.send("Products.Create", { body });
      if (product.status !== 201) return `${product.status} nowhere`;
      const ProductID = n % 8 === 5 ? "nothing" : ID;
      const placed = await seller.send("Categories.SaveProductAssignment", {
        path,
        body: { CategoryID: "c", ProductID },
      });
      if (placed.status !== 204) return `${placed.status} nothing`;
      const seen = await shopper.ok("Me.GetProduct", { path: { productID: ID } });
      assert.deepEqual([seen.PriceSchedule?.PriceBreaks?.[0]?.Price, seen.xp], [n + 1, { n }]);
      return "kept";
    }),
  );
  const wanted = numbers.map((n) => (n % 8 === 3 ? "404 nowhere" : n % 8 === 5 ? "404 nothing" : "kept"));
  assert.deepEqual(outcomes, wanted);
  const kept = wanted.filter((one) => one === "kept").length;
  const query = { catalogID: "all-at-once", categoryID: "c", search: "once" };
  assert.equal((await shopper.ok("Me.ListProducts", { query })).Meta?.TotalCount, kept);
  assert.equal((await shopper.ok("Me.ListProducts", { query: { catalogID: "all-at-once" } })).Meta?.TotalCount, kept);
});
