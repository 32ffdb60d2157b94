import assert from "node:assert/strict";
import { before, test } from "node:test";
import { analyze, inMarketplace, newCaller, rowsExplained, type Shop, shop, testServer } from "@orderwell/testing";
import { presentId } from "../orders/news/former-ids.store.ts";
import { sql } from "../platform/db/sql.ts";
import { systemActor } from "../platform/work/actor.ts";

const many = 2_000;
let own: Shop;

/** Copies a row of a table that is known by some of its columns, each copy with other values of others. */
async function multiply(table: string, which: Readonly<Record<string, string>>, own: Shop, ...differ: string[]) {
  await inMarketplace(own, async (db) => {
    const columns = await db.rows<{ name: string }>(sql`select a.attname as name from pg_attribute a
      where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        and a.attidentity = ''`);
    const names = columns.map(({ name }) => name);
    const copied = names.map((name) =>
      differ.includes(name) ? sql`${sql.ref(name)} || '-' || lpad(i::text, 5, '0')` : sql.ref(name),
    );
    const found = Object.entries(which).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
    await db.run(sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})
      select ${sql.join(copied)} from ${sql.table(table)}, generate_series(1, ${many}::int) i
      where marketplace_id = ${db.marketplaceId} and ${sql.join(found, sql` and `)}`);
  });
}

before(async () => {
  own = await shop({ name: "found by key" });
  const { seller } = own;
  const shopper = await newCaller(own, { buyer: "acme" }, ["FullAccess"]);
  await own.product("p");
  await seller.ok("Specs.Create", { body: { ID: "size", Name: "Size", AllowOpenText: true } });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "p" } });
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "p", BuyerID: "acme" } });
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o" } });
  await multiply("product", { id: "p" }, own, "id");
  for (const table of ["catalog_product", "product_assignment", "spec_product"])
    await multiply(table, { product_id: "p" }, own, "product_id");
  await multiply("price_schedule", { id: "p-price" }, own, "id", "name");
  await shopper.ok("LineItems.Create", {
    path: { direction: "Outgoing", orderID: "o" },
    body: { ID: "l", ProductID: "p", Quantity: 1 },
  });
  await multiply("purchase_order", { id: "o" }, own, "id", "buyer_id");
  await multiply("line_item", { order_id: "o" }, own, "order_id", "price_schedule_id");
  await seller.ok("Buyers.Create", { body: { ID: "other", Name: "Other", Active: true } });
  await seller.ok("Suppliers.Create", { body: { ID: "s", Name: "S", Active: true } });
  const address = { ID: "a", Street1: "1 Main St", City: "Oslo", Country: "NO" } as const;
  await seller.ok("Addresses.Create", { path: { buyerID: "other" }, body: address });
  await seller.ok("AdminAddresses.Create", { body: address });
  await analyze([
    "product",
    "catalog_product",
    "product_assignment",
    "spec_product",
    "price_schedule",
    "purchase_order",
    "line_item",
  ]);
});

/** Rows of a table that the statements of a call look at. */
async function rows(table: string, call: () => Promise<unknown>): Promise<number> {
  const looked = await rowsExplained(own, [table], call);
  assert.notEqual(looked.length, 0, `nothing was asked of ${table}`);
  return Math.max(...looked.map((one) => one.rows));
}

test("assignments of one product are found without looking at those of others", async () => {
  const { seller } = own;
  const productID = "P-00007";
  const lists = {
    catalog_product: () => seller.ok("Catalogs.ListProductAssignments", { query: { productID } }),
    product_assignment: () => seller.ok("Products.ListAssignments", { query: { productID } }),
    spec_product: () => seller.ok("Specs.ListProductAssignments", { query: { ProductID: productID } as never }),
  };
  for (const [table, list] of Object.entries(lists)) {
    let found: number | null = 0;
    const looked = await rows(table, async () => {
      found = (await list()).Meta.TotalCount;
    });
    assert.equal(found, 1, table);
    assert.ok(looked < 10, `${table}: ${looked} rows`);
  }
});

test("a page of price schedules or assignments is as long as what is looked at for it", async () => {
  const { seller } = own;
  const lists = {
    price_schedule: () => seller.ok("PriceSchedules.List", {}),
    product_assignment: () => seller.ok("Products.ListAssignments", {}),
    catalog_product: () => seller.ok("Catalogs.ListProductAssignments", {}),
    spec_product: () => seller.ok("Specs.ListProductAssignments", {}),
  };
  for (const [table, list] of Object.entries(lists)) {
    const looked = await rowsExplained(own, [table], list);
    const page = looked.filter(({ text }) => !text.startsWith("select count"));
    assert.notEqual(page.length, 0);
    for (const { text, rows } of page) assert.ok(rows <= 21, `${rows} rows: ${text}`);
  }
});

test("what an order is called now is found without looking at other orders", async () => {
  const { app } = await testServer();
  const looked = await rows("purchase_order", () =>
    app.works.run(own.id, systemActor("test"), "read", ({ db }) => presentId(db, "o-00007", undefined)),
  );
  assert.ok(looked <= 2, `${looked} rows`);
});

test("what few lines of orders name gets another ID, or is deleted, without looking at the others", async () => {
  const { seller } = own;
  const writes: Readonly<Record<string, () => Promise<unknown>>> = {
    "a price schedule": () =>
      seller.ok("PriceSchedules.Patch", { path: { priceScheduleID: "p-price-00007" }, body: { ID: "another" } }),
    "a spec": () => seller.ok("Specs.Patch", { path: { specID: "size" }, body: { ID: "another" } }),
    "an address of a buyer": () =>
      seller.ok("Addresses.Patch", { path: { buyerID: "other", addressID: "a" }, body: { ID: "another" } }),
    "an address of the marketplace": () =>
      seller.ok("AdminAddresses.Patch", { path: { addressID: "a" }, body: { ID: "another" } }),
    "a supplier": () => seller.ok("Suppliers.Patch", { path: { supplierID: "s" }, body: { ID: "another" } }),
    "a supplier that goes": () => seller.ok("Suppliers.Delete", { path: { supplierID: "another" } }),
  };
  for (const [what, write] of Object.entries(writes)) {
    const looked = await rows("line_item", write);
    assert.ok(looked < 10, `${what}: ${looked} rows`);
  }
});
