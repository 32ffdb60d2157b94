import assert from "node:assert/strict";
import { test } from "node:test";
import { newCaller, shop } from "@orderwell/testing";

const address = {
  FirstName: "Kari",
  LastName: "Nordmann",
  Street1: "1 Main St",
  City: "Minneapolis",
  State: "MN",
  Zip: "55401",
  Country: "US",
};

/** Every property but the two that name something is null. */
const unanswered = [
  "Subscription",
  "ShipEstimateResponse",
  "OrderCalculateResponse",
  "OrderSubmitResponse",
  "OrderSubmitForApprovalResponse",
  "OrderApprovedResponse",
  "SubscriptionIntegrationResponse",
] as const;

/** The parts of the worksheet of somebody who has no cart. */
const nothing = ["Order", "LineItems", "OrderPromotions", ...unanswered].map((name) => [name, null]);

test("a storefront goes from the first page's worksheet to the confirmation, on cart and order routes in turn", async (t) => {
  const { shopper, seller, product } = await shop(t);
  await product("p", { xp: { color: "red" } });
  assert.deepEqual(Object.entries(await shopper.ok("Cart.GetOrderWorksheet")), nothing);
  assert.equal((await shopper.ok("Me.ListOrders", { query: { status: "Unsubmitted" } })).Items.length, 0);

  const line = await shopper.ok("Cart.CreateLineItem", { body: { ProductID: "p", Quantity: 2, xp: { note: "gift" } } });
  const first = await shopper.ok("Cart.GetOrderWorksheet");
  const orderID = first.Order?.ID as string;
  const path = { direction: "Outgoing", orderID };
  assert.deepEqual([first.LineItems?.length, first.LineItems?.[0]], [1, line]);
  for (const name of unanswered) assert.equal(first[name], null, name);
  assert.deepEqual(first.Order, await shopper.ok("Orders.Get", { path }));
  assert.deepEqual(await shopper.ok("IntegrationEvents.GetWorksheet", { path }), first);

  await shopper.ok("Cart.SetShippingAddress", { body: address });
  await shopper.ok("LineItems.Create", { path: { ...path, direction: "outgoing" }, body: { ID: "b", ProductID: "p" } });
  await shopper.ok("Orders.SetBillingAddress", { path: { ...path, direction: "all" }, body: address });
  const cart = await shopper.ok("Cart.Get");
  assert.deepEqual([cart.LineItemCount, cart.Total, cart.BillingAddress?.City], [2, 30, "Minneapolis"]);
  const payment = await shopper.ok("Cart.CreatePayment", { body: { Type: "PurchaseOrder" } });
  assert.deepEqual([payment.Amount, payment.Accepted], [30, true]);
  assert.equal((await shopper.ok("Payments.List", { path })).Items.length, 1);
  const submitted = await shopper.ok("Cart.Submit");
  assert.deepEqual([submitted.ID, submitted.Status], [orderID, "Open"]);

  const confirmation = await shopper.ok("IntegrationEvents.GetWorksheet", { path });
  assert.deepEqual(
    confirmation.LineItems?.map(({ ShippingAddress }) => ShippingAddress?.City),
    ["Minneapolis", "Minneapolis"],
  );
  assert.deepEqual(Object.entries(await shopper.ok("Cart.GetOrderWorksheet")), nothing);
  const asSeller = { path: { direction: "Incoming", orderID: orderID.toLowerCase() } };
  assert.deepEqual((await seller.ok("IntegrationEvents.GetWorksheet", asSeller)).Order?.ID, orderID);
});

test("a worksheet is for those who see its order", async (t) => {
  const own = await shop(t);
  await own.product("p");
  await own.shopper.ok("Cart.CreateLineItem", { body: { ProductID: "p" } });
  const { ID } = await own.shopper.ok("Cart.Get");
  const path = { direction: "Outgoing", orderID: ID };
  const status = async (client: typeof own.shopper, direction = "All") =>
    (await client.send("IntegrationEvents.GetWorksheet", { path: { direction, orderID: ID } })).status;
  await own.seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  assert.equal(await status(await own.colleague("Shopper")), 404);
  assert.equal(await status(await newCaller(own, { supplier: "sup" })), 404);
  assert.equal(await status(await own.anonymous("another")), 404);
  assert.equal(await status(await own.colleague("MeAdmin")), 403);
  assert.equal(await status(own.seller, "Outgoing"), 404);
  const integration = await newCaller(own, {}, ["IntegrationEventAdmin"]);
  assert.equal(await status(integration), 404);
  await own.shopper.ok("Orders.Submit", { path });
  assert.equal(await status(integration), 200);
  const { data } = await own.shopper.refused("IntegrationEvents.GetWorksheet", { path: { ...path, orderID: "none" } });
  assert.deepEqual(data, { ObjectType: "Order", ObjectID: "none" });
});
