import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { TestClient } from "@orderwell/testing";
import { storefront } from "./testing/storefront.ts";

const products: readonly [id: string, name: string, description?: string][] = [
  ["c1", "Garden chair", "Folds flat"],
  ["c2", "Garden chairs, set of four"],
  ["c3", "Office chair", "With a chart of its parts"],
  ["cable", "Charging cable"],
  ["hose", "Garden hose"],
  ["BX-1234", "Box for the garden"],
];

const shown = async (client: TestClient, search: string, query: Record<string, unknown> = {}) => {
  const { Items } = await client.ok("Me.SuggestProducts", { query: { search, ...query } });
  return Items.map(({ Kind, Text, ProductID }) => (Kind === "Word" ? Text : `${Text} [${ProductID}]`));
};

/** Numbers of words and of products. */
const kindsOf = (items: readonly string[]) => {
  const found = items.filter((text) => text.endsWith("]")).length;
  return [items.length - found, found];
};

async function typing(t: TestContext) {
  const made = await storefront(t);
  for (const [id, Name, Description] of products) await made.product(id, { Name, Description: Description ?? null });
  const client = await made.shopper("u");
  return { ...made, client, suggest: (search: string, query = {}) => shown(client, search, query) };
}

test("the last word is completed by words of names, the most frequent first, then of descriptions; products follow, by name first", async (t) => {
  const { suggest } = await typing(t);
  assert.deepEqual(await suggest("cha"), [
    "chair",
    "charging",
    "chart",
    "Charging cable [cable]",
    "Garden chair [c1]",
    "Garden chairs, set of four [c2]",
    "Office chair [c3]",
  ]);
  assert.deepEqual(await suggest("CHART"), ["chart", "Office chair [c3]"], "in any case, and whole words as well");
  assert.deepEqual(await suggest("bx"), ["Box for the garden [BX-1234]"], "IDs lead to products, and are no words");
});

test("words before the last narrow it down, by their stems: what is suggested is found", async (t) => {
  const { client, suggest } = await typing(t);
  assert.deepEqual(await suggest("gardens c"), [
    "gardens chair",
    "Garden chair [c1]",
    "Garden chairs, set of four [c2]",
  ]);
  assert.deepEqual(await suggest("the garden, h"), ["the garden hose", "Garden hose [hose]"]);
  assert.deepEqual(await suggest("office h"), []);
  for (const search of ["g", "garden ", "c", "o c", "f", "box g"])
    for (const Text of (await suggest(search)).filter((text) => !text.endsWith("]"))) {
      const { Items } = await client.ok("Me.ListProducts", { query: { search: Text, searchType: "AllTermsAnyField" } });
      assert.ok(Items.length > 0, Text);
    }
});

test("words that nothing has are taken as they may have been meant", async (t) => {
  const { suggest } = await typing(t);
  assert.deepEqual(await suggest("gardne ho"), ["garden hose", "Garden hose [hose]"]);
  assert.deepEqual(await suggest("garden chiar"), [
    "garden chair",
    "Garden chair [c1]",
    "Garden chairs, set of four [c2]",
  ]);
  assert.deepEqual(await suggest("xyz"), []);
});

test("neither words nor products of others are suggested, in no marketplace", async (t) => {
  const { seller, product, shopper, suggest } = await typing(t);
  await seller.ok("Buyers.Create", { body: { ID: "C", Name: "Other buyer", Active: true } });
  await product("secret", { Name: "Chalice of silver" }, ["C"]);
  const other = await shopper("w", [], "C");
  const neighbour = await typing(t);
  await neighbour.product("near", { Name: "Champagne" });
  assert.deepEqual(await shown(other, "cha"), ["chalice", "Chalice of silver [secret]"]);
  assert.deepEqual(await shown(other, "garden c"), []);
  assert.deepEqual(await shown(other, "chxlice s"), ["chalice silver", "Chalice of silver [secret]"]);
  assert.deepEqual(await suggest("silver"), []);
  assert.deepEqual(await suggest("chlaice"), [], "nor is it what was meant");
  assert.deepEqual(await suggest("champ"), []);
  assert.deepEqual(await neighbour.suggest("champ"), ["champagne", "Champagne [near]"]);
});

test("what is suggested is what the shopper sees now, under the name that it has now", async (t) => {
  const { seller, product, suggest } = await typing(t);
  await product("plan", { Name: "Chandelier" });
  const change = (body: object) => seller.ok("Products.Patch", { path: { productID: "plan" }, body });
  assert.deepEqual(await suggest("chand"), ["chandelier", "Chandelier [plan]"]);
  await change({ Active: false });
  assert.deepEqual(await suggest("chand"), []);
  await change({ Active: true, Name: "Charcoal" });
  assert.deepEqual(await suggest("charc"), ["charcoal", "Charcoal [plan]"]);
  assert.deepEqual(await suggest("chand"), []);
  await seller.ok("Catalogs.Patch", { path: { catalogID: "B" }, body: { Active: false } });
  assert.deepEqual(await suggest("cha"), []);
});

test("catalogs and categories narrow suggestions; those that are not seen have none", async (t) => {
  const { seller, product, suggest } = await typing(t);
  await seller.ok("Catalogs.Create", { body: { ID: "K", Name: "K", Active: true } });
  await seller.ok("Catalogs.SaveAssignment", { body: { CatalogID: "K", BuyerID: "B", ViewAllProducts: true } });
  await product("mug", { Name: "Mug" }, ["K"]);
  await seller.ok("Categories.Create", { path: { catalogID: "B" }, body: { ID: "A", Name: "A", Active: true } });
  await seller.ok("Categories.SaveProductAssignment", {
    path: { catalogID: "B" },
    body: { CategoryID: "A", ProductID: "hose" },
  });
  assert.deepEqual(await suggest("mu"), ["mug", "Mug [mug]"]);
  assert.deepEqual(await suggest("mu", { catalogID: "K" }), ["mug", "Mug [mug]"]);
  assert.deepEqual(await suggest("mu", { catalogID: "B" }), []);
  assert.deepEqual(await suggest("garden", { catalogID: "B", categoryID: "A" }), ["garden", "Garden hose [hose]"]);
  assert.deepEqual(await suggest("garden", { categoryID: "A" }), ["garden", "Garden hose [hose]"]);
  assert.deepEqual(await suggest("garden", { catalogID: "none" }), []);
  assert.deepEqual(await suggest("garden", { catalogID: "B", categoryID: "none" }), []);
});

test("ten are suggested, or up to twenty that are asked for, half of them words if there are so many; other numbers are refused by name", async (t) => {
  const { client, product, suggest } = await typing(t);
  for (let n = 0; n < 25; n++) await product(`z${n}`, { Name: `Z${String.fromCharCode(97 + n)}x` });
  assert.deepEqual(kindsOf(await suggest("z")), [5, 5]);
  assert.deepEqual(kindsOf(await suggest("z", { pageSize: 20 })), [10, 10]);
  assert.deepEqual(kindsOf(await suggest("z", { pageSize: 1 })), [1, 0]);
  assert.deepEqual(await suggest("cha", { pageSize: 4 }), [
    "chair",
    "charging",
    "Charging cable [cable]",
    "Garden chair [c1]",
  ]);
  for (const pageSize of [0, 21, "many"]) {
    const reply = await client.raw("GET", `/v1/me/productsuggestions?search=z&pageSize=${pageSize}`);
    assert.equal(reply.status, 400);
    assert.match(JSON.stringify(reply.body), /pageSize/);
  }
});

test("nothing typed has no suggestions, nor has what is too long to be searched for", async (t) => {
  const { client, suggest } = await typing(t);
  assert.deepEqual((await client.ok("Me.SuggestProducts", {})).Items, []);
  for (const search of ["", " ", "…", "garden ".repeat(17)]) assert.deepEqual(await suggest(search), []);
});

test("numbered parts are found by their beginnings, beside words", async (t) => {
  const { product, suggest } = await typing(t);
  for (let n = 0; n < 12; n++) await product(`n${n}`, { Name: `Rack rk${n}` });
  await product("rkx", { Name: "Rack rk" });
  assert.deepEqual((await suggest("rkx")).at(-1), "Rack rk [rkx]");
  assert.deepEqual((await suggest("r")).slice(0, 1), ["rack"]);
  assert.deepEqual(kindsOf(await suggest("rk1", { pageSize: 20 })), [3, 3], "rk1, rk10, rk11");
});
