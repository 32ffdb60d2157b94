import assert from "node:assert/strict";
import type { TestClient } from "../../client.ts";
import { pendingOf } from "../market/approvals.ts";
import { clerks, shoppers } from "../market/people.ts";
import { type Actor, type Approval, cartOf, groupsOf, type Order, type State, visitors } from "../market/state.ts";

const all = { pageSize: 100 };

interface Named {
  readonly ID?: string | null;
}

const idsIn = (items: readonly Named[]): string[] => items.map(({ ID }) => ID ?? "").sort();
const ids = (orders: readonly { readonly id: string }[]): string[] => orders.map(({ id }) => id).sort();

/** Tells whether somebody is asked who did not submit it themselves. */
const waitsFor = (by: Actor, submitter: Actor | null, approvals: readonly Approval[]): boolean =>
  by !== submitter && pendingOf(approvals).some(({ group }) => groupsOf(by).includes(group));

/** What everybody is shown must be what there is for them: carts, orders of theirs, what waits for them. */
export async function assertViews(state: State, as: (actor: Actor) => TestClient): Promise<void> {
  const orders = [...state.orders.values()];
  for (const by of [...shoppers, ...visitors]) {
    const cart = await as(by).ok("Cart.Get");
    assert.equal(cart.ID ?? null, cartOf(state, by)?.id ?? null, `cart of ${by}`);
  }
  for (const by of shoppers) await assertOrdersOf(by, orders, as(by));
  for (const order of orders) await assertAsked(order, as("seller"));
  const returns = orders.flatMap((order) => order.returns);
  for (const by of clerks) {
    const { Items } = await as(by).ok("OrderReturns.List", { query: { approvable: true, ...all } });
    const waiting = returns.filter(({ submitter, approvals }) => waitsFor(by, submitter, approvals));
    assert.deepEqual(idsIn(Items), ids(waiting), `returns that wait for ${by}`);
  }
  await assertLinesAcross(orders, as("seller"));
  await assertShipments(state, as("seller"));
}

async function assertShipments({ shipments }: State, seller: TestClient): Promise<void> {
  const { Items } = await seller.ok("Shipments.List", { query: all });
  const shown = Items.map((one) => ({
    id: one.ID,
    sent: one.DateShipped !== null,
    tracking: one.TrackingNumber,
    from: one.FromAddress?.Street1 ?? null,
    to: one.ToAddress?.Street1 ?? null,
  }));
  const there = [...shipments.values()].map(({ id, sent, tracking, from, to }) => ({ id, sent, tracking, from, to }));
  const byId = (one: { readonly id?: string | null }, other: { readonly id?: string | null }): number =>
    (one.id ?? "") < (other.id ?? "") ? -1 : 1;
  assert.deepEqual(shown.sort(byId), there.sort(byId), "shipments");
}

async function assertOrdersOf(by: Actor, orders: readonly Order[], client: TestClient): Promise<void> {
  for (const IsSubmitted of [true, false]) {
    const { Items } = await client.ok("Me.ListOrders", { query: { IsSubmitted, ...all } as never });
    const own = orders.filter(({ owner, submitted }) => owner === by && submitted === IsSubmitted);
    assert.deepEqual(idsIn(Items), ids(own), `orders of ${by}, submitted: ${IsSubmitted}`);
  }
  const { Items } = await client.ok("Me.ListApprovableOrders", { query: all });
  const waiting = orders.filter(({ submitter, approvals }) => waitsFor(by, submitter, approvals));
  assert.deepEqual(idsIn(Items), ids(waiting), `orders that wait for ${by}`);
}

async function assertAsked({ id, submitter, approvals }: Order, seller: TestClient): Promise<void> {
  const path = { direction: "All", orderID: id };
  const { Items } = await seller.ok("Orders.ListEligibleApprovers", { path, query: all });
  const asked = shoppers.filter((by) => waitsFor(by, submitter, approvals));
  assert.deepEqual(idsIn(Items), [...asked].sort(), `who may decide about ${id}`);
}

async function assertLinesAcross(orders: readonly Order[], seller: TestClient): Promise<void> {
  const { Items } = await seller.ok("LineItems.ListAcrossOrders", { path: { direction: "All" }, query: all });
  const shown = Items.map(({ OrderID, ID, Quantity }) => `${OrderID} ${ID} ${Quantity}`).sort();
  const there = orders
    .filter(({ submitted }) => submitted)
    .flatMap(({ id, lines }) => lines.map((line) => `${id} ${line.id} ${line.quantity}`));
  assert.deepEqual(shown, there.sort(), "lines across orders");
}
