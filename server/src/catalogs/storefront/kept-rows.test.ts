import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { recordStatements, secondProcess, TestClient, until } from "@orderwell/testing";
import type { TenantDb } from "../../platform/db/session.ts";
import { KeptRow, KeptRows } from "./kept-rows.ts";
import { ProductJson } from "./product-json.ts";
import type { ShopperView } from "./shopper-views.ts";
import { changes, stocked } from "./testing/changes.ts";
import { type Storefront, storefront } from "./testing/storefront.ts";

/** A product for which buyer B has a price of its own. */
async function ownPrice({ seller, product }: Storefront): Promise<void> {
  await product("own", { Name: "of its own price", DefaultPriceScheduleID: "s" });
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "own", BuyerID: "B", PriceScheduleID: "other" } });
}

async function seesEveryChange(t: TestContext, store: Storefront): Promise<void> {
  const second = await secondProcess(t);
  const { token } = await store.shopper("u");
  const processes = [store.own.baseUrl, second].map((baseUrl) => ({
    seller: new TestClient(baseUrl, store.seller.token),
    shopper: new TestClient(baseUrl, token),
  }));
  const lists = [{}, { search: "lamp" }, { catalogID: "B" }, { sortBy: ["ID"] }];
  const seen = async (shopper: TestClient, query: Record<string, unknown>) =>
    (await shopper.accepted("Me.ListProducts", { query })).Items.find(({ ID }) => ID.toLowerCase() === "p");
  for (const [index, { title, write, shows }] of changes.entries()) {
    // Held by each.
    for (const { shopper } of processes) for (const query of lists) await seen(shopper, query);
    await write(processes[index % 2]!.seller);
    for (const query of lists)
      for (const { shopper } of processes) {
        const item = await seen(shopper, query);
        if (shows === undefined) assert.equal(item, undefined, title);
        else assert.partialDeepStrictEqual(item, shows, title);
      }
  }
}

test("every change of what a page shows of a product is seen by the next list, of whatever kind and process", async (t) => {
  const store = await storefront(t);
  await stocked(store);
  await seesEveryChange(t, store);
});

test("the same goes for shoppers who have prices of their own for other products", async (t) => {
  const store = await storefront(t);
  await stocked(store);
  await ownPrice(store);
  await seesEveryChange(t, store);
});

test("a page without products that have prices of the shopper's own is read as others' are, and with the first of them priced anew", async (t) => {
  const store = await storefront(t);
  const { own, seller, shopper, product, schedule } = store;
  await schedule("other", 5);
  await schedule("s", 10);
  for (const id of ["a", "b"]) await product(id, { Name: `lamp ${id}`, DefaultPriceScheduleID: "s" });
  await ownPrice(store);
  const client = await shopper("u");
  const read = async () =>
    (await client.ok("Me.ListProducts", { query: { search: "lamp" } })).Items.map(
      ({ PriceSchedule }) => PriceSchedule?.ID,
    );
  for (let times = 0; times < 3; times++) assert.deepEqual(await read(), ["s", "s"]);
  const { transactions } = await recordStatements(t, own.id).during(read);
  const [trip, ...more] = transactions;
  assert.equal(more.length, 0);
  assert.ok(trip?.statements.some((text) => text.includes("stamps")));
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "b", BuyerID: "B", PriceScheduleID: "other" } });
  for (let times = 0; times < 2; times++) assert.deepEqual(await read(), ["s", "other"]);
  await seller.ok("Products.DeleteAssignment", { path: { productID: "b", buyerID: "B" } });
  for (let times = 0; times < 2; times++) assert.deepEqual(await read(), ["s", "s"]);
});

test("an order takes from the stock that the next list shows", async (t) => {
  const { shopper, product, schedule } = await storefront(t);
  await schedule("s", 10);
  await product("p", { DefaultPriceScheduleID: "s", Inventory: { Enabled: true, QuantityAvailable: 5 } });
  const client = await shopper("u");
  const stock = async () => (await client.ok("Me.ListProducts")).Items[0]?.Inventory?.QuantityAvailable;
  for (let read = 0; read < 3; read++) assert.equal(await stock(), 5);
  await client.ok("Cart.CreateLineItem", { body: { ProductID: "p", Quantity: 2 } });
  await client.ok("Cart.Submit");
  for (let read = 0; read < 3; read++) assert.equal(await stock(), 3);
});

test("a sale begins and ends by the clock in lists that were read before", async (t) => {
  const { seller, shopper, product, schedule } = await storefront(t);
  const PriceBreaks = [{ Quantity: 1, Price: 10, SalePrice: 8 }];
  await schedule("s", 10, { PriceBreaks });
  await product("p", { DefaultPriceScheduleID: "s" });
  const client = await shopper("u");
  /** What was seen of a sale that begins and ends after so long. */
  const during = async (ms: number): Promise<readonly string[]> => {
    const [start = 0, end = 0] = [ms, 2 * ms].map((later) => Date.now() + later);
    const [SaleStart, SaleEnd] = [start, end].map((time) => new Date(time).toISOString());
    await seller.ok("PriceSchedules.Patch", { path: { priceScheduleID: "s" }, body: { SaleStart, SaleEnd } });
    const stage = (time: number) => (time < start ? "before" : time < end ? "on sale" : "after");
    const seen = new Set<string>();
    while (!seen.has("after")) {
      const asked = stage(Date.now());
      const isOnSale = (await client.ok("Me.ListProducts")).Items[0]?.PriceSchedule?.IsOnSale === true;
      if (stage(Date.now()) !== asked) continue;
      assert.equal(isOnSale, asked === "on sale", asked);
      seen.add(asked);
      await sleep(20);
    }
    return [...seen];
  };
  // On a busy machine nobody may have asked before it began, or while it was on.
  let seen = await during(500);
  for (let ms = 1_000; seen.length < 3 && ms < 20_000; ms *= 2) seen = await during(ms);
  assert.deepEqual(seen, ["before", "on sale", "after"]);
});

test("shoppers with other prices, currencies, discounts or stock share nothing of a page, asked for at the same time or not", async (t) => {
  const { seller, shopper, product, schedule } = await storefront(t);
  for (const ID of ["C", "D"]) {
    await seller.ok("Buyers.Create", { body: { ID, Name: ID, Active: true } });
    await seller.ok("Catalogs.SaveAssignment", { body: { CatalogID: "B", BuyerID: ID, ViewAllProducts: true } });
  }
  await seller.ok("Catalogs.SaveAssignment", { body: { CatalogID: "B", BuyerID: "B", ViewAllProducts: true } });
  await seller.ok("AdminAddresses.Create", { body: { ID: "n", Street1: "1 Main", City: "Bath", Country: "GB" } });
  await seller.ok("Locales.Create", { body: { ID: "ca", Currency: "CAD", Language: "en-CA" } });
  await seller.ok("Locales.SaveAssignment", { body: { LocaleID: "ca", BuyerID: "C" } });
  await schedule("plain", 10);
  await schedule("cad", 20, { Currency: "CAD" });
  await schedule("group", 7);
  await product("a", { DefaultPriceScheduleID: "plain" });
  await product("b", { DefaultPriceScheduleID: "cad" });
  await product("c", { DefaultPriceScheduleID: "plain", Inventory: { Enabled: true } });
  const stock = (ID: string, QuantityAvailable: number, AllowAllBuyers: boolean) =>
    seller.accepted("InventoryRecords.Create", {
      path: { productID: "c" },
      body: { ID, AddressID: "n", QuantityAvailable, AllowAllBuyers },
    });
  await stock("all", 1, true);
  await stock("some", 10, false);
  await seller.ok("InventoryRecords.SaveAssignment", {
    path: { productID: "c" },
    body: { InventoryRecordID: "some", BuyerID: "C" },
  });
  await seller.ok("Discounts.Create", { body: { ID: "d", DiscountBreaks: [{ Quantity: 1, Amount: 3 }] } });
  await seller.ok("Discounts.SaveAssignment", { body: { DiscountID: "d", BuyerID: "D" } });
  const grouped = await shopper("g", ["G"]);
  await seller.ok("Products.SaveAssignment", {
    body: { ProductID: "a", BuyerID: "B", UserGroupID: "G", PriceScheduleID: "group" },
  });
  const people = [await shopper("u"), await shopper("c", [], "C"), grouped, await shopper("d", [], "D")];
  const seen = async (client: TestClient) =>
    (await client.ok("Me.ListProducts")).Items.map(({ PriceSchedule, Inventory }) => {
      const [price] = PriceSchedule?.PriceBreaks ?? [];
      return [price?.Price ?? null, price?.Discounted?.Price ?? null, Inventory?.QuantityAvailable ?? null];
    });
  const expected = [
    [
      [10, null, null],
      [null, null, null],
      [10, null, 1],
    ],
    [
      [null, null, null],
      [20, null, null],
      [null, null, 11],
    ],
    [
      [7, null, null],
      [null, null, null],
      [10, null, 1],
    ],
    [
      [10, 9.7, null],
      [null, null, null],
      [10, 9.7, 1],
    ],
  ];
  for (let round = 0; round < 2; round++)
    for (const [index, client] of people.entries()) assert.deepEqual(await seen(client), expected[index]);
  for (let round = 0; round < 3; round++) {
    const all = await Promise.all(Array.from({ length: 24 }, (_, n) => seen(people[n % 4]!)));
    for (const [n, items] of all.entries()) assert.deepEqual(items, expected[n % 4]);
  }
});

const readsText = (statement: string): boolean => /as text\b|"productText"/.test(statement);

/** Reads, and counts the trips that it took and the statements that read texts. */
function readingOf(t: TestContext, { own }: Storefront) {
  const sent = recordStatements(t, own.id);
  return async <Read>(read: () => Promise<Read>): Promise<{ found: Read; trips: number; texts: number }> => {
    const { given: found, transactions } = await sent.during(read);
    return {
      found,
      trips: transactions.reduce((sum, { trips }) => sum + trips, 0),
      texts: transactions.flatMap(({ statements }) => statements).filter(readsText).length,
    };
  };
}

test("what nobody has read before comes with its texts in one trip: a product, and a page whose products are known", async (t) => {
  const store = await storefront(t);
  for (const [n, id] of ["a", "b", "c", "d", "e"].entries())
    await store.product(id, {
      Name: `Product ${id}`,
      xp: { Lot: n >> 1 },
      Inventory: { Enabled: true, QuantityAvailable: n },
    });
  const client = await store.shopper("u");
  const reading = readingOf(t, store);
  const lot = (n: number) => reading(() => client.ok("Me.ListProducts", { query: { "xp.Lot": String(n) } }));
  // The first question has the index made, which on a busy machine the next ones do not wait for.
  await until(async () => {
    const { trips, texts } = await lot(0);
    return trips === 1 && texts === 0;
  }, "a page that was read before takes more than one trip");
  const { found: page, ...first } = await lot(1);
  assert.deepEqual(first, { trips: 1, texts: 1 });
  assert.deepEqual(
    page.Items.map(({ ID, Name, Inventory, PriceSchedule }) => [
      ID,
      Name,
      Inventory?.QuantityAvailable,
      PriceSchedule?.ID,
    ]),
    [
      ["c", "Product c", 2, undefined],
      ["d", "Product d", 3, undefined],
    ],
  );
  assert.deepEqual(await lot(1), { found: page, trips: 1, texts: 0 });
  const one = (productID: string) => reading(() => client.ok("Me.GetProduct", { path: { productID } }));
  const { found, ...cost } = await one("e");
  assert.deepEqual(cost, { trips: 1, texts: 1 });
  assert.equal(found.Name, "Product e");
  assert.deepEqual((await one("E")).found, found);
  assert.deepEqual(await one("e"), { found, trips: 1, texts: 0 });
});

test("a page that was read before takes one trip and reads no text, and after an edit the texts of what was edited", async (t) => {
  const store = await storefront(t);
  for (const id of ["a", "b", "c"]) await store.product(id);
  const client = await store.shopper("u");
  const reading = readingOf(t, store);
  const read = () => reading(() => client.ok("Me.ListProducts"));
  for (let times = 0; times < 3; times++) await read();
  assert.partialDeepStrictEqual(await read(), { trips: 1, texts: 0 });
  await store.seller.ok("Products.Patch", {
    path: { productID: "b" },
    body: { Inventory: { Enabled: true, QuantityAvailable: 2 } },
  });
  const { found, texts } = await read();
  assert.equal(found.Items[1]?.Inventory?.QuantityAvailable, 2);
  assert.equal(texts, 1);
  assert.partialDeepStrictEqual(await read(), { trips: 1, texts: 0 });
});

const version = { version: "1", classId: 1, quantity: null, scheduleId: null, scheduleVersion: null };
const now = new Date("2026-01-01T00:00:00Z");

/** A shopper of marketplace `m`, where nothing can be read. */
const db = { marketplaceId: "m", mode: "read" } as TenantDb;
const view = { shopper: { currency: null }, visible: { discounted: false } } as ShopperView;

test("rows take the memory of their text, and one of a huge product is not held", () => {
  const rows = new KeptRows();
  const add = (id: string, length: number) =>
    rows.set("m", null, new KeptRow({ id, ...version }, ["x".repeat(length), ""], undefined, now));
  for (let n = 0; n < 200; n++) add(`small${n}`, 1_000);
  const { bytes } = rows.cache;
  assert.ok(bytes > 200 * 2_000, `${bytes} bytes`);
  add("huge", 60_000);
  assert.equal(rows.cache.bytes, bytes);
  assert.equal(rows.of("m", null, 0)("huge"), undefined);
  for (let n = 0; n < 2_000; n++) add(`large${n}`, 40_000);
  assert.ok(rows.cache.bytes <= 96_000_000 && rows.cache.entries < 2_000, `${rows.cache.entries} entries`);
});

test("a text that came along is held once: as a row, or by itself for those who have prices of their own and where it is huge", async () => {
  const read = (id: string, text = "", isDefaultPriced = true) => ({
    rows: [{ ...version, id, productText: `{"ID":"${id}${text}","Inventory":null}` }],
    isDefaultPriced: () => isDefaultPriced,
    now,
    view,
  });
  for (const [asked, held] of [
    [read("a"), { product_rows: 1, product_json: 0 }],
    [read("a", "", false), { product_rows: 0, product_json: 1 }],
    [read("a", "x".repeat(100_000)), { product_rows: 0, product_json: 1 }],
  ] as const) {
    const json = new ProductJson();
    const [product] = (await json.of(db, asked)) ?? [];
    assert.equal(JSON.parse(product!.text).PriceSchedule, null);
    assert.partialDeepStrictEqual(Object.fromEntries(json.caches.map(({ name, entries }) => [name, entries])), held);
    assert.equal(json.holds("m", "a", view.shopper), true);
    assert.equal(json.holds("m", "b", view.shopper), false);
  }
});

test("what was met by itself, or has moved since, is shown as it is held, and looked at where it lies now", async () => {
  const json = new ProductJson();
  const shown = async (read: object) =>
    (await json.of(db, { rows: [{ ...version, id: "a", ...read }], isDefaultPriced: () => true, now, view }))?.[0];
  const places = () =>
    json
      .heldOf("m", ["a"], view.shopper)
      .map((row) => (row instanceof KeptRow ? [row.liesAt?.text, row.scheduleLiesAt?.text] : row))[0];
  const product = await shown({ productText: '{"ID":"a","Inventory":null}' });
  assert.deepEqual(places(), [undefined, undefined]);
  assert.equal(await shown({ place: "(0,1)", schedulePlace: "(3,4)" }), product);
  assert.deepEqual(places(), ["(0,1)", "(3,4)"]);
  assert.equal(await shown({ place: "(7,2)", schedulePlace: "(3,5)" }), product);
  assert.equal(await shown({}), product);
  assert.deepEqual(places(), ["(7,2)", "(3,5)"]);
  for (const one of [
    { place: "(7,2)", schedulePlace: null },
    { place: null, schedulePlace: "(3,5)" },
  ]) {
    assert.equal(await shown(one), product);
    assert.deepEqual(places(), [undefined, undefined], "its rows do not tell all of it");
    assert.equal(await shown({ place: "(7,2)", schedulePlace: "(3,5)" }), product);
  }
});

test("rows that are asked for stay, and those that are not make room", () => {
  const rows = new KeptRows();
  const add = (id: string) =>
    rows.set("m", null, new KeptRow({ id, ...version }, ["x".repeat(45_000), ""], undefined, now));
  add("asked");
  add("idle");
  for (let n = 0; n < 2_000; n++) {
    add(`other${n}`);
    assert.ok(rows.of("m", null, 2_000 * (n + 1))("asked"), `gone after ${n}`);
  }
  assert.equal(rows.of("m", null, 0)("idle"), undefined);
});

test("a row is one marketplace's and one currency's", () => {
  const rows = new KeptRows();
  rows.set("m", "EUR", new KeptRow({ id: "p", ...version }, ["{}", ""], undefined, now));
  assert.ok(rows.of("m", "EUR", 0)("p"));
  for (const [marketplace, currency, id] of [
    ["m", null, "p"],
    ["m", "USD", "p"],
    ["n", "EUR", "p"],
    ["m", "EUR", "P"],
  ] as const)
    assert.equal(rows.of(marketplace, currency, 0)(id), undefined);
});
