import assert from "node:assert/strict";
import { test } from "node:test";
import { newCaller, type Shop, shop } from "@orderwell/testing";

const at = (orderID: string) => ({ direction: "Outgoing", orderID });

/** A submitted order of the shopper's. */
async function ordered(
  own: Shop,
  orderID: string,
  lines: readonly { readonly ID: string; readonly ProductID: string; readonly Quantity: number }[],
): Promise<void> {
  const { shopper } = own;
  await shopper.ok("Orders.Create", {
    path: { direction: "Outgoing" },
    body: { ID: orderID, Comments: "old", xp: { a: 1 } },
  });
  for (const body of lines)
    await shopper.ok("LineItems.Create", { path: at(orderID), body: { ...body, CostCenter: "cc" } });
  await shopper.ok("Orders.Submit", { path: at(orderID) });
}

test("repeating makes an unsubmitted order with the same products and quantities, in their order, at today's prices", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  for (const id of ["a", "b", "c"]) await own.product(id);
  await ordered(own, "o1", [
    { ID: "1", ProductID: "c", Quantity: 1 },
    { ID: "2", ProductID: "a", Quantity: 2 },
    { ID: "3", ProductID: "b", Quantity: 3 },
    { ID: "4", ProductID: "a", Quantity: 4 },
  ]);
  await seller.ok("LineItems.Patch", {
    path: { direction: "All", orderID: "o1", lineItemID: "3" },
    body: { UnitPrice: 1 },
  });
  await seller.ok("PriceSchedules.Patch", {
    path: { priceScheduleID: "a-price" },
    body: { PriceBreaks: [{ Quantity: 1, Price: 11 }] },
  });
  const { Order, UnavailableItems } = await shopper.ok("Orders.Repeat", {
    path: at("o1"),
    body: { ID: "o2", Comments: "again" },
  });
  assert.deepEqual(UnavailableItems, []);
  assert.deepEqual(
    [Order?.ID, Order?.Status, Order?.Comments, Order?.xp, Order?.Total, Order?.LineItemCount, Order?.DateSubmitted],
    ["o2", "Unsubmitted", "again", null, 10 + 66 + 30, 4, null],
  );
  const { Items } = await shopper.ok("LineItems.List", { path: at("o2") });
  assert.deepEqual(
    Items.map((line) => [line.ProductID, line.Quantity, line.UnitPrice, line.CostCenter]),
    [
      ["c", 1, 10, null],
      ["a", 2, 11, null],
      ["b", 3, 10, null],
      ["a", 4, 11, null],
    ],
  );
  assert.equal((await shopper.ok("Orders.Submit", { path: at("o2") })).Status, "Open");
  const twice = await shopper.refused("Orders.Repeat", { path: at("o1"), body: { ID: "o2" } });
  assert.deepEqual([twice.status, twice.code], [409, "IdExists"]);
  assert.equal((await shopper.ok("Orders.Repeat", { path: at("o1") })).Order?.LineItemCount, 4);
});

test("what cannot be ordered again is left out and said, each with what adding it would answer, stock shared among lines", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  for (const id of ["gone", "off", "dear", "few", "stays"]) await own.product(id);
  await ordered(own, "o1", [
    { ID: "1", ProductID: "gone", Quantity: 1 },
    { ID: "2", ProductID: "off", Quantity: 1 },
    { ID: "3", ProductID: "dear", Quantity: 1 },
    { ID: "4", ProductID: "few", Quantity: 4 },
    { ID: "5", ProductID: "few", Quantity: 2 },
    { ID: "6", ProductID: "few", Quantity: 1 },
    { ID: "7", ProductID: "stays", Quantity: 1 },
  ]);
  await seller.ok("Catalogs.DeleteProductAssignment", { path: { catalogID: "acme", productID: "gone" } });
  await seller.ok("Products.Patch", { path: { productID: "off" }, body: { Active: false } });
  await seller.ok("PriceSchedules.Patch", { path: { priceScheduleID: "dear-price" }, body: { MinQuantity: 5 } });
  await seller.ok("Products.Patch", {
    path: { productID: "few" },
    body: { Inventory: { Enabled: true, QuantityAvailable: 5 } },
  });
  const { Order, UnavailableItems } = await shopper.ok("Orders.Repeat", { path: at("o1") });
  assert.deepEqual(
    UnavailableItems?.map((one) => [one.ProductID, one.Error?.ErrorCode]),
    [
      ["gone", "NotFound"],
      ["off", "NotFound"],
      ["dear", "PriceSchedule.CannotBeLessThanMin"],
      ["few", "Inventory.Insufficient"],
    ],
  );
  assert.notEqual(UnavailableItems?.[2]?.Error?.Message, "");
  const { Items } = await shopper.ok("LineItems.List", { path: at(String(Order?.ID)) });
  assert.deepEqual(
    Items.map((line) => [line.ProductID, line.Quantity]),
    [
      ["few", 4],
      ["few", 1],
      ["stays", 1],
    ],
  );
});

test("an order is repeated for its own user, by those who may change it, never by whoever may only read it or has none", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  await own.product("a");
  await ordered(own, "o1", [{ ID: "1", ProductID: "a", Quantity: 1 }]);
  const me = await shopper.ok("Me.Get");
  const again = await seller.ok("Orders.Repeat", {
    path: { direction: "Incoming", orderID: "o1" },
    body: { ID: "o2" },
  });
  assert.deepEqual([again.Order?.FromUserID, again.Order?.FromCompanyID], [me.ID, "acme"]);
  assert.equal((await shopper.ok("Cart.Get")).ID, "o2");

  const stranger = await own.colleague("Shopper");
  const reader = await own.colleague("OrderReader", "Shopper");
  for (const caller of [stranger, reader])
    assert.equal((await caller.refused("Orders.Repeat", { path: at("o1") })).status, 404);
  const onlyReader = await own.colleague("OrderReader");
  assert.equal((await onlyReader.refused("Orders.Repeat", { path: at("o1") })).code, "Auth.InsufficientRoles");
  const guest = await own.anonymous("guest-1");
  await guest.ok("Orders.Create", { path: { direction: "Outgoing" }, body: {} });
  assert.equal((await guest.refused("Orders.Repeat", { path: at("guest-1") })).code, "Auth.AnonUserProhibited");

  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true, AllBuyersCanOrder: true } });
  await own.product("b", { DefaultSupplierID: "sup" });
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "direct", ToCompanyID: "sup" } });
  await shopper.ok("LineItems.Create", { path: at("direct"), body: { ProductID: "b" } });
  await shopper.ok("Orders.Submit", { path: at("direct") });
  assert.equal((await shopper.ok("Orders.Repeat", { path: at("direct") })).Order?.ToCompanyID, "sup");
  const supplier = await newCaller(own, { supplier: "sup" }, ["OrderAdmin"]);
  const theirs = await supplier.ok("Orders.Repeat", { path: { direction: "Incoming", orderID: "direct" } });
  assert.deepEqual([theirs.Order?.ToCompanyID, theirs.Order?.FromUserID], ["sup", me.ID]);
  await seller.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "purchase", ToCompanyID: "sup" } });
  await seller.ok("LineItems.Create", { path: at("purchase"), body: { ProductID: "b" } });
  await seller.ok("Orders.Submit", { path: at("purchase") });
  assert.equal((await seller.ok("Orders.Repeat", { path: at("purchase") })).Order?.ToCompanyID, "sup");
  const purchase = await supplier.refused("Orders.Repeat", { path: { direction: "Incoming", orderID: "purchase" } });
  assert.equal(purchase.code, "Order.CreateIncomingRequiresFromUser");
  await seller.ok("Suppliers.Patch", { path: { supplierID: "sup" }, body: { AllBuyersCanOrder: false } });
  const refused = await shopper.refused("Orders.Repeat", { path: at("direct") });
  assert.deepEqual([refused.status, refused.data.ObjectType], [404, "Supplier"]);
});

test("a bundle is repeated as one: with all that it requires today, or not at all", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  await own.product("cup", {}, { PriceBreaks: [{ Quantity: 1, Price: 10, BundlePrice: 8 }] as never });
  for (const id of ["spoon", "jar"]) await own.product(id);
  await seller.ok("Bundles.Create", { body: { ID: "set", Name: "Set", Active: true } });
  await seller.ok("Catalogs.SaveBundleAssignment", { body: { CatalogID: "acme", BundleID: "set" } });
  const contain = (ProductID: string, Required: boolean) =>
    seller.ok("Bundles.SaveProductAssignment", { body: { BundleID: "set", ProductID, Required } });
  await contain("cup", true);
  await contain("spoon", false);
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o" } });
  const bundle = await shopper.ok("BundleLineItems.Create", {
    path: { ...at("o"), bundleID: "set" },
    body: { LineItems: [{ ProductID: "cup", Quantity: 2 }, { ProductID: "spoon" }] as never },
  });
  await shopper.ok("LineItems.Create", { path: at("o"), body: { ProductID: "jar" } });
  await shopper.ok("Orders.Submit", { path: at("o") });

  const again = async () => {
    const { Order, UnavailableItems } = await shopper.ok("Orders.Repeat", { path: at("o") });
    const { Items } = await shopper.ok("LineItems.List", { path: at(Order?.ID ?? ""), query: { sortBy: "ProductID" } });
    const own = Items.find(({ IsBundle }) => IsBundle)?.ID ?? null;
    assert.notEqual(own, bundle.ID);
    return [
      Items.map(({ ProductID, BundleItemID, UnitPrice }) =>
        [ProductID, BundleItemID === null ? "-" : BundleItemID === own ? "set" : "?", UnitPrice].join(" "),
      ).join(),
      (UnavailableItems ?? []).map((one) => `${one.ProductID} ${one.Error?.ErrorCode}`).join(),
    ];
  };
  assert.deepEqual(await again(), ["cup set 8,jar - 10,set - 0,spoon set 10", ""]);
  await seller.ok("Products.Patch", { path: { productID: "spoon" }, body: { Active: false } });
  assert.deepEqual(await again(), ["cup set 8,jar - 10,set - 0", "spoon NotFound"]);
  await contain("spoon", true);
  const lacking = "Bundle.RequiredBundleItemMissing";
  const [lines, missing] = await again();
  assert.equal(lines, "jar - 10");
  assert.deepEqual(missing?.split(",").sort(), [`cup ${lacking}`, `set ${lacking}`, "spoon NotFound"]);
  await seller.ok("Bundles.Patch", { path: { bundleID: "set" }, body: { Active: false } });
  const [, gone] = await again();
  assert.deepEqual(gone?.split(",").sort(), ["cup NotFound", "set NotFound", "spoon NotFound"]);
});
