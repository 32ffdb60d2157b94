import assert from "node:assert/strict";
import { test } from "node:test";
import type { OrderStatus } from "@orderwell/contract";
import { ApiError } from "../../platform/errors/api-error.ts";
import { allows, type OrderAction, transition, transitions } from "./states.ts";

const now = new Date("2026-01-02T03:04:05Z");
const statuses: OrderStatus[] = ["Unsubmitted", "AwaitingApproval", "Declined", "Open", "Completed", "Canceled"];

/** Where each step leads from which status; what is not named is refused with the code. */
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
      assert.equal(allows(action, status), from.includes(status));
      if (from.includes(status)) assert.equal(transition(order, action, now).status, to);
      else
        assert.throws(
          () => transition(order, action, now),
          (error) => error instanceof ApiError && error.code === refusal,
        );
    }
  });

test("every step is in the table", () => assert.deepEqual(Object.keys(table).sort(), Object.keys(transitions).sort()));

test("only submission and the last approval hand the order to the seller", () => {
  for (const action of Object.keys(table) as OrderAction[]) {
    const from = table[action][1][0] as OrderStatus;
    const columns = transition({ ID: "o", Status: from }, action, now);
    assert.equal(columns.is_submitted, ["submit", "approve"].includes(action) ? true : undefined, action);
  }
});

test("an order that is sent back keeps the date on which it was declined, and a reopened one loses its completion", () => {
  assert.equal(transition({ ID: "o", Status: "AwaitingApproval" }, "sendBack", now).date_declined, now);
  assert.equal(transition({ ID: "o", Status: "Completed" }, "reopen", now).date_completed, null);
});
