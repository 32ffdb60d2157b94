import assert from "node:assert/strict";
import { test } from "node:test";
import { inMarketplace, marketplace, testServer } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";
import { reclassify } from "./classes.store.ts";

/** Numbers that look random and are the same each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test("classes count their products, and changes are listed whole, whatever many write of the same products at once", async (t) => {
  const own = await marketplace(t);
  const { id, seller } = own;
  for (const ID of ["k", "l"]) {
    await seller.ok("Catalogs.Create", { body: { ID, Name: ID, Active: true } });
    for (const category of ["c", "d"])
      await seller.ok("Categories.Create", {
        path: { catalogID: ID },
        body: { ID: category, Name: "C", Active: true },
      });
  }
  await seller.ok("Suppliers.Create", { body: { ID: "s", Name: "S", Active: true } });
  const statuses = new Map<number, number>();
  const writer = async (seed: number): Promise<void> => {
    const below = numbers(seed);
    for (let round = 0; round < 40; round++) {
      const productID = `p${below(6)}`;
      const catalogID = ["k", "l"][below(2)]!;
      const path = { path: { productID } };
      const body = { ID: productID, Name: `${productID} ${below(3)}`, Active: below(2) > 0 };
      const writes = [
        () => seller.send("Products.Create", { body }),
        () => seller.send("Products.Save", { ...path, body }),
        () => seller.send("Products.Patch", { ...path, body: { Active: body.Active } }),
        () => seller.send("Products.Patch", { ...path, body: { Name: body.Name } }),
        () => seller.send("Products.Patch", { ...path, body: { ID: `p${below(6)}` } }),
        () => seller.send("Products.Delete", path),
        () => seller.send("Catalogs.SaveProductAssignment", { body: { CatalogID: catalogID, ProductID: productID } }),
        () => seller.send("Catalogs.DeleteProductAssignment", { path: { catalogID, productID } }),
        ...["c", "d"].map(
          (CategoryID) => () =>
            seller.send("Categories.SaveProductAssignment", {
              path: { catalogID },
              body: { CategoryID, ProductID: productID },
            }),
        ),
        () => seller.send("Categories.DeleteProductAssignment", { path: { catalogID, categoryID: "c", productID } }),
        () =>
          seller.send("Bundles.Save", { path: { bundleID: "set" }, body: { ID: "set", Name: "Set", Active: true } }),
        () =>
          seller.send("Bundles.SaveProductAssignment", {
            body: { BundleID: "set", ProductID: productID, Required: false },
          }),
        () => seller.send("Bundles.DeleteProductAssignment", { path: { bundleID: "set", productID } }),
      ];
      const { status } = await writes[below(writes.length)]!();
      statuses.set(status, 1 + (statuses.get(status) ?? 0));
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, seed) => writer(1 + seed)));
  assert.ok((statuses.get(200) ?? 0) > 40, `${[...statuses]}: not enough was written`);
  const [wrong, listed, seen] = await inMarketplace(own, (db) =>
    Promise.all([
      db.rows(sql`select c.class_id, sum(c.products) as counted from visibility_class_count c where c.marketplace_id = ${id}
        group by 1 having sum(c.products) <> (select count(*) from product p
          where p.marketplace_id = ${id} and p.visibility_class_id = c.class_id)`),
      db.rows(sql`select c.shard, c.changes from product_change_count c where c.marketplace_id = ${id}
        and c.changes <> (select sum(cardinality(e.product_ids)) from product_change e
          where e.marketplace_id = ${id} and e.shard = c.shard)`),
      db.rows<{ id: string }>(sql`select id from product where marketplace_id = ${id}`),
    ]),
  );
  assert.deepEqual(wrong, [], "classes count their products");
  assert.deepEqual(listed, [], "as many are listed as were counted");
  const classes = () =>
    inMarketplace(own, (db) =>
      db.rows(sql`select id, visibility_class_id from product where marketplace_id = ${id} order by id`),
    );
  const before = await classes();
  const { tenants } = (await testServer()).app.services;
  await tenants.transaction(id, "write", (db) =>
    reclassify(
      db,
      seen.map((one) => one.id),
    ),
  );
  assert.deepEqual(await classes(), before, "products are in the classes that their places make");
  const { Meta } = await seller.ok("Products.List", {});
  assert.equal(Meta.TotalCount, seen.length);
  assert.deepEqual(
    [...statuses.keys()].filter((status) => status >= 500),
    [],
  );
});
