import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace, newCaller, type TestClient } from "@orderwell/testing";

const path = { priceScheduleID: "ps" };
const breaks = [{ Quantity: 1, Price: 10 }];

/** Gives a buyer a product at the schedule's prices, which is also the product's default. */
async function assign(seller: TestClient): Promise<void> {
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await seller.ok("Products.Create", { body: { ID: "p", Name: "P", Active: true, DefaultPriceScheduleID: "ps" } });
  await seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "acme", ProductID: "p" } });
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "p", BuyerID: "acme", PriceScheduleID: "ps" } });
}

test("price breaks come back by quantity, complete, with exact decimals", async (t) => {
  const { id, seller } = await marketplace(t);
  const created = await seller.accepted("PriceSchedules.Create", {
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
  const { seller } = await marketplace(t);
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
    const { seller } = await marketplace(t);
    const refused = await seller.refused("PriceSchedules.Create", { body: { Name: "Wrong", ...body } });
    assert.deepEqual([refused.status, refused.code], [400, code]);
    await seller.ok("PriceSchedules.Create", { body: { ID: "ps", Name: "Right", PriceBreaks: breaks } });
    assert.equal((await seller.refused("PriceSchedules.Patch", { path, body })).code, code);
  });

test("all that is wrong with a schedule is said at once", async (t) => {
  const { seller } = await marketplace(t);
  const refused = await seller.refused("PriceSchedules.Create", {
    body: { Name: "x", MinQuantity: 2, MaxQuantity: 1, PriceBreaks: [{ Quantity: 0, Price: 1 }] },
  });
  assert.deepEqual(refused.codes, ["PriceSchedule.MinGreaterThanMax", "PriceSchedule.MinQtyMustBePositive"]);
});

test("a price break is added, replaced and deleted by its quantity", async (t) => {
  const { seller } = await marketplace(t);
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

test("a schedule with price breaks keeps one of a positive quantity", async (t) => {
  const { seller } = await marketplace(t);
  const PriceBreaks = [{ Quantity: 0, Price: 12 }, ...breaks];
  const { PriceBreaks: before } = await seller.ok("PriceSchedules.Create", {
    body: { ID: "ps", Name: "Prices", PriceBreaks },
  });
  const refused = await seller.refused("PriceSchedules.DeletePriceBreak", { path, query: { quantity: 1 } });
  assert.deepEqual([refused.status, refused.code], [400, "PriceSchedule.MinQtyMustBePositive"]);
  assert.deepEqual((await seller.ok("PriceSchedules.Get", { path })).PriceBreaks, before);
  for (const quantity of [0, 1]) await seller.ok("PriceSchedules.DeletePriceBreak", { path, query: { quantity } });
  const added = await seller.refused("PriceSchedules.SavePriceBreak", { path, body: { Quantity: 0, Price: 12 } });
  assert.equal(added.code, "PriceSchedule.MinQtyMustBePositive");
});

test("an assigned schedule keeps its last price break and its currency", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("PriceSchedules.Create", { body: { ID: "ps", Name: "Prices", PriceBreaks: breaks } });
  await assign(seller);
  const codes = async (body: unknown) => (await seller.refused("PriceSchedules.Patch", { path, body })).code;
  assert.equal(await codes({ PriceBreaks: [] }), "PriceSchedule.CannotClearPriceBreaks");
  assert.equal(await codes({ Currency: "EUR" }), "PriceSchedule.CannotModifyCurrency");
  const last = await seller.refused("PriceSchedules.DeletePriceBreak", { path, query: { quantity: 1 } });
  assert.equal(last.code, "PriceSchedule.CannotDeleteLastPriceBreak");
  const changed = await seller.ok("PriceSchedules.Patch", { path, body: { Currency: "", Name: "New" } });
  assert.deepEqual([changed.Currency, changed.Name], [null, "New"]);
});

test("a deleted schedule is nobody's default any more and takes the assignments at its prices with it", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("PriceSchedules.Create", { body: { ID: "ps", Name: "Prices", PriceBreaks: breaks } });
  await assign(seller);
  await seller.ok("PriceSchedules.Delete", { path });
  assert.deepEqual((await seller.ok("Products.ListAssignments", {})).Items, []);
  const product = await seller.ok("Products.Get", { path: { productID: "p" } });
  assert.equal(product.DefaultPriceScheduleID, null);
});

test("a child whose own schedule is deleted takes its parent's again", async (t) => {
  const { seller } = await marketplace(t);
  for (const ID of ["ps", "other"])
    await seller.ok("PriceSchedules.Create", { body: { ID, Name: ID, PriceBreaks: breaks } });
  await seller.ok("Products.Create", {
    body: { ID: "dad", Name: "D", IsParent: true, DefaultPriceScheduleID: "other" },
  });
  await seller.ok("Products.Create", { body: { ID: "kid", Name: "K", ParentID: "dad", DefaultPriceScheduleID: "ps" } });
  const schedule = async () => (await seller.ok("Products.Get", { path: { productID: "kid" } })).DefaultPriceScheduleID;
  assert.equal(await schedule(), "ps");
  await seller.ok("PriceSchedules.Delete", { path });
  assert.equal(await schedule(), "other");
  await seller.ok("PriceSchedules.Delete", { path: { priceScheduleID: "other" } });
  assert.equal(await schedule(), null);
});

test("a renamed schedule stays assigned", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("PriceSchedules.Create", { body: { ID: "ps", Name: "Prices", PriceBreaks: breaks } });
  await assign(seller);
  await seller.ok("PriceSchedules.Patch", { path, body: { ID: "ps2" } });
  const product = await seller.ok("Products.Get", { path: { productID: "p" } });
  const [assignment] = (await seller.ok("Products.ListAssignments", {})).Items;
  assert.deepEqual([product.DefaultPriceScheduleID, assignment?.PriceScheduleID], ["ps2", "ps2"]);
});

test("suppliers see and change their own schedules only; the marketplace names the owner once", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Supplier", Active: true } });
  const supplier = await newCaller(own, { supplier: "sup" });
  await seller.ok("PriceSchedules.Create", { body: { ID: "ps", Name: "Ours" } });
  await seller.ok("PriceSchedules.Create", { body: { ID: "given", Name: "Given", OwnerID: "SUP" } });
  const made = await supplier.ok("PriceSchedules.Create", { body: { ID: "made", Name: "Made", OwnerID: own.id } });
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
    body: { OwnerID: own.id },
  });
  assert.equal(stays.OwnerID, "sup");
  const unknown = await seller.refused("PriceSchedules.Create", { body: { Name: "x", OwnerID: "nobody" } });
  assert.deepEqual([unknown.status, unknown.data.ObjectType], [404, "Supplier"]);
});

test("a list filters by what is in the price breaks", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("PriceSchedules.Create", { body: { ID: "ps", Name: "Prices", PriceBreaks: breaks } });
  const found = async (query: Record<string, unknown>) =>
    (await seller.accepted("PriceSchedules.List", { query })).Items.length;
  assert.equal(await found({ "PriceBreaks.Price": ">9.5" }), 1);
  assert.equal(await found({ "PriceBreaks.Price": "<9.5" }), 0);
});
