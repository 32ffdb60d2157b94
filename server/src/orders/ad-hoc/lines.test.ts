import assert from "node:assert/strict";
import { before, test } from "node:test";
import { awaitMessages, newCaller, newVisitor, startDeliveries, type TestClient, testServer } from "@orderwell/testing";
import { orderMessages } from "../messages/announcing.ts";
import { type Elsewhere, elsewhere } from "./testing/elsewhere.ts";

before(async () => startDeliveries(orderMessages((await testServer()).app.works)));

const path = { direction: "Outgoing", orderID: "o" };
const incoming = { direction: "Incoming", orderID: "o" };
const line = { ...path, lineItemID: "l" };

/** An unsubmitted order with two drills, which the marketplace does not have, as the line `l`. */
async function ordered(own: Elsewhere, ProductID = "drill"): Promise<void> {
  await own.buyer.ok("Orders.Create", { path, body: { ID: "o" } });
  await own.buyer.ok("LineItems.Create", { path, body: { ID: "l", ProductID, Quantity: 2 } });
}

/** What everybody is shown of the line. */
const shown = async (client: TestClient, at: object = path) => {
  const [one] = (await client.ok("LineItems.List", { path: at as typeof path })).Items;
  return [one?.ProductID, one?.Product?.Name, one?.UnitPrice, one?.LineTotal, one?.Quantity];
};

test("the line says all that the service said, in replies, lists, filters, worksheets and orders", async (t) => {
  const own = await elsewhere(t);
  await ordered(own);
  const { buyer } = own;
  const got = await buyer.ok("LineItems.Get", { path: line });
  assert.deepEqual(got.Product, {
    ID: "drill",
    Name: "Drill",
    Description: null,
    Returnable: true,
    QuantityMultiplier: 1,
    ShipWeight: 2.5,
    ShipHeight: null,
    ShipWidth: null,
    ShipLength: null,
    DefaultSupplierID: null,
    ParentID: null,
    xp: { volts: 18, of: { maker: "Ace" } },
  });
  const { Variant, Specs, PriceScheduleID, InventoryRecordID, SupplierID, PriceOverridden, IsOnSale } = got;
  assert.deepEqual(
    [Variant, Specs, PriceScheduleID, InventoryRecordID, SupplierID, PriceOverridden, IsOnSale],
    [null, [], null, null, null, true, false],
  );
  const found = async (query: Record<string, string>) =>
    (await buyer.ok("LineItems.List", { path, query })).Items.map(({ ID }) => ID);
  assert.deepEqual(await found({ "Product.Name": "Dri*", "Product.xp.volts": ">10", ProductID: "drill" }), ["l"]);
  assert.deepEqual(await found({ "Product.ShipWeight": ">3" }), []);
  const sheet = await buyer.ok("IntegrationEvents.GetWorksheet", { path });
  assert.deepEqual([sheet.LineItems?.[0], sheet.Order?.Total], [got, 259.9]);
  await buyer.ok("Orders.Submit", { path });
  const orders = await own.seller.ok("Orders.List", {
    path: { direction: "Incoming" },
    query: { "LineItems.Product.Name": "Drill" } as Record<string, string>,
  });
  assert.equal(orders.Meta.TotalCount, 1);
});

test("the price stays through other quantities, PUT, promotions and price resets, and only who may sets another", async (t) => {
  const own = await elsewhere(t);
  await ordered(own);
  const { buyer, seller } = own;
  const patched = await buyer.ok("LineItems.Patch", { path: line, body: { Quantity: 4, xp: { note: 1 } } });
  assert.deepEqual([patched.UnitPrice, patched.LineTotal, patched.Product?.Name], [129.95, 519.8, "Drill"]);
  const saved = await buyer.ok("LineItems.Save", { path: line, body: { ProductID: "DRILL", Quantity: 1 } });
  assert.deepEqual([saved.UnitPrice, saved.LineTotal, saved.xp, saved.PriceOverridden], [129.95, 129.95, null, true]);
  assert.equal((await buyer.refused("LineItems.Patch", { path: line, body: { UnitPrice: 1 } })).status, 403);
  for (const body of [{ ProductID: "saw" }, { ProductID: "p" }])
    assert.equal((await buyer.refused("LineItems.Patch", { path: line, body })).code, "LineItem.CannotChangeProductID");
  const spec = { Specs: [{ SpecID: "s", Value: "v" }] };
  assert.equal((await buyer.refused("LineItems.Patch", { path: line, body: spec })).data.ObjectType, "Spec");
  const record = { InventoryRecordID: "r" };
  assert.equal(
    (await buyer.refused("LineItems.Patch", { path: line, body: record })).data.ObjectType,
    "InventoryRecord",
  );
  const all = { ...incoming, lineItemID: "l" };
  const reset = await seller.ok("LineItems.Patch", { path: all, body: { UnitPrice: null } as object });
  assert.deepEqual([reset.UnitPrice, reset.PriceOverridden], [129.95, true]);
  const set = await seller.ok("LineItems.Patch", { path: all, body: { UnitPrice: 100 } });
  assert.deepEqual([set.UnitPrice, set.LineTotal], [100, 100]);
  await seller.ok("Promotions.Create", {
    body: {
      ID: "ace",
      Code: "ACE",
      LineItemLevel: true,
      EligibleExpression: "item.Product.xp.of.maker = 'Ace' and not item.Product.incategory('tools')",
      ValueExpression: "item.LineSubtotal * 0.1",
      AllowAllBuyers: true,
    },
  });
  await buyer.ok("Orders.AddPromotion", { path: { ...path, promoCode: "ACE" } });
  const order = await buyer.ok("Orders.Get", { path });
  assert.deepEqual([order.Subtotal, order.PromotionDiscount, order.Total], [100, 10, 90]);
  await buyer.ok("Orders.Validate", { path });
  assert.equal(own.service.calls.length, 1);
});

test("a product that gets the ID later, is renamed and deleted is another one: neither line, price, stock nor category of it counts", async (t) => {
  const own = await elsewhere(t);
  await ordered(own);
  const { buyer, seller } = own;
  const before = await buyer.ok("LineItems.Get", { path: line });
  await own.product(
    "drill",
    { Name: "Ours", Inventory: { Enabled: true, QuantityAvailable: 1 } as never },
    { UseCumulativeQuantity: true, MaxQuantity: 2 },
  );
  assert.deepEqual(await buyer.ok("LineItems.Get", { path: line }), before);
  const ours = await buyer.ok("LineItems.Create", { path, body: { ID: "m", ProductID: "drill" } });
  assert.deepEqual([ours.UnitPrice, ours.Product?.Name], [10, "Ours"]);
  assert.equal(own.service.calls.length, 1);
  await buyer.ok("LineItems.Patch", { path: line, body: { Quantity: 3 } });
  await seller.ok("Categories.Create", {
    path: { catalogID: "acme" },
    body: { ID: "tools", Name: "Tools", Active: true },
  });
  const tools = { CategoryID: "tools", ProductID: "drill" };
  await seller.ok("Categories.SaveProductAssignment", { path: { catalogID: "acme" }, body: tools });
  for (const [ID, EligibleExpression] of [
    ["one", "items.count(Product.incategory('tools')) = 1"],
    ["two", "items.count(Product.incategory('tools')) = 2"],
  ] as const)
    await seller.ok("Promotions.Create", {
      body: { ID, Code: ID, EligibleExpression, ValueExpression: "1", AllowAllBuyers: true },
    });
  const add = { path: { ...path, promoCode: "two" } };
  assert.equal((await buyer.refused("Orders.AddPromotion", add)).code, "Promotion.NotEligible");
  await buyer.ok("Orders.AddPromotion", { path: { ...path, promoCode: "one" } });
  await buyer.ok("Orders.RemovePromotion", { path: { ...path, promoCode: "one" } });
  const short = await buyer.refused("LineItems.Patch", { path: { ...path, lineItemID: "m" }, body: { Quantity: 2 } });
  assert.deepEqual([short.code, short.data.LineItemID], ["Inventory.Insufficient", "m"]);
  await seller.ok("Products.Patch", { path: { productID: "drill" }, body: { ID: "ours" } });
  assert.deepEqual(
    (await buyer.ok("LineItems.List", { path })).Items.map((one) => [one.ProductID, one.Product?.ID, one.Quantity]),
    [
      ["drill", "drill", 3],
      ["ours", "ours", 1],
    ],
  );
  await buyer.ok("Orders.Validate", { path });
  await buyer.ok("LineItems.Delete", { path: { ...path, lineItemID: "m" } });
  await seller.ok("Products.Delete", { path: { productID: "ours" } });
  await own.product("drill", { Name: "Again", Active: false }, null);
  const submitted = await buyer.ok("Orders.Submit", { path });
  assert.deepEqual([submitted.Status, submitted.Total], ["Open", 389.85]);
  await seller.ok("Products.Patch", { path: { productID: "drill" }, body: { ID: "other", Name: "Other" } });
  assert.deepEqual(await shown(buyer), ["drill", "Drill", 129.95, 389.85, 3]);
});

test("an open order's line is edited as any other, takes no stock, and lists its product in no message as one of the marketplace's", async (t) => {
  const own = await elsewhere(t);
  await ordered(own);
  await own.product("drill", { Inventory: { Enabled: true, QuantityAvailable: 1 } as never });
  const { buyer, seller } = own;
  await buyer.ok("Orders.Submit", { path });
  const { Username } = await buyer.ok("Me.Get");
  const [message] = await awaitMessages(own, Username, "OrderSubmitted");
  const told = message?.EventBody;
  assert.deepEqual([told?.LineItems[0].Product.Name, told?.Products], ["Drill", []]);
  const at = { ...incoming, lineItemID: "l" };
  await seller.ok("LineItems.Patch", { path: at, body: { Quantity: 5 } });
  assert.deepEqual(await shown(seller, incoming), ["drill", "Drill", 129.95, 649.75, 5]);
  const { Inventory } = await seller.ok("Products.Get", { path: { productID: "drill" } });
  assert.equal(Inventory?.QuantityAvailable, 1);
});

test("it goes to its supplier under its own description, at no price that the buyer pays, and is shipped and returned", async (t) => {
  const own = await elsewhere(t);
  await ordered(own, "saw");
  await own.product("saw", { DefaultSupplierID: "sup" });
  const { buyer, seller } = own;
  assert.equal((await buyer.ok("LineItems.Get", { path: line })).SupplierID, "sup");
  await seller.ok("Suppliers.Patch", { path: { supplierID: "sup" }, body: { ID: "maker" } });
  await buyer.ok("Orders.Submit", { path });
  const { OutgoingOrders } = await seller.ok("Orders.Forward", { path: incoming });
  const [order] = OutgoingOrders ?? [];
  assert.deepEqual([order?.ToCompanyID, order?.Total], ["maker", 0]);
  const forwarded = { direction: "Outgoing", orderID: String(order?.ID) };
  assert.deepEqual(await shown(seller, forwarded), ["saw", "Saw", 0, 0, 2]);
  const supplier = await newCaller(own, { supplier: "maker" });
  await supplier.ok("Shipments.Create", { body: { ID: "ship" } });
  const item = { OrderID: String(order?.ID), LineItemID: "l", QuantityShipped: 2 };
  const shipped = await supplier.ok("Shipments.SaveItem", { path: { shipmentID: "ship" }, body: item });
  assert.equal(shipped.Product?.Name, "Saw");
  await supplier.ok("Shipments.Patch", { path: { shipmentID: "ship" }, body: { DateShipped: "2026-01-01T00:00:00Z" } });
  assert.equal((await buyer.ok("Orders.Get", { path })).Status, "Completed");
  const back = { body: { OrderID: "o", ItemsToReturn: [{ LineItemID: "l", Quantity: 1 }] } };
  assert.equal((await buyer.refused("OrderReturns.Create", back)).code, "OrderReturn.ProductNotEligibleToReturn");
});

test("repeated orders say that it cannot be had again by itself, also where a product has its ID by now", async (t) => {
  const own = await elsewhere(t);
  await ordered(own);
  await own.product("p");
  const { buyer } = own;
  await buyer.ok("LineItems.Create", { path, body: { ID: "m", ProductID: "p" } });
  await buyer.ok("Orders.Submit", { path });
  await own.product("drill");
  const again = await buyer.ok("Orders.Repeat", { path, body: {} });
  assert.deepEqual(
    [again.Order?.LineItemCount, again.UnavailableItems?.map(({ ProductID, Error: e }) => [ProductID, e?.ErrorCode])],
    [1, [["drill", "NotFound"]]],
  );
});

test("approval rules see it, and a declined order comes again as it was", async (t) => {
  const own = await elsewhere(t);
  const { buyer, seller } = own;
  await seller.ok("UserGroups.Create", { path: { buyerID: "acme" }, body: { ID: "bosses", Name: "Bosses" } });
  const manager = await newCaller(own, { buyer: "acme" }, ["Shopper"]);
  const { ID: UserID } = await manager.ok("Me.Get");
  const member = { UserGroupID: "bosses", UserID };
  await seller.ok("UserGroups.SaveUserAssignment", { path: { buyerID: "acme" }, body: member });
  await seller.ok("ApprovalRules.Create", {
    path: { buyerID: "acme" },
    body: { ID: "r", ApprovingGroupID: "bosses", RuleExpression: "items.any(Product.xp.volts > 12)" },
  });
  await ordered(own);
  assert.equal((await buyer.ok("Orders.Submit", { path })).Status, "AwaitingApproval");
  await manager.ok("Orders.Decline", { path, body: { AllowResubmit: true } });
  await own.product("drill", {}, { MinQuantity: 9 });
  assert.equal((await buyer.ok("Orders.Submit", { path })).Status, "AwaitingApproval");
  assert.equal((await manager.ok("Orders.Approve", { path, body: {} })).Status, "Open");
  assert.deepEqual(await shown(buyer), ["drill", "Drill", 129.95, 259.9, 2]);
});

test("an anonymous shopper finds it too, and whoever takes the order over gets it at its price", async (t) => {
  const own = await elsewhere(t);
  const guest = await newVisitor(own, "acme", "o", ["Shopper"], own.clientId);
  await guest.ok("Cart.CreateLineItem", { body: { ID: "l", ProductID: "drill", Quantity: 2 } });
  assert.equal(own.service.calls[0]?.payload.BuyerUser.ID, "guest-o");
  await own.shopper.ok("Me.TransferAnonUserOrder", { query: { anonUserToken: guest.token } });
  assert.deepEqual(await shown(own.shopper), ["drill", "Drill", 129.95, 259.9, 2]);
  await own.shopper.ok("Orders.Validate", { path });
});
