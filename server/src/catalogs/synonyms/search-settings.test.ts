import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { marketplace, newCaller, secondProcess, shop, TestClient } from "@orderwell/testing";

async function searched(t: TestContext) {
  const own = await shop(t);
  const { seller, shopper, product } = own;
  await product("chair", { Name: "Garden chair" });
  await product("table", { Name: "Garden table" });
  const at = (first: TestClient, second: TestClient) => ({
    find: async (search: string, query: object = {}) => {
      const lists = [
        await first.ok("Me.ListProducts", { query: { search, ...query } }),
        await second.ok("Products.List", { query: { search, ...query } }),
      ];
      const [shoppers, sellers] = lists.map(({ Items }) => Items.map(({ ID }) => ID).join(" "));
      assert.equal(sellers, shoppers, `${search}, by the seller`);
      return shoppers;
    },
    suggest: async (search: string) =>
      (await first.ok("Me.SuggestProducts", { query: { search } })).Items.map(({ Text }) => Text).join(", "),
  });
  return { ...own, ...at(shopper, seller), at };
}

const settings = (TypoTolerance: boolean) => ({ body: { TypoTolerance } });

test("where typos are not tolerated, searches and suggestions take words as they are written, synonyms included, from the next request on every process", async (t) => {
  const { seller, shopper, find, suggest, at } = await searched(t);
  const url = await secondProcess(t);
  const other = at(new TestClient(url, shopper.token), new TestClient(url, seller.token));
  await seller.ok("Synonyms.Create", { body: { ID: "seat", Terms: ["seat", "chair"] } });
  for (const process of [{ find, suggest }, other]) {
    assert.equal(await process.find("chiar"), "chair");
    assert.equal(await process.suggest("gardne ch"), "garden chair, Garden chair");
    assert.equal(await process.suggest("chiar"), "chair, Garden chair");
  }
  await seller.ok("SearchSettings.Save", settings(false));
  for (const process of [other, { find, suggest }]) {
    assert.equal(await process.find("chiar"), "");
    assert.equal(await process.find("garden chiar", { searchType: "AllTermsAnyField" }), "");
    assert.equal(await process.find("seat"), "chair");
    assert.equal(await process.suggest("gardne ch"), "");
    assert.equal(await process.suggest("chiar"), "");
    assert.equal(await process.suggest("garden ch"), "garden chair, Garden chair");
  }
  await seller.ok("SearchSettings.Patch", settings(true));
  for (const process of [other, { find, suggest }]) assert.equal(await process.find("chiar"), "chair");
  await seller.ok("SearchSettings.Patch", settings(false));
  assert.equal(await find("chiar"), "");
  await seller.ok("SearchSettings.Delete", {});
  for (const process of [other, { find, suggest }]) assert.equal(await process.find("chiar"), "chair");
});

test("words are found in other forms of theirs, and not where a marketplace has that off, on every process", async (t) => {
  const { seller, shopper, product, find, at } = await searched(t);
  const url = await secondProcess(t);
  const other = at(new TestClient(url, shopper.token), new TestClient(url, seller.token));
  for (const [ID, Name, Description] of [
    ["bicycle", "Mountain bicycle"],
    ["bike", "Road bike"],
    ["lock", "Lock", "For bikes"],
    ["shirt", "T-shirt"],
    ["knives", "Set of knives"],
    ["tyre", "Grey tyre"],
  ] as const)
    await product(ID, { Name, Description: Description ?? null });
  for (const process of [{ find }, other]) {
    assert.equal(await process.find("bike"), "bike lock bicycle", "as it is written first");
    assert.equal(await process.find("bicycles"), "bicycle bike lock");
    assert.equal(await process.find("tshirts"), "shirt");
    assert.equal(await process.find("knife"), "knives");
    assert.equal(await process.find("gray tires", { searchType: "AllTermsSameField" }), "tyre");
    assert.equal(await process.find("bike", { sortBy: "ID", searchOn: "Name" }), "bicycle bike");
    assert.equal(await process.find("bike", { searchType: "ExactPhrase" }), "bike");
    assert.equal(await process.find("bik", { searchType: "ExactPhrasePrefix" }), "bike lock");
  }
  // What a marketplace says of a word adds to it.
  await seller.ok("Synonyms.Create", { body: { ID: "b", Terms: ["bike", "chair"] } });
  for (const process of [other, { find }]) assert.equal(await process.find("bike"), "bike lock chair bicycle");
  await seller.ok("SearchSettings.Save", { body: { WordForms: false } });
  for (const process of [other, { find }]) {
    assert.equal(await process.find("bike"), "bike lock chair");
    assert.equal(await process.find("knife"), "");
  }
  await seller.ok("SearchSettings.Delete", {});
  for (const process of [other, { find }]) assert.equal(await process.find("knife"), "knives");
});

test("settings of searches are the marketplace's own: typos are tolerated unless it says otherwise, and its sellers alone say so", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  assert.equal((await seller.refused("SearchSettings.Get")).status, 404);
  const usual = { TypoTolerance: true, WordForms: true };
  assert.deepEqual(await seller.ok("SearchSettings.Save", { body: {} }), usual);
  assert.deepEqual(await seller.ok("SearchSettings.Save", settings(false)), { ...usual, TypoTolerance: false });
  assert.deepEqual(await seller.ok("SearchSettings.Get", {}), { ...usual, TypoTolerance: false });
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Supplier", Active: true } });
  const supplier = await newCaller(own, { supplier: "sup" });
  assert.equal((await supplier.refused("SearchSettings.Get")).status, 403);
  assert.equal((await supplier.refused("SearchSettings.Save", settings(true))).status, 403);
  const another = await marketplace(t);
  assert.equal((await another.seller.refused("SearchSettings.Get")).status, 404);
});
