import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { newCaller, shop } from "@orderwell/testing";

const address = { Street1: "1 Main St", City: "Oslo", Country: "NO" };

/** A shopper's submitted order of three of line `a` and one of line `b`, and a seller who ships it. */
async function submitted(t: TestContext, submit = true) {
  const own = await shop(t);
  const { seller, shopper } = own;
  await own.product("product", { xp: { color: "red" } });
  const order = async (orderID: string) => {
    const path = { direction: "All", orderID };
    await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: orderID } });
    await shopper.ok("LineItems.Create", { path, body: { ID: "a", ProductID: "product", Quantity: 3, xp: { x: 1 } } });
    await shopper.ok("LineItems.Create", { path, body: { ID: "b", ProductID: "product" } });
    if (submit) await shopper.ok("Orders.Submit", { path });
    return path;
  };
  const path = await order("o1");
  const create = (ID: string, rest: object = {}) =>
    seller.ok("Shipments.Create", { body: { ID, BuyerID: "acme", ...rest } });
  const item = (LineItemID: string, QuantityShipped: number, OrderID = "o1") => ({
    OrderID,
    LineItemID,
    QuantityShipped,
  });
  const add = (shipmentID: string, LineItemID: string, QuantityShipped: number, OrderID?: string) =>
    seller.ok("Shipments.SaveItem", { path: { shipmentID }, body: item(LineItemID, QuantityShipped, OrderID) });
  const send = (shipmentID: string, DateShipped: string | null = "2026-02-03") =>
    seller.ok("Shipments.Patch", { path: { shipmentID }, body: { DateShipped } });
  const state = async (orderID = "o1") => {
    const found = await seller.ok("Orders.Get", { path: { direction: "All", orderID } });
    return [found.Status, found.DateCompleted !== null];
  };
  const quantities = async (orderID = "o1") =>
    (await seller.ok("LineItems.List", { path: { direction: "All", orderID } })).Items.map(
      (line) => line.QuantityShipped,
    );
  return { own, seller, shopper, path, order, create, item, add, send, state, quantities };
}

test("a shipment's item shows what it is of, and counts on its line", async (t) => {
  const { own, create, add, quantities } = await submitted(t);
  const made = await create("s1", { Cost: 4.995, xp: { a: 1 } });
  assert.deepEqual([made.OwnerID, made.BuyerID, made.Cost, made.DateShipped], [own.id, "acme", 5, null]);
  const shown = await add("S1", "A", 2, "O1");
  assert.deepEqual([shown.OrderID, shown.LineItemID, shown.QuantityShipped, shown.UnitPrice], ["o1", "a", 2, 10]);
  assert.deepEqual([shown.Product?.xp, shown.xp], [{ color: "red" }, { x: 1 }]);
  assert.deepEqual(await quantities(), [2, 0]);
});

/** The order's lines in two shipments, neither of which was sent. */
async function inTwo(t: TestContext) {
  const made = await submitted(t);
  await made.create("s1");
  await made.add("s1", "a", 2);
  await made.create("s2");
  await made.add("s2", "a", 1);
  await made.add("s2", "b", 1);
  return made;
}

test("an order is completed by the shipment whose sending covers its last line", async (t) => {
  const { send, state, quantities } = await inTwo(t);
  assert.deepEqual(await quantities(), [3, 1]);
  await send("s2");
  assert.deepEqual(await state(), ["Open", false]);
  await send("s1");
  assert.deepEqual(await state(), ["Completed", true]);
});

test("shipments are found by their orders, by sellers and by the shopper, with their items", async (t) => {
  const { seller, shopper, path } = await inTwo(t);
  const ids = ({ Items }: { readonly Items: readonly { readonly ID?: string | null }[] }) => Items.map(({ ID }) => ID);
  const mine = await shopper.ok("Me.ListShipments", { query: { orderID: "O1", sortBy: "ID" } });
  assert.deepEqual(ids(mine), ["s1", "s2"]);
  assert.equal((await shopper.ok("Me.GetShipment", { path: { shipmentID: "s1" } })).ID, "s1");
  const { Items } = await shopper.ok("Me.ListShipmentItems", {
    path: { shipmentID: "s2" },
    query: { LineItemID: "b" },
  });
  assert.deepEqual(
    Items.map(({ LineItemID }) => LineItemID),
    ["b"],
  );
  const ofOrder = await seller.ok("Orders.ListShipments", { path, query: { search: "s2", searchOn: "ID" } });
  assert.deepEqual(ids(ofOrder), ["s2"]);
  assert.equal((await seller.ok("Shipments.List", { query: { orderID: "none" } })).Meta.TotalCount, 0);
});

test("a shipment that was sent before its items arrived completes nothing", async (t) => {
  const { create, add, state, send } = await submitted(t);
  await create("s1", { DateShipped: "2026-01-01" });
  await add("s1", "a", 3);
  await add("s1", "b", 1);
  assert.deepEqual(await state(), ["Open", false]);
  await send("s1", "2026-01-02");
  assert.deepEqual(await state(), ["Open", false]);
  await send("s1", null);
  await send("s1");
  assert.deepEqual(await state(), ["Completed", true]);
});

test("what loses its shipment opens again, but not what was completed by hand", async (t) => {
  const { seller, path, create, item, add, send, state, quantities, order } = await submitted(t);
  await create("s1");
  await add("s1", "a", 3);
  await add("s1", "b", 1);
  const undone: readonly (() => Promise<unknown>)[] = [
    () => add("s1", "a", 2),
    () => seller.ok("Shipments.DeleteItem", { path: { shipmentID: "S1", orderID: "O1", lineItemID: "A" } }),
    () => send("s1", null),
    () => seller.ok("Shipments.Delete", { path: { shipmentID: "S1" } }),
  ];
  for (const undo of undone) {
    await add("s1", "a", 3);
    await send("s1", null);
    await send("s1");
    assert.deepEqual(await state(), ["Completed", true]);
    await undo();
    assert.deepEqual(await state(), ["Open", false]);
  }
  assert.deepEqual(await quantities(), [0, 0]);
  const other = await order("o2");
  await create("s2");
  await add("s2", "a", 1, "o2");
  await seller.ok("Orders.Complete", { path: other });
  const body = item("b", 1, "o2");
  const refusal = await seller.refused("Shipments.SaveItem", { path: { shipmentID: "s2" }, body });
  assert.equal(refusal.code, "Order.CannotShipBadStatus");
  await seller.ok("Shipments.Delete", { path: { shipmentID: "s2" } });
  assert.deepEqual(await state("o2"), ["Completed", true]);
  await seller.ok("Orders.Cancel", { path });
  await create("s3");
  const canceled = await seller.refused("Shipments.SaveItem", { path: { shipmentID: "s3" }, body: item("b", 1) });
  assert.equal(canceled.code, "Order.CannotShipBadStatus");
});

test("no more of a line can be shipped than was ordered, over all shipments and at the same time", async (t) => {
  const { seller, create, item, add, quantities } = await submitted(t);
  for (const ID of ["s1", "s2"]) await create(ID);
  await add("s1", "a", 2);
  const save = (shipmentID: string, body: object) =>
    seller.refused("Shipments.SaveItem", { path: { shipmentID }, body });
  const refusal = await save("s2", item("a", 2));
  assert.deepEqual([refusal.code, refusal.data.QuantityShipped], ["ShipmentItem.QuantityExceeded", 2]);
  assert.equal((await save("s1", item("a", 4))).code, "ShipmentItem.QuantityExceeded");
  assert.equal((await save("s1", item("a", 0))).data.Property, "QuantityShipped");
  assert.equal((await save("s1", item("none", 1))).data.ObjectType, "LineItem");
  assert.equal((await save("s1", item("a", 1, "none"))).data.ObjectType, "Order");
  assert.equal((await save("none", item("a", 1))).data.ObjectType, "Shipment");
  await add("s1", "a", 1);
  const answers = await Promise.all(
    ["s1", "s2"].map((shipmentID) => seller.send("Shipments.SaveItem", { path: { shipmentID }, body: item("b", 1) })),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
  assert.deepEqual(await quantities(), [1, 1]);
});

test("a line does not go below what of it is on shipments, and is not removed", async (t) => {
  const { seller, path, create, add } = await submitted(t);
  const lineItemID = "a";
  const line = { ...path, lineItemID };
  await create("s1");
  await create("s2");
  await add("s1", "a", 1);
  await add("s2", "a", 1);
  const lower = (Quantity: number) => seller.refused("LineItems.Patch", { path: line, body: { Quantity } });
  const { codes, data } = await lower(1);
  assert.deepEqual(
    [codes, data],
    [["ShipmentItem.QuantityExceeded"], { OrderID: "o1", LineItemID: "a", Quantity: 1, QuantityShipped: 2 }],
  );
  const put = { path: line, body: { ProductID: "product", Quantity: 1 } };
  assert.equal((await seller.refused("LineItems.Save", put)).code, "ShipmentItem.QuantityExceeded");
  assert.equal((await seller.refused("LineItems.Delete", { path: line })).code, "ShipmentItem.QuantityExceeded");
  assert.equal((await seller.ok("LineItems.Patch", { path: line, body: { Quantity: 2 } })).QuantityShipped, 2);
  await seller.ok("Shipments.DeleteItem", { path: { shipmentID: "s2", orderID: "o1", lineItemID } });
  await seller.ok("LineItems.Patch", { path: line, body: { Quantity: 1 } });
  await seller.ok("Shipments.Delete", { path: { shipmentID: "s1" } });
  await seller.ok("LineItems.Delete", { path: line });
  assert.equal((await seller.ok("Orders.Get", { path })).LineItemCount, 1);
});

test("a line that is lowered while it is shipped never ends below what is on shipments", async (t) => {
  const { seller, path, create, item } = await submitted(t);
  await create("s1");
  const line = { ...path, lineItemID: "a" };
  for (let round = 0; round < 5; round++) {
    await seller.ok("LineItems.Patch", { path: line, body: { Quantity: 3 } });
    await Promise.allSettled([
      seller.ok("LineItems.Patch", { path: line, body: { Quantity: 1 } }),
      seller.ok("Shipments.SaveItem", { path: { shipmentID: "s1" }, body: item("a", 3) }),
    ]);
    const { Quantity, QuantityShipped } = await seller.ok("LineItems.Get", { path: line });
    assert.ok(QuantityShipped <= Quantity, `${QuantityShipped} of ${Quantity}`);
    if (QuantityShipped > 0)
      await seller.ok("Shipments.DeleteItem", { path: { shipmentID: "s1", orderID: "o1", lineItemID: "a" } });
  }
});

test("shipping an order sends all of it in one shipment and completes it", async (t) => {
  const { seller, own, path, state, quantities } = await submitted(t);
  const keeper = await newCaller(own, {}, ["ShipmentAdmin"]);
  const done = await keeper.ok("Orders.Ship", { path, body: { ID: "s1", TrackingNumber: "T1" } });
  assert.deepEqual([done.ID, done.Status, done.DateCompleted !== null], ["o1", "Completed", true]);
  assert.deepEqual(await quantities(), [3, 1]);
  const [shipment] = (await seller.ok("Orders.ListShipments", { path })).Items;
  assert.deepEqual([shipment?.ID, shipment?.BuyerID, shipment?.TrackingNumber], ["s1", "acme", "T1"]);
  assert.ok(shipment?.DateShipped);
  assert.equal((await seller.refused("Orders.Ship", { path, body: {} })).code, "Order.CannotShipBadStatus");
  await seller.ok("Shipments.Delete", { path: { shipmentID: "s1" } });
  assert.deepEqual(await state(), ["Open", false]);
});

test("an order with lines on other shipments, or with none, is not shipped as a whole", async (t) => {
  const { seller, path, create, add, order } = await submitted(t);
  await create("s1");
  await add("s1", "b", 1);
  const { code, data } = await seller.refused("Orders.Ship", { path, body: {} });
  assert.equal(code, "Order.ConflictsWithOtherShipments");
  assert.deepEqual(
    data,
    (await seller.ok("LineItems.List", { path })).Items.filter(({ ID }) => ID === "b"),
  );
  const empty = await order("o2");
  for (const lineItemID of ["a", "b"]) await seller.ok("LineItems.Delete", { path: { ...empty, lineItemID } });
  assert.equal(
    (await seller.refused("Orders.Ship", { path: empty, body: {} })).code,
    "Order.CannotShipWithNoLineItems",
  );
});

test("lines of orders that were not submitted can be on a shipment, but such orders are not shipped", async (t) => {
  const { seller, path, create, add, send, state } = await submitted(t, false);
  await create("s1");
  await add("s1", "a", 3);
  await add("s1", "b", 1);
  await send("s1");
  assert.deepEqual(await state(), ["Unsubmitted", false]);
  assert.equal((await seller.refused("Orders.Ship", { path, body: {} })).code, "Order.CannotShipBadStatus");
});

/** The seller's shipment `s1` of an order of Acme's, with Globex and a supplier who have no part in it. */
async function shipped(t: TestContext) {
  const made = await submitted(t);
  const { own, seller } = made;
  await seller.ok("Buyers.Create", { body: { ID: "globex", Name: "Globex", Active: true } });
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  await made.create("s1");
  await made.add("s1", "a", 1);
  return { ...made, keeper: await newCaller(own, { buyer: "acme" }, ["ShipmentAdmin"]) };
}

const one = { shipmentID: "s1" };

test("a shipment belongs to who made it: its buyer sees it and changes nothing", async (t) => {
  const { keeper, item } = await shipped(t);
  assert.equal((await keeper.ok("Shipments.Get", { path: one })).ID, "s1");
  assert.equal((await keeper.ok("Shipments.ListItems", { path: one })).Items.length, 1);
  for (const refusal of [
    keeper.refused("Shipments.Patch", { path: one, body: { Shipper: "x" } }),
    keeper.refused("Shipments.Save", { path: one, body: {} }),
    keeper.refused("Shipments.Delete", { path: one }),
    keeper.refused("Shipments.SaveItem", { path: one, body: item("b", 1) }),
    keeper.refused("Shipments.SetShipToAddress", { path: one, body: address }),
  ])
    assert.equal((await refusal).code, "Auth.UserNotAuthorizedToAdmin");
});

for (const company of [{ buyer: "globex" }, { supplier: "sup" }])
  test(`a shipment is nowhere for another ${Object.keys(company)}, nor is its order`, async (t) => {
    const { own, item } = await shipped(t);
    const other = await newCaller(own, company);
    assert.equal((await other.ok("Shipments.List")).Meta.TotalCount, 0);
    for (const refusal of [
      other.refused("Shipments.Get", { path: one }),
      other.refused("Shipments.Patch", { path: one, body: { Shipper: "x" } }),
      other.refused("Shipments.Delete", { path: one }),
      other.refused("Shipments.ListItems", { path: one }),
    ])
      assert.equal((await refusal).data.ObjectType, "Shipment");
    await other.ok("Shipments.Create", { body: { ID: "s3" } });
    const added = await other.refused("Shipments.SaveItem", { path: { shipmentID: "s3" }, body: item("a", 1) });
    assert.equal(added.data.ObjectType, "Order");
  });

test("a shipment that a buyer makes is the buyer's whatever it says, and stays so", async (t) => {
  const { seller, keeper, item } = await shipped(t);
  const made = await keeper.ok("Shipments.Create", { body: { ID: "s2", BuyerID: "globex", OwnerID: "sup" } });
  assert.deepEqual([made.BuyerID, made.OwnerID], ["acme", "acme"]);
  await keeper.ok("Shipments.SaveItem", { path: { shipmentID: "s2" }, body: item("b", 1) });
  const body = { ID: "s4", OwnerID: "sup" };
  const renamed = await seller.ok("Shipments.Patch", { path: { shipmentID: "s2" }, body });
  assert.deepEqual([renamed.ID, renamed.OwnerID], ["s4", "acme"]);
  assert.equal((await seller.refused("Shipments.Create", { body: { ID: "S4" } })).code, "IdExists");
});

test("a supplier ships orders to it, to buyers that ordered from it", async (t) => {
  const { own, seller, shopper, path: direct } = await submitted(t);
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true, AllBuyersCanOrder: true } });
  const supplier = await newCaller(own, { supplier: "sup" });
  const refusal = await supplier.refused("Shipments.Create", { body: { BuyerID: "acme" } });
  assert.equal(refusal.data.ObjectType, "Buyer");
  await own.product("supplied", { DefaultSupplierID: "sup" });
  const path = { direction: "All", orderID: "o2" };
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o2", ToCompanyID: "sup" } });
  await shopper.ok("LineItems.Create", { path, body: { ID: "x", ProductID: "supplied", Quantity: 2 } });
  await shopper.ok("Orders.Submit", { path });
  const { ID, OwnerID } = await supplier.ok("Shipments.Create", { body: { BuyerID: "ACME" } });
  assert.equal(OwnerID, "sup");
  const body = { OrderID: "o2", LineItemID: "x", QuantityShipped: 2 };
  await supplier.ok("Shipments.SaveItem", { path: { shipmentID: ID }, body });
  const foreign = { OrderID: "o1", LineItemID: "a", QuantityShipped: 1 };
  const unknown = await supplier.refused("Shipments.SaveItem", { path: { shipmentID: ID }, body: foreign });
  assert.equal(unknown.data.ObjectType, "Order");
  await supplier.ok("Shipments.Patch", { path: { shipmentID: ID }, body: { DateShipped: "2026-02-03" } });
  assert.equal((await shopper.ok("Orders.Get", { path })).Status, "Completed");
  assert.deepEqual(
    (await shopper.ok("Me.ListShipments")).Items.map((one) => one.ID),
    [ID],
  );
  assert.equal((await seller.ok("Shipments.List", { query: { OwnerID: "SUP" } })).Meta.TotalCount, 1);
  assert.equal((await supplier.refused("Orders.Ship", { path: direct, body: {} })).data.ObjectType, "Order");
});

test("saved addresses are copied, one-time ones stay until an ID replaces them", async (t) => {
  const { own, seller, shopper, create } = await submitted(t);
  await seller.ok("AdminAddresses.Create", { body: { ID: "dock", ...address } });
  await seller.ok("Addresses.Create", { path: { buyerID: "acme" }, body: { ID: "hq", ...address, City: "Bergen" } });
  const shipment = await create("s1", { FromAddressID: "DOCK", ToAddressID: "hq" });
  assert.deepEqual(
    [shipment.FromAddressID, shipment.FromAddress?.City, shipment.ToAddress?.City],
    ["dock", "Oslo", "Bergen"],
  );
  for (const body of [{ FromAddressID: "hq" }, { ToAddressID: "dock" }])
    assert.equal(
      (await seller.refused("Shipments.Patch", { path: { shipmentID: "s1" }, body })).data.ObjectType,
      "Address",
    );
  const path = { shipmentID: "s1" };
  const changed = await seller.ok("Shipments.SetShipToAddress", { path, body: { ...address, City: "Moss" } });
  assert.deepEqual([changed.ToAddressID, changed.ToAddress?.City, changed.ToAddress?.ID], [null, "Moss", null]);
  await seller.ok("Shipments.SetShipFromAddress", { path, body: { ...address, City: "Voss" } });
  const put = await seller.ok("Shipments.Save", { path, body: { Shipper: "Post" } });
  assert.deepEqual(
    [put.ToAddress?.City, put.FromAddress?.City, put.BuyerID, put.Shipper],
    ["Moss", "Voss", "acme", "Post"],
  );
  const missing = await seller.refused("Shipments.SetShipToAddress", { path, body: { Street1: "x" } });
  assert.equal(missing.status, 400);
  const user = await newCaller(own, { buyer: "acme" }, ["Shopper", "MeAddressAdmin"]);
  const mine = await user.ok("Me.CreateAddress", { body: { ...address, City: "Bodo", Shipping: true } });
  const to = await seller.ok("Shipments.Patch", { path, body: { ToAddressID: mine.ID } });
  assert.equal(to.ToAddress?.City, "Bodo");
  assert.equal((await shopper.refused("Me.GetShipment", { path })).data.ObjectType, "Shipment");
});
