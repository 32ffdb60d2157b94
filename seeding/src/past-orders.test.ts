import assert from "node:assert/strict";
import { test } from "node:test";
import { makePastOrders, pastOrders } from "./past-orders.ts";
import { demo } from "./testing/demo-shop.ts";

const states = async () => {
  const sam = await (await demo).as("sam.porter");
  const found = [];
  for (const { id } of pastOrders(new Date())) {
    const { body: order } = await sam("GET", `orders/Incoming/${id}`);
    const { body: lines } = await sam("GET", `orders/Incoming/${id}/lineitems`);
    const { body: payments } = await sam("GET", `orders/Incoming/${id}/payments`);
    const { body: returns } = await sam("GET", `orderreturns?OrderID=${id}`);
    found.push({ order, lines: lines.Items, payments: payments.Items, returns: returns.Items });
  }
  return found;
};

test("the demo's people have ordered: one is returned and refunded, one done, one sent in part, one waits for approval", async () => {
  const { report } = await demo;
  assert.deepEqual(report.problems, []);
  const [returned, done, sent, waiting] = await states();
  assert.deepEqual([returned?.order.Status, returned?.order.PromotionDiscount], ["Completed", 8.1]);
  assert.deepEqual(
    returned?.returns.map(({ Status, RefundAmount }: Record<string, unknown>) => [Status, RefundAmount]),
    [["Completed", 12.15]],
  );
  assert.equal(returned?.payments.length, 2);
  assert.equal(done?.order.Status, "Completed");
  assert.deepEqual([sent?.order.Status, sent?.lines[0].Quantity, sent?.lines[0].QuantityShipped], ["Open", 5, 2]);
  assert.ok(sent?.order.DateApproved);
  assert.equal(waiting?.order.Status, "AwaitingApproval");
  assert.ok(Date.parse(waiting?.lines[0].DateNeeded) > Date.now());
});

test("the demo's orders are made once, and one that an interruption left half made is made anew", async () => {
  const { as } = await demo;
  const before = await states();
  const again = () =>
    makePastOrders(new Date(), async (username, { method, path, body }, mayFail) => {
      const reply = await (await as(username))(method, path.replace(/^\/v1\//, ""), body);
      assert.ok(mayFail || reply.status < 300, `${username} ${method} ${path}: ${JSON.stringify(reply.body)}`);
      return reply;
    });
  await again();
  assert.deepEqual(await states(), before);
  const sam = await as("sam.porter");
  await sam("DELETE", "orders/Incoming/HP-1002");
  await (await as("leo.marchetti"))("PUT", "orders/Outgoing/HP-1002", {});
  await sam("DELETE", "orderreturns/HP-1001-return");
  assert.equal((await sam("PATCH", "shipments/HP-1003-pallet", { DateShipped: null })).body.DateShipped, null);
  await again();
  const [returned, done] = await states();
  assert.equal(done?.order.Status, "Completed");
  assert.equal(returned?.returns[0].Status, "Completed");
  assert.ok((await sam("GET", "shipments/HP-1003-pallet")).body.DateShipped);
});
