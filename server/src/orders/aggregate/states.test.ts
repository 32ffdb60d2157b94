import assert from "node:assert/strict";
import { test } from "node:test";
import type { OrderStatus } from "@orderwell/contract";
import { type OrderAction, orderStates } from "./states.ts";

const now = new Date("2026-01-02T03:04:05Z");
const statuses: OrderStatus[] = ["Unsubmitted", "AwaitingApproval", "Declined", "Open", "Completed", "Canceled"];

/** Targets of each step by status; a status that is not named is refused with the code. */
const table: Record<OrderAction, [to: OrderStatus, from: OrderStatus[], refusal: string]> = {
  submit: ["Open", ["Unsubmitted"], "Order.CannotSubmitBadStatus"],
  submitForApproval: ["AwaitingApproval", ["Unsubmitted"], "Order.CannotSubmitBadStatus"],
  approve: ["Open", ["AwaitingApproval"], "Order.MustBeAwaitingApproval"],
  decline: ["Declined", ["AwaitingApproval"], "Order.MustBeAwaitingApproval"],
  sendBack: ["Unsubmitted", ["AwaitingApproval"], "Order.MustBeAwaitingApproval"],
  withdraw: ["Canceled", ["Unsubmitted", "AwaitingApproval", "Declined"], "Order.CannotCancelInCurrentStatus"],
  cancel: ["Canceled", ["Unsubmitted", "AwaitingApproval", "Declined", "Open"], "Order.CannotCancelInCurrentStatus"],
  complete: ["Completed", ["Open"], "Order.CannotCompleteBadStatus"],
  ship: ["Completed", ["Open"], "Order.CannotShipBadStatus"],
  reopen: ["Open", ["Completed"], "Order.CannotShipBadStatus"],
};

for (const [action, [to, from, refusal]] of Object.entries(table) as [OrderAction, (typeof table)["submit"]][])
  test(`${action} leads to ${to} from ${from.join(", ")} and from nowhere else`, () => {
    for (const status of statuses) {
      const order = { ID: "o", Status: status };
      const finding = orderStates.finding(order, action);
      assert.equal(finding?.code, from.includes(status) ? undefined : refusal);
      if (finding !== undefined) assert.deepEqual(finding.entries[0]?.Data, { OrderID: "o", Status: status });
    }
    assert.equal(orderStates.changes(action, now).Status, to);
  });

test("every step is in the table", () =>
  assert.deepEqual(Object.keys(table).sort(), Object.keys(orderStates.transitions).sort()));

test("only submission and the last approval hand the order to the seller", () => {
  for (const action of Object.keys(table) as OrderAction[])
    assert.equal(
      orderStates.changes(action, now).IsSubmitted,
      ["submit", "approve"].includes(action) ? true : undefined,
      action,
    );
});

test("an order that is sent back keeps the date on which it was declined, and a reopened one loses its completion", () => {
  assert.equal(orderStates.changes("sendBack", now).DateDeclined, "2026-01-02T03:04:05+00:00");
  assert.equal(orderStates.changes("reopen", now).DateCompleted, null);
});
