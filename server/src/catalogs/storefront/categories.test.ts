import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { models } from "@orderwell/contract";
import { recordStatements, type TestClient } from "@orderwell/testing";
import { ReplyWriter } from "../../platform/wire/reply.ts";
import { storefront } from "./testing/storefront.ts";

const path = { catalogID: "B" };
const at = (categoryID: string) => ({ ...path, categoryID });

const names = async (client: TestClient, query: Record<string, unknown> = {}): Promise<string> => {
  const { Items, Meta } = await client.accepted("Me.ListCategories", { query: { depth: "all", ...query } });
  assert.ok(Number(Meta.TotalCount) >= Items.length);
  return Items.map(({ Name, ChildCount }) => `${Name}${ChildCount}`).join();
};

/** Catalog B with the trees `a → b → c` and `x`, in the order of their names, of which group G does not see `b`. */
async function tree(t: TestContext) {
  const made = await storefront(t);
  const { seller, shopper } = made;
  for (const [ID, ParentID, Kind] of [
    ["a", null, "old"],
    ["b", "a", "new"],
    ["c", "b", "new"],
    ["x", null, "old"],
  ])
    await seller.accepted("Categories.Create", {
      path,
      body: { ID, Name: ID, ParentID, Active: true, Description: `of ${Kind}`, xp: { Kind } },
    });
  const all = await shopper("u");
  const some = await shopper("v", ["G"]);
  await seller.ok("Categories.SaveAssignment", {
    path,
    body: { CategoryID: "b", BuyerID: "B", UserGroupID: "G", Visible: false },
  });
  return { ...made, all, some };
}

test("shoppers find the categories they see alone, whatever they search, filter or sort by, and count their children", async (t) => {
  const { all, some } = await tree(t);
  for (const [query, ofAll, ofSome] of [
    [{}, "a1,x0,b1,c0", "a0,x0"],
    [{ depth: 1 }, "a1,x0", "a0,x0"],
    [{ depth: 2 }, "a1,x0,b1", "a0,x0"],
    [{ ParentID: "A" }, "b1,c0", ""],
    [{ ParentID: "a|b", depth: 1 }, "b1,c0", ""],
    [{ sortBy: "!Name" }, "x0,c0,b1,a1", "x0,a0"],
    [{ sortBy: "!Name", pageSize: 2, page: 2 }, "b1,a1", ""],
    [{ "xp.Kind": "new" }, "b1,c0", ""],
    [{ "xp.Kind": "!new" }, "a1,x0", "a0,x0"],
    [{ search: "old" }, "a1,x0", "a0,x0"],
    [{ search: "old", searchOn: "Name" }, "", ""],
    [{ Name: "b*" }, "b1", ""],
    [{ ChildCount: 0 }, "x0,c0", "a0,x0"],
  ] as const)
    for (let read = 0; read < 2; read++) {
      assert.equal(await names(all, query), ofAll, JSON.stringify(query));
      assert.equal(await names(some, query), ofSome, JSON.stringify(query));
    }
  const { Meta } = await all.ok("Me.ListCategories", { query: { depth: "all", pageSize: 3, page: 2 } });
  assert.deepEqual([Meta.TotalCount, Meta.TotalPages, Meta.ItemRange], [4, 2, [4, 4]]);
  assert.equal((await some.refused("Me.GetCategory", { path: { categoryID: "b" } })).status, 404);
});

test("a category that was read before shows every change at once, in lists and by itself", async (t) => {
  const { seller, all } = await tree(t);
  const expect = async (expected: string, query = {}) => {
    for (let read = 0; read < 2; read++) assert.equal(await names(all, query), expected);
  };
  const named = async (categoryID: string) => (await all.ok("Me.GetCategory", { path: { categoryID } })).Name;
  const patch = (categoryID: string, body: object, query = {}) =>
    seller.ok("Categories.Patch", { path: at(categoryID), query, body });
  await expect("a1,x0,b1,c0");
  await patch("x", { Name: "Y" });
  await expect("a1,Y0,b1,c0");
  assert.equal(await named("X"), "Y");
  await expect("b1,c0", { "xp.Kind": "new" });
  await patch("b", { xp: { Kind: "old" } });
  await expect("c0", { "xp.Kind": "new" });
  await patch("a", { ListOrder: 2 });
  await expect("Y0,a1,b1,c0");
  await seller.ok("Categories.Create", {
    path,
    query: { adjustListOrders: true },
    body: { ID: "z", Name: "z", ListOrder: 2, Active: true },
  });
  await expect("Y0,z0,a1,b1,c0");
  await patch("c", { Active: false });
  await expect("Y0,z0,a1,b0");
  await patch("z", { ParentID: "b" });
  await expect("Y0,a1,b1,z0");
  await patch("b", { ID: "b2", Name: "d" });
  await expect("Y0,a1,d1,z0");
  assert.equal(await named("b2"), "d");
  await seller.ok("Categories.Delete", { path: at("x") });
  await expect("a1,d1,z0");
  await seller.ok("Categories.Save", { path: at("x"), body: { Name: "again", Active: true } });
  await expect("again0,a1,d1,z0");
});

test("a catalog that takes another's ID shows its own categories", async (t) => {
  const { seller, all } = await tree(t);
  await seller.ok("Catalogs.Create", { body: { ID: "other", Name: "Other", Active: true } });
  await seller.ok("Categories.Create", { path: { catalogID: "other" }, body: { ID: "a", Name: "o", Active: true } });
  await seller.ok("Catalogs.SaveAssignment", { body: { CatalogID: "other", BuyerID: "B", ViewAllCategories: true } });
  assert.equal(await names(all, { catalogID: "other" }), "o0");
  assert.equal(await names(all, { catalogID: "B" }), "a1,x0,b1,c0");
  const rename = (catalogID: string, ID: string) => seller.ok("Catalogs.Patch", { path: { catalogID }, body: { ID } });
  await rename("B", "third");
  await rename("other", "B");
  assert.equal(await names(all, { catalogID: "b" }), "o0");
  assert.equal(await names(all, { catalogID: "third" }), "a1,x0,b1,c0");
});

test("the categories of a product follow it at once, and nothing is told of one that a shopper does not see", async (t) => {
  const { seller, all, some, product } = await tree(t);
  await product("p");
  const assign = (CategoryID: string) =>
    seller.ok("Categories.SaveProductAssignment", { path, body: { CategoryID, ProductID: "p" } });
  for (const id of ["b", "x"]) await assign(id);
  assert.equal(await names(all, { productID: "P" }), "x0,b1");
  assert.equal(await names(some, { productID: "p" }), "x0");
  await assign("a");
  assert.equal(await names(all, { productID: "p" }), "a1,x0,b1");
  assert.equal(await names(all, { productID: "p", ChildCount: 1 }), "a1,b1");
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { Active: false } });
  assert.equal(await names(all, { productID: "p" }), "");
});

test("a shopper's category is written as every other model is", async (t) => {
  const { seller, all } = await tree(t);
  const Name = 'Ä "quoted"\n\u0001\u2028 name';
  await seller.ok("Categories.Patch", {
    path: at("a"),
    body: { Name, Description: null, xp: { deep: [1.5, null, "\u0001"] } },
  });
  const one = await all.ok("Me.GetCategory", { path: { categoryID: "a" } });
  assert.deepEqual(one, await seller.ok("Categories.Get", { path: at("a") }));
  assert.equal(JSON.stringify(one), new ReplyWriter(models).object("Category", one));
  assert.deepEqual((await all.ok("Me.ListCategories", { query: { sortBy: ["!Name"] } })).Items[0], one);
});

test("categories that were asked for before are answered by one statement, which reads none of them", async (t) => {
  const { all, own } = await tree(t);
  const sent = recordStatements(t, own.id);
  const ask = async (query: Record<string, unknown>) => {
    const { transactions } = await sent.during(() => names(all, query));
    return transactions.flatMap(({ statements }) =>
      statements.filter((text) => /category_version|from "?category/.test(text)),
    );
  };
  for (const query of [{}, { search: "old" }, { ParentID: "a" }, { sortBy: "!Name" }]) {
    await ask(query);
    const again = await ask(query);
    assert.equal(again.length, 1, again.join("\n"));
    assert.doesNotMatch(again[0] ?? "", /from "?category/);
  }
});

test("a catalog tells shoppers at once how many categories it has, whether they see them or not", async (t) => {
  const { seller, all, some } = await tree(t);
  const counted = async (client: TestClient, query: Record<string, unknown> = {}) => [
    (await client.accepted("Me.ListCatalogs", { query })).Items.map(({ CategoryCount }) => CategoryCount),
    (await client.ok("Me.GetCatalog", { path: { catalogID: "b" } })).CategoryCount,
  ];
  for (const client of [all, some]) assert.deepEqual(await counted(client), [[4], 4]);
  await seller.ok("Categories.Create", { path, body: { ID: "hidden", Name: "Hidden", Active: false } });
  for (const client of [all, some]) assert.deepEqual(await counted(client, { CategoryCount: 5 }), [[5], 5]);
  await seller.ok("Categories.Delete", { path: at("b") });
  assert.deepEqual(await counted(all, { CategoryCount: "<4" }), [[3], 3]);
  assert.deepEqual(await counted(all, { CategoryCount: 5 }), [[], 3]);
});
