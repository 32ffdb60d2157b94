import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addUserGroup,
  marketplace,
  newCaller,
  type TestClient,
  type TestMarketplace,
  testServer,
} from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";
import { placementOf, visibilityVersion } from "../visibility/testing/placement.ts";

const path = { catalogID: "k" };
const at = (categoryID: string) => ({ catalogID: "k", categoryID });

/** A catalog `k` with the trees `a → b → c` and `x → y`. */
async function tree(seller: TestClient): Promise<void> {
  await seller.ok("Catalogs.Create", { body: { ID: "k", Name: "Catalog", Active: true } });
  for (const [ID, ParentID] of [
    ["a", null],
    ["b", "a"],
    ["c", "b"],
    ["x", null],
    ["y", "x"],
  ])
    await seller.ok("Categories.Create", { path, body: { ID, Name: `Category ${ID}`, ParentID, Active: true } });
}

async function withBuyerAndProducts(own: TestMarketplace, ...products: string[]): Promise<void> {
  await tree(own.seller);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true, DefaultCatalogID: "k" } });
  for (const ID of products) await own.seller.ok("Products.Create", { body: { ID, Name: ID, Active: true } });
}

test("a list goes down as many levels as asked, from the top or from a parent, parents before their children", async (t) => {
  const { seller } = await marketplace(t);
  await tree(seller);
  const ids = async (query: Record<string, unknown>) =>
    (await seller.accepted("Categories.List", { path, query })).Items.map(({ ID }) => ID).join("");
  for (const [query, expected] of [
    [{}, "ax"],
    [{ depth: 1 }, "ax"],
    [{ depth: 2 }, "axby"],
    [{ depth: "all" }, "axbyc"],
    [{ depth: "ALL" }, "axbyc"],
    [{ depth: 99 }, "axbyc"],
    [{ ParentID: "a" }, "b"],
    [{ ParentID: "A", depth: 2 }, "bc"],
    [{ ParentID: "a|x", depth: "all" }, "byc"],
    [{ ParentID: "a|b", depth: "all" }, "bc"],
    [{ depth: "all", sortBy: "!Name" }, "yxcba"],
    [{ ParentID: "!*", depth: 2 }, "axby"],
    [{ search: "category c" }, ""],
    [{ search: "category c", depth: "all" }, "c"],
    [{ ID: "b|y", depth: 2 }, "by"],
    [{ ChildCount: 0, depth: "all" }, "yc"],
  ] as const)
    assert.equal(await ids(query), expected, JSON.stringify(query));
  await seller.ok("Categories.Create", { path, body: { ID: "d", Name: "A", ParentID: "c", Active: true } });
  // Within two levels of `b` it is as far down as its parent within two of `a`.
  assert.equal(await ids({ ParentID: "a|b", depth: 2 }), "bcd");
  for (const depth of ["0", "-1", "1.5", "most", "2x"])
    assert.equal((await seller.refused("Categories.List", { path, query: { depth } })).code, "Category.InvalidDepth");
  assert.equal((await seller.refused("Categories.List", { path: { catalogID: "no" } })).data.ObjectType, "Catalog");
});

test("a category counts its immediate children, and IDs are unique per catalog only", async (t) => {
  const { seller } = await marketplace(t);
  await tree(seller);
  const a = await seller.ok("Categories.Get", { path: at("A") });
  assert.deepEqual([a.ID, a.ParentID, a.ChildCount], ["a", null, 1]);
  const double = await seller.refused("Categories.Create", { path, body: { ID: "A", Name: "A" } });
  assert.deepEqual([double.status, double.data.ObjectType], [409, "Category"]);
  await seller.ok("Catalogs.Create", { body: { ID: "k2", Name: "Second" } });
  await seller.ok("Categories.Create", { path: { catalogID: "k2" }, body: { ID: "a", Name: "A" } });
  const elsewhere = await seller.refused("Categories.Create", {
    path: { catalogID: "k2" },
    body: { Name: "B", ParentID: "b" },
  });
  assert.deepEqual([elsewhere.status, elsewhere.data.ObjectType], [404, "Category"]);
});

test("siblings come in their order, then by name", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Catalogs.Create", { body: { ID: "k", Name: "Catalog" } });
  for (const [ID, Name, ListOrder] of [
    ["1", "Last", 9],
    ["2", "B", 1],
    ["3", "A", 1],
    ["4", "Unplaced", null],
  ])
    await seller.accepted("Categories.Create", { path, body: { ID, Name, ListOrder } });
  const list = await seller.ok("Categories.List", { path });
  assert.equal(list.Items.map(({ ID }) => ID).join(""), "4321");
  assert.equal(
    (await seller.refused("Categories.Create", { path, body: { Name: "x", ListOrder: -1 } })).code,
    "ValidationFailure",
  );
});

test("adjustListOrders makes room among siblings", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Catalogs.Create", { body: { ID: "k", Name: "Catalog" } });
  for (const [ID, ListOrder, ParentID] of [
    ["a", 0, null],
    ["b", 1, null],
    ["c", 2, null],
    ["below", 5, "c"],
  ])
    await seller.accepted("Categories.Create", { path, body: { ID, Name: ID, ListOrder, ParentID } });
  const orders = async () => {
    const { Items } = await seller.ok("Categories.List", { path, query: { depth: "all", sortBy: "ID" } });
    return Object.fromEntries(Items.map(({ ID, ListOrder }) => [ID, ListOrder]));
  };
  const query = { adjustListOrders: true };
  await seller.ok("Categories.Create", { path, query, body: { ID: "new", Name: "New", ListOrder: 1 } });
  assert.deepEqual(await orders(), { a: 0, b: 2, below: 5, c: 3, new: 1 });
  await seller.ok("Categories.Patch", { path: at("c"), query, body: { ListOrder: 0 } });
  assert.deepEqual(await orders(), { a: 1, b: 3, below: 5, c: 0, new: 2 });
  await seller.ok("Categories.Patch", { path: at("c"), query, body: { Name: "C" } });
  await seller.ok("Categories.Patch", { path: at("b"), body: { ListOrder: 0 } });
  assert.deepEqual(await orders(), { a: 1, b: 0, below: 5, c: 0, new: 2 });
});

test("a category never lies below itself", async (t) => {
  const { seller } = await marketplace(t);
  await tree(seller);
  for (const ParentID of ["a", "A", "b", "c"]) {
    const refused = await seller.refused("Categories.Patch", { path: at("a"), body: { ParentID } });
    assert.deepEqual([refused.status, refused.code], [400, "Category.CircularReference"], ParentID);
  }
  const own = await seller.refused("Categories.Create", { path, body: { ID: "z", Name: "Z", ParentID: "z" } });
  assert.equal(own.code, "Category.CircularReference");
  assert.equal((await seller.ok("Categories.Patch", { path: at("a"), body: { ParentID: "Y" } })).ParentID, "y");
  assert.equal((await seller.ok("Categories.Patch", { path: at("a"), body: { ParentID: null } })).ParentID, null);
});

test("categories lie thirty levels below each other at most, whether they are made there or moved", async (t) => {
  const { seller } = await marketplace(t);
  await tree(seller);
  const under = (ID: string, ParentID: string) => ({ path, body: { ID, Name: ID, ParentID } });
  for (let level = 4; level <= 30; level++)
    await seller.ok("Categories.Create", under(`l${level}`, level === 4 ? "c" : `l${level - 1}`));
  const tooDeep = { status: 400, code: "Category.TooDeep" };
  const refused = await seller.refused("Categories.Create", under("l31", "l30"));
  assert.deepEqual({ status: refused.status, code: refused.code }, tooDeep);
  assert.deepEqual(refused.data, { CategoryID: "l31", ParentID: "l30", MaximumLevels: 30 });
  assert.equal(
    (await seller.refused("Categories.Save", { path: at("new"), body: under("new", "L30").body })).code,
    tooDeep.code,
  );
  const move = (ParentID: string) => ({ path: at("x"), body: { ParentID } });
  assert.equal((await seller.refused("Categories.Patch", move("l29"))).code, tooDeep.code);
  assert.equal((await seller.ok("Categories.Patch", move("l28"))).ParentID, "l28");
  // Whatever stays where it is can be changed.
  assert.equal((await seller.ok("Categories.Patch", { path: at("l30"), body: { Name: "Deep" } })).Name, "Deep");
});

test("a catalog takes 20,000 categories", async (t) => {
  const { id, seller } = await marketplace(t);
  await tree(seller);
  const { tenants } = (await testServer()).app.services;
  await tenants.transaction(id, "write", (db) =>
    db.run(sql`insert into category (marketplace_id, catalog_id, id, name, active)
      select ${id}, 'k', 'c' || n, 'Category', true from generate_series(6, 19999) n`),
  );
  const another = (ID: string) => ({ path, body: { ID, Name: ID } });
  await seller.ok("Categories.Create", another("last"));
  const { status, code, data } = await seller.refused("Categories.Create", another("more"));
  assert.deepEqual([status, code], [400, "Category.MaximumCategoriesReached"]);
  assert.deepEqual(data, { CatalogID: "k", MaximumCategories: 20_000 });
  assert.equal((await seller.ok("Categories.Save", { path: at("last"), body: { Name: "Again" } })).Name, "Again");
});

test("two moves at the same time close no circle", async (t) => {
  const { seller } = await marketplace(t);
  await tree(seller);
  const answers = await Promise.all([
    seller.send("Categories.Patch", { path: at("a"), body: { ParentID: "y" } }),
    seller.send("Categories.Patch", { path: at("x"), body: { ParentID: "c" } }),
  ]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
});

test("a renamed category keeps its children", async (t) => {
  const { seller } = await marketplace(t);
  await tree(seller);
  const renamed = await seller.ok("Categories.Patch", { path: at("a"), body: { ID: "a2" } });
  assert.deepEqual([renamed.ID, renamed.ChildCount], ["a2", 1]);
  assert.equal((await seller.ok("Categories.Get", { path: at("b") })).ParentID, "a2");
});

test("deleting a category deletes all below it, while its products stay in the catalog", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await withBuyerAndProducts(own, "p");
  for (const CategoryID of ["c", "x"])
    await seller.ok("Categories.SaveProductAssignment", { path, body: { CategoryID, ProductID: "p" } });
  await seller.ok("Categories.SaveAssignment", { path, body: { CategoryID: "b", BuyerID: "acme" } });
  await seller.ok("Categories.Delete", { path: at("a") });
  const left = await seller.ok("Categories.List", { path, query: { depth: "all" } });
  assert.equal(left.Items.map(({ ID }) => ID).join(""), "xy");
  assert.deepEqual((await seller.ok("Categories.ListAssignments", { path })).Items, []);
  assert.deepEqual(await placementOf(own, "p"), { catalogs: ["k"], categories: [["k", "x"]], buyers: [] });
});

test("a product put into a category is in its catalog, and stays there when it leaves the category", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await withBuyerAndProducts(own, "p", "q");
  const save = (CategoryID: string, ProductID: string, ListOrder?: number) =>
    seller.ok("Categories.SaveProductAssignment", { path, body: { CategoryID, ProductID, ListOrder } });
  await save("b", "p", 2);
  await save("b", "q", 1);
  await save("a", "q");
  assert.deepEqual(await placementOf(own, "p"), { catalogs: ["k"], categories: [["k", "b"]], buyers: [] });
  const list = async (query = {}) => (await seller.ok("Categories.ListProductAssignments", { path, query })).Items;
  assert.deepEqual(await list({ categoryID: "B" }), [
    { CategoryID: "b", ProductID: "q", ListOrder: 1 },
    { CategoryID: "b", ProductID: "p", ListOrder: 2 },
  ]);
  await save("b", "p", 0);
  assert.deepEqual(
    (await list({ categoryID: "b" })).map(({ ProductID }) => ProductID),
    ["p", "q"],
  );
  assert.deepEqual(
    (await list({ productID: "Q" })).map(({ CategoryID }) => CategoryID),
    ["a", "b"],
  );
  await seller.ok("Categories.DeleteProductAssignment", { path: { ...at("b"), productID: "p" } });
  assert.deepEqual(await placementOf(own, "p"), { catalogs: ["k"], categories: [], buyers: [] });
  const gone = await seller.refused("Categories.DeleteProductAssignment", { path: { ...at("b"), productID: "p" } });
  assert.equal(gone.status, 404);
  for (const [CategoryID, ProductID, type] of [
    ["no", "p", "Category"],
    ["a", "no", "Product"],
  ] as const) {
    const refused = await seller.refused("Categories.SaveProductAssignment", { path, body: { CategoryID, ProductID } });
    assert.deepEqual([refused.status, refused.data.ObjectType], [404, type]);
  }
});

test("a product is put into many categories at the same time", async (t) => {
  const own = await marketplace(t);
  await withBuyerAndProducts(own, "p");
  const answers = await Promise.all(
    ["a", "b", "c", "x", "y"].map((CategoryID) =>
      own.seller.send("Categories.SaveProductAssignment", { path, body: { CategoryID, ProductID: "p" } }),
    ),
  );
  assert.deepEqual(
    answers.map(({ status }) => status),
    [204, 204, 204, 204, 204],
  );
  assert.equal((await placementOf(own, "p")).categories.length, 5);
});

test("a child may be in categories of the catalogs that its parent is in", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await withBuyerAndProducts(own);
  await seller.ok("Products.Create", { body: { ID: "dad", Name: "Dad", IsParent: true, Active: true } });
  await seller.ok("Products.Create", { body: { ID: "kid", Name: "Kid", ParentID: "dad", Active: true } });
  const body = { CategoryID: "a", ProductID: "kid" };
  const refused = await seller.refused("Categories.SaveProductAssignment", { path, body });
  assert.equal(refused.code, "Category.CannotAssignChildProduct");
  await seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "k", ProductID: "dad" } });
  await seller.ok("Categories.SaveProductAssignment", { path, body });
  assert.deepEqual(await placementOf(own, "kid"), { catalogs: ["k"], categories: [["k", "a"]], buyers: [] });
  await seller.ok("Catalogs.DeleteProductAssignment", { path: { catalogID: "k", productID: "dad" } });
  assert.deepEqual(await placementOf(own, "kid"), { catalogs: [], categories: [], buyers: [] });
});

test("assignments hold per buyer and group; null inherits, and the next save overwrites", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await withBuyerAndProducts(own);
  await addUserGroup(own, { buyer: "acme" }, "staff");
  const save = (body: Record<string, unknown>) => seller.accepted("Categories.SaveAssignment", { path, body });
  await save({ CategoryID: "A", BuyerID: "acme", UserGroupID: "staff", Visible: true, ViewAllProducts: false });
  const list = async (query = {}) => (await seller.ok("Categories.ListAssignments", { path, query })).Items;
  const staff = { CategoryID: "a", BuyerID: "acme", UserGroupID: "staff", Visible: true, ViewAllProducts: false };
  assert.deepEqual(await list(), [staff]);
  const all = { CategoryID: "a", BuyerID: "acme", UserGroupID: null, Visible: null, ViewAllProducts: true };
  await save({ CategoryID: "a", BuyerID: "acme", Visible: false });
  await save({ CategoryID: "a", BuyerID: "acme", ViewAllProducts: true });
  assert.deepEqual(await list({ buyerID: "acme" }), [all, staff]);
  assert.deepEqual(await list({ level: "Company" }), [all]);
  assert.deepEqual(await list({ level: "Group" }), [staff]);
  assert.deepEqual(await list({ userGroupID: "STAFF" }), [staff]);
  assert.deepEqual(await list({ categoryID: "b" }), []);
  await seller.ok("Categories.DeleteAssignment", { path: at("a"), query: { buyerID: "acme" } });
  assert.deepEqual(await list(), [staff]);
  const gone = await seller.refused("Categories.DeleteAssignment", { path: at("a"), query: { buyerID: "acme" } });
  assert.equal(gone.status, 404);
});

test("a category is assigned to parties that have its catalog", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await withBuyerAndProducts(own);
  await seller.ok("Buyers.Create", { body: { ID: "globex", Name: "Globex" } });
  const refused = async (body: unknown) => {
    const { status, code, data } = await seller.refused("Categories.SaveAssignment", { path, body });
    return [status, code, data?.ObjectType];
  };
  assert.deepEqual(await refused({ CategoryID: "a", BuyerID: "globex" }), [404, "NotFound", "CatalogAssignment"]);
  assert.deepEqual(await refused({ CategoryID: "no", BuyerID: "acme" }), [404, "NotFound", "Category"]);
  assert.deepEqual(await refused({ CategoryID: "a", BuyerID: "no" }), [404, "NotFound", "Buyer"]);
  assert.deepEqual(await refused({ CategoryID: "a", BuyerID: "acme", UserGroupID: "no" }), [
    404,
    "NotFound",
    "UserGroup",
  ]);
  assert.deepEqual(await refused({ CategoryID: "a" }), [400, "PartyAssignment.RequiresBuyer", undefined]);
  const deleting = await seller.refused("Categories.DeleteAssignment", { path: at("a") });
  assert.equal(deleting.code, "PartyAssignment.RequiresBuyer");
});

test("a supplier's categories are its own, and others' catalogs are closed to it", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await tree(seller);
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Supplier", Active: true } });
  const supplier = await newCaller(own, { supplier: "sup" });
  await supplier.ok("Catalogs.Create", { body: { ID: "theirs", Name: "Theirs" } });
  await supplier.ok("Categories.Create", { path: { catalogID: "theirs" }, body: { ID: "a", Name: "A" } });
  assert.equal((await supplier.refused("Categories.List", { path })).data.ObjectType, "Catalog");
  assert.equal((await supplier.refused("Categories.Get", { path: at("a") })).data.ObjectType, "Catalog");
  const refused = await supplier.refused("Categories.Patch", { path: at("a"), body: { Name: "Mine" } });
  assert.deepEqual([refused.status, refused.code], [403, "Catalog.CannotEdit"]);
});

test("what users see is worked out anew when a category's activity, parent or assignments change", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await withBuyerAndProducts(own);
  let version = await visibilityVersion(own);
  const changes = async (work: Promise<unknown>) => {
    await work;
    const before = version;
    version = await visibilityVersion(own);
    return version > before;
  };
  const change = (body: unknown) => changes(seller.accepted("Categories.Patch", { path: at("b"), body }));
  assert.equal(await change({ Name: "B" }), false);
  assert.equal(await change({ Active: false }), true);
  assert.equal(await change({ ParentID: "x" }), true);
  const body = { CategoryID: "b", BuyerID: "acme" };
  assert.equal(await changes(seller.ok("Categories.SaveAssignment", { path, body })), true);
  assert.equal(
    await changes(seller.ok("Categories.DeleteAssignment", { path: at("b"), query: { buyerID: "acme" } })),
    true,
  );
  assert.equal(await changes(seller.ok("Categories.Delete", { path: at("b") })), true);
});
