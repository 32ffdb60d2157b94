import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { marketplace, newCaller, type Shop, secondProcess, shop, TestClient } from "@orderwell/testing";

const products: readonly [id: string, name: string, description?: string][] = [
  ["couch", "Leather couch", "Seats three"],
  ["sofa", "Corner sofa"],
  ["settee", "Oak settee"],
  ["bed", "Sofa bed", "A couch by day"],
  ["lead", "Power lead, 5 m"],
  ["cable", "Extension cable"],
  ["power", "Power tool", "With a lead of its own"],
];

async function furnished(t: TestContext) {
  const own = await shop(t);
  for (const [id, Name, Description = null] of products) await own.product(id, { Name, Description });
  return { ...own, ...finders(own) };
}

const finders = ({ shopper, seller }: Pick<Shop, "shopper" | "seller">) => ({
  find: async (search: string, query: object = {}) =>
    (await shopper.ok("Me.ListProducts", { query: { search, ...query } })).Items.map(({ ID }) => ID).join(" "),
  findAsSeller: async (search: string, query: object = {}) =>
    (await seller.ok("Products.List", { query: { search, ...query } })).Items.map(({ ID }) => ID).join(" "),
});

const sofas = { ID: "sofas", Terms: ["couch", "sofa", "settee"] };

test("terms of a synonym find each other by their stems, after what is written, for shoppers and sellers at once", async (t) => {
  const { seller, find, findAsSeller } = await furnished(t);
  for (const found of [await find("couches"), await findAsSeller("couches")]) assert.equal(found, "couch bed");
  await seller.ok("Synonyms.Create", { body: sofas });
  assert.equal(await find("couches"), "bed couch sofa settee");
  assert.equal(await find("sofa"), "sofa bed couch settee");
  assert.equal(await findAsSeller("sofa"), "sofa bed couch settee");
  await seller.ok("Synonyms.Patch", { path: { synonymID: "sofas" }, body: { Terms: ["couch", "settee"] } });
  assert.equal(await find("sofa"), "sofa bed");
  await seller.ok("Synonyms.Delete", { path: { synonymID: "sofas" } });
  for (const found of [await find("couches"), await findAsSeller("couches")]) assert.equal(found, "couch bed");
});

test("one way: a search for a term finds what it leads to, not the other way round", async (t) => {
  const { seller, find } = await furnished(t);
  await seller.ok("Synonyms.Save", {
    path: { synonymID: "seat" },
    body: { Terms: ["seat", "couch"], OneWayTo: ["settee"] },
  });
  assert.equal(await find("couch"), "couch bed settee");
  assert.equal(await find("settee"), "settee");
});

test("phrases stand for words and words for phrases, their words side by side", async (t) => {
  const { seller, find } = await furnished(t);
  await seller.ok("Synonyms.Create", { body: { ID: "lead", Terms: ["extension cable", "power lead"] } });
  assert.equal(await find("extension cable"), "cable lead");
  assert.equal(await find("power leads", { searchType: "AllTermsAnyField" }), "lead power cable");
  assert.equal(await find("extension cables", { searchType: "AllTermsSameField" }), "cable lead");
  await seller.ok("Synonyms.Create", { body: { ID: "flex", Terms: ["flex", "power lead"] } });
  assert.equal(await find("flex"), "lead", "not what has the words apart");
  assert.equal(await find("flex 5"), "lead");
});

test("the kinds of search that go by what is written know no synonyms; all others do, in any field", async (t) => {
  const { seller, find, product } = await furnished(t);
  await product("x", { Name: "X", xp: { Kind: "settee" } });
  await seller.ok("Synonyms.Create", { body: sofas });
  assert.equal(await find("couch", { searchType: "ExactPhrase" }), "couch bed");
  assert.equal(await find("couch", { searchType: "ExactPhrasePrefix" }), "couch bed");
  assert.equal(await find("oak sofa", { searchType: "AllTermsAnyField" }), "settee");
  assert.equal(await find("leather settee", { searchType: "AllTermsSameField" }), "couch");
  assert.equal(await find("couch", { searchOn: "xp.Kind" }), "x");
  assert.equal(await find("couch", { sortBy: "Name" }), "sofa couch settee bed");
});

test("synonyms hold in every process from the moment they are written", async (t) => {
  const own = await furnished(t);
  const second = await secondProcess(t);
  const other = finders({
    shopper: new TestClient(second, own.shopper.token),
    seller: new TestClient(second, own.seller.token),
  });
  for (const found of [await other.find("couch"), await other.findAsSeller("couch")]) assert.equal(found, "couch bed");
  for (const Terms of [sofas.Terms, ["couch", "settee"], ["couch", "sofa"]]) {
    await own.seller.ok("Synonyms.Save", { path: { synonymID: "sofas" }, body: { Terms } });
    const expected = await own.find("couch");
    assert.equal(await other.find("couch"), expected);
    assert.equal(await other.findAsSeller("couch"), await own.findAsSeller("couch"));
    assert.equal(await other.findAsSeller("couch"), expected);
    assert.equal(expected.includes("settee"), Terms.includes("settee"));
  }
});

test("a synonym has two terms or leads somewhere, within bounds that name the property", async (t) => {
  const { seller } = await marketplace(t);
  const refusals: [body: object, property: string][] = [
    [{ Terms: ["sofa"] }, "Terms"],
    [{ Terms: [] }, "Terms"],
    [{ Terms: ["sofa", "--"] }, "Terms"],
    [{ Terms: ["sofa", "one two three four five six"] }, "Terms"],
    [{ Terms: ["sofa", "x".repeat(101)] }, "Terms"],
    [{ Terms: Array.from({ length: 21 }, (_, at) => `word${at}`) }, "Terms"],
    [{ Terms: ["sofa"], OneWayTo: ["!"] }, "OneWayTo"],
  ];
  for (const [body, property] of refusals) {
    const refused = await seller.refused("Synonyms.Create", { body: { ID: "s", ...body } as never });
    assert.deepEqual([refused.status, refused.code], [400, "ValidationFailure"]);
    assert.match(refused.message, new RegExp(`^${property} must have`), JSON.stringify(body));
  }
  const made = await seller.ok("Synonyms.Create", { body: { ID: "s", Terms: ["sofa", "couch"] } });
  assert.deepEqual([made.Terms, made.OneWayTo], [["sofa", "couch"], []]);
});

test("synonyms are the marketplace's own: its users alone read and write them, by their roles", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Supplier", Active: true } });
  await own.seller.ok("Synonyms.Create", { body: sofas });
  const supplier = await newCaller(own, { supplier: "sup" });
  assert.equal((await supplier.refused("Synonyms.List")).status, 403);
  assert.equal((await supplier.refused("Synonyms.Delete", { path: { synonymID: "sofas" } })).status, 403);
  const another = await marketplace(t);
  assert.equal((await another.seller.refused("Synonyms.Get", { path: { synonymID: "sofas" } })).status, 404);
});
