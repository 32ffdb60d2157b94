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

test("shoppers whose locale names a language find words in its forms as well, on every process, and not where a marketplace has that off", async (t) => {
  const { seller, shopper, product, find } = await searched(t);
  const url = await secondProcess(t);
  for (const [ID, Name, Description] of [
    ["haus", "Schöne Häuser"],
    ["stuhl", "Rote Stühle", "Für ein Haus im Garten"],
    ["haustier", "Haustierbedarf"],
    ["cheval", "Chevaux de bois"],
  ] as const)
    await product(ID, { Name, Description: Description ?? null });
  const both = [shopper, new TestClient(url, shopper.token)];
  const found = async (client: TestClient, search: string, query: object = {}) =>
    (await client.ok("Me.ListProducts", { query: { search, ...query } })).Items.map(({ ID }) => ID).join(" ");
  const speaks = async (Language: string) => {
    await seller.ok("Locales.Save", { path: { localeID: "own" }, body: { Currency: "EUR", Language } });
    await seller.ok("Locales.SaveAssignment", { body: { LocaleID: "own", BuyerID: "acme" } });
  };
  assert.equal(await find("Haus"), "haus stuhl", "by its ID");
  assert.equal(await find("Haus", { searchOn: "Name" }), "");
  await speaks("de-CH");
  for (const client of both) {
    assert.equal(await found(client, "Haus", { searchOn: "Name" }), "haus");
    assert.equal(await found(client, "Haus", { searchOn: "Name,Description" }), "stuhl haus", "as it is written first");
    assert.equal(await found(client, "roter Stuhl", { searchType: "AllTermsSameField" }), "stuhl");
    assert.equal(await found(client, "Stuhlen", { sortBy: "ID" }), "stuhl");
    assert.equal(await found(client, "Haus", { searchType: "ExactPhrase", searchOn: "Name" }), "");
    assert.equal(await found(client, "chevaux"), "cheval");
    assert.equal(await found(client, "tables"), "table", "English as ever");
  }
  const sellers = await seller.ok("Products.List", { query: { search: "Haus", searchOn: "Name" } });
  assert.equal(sellers.Meta.TotalCount, 0, "sellers have no locale");
  await speaks("French");
  for (const client of both) assert.equal(await found(client, "cheval", { searchOn: "Name" }), "cheval");
  // A new form is found at once.
  await product("new", { Name: "Cheval" });
  for (const client of both) assert.equal(await found(client, "chevaux", { searchOn: "Name" }), "cheval new");
  await seller.ok("SearchSettings.Save", { body: { WordForms: false } });
  for (const client of both) assert.equal(await found(client, "chevaux", { searchOn: "Name" }), "cheval");
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
