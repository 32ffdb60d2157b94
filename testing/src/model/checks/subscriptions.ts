import assert from "node:assert/strict";
import type { TestClient } from "../../client.ts";
import { dueDate } from "../market/dates.ts";
import { type State, subtotal } from "../market/state.ts";
import { byText, meantLine, shownLine } from "./expectations.ts";
import { cents } from "./reading.ts";

const all = { pageSize: 100 };

/** Subscriptions must be as operations and the hourly job so far have left them. */
export async function assertSubscriptions(state: State, seller: TestClient): Promise<void> {
  const { Items } = await seller.ok("Subscriptions.List", { query: all });
  const shown = Items.map((one) => ({
    id: one.ID,
    owner: one.FromUserID,
    active: one.Active,
    next: Date.parse(one.NextOrderDate ?? "") > Date.now() ? "later" : Date.parse(one.NextOrderDate ?? ""),
    isOrdered: one.LastOrderDate !== null,
    payment: one.Payment && { type: one.Payment.Type, account: one.Payment.SpendingAccountID },
    shipTo: one.ShippingAddressID,
    projected: cents(one.ProjectedSubtotal),
  }));
  const meant = [...state.subscriptions.values()].map((one) => ({
    id: one.id,
    owner: one.owner,
    active: one.active,
    next: one.next === "later" ? one.next : Date.parse(dueDate(one.next)),
    isOrdered: one.ordered,
    payment: one.payment,
    shipTo: one.shipTo,
    projected: subtotal(one.cart),
  }));
  assert.deepEqual(shown.sort(byText), meant.sort(byText), "subscriptions");
  for (const { id, cart } of state.subscriptions.values()) {
    const items = await seller.ok("SubscriptionItems.List", { path: { subscriptionID: id }, query: all });
    const lines = cart.lines.map((line) => meantLine(state, cart, line));
    assert.deepEqual(items.Items.map(shownLine).sort(byText), lines.sort(byText), `items of ${id}`);
  }
}
