import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { addUser, callerFor, inMarketplace, newCaller, type Shop, shop, waitedFor } from "@orderwell/testing";
import { sql } from "../platform/db/sql.ts";

const everything = [
  "BuyerReader",
  "OrderAdmin",
  "OrderReader",
  "ShipmentAdmin",
  "UnsubmittedOrderReader",
  "IntegrationEventAdmin",
];

/** An order to a supplier, half of it shipped by it, one that nobody submitted, and a purchase of the marketplace's. */
async function ordered(t: TestContext) {
  const own = await shop(t);
  const { seller, shopper } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true, AllBuyersCanOrder: true } });
  await own.product("p", { DefaultSupplierID: "sup" });
  const path = { direction: "All", orderID: "o1" };
  const outgoing = { direction: "Outgoing" };
  await shopper.ok("Orders.Create", { path: outgoing, body: { ID: "o1", ToCompanyID: "sup" } });
  await shopper.ok("LineItems.Create", { path, body: { ID: "a", ProductID: "p", Quantity: 2 } });
  await shopper.ok("Payments.Create", { path, body: { ID: "pay", Type: "PurchaseOrder" } });
  await shopper.ok("Orders.Submit", { path });
  await shopper.ok("Orders.Create", { path: outgoing, body: { ID: "cart", ToCompanyID: "sup" } });
  await shopper.ok("LineItems.Create", { path: { ...outgoing, orderID: "cart" }, body: { ProductID: "p" } });
  await seller.ok("Orders.Create", { path: outgoing, body: { ID: "purchase", ToCompanyID: "sup" } });
  const supplier = await newCaller(own, { supplier: "sup" }, everything);
  await supplier.ok("Shipments.Create", { body: { ID: "s1", BuyerID: "acme" } });
  const item = { OrderID: "o1", LineItemID: "a", QuantityShipped: 1 };
  await supplier.ok("Shipments.SaveItem", { path: { shipmentID: "s1" }, body: item });
  return { own, seller, shopper, supplier, path, item };
}

type Ordered = Awaited<ReturnType<typeof ordered>>;

/** That a user of another company of the same ID finds and changes nothing of it, under any direction. */
async function assertHidden({ own }: Ordered, company: { buyer: string } | { supplier: string }): Promise<void> {
  const stranger = await newCaller(own, company, everything);
  const line = { LineItemID: "a", OrderID: "o1", QuantityShipped: 1 };
  for (const direction of ["Incoming", "Outgoing", "All"]) {
    const path = { direction, orderID: "o1", lineItemID: "a", paymentID: "pay" };
    for (const operation of [
      "Orders.Get",
      "Orders.Validate",
      "LineItems.List",
      "LineItems.Get",
      "Payments.List",
      "Payments.Get",
      "IntegrationEvents.GetWorksheet",
      "Orders.ListShipments",
    ] as const)
      assert.equal((await stranger.send(operation, { path })).status, 404, operation);
    for (const operation of ["Orders.Patch", "LineItems.Patch", "Payments.Patch"] as const)
      assert.equal((await stranger.send(operation, { path, body: { xp: { a: 1 } } })).status, 404, operation);
    for (const operation of ["Orders.Cancel", "Orders.Complete", "Orders.Delete", "Orders.Ship"] as const)
      assert.equal((await stranger.send(operation, { path, body: {} })).status, 404, operation);
    for (const IsSubmitted of [true, false])
      assert.equal((await stranger.ok("Orders.List", { path, query: { IsSubmitted } })).Meta?.TotalCount, 0);
    const lines = await stranger.send("LineItems.ListAcrossOrders", { path });
    assert.ok(lines.status === 403 || lines.body.Items.length === 0);
  }
  assert.equal((await stranger.ok("Shipments.List")).Meta?.TotalCount, 0);
  for (const operation of ["Shipments.Get", "Shipments.ListItems", "Shipments.Delete"] as const)
    assert.equal((await stranger.send(operation, { path: { shipmentID: "s1" } })).status, 404, operation);
  await stranger.ok("Shipments.Create", { body: { ID: "theirs" } });
  const taken = await stranger.refused("Shipments.SaveItem", { path: { shipmentID: "theirs" }, body: line });
  assert.deepEqual([taken.status, taken.data.ObjectType], [404, "Order"]);
}

test("the orders of a deleted buyer stay with whom they were to, and are nothing to a later buyer of its ID", async (t) => {
  const all = await ordered(t);
  const { own, seller, supplier, path, item } = all;
  await seller.ok("Buyers.Delete", { path: { buyerID: "acme" } });
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "New", Active: true, DefaultCatalogID: "acme" } });
  await assertHidden(all, { buyer: "acme" });

  await seller.ok("Buyers.Patch", { path: { buyerID: "acme" }, body: { ID: "renamed" } });
  for (const caller of [seller, supplier]) {
    const found = await caller.ok("Orders.Get", { path });
    assert.deepEqual([found.FromCompanyID, found.FromUser?.CompanyID, found.ToCompanyID], ["acme", "acme", "sup"]);
    const listed = await caller.ok("Orders.List", { path, query: { FromCompanyID: "acme" } });
    assert.deepEqual(
      listed.Items.map(({ ID }) => ID),
      ["o1"],
    );
    const lines = await caller.ok("LineItems.ListAcrossOrders", { path, query: { "Order.FromCompanyID": "acme" } });
    assert.equal(lines.Items.length, 1);
    assert.equal((await caller.ok("Shipments.List", { query: { BuyerID: "acme" } })).Items[0]?.BuyerID, "acme");
  }
  const shipment = await supplier.ok("Shipments.Get", { path: { shipmentID: "s1" } });
  const put = await supplier.ok("Shipments.Save", { path: { shipmentID: "s1" }, body: { ...shipment, Shipper: "X" } });
  assert.equal(put.BuyerID, "acme");
  await supplier.ok("Shipments.SaveItem", { path: { shipmentID: "s1" }, body: { ...item, QuantityShipped: 2 } });
  await seller.ok("Buyers.Patch", { path: { buyerID: "renamed" }, body: { ID: "acme" } });
  const stranger = await newCaller(own, { buyer: "acme" });
  assert.deepEqual(
    (await stranger.ok("Shipments.List")).Items.map(({ ID }) => ID),
    ["theirs"],
  );
});

test("what a deleted buyer has ordered can still be shipped as a whole", async (t) => {
  const { own, seller, supplier, path } = await ordered(t);
  await seller.ok("Shipments.Delete", { path: { shipmentID: "s1" } });
  await seller.ok("Buyers.Delete", { path: { buyerID: "acme" } });
  assert.equal((await supplier.ok("Orders.Ship", { path, body: {} })).Status, "Completed");
  const [shipment] = (await seller.ok("Orders.ListShipments", { path })).Items;
  assert.deepEqual([shipment?.BuyerID, shipment?.OwnerID], ["acme", "sup"]);
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "New", Active: true, DefaultCatalogID: "acme" } });
  assert.equal((await (await newCaller(own, { buyer: "acme" })).ok("Shipments.List")).Meta?.TotalCount, 0);
});

test("the orders to a deleted supplier stay with whom they are from, and are nothing to a later supplier of its ID", async (t) => {
  const all = await ordered(t);
  const { seller, shopper, path } = all;
  await seller.ok("Suppliers.Delete", { path: { supplierID: "sup" } });
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "New", Active: true, AllBuyersCanOrder: true } });
  await assertHidden(all, { supplier: "sup" });

  const cart = { direction: "Outgoing", orderID: "cart" };
  const { codes, data } = await shopper.refused("Orders.Submit", { path: cart });
  assert.deepEqual([codes[0], data], ["NotFound", { ObjectType: "Supplier", ObjectID: "sup" }]);
  await seller.ok("LineItems.Patch", { path: { ...path, lineItemID: "a" }, body: { CostCenter: "x" } });
  await seller.ok("Suppliers.Patch", { path: { supplierID: "sup" }, body: { ID: "renamed" } });
  for (const caller of [seller, shopper]) {
    assert.equal((await caller.ok("Orders.Get", { path })).ToCompanyID, "sup");
    const [line] = (await caller.ok("LineItems.List", { path, query: { SupplierID: "sup" } })).Items;
    assert.equal(line?.SupplierID, "sup");
  }
  const shipment = await seller.ok("Shipments.Get", { path: { shipmentID: "s1" } });
  assert.deepEqual([shipment.OwnerID, shipment.BuyerID], ["sup", "acme"]);
  assert.equal((await shopper.ok("Me.ListShipments")).Items[0]?.OwnerID, "sup");
});

/** What comes of a call that is begun, and waits, while somebody is being deleted. */
async function whileDeleted<Reply>(own: Shop, deletion: ReturnType<typeof sql>, begin: () => Promise<Reply>) {
  let begun: Promise<Reply> | undefined;
  await inMarketplace(own, async (db) => {
    await db.run(deletion);
    begun = begin();
    begun.catch(() => {});
    await waitedFor(db);
  });
  return begun as Promise<Reply>;
}

const withoutSupplier = ({ id }: Shop) => sql`delete from supplier where marketplace_id = ${id} and id = 'sup'`;

const withoutUser = ({ id }: Shop, buyerId: string | null, userId: string) =>
  sql`delete from app_user where marketplace_id = ${id} and buyer_id is not distinct from ${buyerId} and id = ${userId}`;

test("an order that is begun while its supplier or its user is being deleted is none", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true, AllBuyersCanOrder: true } });
  const path = { direction: "Outgoing" };
  const body = { ToCompanyID: "sup" };
  const leaver = await callerFor(own, {}, await addUser(own, {}, "leaver"));
  await leaver.ok("Me.Get");
  for (const [id, operation] of [
    ["a", "Orders.Create"],
    ["b", "Cart.Patch"],
  ] as const) {
    const leaving = await callerFor(own, { buyer: "acme" }, await addUser(own, { buyer: "acme" }, id));
    await leaving.ok("Me.Get");
    const begin = () => leaving.refused(operation, { path, body: {} });
    assert.equal((await whileDeleted(own, withoutUser(own, "acme", id), begin)).code, "InvalidToken", operation);
  }
  const purchase = () => leaver.refused("Orders.Create", { path, body });
  assert.equal((await whileDeleted(own, withoutUser(own, null, "leaver"), purchase)).code, "InvalidToken");
  const toSupplier = () => own.shopper.refused("Orders.Create", { path, body });
  assert.equal((await whileDeleted(own, withoutSupplier(own), toSupplier)).code, "NotFound");
});

test("an order is neither forwarded to a supplier or by a user, nor taken over by one, who is being deleted", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  await own.product("p", { DefaultSupplierID: "sup" });
  const path = { direction: "All", orderID: "o" };
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o" } });
  await shopper.ok("LineItems.Create", { path, body: { ID: "a", ProductID: "p" } });
  await shopper.ok("Orders.Submit", { path });

  const leaver = await callerFor(own, {}, await addUser(own, {}, "leaver"));
  await leaver.ok("Me.Get");
  const byLeaver = () => leaver.refused("Orders.Forward", { path });
  assert.equal((await whileDeleted(own, withoutUser(own, null, "leaver"), byLeaver)).status, 404);
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { DefaultSupplierID: null } });
  const split = () => seller.ok("Orders.Split", { path });
  assert.deepEqual(await whileDeleted(own, withoutSupplier(own), split), {
    OutgoingOrders: [],
    RemainingLineItemIDs: ["a"],
  });

  const guest = await own.anonymous("guest");
  await guest.ok("Cart.CreateLineItem", { body: { ProductID: "p" } });
  const taker = await callerFor(own, { buyer: "acme" }, await addUser(own, { buyer: "acme" }, "taker"));
  await taker.ok("Me.Get");
  const take = () => taker.send("Me.TransferAnonUserOrder", { query: { anonUserToken: guest.token } });
  await whileDeleted(own, withoutUser(own, "acme", "taker"), take);
  assert.equal((await guest.ok("Cart.Get")).ID, "guest");
});
