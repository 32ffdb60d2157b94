import assert from "node:assert/strict";
import { before, type TestContext, test } from "node:test";
import {
  awaitMessages,
  type Lifetime,
  messagesTo,
  type Shop,
  shop,
  startDeliveries,
  type TestClient,
  testServer,
  until,
} from "@orderwell/testing";
import { orderMessages } from "./announcing.ts";

before(async () => {
  const { app } = await testServer();
  await startDeliveries(orderMessages(app.works));
});

const at = (orderID: string) => ({ direction: "Outgoing", orderID });
const incoming = (orderID: string) => ({ direction: "Incoming", orderID });
const buyer = { buyerID: "acme" };

interface Messaging extends Shop {
  order(ID: string, Quantity?: number, by?: TestClient): Promise<void>;
  nameOf(client: TestClient): Promise<string>;
  /** Types of messages to somebody about an order, the first first; once there are so many. */
  told(client: TestClient, orderId: string, number: number): Promise<string[]>;
}

async function messaging(t: Lifetime): Promise<Messaging> {
  const own = await shop(t);
  await own.product("p", { Name: "Pine & <Co>" });
  const nameOf = async (client: TestClient) => (await client.ok("Me.Get")).Username as string;
  return {
    ...own,
    nameOf,
    async order(ID, Quantity = 2, by = own.shopper) {
      await by.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID } });
      await by.ok("LineItems.Create", { path: at(ID), body: { ID: "l", ProductID: "p", Quantity } });
    },
    async told(client, orderId, number) {
      const name = await nameOf(client);
      return until(async () => {
        const found = (await messagesTo(own, name)).filter(({ EventBody }) => EventBody.Order?.ID === orderId);
        return found.length >= number && found.map(({ MessageType }) => MessageType).reverse();
      }, `${name} was not told ${number} times of ${orderId}`);
    },
  };
}

test("whoever submits an order is told, with the order, its lines and their products as the API has them", async (t) => {
  const own = await messaging(t);
  await own.order("o1");
  await own.shopper.ok("Orders.Patch", { path: at("o1"), body: { Comments: "ünusual", xp: { gift: true } } });
  await own.shopper.ok("Orders.Submit", { path: at("o1") });
  const [message] = await awaitMessages(own, await own.nameOf(own.shopper), "OrderSubmitted");
  const { Order, LineItems, Products, Approvals, ...more } = message?.EventBody ?? {};
  assert.deepEqual(more, {});
  assert.deepEqual(Order, await own.seller.ok("Orders.Get", { path: incoming("o1") }));
  const { Items } = await own.shopper.ok("LineItems.List", { path: at("o1") });
  assert.deepEqual(LineItems, Items);
  assert.deepEqual(Products, [await own.seller.ok("Products.Get", { path: { productID: "p" } })]);
  assert.deepEqual(Approvals, []);
  assert.deepEqual([message?.BuyerID, message?.Environment], ["acme", "Sandbox"]);
});

test("a submission that fails tells nobody", async (t) => {
  const own = await messaging(t);
  await own.order("o1", 5);
  await own.seller.ok("PriceSchedules.Patch", { path: { priceScheduleID: "p-price" }, body: { MinQuantity: 100 } });
  await own.shopper.refused("Orders.Submit", { path: at("o1") });
  await own.seller.ok("PriceSchedules.Patch", { path: { priceScheduleID: "p-price" }, body: { MinQuantity: 1 } });
  await own.shopper.ok("Orders.Submit", { path: at("o1") });
  assert.deepEqual(await own.told(own.shopper, "o1", 1), ["OrderSubmitted"]);
});

test("a guest is written to as the order names them", async (t) => {
  const own = await messaging(t);
  await own.order("o1");
  const guest = { FirstName: "Grace", LastName: "Hopper", Email: "grace@guests.example" };
  await own.shopper.ok("Orders.PatchFromUser", { path: at("o1"), body: guest });
  await own.shopper.ok("Orders.Submit", { path: at("o1") });
  const [message] = await awaitMessages(own, await own.nameOf(own.shopper), "OrderSubmitted");
  const { FirstName, LastName, Email } = message?.Recipient ?? {};
  assert.deepEqual({ FirstName, LastName, Email }, guest);
  const me = await own.shopper.ok("Me.Get");
  assert.notEqual(me.Email, guest.Email, "for this order alone");
});

async function approving(t: TestContext) {
  const own = await messaging(t);
  const members: Record<string, TestClient> = {};
  for (const group of ["managers", "finance"]) {
    await own.seller.ok("UserGroups.Create", { path: buyer, body: { ID: group, Name: group } });
    members[group] = await own.colleague("Shopper");
    const UserID = (await members[group].ok("Me.Get")).ID;
    await own.seller.ok("UserGroups.SaveUserAssignment", { path: buyer, body: { UserID, UserGroupID: group } });
  }
  const rule = (ID: string, ApprovingGroupID: string, RuleExpression: string) =>
    own.seller.ok("ApprovalRules.Create", { path: buyer, body: { ID, Name: ID, ApprovingGroupID, RuleExpression } });
  await rule("R1", "managers", "order.Total > 100");
  await rule("R2", "finance", "order.Total > 500 and order.approved('R1')");
  return { ...own, manager: members.managers!, treasurer: members.finance! };
}

test("approvals are asked for stage by stage, and told of to those who were asked and to whoever submitted", async (t) => {
  const { shopper, manager, treasurer, told, order } = await approving(t);
  await order("o1", 60);
  await shopper.ok("Orders.Submit", { path: at("o1") });
  assert.deepEqual(await told(shopper, "o1", 1), ["OrderSubmittedForApproval"]);
  assert.deepEqual(await told(manager, "o1", 1), ["OrderSubmittedForYourApproval"]);
  await manager.ok("Orders.Approve", { path: at("o1"), body: { Comments: "fine" } });
  const asked = ["OrderSubmittedForYourApproval", "OrderSubmittedForYourApprovalHasBeenApproved"];
  assert.deepEqual(await told(manager, "o1", 2), asked);
  assert.deepEqual(await told(treasurer, "o1", 1), asked.slice(0, 1));
  await treasurer.ok("Orders.Approve", { path: at("o1"), body: {} });
  assert.deepEqual(await told(treasurer, "o1", 2), asked);
  assert.deepEqual(await told(shopper, "o1", 2), ["OrderSubmittedForApproval", "OrderApproved"]);
  assert.deepEqual(await told(manager, "o1", 2), asked, "no more than that");
});

test("a decline is told of to whoever submitted and to everybody who was asked", async (t) => {
  const { shopper, manager, treasurer, told, order, nameOf, ...own } = await approving(t);
  await order("o1", 20);
  await shopper.ok("Orders.Submit", { path: at("o1") });
  await manager.ok("Orders.Decline", { path: at("o1"), body: { Comments: "no" } });
  assert.deepEqual(await told(shopper, "o1", 2), ["OrderSubmittedForApproval", "OrderDeclined"]);
  assert.deepEqual(await told(manager, "o1", 2), [
    "OrderSubmittedForYourApproval",
    "OrderSubmittedForYourApprovalHasBeenDeclined",
  ]);
  assert.deepEqual(await messagesTo(own, await nameOf(treasurer)), []);
  const [message] = await awaitMessages(own, await nameOf(shopper), "OrderDeclined");
  assert.equal(message?.EventBody.Approvals[0].Comments, "no");
});

test("a shipment is told of once it is sent, with what it holds of the order", async (t) => {
  const own = await messaging(t);
  const { seller, shopper } = own;
  for (const id of ["o1", "o2"]) {
    await own.order(id);
    await shopper.ok("Orders.Submit", { path: at(id) });
  }
  await seller.ok("Shipments.Create", { body: { ID: "s1", BuyerID: "acme", TrackingNumber: "T 1" } });
  const path = { shipmentID: "s1" };
  for (const OrderID of ["o1", "o2"])
    await seller.accepted("Shipments.SaveItem", {
      path,
      body: { OrderID, LineItemID: "l", QuantityShipped: OrderID === "o1" ? 1 : 2 },
    });
  await seller.ok("Shipments.Patch", { path, body: { DateShipped: new Date().toISOString() as never } });
  assert.deepEqual(await own.told(shopper, "o1", 2), ["OrderSubmitted", "ShipmentCreated"]);
  assert.deepEqual(await own.told(shopper, "o2", 2), ["OrderSubmitted", "ShipmentCreated"]);
  await seller.ok("Shipments.Patch", { path, body: { Shipper: "Post" } });
  await own.order("o3");
  await shopper.ok("Orders.Submit", { path: at("o3") });
  await seller.ok("Orders.Ship", { path: incoming("o3"), body: { Shipper: "Post" } });
  assert.deepEqual(await own.told(shopper, "o3", 2), ["OrderSubmitted", "ShipmentCreated"]);
  const sent = await awaitMessages(own, await own.nameOf(shopper), "ShipmentCreated", 3);
  assert.deepEqual(
    sent
      .map(({ EventBody: { Order, Shipment, ShipmentItems } }) => [
        Order.ID,
        Shipment.ID === "s1" ? Shipment.TrackingNumber : Shipment.Shipper,
        ShipmentItems.map(
          (item: { OrderID: string; QuantityShipped: number }) => `${item.OrderID} ${item.QuantityShipped}`,
        ),
      ])
      .sort(),
    [
      ["o1", "T 1", ["o1 1"]],
      ["o2", "T 1", ["o2 2"]],
      ["o3", "Post", ["o3 2"]],
    ],
  );
});
