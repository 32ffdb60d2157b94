import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { storefront } from "./testing/storefront.ts";

const products: readonly [id: string, name: string, description?: string][] = [
  ["chair", "Garden chair", "Folds flat"],
  ["chairs", "Set of chairs"],
  ["screw", "Screwdriver set", "Twelve pieces"],
  ["hose", "Garden hose"],
  ["BX-1234", "Box", "Holds batteries"],
  ["beats", "Headphones with beats"],
];

async function searched(t: TestContext) {
  const made = await storefront(t);
  for (const [id, Name, Description] of products) await made.product(id, { Name, Description: Description ?? null });
  const client = await made.shopper("u");
  // The index is made when it is first asked for.
  for (const asking of [client, made.seller, client, made.seller])
    await asking.raw("GET", `${asking === client ? "/v1/me" : "/v1"}/products?search=warm`);
  const list = async (search: string, query: Record<string, unknown> = {}) => {
    const { Items, Meta } = await client.ok("Me.ListProducts", { query: { search, ...query } });
    return { ids: Items.map(({ ID }) => ID).join(" "), total: Meta.TotalCount };
  };
  return { ...made, list, find: async (...asked: Parameters<typeof list>) => (await list(...asked)).ids };
}

test("a word that nothing has finds what it was meant to be: one edit from 4 letters, two from 8, a swap of neighbours counts one", async (t) => {
  const { find, seller } = await searched(t);
  for (const [search, found] of [
    ["chiar", "chair chairs"],
    ["chaair", "chair chairs"],
    ["chir", "chair chairs"],
    ["hcair", "chair chairs"],
    ["chxir", "chair chairs"],
    ["chxiir", ""],
    ["scrwdirver", "screw"],
    ["screwdrivxxx", ""],
    ["hos", ""],
    ["hise", "hose"],
    ["nose", ""],
    ["garden hsoe", "hose chair"],
  ] as const) {
    assert.equal(await find(search), found, search);
    const sellers = await seller.ok("Products.List", { query: { search } });
    assert.equal(sellers.Items.map(({ ID }) => ID).join(" "), found, `${search}, by the seller`);
  }
});

test("what is found as it is written is found alone: words that something has, IDs, numbers, pieces of words", async (t) => {
  const { find, product } = await searched(t);
  assert.equal(await find("hose"), "hose");
  assert.equal(await find("BX-1235"), "BX-1234", "by BX alone");
  assert.equal(await find("1235"), "");
  assert.equal(await find("eats"), "");
  assert.equal(await find("chiar"), "chair chairs");
  await product("chiar", { Name: "Chiar" });
  assert.equal(await find("chiar"), "chiar", "the next search knows the word");
});

test("kinds of search that go by what is written are taken at their word; so are fields that are not indexed", async (t) => {
  const { find } = await searched(t);
  assert.equal(await find("chiar", { searchType: "ExactPhrase" }), "");
  assert.equal(await find("chiar", { searchType: "ExactPhrasePrefix" }), "");
  assert.equal(await find("garden chiar", { searchType: "AllTermsAnyField" }), "chair");
  assert.equal(await find("garden chiar", { searchType: "AllTermsSameField" }), "chair");
  assert.equal(await find("chiar", { searchOn: "Description" }), "");
  assert.equal(await find("chiar", { searchOn: "Name,xp.Kind" }), "");
});

test("pages and orders go by the same meaning as the total", async (t) => {
  const { list } = await searched(t);
  for (let round = 0; round < 2; round++) {
    for (const [sortBy, ids] of [
      ["!Name", "chairs chair"],
      ["!Description", "chair chairs"],
      ["Description", "chair chairs"],
    ] as const)
      assert.deepEqual(await list("chiar", { sortBy }), { ids, total: 2 }, sortBy);
    const pages = [await list("chiar", { pageSize: 1 }), await list("chiar", { pageSize: 1, page: 2 })];
    assert.deepEqual(pages, [
      { ids: "chair", total: 2 },
      { ids: "chairs", total: 2 },
    ]);
  }
});

test("four words of a search at most are taken as they may have been meant, found or not", async (t) => {
  const { find } = await searched(t);
  const unknown = ["bloomfield", "marzipan", "quicksilver", "zeppelin"];
  assert.equal(await find([...unknown.slice(1), "chiar"].join(" ")), "chair chairs");
  assert.equal(await find([...unknown, "chiar"].join(" ")), "");
});

test("what is meant is told from what the shopper sees alone", async (t) => {
  const { find, seller } = await searched(t);
  await seller.ok("Products.Create", { body: { ID: "hidden", Name: "Chiar", Active: true } });
  assert.equal(await find("chiar"), "chair chairs", "a product that others see does not make the word known");
  await seller.ok("Products.Create", { body: { ID: "secret", Name: "Prototype", Active: true } });
  assert.equal(await find("prototyp"), "", "nor is it what was meant");
});

test("searches go on to know words after what is seen has changed: the index is brought up to it", async (t) => {
  const { find, seller } = await searched(t);
  await seller.ok("ProductFacets.Create", { body: { ID: "Kind", Name: "Kind" } });
  await seller.ok("Catalogs.Create", { body: { ID: "K", Name: "K", Active: true } });
  await seller.ok("Catalogs.SaveAssignment", { body: { CatalogID: "K", BuyerID: "B", ViewAllProducts: true } });
  await find("flat");
  assert.equal(await find("chiar"), "chair chairs");
});
