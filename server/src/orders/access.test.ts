import assert from "node:assert/strict";
import { test } from "node:test";
import { newCaller, shop, type TestClient } from "@orderwell/testing";

/** Directions under which a client finds the order. */
async function seenUnder(client: TestClient, orderID: string): Promise<string> {
  const found: string[] = [];
  for (const direction of ["Incoming", "Outgoing", "All"]) {
    const { status } = await client.send("Orders.Get", { path: { direction, orderID } });
    assert.ok(status === 200 || status === 404, String(status));
    if (status === 200) found.push(direction);
  }
  return found.join(" ");
}

const listed = async (client: TestClient, direction: string, query = {}): Promise<string[]> =>
  (await client.ok("Orders.List", { path: { direction }, query })).Items.map(({ ID }) => ID).sort();

test("an order is found by those whom its status, direction and their roles admit, and by nobody else", async (t) => {
  const own = await shop(t);
  const { shopper, seller, product } = own;
  await product("p");
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  await seller.ok("Suppliers.Patch", { path: { supplierID: "sup" }, body: { AllBuyersCanOrder: true } });
  await seller.ok("Buyers.Create", { body: { ID: "other", Name: "Other", Active: true } });
  const outgoing = { direction: "Outgoing" };
  for (const ID of ["open", "cart"]) await shopper.ok("Orders.Create", { path: outgoing, body: { ID } });
  await shopper.ok("Orders.Create", { path: outgoing, body: { ID: "direct", ToCompanyID: "sup" } });
  await seller.ok("Orders.Create", { path: outgoing, body: { ID: "purchase", ToCompanyID: "sup" } });
  const open = { ...outgoing, orderID: "open" };
  await shopper.ok("LineItems.Create", { path: open, body: { ProductID: "p" } });
  await shopper.ok("Orders.Submit", { path: open });

  const reader = await own.colleague("OrderReader");
  const fullReader = await own.colleague("OrderReader", "UnsubmittedOrderReader");
  const colleague = await own.colleague("Shopper");
  const stranger = await newCaller(own, { buyer: "other" });
  const clerk = await newCaller(own, {}, ["OrderAdmin"]);
  const supplier = await newCaller(own, { supplier: "sup" }, ["OrderReader", "UnsubmittedOrderReader"]);
  const expected: [TestClient, Record<string, string>][] = [
    [shopper, { open: "Outgoing All", cart: "Outgoing All", direct: "Outgoing All", purchase: "" }],
    [reader, { open: "Outgoing All", cart: "", direct: "" }],
    [fullReader, { open: "Outgoing All", cart: "Outgoing All", direct: "Outgoing All" }],
    [colleague, { open: "", cart: "" }],
    [stranger, { open: "", cart: "", direct: "" }],
    [clerk, { open: "Incoming All", cart: "", direct: "", purchase: "" }],
    [seller, { open: "Incoming All", cart: "Incoming All", direct: "All", purchase: "Outgoing All" }],
    [supplier, { open: "", direct: "Incoming All", purchase: "Incoming All" }],
  ];
  for (const [client, orders] of expected)
    for (const [id, directions] of Object.entries(orders)) assert.equal(await seenUnder(client, id), directions, id);

  const unsubmitted = { IsSubmitted: false };
  assert.deepEqual(await listed(reader, "Outgoing"), ["open"]);
  assert.deepEqual(await listed(reader, "Outgoing", unsubmitted), []);
  assert.deepEqual(await listed(fullReader, "Outgoing", unsubmitted), ["cart", "direct"]);
  assert.deepEqual(await listed(fullReader, "Incoming", unsubmitted), []);
  assert.deepEqual(await listed(seller, "Incoming"), ["open"]);
  assert.deepEqual(await listed(seller, "All", unsubmitted), ["cart", "direct", "purchase"]);
  assert.deepEqual(await listed(seller, "All", { ...unsubmitted, supplierID: "SUP", buyerID: "ACME" }), ["direct"]);
  assert.deepEqual(await listed(supplier, "Incoming", unsubmitted), ["direct", "purchase"]);
  assert.deepEqual(await listed(stranger, "All"), []);
});

test("who only reads an order cannot change it", async (t) => {
  const own = await shop(t);
  const path = { direction: "Outgoing", orderID: "o1" };
  await own.shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  const reader = await own.colleague("Shopper", "OrderReader", "UnsubmittedOrderReader");
  await reader.ok("Orders.Get", { path });
  for (const operation of ["Orders.Patch", "Orders.Save", "Orders.Cancel", "Orders.Submit", "Orders.Delete"] as const) {
    const { status } = await reader.send(operation, { path, body: {} });
    assert.ok([404, 409].includes(status), `${operation} ${status}`);
  }
});
