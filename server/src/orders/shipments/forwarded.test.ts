import assert from "node:assert/strict";
import { test } from "node:test";
import { newCaller, shop } from "@orderwell/testing";

/**
 * The order `o1` of two each of `a` and `b`, forwarded to the supplier of `a` as `o1-sup`; one `a` is in the supplier's shipment
 * `s1`, the other in the seller's `s2`, of which none was sent.
 */
async function shared(t: { readonly name: string }) {
  const own = await shop(t);
  const { seller, shopper } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  await own.product("a", { DefaultSupplierID: "sup" });
  await own.product("b");
  const path = { direction: "All", orderID: "o1" };
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o1" } });
  for (const ID of ["a", "b"]) await shopper.ok("LineItems.Create", { path, body: { ID, ProductID: ID, Quantity: 2 } });
  await shopper.ok("Orders.Submit", { path });
  const { OutgoingOrders } = await seller.ok("Orders.Forward", { path: { direction: "Incoming", orderID: "o1" } });
  await seller.ok("Orders.Patch", {
    path: { direction: "Outgoing", orderID: String(OutgoingOrders?.[0]?.ID) },
    body: { ID: "o1-sup" },
  });
  const supplier = await newCaller(own, { supplier: "sup" });
  const item = (OrderID: string, QuantityShipped: number) => ({ OrderID, LineItemID: "a", QuantityShipped });
  await supplier.ok("Shipments.Create", { body: { ID: "s1", BuyerID: "acme" } });
  await supplier.ok("Shipments.SaveItem", { path: { shipmentID: "s1" }, body: item("o1-sup", 1) });
  await seller.ok("Shipments.Create", { body: { ID: "s2", BuyerID: "acme" } });
  const tooMany = await seller.refused("Shipments.SaveItem", { path: { shipmentID: "s2" }, body: item("o1", 2) });
  assert.equal(tooMany.code, "ShipmentItem.QuantityExceeded");
  await seller.ok("Shipments.SaveItem", { path: { shipmentID: "s2" }, body: item("o1", 1) });
  const states = () =>
    Promise.all(
      ["o1", "o1-sup"].map(
        async (orderID) => (await seller.ok("Orders.Get", { path: { direction: "All", orderID } })).Status,
      ),
    );
  const shipped = async (orderID: string) =>
    (await seller.ok("LineItems.List", { path: { direction: "All", orderID } })).Items.map(
      (one) => one.QuantityShipped,
    );
  return { ...own, path, supplier, supplied: { direction: "Incoming", orderID: "o1-sup" }, states, shipped };
}

test("what either side ships of a forwarded line counts on both orders, and each side sees all shipments of it", async (t) => {
  const { seller, shopper, supplier, path, supplied, shipped } = await shared(t);
  assert.deepEqual([await shipped("o1"), await shipped("o1-sup")], [[2, 0], [2]]);
  for (const [caller, order] of [
    [shopper, undefined],
    [seller, path],
    [supplier, supplied],
  ] as const) {
    const { Items } = order
      ? await caller.ok("Orders.ListShipments", { path: order, query: { sortBy: "ID" } })
      : await caller.ok("Me.ListShipments", { query: { orderID: "o1", sortBy: "ID" } });
    assert.deepEqual(
      Items.map(({ ID }) => ID),
      ["s1", "s2"],
    );
  }
  assert.equal((await shopper.ok("Me.ListShipmentItems", { path: { shipmentID: "s1" } })).Items.length, 1);
});

test("each order of a forward is completed by its own lines, and open again without a shipment", async (t) => {
  const { seller, supplier, states } = await shared(t);
  await supplier.ok("Shipments.Patch", { path: { shipmentID: "s1" }, body: { DateShipped: "2026-01-01" } });
  assert.deepEqual(await states(), ["Open", "Open"]);
  await seller.ok("Shipments.Patch", { path: { shipmentID: "s2" }, body: { DateShipped: "2026-01-02" } });
  assert.deepEqual(await states(), ["Open", "Completed"]);
  await supplier.ok("Shipments.Delete", { path: { shipmentID: "s1" } });
  assert.deepEqual(await states(), ["Open", "Open"]);
});

test("a supplier ships their order at once where nothing of it was shipped before, to the buyer", async (t) => {
  const { seller, supplier, supplied, shipped } = await shared(t);
  await supplier.ok("Shipments.Delete", { path: { shipmentID: "s1" } });
  const conflict = await supplier.refused("Orders.Ship", { path: supplied, body: {} });
  assert.deepEqual([conflict.code, conflict.data[0].IncomingOrderID], ["Order.ConflictsWithOtherShipments", null]);
  await seller.ok("Shipments.Delete", { path: { shipmentID: "s2" } });
  assert.equal((await supplier.ok("Orders.Ship", { path: supplied, body: { ID: "s3" } })).Status, "Completed");
  assert.equal((await seller.ok("Shipments.Get", { path: { shipmentID: "s3" } })).BuyerID, "acme");
  assert.deepEqual(await shipped("o1"), [2, 0]);
});
