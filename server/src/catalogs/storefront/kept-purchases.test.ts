import assert from "node:assert/strict";
import { test } from "node:test";
import { inMarketplace, testServer } from "@orderwell/testing";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { KeptPurchases, type SimpleRow } from "./kept-purchases.ts";
import { ProductReads } from "./product-reads.ts";
import { changes, stocked } from "./testing/changes.ts";
import { storefront } from "./testing/storefront.ts";

/** A shop where somebody may buy a product. */
async function buying(t: Parameters<typeof storefront>[0]) {
  const store = await storefront(t);
  await stocked(store);
  await store.shopper("u");
  const { id } = store.own;
  const { tenants } = (await testServer()).app.services;
  const row = await inMarketplace(store.own, (db) =>
    db.row<{ key: number }>(sql`select key from app_user where marketplace_id = ${id} and id = 'u'`),
  );
  const now = new Date();
  const find = (reads: ProductReads, db: TenantDb, asKnown = false) =>
    reads.purchasables({ db, now, services: { tenants } }, Number(row?.key), id, ["p"], [], { asKnown });
  const write = <Result>(work: (db: TenantDb) => Promise<Result>) => tenants.transaction(id, "write", work);
  return { store, id, find, write };
}

test("whoever buys a product as this process knew it gets it as it is, whatever has changed of it", async (t) => {
  const { store, find, write: inTransaction } = await buying(t);
  const facts = async (reads: ProductReads, asKnown: boolean) => {
    let attempts = 0;
    const found = await inTransaction((db) => {
      attempts++;
      return find(reads, db, asKnown);
    });
    for (const { product } of found.products.values()) for (const name of ofRows) delete (product as never)[name];
    return { attempts, found };
  };
  // What rows of simple products have more than others.
  const ofRows = ["isSimple", "parentId", "version", "scheduleVersion"];
  const done: number[] = [];
  for (const { title, write } of changes) {
    const reads = new ProductReads();
    await facts(reads, false);
    await write(store.seller);
    const { attempts, found } = await facts(reads, true);
    assert.deepEqual(found, (await facts(new ProductReads(), false)).found, title);
    done.push(attempts);
    // Nothing has changed since.
    assert.deepEqual((await facts(reads, true)).found, found, title);
  }
  const again = done.filter((attempts) => attempts === 2).length;
  assert.ok(again > 12, `Of ${done.length} changes ${again} were met by somebody who went by what was known`);
});

test("what a transaction reads of its own writes is not known to others: the same row may be written once more", async (t) => {
  const { id, find, write } = await buying(t);
  const reads = new ProductReads();
  const leave = (db: TenantDb, quantity: number) =>
    db.run(sql`update product set quantity_available = ${quantity} where marketplace_id = ${id} and id = 'p'`);
  const available = async (db: TenantDb, asKnown = false) => (await find(reads, db, asKnown)).stock.get("p")?.available;
  await write(async (db) => {
    await leave(db, 70);
    assert.equal(await available(db), 70);
    await leave(db, 30);
  });
  assert.equal(await write((db) => available(db, true)), 30);
});

const simple = (values: Partial<SimpleRow>) =>
  ({
    ID: "p",
    version: "1",
    scheduleVersion: "1",
    "stock.tracked": true,
    "stock.available": 5,
    "Inventory.QuantityAvailable": 5,
    ...values,
  }) as SimpleRow;

test("a product that changes all the time is seldom gone by", () => {
  const kept = new KeptPurchases();
  const isKnown = () => kept.get("m", null, "p") !== undefined;
  const readings = (): number => {
    for (let count = 1; ; count++) {
      kept.read("m", null, simple({}));
      if (isKnown()) return count;
    }
  };
  const counts = [readings()];
  for (let misses = 0; misses < 8; misses++) {
    kept.missed("m", "p");
    counts.push(readings());
  }
  assert.deepEqual(counts, [1, 2, 4, 8, 16, 32, 64, 64, 64]);
});

test("stock that this process moved is known as it is left, of the very row that was written", () => {
  const at = new Date(0);
  const kept = new KeptPurchases();
  kept.read("m", "USD", simple({}));
  kept.moved("m", "p", { before: "1", after: "2", available: 3, at });
  const row = kept.get("m", "USD", "P");
  assert.deepEqual(
    [row?.version, row?.["stock.available"], row?.["Inventory.QuantityAvailable"], row?.["Inventory.LastUpdated"]],
    ["2", 3, 3, "1970-01-01T00:00:00+00:00"],
  );
  assert.deepEqual([kept.get("m", null, "p"), kept.get("n", "USD", "p")], [undefined, undefined]);
  kept.moved("m", "p", { before: "1", after: "3", available: 1, at });
  assert.equal(kept.get("m", "USD", "p"), undefined);
});

test("products of which nothing tells whether they are as they were, or that are huge, are not known", () => {
  const kept = new KeptPurchases();
  kept.read("m", null, simple({ scheduleVersion: null }));
  assert.equal(kept.get("m", null, "p"), undefined);
  kept.read("m", null, simple({ Description: "x".repeat(20_000) }));
  assert.equal(kept.get("m", null, "p"), undefined);
});
