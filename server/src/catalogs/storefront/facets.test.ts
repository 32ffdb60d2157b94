import assert from "node:assert/strict";
import { test } from "node:test";
import { processTime, type TestClient } from "@orderwell/testing";
import { storefront } from "./testing/storefront.ts";

test("a shopper's facets count what they see, each under all filters but its own", async (t) => {
  const { shopper, product, seller } = await storefront(t);
  for (const body of [
    { ID: "Color", Name: "Colour", ListOrder: 2, xp: { Swatch: true } },
    { ID: "size", Name: "Size", XpPath: "Facets.Size", ListOrder: 1 },
    { ID: "rare", Name: "Rare", XpPath: "Facets.Rare", MinCount: 2 },
    { ID: "known", Name: "Known", XpPath: "Brand", MinCount: 0, ListOrder: 3 },
  ])
    await seller.ok("ProductFacets.Create", { body });
  await product("a", { xp: { Color: ["red", "blue"], Facets: { Size: 1, Rare: "x" }, Brand: "A" } });
  await product("b", { xp: { Color: "red", Facets: { Size: 12.5, Rare: "y" }, Brand: "B" } });
  await product("c", { xp: { Color: "green", Facets: { Size: true }, Brand: "B" } });
  await product("off", { Active: false, xp: { Color: "black", Facets: { Size: 9 }, Brand: "hidden" } });
  await product("elsewhere", { xp: { Color: "black", Brand: "hidden" } }, []);
  const client = await shopper("u");
  const facets = async (query: Record<string, unknown> = {}) =>
    ((await client.accepted("Me.ListProducts", { query })).Meta.Facets ?? []).map(
      ({ Name, Values }) => `${Name} ${Values?.map(({ Value, Count }) => `${Value}:${Count}`).join(" ")}`,
    );
  assert.deepEqual(await facets(), ["Size 1:1 12.5:1 true:1", "Colour red:2 blue:1 green:1", "Known B:2 A:1"]);
  assert.deepEqual(await facets({ "xp.Color": "red" }), [
    "Size 1:1 12.5:1",
    "Colour red:2 blue:1 green:1",
    "Known A:1 B:1",
  ]);
  assert.deepEqual(await facets({ "xp.Color": "blue|green" }), [
    "Size 1:1 true:1",
    "Colour red:2 blue:1 green:1",
    "Known A:1 B:1",
  ]);
  assert.deepEqual(await facets({ "xp.Color": "blue", "xp.Facets.Size": "1" }), [
    "Size 1:1",
    "Colour blue:1 red:1",
    "Known A:1 B:0",
  ]);
  assert.deepEqual(await facets({ search: "c" }), ["Size true:1", "Colour green:1", "Known B:1 A:0"]);
  assert.deepEqual(await facets({ search: "nothing" }), ["Known A:0 B:0"]);
  const { Meta, Items } = await client.ok("Me.ListProducts", { query: { "xp.Facets.Size": "12.5" } });
  assert.deepEqual(
    [Items.map(({ ID }) => ID), Meta.Facets?.[1]?.XpPath, Meta.Facets?.[1]?.xp],
    [["b"], "Color", { Swatch: true }],
  );
  const [facet] = Meta.Facets ?? [];
  assert.deepEqual(
    [facet, facet?.Values?.[0]].map((each) => Object.keys(each ?? {}).join()),
    ["Name,XpPath,Values,xp", "Value,Count"],
  );
  assert.equal(Object.keys(Meta)[0], "Facets");
  await seller.ok("Categories.Create", { path: { catalogID: "B" }, body: { ID: "k", Name: "K", Active: true } });
  await seller.ok("Categories.SaveProductAssignment", {
    path: { catalogID: "B" },
    body: { CategoryID: "k", ProductID: "c" },
  });
  assert.deepEqual((await facets({ categoryID: "k" })).slice(0, 2), ["Size true:1", "Colour green:1"]);
});

test("a facet is counted without all filters on its path, with whatever else is asked for", async (t) => {
  const { shopper, product, seller } = await storefront(t);
  await seller.ok("ProductFacets.Create", { body: { ID: "Price", Name: "Price", ListOrder: 1 } });
  await seller.ok("ProductFacets.Create", { body: { ID: "Color", Name: "Color", ListOrder: 2 } });
  for (const [Price, Color] of [
    [1, "red"],
    [5, ["red", "blue"]],
    [6, "blue"],
    [9, "blue"],
  ] as const)
    await product(`p${Price}`, { Name: `Lamp ${Price}`, xp: { Price, Color } });
  const client = await shopper("u");
  const between: readonly (readonly [string, string])[] = [
    ["xp.Price", ">2"],
    ["xp.Price", "<8"],
  ];
  for (const more of [[["pageSize", "100"]], [["search", "lamp"]], [["sortBy", "xp.Price"]], [["ParentID", "!*"]]]) {
    const counted = async (filters: readonly (readonly [string, string])[]) => {
      const { Meta } = await listed(client, [...filters, ...(more as [string, string][])]);
      return Meta.Facets.map(
        ({ Name, Values }) => `${Name} ${Values.map(({ Value, Count }) => `${Value}:${Count}`).join(" ")}`,
      );
    };
    assert.deepEqual(await counted(between), ["Price 1:1 5:1 6:1 9:1", "Color blue:2 red:1"], String(more));
    assert.deepEqual(
      await counted([...between, ["xp.Color", "red"], ["xp.Color", "blue"]]),
      ["Price 5:1", "Color blue:2 red:1"],
      String(more),
    );
  }
});

/** A list whose query has names more than once. */
async function listed(
  { baseUrl, token }: TestClient,
  query: readonly (readonly [string, string])[],
): Promise<{ Meta: { Facets: { Name: string; Values: { Value: string; Count: number }[] }[] } }> {
  const reply = await fetch(`${baseUrl}/v1/me/products?${new URLSearchParams(query as [string, string][])}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(reply.status, 200);
  return (await reply.json()) as never;
}

test("a facet counts lists by their elements and texts as they are, whatever these begin with, and neither objects nor null", async (t) => {
  const { shopper, product, seller } = await storefront(t);
  for (const body of [
    { ID: "F", Name: "F", ListOrder: 1 },
    { ID: "plain", Name: "Plain", ListOrder: 2 },
    { ID: "all", Name: "All", XpPath: "G.H", MinCount: 0, ListOrder: 3 },
  ])
    await seller.ok("ProductFacets.Create", { body });
  const values = [
    "[x",
    "{x",
    ["[x", "x", "[x"],
    "x",
    { x: 1 },
    ["[x", { y: 1 }, null, ["z"], 2],
    [],
    null,
    2,
    "2",
    true,
    ["x"],
  ];
  for (const [n, F] of values.entries()) await product(`p${n}`, { xp: { F, G: { H: F }, plain: `v${n % 3}` } });
  await product("elsewhere", { xp: { G: { H: ["[else", "x"] } } }, []);
  const client = await shopper("u");
  const facets = async (query: Record<string, unknown>) =>
    ((await client.accepted("Me.ListProducts", { query })).Meta.Facets ?? []).map(
      ({ Name, Values }) => `${Name} ${Values?.map(({ Value, Count }) => `${Value}:${Count}`).join(" ")}`,
    );
  const all = ["F 2:3 [x:3 x:3 true:1 {x:1", "Plain v0:4 v1:4 v2:4", "All 2:3 [x:3 x:3 true:1 {x:1"];
  // By the database, and by the index that a search has made.
  assert.deepEqual(await facets({}), all);
  await facets({ search: "p1" });
  assert.deepEqual(await facets({ "xp.none": "!v" }), all);
  // A pattern is for the database.
  for (const name of ["p*", "*"]) assert.deepEqual(await facets({ Name: name }), all);
  assert.deepEqual((await facets({ Name: "p*", "xp.F": "[x" }))[0], all[0]);
  assert.equal((await facets({ Name: "p*", "xp.plain": "v0" }))[0], "F 2:1 [x:1 x:1");
});

test("a list without facets has an empty list of them, and at most 50 are shown", async (t) => {
  const { shopper, product, seller } = await storefront(t);
  const xp = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`f${index}`, "v"]));
  await product("p", { xp });
  const client = await shopper("u");
  assert.deepEqual((await client.ok("Me.ListProducts")).Meta.Facets, []);
  assert.deepEqual((await seller.ok("Products.List")).Meta.Facets, []);
  for (const ID of Object.keys(xp)) await seller.ok("ProductFacets.Create", { body: { ID, Name: ID } });
  for (const { Meta } of [await client.ok("Me.ListProducts"), await seller.ok("Products.List")])
    assert.deepEqual(
      (Meta.Facets ?? []).map(({ Values }) => Values),
      Array.from({ length: 50 }, () => [{ Value: "v", Count: 1 }]),
    );
  const refused = await seller.refused("ProductFacets.Create", { body: { ID: "x", Name: "x", XpPath: "f1" } });
  assert.equal(refused.code, "ProductFacet.XpPathInUse");
});

test("a facet that shows values without products is there without values, whoever lists what", async (t) => {
  const { shopper, product, seller } = await storefront(t);
  await seller.ok("ProductFacets.Create", { body: { ID: "none", Name: "None", MinCount: 0, xp: { a: 1 } } });
  await seller.ok("ProductFacets.Create", { body: { ID: "needed", Name: "Needed" } });
  const none = [{ Name: "None", XpPath: "none", Values: [], xp: { a: 1 } }];
  const client = await shopper("u");
  // Of nothing, of something, of what a search finds by the index, and of what the database finds.
  assert.deepEqual((await client.ok("Me.ListProducts")).Meta.Facets, none);
  await product("p", { xp: { other: 1 } });
  for (const query of [{}, { search: "p" }, { search: "nothing" }, { Name: "p*" }, { Name: "q*" }]) {
    assert.deepEqual((await client.ok("Me.ListProducts", { query })).Meta.Facets, none);
    assert.deepEqual((await seller.ok("Products.List", { query })).Meta.Facets, none);
  }
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { xp: { none: true, needed: "x" } } });
  assert.deepEqual(
    (await client.ok("Me.ListProducts")).Meta.Facets?.map(({ Name, Values }) => [Name, Values]),
    [
      ["Needed", [{ Value: "x", Count: 1 }]],
      ["None", [{ Value: "true", Count: 1 }]],
    ],
  );
});

test("a facet leaves out its own filter however many there are", async (t) => {
  const { shopper, product, seller } = await storefront(t);
  const keys = ["A", "B", "C", "D", "E"];
  for (const key of keys) await seller.ok("ProductFacets.Create", { body: { ID: key, Name: key } });
  const all = Object.fromEntries(keys.map((key) => [key, "x"]));
  await product("same", { xp: all });
  for (const key of keys) await product(`other-${key}`, { xp: { ...all, [key]: "y" } });
  await product("two-others", { xp: { ...all, A: "y", B: "y" } });
  const client = await shopper("u");
  for (const count of [1, 2, 3, 4, 5]) {
    const filtered = keys.slice(0, count);
    const { Meta } = await client.ok("Me.ListProducts", {
      query: Object.fromEntries(filtered.map((key) => [`xp.${key}`, "x"])),
    });
    const found = Object.fromEntries(
      (Meta.Facets ?? []).map(({ Name, Values }) => [
        Name,
        Object.fromEntries((Values ?? []).map(({ Value, Count }) => [Value, Count])),
      ]),
    );
    const products = [all, ...keys.map((key) => ({ ...all, [key]: "y" })), { ...all, A: "y", B: "y" }];
    for (const key of keys) {
      const left = products.filter((xp) => filtered.every((other) => other === key || xp[other] === "x"));
      const counts = { x: left.filter((xp) => xp[key] === "x").length, y: left.filter((xp) => xp[key] === "y").length };
      assert.deepEqual(
        found[key],
        Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0)),
        `${key} of ${count}`,
      );
    }
  }
});

test("a list takes a hundred filters at the cost of each, and refuses more", async (t) => {
  const { shopper, product, seller } = await storefront(t);
  await product("a", { xp: { K: "x" } });
  const client = await shopper("u");
  const filters = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`xp.K${n}`, "!y"]));
  // What the database takes too long for it refuses by itself.
  const took = await processTime(async () => {
    assert.equal((await client.ok("Me.ListProducts", { query: filters(100) })).Items.length, 1);
    assert.equal((await seller.ok("Products.List", { query: filters(100) })).Items.length, 1);
  });
  assert.ok(took < 3_000, `${took} ms`);
  const refused = await client.send("Me.ListProducts", { query: filters(101) });
  assert.deepEqual(
    [refused.status, refused.body.Errors[0].ErrorCode, refused.body.Errors[0].Data],
    [400, "Search.InvalidQuery", { Parameter: null, Given: 101, Maximum: 100 }],
  );
});
