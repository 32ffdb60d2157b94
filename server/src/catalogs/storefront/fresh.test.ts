import assert from "node:assert/strict";
import { test } from "node:test";
import { storefront } from "./testing/storefront.ts";

test("a list that was read before shows every change at once: its products, their order, number and facets", async (t) => {
  const { shopper, product, seller } = await storefront(t);
  await seller.ok("ProductFacets.Create", { body: { ID: "Color", Name: "Color" } });
  for (const [id, Color] of [
    ["a", "red"],
    ["b", "red"],
    ["c", "blue"],
  ] as const)
    await product(id, { Name: `lamp ${id}`, xp: { Color } });
  const client = await shopper("u");
  const red = { "xp.Color": "red" };
  const lamps = { search: "lamp", sortBy: ["Name"] };
  const found = async (query: Record<string, unknown>) => {
    const answers = [];
    for (const ask of [
      () => client.accepted("Me.ListProducts", { query }),
      () => seller.accepted("Products.List", { query }),
      // Again, by what is kept now.
      () => client.accepted("Me.ListProducts", { query }),
      () => seller.accepted("Products.List", { query }),
    ]) {
      const { Items, Meta } = await ask();
      const values = Meta.Facets?.flatMap(({ Values }) => Values?.map(({ Value, Count }) => `${Value}:${Count}`));
      answers.push(`${Items.map(({ ID }) => ID)} of ${Meta.TotalCount}, ${values}`);
    }
    assert.equal(new Set(answers).size, 1, answers.join("\n"));
    return answers[0];
  };
  const expect = async (ofRed: string, ofLamps: string) =>
    assert.deepEqual([await found(red), await found(lamps)], [ofRed, ofLamps]);

  await expect("a,b of 2, red:2,blue:1", "a,b,c of 3, red:2,blue:1");
  await seller.ok("Products.Patch", { path: { productID: "c" }, body: { xp: { Color: "red" } } });
  await expect("a,b,c of 3, red:3", "a,b,c of 3, red:3");
  await seller.ok("Products.Patch", { path: { productID: "a" }, body: { Name: "lamp z" } });
  await expect("b,c,a of 3, red:3", "b,c,a of 3, red:3");
  await seller.ok("Products.Patch", { path: { productID: "b" }, body: { Name: "chair" } });
  await expect("b,c,a of 3, red:3", "c,a of 2, red:2");
  await seller.ok("Products.Patch", { path: { productID: "b" }, body: { Description: "with a lamp" } });
  await expect("b,c,a of 3, red:3", "b,c,a of 3, red:3");
  await seller.ok("Products.Patch", { path: { productID: "b" }, body: { ID: "b2" } });
  await expect("b2,c,a of 3, red:3", "b2,c,a of 3, red:3");
  await product("d", { Name: "lamp d", xp: { Color: "red" } });
  await expect("b2,c,d,a of 4, red:4", "b2,c,d,a of 4, red:4");
  await seller.ok("Products.Delete", { path: { productID: "c" } });
  await expect("b2,d,a of 3, red:3", "b2,d,a of 3, red:3");
  await seller.ok("ProductFacets.Create", { body: { ID: "Name", Name: "N", XpPath: "Named", ListOrder: -1 } });
  await seller.ok("Products.Patch", { path: { productID: "a" }, body: { xp: { Named: "x" } } });
  await expect("b2,d,a of 3, x:1,red:3", "b2,d,a of 3, x:1,red:3");
  await seller.ok("ProductFacets.Delete", { path: { productFacetID: "Name" } });
  await expect("b2,d,a of 3, red:3", "b2,d,a of 3, red:3");
});

test("what a family shares shows at once on its children in lists read before", async (t) => {
  const { shopper, product, seller } = await storefront(t);
  await product("p", { IsParent: true, Name: "parent", Description: "oak", xp: { Color: "red" } });
  await seller.ok("Products.Create", { body: { ID: "k", Name: "kid", Active: true, ParentID: "p" } });
  const client = await shopper("u");
  const ids = async (query: Record<string, unknown>) =>
    (await client.accepted("Me.ListProducts", { query })).Items.map(({ ID }) => ID);
  for (let read = 0; read < 2; read++) assert.deepEqual(await ids({ search: "oak" }), ["k", "p"]);
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { Description: "ash" } });
  assert.deepEqual([await ids({ search: "oak" }), await ids({ search: "ash" })], [[], ["k", "p"]]);
});

test("a category's own order shows at once in a list read before, filtered or not", async (t) => {
  const { shopper, product, seller } = await storefront(t);
  await seller.ok("Categories.Create", { path: { catalogID: "B" }, body: { ID: "k", Name: "K", Active: true } });
  const place = (ProductID: string, ListOrder: number) =>
    seller.ok("Categories.SaveProductAssignment", {
      path: { catalogID: "B" },
      body: { CategoryID: "k", ProductID, ListOrder },
    });
  for (const [index, id] of ["a", "b"].entries()) {
    await product(id, { xp: { Color: "red" } });
    await place(id, index);
  }
  const client = await shopper("u");
  const ids = async (more: Record<string, unknown>) =>
    (await client.ok("Me.ListProducts", { query: { catalogID: "B", categoryID: "k", ...more } })).Items.map(
      ({ ID }) => ID,
    );
  const all = async () => [await ids({ "xp.Color": "red" }), await ids({}), await ids({ sortBy: ["!Name"] })];
  for (let read = 0; read < 3; read++)
    assert.deepEqual(await all(), [
      ["a", "b"],
      ["a", "b"],
      ["b", "a"],
    ]);
  await place("a", 2);
  assert.deepEqual(await all(), [
    ["b", "a"],
    ["b", "a"],
    ["b", "a"],
  ]);
  await seller.ok("Products.Patch", { path: { productID: "b" }, body: { Name: "0" } });
  assert.deepEqual((await all())[2], ["a", "b"]);
});

test("filters by what changes without its product being written are answered anew", async (t) => {
  const { shopper, product, seller } = await storefront(t);
  await product("p", { Inventory: { Enabled: true, QuantityAvailable: 5 } });
  await seller.ok("Specs.Create", { body: { ID: "s", Name: "S", AllowOpenText: true } });
  const client = await shopper("u");
  const ids = async (query: Record<string, unknown>) =>
    (await client.accepted("Me.ListProducts", { query })).Items.map(({ ID }) => ID);
  for (let read = 0; read < 2; read++) assert.deepEqual(await ids({ SpecCount: "0" }), ["p"]);
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "s", ProductID: "p" } });
  assert.deepEqual([await ids({ SpecCount: "0" }), await ids({ SpecCount: "1" })], [[], ["p"]]);
});

test("a product that was read before shows its new text, stock, price and sale at once", async (t) => {
  const { own, shopper, product, schedule, seller } = await storefront(t);
  await schedule("s", 10);
  await product("p", {
    DefaultPriceScheduleID: "s",
    Inventory: { Enabled: true, QuantityAvailable: 5 },
    xp: { Color: "red" },
  });
  const client = await shopper("u");
  const seen = async () => {
    const one = await client.ok("Me.GetProduct", { path: { productID: "P" } });
    const { Items } = await client.ok("Me.ListProducts");
    assert.deepEqual(Items, [one]);
    const { PriceSchedule: price } = one;
    return [one.xp, one.Inventory?.QuantityAvailable, price?.PriceBreaks?.[0]?.Price, price?.IsOnSale];
  };
  const path = { productID: "p" };
  for (let read = 0; read < 2; read++) assert.deepEqual(await seen(), [{ Color: "red" }, 5, 10, false]);
  await seller.ok("Products.Patch", { path, body: { xp: { Color: "blue" } } });
  assert.deepEqual(await seen(), [{ Color: "blue" }, 5, 10, false]);
  await seller.ok("Products.Patch", { path, body: { Inventory: { QuantityAvailable: 4 } } });
  assert.deepEqual(await seen(), [{ Color: "blue" }, 4, 10, false]);
  await seller.ok("PriceSchedules.Patch", {
    path: { priceScheduleID: "s" },
    body: { PriceBreaks: [{ Quantity: 1, Price: 12, SalePrice: 9 }] },
  });
  assert.deepEqual(await seen(), [{ Color: "blue" }, 4, 12, true]);
  await seller.ok("PriceSchedules.Patch", {
    path: { priceScheduleID: "s" },
    body: { SaleEnd: new Date(Date.now() - 1_000).toISOString() },
  });
  assert.deepEqual(await seen(), [{ Color: "blue" }, 4, 12, false]);
  await seller.ok("Products.Delete", { path });
  await product("p", { xp: { again: own.id } });
  assert.deepEqual(await seen(), [{ again: own.id }, undefined, undefined, undefined]);
});
