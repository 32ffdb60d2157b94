import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { type TestContext, test } from "node:test";
import { addClient, newCaller, type Received, receiver, type ServiceAnswer, shop } from "@orderwell/testing";

const r = { path: { returnID: "r" } };

/** A completed order of ten units at 10, and callers of a client whose refunds a service works out. */
async function calculating(t: TestContext, answer: (call: Received) => ServiceAnswer | Promise<ServiceAnswer>) {
  const own = await shop(t);
  const { seller, shopper } = own;
  const service = await receiver(t, answer);
  await seller.ok("IntegrationEvents.Create", {
    body: {
      ID: "refunds",
      Name: "Refunds",
      EventType: "OrderReturn",
      CustomImplementationUrl: `${service.url}/returns/`,
      HashKey: "shared ✓",
    },
  });
  const clientId = await addClient(own, { OrderReturnIntegrationEventID: "refunds" });
  const buyer = await newCaller(own, { buyer: "acme" }, ["OrderReader", "Shopper"], clientId);
  const admin = await newCaller(own, {}, ["OrderAdmin"], clientId);
  await own.product("p", { Returnable: true });
  const path = { direction: "All", orderID: "o" };
  await buyer.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o" } });
  for (const ID of ["a", "b"]) await buyer.ok("LineItems.Create", { path, body: { ID, ProductID: "p", Quantity: 5 } });
  await buyer.ok("Orders.Submit", { path });
  await seller.ok("Orders.Complete", { path });
  return { own, seller, shopper, buyer, admin, service, path };
}

const items = (...given: (readonly [LineItemID: string, Quantity: number, RefundAmount?: number])[]) =>
  given.map(([LineItemID, Quantity, RefundAmount]) => ({
    LineItemID,
    Quantity,
    ...(RefundAmount !== undefined && { RefundAmount }),
  }));

test("a service works out what is refunded whenever a return is written, and is told the return and its order", async (t) => {
  const { buyer, service } = await calculating(t, ({ payload }) => ({
    body: {
      ItemsToReturnCalcs: payload.OrderReturn.ItemsToReturn.map((item: { LineItemID: string; Quantity: number }) => ({
        LineItemID: item.LineItemID.toUpperCase(),
        RefundAmount: item.Quantity * 9.999,
        Surprise: true,
      })),
    },
  }));
  const made = await buyer.ok("OrderReturns.Create", {
    body: { ID: "r", OrderID: "o", RefundAmount: 1, ItemsToReturn: items(["a", 2, 77]) },
  });
  assert.deepEqual([made.RefundAmount, made.ItemsToReturn?.[0]?.RefundAmount], [20, 20]);
  const [call] = service.calls;
  assert.equal(call?.path, "/hook/returns/calculateorderreturn");
  assert.equal(
    call?.headers["x-oc-hash"],
    createHmac("sha256", "shared ✓")
      .update(call?.bytes ?? "")
      .digest("base64"),
  );
  assert.deepEqual(Object.keys(call?.payload).sort(), ["OrderReturn", "OrderWorksheet"]);
  const { OrderReturn, OrderWorksheet } = call?.payload ?? {};
  assert.deepEqual(
    [OrderReturn.ID, OrderReturn.OrderID, OrderReturn.RefundAmount, OrderReturn.ItemsToReturn],
    ["r", "o", null, [{ LineItemID: "a", Quantity: 2, RefundAmount: null, Comments: null }]],
  );
  assert.deepEqual([OrderWorksheet.Order.ID, OrderWorksheet.LineItems.length], ["o", 2]);

  const patched = await buyer.ok("OrderReturns.Patch", {
    ...r,
    body: { ItemsToReturn: items(["a", 2], ["b", 1]) },
  });
  assert.equal(patched.RefundAmount, 30);
  const lessened = await buyer.ok("OrderReturns.DeleteItem", { path: { returnID: "r", lineItemID: "a" } });
  assert.equal(lessened.RefundAmount, 10);
  await buyer.ok("OrderReturns.Save", { ...r, body: { OrderID: "o", ItemsToReturn: items(["b", 5]) } });
  assert.equal((await buyer.ok("OrderReturns.Submit", r)).RefundAmount, 50);
  assert.equal(service.calls.length, 4);
});

test("amounts that OrderAdmin gives in full are not asked for, and an amount for the whole need be no sum", async (t) => {
  const { admin, service } = await calculating(t, () => ({
    body: { RefundAmount: 12.5, ItemsToReturnCalcs: [{ LineItemID: "a", RefundAmount: 5 }] },
  }));
  const given = { OrderID: "o", ItemsToReturn: items(["a", 1, 3], ["b", 1, 4]) };
  assert.equal((await admin.ok("OrderReturns.Create", { body: { ID: "full", ...given } })).RefundAmount, 7);
  assert.equal(
    (await admin.ok("OrderReturns.Create", { body: { ID: "money", OrderID: "o", RefundAmount: 6 } })).RefundAmount,
    6,
  );
  assert.equal(service.calls.length, 0);
  const half = { OrderID: "o", ItemsToReturn: items(["a", 1, 3], ["b", 1]) };
  const asked = await admin.ok("OrderReturns.Create", { body: { ID: "half", ...half } });
  assert.deepEqual(
    [asked.RefundAmount, asked.ItemsToReturn?.map(({ RefundAmount }) => RefundAmount)],
    [12.5, [5, null]],
  );
  assert.equal(service.calls.length, 1);
});

test("an answer that is none refuses the write, and one about what the return no longer is does not count", async (t) => {
  let answer: ServiceAnswer = { body: {} };
  let meanwhile: () => Promise<unknown> = async () => {};
  const { buyer, admin, seller, shopper } = await calculating(t, async () => {
    await meanwhile();
    return answer;
  });
  const body = { ID: "r", OrderID: "o", ItemsToReturn: items(["a", 1]) };
  for (const wrong of [
    { status: 500, body: "no" },
    { body: "OK" },
    { body: { RefundAmount: -1 } },
    { body: { ItemsToReturnCalcs: [{ LineItemID: "a", RefundAmount: -0.1 }] } },
  ] as const) {
    answer = wrong;
    assert.equal((await buyer.refused("OrderReturns.Create", { body })).code, "IntegrationEvent.BadRequest");
  }
  answer = { body: { RefundAmount: 1000 } };
  const most = await buyer.refused("OrderReturns.Create", { body });
  assert.equal(most.code, "OrderReturn.TotalRefundsExceedRefundAmount");
  assert.equal((await seller.ok("OrderReturns.List")).Items.length, 0);
  answer = { body: {} };
  const undecided = await buyer.ok("OrderReturns.Create", { body });
  assert.equal(undecided.RefundAmount, null);
  const refused = await shopper.refused("OrderReturns.Create", { body });
  assert.equal(refused.data.ObjectType, "Order", "mistakes are told before anybody is asked");

  const change = { ...r, body: { ItemsToReturn: items(["a", 2]) } };
  meanwhile = async () => {
    meanwhile = async () => {};
    await seller.ok("OrderReturns.Delete", r);
    await buyer.ok("OrderReturns.Create", { body: { ...body, ItemsToReturn: items(["b", 1]) } });
  };
  answer = { body: { ItemsToReturnCalcs: [{ LineItemID: "a", RefundAmount: 5 }] } };
  assert.equal(
    (await buyer.ok("OrderReturns.Patch", change)).RefundAmount,
    5,
    "what is written is what was asked about",
  );
  meanwhile = async () => {
    meanwhile = async () => {};
    await admin.ok("OrderReturns.Patch", { ...r, body: { ItemsToReturn: items(["a", 1, 1], ["b", 1, 1]) } });
  };
  const other = await buyer.refused("OrderReturns.DeleteItem", { path: { returnID: "r", lineItemID: "a" } });
  assert.equal(other.code, "IntegrationEvent.BadRequest");
});
