import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { wire } from "@orderwell/contract";
import { type Shop, shop, type TestClient } from "@orderwell/testing";

type Line = wire.LineItem;

interface BundleShop extends Shop {
  contain(productId: string, part?: { readonly Required?: boolean; readonly DefaultQuantity?: number }): Promise<void>;
}

const prices = (Price: number, BundlePrice: number | null = null) => ({
  PriceBreaks: [{ Quantity: 1, Price, BundlePrice }] as never,
});

/**
 * A shop whose bundle `set` requires two cups (10, in a bundle 8) and has spoons (5), and a jug (20) beside the bundle. The
 * order `o` is the shopper's.
 */
async function bundleShop(t: TestContext): Promise<BundleShop> {
  const own = await shop(t);
  const { seller, shopper } = own;
  await own.product("cup", {}, prices(10, 8));
  await own.product("spoon", {}, prices(5));
  await own.product("jug", {}, prices(20));
  await seller.ok("Bundles.Create", { body: { ID: "set", Name: "Set", Active: true } });
  await seller.ok("Catalogs.SaveBundleAssignment", { body: { CatalogID: "acme", BundleID: "set" } });
  const contain: BundleShop["contain"] = (ProductID, { Required = true, DefaultQuantity } = {}) =>
    seller.ok("Bundles.SaveProductAssignment", {
      body: { BundleID: "set", ProductID, Required, ...(DefaultQuantity && { DefaultQuantity }) },
    }) as Promise<never>;
  await contain("cup", { DefaultQuantity: 2 });
  await contain("spoon", { Required: false });
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o" } });
  return { ...own, contain };
}

const order = { direction: "Outgoing", orderID: "o" } as const;
const path = { ...order, bundleID: "set" } as const;
const linesOf = async (client: TestClient): Promise<Line[]> =>
  (await client.ok("LineItems.List", { path: order, query: { sortBy: "ProductID,ID" } })).Items as Line[];
const add = (client: TestClient, ...LineItems: readonly object[]): Promise<Line> =>
  client.ok("BundleLineItems.Create", { path, body: { LineItems } as never }) as Promise<Line>;
const shown = (lines: readonly Line[]) =>
  lines.map(({ ProductID, Quantity, UnitPrice, LineTotal }) => `${Quantity} ${ProductID} ${UnitPrice} ${LineTotal}`);

test("a bundle without further words brings what it requires in default quantities, at prices of bundles", async (t) => {
  const { shopper } = await bundleShop(t);
  const bundle = (await shopper.ok("BundleLineItems.Create", { path: { ...path, bundleID: "SET" } })) as Line;
  assert.deepEqual(
    [bundle.ProductID, bundle.IsBundle, bundle.Quantity, bundle.UnitPrice, bundle.LineTotal, bundle.BundleItemID],
    ["set", true, 1, 0, 0, null],
  );
  const lines = await linesOf(shopper);
  assert.deepEqual(shown(lines), ["2 cup 8 16", "1 set 0 0"]);
  assert.deepEqual([lines[0]?.BundleItemID, lines[0]?.IsBundle], [bundle.ID, false]);
  assert.deepEqual(lines[1]?.PriceScheduleID, null);
  const { LineItemCount, Subtotal, Total } = await shopper.ok("Orders.Get", { path: order });
  assert.deepEqual([LineItemCount, Subtotal, Total], [1, 16, 16]);
});

test("chosen lines have quantities, IDs, specs and xp of their own, and their product's price where bundles have none", async (t) => {
  const { shopper } = await bundleShop(t);
  const bundle = await add(
    shopper,
    { ID: "c", ProductID: "CUP", xp: { Color: "red" } },
    { ProductID: "spoon", Quantity: 3 },
    { ProductID: "cup", Quantity: 1 },
  );
  const lines = await linesOf(shopper);
  assert.deepEqual(shown(lines).sort(), ["1 cup 8 8", "1 set 0 0", "2 cup 8 16", "3 spoon 5 15"]);
  const red = lines.find(({ ID }) => ID === "c");
  assert.deepEqual([red?.xp, red?.BundleItemID, red?.Quantity], [{ Color: "red" }, bundle.ID, 2]);
  const taken = await shopper.refused("BundleLineItems.Create", {
    path,
    body: { LineItems: [{ ID: "C", ProductID: "cup" }] } as never,
  });
  assert.deepEqual([taken.status, taken.code], [409, "IdExists"]);
});

test("lines of a bundle are listed as they were chosen, behind the bundle's own", async (t) => {
  const { shopper } = await bundleShop(t);
  const IDs = ["z", "b", "y", "a"];
  const { ID } = await add(
    shopper,
    { ID: IDs[0], ProductID: "cup" },
    ...IDs.slice(1).map((id) => ({ ID: id, ProductID: "spoon" })),
  );
  const { Items } = await shopper.ok("LineItems.List", { path: order });
  assert.deepEqual(
    Items.map((line) => line.ID),
    [ID, ...IDs],
  );
});

test("what is chosen is of the bundle, with all that it requires; without words defaults must say how much", async (t) => {
  const { shopper, seller, contain, product } = await bundleShop(t);
  const refused = async (...LineItems: object[]) => {
    const { code, data } = await shopper.refused("BundleLineItems.Create", { path, body: { LineItems } as never });
    return [code, data.ProductIDs];
  };
  assert.deepEqual(await refused({ ProductID: "spoon" }), ["Bundle.RequiredBundleItemMissing", ["cup"]]);
  assert.deepEqual(await refused({ ProductID: "cup" }, { ProductID: "jug" }), ["Bundle.ProductNotAssigned", ["jug"]]);
  assert.deepEqual(await refused({ Quantity: 1 }), ["ValidationFailure", undefined]);
  assert.deepEqual(await refused({ ProductID: "cup" }, { ProductID: "nothing" }), [
    "Bundle.ProductNotAssigned",
    ["nothing"],
  ]);
  await contain("cup");
  const unclear = await shopper.refused("BundleLineItems.Create", { path });
  assert.deepEqual([unclear.code, unclear.data], ["Bundle.DefaultQuantityMissing", { ProductIDs: ["cup"] }]);
  await seller.ok("Bundles.Create", { body: { ID: "loose", Name: "Loose", Active: true } });
  await seller.ok("Catalogs.SaveBundleAssignment", { body: { CatalogID: "acme", BundleID: "loose" } });
  await seller.ok("Bundles.SaveProductAssignment", { body: { BundleID: "loose", ProductID: "jug", Required: false } });
  const nothing = await shopper.refused("BundleLineItems.Create", { path: { ...path, bundleID: "loose" } });
  assert.equal(nothing.code, "Bundle.RequiredBundleItemMissing");
  await product("other");
  for (const bundleID of ["nothing", "other"]) {
    const none = await shopper.refused("BundleLineItems.Create", { path: { ...path, bundleID } });
    assert.deepEqual([none.status, none.data.ObjectType], [404, "Bundle"]);
  }
  const many = Array.from({ length: 101 }, () => ({ ProductID: "cup" }));
  assert.deepEqual(await refused(...many), ["ValidationFailure", undefined]);
  assert.deepEqual(await linesOf(shopper), []);
});

test("a child stands for the parent that a bundle requires, and the parent itself cannot be bought", async (t) => {
  const { shopper, contain, product } = await bundleShop(t);
  await product("shirt", { IsParent: true }, prices(30, 25));
  await product("shirt-s", { ParentID: "shirt" }, null);
  await contain("shirt");
  const cup = { ProductID: "cup" };
  const parent = await shopper.refused("BundleLineItems.Create", {
    path,
    body: { LineItems: [cup, { ProductID: "shirt" }] } as never,
  });
  assert.equal(parent.code, "LineItem.CannotPurchaseParentProduct");
  await add(shopper, cup, { ProductID: "shirt-s" });
  assert.deepEqual(shown(await linesOf(shopper)), ["2 cup 8 16", "1 set 0 0", "1 shirt-s 25 25"]);
  await shopper.ok("Orders.Submit", { path: order });
});

test("bundles that the shopper does not see, or that are switched off, are not there", async (t) => {
  const { shopper, seller } = await bundleShop(t);
  const refused = async () => (await shopper.refused("BundleLineItems.Create", { path })).data.ObjectType;
  await seller.ok("Bundles.Patch", { path, body: { Active: false } });
  assert.equal(await refused(), "Bundle");
  await seller.ok("Bundles.Patch", { path, body: { Active: true } });
  await seller.ok("Catalogs.DeleteBundleAssignment", { path: { catalogID: "acme", bundleID: "set" } });
  assert.equal(await refused(), "Bundle");
  const asLine = await shopper.refused("LineItems.Create", { path: order, body: { ProductID: "set" } });
  assert.equal(asLine.status, 404);
  await seller.ok("Catalogs.SaveBundleAssignment", { body: { CatalogID: "acme", BundleID: "set" } });
  const mirror = await shopper.refused("LineItems.Create", { path: order, body: { ProductID: "set" } });
  assert.equal(mirror.code, "LineItem.CannotPurchaseBundleProduct");
});

test("one bundle comes several times, each apart, and goes with all its lines", async (t) => {
  const { shopper } = await bundleShop(t);
  const first = await add(shopper, { ProductID: "cup" }, { ProductID: "spoon" });
  const second = await add(shopper, { ProductID: "cup", Quantity: 5 });
  await shopper.ok("LineItems.Create", { path: order, body: { ID: "alone", ProductID: "cup" } });
  assert.notEqual(first.ID, second.ID);
  const alone = (await linesOf(shopper)).find(({ ID }) => ID === "alone");
  assert.deepEqual([alone?.UnitPrice, alone?.BundleItemID], [10, null], "not a part of any bundle");
  await shopper.ok("BundleLineItems.Delete", { path: { ...path, bundleItemID: first.ID } });
  assert.deepEqual(shown(await linesOf(shopper)).sort(), ["1 cup 10 10", "1 set 0 0", "5 cup 8 40"]);
  const gone = await shopper.refused("BundleLineItems.Delete", { path: { ...path, bundleItemID: first.ID } });
  assert.deepEqual([gone.status, gone.data.ObjectType], [404, "LineItem"]);
  for (const [bundleID, bundleItemID] of [
    ["set", "alone"],
    ["other", second.ID],
  ] as const)
    assert.equal(
      (await shopper.refused("BundleLineItems.Delete", { path: { ...order, bundleID, bundleItemID } })).status,
      404,
    );
  assert.equal((await shopper.ok("Orders.Get", { path: order })).Total, 50);
});

test("single lines of a bundle are taken off through the bundle, unless it requires them; plain deletion is refused", async (t) => {
  const { shopper } = await bundleShop(t);
  const bundle = await add(shopper, { ID: "cup", ProductID: "cup" }, { ID: "spoon", ProductID: "spoon" });
  const plain = async (lineItemID: string) =>
    (await shopper.refused("LineItems.Delete", { path: { ...order, lineItemID } })).code;
  assert.equal(await plain(bundle.ID), "LineItem.CannotRemoveBundle");
  assert.equal(await plain("cup"), "LineItem.CannotRemoveRequiredBundleItem");
  assert.equal(await plain("spoon"), "LineItem.CannotRemoveBundleItem");
  const through = (bundleItemID: string) => ({ path: { ...path, bundleItemID } });
  const needed = await shopper.refused("BundleLineItems.Delete", through("CUP"));
  assert.equal(needed.code, "LineItem.CannotRemoveRequiredBundleItem");
  await shopper.ok("BundleLineItems.Delete", through("spoon"));
  assert.deepEqual(shown(await linesOf(shopper)), ["2 cup 8 16", "1 set 0 0"]);
});

test("lines of a bundle change as others do and keep the price of bundles; the bundle's own line stays one", async (t) => {
  const { shopper, colleague } = await bundleShop(t);
  const bundle = await add(shopper, { ID: "c", ProductID: "cup" });
  const at = (lineItemID: string) => ({ ...order, lineItemID });
  const patched = await shopper.ok("LineItems.Patch", { path: at("c"), body: { Quantity: 4 } });
  assert.deepEqual([patched.UnitPrice, patched.LineTotal, patched.BundleItemID], [8, 32, bundle.ID]);
  const saved = await shopper.ok("LineItems.Save", { path: at("c"), body: { ProductID: "cup", Quantity: 3 } });
  assert.deepEqual([saved.LineTotal, saved.BundleItemID], [24, bundle.ID]);
  const own = await shopper.ok("LineItems.Patch", { path: at(bundle.ID), body: { xp: { Gift: true } } });
  assert.deepEqual([own.xp, own.Quantity, own.LineTotal], [{ Gift: true }, 1, 0]);
  const two = await shopper.refused("LineItems.Patch", { path: at(bundle.ID), body: { Quantity: 2 } });
  assert.deepEqual([two.status, two.code], [400, "ValidationFailure"]);
  const renamed = await shopper.ok("LineItems.Patch", { path: at(bundle.ID), body: { ID: "tea" } });
  assert.equal(renamed.ID, "tea");
  assert.equal((await shopper.ok("LineItems.Get", { path: at("c") })).BundleItemID, "tea");
  const priced = await colleague("OrderAdmin", "UnsubmittedOrderReader", "OverrideUnitPrice");
  const set = await priced.ok("LineItems.Patch", { path: at("tea"), body: { UnitPrice: 7 } });
  assert.deepEqual([set.PriceOverridden, set.LineTotal], [true, 7]);
  await shopper.ok("Orders.Submit", { path: order });
  const submitted = await shopper.ok("Orders.Get", { path: order });
  assert.deepEqual([submitted.LineItemCount, submitted.Total], [1, 31]);
});

test("an order is not submitted with a bundle that lacks what it requires by now, or that is gone", async (t) => {
  const { shopper, seller, contain } = await bundleShop(t);
  await add(shopper, { ProductID: "cup" });
  await shopper.ok("Orders.Validate", { path: order });
  await contain("spoon");
  const lacking = await shopper.refused("Orders.Validate", { path: order });
  assert.deepEqual(
    [lacking.code, lacking.data],
    ["Bundle.RequiredBundleItemMissing", { BundleID: "set", ProductIDs: ["spoon"] }],
  );
  await contain("spoon", { Required: false });
  await seller.ok("Bundles.Patch", { path, body: { Active: false } });
  assert.equal((await shopper.refused("Orders.Submit", { path: order })).code, "Order.CannotSubmitWithInactiveProduct");
  await seller.ok("Bundles.Delete", { path });
  assert.equal((await shopper.refused("Orders.Submit", { path: order })).code, "Order.ProductsNotFound");
  const bundle = (await linesOf(shopper)).find(({ IsBundle }) => IsBundle);
  await shopper.ok("BundleLineItems.Delete", { path: { ...path, bundleItemID: bundle?.ID ?? "" } });
  assert.deepEqual(await linesOf(shopper), []);
});

test("a bundle takes the stock of what it consists of, and of open orders gives it back", async (t) => {
  const { shopper, seller } = await bundleShop(t);
  const stock = { Inventory: { Enabled: true, QuantityAvailable: 5 } };
  await seller.ok("Products.Patch", { path: { productID: "cup" }, body: stock });
  const left = async () =>
    (await seller.ok("Products.Get", { path: { productID: "cup" } })).Inventory?.QuantityAvailable;
  await add(shopper, { ProductID: "cup", Quantity: 3 });
  const short = await shopper.refused("BundleLineItems.Create", {
    path,
    body: { LineItems: [{ ProductID: "cup", Quantity: 3 }] } as never,
  });
  assert.equal(short.code, "Inventory.Insufficient");
  await shopper.ok("Orders.Submit", { path: order });
  assert.equal(await left(), 2);
  const incoming = { direction: "Incoming", orderID: "o", bundleID: "set" } as const;
  const added = await seller.ok("BundleLineItems.Create", { path: incoming });
  assert.equal(await left(), 0);
  await seller.ok("BundleLineItems.Delete", { path: { ...incoming, bundleItemID: added.ID } });
  assert.equal(await left(), 2);
  assert.equal((await shopper.ok("Orders.Get", { path: order })).Total, 24);
});

test("quantities that count together do so across bundles, each line at its own kind of price", async (t) => {
  const { shopper, product, contain } = await bundleShop(t);
  const breaks = [
    { Quantity: 1, Price: 10, BundlePrice: 9 },
    { Quantity: 4, Price: 6, BundlePrice: 5 },
  ];
  await product("bead", {}, { UseCumulativeQuantity: true, PriceBreaks: breaks as never });
  await contain("bead", { Required: false });
  await shopper.ok("LineItems.Create", { path: order, body: { ID: "alone", ProductID: "bead", Quantity: 2 } });
  const bundle = await add(shopper, { ProductID: "cup" }, { ProductID: "bead", Quantity: 2 });
  assert.deepEqual(shown(await linesOf(shopper)).sort(), ["1 set 0 0", "2 bead 5 10", "2 bead 6 12", "2 cup 8 16"]);
  await shopper.ok("BundleLineItems.Delete", { path: { ...path, bundleItemID: bundle.ID } });
  assert.deepEqual(shown(await linesOf(shopper)), ["2 bead 10 20"]);
});

test("the cart takes bundles as orders do, and begins with one", async (t) => {
  const { colleague } = await bundleShop(t);
  const shopper = await colleague("Shopper");
  const none = await shopper.refused("Cart.DeleteBundleItem", { path: { bundleID: "set", bundleItemID: "x" } });
  assert.deepEqual([none.status, none.data.ObjectType], [404, "LineItem"]);
  const bundle = await shopper.ok("Cart.CreateBundleItem", { path: { bundleID: "set" } });
  assert.deepEqual([bundle.IsBundle, bundle.LineTotal], [true, 0]);
  assert.deepEqual((await shopper.ok("Cart.Get")).Total, 16);
  const line = (await shopper.ok("Cart.ListLineItems")).Items.find(({ IsBundle }) => !IsBundle);
  assert.equal(
    (await shopper.refused("Cart.DeleteLineItem", { path: { lineItemID: line?.ID ?? "" } })).code,
    "LineItem.CannotRemoveRequiredBundleItem",
  );
  await shopper.ok("Cart.DeleteBundleItem", { path: { bundleID: "set", bundleItemID: bundle.ID } });
  assert.deepEqual((await shopper.ok("Cart.ListLineItems")).Items, []);
});

test("a bundle's own line is not shipped, and an order is completed without it", async (t) => {
  const { shopper, seller } = await bundleShop(t);
  const bundle = await add(shopper, { ID: "c", ProductID: "cup" });
  await shopper.ok("Orders.Submit", { path: order });
  await seller.ok("Shipments.Create", { body: { ID: "s", BuyerID: "acme" } });
  const item = (LineItemID: string, QuantityShipped: number) => ({
    path: { shipmentID: "s" },
    body: { OrderID: "o", LineItemID, QuantityShipped },
  });
  assert.equal((await seller.refused("Shipments.SaveItem", item(bundle.ID, 1))).code, "ShipmentItem.CannotBeBundle");
  await seller.ok("Shipments.SaveItem", item("c", 2));
  await seller.ok("Shipments.Patch", { path: { shipmentID: "s" }, body: { DateShipped: "2031-01-01T00:00:00Z" } });
  assert.equal((await shopper.ok("Orders.Get", { path: order })).Status, "Completed");
});
