import assert from "node:assert/strict";
import type { OperationId } from "@orderwell/contract";
import type { TestClient } from "../../client.ts";
import { type Actor, cartOf, type State } from "../market/state.ts";
import { byText } from "./expectations.ts";

const all = { pageSize: 100 };

interface Item {
  readonly ID?: string | null;
}

interface Listed {
  readonly list: OperationId;
  readonly get: OperationId;
  /** Name under which the operation on one takes its ID. */
  readonly id: string;
}

/** Orders of which everything is read in every way: some, since there are many reads. */
const atMost = 3;

/** What lists show must be what is read one by one, and what carts show what their orders do. */
export async function assertLists(state: State, as: (actor: Actor) => TestClient): Promise<void> {
  const seller = as("seller");
  for (const order of [...state.orders.values()].slice(-atMost)) {
    const path = { direction: "All", orderID: order.id };
    await agree(seller, path, { list: "LineItems.List", get: "LineItems.Get", id: "lineItemID" });
    await agree(seller, path, { list: "Payments.List", get: "Payments.Get", id: "paymentID" });
    await assertPromotions(seller, path);
  }
  await agree(seller, {}, { list: "Shipments.List", get: "Shipments.Get", id: "shipmentID" });
  await agree(seller, {}, { list: "OrderReturns.List", get: "OrderReturns.Get", id: "returnID" });
  await agree(seller, {}, { list: "Subscriptions.List", get: "Subscriptions.Get", id: "subscriptionID" });
  for (const subscriptionID of state.subscriptions.keys())
    await agree(
      seller,
      { subscriptionID },
      { list: "SubscriptionItems.List", get: "SubscriptionItems.Get", id: "subscriptionItemID" },
    );
  for (const shipment of state.shipments.values()) await assertItems(seller, shipment);
  for (const by of ["ann", "bob", "mia", "v0"] as const) await assertCart(state, by, as(by));
  for (const by of ["ann", "mia"] as const) await assertOwn(as(by), seller);
}

async function agree(client: TestClient, path: Readonly<Record<string, string>>, listed: Listed): Promise<void> {
  const { Items } = (await client.accepted(listed.list, { path, query: all })) as { Items: readonly Item[] };
  for (const one of Items) {
    const read = await client.accepted(listed.get, { path: { ...path, [listed.id]: one.ID ?? "" } });
    assert.deepEqual(read, one, `${listed.get} of ${one.ID} is as ${listed.list} shows it`);
  }
}

async function assertPromotions(
  seller: TestClient,
  path: { readonly direction: string; readonly orderID: string },
): Promise<void> {
  const [list, worksheet] = await Promise.all([
    seller.ok("Orders.ListPromotions", { path, query: all }),
    seller.ok("IntegrationEvents.GetWorksheet", { path }),
  ]);
  const inOrder = (items: readonly object[] | null | undefined) => [...(items ?? [])].sort(byText);
  assert.deepEqual(inOrder(list.Items), inOrder(worksheet.OrderPromotions), `promotions of ${path.orderID}`);
}

async function assertItems(seller: TestClient, { id, items }: { id: string; items: readonly object[] }): Promise<void> {
  const path = { shipmentID: id };
  const { Items } = await seller.ok("Shipments.ListItems", { path, query: all });
  assert.equal(Items.length, items.length, `items of ${id}`);
  for (const one of Items) {
    const { OrderID: orderID, LineItemID: lineItemID } = one;
    const read = await seller.ok("Shipments.GetItem", { path: { ...path, orderID, lineItemID } });
    assert.deepEqual(read, one, `${orderID} ${lineItemID} on ${id}`);
  }
}

/** A cart is the order that it is. */
async function assertCart(state: State, by: Actor, client: TestClient): Promise<void> {
  const cart = cartOf(state, by);
  if (cart === undefined) return;
  const path = { direction: "All", orderID: cart.id };
  const pairs: readonly (readonly [OperationId, OperationId])[] = [
    ["Cart.Get", "Orders.Get"],
    ["Cart.ListLineItems", "LineItems.List"],
    ["Cart.ListPayments", "Payments.List"],
    ["Cart.ListPromotions", "Orders.ListPromotions"],
    ["Cart.ListEligiblePromotions", "Orders.ListEligiblePromotions"],
    ["Cart.GetOrderWorksheet", "IntegrationEvents.GetWorksheet"],
  ];
  for (const [ofCart, ofOrder] of pairs)
    assert.deepEqual(
      await client.accepted(ofCart, {}),
      await client.accepted(ofOrder, { path }),
      `${ofCart} of ${by} is ${ofOrder} of ${cart.id}`,
    );
  await agree(client, {}, { list: "Cart.ListLineItems", get: "Cart.GetLineItem", id: "lineItemID" });
  await agree(client, {}, { list: "Cart.ListPayments", get: "Cart.GetPayment", id: "paymentID" });
}

/** What is somebody's own they see as it is. */
async function assertOwn(client: TestClient, seller: TestClient): Promise<void> {
  for (const IsSubmitted of [true, false]) {
    const { Items } = await client.ok("Me.ListOrders", { query: { IsSubmitted, ...all } as never });
    for (const one of Items) {
      const path = { direction: "Outgoing", orderID: one.ID ?? "" };
      assert.deepEqual(await client.ok("Orders.Get", { path }), one, `${one.ID} among one's own`);
    }
  }
  await agree(client, {}, { list: "Me.ListSubscriptions", get: "Me.GetSubscription", id: "subscriptionID" });
  await agree(client, {}, { list: "Me.ListShipments", get: "Me.GetShipment", id: "shipmentID" });
  await agree(
    client,
    {},
    { list: "Me.ListGroupOrderInvitations", get: "Me.GetGroupOrderInvitation", id: "invitationID" },
  );
  const { Items } = await client.ok("Me.ListSubscriptions", { query: all });
  for (const { ID } of Items) {
    const path = { subscriptionID: ID ?? "" };
    await agree(client, path, {
      list: "Me.ListSubscriptionItems",
      get: "Me.GetSubscriptionItem",
      id: "subscriptionItemID",
    });
    assert.deepEqual(
      await client.ok("Me.ListSubscriptionItems", { path, query: all }),
      await seller.ok("SubscriptionItems.List", { path, query: all }),
      `items of ${ID} as both sides see them`,
    );
  }
}
