import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  marketplace,
  newCaller,
  recordStatements,
  secondProcess,
  TestClient,
  testServer,
  until,
} from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";

type Query = Record<string, unknown>;
type Caller = Pick<TestClient, "accepted">;

const shown = async (caller: Caller, operation: "Products.List" | "Bundles.List", query: Query) => {
  const { Items, Meta } = await caller.accepted(operation, { query });
  return { ids: Items.map(({ ID }) => ID).join(" "), total: Meta.TotalCount, facets: Meta.Facets };
};

/** Products of a seller and two suppliers, in two catalogs. */
async function placed(t: TestContext) {
  const own = await marketplace(t);
  const { seller } = own;
  for (const ID of ["s", "S2"]) await seller.ok("Suppliers.Create", { body: { ID, Name: ID, Active: true } });
  for (const ID of ["k", "l"]) await seller.ok("Catalogs.Create", { body: { ID, Name: ID, Active: true } });
  for (const ID of ["c", "d"])
    await seller.ok("Categories.Create", { path: { catalogID: "k" }, body: { ID, Name: ID, Active: true } });
  for (const ID of ["Color", "Size"]) await seller.ok("ProductFacets.Create", { body: { ID, Name: ID, MinCount: 0 } });
  for (let n = 0; n < 16; n++) {
    const ID = `p${n}`;
    const Name = `${["Oak", "Steel", "Glass"][n % 3]} ${["lamp", "desk"][n % 2]}`;
    const owner = [undefined, "s", "S2"][n % 3];
    const xp = { Color: ["red", "blue"][n % 2], Size: n % 5 };
    await seller.accepted("Products.Create", {
      body: { ID, Name, Active: n % 4 > 0, ...(owner && { OwnerID: owner }), xp },
    });
    const CatalogID = n % 4 < 3 ? "k" : "l";
    await seller.accepted("Catalogs.SaveProductAssignment", { body: { CatalogID, ProductID: ID } });
    if (CatalogID === "k" && n % 4 > 0) await place(seller, n % 4 === 1 ? "c" : "d", ID);
  }
  await seller.ok("Bundles.Create", { body: { ID: "set", Name: "Oak set", Active: true } });
  return { ...own, supplier: await newCaller(own, { supplier: "s" }) };
}

const place = (seller: Caller, CategoryID: string, ProductID: string) =>
  seller.accepted("Categories.SaveProductAssignment", { path: { catalogID: "k" }, body: { CategoryID, ProductID } });

const places: readonly Query[] = [
  {},
  { catalogID: "k" },
  { catalogID: "!K" },
  { catalogID: "k|l" },
  { catalogID: "k", categoryID: "c" },
  { catalogID: "k", categoryID: "!c" },
  { catalogID: "k", categoryID: "C|d" },
  { catalogID: "l", categoryID: "c" },
  { catalogID: "none" },
];
const questions: readonly Query[] = [
  { search: "lamps" },
  { search: "oak desk", pageSize: 3, page: 2 },
  { "xp.Color": "red" },
  { "xp.Size": ">1", "xp.Color": "!red", sortBy: "!xp.Size" },
  { search: "oak", sortBy: "!Name" },
  { search: "lamp", sortBy: "!Active,ID" },
  { "xp.Color": "red", sortBy: "Active,!Name", pageSize: 2, page: 2 },
];
/** To look for an ID of any kind changes nothing, but no index knows how. */
const unknownToIndex = { ID: "*" };

test("lists by catalog and category, suppliers' own and bundles are answered by the index as by the database, also once they have changed", async (t) => {
  const { seller, supplier } = await placed(t);
  const { indexes } = (await testServer()).app.services.productReads;
  let answered = 0;
  const find = indexes.find.bind(indexes);
  t.mock.method(indexes, "find", async (...asked: Parameters<typeof find>) => {
    const found = await find(...asked);
    if (found !== undefined) answered++;
    return found;
  });
  const compare = async () => {
    const before = answered;
    let asked = 0;
    for (const query of questions) {
      const lists = [
        ...places.flatMap((where) => [seller, supplier].map((caller) => [caller, "Products.List", where] as const)),
        [seller, "Bundles.List", {}] as const,
      ];
      for (const [caller, operation, where] of lists) {
        const found = await shown(caller, operation, { ...where, ...query });
        const plainly = await shown(caller, operation, { ...where, ...query, ...unknownToIndex });
        assert.deepEqual(found, plainly, JSON.stringify({ operation, ...where, ...query }));
        asked++;
      }
    }
    assert.ok(answered - before >= asked, `${answered - before} of ${asked} by the index`);
  };
  await compare();
  await place(seller, "c", "p0");
  await place(seller, "d", "p4");
  await seller.accepted("Products.Patch", { path: { productID: "p1" }, body: { xp: { Color: "red", Size: 9 } } });
  await seller.accepted("Products.Patch", { path: { productID: "p2" }, body: { OwnerID: "s", Name: "Oak lamp" } });
  await seller.accepted("Products.Delete", { path: { productID: "p6" } });
  await compare();
});

test("a list of thousands by catalog, and a supplier's own, are ordered and counted by the index as by the database", async (t) => {
  const { seller, supplier, id } = await placed(t);
  const { productReads, tenants } = (await testServer()).app.services;
  await tenants.transaction(id, "write", async (db) => {
    await db.run(sql`
      insert into product (marketplace_id, id, owner_id, name, date_created, visibility_class_id, xp)
      select marketplace_id, id || '-' || n, owner_id, name || ' ' || n % 100, date_created, visibility_class_id, xp
      from product cross join generate_series(1, 500) n where marketplace_id = ${id} and id like 'p%'`);
    await db.run(
      sql`update visibility_class_count set products = 501 * products, changes = changes + 1 where marketplace_id = ${id}`,
    );
    // Nothing says which products have changed, only that some have.
    await db.run(sql`update product_change_count set stamp = stamp + 1 where marketplace_id = ${id}`);
  });
  const lists: readonly (readonly [Caller, Query])[] = [
    [seller, { catalogID: "k" }],
    [seller, { catalogID: "k", categoryID: "d", page: 3 }],
    [seller, { catalogID: "!k", sortBy: "!Name" }],
    [supplier, {}],
    [supplier, { catalogID: "k", sortBy: "xp.Size,!ID" }],
    [seller, { search: "oak desk", page: 2 }],
    [seller, { search: "lamp 42", catalogID: "k", pageSize: 100 }],
    [seller, { search: "lamp", sortBy: "!Name", page: 30, pageSize: 100 }],
    [seller, { "xp.Color": "red", sortBy: "OwnerID,!xp.Size" }],
    [seller, { catalogID: "k", sortBy: "ID", page: 7 }],
    [seller, { search: "lamp", sortBy: "!Active,ID", page: 5 }],
    [seller, { search: "42", sortBy: "!Active,Name" }],
  ];
  // The first has the index made, while the database answers.
  for (const [caller, query] of lists) await shown(caller, "Products.List", { ...query, pageSize: 99 });
  await until(() => productReads.indexes.orders(id), "no index is made");
  const find = t.mock.method(productReads.indexes, "find");
  for (const [caller, query] of lists) {
    const before = find.mock.callCount();
    const found = await shown(caller, "Products.List", query);
    assert.notEqual(find.mock.callCount(), before, JSON.stringify(query));
    assert.deepEqual(
      found,
      await shown(caller, "Products.List", { ...query, ...unknownToIndex }),
      JSON.stringify(query),
    );
  }
});

test("a list by category shows on every process what was put there or taken away on another", async (t) => {
  const { seller } = await placed(t);
  const other = new TestClient(await secondProcess(t), seller.token);
  const query = { catalogID: "k", categoryID: "c", search: "oak" };
  const both = async () => [
    (await shown(seller, "Products.List", query)).ids,
    (await shown(other, "Products.List", query)).ids,
  ];
  assert.deepEqual(await both(), ["p9", "p9"]);
  await place(other, "c", "p0");
  assert.deepEqual(await both(), ["p9 p0", "p9 p0"]);
  await place(seller, "c", "p12");
  assert.deepEqual(await both(), ["p9 p0 p12", "p9 p0 p12"]);
  await other.accepted("Categories.DeleteProductAssignment", {
    path: { catalogID: "k", categoryID: "c", productID: "p9" },
  });
  assert.deepEqual(await both(), ["p0 p12", "p0 p12"]);
});

test("a seller's search takes one trip to the database, synonyms and classes included, once a process knows them", async (t) => {
  const { seller, supplier, id } = await placed(t);
  await seller.ok("Synonyms.Create", { body: { ID: "wood", Terms: ["oak", "wood"] } });
  const asked = (caller: Caller, n: number) =>
    caller.accepted("Products.List", { query: { catalogID: "k", search: "wood desk", "xp.Size": `!${n}` } });
  const sent = recordStatements(t, id);
  let n = 10;
  // What was written just now may be read anew once more, when the process hears of it.
  for (const caller of [seller, supplier])
    await until(async () => {
      await asked(caller, n++);
      return sent.take().reduce((sum, transaction) => sum + transaction.trips, 0) === 1;
    }, "each search takes more than one trip");
});

test("a list in an order of its own makes an index only of more products than the database sorts in no time", async (t) => {
  const { seller, id } = await placed(t);
  const { indexes } = (await testServer()).app.services.productReads;
  for (const query of [{ sortBy: "!Name" }, { catalogID: "k" }, {}]) await shown(seller, "Products.List", query);
  assert.equal(indexes.countsFacets(id), false, "none is made for seventeen");
  await shown(seller, "Products.List", { search: "oak" });
  assert.equal(indexes.countsFacets(id), true);
});
