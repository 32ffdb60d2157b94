import assert from "node:assert/strict";
import { test } from "node:test";
import { newCaller, type Shop, shop, testServer } from "@orderwell/testing";
import { systemActor } from "../../platform/work/actor.ts";
import { presentId, presentReturn, presentShipment, purgeFormerIds } from "./former-ids.store.ts";

const at = (orderID: string) => ({ direction: "Outgoing", orderID });

async function submitted(own: Shop, ID: string): Promise<string> {
  await own.shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID } });
  await own.shopper.ok("LineItems.Create", { path: at(ID), body: { ProductID: "p" } });
  return String((await own.shopper.ok("Orders.Submit", { path: at(ID) })).DateCreated);
}

test("what was announced of a submitted order finds it under whatever ID it has since, and no other that has its former one", async (t) => {
  const own = await shop(t);
  const { app } = await testServer();
  const actor = systemActor("test");
  const found = (then: string, created?: string) =>
    app.works.run(own.id, actor, "read", ({ db }) => presentId(db, then, created));
  const rename = (from: string, ID: string) =>
    own.seller.ok("Orders.Patch", { path: { direction: "Incoming", orderID: from }, body: { ID } });
  await own.product("p");
  const first = await submitted(own, "o");
  await rename("o", "SO-1");
  assert.equal(await found("o", first), "SO-1");
  await rename("SO-1", "SO-2");
  assert.deepEqual(
    [await found("o", first), await found("SO-1", first), await found("SO-2", first)],
    Array(3).fill("SO-2"),
  );
  const second = await submitted(own, "o");
  assert.notEqual(second, first);
  assert.deepEqual([await found("o", first), await found("o", second), await found("o")], ["SO-2", "o", "o"]);

  await app.works.run(own.id, actor, "write", (work) => purgeFormerIds(work));
  assert.equal(await found("o", first), "SO-2", "kept while somebody may look for it");
  const later = new Date(Date.now() + 4 * 24 * 3_600_000);
  await app.works.run(own.id, actor, "write", (work) => purgeFormerIds(work), { now: later });
  assert.equal(await found("o", first), undefined);
  await own.seller.ok("Orders.Delete", { path: { direction: "Incoming", orderID: "SO-2" } });
  assert.equal(await found("SO-2", first), undefined);
});

test("what was announced of a shipment or a return finds it under whatever ID it has since, until it is gone", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const { works } = (await testServer()).app;
  const actor = systemActor("test");
  await own.product("p", { Returnable: true });
  await submitted(own, "o");
  const incoming = { direction: "Incoming", orderID: "o" };
  const shipment = await seller.ok("Orders.Ship", { path: incoming, body: { Shipper: "Post" } });
  const [line] = (await seller.ok("LineItems.List", { path: incoming })).Items;
  const made = await seller.ok("OrderReturns.Create", {
    body: { ID: "r", OrderID: "o", ItemsToReturn: [{ LineItemID: line?.ID as string, Quantity: 1 }] } as never,
  });
  await seller.ok("OrderReturns.Submit", { path: { returnID: made.ID } });
  const { Items } = await seller.ok("Shipments.List", { query: { orderID: "o" } });
  const sent = Items[0]?.ID as string;
  assert.ok(shipment.ID === "o" && sent !== undefined);
  const shipped = (then: string) => works.run(own.id, actor, "read", ({ db }) => presentShipment(db, then, "o"));
  const returned = (then: string) => works.run(own.id, actor, "read", ({ db }) => presentReturn(db, then, "o"));
  await seller.ok("Shipments.Patch", { path: { shipmentID: sent }, body: { ID: "S-1" } });
  await seller.ok("Shipments.Patch", { path: { shipmentID: "S-1" }, body: { ID: "S-2" } });
  await seller.ok("OrderReturns.Patch", { path: { returnID: "r" }, body: { ID: "RMA-1" } });
  assert.deepEqual([await shipped(sent), await shipped("S-1"), await shipped("S-2")], ["S-2", "S-2", "S-2"]);
  assert.deepEqual([await returned("r"), await returned("RMA-1")], ["RMA-1", "RMA-1"]);
  await seller.ok("Shipments.Create", { body: { ID: sent, BuyerID: "acme" } });
  assert.equal(await shipped(sent), "S-2", "the one that has items of the order");
  const later = new Date(Date.now() + 4 * 24 * 3_600_000);
  await works.run(own.id, actor, "write", (work) => purgeFormerIds(work), { now: later });
  assert.deepEqual([await shipped("S-1"), await returned("r")], [undefined, undefined]);
});

test("a shipment with items of a forward is found under whatever ID it has since for the orders on both sides", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const { works } = (await testServer()).app;
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  await own.product("p", { DefaultSupplierID: "sup" });
  await submitted(own, "o");
  const { OutgoingOrders } = await seller.ok("Orders.Forward", { path: { direction: "Incoming", orderID: "o" } });
  const forward = String(OutgoingOrders?.[0]?.ID);
  const supplier = await newCaller(own, { supplier: "sup" }, ["OrderAdmin", "ShipmentAdmin"]);
  await supplier.ok("Orders.Ship", { path: { direction: "Incoming", orderID: forward }, body: { ID: "S-1" } });
  await supplier.ok("Shipments.Patch", { path: { shipmentID: "S-1" }, body: { ID: "S-2" } });
  await seller.ok("Shipments.Create", { body: { ID: "S-1", BuyerID: "acme" } });
  const shipped = (orderId: string) =>
    works.run(own.id, systemActor("test"), "read", ({ db }) => presentShipment(db, "S-1", orderId));
  assert.deepEqual([await shipped("o"), await shipped(forward)], ["S-2", "S-2"]);
});
