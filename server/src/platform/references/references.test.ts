import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace, testServer } from "@orderwell/testing";
import { sql } from "../db/sql.ts";

test("a rename takes along whatever refers to the object, at every remove, and nothing else", async (t) => {
  const { app } = await testServer();
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "old", Name: "Old" } });
  await own.seller.ok("Buyers.Create", { body: { ID: "other", Name: "Other" } });
  const { tenants } = app.services;
  await tenants.transaction(own.id, "write", async (db) => {
    for (const catalog of ["old", "other"]) {
      await db.run(
        sql`insert into category (marketplace_id, catalog_id, id, name) values (${own.id}, ${catalog}, 'root', 'Root')`,
      );
      await db.run(
        sql`insert into category (marketplace_id, catalog_id, id, name, parent_id) values (${own.id}, ${catalog}, 'leaf', 'Leaf', 'root')`,
      );
      await db.run(
        sql`insert into category_assignment (marketplace_id, catalog_id, category_id, buyer_id) values (${own.id}, ${catalog}, 'leaf', ${catalog})`,
      );
    }
  });
  await own.seller.ok("Buyers.Patch", { path: { buyerID: "old" }, body: { ID: "New" } });
  await tenants.transaction(own.id, "write", (db) =>
    app.services.references.rename(db, "catalog", { id: "old" }, { column: "id", to: "Renamed" }),
  );
  await tenants.transaction(own.id, "write", (db) =>
    app.services.references.rename(db, "category", { catalog_id: "Renamed", id: "root" }, { column: "id", to: "top" }),
  );
  const rows = await tenants.transaction(own.id, "read", (db) =>
    db.rows(sql`
      select c.catalog_id, c.id, c.parent_id, a.buyer_id from category c
      left join category_assignment a on a.catalog_id = c.catalog_id and a.category_id = c.id order by 1, 2`),
  );
  assert.deepEqual(rows, [
    { catalog_id: "Renamed", id: "leaf", parent_id: "top", buyer_id: "New" },
    { catalog_id: "Renamed", id: "top", parent_id: null, buyer_id: null },
    { catalog_id: "other", id: "leaf", parent_id: "root", buyer_id: "other" },
    { catalog_id: "other", id: "root", parent_id: null, buyer_id: null },
  ]);
});
