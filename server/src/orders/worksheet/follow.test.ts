import assert from "node:assert/strict";
import { once } from "node:events";
import { before, test } from "node:test";
import {
  addClient,
  afterFile,
  newCaller,
  receiver,
  shop,
  startDeliveries,
  testDatabaseUrl,
  testServer,
} from "@orderwell/testing";
import pg from "pg";
import { checkout } from "../../app.ts";
import { checkoutDeliveries } from "./follow.ts";

let pool: pg.Pool;

before(async () => {
  pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 2 });
  afterFile.push(() => pool.end());
  const { app } = await testServer();
  await startDeliveries(checkoutDeliveries({ works: app.works, services: app.services }, checkout));
});

test("a submission that a process did not come to tell of is told of by another, and one that was told is not again", async (t) => {
  const own = await shop(t);
  let calls = 0;
  const service = await receiver(t, () => ({ body: { xp: { call: ++calls } } }));
  await own.seller.ok("IntegrationEvents.Create", {
    body: {
      ID: "checkout",
      Name: "Checkout",
      EventType: "OrderCheckout",
      CustomImplementationUrl: service.url,
      HashKey: "shared",
    },
  });
  const clientId = await addClient(own, { OrderCheckoutIntegrationEventID: "checkout" });
  const buyer = await newCaller(own, { buyer: "acme" }, ["Shopper"], clientId);
  await own.product("p");
  const submit = async (orderID: string) => {
    const path = { direction: "Outgoing", orderID };
    await buyer.ok("Orders.Create", { path, body: { ID: orderID } });
    await buyer.ok("LineItems.Create", { path, body: { ProductID: "p" } });
    await buyer.ok("IntegrationEvents.Calculate", { path });
    const submitted = await buyer.send("Orders.Submit", { path });
    assert.equal(submitted.status, 201);
    return { path, question: submitted.headers.get("x-oc-logid") };
  };
  const told = await submit("told");
  const lost = await submit("lost");
  assert.equal(calls, 4);
  // As it is when the process ends between the commit and the call.
  const undone = await pool.query(
    `update order_worksheet set asked = $2, order_submit_response = null where marketplace_id = $1 and order_id = 'lost'`,
    [own.id, lost.question],
  );
  assert.equal(undone.rowCount, 1);
  const waiting = await pool.query(
    `update outbox.delivery set due_at = now()
     where marketplace_id = $1 and subscriber = 'checkout-steps' and ended_at is null and due_at > now() + interval '30 s'`,
    [own.id],
  );
  assert.equal(waiting.rowCount, 2, "nothing is tried before the process that did it has had its time");
  for (;;) {
    const { rows } = await pool.query(
      "select from outbox.delivery where marketplace_id = $1 and subscriber = 'checkout-steps' and ended_at is null",
      [own.id],
    );
    if (rows.length === 0) break;
    await once(AbortSignal.timeout(50), "abort");
  }
  const answer = async ({ path }: { path: { direction: string; orderID: string } }) =>
    (await buyer.ok("IntegrationEvents.GetWorksheet", { path })).OrderSubmitResponse?.xp;
  assert.deepEqual([await answer(told), await answer(lost), calls], [{ call: 2 }, { call: 5 }, 5]);
  assert.equal(service.calls[4]?.payload.OrderWorksheet.Order.ID, "lost");
});
