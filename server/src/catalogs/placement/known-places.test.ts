import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  marketplace,
  newCaller,
  recordStatements,
  secondProcess,
  TestClient,
  type TestMarketplace,
  testServer,
} from "@orderwell/testing";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { placementOf } from "../visibility/testing/placement.ts";
import { reclassify } from "./classes.store.ts";
import { KnownPlacements } from "./known-placements.ts";

const path = { catalogID: "main" };

/** A marketplace whose process knows what becomes of a new product that is put into the category `c`. */
async function knownCategory(t: TestContext) {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Catalogs.Create", { body: { ID: "main", Name: "Main", Active: true } });
  for (const ID of ["c", "d"]) await seller.ok("Categories.Create", { path, body: { ID, Name: ID, Active: true } });
  const made = (ID: string) => seller.ok("Products.Create", { body: { ID, Name: ID, Active: true } });
  const putting = (ProductID: string, CategoryID = "c", ListOrder?: number) =>
    seller.send("Categories.SaveProductAssignment", { path, body: { CategoryID, ProductID, ListOrder } });
  await made("first");
  assert.equal((await putting("first")).status, 204);
  const sent = recordStatements(t, own.id);
  /** Puts a product into a category. @returns how many transactions that took, and trips. */
  const put = async (productId: string): Promise<readonly [status: number, transactions: number, trips: number]> => {
    const { given, transactions } = await sent.during(() => putting(productId));
    const writes = transactions.filter(({ statements }) =>
      statements.some((text) => /into category_product/.test(text)),
    );
    return [given.status, writes.length, writes.reduce((sum, { trips }) => sum + trips, 0)];
  };
  return { own, seller, made, putting, put, sent };
}

const inC = { catalogs: ["main"], categories: [["main", "c"]], buyers: [] };

test("a new product is put into a category without a look, as others were before, and classes count it", async (t) => {
  const { own, made, put, putting } = await knownCategory(t);
  await made("a");
  assert.deepEqual(await put("a"), [204, 1, 1]);
  assert.deepEqual(await placementOf(own, "a"), inC);
  assert.equal((await putting("a", "d")).status, 204);
  await made("b");
  assert.deepEqual(await put("b"), [204, 1, 1]);
  assert.equal((await putting("b", "d")).status, 204);
  const both = {
    ...inC,
    categories: [
      ["main", "c"],
      ["main", "d"],
    ],
  };
  assert.deepEqual([await placementOf(own, "a"), await placementOf(own, "b")], [both, both]);
});

test("a new product is put into a catalog, and then into one of its categories, without a look, as others were before", async (t) => {
  const { own, seller, made, sent } = await knownCategory(t);
  await seller.ok("Catalogs.Create", { body: { ID: "other", Name: "Other", Active: true } });
  await seller.ok("Categories.Create", { path: { catalogID: "other" }, body: { ID: "c", Name: "C", Active: true } });
  const trips = async (call: () => Promise<unknown>) => {
    const { transactions } = await sent.during(call);
    const writes = transactions.filter(({ statements }) => statements.some((text) => /into product_change/.test(text)));
    return writes.map((one) => one.trips);
  };
  const both = async (ProductID: string) => {
    await made(ProductID);
    return [
      await trips(() => seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "other", ProductID } })),
      await trips(() =>
        seller.ok("Categories.SaveProductAssignment", {
          path: { catalogID: "other" },
          body: { CategoryID: "c", ProductID },
        }),
      ),
    ];
  };
  await both("a");
  assert.deepEqual(await both("b"), [[1], [1]]);
  for (const id of ["a", "b"])
    assert.deepEqual(await placementOf(own, id), { catalogs: ["other"], categories: [["other", "c"]], buyers: [] });
  const again = () => seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "other", ProductID: "b" } });
  assert.deepEqual(await trips(again), [], "it is in the catalog already");
  const elsewhere = new TestClient(await secondProcess(t), seller.token);
  await elsewhere.ok("Catalogs.DeleteProductAssignment", { path: { catalogID: "other", productID: "b" } });
  await again();
  assert.deepEqual(await placementOf(own, "b"), { catalogs: ["other"], categories: [], buyers: [] });
});

test("a product that is in a category gets another place in its order without a look, and is left alone where it has it", async (t) => {
  const { own, seller, made, putting, put, sent } = await knownCategory(t);
  await made("a");
  await put("a");
  /** @returns the order, how many transactions that took, and whether the product was listed as changed. */
  const ordering = async (listOrder: number) => {
    const { given, transactions } = await sent.during(() => putting("a", "c", listOrder));
    assert.equal(given.status, 204);
    const taken = transactions.filter(({ statements }) =>
      statements.some((text) => /into category_product/.test(text)),
    );
    const { Items } = await seller.ok("Categories.ListProductAssignments", { path, query: { productID: "a" } });
    const isListed = taken.some(({ statements }) => statements.some((text) => /into product_change/.test(text)));
    const isLookedUp = taken.some(({ statements }) => statements.some((text) => /lower\(t\.id\)/.test(text)));
    return { orders: Items.map(({ ListOrder }) => ListOrder), transactions: taken.length, isListed, isLookedUp };
  };
  const known = { orders: [3], transactions: 1, isListed: true, isLookedUp: false };
  assert.deepEqual(await ordering(3), known);
  assert.deepEqual(await ordering(3), { ...known, isListed: false });
  const elsewhere = new TestClient(await secondProcess(t), seller.token);
  await elsewhere.ok("Categories.SaveProductAssignment", {
    path,
    body: { CategoryID: "c", ProductID: "a", ListOrder: 5 },
  });
  assert.deepEqual(await ordering(3), known, "others have put it elsewhere in the order");
  await elsewhere.ok("Categories.DeleteProductAssignment", { path: { ...path, categoryID: "c", productID: "a" } });
  assert.deepEqual(await ordering(3), { ...known, transactions: 2, isLookedUp: true }, "others have taken it out");
  await assertClassified(own, "it was put back");
});

test("a class is known by the number that it had last, as where databases are restored in turns", () => {
  const known = new KnownPlacements();
  const content = { active: true, owner: "m", child: false, catalogs: [], categories: [], parties: [] };
  for (const id of [5, 9, 5]) {
    known.note("m", "p", { id, signature: JSON.stringify(content), digest: "d" });
    assert.equal(known.nowhere("m", { owner: "m", active: true })?.id, id);
  }
});

/** What others may do to a product, or to where it is put, while a process knows it. */
const changes: Readonly<Record<string, (seller: TestClient, productID: string) => Promise<unknown>>> = {
  "is active no more": (seller, productID) =>
    seller.ok("Products.Patch", { path: { productID }, body: { Active: false } }),
  "has become a parent, with a child": async (seller, productID) => {
    await seller.ok("Products.Patch", { path: { productID }, body: { IsParent: true } });
    await seller.ok("Products.Create", { body: { ID: "child", Name: "Child", ParentID: productID, Active: true } });
  },
  "has become part of a bundle": async (seller, productID) => {
    await seller.ok("Bundles.Create", { body: { ID: "set", Name: "Set", Active: true } });
    await seller.ok("Bundles.SaveProductAssignment", {
      body: { BundleID: "set", ProductID: productID, Required: false },
    });
  },
  "is in another category": (seller, ProductID) =>
    seller.ok("Categories.SaveProductAssignment", { path, body: { CategoryID: "d", ProductID } }),
  "is assigned to a buyer": async (seller, ProductID) => {
    await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true, DefaultCatalogID: "main" } });
    await seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "main", ProductID } });
    await seller.ok("Products.SaveAssignment", { body: { ProductID, BuyerID: "acme" } });
  },
  "was deleted and made again": async (seller, productID) => {
    await seller.ok("Products.Delete", { path: { productID } });
    await seller.ok("Products.Create", { body: { ID: productID, Name: "Again", Active: false } });
  },
};

/** Checks that products are in the classes that their places make. */
async function assertClassified(own: TestMarketplace, what: string): Promise<void> {
  const classes = (db: TenantDb) =>
    db.rows<{ id: string }>(
      sql`select id, visibility_class_id from product where marketplace_id = ${own.id} order by id`,
    );
  const { tenants } = (await testServer()).app.services;
  const [before, after] = await tenants.transaction(own.id, "write", async (db) => {
    const found = await classes(db);
    await reclassify(
      db,
      found.map(({ id }) => id),
    );
    return [found, await classes(db)];
  });
  assert.deepEqual(before, after, `${what}: products are in the classes that their places make`);
}

test("a product that another process has changed meanwhile, in whatever way, is put into a category as it is now", async (t) => {
  const second = await secondProcess(t);
  for (const [what, change] of Object.entries(changes)) {
    const { own, seller, made, put } = await knownCategory(t);
    await made("a");
    await change(new TestClient(second, seller.token), "a");
    const [status, transactions] = await put("a");
    assert.deepEqual([status, transactions], [204, 2], `${what}: it was done again`);
    assert.deepEqual((await placementOf(own, "a")).categories[0], ["main", "c"], what);
    await assertClassified(own, what);
    await made("b");
    assert.deepEqual(await put("b"), [204, 1, 1], `${what}: others are known still`);
  }
});

test("a product is put where it belongs though classes have other numbers than were known, as in a restored database", async (t) => {
  const { own, seller, made, put } = await knownCategory(t);
  await made("a");
  const elsewhere = new TestClient(await secondProcess(t), seller.token);
  await elsewhere.ok("Products.Patch", { path: { productID: "a" }, body: { Active: false } });
  await elsewhere.ok("Products.Create", { body: { ID: "active", Name: "Active", Active: true } });
  const { tenants } = (await testServer()).app.services;
  await tenants.transaction(own.id, "write", async (db) => {
    // The class that it had gets the number of the one that it has, and the other way round.
    const classes = await db.rows<{ id: number }>(sql`select visibility_class_id as id from product
      where marketplace_id = ${own.id} and id in ('a', 'active')`);
    const [one, other] = classes.map(({ id }) => id);
    for (const [from, to] of [
      [one, -1],
      [other, one],
      [-1, other],
    ]) {
      await db.run(sql`update visibility_class set id = ${to} where marketplace_id = ${own.id} and id = ${from}`);
      for (const [table, column] of [
        ["product", "visibility_class_id"],
        ["visibility_class_count", "class_id"],
      ] as const)
        await db.run(sql`update ${sql.table(table)} set ${sql.ref(column)} = ${to}
          where marketplace_id = ${own.id} and ${sql.ref(column)} = ${from}`);
    }
  });
  assert.deepEqual((await put("a")).slice(0, 2), [204, 2]);
  await seller.ok("Products.Create", { body: { ID: "inactive", Name: "Inactive", Active: false } });
  await made("added");
  await assertClassified(own, "classes have other numbers");
  assert.deepEqual(await placementOf(own, "a"), inC);
  const { Items } = await seller.ok("Products.List", { query: { catalogID: "main", categoryID: "c", Active: false } });
  assert.deepEqual(
    Items.map(({ ID }) => ID),
    ["a"],
  );
});

test("a category or catalog that another process has deleted is not there for a product that is known", async (t) => {
  const { own, seller, made, putting } = await knownCategory(t);
  const elsewhere = new TestClient(await secondProcess(t), seller.token);
  await made("a");
  await elsewhere.ok("Categories.Delete", { path: { ...path, categoryID: "c" } });
  const refused = async (id: string) => {
    const { status, body } = await putting(id);
    return [status, (body as { Errors: { Data: { ObjectType: string } }[] }).Errors[0]?.Data.ObjectType];
  };
  assert.deepEqual(await refused("a"), [404, "Category"]);
  assert.deepEqual((await placementOf(own, "a")).catalogs, []);
  await elsewhere.ok("Catalogs.Delete", { path });
  await made("b");
  assert.deepEqual(await refused("b"), [404, "Catalog"]);
});

test("products that are put into a category at the same time, one of them changed meanwhile, are where they belong", async (t) => {
  const { own, seller, made, putting } = await knownCategory(t);
  const ids = Array.from({ length: 24 }, (_, n) => `p${n}`);
  await Promise.all(ids.map(made));
  const elsewhere = new TestClient(await secondProcess(t), seller.token);
  await elsewhere.ok("Products.Patch", { path: { productID: "p7" }, body: { Active: false } });
  const statuses = await Promise.all([...ids, "none"].map(async (id) => (await putting(id)).status));
  assert.deepEqual(statuses, [...ids.map(() => 204), 404]);
  for (const id of ids) assert.deepEqual(await placementOf(own, id), inC, id);
});

test("a product is put into two categories at the same time", async (t) => {
  const { own, made, putting } = await knownCategory(t);
  await made("a");
  await putting("a", "d");
  await made("b");
  const statuses = await Promise.all(["c", "d", "c"].map(async (category) => (await putting("b", category)).status));
  assert.deepEqual(statuses, [204, 204, 204]);
  assert.deepEqual((await placementOf(own, "b")).categories, [
    ["main", "c"],
    ["main", "d"],
  ]);
});

test("what is known of a supplier's catalog and products is known of these alone", async (t) => {
  const { own: market, seller, made, putting } = await knownCategory(t);
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Supplier", Active: true } });
  await seller.ok("Catalogs.Create", { body: { ID: "theirs", Name: "Theirs", Active: true, OwnerID: "sup" } });
  await seller.ok("Categories.Create", { path: { catalogID: "theirs" }, body: { ID: "c", Name: "C", Active: true } });
  const theirs = (ProductID: string, caller = seller) =>
    caller.send("Categories.SaveProductAssignment", {
      path: { catalogID: "theirs" },
      body: { CategoryID: "c", ProductID },
    });
  const own = async (ID: string) =>
    seller.ok("Products.Create", { body: { ID, Name: ID, Active: true, OwnerID: "sup" } });
  await own("s1");
  assert.equal((await theirs("s1")).status, 204);
  await own("s2");
  assert.equal((await theirs("s2")).status, 204);
  await made("a");
  assert.equal((await theirs("a")).status, 400);
  const supplier = await newCaller(market, { supplier: "sup" });
  await made("b");
  assert.equal((await putting("b")).status, 204);
  assert.equal((await theirs("b", supplier)).status, 404);
});
