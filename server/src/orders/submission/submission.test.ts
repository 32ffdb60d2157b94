import assert from "node:assert/strict";
import { test } from "node:test";
import { shop } from "@orderwell/testing";

const path = { direction: "Outgoing", orderID: "o1" };
const tracked = (QuantityAvailable: number, more = {}) => ({
  Inventory: {
    Enabled: true,
    QuantityAvailable,
    NotificationPoint: null,
    VariantLevelTracking: false,
    OrderCanExceed: false,
    LastUpdated: null,
    ...more,
  },
});

test("validation names everything that stands against an order at once, and so does submission", async (t) => {
  const { shopper, seller, product } = await shop(t);
  for (const id of ["fine", "off", "gone", "parent", "short", "dear", "choosy"]) await product(id);
  await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  assert.deepEqual((await shopper.refused("Orders.Submit", { path })).codes, ["Order.CannotSubmitWithNoLineItems"]);
  for (const ProductID of ["fine", "off", "gone", "parent", "short", "dear", "choosy"])
    await shopper.ok("LineItems.Create", { path, body: { ID: ProductID, ProductID, Quantity: 2 } });
  await shopper.ok("Orders.Validate", { path });
  const change = (productID: string, body: object) => seller.ok("Products.Patch", { path: { productID }, body });
  await change("off", { Active: false });
  await seller.ok("Products.Delete", { path: { productID: "gone" } });
  await change("parent", { IsParent: true });
  await change("short", tracked(1));
  await seller.ok("PriceSchedules.Patch", { path: { priceScheduleID: "dear-price" }, body: { MinQuantity: 3 } });
  await seller.ok("Specs.Create", { body: { ID: "size", Name: "Size", Required: true, AllowOpenText: true } });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "choosy" } });
  await seller.ok("Locales.Create", { body: { ID: "nok", Currency: "NOK" } });
  await seller.ok("Locales.SaveAssignment", { body: { LocaleID: "nok", BuyerID: "acme" } });
  const expected = [
    "Inventory.Insufficient",
    "Order.CannotSubmitWithInactiveProduct",
    "Order.CannotSubmitWithParentProduct",
    "Order.CurrencyMismatch",
    "Order.ProductsNotFound",
    "Spec.OneOrMoreRequiresValue",
    "Spec.RequiresValue",
  ];
  for (const operation of ["Orders.Validate", "Orders.Submit", "Cart.Validate", "Cart.Submit"] as const) {
    const { codes, status } = await shopper.refused(operation, { path });
    assert.equal(status, 400);
    // Prices in another currency do not apply either.
    const distinct = [...new Set(codes.filter((code) => code !== "PriceSchedule.MissingOrConflicting"))].sort();
    assert.deepEqual(distinct, expected, operation);
  }
  await seller.ok("Locales.DeleteAssignment", { path: { localeID: "nok" }, query: { buyerID: "acme" } });
  const { codes } = await shopper.refused("Orders.Validate", { path });
  assert.ok(codes.includes("PriceSchedule.CannotBeLessThanMin"), codes.join());
  assert.equal((await shopper.ok("Orders.Get", { path })).Status, "Unsubmitted");
});

test("an order follows the catalog until it is submitted", async (t) => {
  const { shopper, seller, product } = await shop(t);
  await product("p");
  await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  await shopper.ok("LineItems.Create", { path, body: { ID: "l", ProductID: "p", Quantity: 2 } });
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { Name: "Better", xp: { a: 1 } } });
  await seller.ok("PriceSchedules.Patch", {
    path: { priceScheduleID: "p-price" },
    body: { PriceBreaks: [{ Quantity: 1, Price: 12 }] },
  });
  const line = { path: { ...path, lineItemID: "l" } };
  const before = await shopper.ok("LineItems.Get", line);
  assert.deepEqual([before.Product?.Name, before.UnitPrice], ["Better", 10]);
  const submitted = await shopper.ok("Orders.Submit", { path });
  assert.equal(submitted.Total, 24);
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { ID: "q", Name: "Newer" } });
  const after = await shopper.ok("LineItems.Get", line);
  assert.deepEqual([after.Product?.Name, after.Product?.xp, after.ProductID], ["Better", { a: 1 }, "q"]);
  await seller.ok("Products.Delete", { path: { productID: "q" } });
  const edited = await seller.ok("LineItems.Patch", {
    path: { direction: "Incoming", orderID: "o1", lineItemID: "l" },
    body: { Quantity: 3, xp: { note: 1 } },
  });
  assert.deepEqual([edited.LineTotal, edited.UnitPrice], [36, 12]);
});

test("stock is checked while shopping, taken by submission, and follows changes of an open order", async (t) => {
  const { shopper, seller, product } = await shop(t);
  await product("p", tracked(5));
  await product("free", tracked(0, { OrderCanExceed: true }));
  await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  const add = (ProductID: string, Quantity: number, ID?: string) => ({ path, body: { ProductID, Quantity, ID } });
  await shopper.ok("LineItems.Create", add("p", 4, "a"));
  const { code, data } = await shopper.refused("LineItems.Create", add("p", 2, "b"));
  assert.equal(code, "Inventory.Insufficient");
  assert.deepEqual(data, {
    ProductID: "p",
    VariantID: null,
    LineItemID: "b",
    QuantityAvailable: 5,
    QuantityRequested: 6,
  });
  await shopper.ok("LineItems.Create", add("p", 1, "b"));
  await shopper.ok("LineItems.Create", add("free", 3, "c"));
  const left = async (productID: string) =>
    (await seller.ok("Products.Get", { path: { productID } })).Inventory?.QuantityAvailable;
  assert.equal(await left("p"), 5);
  await shopper.ok("Orders.Submit", { path });
  assert.deepEqual([await left("p"), await left("free")], [0, -3]);
  const open = (lineItemID: string) => ({ path: { direction: "Incoming", orderID: "o1", lineItemID } });
  await seller.ok("LineItems.Patch", { ...open("a"), body: { Quantity: 2 } });
  assert.equal(await left("p"), 2);
  const tooMany = await seller.refused("LineItems.Patch", { ...open("a"), body: { Quantity: 5 } });
  assert.deepEqual([tooMany.code, await left("p")], ["Inventory.Insufficient", 2]);
  await seller.ok("LineItems.Delete", open("b"));
  assert.equal(await left("p"), 3);
  await seller.ok("LineItems.Create", {
    path: { direction: "Incoming", orderID: "o1" },
    body: { ProductID: "p", Quantity: 3 },
  });
  assert.equal(await left("p"), 0);
});

test("stock by variant is that of the variant ordered", async (t) => {
  const { shopper, seller, product } = await shop(t);
  await product("shirt");
  await seller.ok("Specs.Create", { body: { ID: "size", Name: "Size", Required: true, DefinesVariant: true } });
  for (const ID of ["s", "m"])
    await seller.ok("Specs.CreateOption", { path: { specID: "size" }, body: { ID, Value: ID } });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "shirt" } });
  await seller.ok("Products.GenerateVariants", { path: { productID: "shirt" }, body: {} });
  const body = { Inventory: { Enabled: true, VariantLevelTracking: true } };
  await seller.ok("Products.Patch", { path: { productID: "shirt" }, body });
  for (const [variantID, QuantityAvailable] of [
    ["shirt-s", 3],
    ["shirt-m", 5],
  ] as const)
    await seller.ok("Products.PatchVariant", {
      path: { productID: "shirt", variantID },
      body: { Inventory: { QuantityAvailable } },
    });
  const add = (Quantity: number, OptionID: string) => ({
    body: { ProductID: "shirt", Quantity, Specs: [{ SpecID: "size", OptionID }] },
  });
  assert.equal((await shopper.refused("Cart.CreateLineItem", add(4, "s"))).data.VariantID, "shirt-s");
  const line = await shopper.ok("Cart.CreateLineItem", add(4, "m"));
  assert.equal(line.Variant?.ID, "shirt-m");
  await shopper.ok("Cart.Submit");
  const variant = await seller.ok("Products.GetVariant", { path: { productID: "shirt", variantID: "shirt-m" } });
  assert.equal(variant.Inventory?.QuantityAvailable, 1);
  await seller.ok("Products.PatchVariant", {
    path: { productID: "shirt", variantID: "shirt-s" },
    body: { Active: false },
  });
  assert.equal((await shopper.refused("Cart.CreateLineItem", add(1, "s"))).code, "LineItem.VariantNotFound");
});

test("of many who submit at once for the last unit, exactly one gets it, whatever order the lines are in", async (t) => {
  const own = await shop(t);
  await own.product("a", tracked(1));
  await own.product("b", tracked(1));
  const shoppers = await Promise.all(Array.from({ length: 6 }, () => own.colleague("Shopper")));
  for (const [index, client] of shoppers.entries())
    for (const ProductID of index % 2 === 0 ? ["a", "b"] : ["b", "a"])
      await client.ok("Cart.CreateLineItem", { body: { ProductID } });
  const results = await Promise.all(shoppers.map((client) => client.send("Cart.Submit")));
  assert.deepEqual(results.map(({ status }) => status).sort(), [201, 400, 400, 400, 400, 400]);
  for (const { status, body } of results)
    if (status === 400) assert.equal(body.Errors[0].ErrorCode, "Inventory.Insufficient");
  for (const productID of ["a", "b"])
    assert.equal((await own.seller.ok("Products.Get", { path: { productID } })).Inventory?.QuantityAvailable, 0);
});
