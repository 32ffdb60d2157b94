import assert from "node:assert/strict";
import { before, suite, test } from "node:test";
import { marketplace, newCaller, type TestMarketplace, testServer } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";

type Seller = TestMarketplace["seller"];

const ids = async (seller: Seller, query: Record<string, unknown>) => {
  const { Items, Meta } = await seller.accepted("Products.List", { query });
  assert.equal(Meta.TotalCount, Items.length, `total of ${JSON.stringify(query)}`);
  return Items.map(({ ID }) => ID).join(" ");
};

suite("products are filtered by catalog, category and supplier, children along with their parent", () => {
  let seller: Seller;
  before(async () => {
    ({ seller } = await marketplace({ name: "products by place" }));
    await seller.ok("Suppliers.Create", { body: { ID: "s", Name: "S", Active: true } });
    for (const ID of ["k", "l"]) await seller.ok("Catalogs.Create", { body: { ID, Name: ID, Active: true } });
    for (const ID of ["c", "d"])
      await seller.ok("Categories.Create", { path: { catalogID: "k" }, body: { ID, Name: ID, Active: true } });
    for (const body of [
      { ID: "a" },
      { ID: "b", DefaultSupplierID: "s" },
      { ID: "p", IsParent: true },
      { ID: "q", ParentID: "p" },
      { ID: "z" },
    ])
      await seller.ok("Products.Create", { body: { Name: body.ID, Active: true, ...body } });
    for (const [CatalogID, ProductID] of [
      ["k", "a"],
      ["k", "p"],
      ["l", "b"],
    ])
      await seller.accepted("Catalogs.SaveProductAssignment", { body: { CatalogID, ProductID } });
    await seller.ok("Categories.SaveProductAssignment", {
      path: { catalogID: "k" },
      body: { CategoryID: "c", ProductID: "p" },
    });
  });
  const cases: [Record<string, unknown>, string][] = [
    [{}, "a b p q z"],
    [{ catalogID: "K" }, "a p q"],
    [{ catalogID: "!k" }, "b z"],
    [{ catalogID: "k|l" }, "a b p q"],
    [{ catalogID: "!*" }, "z"],
    [{ catalogID: "k", categoryID: "C" }, "p q"],
    [{ catalogID: "l", categoryID: "c" }, ""],
    [{ catalogID: "k", categoryID: "!c" }, "a"],
    [{ supplierID: "S" }, "b"],
    [{ supplierID: "!s" }, "a p q z"],
    [{ catalogID: "k", ParentID: "!*" }, "a p"],
    [{ "ParentID|ID": "p" }, "p q"],
  ];
  for (const [query, expected] of cases)
    test(`${JSON.stringify(query)} finds ${expected || "none"}`, async () => {
      assert.equal(await ids(seller, query), expected);
    });
  for (const catalogID of [undefined, "!k", "k|!l"])
    test(`a category without one catalog is refused: ${catalogID ?? "none"}`, async () => {
      const query = { categoryID: "c", ...(catalogID && { catalogID }) };
      const { code } = await seller.refused("Products.List", { query });
      assert.equal(code, "Product.CategoryFilterRequiresCatalogID");
    });
});

test("a search finds whole words by stem and ranks the name that equals it first; counts and own properties filter", async (t) => {
  const { seller } = await marketplace(t);
  for (const [ID, Name, Description] of [
    ["1", "Running shoes", "For the road"],
    ["2", "Shoe", "Just one"],
    ["3", "Hammer", "Not for shoes"],
    ["4", "Horseshoe", "For luck"],
  ])
    await seller.accepted("Products.Create", {
      body: { ID, Name, Description, xp: { Size: Number(ID), Tags: ["T", `x${ID}`] } },
    });
  assert.equal(await ids(seller, { search: "shoe" }), "2 1 3");
  assert.equal(await ids(seller, { search: "runs", searchOn: "Name" }), "1");
  assert.equal(await ids(seller, { search: "ham", searchType: "ExactPhrasePrefix" }), "3");
  assert.equal(await ids(seller, { SpecCount: 0, "xp.Size": ">=3", sortBy: "!ID" }), "4 3");
  assert.equal(await ids(seller, { "xp.Tags": "X2" }), "2");
  assert.equal(await ids(seller, { IsBundle: true }), "");
  assert.equal(await ids(seller, { BundleID: "none" }), "");
});

test("stock records filter products, all conditions on the same record", async (t) => {
  const { seller, id } = await marketplace(t);
  for (const name of ["both", "apart"]) await seller.ok("Products.Create", { body: { ID: name, Name: name } });
  for (const name of ["here", "there"])
    await seller.ok("AdminAddresses.Create", { body: { ID: name, Street1: "1 Main", City: name, Country: "DE" } });
  const { tenants } = (await testServer()).app.services;
  await tenants.transaction(id, "write", async (tenant) => {
    const record = (productId: string, addressId: string, quantity: number) =>
      tenant.run(sql`insert into inventory_record
        (marketplace_id, product_id, id, owner_id, address_key, quantity_available, last_updated)
        select ${id}, ${productId}, ${addressId}, ${id}, key, ${quantity}, now() from address
        where marketplace_id = ${id} and id = ${addressId}`);
    await record("both", "here", 9);
    await record("apart", "here", 1);
    await record("apart", "there", 9);
    await tenant.run(sql`update product set inventory_records = 2, inventory_configured = true, quantity_available = 99
      where marketplace_id = ${id} and id = 'apart'`);
  });
  assert.equal(await ids(seller, { "InventoryRecord.AddressID": "here" }), "apart both");
  assert.equal(
    await ids(seller, { "InventoryRecords.AddressID": "here", "InventoryRecords.QuantityAvailable": ">5" }),
    "both",
  );
  assert.equal(await ids(seller, { "InventoryRecords.Address.City": "there" }), "apart");
  assert.equal(await ids(seller, { "Inventory.QuantityAvailable": 10 }), "apart");
});

test("a supplier lists its own products with their number, a buyer's user those of the buyer's catalogs", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "s", Name: "S", Active: true } });
  await seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true } });
  for (const body of [{ ID: "ours" }, { ID: "theirs", OwnerID: "s" }, { ID: "shown" }])
    await seller.ok("Products.Create", { body: { Name: body.ID, ...body } });
  await seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "b", ProductID: "shown" } });
  const theirs = await newCaller(own, { supplier: "s" });
  assert.equal(await ids(theirs, {}), "theirs");
  assert.equal((await theirs.refused("Products.Get", { path: { productID: "ours" } })).code, "NotFound");
  assert.equal(await ids(await newCaller(own, { buyer: "b" }), {}), "shown");
});

test("facets count every value of the result, each facet without its own filter", async (t) => {
  const { seller } = await marketplace(t);
  for (const body of [
    { ID: "color", Name: "Color", XpPath: "Facets.Color", ListOrder: 2, xp: { hint: "paint" } },
    { ID: "Size", Name: "Size", ListOrder: 1 },
    { ID: "rare", Name: "Rare", XpPath: "Facets.Rare", MinCount: 2 },
    { ID: "all", Name: "All", XpPath: "Facets.Color.Tone", MinCount: 0, ListOrder: 3 },
    { ID: "known", Name: "Known", XpPath: "Brand", MinCount: 0, ListOrder: 4 },
  ])
    await seller.ok("ProductFacets.Create", { body });
  for (const [ID, Color, Size, Brand] of [
    ["1", "red", 1, "A"],
    ["2", ["red", "blue", "red"], 12.5, "A"],
    ["3", "blue", true, "B"],
    ["4", null, { deep: 1 }, "C"],
  ])
    await seller.accepted("Products.Create", {
      body: { ID, Name: ID, xp: { Facets: { Color, Rare: ID }, Size, Brand } },
    });
  const facets = async (query: Record<string, unknown>) =>
    Object.fromEntries(
      ((await seller.accepted("Products.List", { query })).Meta.Facets ?? []).map(({ Name, Values }) => [
        Name,
        (Values ?? []).map(({ Value, Count }) => `${Value}:${Count}`).join(" "),
      ]),
    );
  const { Meta } = await seller.ok("Products.List", { query: { pageSize: 1 } });
  assert.deepEqual(Object.keys(Meta)[0], "Facets");
  assert.deepEqual(
    Meta.Facets?.map(({ Name, XpPath, xp }) => [Name, XpPath, xp]),
    [
      ["Size", "Size", null],
      ["Color", "Facets.Color", { hint: "paint" }],
      ["All", "Facets.Color.Tone", null],
      ["Known", "Brand", null],
    ],
  );
  assert.deepEqual(await facets({}), {
    Size: "1:1 12.5:1 true:1",
    Color: "blue:2 red:2",
    All: "",
    Known: "A:2 B:1 C:1",
  });
  assert.deepEqual(await facets({ "xp.Facets.Color": "red" }), {
    Size: "1:1 12.5:1",
    Color: "blue:2 red:2",
    All: "",
    Known: "A:2 B:0 C:0",
  });
  assert.deepEqual(await facets({ "xp.Facets.Color": "red", "xp.Size": "1" }), {
    Size: "1:1 12.5:1",
    Color: "red:1",
    All: "",
    Known: "A:1 B:0 C:0",
  });
  assert.deepEqual(await facets({ ID: "3" }), { Size: "true:1", Color: "blue:1", All: "", Known: "B:1 A:0 C:0" });
});

test("facets of the whole list follow every change of a product, its family and the facets themselves", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("ProductFacets.Create", { body: { ID: "Color", Name: "Color" } });
  const shown = async () =>
    ((await seller.ok("Products.List", {})).Meta.Facets ?? [])
      .map(({ Name, Values }) => `${Name}: ${Values?.map(({ Value, Count }) => `${Value}:${Count}`).join(" ")}`)
      .join("; ");
  const patch = (productID: string, body: object) => seller.ok("Products.Patch", { path: { productID }, body });
  assert.equal(await shown(), "");
  await seller.ok("Products.Create", { body: { ID: "p", Name: "P", IsParent: true, xp: { Color: "red" } } });
  assert.equal(await shown(), "Color: red:1");
  await seller.ok("Products.Create", { body: { ID: "c", Name: "C", ParentID: "p" } });
  assert.equal(await shown(), "Color: red:2");
  await patch("p", { xp: { Color: "blue" } });
  assert.equal(await shown(), "Color: blue:2");
  await patch("c", { xp: { Color: "red" } });
  assert.equal(await shown(), "Color: blue:1 red:1");
  await patch("c", { Name: "D" });
  assert.equal(await shown(), "Color: blue:1 red:1");
  await seller.ok("Products.Delete", { path: { productID: "c" } });
  assert.equal(await shown(), "Color: blue:1");
  await seller.ok("ProductFacets.Patch", { path: { productFacetID: "Color" }, body: { Name: "Colour" } });
  assert.equal(await shown(), "Colour: blue:1");
  await seller.ok("ProductFacets.Delete", { path: { productFacetID: "Color" } });
  assert.equal(await shown(), "");
});
