import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "../../platform/db/sql.ts";
import { type CatalogFixture, catalogFixture } from "../../testing/catalog-fixture.ts";

const path = { priceScheduleID: "ps" };
const breaks = [{ Quantity: 1, Price: 10 }];

/** Gives a buyer a product at the schedule's prices. */
async function assign(fixture: CatalogFixture, priceScheduleId: string): Promise<void> {
  await fixture.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await fixture.product("p");
  await fixture.db(async (db) => {
    await db.run(sql`insert into product_assignment (marketplace_id, product_id, buyer_id, seller_id, price_schedule_id)
      values (${db.marketplaceId}, 'p', 'acme', ${db.marketplaceId}, ${priceScheduleId})`);
    await db.run(
      sql`update product set default_price_schedule_id = ${priceScheduleId} where marketplace_id = ${db.marketplaceId}`,
    );
  });
}

test("price breaks come back by quantity, complete, with exact decimals", async (t) => {
  const { id, seller } = await catalogFixture(t);
  const created = await seller.ok("PriceSchedules.Create", {
    body: {
      ID: "ps",
      Name: "Prices",
      PriceBreaks: [
        { Quantity: 10, Price: "8.1234" },
        { Quantity: 1, Price: 10.1, SalePrice: 9, BundlePrice: null },
      ],
    },
  });
  assert.deepEqual(created.PriceBreaks, [
    { Quantity: 1, Price: 10.1, SalePrice: 9, SubscriptionPrice: null, BundlePrice: null },
    { Quantity: 10, Price: 8.1234, SalePrice: null, SubscriptionPrice: null, BundlePrice: null },
  ]);
  assert.deepEqual([created.OwnerID, created.MinQuantity, created.MaxQuantity, created.IsOnSale], [id, 1, null, true]);
  assert.deepEqual(await seller.ok("PriceSchedules.Get", { path }), created);
  const emptied = await seller.ok("PriceSchedules.Patch", { path, body: { PriceBreaks: null, MinQuantity: null } });
  assert.deepEqual([emptied.PriceBreaks, emptied.MinQuantity, emptied.IsOnSale], [[], 1, false]);
});

test("the sale is on within its window only", async (t) => {
  const { seller } = await catalogFixture(t);
  const body = { Name: "Sale", PriceBreaks: [{ Quantity: 1, Price: 10, SalePrice: 9 }] };
  const onSale = async (SaleStart: string | null, SaleEnd: string | null) =>
    (await seller.ok("PriceSchedules.Save", { path, body: { ...body, SaleStart, SaleEnd } })).IsOnSale;
  assert.equal(await onSale("2020-01-01T00:00:00Z", "2999-01-01"), true);
  assert.equal(await onSale("2020-01-01", "2021-01-01"), false);
  assert.equal(await onSale("2999-01-01", null), false);
  const list = await seller.ok("PriceSchedules.List", {});
  assert.equal(list.Items[0]?.IsOnSale, false);
  assert.equal(
    (await seller.refused("PriceSchedules.List", { query: { IsOnSale: true } })).code,
    "List.InvalidProperty",
  );
});

const wrong = [
  ["PriceSchedule.MinGreaterThanMax", { MinQuantity: 5, MaxQuantity: 4 }],
  ["PriceSchedule.MinGreaterThanMax", { MaxQuantity: 0 }],
  ["PriceSchedule.InvalidSaleStartOrSaleEnd", { SaleStart: "2026-02-01", SaleEnd: "2026-02-01" }],
  ["PriceSchedule.DuplicatePriceBreaks", { PriceBreaks: [...breaks, { Quantity: 2, Price: 1 }, ...breaks] }],
  ["PriceSchedule.MinQtyMustBePositive", { PriceBreaks: [{ Quantity: 0, Price: 1 }] }],
  ["ValidationFailure", { PriceBreaks: [{ Quantity: 1, Price: -1 }] }],
  ["ValidationFailure", { PriceBreaks: [{ Quantity: 1, Price: 1, SalePrice: "-0.01" }] }],
  ["ValidationFailure", { PriceBreaks: [{ Quantity: 1 }] }],
  ["ValidationFailure", { MinQuantity: 0 }],
] as const;

for (const [code, body] of wrong)
  test(`a schedule with ${JSON.stringify(body)} is refused: ${code}`, async (t) => {
    const { seller } = await catalogFixture(t);
    const refused = await seller.refused("PriceSchedules.Create", { body: { Name: "Wrong", ...body } });
    assert.deepEqual([refused.status, refused.code], [400, code]);
    await seller.ok("PriceSchedules.Create", { body: { ID: "ps", Name: "Right", PriceBreaks: breaks } });
    assert.equal((await seller.refused("PriceSchedules.Patch", { path, body })).code, code);
  });

test("all that is wrong with a schedule is said at once", async (t) => {
  const { seller } = await catalogFixture(t);
  const refused = await seller.refused("PriceSchedules.Create", {
    body: { Name: "x", MinQuantity: 2, MaxQuantity: 1, PriceBreaks: [{ Quantity: 0, Price: 1 }] },
  });
  assert.deepEqual(refused.codes, ["PriceSchedule.MinGreaterThanMax", "PriceSchedule.MinQtyMustBePositive"]);
});

test("a price break is added, replaced and deleted by its quantity", async (t) => {
  const { seller } = await catalogFixture(t);
  await seller.ok("PriceSchedules.Create", { body: { ID: "ps", Name: "Prices", PriceBreaks: breaks } });
  await seller.ok("PriceSchedules.SavePriceBreak", { path, body: { Quantity: 5, Price: 8, SalePrice: 7 } });
  const saved = await seller.ok("PriceSchedules.SavePriceBreak", { path, body: { Quantity: 5, Price: 9 } });
  assert.deepEqual(
    saved.PriceBreaks?.map(({ Quantity, Price, SalePrice }) => [Quantity, Price, SalePrice]),
    [
      [1, 10, null],
      [5, 9, null],
    ],
  );
  const unknown = await seller.refused("PriceSchedules.DeletePriceBreak", { path, query: { quantity: 3 } });
  assert.equal(unknown.code, "PriceSchedule.QtyNotFound");
  await seller.ok("PriceSchedules.DeletePriceBreak", { path, query: { quantity: 1 } });
  await seller.ok("PriceSchedules.DeletePriceBreak", { path, query: { quantity: 5 } });
  assert.deepEqual((await seller.ok("PriceSchedules.Get", { path })).PriceBreaks, []);
});

test("an assigned schedule keeps its last price break and its currency", async (t) => {
  const fixture = await catalogFixture(t);
  const { seller } = fixture;
  await seller.ok("PriceSchedules.Create", {
    body: { ID: "ps", Name: "Prices", Currency: "USD", PriceBreaks: breaks },
  });
  await assign(fixture, "ps");
  const codes = async (body: unknown) => (await seller.refused("PriceSchedules.Patch", { path, body })).code;
  assert.equal(await codes({ PriceBreaks: [] }), "PriceSchedule.CannotClearPriceBreaks");
  assert.equal(await codes({ Currency: "EUR" }), "PriceSchedule.CannotModifyCurrency");
  assert.equal(await codes({ Currency: "" }), "PriceSchedule.CannotModifyCurrency");
  const last = await seller.refused("PriceSchedules.DeletePriceBreak", { path, query: { quantity: 1 } });
  assert.equal(last.code, "PriceSchedule.CannotDeleteLastPriceBreak");
  const changed = await seller.ok("PriceSchedules.Patch", { path, body: { Currency: "usd", Name: "New" } });
  assert.deepEqual([changed.Currency, changed.Name], ["usd", "New"]);
});

test("a deleted schedule is nobody's default any more and takes the assignments at its prices with it", async (t) => {
  const fixture = await catalogFixture(t);
  await fixture.seller.ok("PriceSchedules.Create", { body: { ID: "ps", Name: "Prices", PriceBreaks: breaks } });
  await assign(fixture, "ps");
  await fixture.seller.ok("PriceSchedules.Delete", { path });
  const left = await fixture.db((db) =>
    db.row(sql`select (select count(*) from product_assignment where marketplace_id = p.marketplace_id) as assignments,
      default_price_schedule_id as schedule, (select content -> 'parties' from visibility_class c
        where c.marketplace_id = p.marketplace_id and c.id = p.visibility_class_id)::text as parties
      from product p where marketplace_id = ${db.marketplaceId}`),
  );
  assert.deepEqual({ ...(left as object) }, { assignments: 0, schedule: null, parties: "[]" });
});

test("a renamed schedule stays assigned", async (t) => {
  const fixture = await catalogFixture(t);
  await fixture.seller.ok("PriceSchedules.Create", { body: { ID: "ps", Name: "Prices", PriceBreaks: breaks } });
  await assign(fixture, "ps");
  await fixture.seller.ok("PriceSchedules.Patch", { path, body: { ID: "ps2" } });
  const row = await fixture.db((db) =>
    db.row(sql`select a.price_schedule_id as assigned, p.default_price_schedule_id as standard
      from product_assignment a join product p on p.marketplace_id = a.marketplace_id and p.id = a.product_id
      where a.marketplace_id = ${db.marketplaceId}`),
  );
  assert.deepEqual({ ...(row as object) }, { assigned: "ps2", standard: "ps2" });
});

test("suppliers see and change their own schedules only; the marketplace names the owner once", async (t) => {
  const fixture = await catalogFixture(t);
  const { seller } = fixture;
  await fixture.supplier("sup");
  const supplier = await fixture.as("Supplier", "sup");
  await seller.ok("PriceSchedules.Create", { body: { ID: "ps", Name: "Ours" } });
  await seller.ok("PriceSchedules.Create", { body: { ID: "given", Name: "Given", OwnerID: "SUP" } });
  const made = await supplier.ok("PriceSchedules.Create", { body: { ID: "made", Name: "Made", OwnerID: fixture.id } });
  assert.equal(made.OwnerID, "sup");
  assert.deepEqual(
    (await supplier.ok("PriceSchedules.List", {})).Items.map(({ ID, OwnerID }) => [ID, OwnerID]),
    [
      ["given", "sup"],
      ["made", "sup"],
    ],
  );
  assert.equal((await supplier.refused("PriceSchedules.Get", { path })).code, "NotFound");
  for (const id of ["PriceSchedules.Patch", "PriceSchedules.Save", "PriceSchedules.SavePriceBreak"] as const) {
    const refused = await supplier.refused(id, { path, body: { Name: "Mine", Quantity: 1, Price: 1 } });
    assert.deepEqual([refused.status, refused.code], [403, "PriceSchedule.CannotModify"]);
  }
  assert.equal((await supplier.refused("PriceSchedules.Delete", { path })).code, "PriceSchedule.CannotModify");
  const stays = await seller.ok("PriceSchedules.Patch", {
    path: { priceScheduleID: "made" },
    body: { OwnerID: fixture.id },
  });
  assert.equal(stays.OwnerID, "sup");
  const unknown = await seller.refused("PriceSchedules.Create", { body: { Name: "x", OwnerID: "nobody" } });
  assert.deepEqual([unknown.status, unknown.data.ObjectType], [404, "Supplier"]);
});

test("a list filters by what is in the price breaks", async (t) => {
  const { seller } = await catalogFixture(t);
  await seller.ok("PriceSchedules.Create", { body: { ID: "ps", Name: "Prices", PriceBreaks: breaks } });
  const found = async (query: Record<string, unknown>) =>
    (await seller.ok("PriceSchedules.List", { query })).Items.length;
  assert.equal(await found({ "PriceBreaks.Price": ">9.5" }), 1);
  assert.equal(await found({ "PriceBreaks.Price": "<9.5" }), 0);
});
