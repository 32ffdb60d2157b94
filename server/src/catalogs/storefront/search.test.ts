import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { storefront } from "./testing/storefront.ts";

const products: readonly [id: string, name: string, description: string, xp?: object][] = [
  ["SKU-100", "Road bicycle", "Light and fast", { Brand: "Peak", Spec: { Frame: "carbon fibre", Gears: "twenty" } }],
  ["SKU-101", "Bicycle pump", "Fits every road wheel", { Brand: "Airy" }],
  ["SKU-200", "Beats headphones", "For those who eat while they listen"],
  ["SKU-201", "Eating irons", "Fork and knife"],
  ["AB12-9", "Oak table", "Seats six", { Brand: "Grove", Tags: ["solid wood", "dining"] }],
  ["AB12-10", "Table lamp", "Stands on an oak table"],
  ["oak", "Chair", "Beech"],
];

async function searched(t: TestContext) {
  const made = await storefront(t);
  for (const [id, Name, Description, xp = null] of products) await made.product(id, { Name, Description, xp });
  const client = await made.shopper("u");
  const find = async (search: string, query: Record<string, unknown> = {}) =>
    (await client.ok("Me.ListProducts", { query: { search, ...query } })).Items.map(({ ID }) => ID).join(" ");
  return { ...made, client, find };
}

test("words are found whole, by stem, in any case; pieces of words are not", async (t) => {
  const { find } = await searched(t);
  assert.equal(await find("eats"), "SKU-201 SKU-200");
  assert.equal(await find("EAT"), "SKU-201 SKU-200");
  assert.equal(await find("beat"), "SKU-200");
  assert.equal(await find("bicycles"), "SKU-101 SKU-100");
  assert.equal(await find("cycle"), "");
  assert.equal(await find("zzz"), "");
});

test("the phrase itself comes first, then more of its words, then fewer; IDs and names before descriptions", async (t) => {
  const { find } = await searched(t);
  assert.equal(await find("oak table"), "AB12-9 AB12-10 oak");
  assert.equal(await find("road"), "SKU-100 SKU-101");
  assert.equal((await find("oak")).split(" ")[0], "oak");
  assert.equal(await find("sku-101"), "SKU-101 SKU-200 SKU-201 SKU-100");
});

test("a plural finds names in the singular before descriptions that have it word for word", async (t) => {
  const { product, find } = await searched(t);
  await product("X1", { Name: "Drawer unit", Description: "Fits under our tables, and under other tables" });
  assert.equal(await find("tables"), "AB12-10 AB12-9 X1");
  assert.equal(await find("oak tables"), "AB12-9 AB12-10 oak X1");
  await product("X2", { Name: "Glue", Description: "For the oak and the beech" });
  assert.match(await find("the oak"), /^oak AB12-9 .*X2/, "words without a meaning do not count");
});

test("a value that is the phrase comes before one that contains it, in extended properties too", async (t) => {
  const { product, find } = await searched(t);
  await product("A", { Name: "A", xp: { Color: "Dark red" } });
  await product("B", { Name: "B", xp: { Color: ["Blue", "Red"] } });
  assert.equal(await find("red", { searchOn: "xp.Color" }), "B A");
});

test("each search type decides how many words must be where", async (t) => {
  const { find } = await searched(t);
  const by = (search: string, searchType: string) => find(search, { searchType });
  assert.equal(await by("road pump", "AnyTerm"), "SKU-101 SKU-100");
  assert.equal(await by("road pump", "AllTermsAnyField"), "SKU-101");
  assert.equal(await by("road pump", "AllTermsSameField"), "");
  assert.equal(await by("table oak", "AllTermsSameField"), "AB12-9 AB12-10");
  assert.equal(await by("table oak", "ExactPhrase"), "");
  assert.equal(await by("oak table", "ExactPhrase"), "AB12-9 AB12-10");
  assert.equal(await by("oak tab", "ExactPhrase"), "");
  assert.equal(await by("oak tab", "ExactPhrasePrefix"), "AB12-9 AB12-10");
});

test("typing ahead finds the beginnings of names and of IDs", async (t) => {
  const { find } = await searched(t);
  const ahead = (search: string) => find(search, { searchType: "ExactPhrasePrefix" });
  assert.equal(await ahead("bic"), "SKU-101 SKU-100");
  assert.equal(await ahead("SKU-20"), "SKU-200 SKU-201");
  assert.equal(await ahead("sku-2"), "SKU-200 SKU-201");
  assert.equal(await ahead("ab12-1"), "AB12-10");
  assert.equal(await ahead("icycle"), "");
});

test("searchOn decides the fields, extended properties at any depth among them", async (t) => {
  const { find, client } = await searched(t);
  assert.equal(await find("oak", { searchOn: "Description" }), "AB12-10");
  assert.equal(await find("oak", { searchOn: "Name,ID" }), "oak AB12-9");
  assert.equal(await find("grove"), "");
  assert.equal(await find("grove", { searchOn: "xp.Brand" }), "AB12-9");
  assert.equal(await find("carbon", { searchOn: "xp.Spec.*" }), "SKU-100");
  assert.equal(await find("dining", { searchOn: "xp.Tags" }), "AB12-9");
  assert.equal(await find("carbon", { searchOn: "Name,xp.Spec.Frame" }), "SKU-100");
  const refused = await client.refused("Me.ListProducts", { query: { search: "x", searchOn: "Nothing" } });
  assert.equal(refused.code, "List.InvalidSearchProperty");
});

test("an empty search is none, and a search goes with filters, sort and pages", async (t) => {
  const { find, client } = await searched(t);
  assert.equal((await client.ok("Me.ListProducts", { query: { search: "" } })).Meta.TotalCount, products.length);
  assert.equal(await find("oak", { sortBy: "!Name" }), "AB12-10 AB12-9 oak");
  assert.equal(await find("oak", { Name: "*table*" }), "AB12-9 AB12-10");
  assert.equal(await find("oak", { "xp.Brand": "Grove" }), "AB12-9");
  const page = await client.ok("Me.ListProducts", { query: { search: "oak", pageSize: 1, page: 2 } });
  assert.deepEqual([page.Meta.TotalCount, page.Items.length], [3, 1]);
});

test("whatever is typed is searched for, not obeyed", async (t) => {
  const { client } = await searched(t);
  for (const search of [
    "'",
    "a & | !",
    "(",
    "oak:*",
    "\\",
    '"oak',
    "%",
    "_",
    "<->",
    "ñ",
    "🪑",
    "   ",
    "'; drop table product; --",
  ]) {
    const { status, body } = await client.send("Me.ListProducts", { query: { search } });
    assert.equal(status, 200, `${search}: ${JSON.stringify(body)}`);
  }
});

test("a search in an order that no index knows finds, counts and orders as products and their stock are now", async (t) => {
  const { product, shopper, seller } = await storefront(t);
  for (const [id, Name, QuantityMultiplier] of [
    ["a", "Oak desk", 3],
    ["b", "Oak chair", 1],
    ["c", "Steel chair", 2],
  ] as const)
    await product(id, {
      Name,
      QuantityMultiplier,
      Inventory: { Enabled: true, QuantityAvailable: QuantityMultiplier },
    });
  await seller.ok("ProductFacets.Create", { body: { ID: "Color", Name: "Color" } });
  const client = await shopper("u");
  const find = async (search: string, sortBy: string) => {
    const { Items, Meta } = await client.ok("Me.ListProducts", { query: { search, sortBy } as never });
    return [Items.map(({ ID }) => ID).join(" "), Meta.TotalCount];
  };
  for (let round = 0; round < 2; round++) {
    assert.deepEqual(await find("oak", "!QuantityMultiplier"), ["a b", 2]);
    assert.deepEqual(await find("chiar", "QuantityMultiplier"), ["b c", 2], "mistyped, which the index alone knows");
    assert.deepEqual(await find("oak", "Inventory.QuantityAvailable"), ["b a", 2]);
  }
  await seller.ok("Products.Patch", { path: { productID: "b" }, body: { Inventory: { QuantityAvailable: 9 } } });
  assert.deepEqual(await find("oak", "Inventory.QuantityAvailable"), ["a b", 2]);
  await seller.ok("Products.Patch", { path: { productID: "b" }, body: { QuantityMultiplier: 5 } });
  assert.deepEqual(await find("oak", "!QuantityMultiplier"), ["b a", 2]);
  await product("d", { Name: "Oak stool", QuantityMultiplier: 4 });
  assert.deepEqual(await find("oak", "!QuantityMultiplier"), ["b d a", 3]);
});
