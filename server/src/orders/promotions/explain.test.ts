import assert from "node:assert/strict";
import { test } from "node:test";
import { type Shop, shop } from "@orderwell/testing";

const path = { direction: "All", orderID: "o1" };

/** An order of lines `a` (1 at 10) and `b` (3 at 10), and promotions by their IDs. */
async function promoted(t: { readonly name: string }, promotions: Readonly<Record<string, object>>): Promise<Shop> {
  const own = await shop(t);
  const { seller, shopper } = own;
  await own.product("p");
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o1" } });
  for (const [ID, Quantity] of [
    ["a", 1],
    ["b", 3],
  ] as const)
    await shopper.ok("LineItems.Create", { path, body: { ID, ProductID: "p", Quantity } });
  for (const [ID, details] of Object.entries(promotions))
    await seller.ok("Promotions.Create", {
      body: {
        ID,
        Code: ID,
        Name: ID,
        EligibleExpression: "true",
        ValueExpression: "1",
        AllowAllBuyers: true,
        ...details,
      },
    });
  return own;
}

test("an explanation says of every promotion whether it applies, what it takes off, or the code that adding it would answer with", async (t) => {
  const own = await promoted(t, {
    on: { Priority: 1, CanCombine: true, ValueExpression: "2" },
    off: { Priority: 2, Active: false },
    old: { Priority: 3, StartDate: "2020-01-01", ExpirationDate: "2020-02-01" },
    theirs: { Priority: 4, AllowAllBuyers: false },
    alone: { Priority: 5 },
    dear: { Priority: 6, CanCombine: true, EligibleExpression: "order.Subtotal > 1000" },
    more: { Priority: 7, CanCombine: true, ValueExpression: "order.Subtotal * .1" },
    asked: { Priority: 8, CanCombine: true, UseIntegration: true, ValueExpression: null },
  });
  await own.shopper.ok("Orders.AddPromotion", { path: { ...path, promoCode: "on" } });
  const before = await own.seller.ok("Orders.Get", { path });
  const told = await own.seller.ok("Orders.ExplainPromotions", { path });
  assert.equal(told.OrderID, "o1");
  assert.deepEqual(
    told.Promotions?.map((one) => [one.PromotionID, one.OnOrder, one.Applies, one.Amount, one.ErrorCode]),
    [
      ["on", true, true, 2, null],
      ["off", false, false, null, "Promotion.NotActive"],
      ["old", false, false, null, "Promotion.Expired"],
      ["theirs", false, false, null, "Promotion.NotEligible"],
      ["alone", false, false, null, "Promotion.CannotCombine"],
      ["dear", false, false, null, "Promotion.NotEligible"],
      ["more", false, true, 4, null],
      ["asked", false, true, null, null],
    ],
  );
  assert.deepEqual(await own.seller.ok("Orders.Get", { path }), before);
});

test("an explanation holds the parts of each expression with what they came to, of promotions on lines for each line", async (t) => {
  const own = await promoted(t, {
    order: {
      Priority: 1,
      EligibleExpression: "order.Total > 100 or items.quantity() >= 4",
      ValueExpression: "order.Total * .1",
    },
    lines: {
      Priority: 2,
      LineItemLevel: true,
      EligibleExpression: "item.Quantity > 2",
      ValueExpression: "item.LineSubtotal * .5",
    },
  });
  const { Promotions } = await own.seller.ok("Orders.ExplainPromotions", { path });
  const leaf = (Expression: string, Value: unknown) => ({ Expression, Value, Failure: null, Parts: [] });
  assert.deepEqual(Promotions?.[0]?.Eligible, {
    Expression: "order.Total > 100 or items.quantity() >= 4",
    Value: true,
    Failure: null,
    Parts: [
      { Expression: "order.Total > 100", Value: false, Failure: null, Parts: [leaf("order.Total", "40")] },
      { Expression: "items.quantity() >= 4", Value: true, Failure: null, Parts: [leaf("items.quantity()", "4")] },
    ],
  });
  assert.deepEqual(Promotions?.[0]?.Value, {
    Expression: "order.Total * .1",
    Value: "4",
    Failure: null,
    Parts: [leaf("order.Total", "40")],
  });
  const lines = Promotions?.[1];
  assert.deepEqual([lines?.Eligible, lines?.Value, lines?.Amount], [null, null, 15]);
  assert.deepEqual(
    lines?.Lines?.map((line) => [line.LineItemID, line.Applies, line.Amount, line.Value === null]),
    [
      ["a", false, null, true],
      ["b", true, 15, false],
    ],
  );
});

test("one promotion is explained by its ID; buyers read it of what reaches them, and everybody only of orders whose promotions can still change, and no compatible document has it", async (t) => {
  const own = await promoted(t, { one: {}, two: {} });
  const { seller, shopper } = own;
  const told = await seller.ok("Orders.ExplainPromotions", { path, query: { promotionID: "TWO" } });
  assert.deepEqual(
    told.Promotions?.map((one) => one.PromotionID),
    ["two"],
  );
  const unknown = await seller.refused("Orders.ExplainPromotions", { path, query: { promotionID: "three" } });
  assert.deepEqual([unknown.status, unknown.data.ObjectType], [404, "Promotion"]);
  assert.equal((await shopper.refused("Orders.ExplainPromotions", { path })).code, "Auth.InsufficientRoles");
  const admin = await own.colleague("OrderAdmin", "UnsubmittedOrderReader");
  await seller.ok("Promotions.Patch", { path: { promotionID: "one" }, body: { AllowAllBuyers: false } });
  const theirs = await admin.ok("Orders.ExplainPromotions", { path });
  assert.deepEqual(
    theirs.Promotions?.map((one) => one.PromotionID),
    ["two"],
  );
  const hidden = await admin.refused("Orders.ExplainPromotions", { path, query: { promotionID: "one" } });
  assert.equal(hidden.status, 404);
  await shopper.ok("Orders.Submit", { path });
  const late = await seller.refused("Orders.ExplainPromotions", { path });
  assert.equal(late.code, "Order.CannotApplyPromoBadStatus");
  const document = await (await fetch(`${own.baseUrl}/v1/openapi/v3`)).text();
  assert.ok(!document.includes("explainpromotions"));
  const extensions = await (await fetch(`${own.baseUrl}/v1/openapi/extensions`)).text();
  assert.ok(extensions.includes("explainpromotions"));
});
