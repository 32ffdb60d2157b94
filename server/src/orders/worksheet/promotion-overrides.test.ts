import assert from "node:assert/strict";
import { test } from "node:test";
import { addClient, newCaller, receiver, shop } from "@orderwell/testing";

test("a calculation sets what promotions take off lines, which stays until they are worked out anew, submission aside", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  let overrides: readonly object[] = [];
  const service = await receiver(t, () => ({ body: { LineItemOverrides: overrides } }));
  await seller.ok("IntegrationEvents.Create", {
    body: {
      ID: "checkout",
      Name: "Checkout",
      EventType: "OrderCheckout",
      CustomImplementationUrl: service.url,
      HashKey: "key",
    },
  });
  const clientId = await addClient(own, { OrderCheckoutIntegrationEventID: "checkout" });
  const buyer = await newCaller(own, { buyer: "acme" }, ["Shopper"], clientId);
  await own.product("p");
  await seller.ok("Promotions.Create", {
    body: {
      ID: "deal",
      Code: "deal",
      Name: "deal",
      LineItemLevel: true,
      AllowAllBuyers: true,
      EligibleExpression: "item.Quantity > 0",
      ValueExpression: "item.LineSubtotal * .1",
    },
  });
  const path = { direction: "Outgoing", orderID: "o1" };
  await buyer.ok("Orders.Create", { path, body: { ID: "o1" } });
  for (const ID of ["a", "b"]) await buyer.ok("LineItems.Create", { path, body: { ID, ProductID: "p", Quantity: 2 } });
  await buyer.ok("Orders.AddPromotion", { path: { ...path, promoCode: "deal" } });
  const amounts = async () =>
    (await buyer.ok("Orders.ListPromotions", { path })).Items.map((one) => [
      one.LineItemID,
      one.Amount,
      one.AmountOverridden,
    ]).sort();
  const saying = (LineItemID: string, PromotionID: string, Amount: number) => ({
    LineItemID,
    PromotionOverrides: [{ PromotionID, Amount }],
  });

  overrides = [saying("A", "DEAL", 3.456), saying("b", "other", 9), saying("nothing", "deal", 9)];
  const calculated = await buyer.ok("IntegrationEvents.Calculate", { path });
  assert.deepEqual([calculated.Order?.PromotionDiscount, calculated.Order?.Total], [5.46, 34.54]);
  assert.deepEqual(await amounts(), [
    ["a", 3.46, true],
    ["b", 2, false],
  ]);
  await buyer.ok("Orders.RefreshPromotions", { path });
  assert.deepEqual(await amounts(), [
    ["a", 2, false],
    ["b", 2, false],
  ]);
  assert.equal((await buyer.refused("Orders.Submit", { path })).code, "Order.CannotSubmitUncalculatedOrder");

  overrides = [saying("a", "deal", -1)];
  assert.equal((await buyer.refused("IntegrationEvents.Calculate", { path })).code, "IntegrationEvent.BadRequest");
  overrides = [saying("a", "deal", 500), { LineItemID: "b", Remove: true }];
  await buyer.ok("IntegrationEvents.Calculate", { path });
  assert.deepEqual(await amounts(), [["a", 20, true]]);
  const submitted = await buyer.ok("Orders.Submit", { path });
  assert.deepEqual([submitted.PromotionDiscount, submitted.Total], [20, 0]);
  assert.deepEqual(await amounts(), [["a", 20, true]]);
});
