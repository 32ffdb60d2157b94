import assert from "node:assert/strict";
import { before, suite, test } from "node:test";
import { newCaller, type Shop, shop, type TestClient } from "@orderwell/testing";

interface DiscountShop extends Shop {
  /** A discount of so much for every unit, or by quantity, for the buyer. */
  discount(ID: string, amount: number | object[], more?: object): Promise<void>;
}

/** A shop with `mug` at 10 and `jar` at 20, both in the catalog `acme`. */
async function discountShop(t: { readonly name: string }): Promise<DiscountShop> {
  const own = await shop(t);
  const { seller } = own;
  await own.product("mug", { xp: { Color: "red" } as never });
  await own.product("jar", {}, { PriceBreaks: [{ Quantity: 1, Price: "20" } as never] });
  return {
    ...own,
    async discount(ID, amount, more = {}) {
      const DiscountBreaks = typeof amount === "number" ? [{ Quantity: 1, Amount: amount }] : amount;
      await seller.ok("Discounts.Create", { body: { ID, DiscountBreaks, ...more } as never });
      await seller.ok("Discounts.SaveAssignment", { body: { DiscountID: ID, BuyerID: "acme" } });
    },
  };
}

const seenBy = async (client: TestClient, productID = "mug") => {
  const { PriceSchedule } = await client.ok("Me.GetProduct", { path: { productID } });
  const [first] = PriceSchedule?.PriceBreaks ?? [];
  return [PriceSchedule?.Discount?.ID ?? null, first?.Discounted?.Price ?? null];
};

const lineOf = async (client: TestClient, ProductID: string, Quantity = 1) =>
  client.ok("Cart.CreateLineItem", { body: { ProductID, Quantity } });

test("a shopper with a discount sees what it makes of prices, of products, in lists and at sellers", async (t) => {
  const { shopper, seller, discount } = await discountShop(t);
  assert.deepEqual(await seenBy(shopper), [null, null]);
  await discount("ten", 10, { Description: "Ten off" });
  const product = await shopper.ok("Me.GetProduct", { path: { productID: "mug" } });
  assert.deepEqual(product.PriceSchedule?.Discount, { ID: "ten", Description: "Ten off" });
  const [first] = product.PriceSchedule?.PriceBreaks ?? [];
  assert.deepEqual(
    [first?.Price, first?.Discounted],
    [10, { Price: 9, SalePrice: null, SubscriptionPrice: null, BundlePrice: null, Percent: 10 }],
  );
  const { Items } = await shopper.ok("Me.ListProducts", { query: { sortBy: "ID" } });
  assert.deepEqual(
    Items.map(({ PriceSchedule }) => PriceSchedule?.PriceBreaks?.[0]?.Discounted?.Price),
    [18, 9],
  );
  const sellers = await shopper.ok("Me.ListProductSellers", { path: { productID: "mug" } });
  assert.equal(sellers.Items[0]?.PriceSchedule?.PriceBreaks?.[0]?.Discounted?.Price, 9);
  await seller.ok("Discounts.Delete", { path: { discountID: "ten" } });
  assert.deepEqual(await seenBy(shopper), [null, null]);
});

test("a shopper pays what the discount of the submission makes of prices, whatever becomes of it later", async (t) => {
  const { shopper, seller, discount } = await discountShop(t);
  await discount("ten", 10);
  const line = await lineOf(shopper, "mug", 3);
  assert.deepEqual(
    [line.UnitPrice, line.LineSubtotal, line.BaseDiscount, line.DiscountID, line.LineTotal],
    [10, 30, 3, "ten", 27],
  );
  const cart = await shopper.ok("Cart.Get");
  assert.deepEqual([cart.Subtotal, cart.BaseDiscount, cart.Total], [30, 3, 27]);
  const half = { DiscountBreaks: [{ Quantity: 1, Amount: 50 }] };
  await seller.ok("Discounts.Patch", { path: { discountID: "ten" }, body: half });
  assert.deepEqual(await seenBy(shopper), ["ten", 5]);
  const submitted = await shopper.ok("Cart.Submit");
  assert.deepEqual([submitted.BaseDiscount, submitted.Total], [15, 15]);
  await seller.ok("Discounts.Delete", { path: { discountID: "ten" } });
  const path = { direction: "Outgoing", orderID: submitted.ID };
  assert.equal((await shopper.ok("Orders.Get", { path })).Total, 15);
});

test("what an order had off each unit when it was submitted it keeps for other quantities, and loses at a price set by hand", async (t) => {
  const { shopper, seller, discount } = await discountShop(t);
  await discount("ten", 10);
  await shopper.ok("Cart.CreateLineItem", { body: { ID: "l", ProductID: "mug", Quantity: 2 } });
  const { ID: orderID } = await shopper.ok("Cart.Submit");
  const path = { direction: "Incoming", orderID, lineItemID: "l" } as const;
  await seller.ok("Discounts.Delete", { path: { discountID: "ten" } });
  const more = await seller.ok("LineItems.Patch", { path, body: { Quantity: 5 } });
  assert.deepEqual([more.BaseDiscount, more.DiscountID, more.LineTotal], [5, "ten", 45]);
  const byHand = await seller.ok("LineItems.Patch", { path, body: { UnitPrice: 8 } });
  assert.deepEqual([byHand.BaseDiscount, byHand.DiscountID, byHand.LineTotal], [0, null, 40]);
  assert.equal((await seller.ok("Orders.Get", { path })).BaseDiscount, 0);
});

test("a discount takes what its highest break within the quantity says, off the price without markups, before promotions", async (t) => {
  const { shopper, seller, discount } = await discountShop(t);
  await discount("volume", [
    { Quantity: 10, Amount: 30 },
    { Quantity: 3, Amount: 12.5 },
  ]);
  const paid = async (Quantity: number) => {
    const { BaseDiscount, DiscountID, LineTotal } = await lineOf(shopper, "mug", Quantity);
    return [BaseDiscount, DiscountID, LineTotal];
  };
  assert.deepEqual(await paid(2), [0, null, 20]);
  assert.deepEqual(await paid(3), [3.75, "volume", 26.25]);
  assert.deepEqual(await paid(12), [36, "volume", 84]);
  await seller.ok("Specs.Create", { body: { ID: "wrap", Name: "Wrap", AllowOpenText: true } });
  await seller.ok("Specs.CreateOption", {
    path: { specID: "wrap" },
    body: { ID: "gift", Value: "Gift", PriceMarkupType: "AmountPerQuantity", PriceMarkup: 5 },
  });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "wrap", ProductID: "jar" } });
  const line = await shopper.ok("Cart.CreateLineItem", {
    body: { ID: "w", ProductID: "jar", Quantity: 4, Specs: [{ SpecID: "wrap", OptionID: "gift" }] },
  });
  assert.deepEqual([line.LineSubtotal, line.BaseDiscount, line.LineTotal], [100, 10, 90]);
  await seller.ok("Promotions.Create", {
    body: {
      ID: "p",
      Code: "P",
      Active: true,
      AllowAllBuyers: true,
      LineItemLevel: true,
      EligibleExpression: "item.ID = 'w'",
      ValueExpression: "item.LineTotal * .1",
    },
  });
  await shopper.ok("Cart.AddPromotion", { path: { promoCode: "P" } });
  const promoted = await shopper.ok("Cart.GetLineItem", { path: { lineItemID: "w" } });
  assert.deepEqual([promoted.BaseDiscount, promoted.PromotionDiscount, promoted.LineTotal], [10, 9, 81]);
});

test("of several discounts the one that makes it cheapest counts, and they never add up", async (t) => {
  const { shopper, discount } = await discountShop(t);
  await discount("small", [{ Quantity: 1, Amount: 10 }]);
  await discount("large", [{ Quantity: 5, Amount: 25 }]);
  await discount("alike", [{ Quantity: 5, Amount: 25 }]);
  assert.deepEqual(await seenBy(shopper), ["small", 9]);
  assert.deepEqual((await lineOf(shopper, "mug", 4)).DiscountID, "small");
  const many = await lineOf(shopper, "mug", 5);
  assert.deepEqual([many.DiscountID, many.BaseDiscount], ["alike", 12.5]);
});

test("a discount is limited to a catalog, a category with those below, a product with its children, and by a filter, all at once", async (t) => {
  const { shopper, seller, discount, product } = await discountShop(t);
  const path = { catalogID: "acme" };
  await product("shirt", { IsParent: true });
  await product("shirt-s", { ParentID: "shirt" }, null);
  for (const [ID, ParentID] of [
    ["home", null],
    ["kitchen", "home"],
  ] as const)
    await seller.ok("Categories.Create", { path, body: { ID, Name: ID, Active: true, ParentID } });
  await seller.ok("Categories.SaveProductAssignment", { path, body: { CategoryID: "kitchen", ProductID: "mug" } });
  await seller.ok("Catalogs.Create", { body: { ID: "else", Name: "Elsewhere", Active: true } });
  const all = ["jar", "mug", "shirt-s"];
  const applies = async (limits: object) => {
    await discount("d", 50, limits);
    const { Items } = await shopper.ok("Me.ListProducts", { query: { sortBy: "ID", ID: all.join("|") } });
    await seller.ok("Discounts.Delete", { path: { discountID: "d" } });
    return Items.filter(({ PriceSchedule }) => PriceSchedule?.Discount).map(({ ID }) => ID);
  };
  assert.deepEqual(await applies({}), all);
  assert.deepEqual(await applies({ CatalogID: "ACME" }), all);
  assert.deepEqual(await applies({ CatalogID: "else" }), []);
  assert.deepEqual(await applies({ CatalogID: "acme", CategoryID: "home" }), ["mug"]);
  assert.deepEqual(await applies({ CatalogID: "acme", CategoryID: "kitchen" }), ["mug"]);
  assert.deepEqual(await applies({ ProductID: "SHIRT" }), ["shirt-s"]);
  assert.deepEqual(await applies({ ProductFilter: "xp.Color=red" }), ["mug"]);
  assert.deepEqual(await applies({ ProductFilter: "Name=j*|m*&xp.Color=!red" }), ["jar"]);
  assert.deepEqual(await applies({ ProductFilter: "xp.Color=red", ProductID: "jar" }), []);
});

/** The discount `d`, which nobody has yet, and who may get it: the shopper, a member of `staff`, and a user of a buyer of `ring`. */
async function givable(t: { readonly name: string }) {
  const own = await discountShop(t);
  const { seller, shopper, colleague } = own;
  const path = { buyerID: "acme" };
  await seller.ok("UserGroups.Create", { path, body: { ID: "staff", Name: "Staff" } });
  const member = await colleague("Shopper");
  await seller.ok("UserGroups.SaveUserAssignment", {
    path,
    body: { UserGroupID: "staff", UserID: (await member.ok("Me.Get")).ID },
  });
  await seller.ok("BuyerGroups.Create", { body: { ID: "ring", Name: "Ring" } });
  await seller.ok("Buyers.Create", {
    body: { ID: "other", Name: "Other", Active: true, DefaultCatalogID: "acme", GroupID: "ring" },
  });
  const other = await newCaller(own, { buyer: "other" }, ["Shopper"]);
  await seller.ok("Discounts.Create", { body: { ID: "d", DiscountBreaks: [{ Quantity: 1, Amount: 20 }] } });
  return {
    ...own,
    whoGets: async () =>
      (await Promise.all([shopper, member, other].map(async (one) => (await seenBy(one))[0]))).join(),
    give: (party: object) => seller.ok("Discounts.SaveAssignment", { body: { DiscountID: "d", ...party } }),
  };
}

test("a buyer, one of its groups and a buyer group get discounts, and others do not", async (t) => {
  const { seller, whoGets, give } = await givable(t);
  const take = (query: object) => seller.ok("Discounts.DeleteAssignment", { path: { discountID: "D" }, query });
  assert.equal(await whoGets(), ",,");
  await give({ BuyerID: "acme", UserGroupID: "staff" });
  assert.equal(await whoGets(), ",d,");
  await give({ BuyerGroupID: "ring" });
  assert.equal(await whoGets(), ",d,d");
  await give({ BuyerID: "ACME" });
  await give({ BuyerID: "acme" });
  assert.equal(await whoGets(), "d,d,d");
  await take({ buyerID: "acme" });
  await take({ buyerGroupID: "ring" });
  assert.equal(await whoGets(), ",d,");
  await seller.ok("UserGroups.Delete", { path: { buyerID: "acme", userGroupID: "staff" } });
  assert.equal(await whoGets(), ",,");
});

test("assignments of discounts are listed by level, and name a buyer or a buyer group", async (t) => {
  const { seller, give } = await givable(t);
  for (const party of [{ BuyerID: "acme", UserGroupID: "staff" }, { BuyerGroupID: "ring" }, { BuyerID: "ACME" }])
    await give(party);
  const all = await seller.ok("Discounts.ListAssignments", { query: { discountID: "d" } });
  assert.deepEqual(
    all.Items.map(({ BuyerGroupID, BuyerID, UserGroupID }) => [BuyerGroupID, BuyerID, UserGroupID]),
    [
      ["ring", null, null],
      [null, "acme", null],
      [null, "acme", "staff"],
    ],
  );
  for (const level of ["Company", "Group", "BuyerGroup"] as const)
    assert.equal((await seller.ok("Discounts.ListAssignments", { query: { level } })).Meta.TotalCount, 1, level);
  const none = await seller.refused("Discounts.DeleteAssignment", {
    path: { discountID: "d" },
    query: { buyerID: "other" },
  });
  assert.deepEqual([none.status, none.data.ObjectType], [404, "DiscountAssignment"]);
  const save = async (party: object) =>
    (await seller.refused("Discounts.SaveAssignment", { body: { DiscountID: "d", ...party } })).code;
  assert.equal(await save({ BuyerID: "acme", BuyerGroupID: "ring" }), "ValidationFailure");
  assert.equal(await save({}), "PartyAssignment.RequiresBuyer");
});

test("prices of sales and bundles are discounted as well, and prices set by hand are not", async (t) => {
  const { shopper, colleague, discount, product } = await discountShop(t);
  await product("cup", {}, { PriceBreaks: [{ Quantity: 1, Price: "10", SalePrice: "8", BundlePrice: "6" } as never] });
  await discount("half", 50);
  const seen = await shopper.ok("Me.GetProduct", { path: { productID: "cup" } });
  assert.deepEqual(seen.PriceSchedule?.PriceBreaks?.[0]?.Discounted, {
    Price: 5,
    SalePrice: 4,
    SubscriptionPrice: null,
    BundlePrice: 3,
    Percent: 50,
  });
  const line = await lineOf(shopper, "cup", 2);
  assert.deepEqual([line.UnitPrice, line.BaseDiscount, line.LineTotal], [8, 8, 8]);
  const admin = await colleague("Shopper", "OverrideUnitPrice");
  const byHand = await admin.ok("Cart.CreateLineItem", { body: { ProductID: "cup", Quantity: 2, UnitPrice: 7 } });
  assert.deepEqual([byHand.BaseDiscount, byHand.DiscountID, byHand.LineTotal], [0, null, 14]);
});

suite("a discount that cannot be is refused by the property, or by what is not there", () => {
  let seller: TestClient;
  before(async () => {
    ({ seller } = await discountShop({ name: "discounts that cannot be" }));
  });
  const breaks = (...given: readonly (readonly [Quantity: number, Amount: number])[]) => ({
    DiscountBreaks: given.map(([Quantity, Amount]) => ({ Quantity, Amount })),
  });
  const filters = ["Nonsense=1", "search=x", "Name", "pageSize=5", "QuantityMultiplier=x"];
  const cases: [object, code: string, named: string][] = [
    [{ DiscountBreaks: [] }, "ValidationFailure", "DiscountBreaks"],
    [{ DiscountBreaks: null }, "ValidationFailure", "DiscountBreaks"],
    [breaks([1, 10], [1, 10]), "ValidationFailure", "DiscountBreaks"],
    ...[0, -1, 100.01].map((Amount): [object, string, string] => [
      breaks([1, Amount]),
      "ValidationFailure",
      "DiscountBreaks[0].Amount",
    ]),
    [{ CatalogID: "none" }, "NotFound", "Catalog"],
    [{ CategoryID: "none" }, "ValidationFailure", "CatalogID"],
    [{ CatalogID: "acme", CategoryID: "none" }, "NotFound", "Category"],
    [{ ProductID: "none" }, "NotFound", "Product"],
    ...filters.map((ProductFilter): [object, string, string] => [
      { ProductFilter },
      "ValidationFailure",
      "ProductFilter",
    ]),
  ];
  for (const [body, code, named] of cases)
    test(`${JSON.stringify(body)}: ${code} of ${named}`, async () => {
      const refused = await seller.refused("Discounts.Create", { body: { ...breaks([1, 10]), ...body } as never });
      assert.deepEqual([refused.code, refused.data.Property ?? refused.data.ObjectType], [code, named]);
    });
});

test("a discount keeps its breaks by quantity, and names its product as that is stored, renamed and deleted", async (t) => {
  const { seller } = await discountShop(t);
  const saved = await seller.ok("Discounts.Create", {
    body: {
      ID: "d",
      DiscountBreaks: [
        { Quantity: 5, Amount: 20 },
        { Quantity: 1, Amount: 10 },
      ],
      ProductID: "MUG",
      CatalogID: "",
    },
  });
  assert.deepEqual(
    [saved.ProductID, saved.CatalogID, saved.DiscountBreaks?.map(({ Quantity }) => Quantity)],
    ["mug", null, [1, 5]],
  );
  await seller.ok("Products.Patch", { path: { productID: "mug" }, body: { ID: "cup" } });
  assert.equal((await seller.ok("Discounts.Get", { path: { discountID: "d" } })).ProductID, "cup");
  await seller.ok("Products.Delete", { path: { productID: "cup" } });
  assert.equal((await seller.refused("Discounts.Get", { path: { discountID: "d" } })).status, 404);
});

test("discounts are the marketplace owner's business", async (t) => {
  const own = await discountShop(t);
  await own.seller.ok("Suppliers.Create", { body: { ID: "mill", Name: "Mill", Active: true } });
  const body = { DiscountBreaks: [{ Quantity: 1, Amount: 99 }] };
  for (const caller of [await newCaller(own, { supplier: "mill" }), await own.colleague("FullAccess")]) {
    assert.equal((await caller.refused("Discounts.Create", { body })).code, "Auth.UserNotAuthorizedToAdmin");
    assert.equal((await caller.refused("Discounts.List")).code, "Auth.UserNotAuthorizedToAdmin");
  }
});
