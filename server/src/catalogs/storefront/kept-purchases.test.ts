import assert from "node:assert/strict";
import { test } from "node:test";
import { inMarketplace, testServer } from "@orderwell/testing";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { KeptPurchases, type SimpleRow } from "./kept-purchases.ts";
import { ProductReads } from "./product-reads.ts";
import { changes, stocked } from "./testing/changes.ts";
import { storefront } from "./testing/storefront.ts";

test("whoever buys a product as this process knew it gets it as it is, whatever has changed of it", async (t) => {
  const store = await storefront(t);
  await stocked(store);
  await store.shopper("u");
  const { id } = store.own;
  const { tenants } = (await testServer()).app.services;
  const row = await inMarketplace(store.own, (db) =>
    db.row<{ key: number }>(sql`select key from app_user where marketplace_id = ${id} and id = 'u'`),
  );
  const now = new Date();
  const facts = async (reads: ProductReads, asKnown: boolean) => {
    let attempts = 0;
    const found = await tenants.transaction(id, "write", (db: TenantDb) => {
      attempts++;
      const work = { db, now, services: { tenants } };
      return reads.purchasables(work, Number(row?.key), id, ["p"], [], { asKnown });
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
