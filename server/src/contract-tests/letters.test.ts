import assert from "node:assert/strict";
import { test } from "node:test";
import { shop } from "@orderwell/testing";

/** Names of products with searches that find them. */
const names: readonly (readonly [name: string, ...searches: string[]])[] = [
  ["Gizmo™ Deluxe", "gizmo", "GIZMO deluxe", "gizmo™"],
  ["Foo®Bar", "foo", "bar"],
  ["“Quoted” lamp", "quoted", "“quoted”"],
  ["Joe’s chair", "joe", "joe’s"],
  ["Beam 5×3 10° €20", "beam 5", "3", "10", "20"],
  ["Non\u00a0breaking – dash…", "breaking", "dash", "non breaking"],
  ["Café crème", "café", "cafe", "CAFÉ", "cafe\u0301", "creme"],
  ["Straße", "strasse", "STRASSE", "straße"],
  ["ΟΔΟΣ", "οδος", "οδοσ", "ΟΔΟΣ"],
  ["日本語テスト、辞典", "日本語", "本語", "辞典", "テスト"],
  ["한국어사전", "사전", "한국어"],
  ["Ünïcode", "ünïcode", "unicode", "U\u0308NI\u0308CODE"],
];

test("words beside signs, in other scripts, in any case and composition are found, by shoppers and sellers", async (t) => {
  const own = await shop(t);
  for (const [index, [Name]] of names.entries()) await own.product(`p${index}`, { Name });
  const shopper = await own.colleague("Shopper");
  for (const [index, [name, ...searches]] of names.entries())
    for (const search of searches) {
      const found = await shopper.ok("Me.ListProducts", { query: { search } });
      assert.ok(
        found.Items.some(({ ID }) => ID === `p${index}`),
        `${search} finds ${name} for shoppers`,
      );
      const sold = await own.seller.ok("Products.List", { query: { search } });
      assert.ok(
        sold.Items.some(({ ID }) => ID === `p${index}`),
        `${search} finds ${name} for sellers`,
      );
    }
  // Characters side by side, not anywhere.
  assert.equal((await shopper.ok("Me.ListProducts", { query: { search: "語本" } })).Items.length, 0);
});

test("what is written exactly comes before what is found without accents", async (t) => {
  const own = await shop(t);
  await own.product("a", { Name: "Café table" });
  await own.product("b", { Name: "Cafe table" });
  const shopper = await own.colleague("Shopper");
  const ids = async (search: string) =>
    (await shopper.ok("Me.ListProducts", { query: { search } })).Items.map(({ ID }) => ID).join(" ");
  assert.equal(await ids("cafe table"), "b a");
  assert.equal(await ids("café table"), "a b");
});

test("filters and searches of plain lists compare case in full and letters however they are composed", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const buyers: readonly (readonly [name: string, filter: string, search: string])[] = [
    ["Großhandel Müller", "GROSSHANDEL MU\u0308LLER", "muller"],
    ["ΑΘΗΝΑΣ", "αθηνας", "ΗΝΑΣ"],
    ["Łódź café", "łódź*", "lodz cafe"],
  ];
  for (const [index, [Name]] of buyers.entries()) await seller.ok("Buyers.Create", { body: { ID: `b${index}`, Name } });
  for (const [index, [name, Filter, search]] of buyers.entries()) {
    const filtered = await seller.ok("Buyers.List", { query: { Name: Filter } });
    assert.deepEqual(
      filtered.Items.map(({ ID }) => ID),
      [`b${index}`],
      `${Filter} is ${name}`,
    );
    const searched = await seller.ok("Buyers.List", { query: { search } });
    assert.deepEqual(
      searched.Items.map(({ ID }) => ID),
      [`b${index}`],
      `${search} is in ${name}`,
    );
  }
  await seller.ok("Buyers.Patch", { path: { buyerID: "b1" }, body: { xp: { Stadt: "STRASSE ΑΘΗΝΑΣ" } } });
  const byXp = await seller.ok("Buyers.List", { query: { "xp.Stadt": "straße αθηνας" } });
  assert.equal(byXp.Items.length, 1);
});

test("a username that looks like another one, or is it in other letters, is taken", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const user = (ID: string, Username: string) => ({
    body: { ID, Username, FirstName: "A", LastName: "B", Email: "a@example.com", Active: true },
  });
  await seller.ok("AdminUsers.Create", user("one", "Müller-admin"));
  for (const Username of [
    "MÜLLER-ADMIN",
    "Mu\u0308ller-admin",
    "Müller-\u0430dmin",
    "Müller-ａdmin",
    "M\u00fcller-\u03b1dmin",
  ]) {
    const refused = await seller.refused("AdminUsers.Create", user("two", Username));
    assert.equal(refused.code, "User.UsernameMustBeUnique", Username);
  }
  await seller.ok("AdminUsers.Create", user("three", "Muller-admin"));
  const { Items } = await seller.ok("AdminUsers.List", { query: { Username: "MU\u0308LLER-ADMIN" } });
  assert.deepEqual(
    Items.map(({ ID }) => ID),
    ["one"],
  );
});
