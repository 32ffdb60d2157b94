import assert from "node:assert/strict";
import { test } from "node:test";
import { analyze, marketplace, rowsLookedAt, testServer } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";
import { findProduct, readable } from "../products/scope.store.ts";
import { reclassify } from "./classes.store.ts";

const others = 3_000;

test("a product is placed, and found by a buyer's user, without a look at the places of thousands of others", async (t) => {
  const { tenants } = (await testServer()).app.services;
  const { id: m, seller } = await marketplace(t);
  await seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true } });
  await seller.ok("Catalogs.Create", { body: { ID: "c", Name: "C", Active: true } });
  await seller.ok("Categories.Create", { path: { catalogID: "c" }, body: { ID: "k", Name: "K", Active: true } });
  await seller.ok("Products.Create", { body: { ID: "parent", Name: "Parent", Active: true, IsParent: true } });
  await seller.ok("Products.Create", { body: { ID: "child", Name: "Child", Active: true, ParentID: "parent" } });
  await seller.ok("Catalogs.SaveAssignment", { body: { CatalogID: "c", BuyerID: "b" } });
  await seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "c", ProductID: "parent" } });
  await tenants.transaction(m, "write", async (db) => {
    await db.run(sql`insert into product (marketplace_id, id, owner_id, name, date_created, visibility_class_id)
      select ${m}, 'p' || n, ${m}, 'P', now(), 0 from generate_series(1, ${others}::int) n`);
    await db.run(sql`insert into catalog_product (marketplace_id, catalog_id, product_id)
      select ${m}, 'c', 'p' || n from generate_series(1, ${others}::int) n`);
    await db.run(sql`insert into category_product (marketplace_id, catalog_id, category_id, product_id)
      select ${m}, 'c', 'k', 'p' || n from generate_series(1, ${others}::int) n`);
    await db.run(sql`insert into product_assignment (marketplace_id, product_id, buyer_id, seller_id)
      select ${m}, 'p' || n, 'b', ${m} from generate_series(1, ${others}::int) n`);
  });
  await analyze(["product", "catalog_product", "category_product", "product_assignment"]);
  const tables = ["product", "catalog_product", "category_product", "product_assignment"];
  const looked = (work: Parameters<typeof tenants.transaction<unknown>>[2]) =>
    tenants.transaction(m, "write", async (db) => {
      const before = await rowsLookedAt(db);
      await work(db);
      const after = await rowsLookedAt(db);
      return tables.map((table) => (after.get(table) ?? 0) - (before.get(table) ?? 0));
    });
  const placed = await looked((db) => reclassify(db, ["child"]));
  assert.ok(Math.max(...placed) <= 40, `${placed} rows of ${tables} were looked at`);
  const scope = readable({ actor: { userType: "Buyer", companyId: "b" } } as Parameters<typeof readable>[0]);
  let found: Awaited<ReturnType<typeof findProduct>>;
  const read = await looked(async (db) => {
    found = await findProduct(db, scope, "child", false);
  });
  assert.equal(found?.id, "child");
  assert.ok(Math.max(...read) <= 40, `${read} rows of ${tables} were looked at`);
});
