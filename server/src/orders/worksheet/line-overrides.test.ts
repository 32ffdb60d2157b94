import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { LineItemOverride } from "@orderwell/contract";
import { addClient, newCaller, receiver, type Shop, shop, type TestClient } from "@orderwell/testing";

const path = { direction: "Outgoing", orderID: "o" };

interface Calculated extends Shop {
  /** A shopper through an API client whose events are asked for drills and calculations. */
  readonly buyer: TestClient;
  /** Has the service answer the next calculations with this of one line, besides nothing, and asks for one. */
  calculated(...overrides: readonly object[]): ReturnType<typeof sheet>;
  refused(...overrides: readonly object[]): Promise<{ readonly code: string; readonly problem: string }>;
}

const sheet = (buyer: TestClient) => buyer.ok("IntegrationEvents.Calculate", { path });

/** An order with two drills that the marketplace does not have, as `d`, and one `p` that it has, as `p`. */
async function calculating(t: TestContext, product: Parameters<Shop["product"]>[1] = {}): Promise<Calculated> {
  const own = await shop(t);
  let overrides: readonly object[] = [];
  const service = await receiver(t, ({ path: called }) => ({
    body: called.endsWith("/ordercalculate")
      ? { LineItemOverrides: overrides }
      : { Product: { Name: "Drill", Description: "Turns", xp: { volts: 18, of: { maker: "Ace" } } }, UnitPrice: 100 },
  }));
  const event = { Name: "Service", CustomImplementationUrl: service.url, HashKey: "key" };
  for (const EventType of ["OrderCheckout", "AddToCart"] as const)
    await own.seller.ok("IntegrationEvents.Create", { body: { ID: EventType, EventType, ...event } });
  const clientId = await addClient(own, {
    OrderCheckoutIntegrationEventID: "OrderCheckout",
    AddToCartIntegrationEventID: "AddToCart",
  });
  for (const ID of ["sup", "other"]) await own.seller.ok("Suppliers.Create", { body: { ID, Name: ID, Active: true } });
  const buyer = await newCaller(own, { buyer: "acme" }, ["Shopper"], clientId);
  await own.product("p", product);
  await buyer.ok("Orders.Create", { path, body: { ID: "o" } });
  await buyer.ok("LineItems.Create", { path, body: { ID: "d", ProductID: "drill", Quantity: 2 } });
  await buyer.ok("LineItems.Create", { path, body: { ID: "p", ProductID: "p" } });
  return {
    ...own,
    buyer,
    calculated(...given) {
      overrides = given;
      return sheet(buyer);
    },
    async refused(...given) {
      overrides = given;
      const { code, data } = await buyer.refused("IntegrationEvents.Calculate", { path });
      return { code, problem: data.Problem };
    },
  };
}

const lineIn = async (client: TestClient, lineItemID: string) =>
  client.ok("LineItems.Get", { path: { ...path, lineItemID } });

test("a calculation changes what it names of an ad-hoc product, and leaves the rest, its price included, as it was", async (t) => {
  const { buyer, calculated, seller } = await calculating(t);
  const { LineItems, OrderCalculateResponse: kept } = await calculated({
    LineItemID: "D",
    Product: { Description: null, ShipWeight: 3, DefaultSupplierID: "SUP", Returnable: true, xp: { of: { no: 7 } } },
  });
  const { Product: product, UnitPrice, LineTotal, SupplierID, ProductID } = LineItems?.[0] ?? {};
  assert.deepEqual([UnitPrice, LineTotal, SupplierID, ProductID], [100, 200, "sup", "drill"]);
  assert.deepEqual(
    [product?.Name, product?.Description, product?.ShipWeight, product?.DefaultSupplierID, product?.Returnable],
    ["Drill", null, 3, "sup", true],
  );
  assert.deepEqual(product?.xp, { volts: 18, of: { maker: "Ace", no: 7 } });
  assert.equal(kept?.LineItemOverrides?.[0]?.Product?.ShipWeight, 3);
  await calculated(
    { LineItemID: "d", UnitPrice: 90, Product: { ID: "DRILL", Name: "Hammer drill", DefaultSupplierID: null } },
    { LineItemID: "gone", Product: { Name: "Nothing" } },
  );
  const after = await lineIn(buyer, "d");
  assert.deepEqual(
    [after.Product?.Name, after.Product?.ShipWeight, after.UnitPrice, after.SupplierID, after.ProductID],
    ["Hammer drill", 3, 90, null, "drill"],
  );
  await buyer.ok("Orders.Submit", { path });
  assert.equal((await lineIn(buyer, "d")).Product?.Name, "Hammer drill");
  const outgoing = await seller.ok("Orders.Forward", { path: { direction: "Incoming", orderID: "o" } });
  assert.deepEqual(outgoing.RemainingLineItemIDs, ["d", "p"]);
});

test("what no product can be is refused, naming it, and changes nothing: also products that the marketplace has", async (t) => {
  const { buyer, refused, calculated } = await calculating(t);
  const before = await buyer.ok("Orders.Get", { path });
  const cases: readonly [Partial<LineItemOverride> | object, RegExp][] = [
    [{ LineItemID: "d", Product: { Name: null } }, /Product\.Name is required/],
    [{ LineItemID: "d", Product: { ID: "saw" } }, /Product\.ID is not drill/],
    [{ LineItemID: "d", Product: { DefaultSupplierID: "nobody" } }, /no supplier nobody/],
    [{ LineItemID: "d", Product: { ShipWeight: "heavy" } }, /ShipWeight must be a number/],
    [{ LineItemID: "d", Product: { xp: { a: "x".repeat(7990) } } }, /xp/],
    [{ LineItemID: "p", Product: { Name: "Mine" } }, /whose product is the marketplace's/],
    [{ LineItemID: "d", InventoryRecordID: "r" }, /InventoryRecordID r is no inventory record/],
    [{ LineItemID: "p", InventoryRecordID: "r" }, /InventoryRecordID r is no inventory record/],
  ];
  for (const [override, problem] of cases) {
    const { code, problem: told } = await refused({ LineItemID: "p", UnitPrice: 1 }, override);
    assert.equal(code, "IntegrationEvent.BadRequest");
    assert.match(told, problem);
  }
  assert.deepEqual(await buyer.ok("Orders.Get", { path }), before);
  const passed = await calculated(
    { LineItemID: "p", Product: null },
    { LineItemID: "p", Product: { Description: null } },
  );
  assert.equal(passed.OrderCalculateResponse?.Succeeded, true);
});

test("a calculation draws a line on an inventory record that is not for the buyer, which submission takes the stock from", async (t) => {
  const { buyer, calculated, seller } = await calculating(t, {
    Inventory: { Enabled: true, QuantityAvailable: 9 } as never,
  });
  await seller.ok("AdminAddresses.Create", { body: { ID: "a", Street1: "1 Main St", City: "Oslo", Country: "NO" } });
  const record = { AddressID: "a", QuantityAvailable: 5, OrderCanExceed: false };
  const products = { productID: "p" };
  for (const ID of ["north", "south"])
    await seller.ok("InventoryRecords.Create", { path: products, body: { ID, AllowAllBuyers: false, ...record } });
  const at = { path: { ...path, lineItemID: "p" } };
  const own = await buyer.refused("LineItems.Patch", { ...at, body: { InventoryRecordID: "north" } });
  assert.equal(own.data.ObjectType, "InventoryRecord");
  const { LineItems } = await calculated({ LineItemID: "p", InventoryRecordID: "NORTH" });
  assert.equal(LineItems?.[1]?.InventoryRecordID, "north");
  const { Quantity } = await buyer.ok("LineItems.Patch", { ...at, body: { Quantity: 2 } });
  assert.deepEqual([Quantity, (await lineIn(buyer, "p")).InventoryRecordID], [2, "north"]);
  const whole = { ProductID: "p", Quantity: 3, InventoryRecordID: "north" };
  assert.equal((await buyer.ok("LineItems.Save", { ...at, body: whole })).InventoryRecordID, "north");
  const less = await buyer.refused("LineItems.Patch", { ...at, body: { Quantity: 6 } });
  assert.equal(less.code, "Inventory.Insufficient");
  await calculated();
  await buyer.ok("Orders.Validate", { path });
  await buyer.ok("Orders.Submit", { path });
  const left = async (inventoryRecordID: string) =>
    (await seller.ok("InventoryRecords.Get", { path: { ...products, inventoryRecordID } })).QuantityAvailable;
  assert.deepEqual([await left("north"), await left("south")], [2, 5]);
});

test("a record that the shopper may not choose is theirs only as long as the service's choice stands", async (t) => {
  const { buyer, calculated, seller } = await calculating(t, {
    Inventory: { Enabled: true, QuantityAvailable: 9 } as never,
  });
  await seller.ok("AdminAddresses.Create", { body: { ID: "a", Street1: "1 Main St", City: "Oslo", Country: "NO" } });
  const body = { ID: "r", AddressID: "a", QuantityAvailable: 5, AllowAllBuyers: false };
  await seller.ok("InventoryRecords.Create", { path: { productID: "p" }, body });
  await calculated({ LineItemID: "p", InventoryRecordID: "r" });
  const at = { path: { ...path, lineItemID: "p" } };
  await buyer.ok("LineItems.Patch", { ...at, body: { InventoryRecordID: null } as object });
  assert.equal((await lineIn(buyer, "p")).InventoryRecordID, null);
  const again = await buyer.refused("LineItems.Patch", { ...at, body: { InventoryRecordID: "r" } });
  assert.deepEqual([again.status, again.data.ObjectType], [404, "InventoryRecord"]);
  await calculated({ LineItemID: "p", InventoryRecordID: "r" });
  await seller.ok("InventoryRecords.Delete", { path: { productID: "p", inventoryRecordID: "r" } });
  const refused = await buyer.refused("Orders.Validate", { path });
  assert.deepEqual([refused.status, refused.data.ObjectType], [404, "InventoryRecord"]);
});
