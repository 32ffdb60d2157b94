import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { shop } from "@orderwell/testing";

async function stocked(t: TestContext) {
  const own = await shop(t);
  const { seller, shopper } = own;
  await own.product("p");
  const path = { productID: "p" };
  return {
    ...own,
    add: (Quantity: number) => ({ body: { ProductID: "p", Quantity } }),
    submit: () => shopper.ok("Cart.Submit"),
    stock: async () => (await seller.ok("Products.Get", { path })).Inventory,
    set: (Inventory: object | null) => seller.ok("Products.Patch", { path, body: { Inventory } }),
  };
}

test("an enabled inventory without a quantity holds nothing, and goes below zero where it may", async (t) => {
  const { shopper, add, set, submit, stock } = await stocked(t);
  await set({ Enabled: true });
  const { code, data } = await shopper.refused("Cart.CreateLineItem", add(1));
  assert.deepEqual([code, data.QuantityAvailable, data.QuantityRequested], ["Inventory.Insufficient", 0, 1]);
  await set({ OrderCanExceed: true });
  await shopper.ok("Cart.CreateLineItem", add(1));
  const before = await stock();
  await submit();
  const after = await stock();
  assert.deepEqual([before?.QuantityAvailable, after?.QuantityAvailable], [0, -1]);
  assert.ok(String(after?.LastUpdated) > String(before?.LastUpdated), "the movement is a change");
});

test("lines of one product that are more together than a quantity may be are submitted, and nobody after them is kept from it", async (t) => {
  const { shopper, add, set, submit, stock } = await stocked(t);
  const most = 2 ** 31 - 1;
  for (const inventory of [null, { Enabled: true, OrderCanExceed: true, QuantityAvailable: 1 }]) {
    await set(inventory);
    for (const quantity of [most, 2]) await shopper.ok("Cart.CreateLineItem", add(quantity));
    await submit();
  }
  assert.equal((await stock())?.QuantityAvailable, -(2 ** 31));
  await shopper.ok("Cart.CreateLineItem", add(1));
  await submit();
  assert.equal((await stock())?.QuantityAvailable, -(2 ** 31));
});

test("stock that is enabled after a cart was filled counts on submission, to the last unit", async (t) => {
  const { shopper, add, set, submit, stock } = await stocked(t);
  await shopper.ok("Cart.CreateLineItem", add(3));
  await set({ Enabled: true, QuantityAvailable: 2 });
  assert.equal((await shopper.refused("Cart.Submit")).code, "Inventory.Insufficient");
  await set({ QuantityAvailable: 3 });
  await submit();
  assert.equal((await stock())?.QuantityAvailable, 0);
});

test("an inventory that is switched off is neither checked nor moved, and keeps its quantity", async (t) => {
  const { shopper, add, set, submit, stock } = await stocked(t);
  await set({ Enabled: true, QuantityAvailable: 2 });
  await set({ Enabled: false });
  await shopper.ok("Cart.CreateLineItem", add(100));
  await submit();
  assert.equal((await stock())?.QuantityAvailable, 2);
  await set({ Enabled: true });
  assert.equal((await shopper.ok("Me.GetProduct", { path: { productID: "p" } })).Inventory?.QuantityAvailable, 2);
});

test("a cart follows prices with the next write, and cannot be submitted with what is gone or switched off", async (t) => {
  const { shopper, seller, product, add } = await stocked(t);
  await product("gone");
  await product("off");
  const ids: Record<string, string> = {};
  for (const ProductID of ["gone", "off"])
    ids[ProductID] = (await shopper.ok("Cart.CreateLineItem", { body: { ProductID } })).ID as string;
  const { ID } = await shopper.ok("Cart.CreateLineItem", add(2));
  await seller.ok("PriceSchedules.SavePriceBreak", {
    path: { priceScheduleID: "p-price" },
    body: { Quantity: 1, Price: 12, SalePrice: 11 },
  });
  const written = await shopper.ok("Cart.PatchLineItem", {
    path: { lineItemID: ID as string },
    body: { xp: { a: 1 } },
  });
  assert.deepEqual([written.UnitPrice, written.LineSubtotal, written.IsOnSale], [11, 22, true]);
  await seller.ok("Products.Delete", { path: { productID: "gone" } });
  await seller.ok("Products.Patch", { path: { productID: "off" }, body: { Active: false } });
  const { codes } = await shopper.refused("Cart.Submit");
  assert.deepEqual([...codes].sort(), ["Order.CannotSubmitWithInactiveProduct", "Order.ProductsNotFound"]);
  for (const lineItemID of Object.values(ids)) await shopper.ok("Cart.DeleteLineItem", { path: { lineItemID } });
  assert.equal((await shopper.ok("Cart.Submit")).Total, 22);
});
