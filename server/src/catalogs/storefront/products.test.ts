import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { models } from "@orderwell/contract";
import { type TestClient, testServer } from "@orderwell/testing";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { ReplyWriter } from "../../platform/wire/reply.ts";
import { shopperOf } from "../index.ts";
import { storefront } from "./testing/storefront.ts";

const ids = (page: { Items: readonly { ID: string }[] }): string => page.Items.map(({ ID }) => ID).join();
const list = async (client: TestClient, query: Record<string, unknown> = {}) =>
  ids(await client.accepted("Me.ListProducts", { query }));
const price = async (client: TestClient, productID: string, query: Record<string, unknown> = {}) =>
  (await client.ok("Me.GetProduct", { path: { productID }, query })).PriceSchedule?.ID ?? null;

/** Two products that shoppers see, of which one has a price with a sale, and two that they do not. */
async function seenAndUnseen(t: TestContext) {
  const made = await storefront(t);
  const { shopper, product, schedule } = made;
  await schedule("sale", 12.5, {
    PriceBreaks: [
      { Quantity: 10, Price: 9 },
      { Quantity: 1, Price: 12.5, SalePrice: 11 },
    ],
  });
  await product("b-side", { Name: "Beta", DefaultPriceScheduleID: "sale", xp: { a: [1, { b: "c" }] } });
  await product("a-side", { Name: "Alpha" });
  await product("hidden", { Active: false });
  await product("elsewhere", {}, []);
  return { ...made, client: await shopper("u") };
}

test("shoppers see the active products of their catalogs, in order, with the facts of the page", async (t) => {
  const { client } = await seenAndUnseen(t);
  const page = await client.ok("Me.ListProducts");
  assert.equal(ids(page), "a-side,b-side");
  assert.deepEqual(page.Meta, {
    Facets: [],
    Page: 1,
    PageSize: 20,
    TotalCount: 2,
    TotalPages: 1,
    ItemRange: [1, 2],
    NextPageKey: null,
  });
  assert.equal((await client.ok("Me.ListProducts", { query: { page: 9 } })).Meta.TotalCount, 2);
});

test("a product comes with its price and sale, the same in the list and by itself, without its owner", async (t) => {
  const { client, seller } = await seenAndUnseen(t);
  const [alpha, beta] = (await client.ok("Me.ListProducts")).Items;
  assert.deepEqual([alpha?.PriceSchedule, alpha?.Inventory], [null, null]);
  assert.equal(Object.keys(beta ?? {})[0], "PriceSchedule");
  assert.ok(!("OwnerID" in (beta ?? {})));
  assert.equal(beta?.PriceSchedule?.IsOnSale, true);
  assert.deepEqual(
    beta?.PriceSchedule?.PriceBreaks?.map(({ Quantity, Price, SalePrice, Discounted }) => [
      Quantity,
      Price,
      SalePrice,
      Discounted,
    ]),
    [
      [1, 12.5, 11, null],
      [10, 9, null, null],
    ],
  );
  assert.deepEqual(beta, await client.ok("Me.GetProduct", { path: { productID: "B-SIDE" } }));
  assert.deepEqual(beta?.xp, (await seller.ok("Products.Get", { path: { productID: "b-side" } })).xp);
});

test("a product that is hidden, elsewhere or nowhere does not exist for shoppers", async (t) => {
  const { client } = await seenAndUnseen(t);
  for (const productID of ["hidden", "elsewhere", "nothing"]) {
    const refused = await client.refused("Me.GetProduct", { path: { productID } });
    assert.deepEqual(
      [refused.status, refused.code, refused.data],
      [404, "NotFound", { ObjectType: "Product", ObjectID: productID }],
    );
  }
});

test("changes of catalogs, activity and groups show in the very next answer", async (t) => {
  const { shopper, product, seller } = await storefront(t);
  await product("p");
  await product("q");
  const client = await shopper("u");
  assert.equal(await list(client), "p,q");
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { Active: false } });
  assert.equal(await list(client), "q");
  await seller.ok("Catalogs.Patch", { path: { catalogID: "B" }, body: { Active: false } });
  assert.equal(await list(client), "");
  await client.refused("Me.GetProduct", { path: { productID: "q" } });
  await seller.ok("Catalogs.Patch", { path: { catalogID: "B" }, body: { Active: true } });
  await seller.ok("Catalogs.SaveAssignment", { body: { CatalogID: "B", BuyerID: "B", ViewAllProducts: false } });
  assert.equal(await list(client), "");
  await seller.ok("UserGroups.Save", { path: { buyerID: "B", userGroupID: "G" }, body: { Name: "G" } });
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "q", BuyerID: "B", UserGroupID: "G" } });
  assert.equal(await list(client), "");
  await shopper("u", ["G"]);
  assert.equal(await list(client), "q");
  assert.equal((await client.ok("Me.GetProduct", { path: { productID: "q" } })).ID, "q");
  await seller.ok("UserGroups.DeleteUserAssignment", { path: { buyerID: "B", userGroupID: "G", userID: "u" } });
  assert.equal(await list(client), "");
  await client.refused("Me.GetProduct", { path: { productID: "q" } });
});

async function categories(t: TestContext) {
  const made = await storefront(t);
  const { seller, product } = made;
  for (const [ID, ParentID] of [
    ["A", null],
    ["A1", "A"],
    ["A11", "A1"],
    ["B", null],
  ])
    await seller.accepted("Categories.Create", {
      path: { catalogID: "B" },
      body: { ID, Name: ID, Active: true, ParentID },
    });
  const place = (CategoryID: string, ProductID: string, ListOrder: number | null = null) =>
    seller.ok("Categories.SaveProductAssignment", {
      path: { catalogID: "B" },
      body: { CategoryID, ProductID, ListOrder },
    });
  for (const id of ["x", "y", "z", "w"]) await product(id);
  await place("A", "x", 2);
  await place("A", "y", 1);
  await place("A1", "z");
  await place("A11", "w");
  await product("loose");
  return { ...made, client: await made.shopper("u") };
}

test("a category lists what is beneath it in its own order, as deep as asked, from the default catalog", async (t) => {
  const { client } = await categories(t);
  assert.equal(await list(client, { categoryID: "a" }), "y,x,w,z");
  assert.equal(await list(client, { categoryID: "A", catalogID: "b", depth: 1 }), "y,x");
  assert.equal(await list(client, { categoryID: "A", depth: 2 }), "y,x,z");
  assert.equal(await list(client, { categoryID: "A", sortBy: "!ID" }), "z,y,x,w");
  assert.equal(await list(client, { categoryID: "A11" }), "w");
  assert.equal(await list(client, { depth: 1 }), "x,y");
  assert.equal(await list(client, { catalogID: "B" }), "loose,w,x,y,z");
});

test("a place that is empty or not there lists nothing, and a depth that is no depth is refused", async (t) => {
  const { client } = await categories(t);
  for (const query of [
    { categoryID: "B" },
    { categoryID: "no" },
    { catalogID: "no" },
    { catalogID: "no", categoryID: "A" },
  ])
    assert.equal(await list(client, query), "", JSON.stringify(query));
  for (const depth of ["0", "-1", "1.5", "deep"])
    assert.equal((await client.refused("Me.ListProducts", { query: { depth } })).code, "Category.InvalidDepth");
});

test("a category that is switched off takes what is beneath it out of lists", async (t) => {
  const { client, seller } = await categories(t);
  await seller.ok("Categories.Patch", { path: { catalogID: "B", categoryID: "A1" }, body: { Active: false } });
  assert.equal(await list(client, { categoryID: "A" }), "y,x");
  assert.equal(await list(client), "loose,x,y");
});

const categoriesNamed = async (client: TestClient, query: Record<string, unknown> = {}) =>
  ids(await client.accepted("Me.ListCategories", { query }));

test("categories are listed by level, by what is above them and by a product at any level", async (t) => {
  const { client } = await categories(t);
  assert.equal(await categoriesNamed(client), "A,B");
  assert.equal(await categoriesNamed(client, { depth: "all" }), "A,B,A1,A11");
  assert.equal(await categoriesNamed(client, { ParentID: "A" }), "A1");
  assert.equal(await categoriesNamed(client, { depth: "all", productID: "W" }), "A11");
  assert.equal(await categoriesNamed(client, { productID: "W" }), "A11");
  assert.equal(await categoriesNamed(client, { depth: 1, productID: "W" }), "");
});

test("a category that is not visible is neither listed nor counted nor there", async (t) => {
  const { client, seller } = await categories(t);
  const children = async (categoryID: string, query = {}) =>
    (await client.ok("Me.GetCategory", { path: { categoryID }, query })).ChildCount;
  assert.equal(await children("a"), 1);
  await seller.ok("Categories.SaveAssignment", {
    path: { catalogID: "B" },
    body: { CategoryID: "A1", BuyerID: "B", Visible: false },
  });
  assert.equal(await children("A", { catalogID: "b" }), 0);
  assert.equal(await categoriesNamed(client, { depth: "all" }), "A,B");
  const refused = await client.refused("Me.GetCategory", { path: { categoryID: "A1" } });
  assert.deepEqual(refused.data, { ObjectType: "Category", ObjectID: "A1" });
});

test("catalogs that a shopper's buyer has are listed, without their owner; others are not there", async (t) => {
  const { client, seller } = await categories(t);
  await seller.ok("Catalogs.Create", { body: { ID: "other", Name: "Other", Active: true } });
  assert.equal(ids(await client.ok("Me.ListCatalogs")), "B");
  assert.equal((await client.ok("Me.GetCatalog", { path: { catalogID: "b" } })).OwnerID, null);
  assert.equal((await client.refused("Me.GetCatalog", { path: { catalogID: "other" } })).code, "NotFound");
  assert.equal((await client.refused("Me.ListCategories", { query: { catalogID: "no" } })).code, "NotFound");
  assert.equal(ids(await client.ok("Me.ListCatalogs", { query: { sellerID: "nobody" } })), "");
});

/** Three products that a shopper sees and one that nobody does, with a facet of their colors. */
async function colored(t: TestContext) {
  const made = await storefront(t);
  const { shopper, product, seller } = made;
  await seller.ok("ProductFacets.Create", { body: { ID: "Color", Name: "Color" } });
  const Inventory = { Enabled: true, QuantityAvailable: 3 };
  await product("chair", { Name: "Oak chair", xp: { Color: "brown" }, Inventory });
  await product("table", { Name: "Oak table", xp: { Color: ["brown", "black"] } });
  const lamp = () => product("lamp", { Name: "Lamp", Description: "for a table", xp: { Color: "black" } });
  await lamp();
  await product("secret", { Name: "Oak secret", Active: false, xp: { Color: "brown" } });
  const client = await shopper("u");
  const facets = async (query: Record<string, unknown> = {}) =>
    ((await client.accepted("Me.ListProducts", { query })).Meta.Facets ?? [])
      .flatMap(({ Values }) => Values ?? [])
      .map(({ Value, Count }) => `${Value} ${Count}`)
      .join();
  return { ...made, client, facets, lamp };
}

test("facets follow every change of products and of the facets themselves", async (t) => {
  const { seller, facets, lamp } = await colored(t);
  assert.equal(await facets(), "black 2,brown 2");
  await seller.ok("Products.Patch", { path: { productID: "lamp" }, body: { xp: { Color: "brown" } } });
  assert.equal(await facets(), "brown 3,black 1");
  await seller.ok("Products.Delete", { path: { productID: "lamp" } });
  assert.equal(await facets(), "brown 2,black 1");
  await lamp();
  assert.equal(await facets(), "black 2,brown 2");
  await seller.ok("ProductFacets.Delete", { path: { productFacetID: "Color" } });
  assert.equal(await facets(), "");
});

test("facets count what a search leaves, and all values of the property that is filtered by", async (t) => {
  const { facets } = await colored(t);
  assert.equal(await facets({ "xp.Color": "black" }), "black 2,brown 2");
  assert.equal(await facets({ search: "oak" }), "brown 2,black 1");
});

test("search, filters and sort work over what is visible", async (t) => {
  const { client } = await colored(t);
  assert.equal(await list(client, { search: "table" }), "table,lamp");
  assert.equal(await list(client, { search: "oak", sortBy: "!Name" }), "table,chair");
  assert.equal(await list(client, { "xp.Color": "black" }), "lamp,table");
  assert.equal(await list(client, { "Inventory.QuantityAvailable": ">0" }), "chair");
  assert.equal(await list(client, { OwnerID: "nobody" }), "");
});

test("what has no value of what products are sorted by comes last, upwards and downwards, for shoppers and sellers", async (t) => {
  const { shopper, product, seller } = await storefront(t);
  for (const [ID, Description, Price] of [
    ["a", null, undefined],
    ["b", "Soft", 20],
    ["c", "Hard", null],
    ["d", null, 9.5],
  ] as const)
    await product(ID, { Name: `Product ${ID}`, Description, xp: { Price } });
  const client = await shopper("u");
  const sorted = async (query: object) => {
    const lists = [
      await client.ok("Me.ListProducts", { query: query as never }),
      await seller.ok("Products.List", { query: query as never }),
    ];
    const [theirs, all] = lists.map(({ Items }) => Items.map(({ ID }) => ID).join(""));
    assert.equal(all, theirs);
    return theirs;
  };
  // By the database, and by the index, which searches make.
  for (const also of [{}, { search: "product" }, { Name: "*" }, { search: "product", "xp.Price": "!*" }]) {
    const those = (ids: string) => ("xp.Price" in also ? ids.replaceAll(/[bd]/g, "") : ids);
    assert.equal(await sorted({ ...also, sortBy: "xp.Price" }), those("dbac"));
    assert.equal(await sorted({ ...also, sortBy: "!xp.Price" }), those("bdac"));
    assert.equal(await sorted({ ...also, sortBy: "xp.Price,!ID" }), those("dbca"));
    assert.equal(await sorted({ ...also, sortBy: "Description" }), those("cbad"));
    assert.equal(await sorted({ ...also, sortBy: "!Description" }), those("bcad"));
  }
});

test("products are not listed by their prices", async (t) => {
  const { client } = await colored(t);
  for (const query of [{ "PriceSchedule.ID": "x" }, { sortBy: "PriceSchedule.PriceBreaks.Price" }]) {
    const { code, data } = await client.refused("Me.ListProducts", { query });
    assert.deepEqual([code, data.ModelType], ["List.InvalidProperty", "BuyerProduct"]);
  }
});

test("the price is the group's, then the buyer's, then the default, each in the shopper's currency only", async (t) => {
  const { shopper, product, schedule, seller } = await storefront(t);
  for (const [id, amount] of [
    ["default", 10],
    ["buyer", 11.99],
    ["group", 12.99],
    ["cheap", 5],
  ] as const)
    await schedule(id, amount);
  for (const [id, Currency] of [
    ["usd", "USD"],
    ["cad", "cad"],
  ] as const)
    await schedule(id, 1, { Currency });
  await product("p", { DefaultPriceScheduleID: "default" });
  const plain = await shopper("plain");
  const member = await shopper("member", ["G", "H"]);
  assert.equal(await price(member, "p"), "default");
  const assign = (PriceScheduleID: string | null, UserGroupID?: string) =>
    seller.ok("Products.SaveAssignment", { body: { ProductID: "p", BuyerID: "B", UserGroupID, PriceScheduleID } });
  await assign("buyer");
  assert.deepEqual([await price(plain, "p"), await price(member, "p")], ["buyer", "buyer"]);
  await assign("group", "G");
  assert.deepEqual([await price(plain, "p"), await price(member, "p")], ["buyer", "group"]);
  await assign("cheap", "H");
  assert.equal(await price(member, "p"), "cheap");
  await assign(null, "H");
  assert.equal(await price(member, "p"), "group");
  await seller.ok("Locales.Create", { body: { ID: "ca", Currency: "CAD", Language: "en" } });
  await seller.ok("Locales.SaveAssignment", { body: { LocaleID: "ca", BuyerID: "B" } });
  assert.deepEqual([await price(plain, "p"), await price(member, "p")], [null, null]);
  assert.equal(await list(plain), "p");
  await product("c", { DefaultPriceScheduleID: "cad" });
  await product("d", { DefaultPriceScheduleID: "usd" });
  assert.deepEqual([await price(plain, "c"), await price(plain, "d")], ["cad", null]);
});

test("a child has its parent's price until it has its own, and the parent's assignments before an inherited default", async (t) => {
  const { shopper, product, schedule, seller } = await storefront(t);
  for (const [id, amount] of [
    ["twenty", 20],
    ["fifteen", 15],
    ["assigned", 18],
  ] as const)
    await schedule(id, amount);
  await product("parent", { IsParent: true, DefaultPriceScheduleID: "twenty" });
  await product("child", { ParentID: "parent" }, []);
  const client = await shopper("u");
  assert.equal(await price(client, "child"), "twenty");
  await seller.ok("Products.SaveAssignment", {
    body: { ProductID: "parent", BuyerID: "B", PriceScheduleID: "assigned" },
  });
  assert.equal(await price(client, "child"), "assigned");
  await seller.ok("Products.Patch", { path: { productID: "child" }, body: { DefaultPriceScheduleID: "fifteen" } });
  assert.equal(await price(client, "child"), "fifteen");
  assert.equal(await list(client), "child,parent");
});

test("every seller has its own price: the marketplace, and suppliers that the buyer may order from", async (t) => {
  const { shopper, product, schedule, seller, own } = await storefront(t);
  await seller.ok("Suppliers.Create", { body: { ID: "S", Name: "Supplier", Active: true, AllBuyersCanOrder: true } });
  for (const [id, amount] of [
    ["ten", 10],
    ["nine", 9],
    ["eight", 8],
  ] as const)
    await schedule(id, amount, id === "ten" ? {} : { OwnerID: "S" });
  await product("p", { DefaultPriceScheduleID: "ten" });
  const client = await shopper("u");
  const of = (sellerID: string) => price(client, "p", { sellerID });
  assert.equal(
    (await client.refused("Me.GetProduct", { path: { productID: "p" }, query: { sellerID: "S" } })).code,
    "NotFound",
  );
  await seller.ok("Products.SaveSupplier", {
    path: { productID: "p", supplierID: "S" },
    query: { defaultPriceScheduleID: "nine" },
  });
  await seller.ok("Products.SaveAssignment", {
    body: { ProductID: "p", BuyerID: "B", SellerID: "S", PriceScheduleID: "eight" },
  });
  assert.deepEqual([await of(own.id), await of("s"), await price(client, "p")], ["ten", "eight", "ten"]);
  const { Items } = await client.ok("Me.ListProductSellers", { path: { productID: "p" } });
  assert.deepEqual(
    Items.map(({ ID, PriceSchedule }) => [ID, PriceSchedule?.ID]).sort(),
    [
      ["S", "eight"],
      [own.id, "ten"],
    ].sort(),
  );
  await seller.ok("Products.DeleteAssignment", { path: { productID: "p", buyerID: "B" }, query: { sellerID: "S" } });
  assert.equal(await of("S"), "nine");
  await seller.ok("Products.SaveSupplier", { path: { productID: "p", supplierID: "S" } });
  assert.equal(await of("S"), "ten");
  await product("theirs", { OwnerID: "S", DefaultPriceScheduleID: "nine" });
  assert.equal(await price(client, "theirs"), "nine");
  assert.equal(await list(client, { sellerID: "S" }), "theirs,p");
});

test("without a seller, the owner's assignments come first, then the product's default, then other sellers' that reach the shopper", async (t) => {
  const { shopper, product, schedule, seller, own } = await storefront(t);
  for (const ID of ["S", "T"])
    await seller.ok("Suppliers.Create", { body: { ID, Name: ID, Active: true, AllBuyersCanOrder: true } });
  for (const [index, id] of [
    "default",
    "relation",
    "owner-buyer",
    "owner-group",
    "other-buyer",
    "other-group",
  ].entries())
    await schedule(id, 10 + index, { OwnerID: "S" });
  for (const id of ["ours", "cheap", "dear"]) await schedule(id, id === "cheap" ? 1 : 50);
  const plain = await shopper("plain");
  const member = await shopper("member", ["G"]);
  const assign = (ProductID: string, SellerID: string, PriceScheduleID: string, UserGroupID?: string) =>
    seller.ok("Products.SaveAssignment", { body: { ProductID, BuyerID: "B", UserGroupID, SellerID, PriceScheduleID } });
  const prices = async (id: string) => {
    const listed = await member.ok("Me.ListProducts", { query: { ID: id } as never });
    assert.equal(
      listed.Items[0]?.PriceSchedule?.ID ?? null,
      await price(member, id),
      "lists and single products agree",
    );
    return [await price(plain, id), await price(member, id)];
  };

  await product("theirs", { OwnerID: "S" });
  await seller.ok("Products.SaveSupplier", {
    path: { productID: "theirs", supplierID: "S" },
    query: { defaultPriceScheduleID: "relation" },
  });
  assert.deepEqual(await prices("theirs"), [null, null], "a relation's default is a named seller's only");
  await assign("theirs", own.id, "other-buyer");
  assert.deepEqual(await prices("theirs"), ["other-buyer", "other-buyer"]);
  await assign("theirs", own.id, "other-group", "G");
  assert.deepEqual(await prices("theirs"), ["other-buyer", "other-group"]);
  await seller.ok("Products.Patch", { path: { productID: "theirs" }, body: { DefaultPriceScheduleID: "default" } });
  assert.deepEqual(await prices("theirs"), ["default", "default"]);
  await assign("theirs", "S", "owner-buyer");
  assert.deepEqual(await prices("theirs"), ["owner-buyer", "owner-buyer"]);
  await assign("theirs", "S", "owner-group", "G");
  assert.deepEqual(await prices("theirs"), ["owner-buyer", "owner-group"]);
  assert.equal(
    await price(member, "theirs", { sellerID: own.id }),
    "other-group",
    "a named seller's is as on an order",
  );

  await product("mine", { DefaultPriceScheduleID: null });
  for (const [supplierID, scheduleID] of [
    ["S", "dear"],
    ["T", "cheap"],
  ] as const) {
    await seller.ok("Products.SaveSupplier", { path: { productID: "mine", supplierID } });
    await assign("mine", supplierID, scheduleID);
  }
  assert.deepEqual(await prices("mine"), ["cheap", "cheap"], "of several other sellers', the lowest price");
  await assign("mine", own.id, "ours");
  assert.deepEqual(await prices("mine"), ["ours", "ours"]);

  await seller.ok("Buyers.Create", { body: { ID: "C", Name: "C", Active: true, DefaultCatalogID: "B" } });
  await product("unpriced", { DefaultPriceScheduleID: null });
  await seller.ok("Catalogs.SaveAssignment", { body: { CatalogID: "B", BuyerID: "C", ViewAllProducts: true } });
  await seller.ok("Products.SaveAssignment", {
    body: { ProductID: "unpriced", BuyerID: "C", PriceScheduleID: "ours" },
  });
  assert.deepEqual(await prices("unpriced"), [null, null], "one customer's price is none of another's business");
});

test("currencies match in any case and with blanks around them, on lists, single products and orders' lines", async (t) => {
  const { shopper, product, schedule, seller } = await storefront(t);
  await schedule("usd", 10, { Currency: " usd " });
  await schedule("none", 11, { Currency: "  " });
  await product("p", { DefaultPriceScheduleID: "usd" });
  await product("q", { DefaultPriceScheduleID: "none" });
  const client = await shopper("u");
  assert.deepEqual([await price(client, "p"), await price(client, "q")], [null, "none"]);
  await seller.ok("Locales.Create", { body: { ID: "us", Currency: "USD ", Language: "en" } });
  await seller.ok("Locales.SaveAssignment", { body: { LocaleID: "us", BuyerID: "B" } });
  assert.deepEqual([await price(client, "p"), await price(client, "q")], ["usd", null]);
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "p", BuyerID: "B", PriceScheduleID: "usd" } });
  assert.equal(await price(client, "p"), "usd");
  await seller.ok("PriceSchedules.Patch", { path: { priceScheduleID: "usd" }, body: { Currency: "USD" } });
  assert.equal(
    (await seller.refused("PriceSchedules.Patch", { path: { priceScheduleID: "usd" }, body: { Currency: "EUR" } }))
      .code,
    "PriceSchedule.CannotModifyCurrency",
  );
});

test("specs and active variants of a visible product are there, for a child its parent's specs too", async (t) => {
  const { shopper, product, seller } = await storefront(t);
  const client = await shopper("u");
  await product("shirt");
  await seller.ok("Specs.Create", { body: { ID: "size", Name: "Size", Required: true, DefinesVariant: true } });
  for (const ID of ["s", "m"])
    await seller.ok("Specs.CreateOption", {
      path: { specID: "size" },
      body: { ID, Value: ID, PriceMarkupType: "AmountPerQuantity", PriceMarkup: 1.5 },
    });
  await seller.ok("Specs.SaveProductAssignment", {
    body: { SpecID: "size", ProductID: "shirt", DefaultOptionID: "m" },
  });
  await seller.ok("Products.GenerateVariants", { path: { productID: "shirt" } });
  await seller.ok("Products.PatchVariant", {
    path: { productID: "shirt", variantID: "shirt-s" },
    body: { Active: false },
  });
  const path = { productID: "SHIRT" };
  const specs = await client.ok("Me.ListSpecs", { path });
  assert.deepEqual(
    specs.Items.map(({ ID, Options }) => [ID, Options?.length]),
    [["size", 2]],
  );
  assert.equal((await client.ok("Me.GetSpec", { path: { ...path, specID: "SIZE" } })).Name, "Size");
  assert.equal(ids(await client.ok("Me.ListVariants", { path })), "shirt-m");
  assert.equal(
    (await client.ok("Me.GetVariant", { path: { ...path, variantID: "shirt-m" } })).Specs?.[0]?.OptionID,
    "m",
  );
  assert.equal((await client.refused("Me.GetVariant", { path: { ...path, variantID: "shirt-s" } })).code, "NotFound");
  const missing = await client.refused("Me.ListSpecs", { path: { productID: "no" } });
  assert.deepEqual(missing.data, { ObjectType: "Product", ObjectID: "no" });
});

test("a purchase finds what its shopper sees, with schedule, specs, variants and stock", async (t) => {
  const { shopper, product, schedule, seller, own } = await storefront(t);
  await schedule("ten", 10);
  await product("parent", {
    IsParent: true,
    DefaultPriceScheduleID: "ten",
    Inventory: { Enabled: true, QuantityAvailable: 4 },
  });
  await product("child", { ParentID: "parent" }, []);
  await product("hidden", { Active: false });
  await seller.ok("Specs.Create", { body: { ID: "text", Name: "Text", AllowOpenText: true, DefaultValue: "x" } });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "text", ProductID: "parent", DefaultValue: "y" } });
  const client = await shopper("u");
  const { tenants, productReads } = (await testServer()).app.services;
  const work = (db: TenantDb) => ({ db, now: new Date(), services: { tenants } });
  await tenants.transaction(own.id, "write", async (db) => {
    const user = await db.row<{ key: number }>(
      sql`select key from app_user where marketplace_id = ${own.id} and id = 'u'`,
    );
    const key = user?.key as number;
    const me = await shopperOf(db, key);
    assert.deepEqual([me.buyerId, me.currency, me.defaultCatalogId], ["B", null, "B"]);
    const { products: found } = await productReads.purchasables(work(db), key, own.id, [
      "CHILD",
      "parent",
      "hidden",
      "nothing",
    ]);
    assert.deepEqual([...found.keys()].sort(), ["child", "parent"]);
    const child = found.get("child");
    assert.deepEqual(
      child?.specs.map(({ ID, assignedDefaultValue }) => [ID, assignedDefaultValue]),
      [["text", "y"]],
    );
    assert.equal(child?.priceSchedule?.ID, "ten");
    assert.equal(child?.product.OwnerID, own.id);
    assert.equal(child?.soldBySeller, true);
    assert.equal(
      (await productReads.purchasables(work(db), key, "S", ["child"])).products.get("child")?.soldBySeller,
      false,
    );
    await assert.rejects(shopperOf(db, 0), { code: "NotFound" });
  });
  const { PriceSchedule, ...seen } = await client.ok("Me.GetProduct", { path: { productID: "child" } });
  assert.equal(PriceSchedule?.ID, "ten");
  assert.equal(seen.ParentID, "parent");
});

test("text put together by the database is what the reply of the object would be", async (t) => {
  const { shopper, product, schedule, seller, own } = await storefront(t);
  const client = await shopper("u");
  await seller.ok("Suppliers.Create", { body: { ID: "S", Name: "Supplier", Active: true } });
  await schedule("full", 12.5, {
    Name: 'quoted "name" \\ with \u00fc and \n',
    ApplyTax: true,
    MinQuantity: 2,
    MaxQuantity: 50,
    RestrictedQuantity: true,
    SaleStart: "2020-01-01T10:00:00.5Z",
    SaleEnd: "2099-12-31T00:00:00Z",
    PriceBreaks: [
      { Quantity: 2, Price: 12.5, SalePrice: 0.1, SubscriptionPrice: 3, BundlePrice: 4.25 },
      { Quantity: 10, Price: 10.0 },
    ],
    xp: { nested: { "a b": [1, "\u2028"] } },
  });
  await product("full", {
    Name: 'it\'s "full" \t \ud83d\ude00',
    Description: "</script>\\",
    DefaultPriceScheduleID: "full",
    DefaultSupplierID: "S",
    QuantityMultiplier: 3,
    ShipWeight: 1.5,
    ShipHeight: 2.0,
    ShipLength: 0.0001,
    Returnable: true,
    Inventory: { Enabled: true, QuantityAvailable: 7, NotificationPoint: 2, OrderCanExceed: true },
    xp: { Color: "red", empty: {}, list: [null, 1.5, true] },
  });
  await product("bare");
  const { tenants, productReads } = (await testServer()).app.services;
  const work = (db: TenantDb) => ({ db, now: new Date(), services: { tenants } });
  const writer = new ReplyWriter(models);
  for (const productID of ["full", "bare"]) {
    const object = await tenants.transaction(own.id, "read", async (db) => {
      const user = await db.row<{ key: number }>(
        sql`select key from app_user where marketplace_id = ${own.id} and id = 'u'`,
      );
      const { products } = await productReads.purchasables(work(db), user?.key as number, own.id, [productID]);
      return products.get(productID);
    });
    const text = await client.ok("Me.GetProduct", { path: { productID } });
    const expected = JSON.parse(writer.object("BuyerProduct", object?.product));
    assert.deepEqual(text, expected);
    assert.deepEqual(Object.keys(text), Object.keys(expected));
    assert.deepEqual(Object.keys(text.PriceSchedule ?? {}), Object.keys(expected.PriceSchedule ?? {}));
    assert.deepEqual(Object.keys(text.Inventory ?? {}), Object.keys(expected.Inventory ?? {}));
    const { Items } = await client.ok("Me.ListProducts", { query: { ID: productID } });
    assert.deepEqual(Items, [expected]);
  }
});
