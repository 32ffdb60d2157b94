import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { type TestContext, test } from "node:test";
import { type Received, type Receiver, receiver, type ServiceAnswer, type Shop, shop } from "@orderwell/testing";

const path = { direction: "Outgoing", orderID: "o1" };

interface Asking extends Shop {
  readonly service: Receiver;
}

/** A shop with a service of promotions, and an order of lines `a` (10) and `b` (20) in it. */
async function asking(
  t: TestContext,
  answer: (call: Received) => ServiceAnswer | Promise<ServiceAnswer>,
): Promise<Asking> {
  const own = await shop(t);
  const service = await receiver(t, answer);
  await own.seller.ok("PromotionIntegrations.Save", {
    body: { HashKey: "secret", Url: service.url, CustomAuthHeaderName: "X-Key", CustomAuthHeaderValue: "mine" },
  });
  await own.product("a");
  await own.product("b");
  await own.shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o1" } });
  await own.shopper.ok("LineItems.Create", { path, body: { ID: "a", ProductID: "a" } });
  await own.shopper.ok("LineItems.Create", { path, body: { ID: "b", ProductID: "b", Quantity: 2 } });
  return { ...own, service };
}

const promote = (own: Shop, ID: string, details: object = {}) =>
  own.seller.ok("Promotions.Create", {
    body: {
      ID,
      Code: ID,
      Name: ID,
      EligibleExpression: "true",
      UseIntegration: true,
      AllowAllBuyers: true,
      CanCombine: true,
      ...details,
    },
  });

const onLines = { LineItemLevel: true, EligibleExpression: "item.Quantity > 0" };
const accept = (...PromosAccepted: object[]): ServiceAnswer => ({ body: { PromosAccepted } });

test("the service is asked once an order is eligible, signed, with the order, its promotions and what it may discount, and says what they take off", async (t) => {
  const own = await asking(t, () => accept({ ID: "deal", Amount: 7.25 }, { ID: "lines", LineItemID: "b", Amount: 3 }));
  await promote(own, "deal");
  await promote(own, "lines", onLines);
  await promote(own, "never", { EligibleExpression: "order.Total > 1000" });
  const { shopper, service } = own;
  assert.equal(
    (await shopper.refused("Orders.AddPromotion", { path: { ...path, promoCode: "never" } })).code,
    "Promotion.NotEligible",
  );
  assert.equal(service.calls.length, 0);
  const added = await shopper.ok("Orders.AddPromotion", { path: { ...path, promoCode: "deal" } });
  assert.deepEqual([added.Amount, added.LineItemID], [7.25, null]);
  const [call] = service.calls as [Received];
  assert.equal(call.headers["x-oc-hash"], createHmac("sha256", "secret").update(call.bytes).digest("base64"));
  assert.equal(call.headers["x-key"], "mine");
  assert.deepEqual(
    [call.payload.Environment, call.payload.Order.ID, call.payload.LineItems.length, call.payload.PromosApplied.length],
    ["Sandbox", "o1", 2, 0],
  );
  assert.deepEqual(
    call.payload.PromosRequested.map((one: { ID: string; LineItemID: null }) => [one.ID, one.LineItemID]),
    [["deal", null]],
  );

  await shopper.ok("Orders.AddPromotion", { path: { ...path, promoCode: "lines" } });
  const records = (await shopper.ok("Orders.ListPromotions", { path })).Items;
  assert.deepEqual(records.map((one) => [one.ID, one.LineItemID, one.Amount]).sort(), [
    ["deal", null, 7.25],
    ["lines", "b", 3],
  ]);
  const last = service.calls.at(-1) as Received;
  assert.deepEqual(
    last.payload.PromosRequested.map(
      (one: { ID: string; LineItemID: string | null }) => `${one.ID} ${one.LineItemID}`,
    ).sort(),
    ["deal null", "lines a", "lines b"],
  );
  const order = await shopper.ok("Orders.Submit", { path });
  assert.deepEqual([order.Status, order.PromotionDiscount, order.Total], ["Open", 10.25, 19.75]);
});

test("an explanation tells of promotions on the order what the service said that they take off, and asks it nothing", async (t) => {
  const own = await asking(t, () => accept({ ID: "deal", Amount: 7.25 }, { ID: "lines", LineItemID: "b", Amount: 3 }));
  await promote(own, "deal");
  await promote(own, "lines", onLines);
  await promote(own, "more");
  const { seller, shopper, service } = own;
  for (const promoCode of ["deal", "lines"]) await shopper.ok("Orders.AddPromotion", { path: { ...path, promoCode } });
  const asked = service.calls.length;
  const { Promotions = [] } = await seller.ok("Orders.ExplainPromotions", { path: { ...path, direction: "All" } });
  assert.deepEqual(
    Promotions?.map((one) => [one.PromotionID, one.OnOrder, one.Applies, one.Amount, one.ErrorCode]),
    [
      ["deal", true, true, 7.25, null],
      ["lines", true, true, 3, null],
      ["more", false, true, null, null],
    ],
  );
  assert.deepEqual(
    Promotions?.[1]?.Lines?.map((line) => [line.LineItemID, line.Applies, line.Amount]),
    [
      ["a", false, null],
      ["b", true, 3],
    ],
  );
  assert.equal(service.calls.length, asked);
});

test("what the service rejects, and what it says nothing of, is not eligible, with its reason", async (t) => {
  const answers: ServiceAnswer[] = [
    { body: { PromosRejected: [{ ID: "deal", Reason: "Only on Mondays." }] } },
    { body: {} },
  ];
  const own = await asking(t, () => answers.shift() ?? {});
  await promote(own, "deal");
  const add = () => own.shopper.refused("Orders.AddPromotion", { path: { ...path, promoCode: "deal" } });
  const rejected = await add();
  assert.deepEqual(
    [rejected.status, rejected.code, rejected.message, rejected.data.ID],
    [400, "Promotion.NotEligible", "Only on Mondays.", "deal"],
  );
  assert.equal((await add()).code, "Promotion.NotEligible");
});

test("a service that fails or answers what no promotion can be is refused, and leaves the order as it was", async (t) => {
  let answer: ServiceAnswer = {};
  const own = await asking(t, () => answer);
  await promote(own, "deal");
  await promote(own, "lines", onLines);
  const refusal = async (given: ServiceAnswer, promoCode = "deal") => {
    answer = given;
    return (await own.shopper.refused("Orders.AddPromotion", { path: { ...path, promoCode } })).code;
  };
  const failed = "PromotionIntegration.FailedToEvaluate";
  assert.equal(await refusal({ status: 500 }), failed);
  assert.equal(await refusal({ body: "no JSON" }), failed);
  assert.equal(await refusal({ body: [] }), failed);
  assert.equal(await refusal({ body: { UnhandledErrorBody: "oops" } }), failed);
  assert.equal(await refusal({ body: { HttpStatusCode: 503 } }), failed);
  assert.equal(await refusal(accept({ ID: "deal", Amount: "much" })), failed);
  assert.equal(await refusal(accept({ ID: "deal", Amount: -1 })), failed);
  assert.equal(
    await refusal(accept({ ID: "deal", Amount: 1, LineItemID: "a" })),
    "PromotionIntegration.LineItemIdMustBeNull",
  );
  assert.equal(await refusal(accept({ ID: "lines", Amount: 1 }), "lines"), "PromotionIntegration.LineItemIdRequired");
  assert.equal((await own.shopper.ok("Orders.Get", { path })).PromotionDiscount, 0);
  answer = { body: { UnhandledErrorBody: "", HttpStatusCode: 200, PromosAccepted: [{ ID: "DEAL", Amount: 99999 }] } };
  assert.equal((await own.shopper.ok("Orders.AddPromotion", { path: { ...path, promoCode: "deal" } })).Amount, 30);
});

test("promotions that apply by themselves ask together, refreshing asks again, and a service that fails keeps nothing of the order from being added", async (t) => {
  let amount = 4;
  let fails = false;
  const own = await asking(t, () =>
    fails ? { status: 500 } : accept({ ID: "one", Amount: amount }, { ID: "two", Amount: 1 }),
  );
  const { shopper, service } = own;
  await promote(own, "one", { AutoApply: true });
  await promote(own, "two", { AutoApply: true });
  await promote(own, "plain", { AutoApply: true, UseIntegration: false, ValueExpression: "2" });
  fails = true;
  assert.equal((await shopper.ok("Orders.ApplyPromotions", { path })).PromotionDiscount, 2);
  fails = false;
  assert.equal((await shopper.ok("Orders.ApplyPromotions", { path })).PromotionDiscount, 7);
  assert.equal(service.calls.length, 2);
  amount = 6;
  await shopper.ok("Orders.RefreshPromotions", { path });
  assert.equal((await shopper.ok("Orders.Get", { path })).PromotionDiscount, 9);
  fails = true;
  const submitted = await shopper.refused("Orders.Submit", { path });
  assert.equal(submitted.code, "PromotionIntegration.FailedToEvaluate");
  const refreshed = await shopper.ok("Cart.RefreshPromotions", {});
  assert.deepEqual(refreshed.PromosRemoved?.map((one) => [one.ID, one.ErrorCode]).sort(), [
    ["one", "PromotionIntegration.FailedToEvaluate"],
    ["two", "PromotionIntegration.FailedToEvaluate"],
  ]);
  assert.equal((await shopper.ok("Orders.Submit", { path })).PromotionDiscount, 2);
});

test("an order that changes while the service is asked is asked about anew", async (t) => {
  const quantities: number[] = [];
  const own = await asking(t, async ({ payload }) => {
    const quantity = payload.LineItems[0].Quantity as number;
    quantities.push(quantity);
    if (quantities.length === 1)
      await own.shopper.ok("LineItems.Patch", { path: { ...path, lineItemID: "a" }, body: { Quantity: 5 } });
    return accept({ ID: "deal", Amount: quantity });
  });
  await promote(own, "deal");
  assert.equal((await own.shopper.ok("Orders.AddPromotion", { path: { ...path, promoCode: "deal" } })).Amount, 5);
  assert.deepEqual(quantities, [1, 5]);
});

test("a promotion cannot be taken off an order that changes whenever the service is asked about the others", async (t) => {
  let changes = false;
  let quantity = 1;
  const own = await asking(t, async () => {
    if (changes)
      await own.shopper.ok("LineItems.Patch", { path: { ...path, lineItemID: "a" }, body: { Quantity: ++quantity } });
    return accept({ ID: "one", Amount: 1 }, { ID: "two", Amount: 2 });
  });
  for (const promoCode of ["one", "two"]) {
    await promote(own, promoCode);
    await own.shopper.ok("Orders.AddPromotion", { path: { ...path, promoCode } });
  }
  changes = true;
  const remove = { path: { ...path, promoCode: "one" } };
  const refused = await own.shopper.refused("Orders.RemovePromotion", remove);
  assert.deepEqual([refused.status, refused.code], [400, "PromotionIntegration.FailedToEvaluate"]);
  changes = false;
  assert.equal((await own.shopper.ok("Orders.RemovePromotion", remove)).PromotionDiscount, 2);
});

test("a marketplace has one service of promotions, which stays while promotions depend on it; without one they come to nothing", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  assert.equal((await seller.refused("PromotionIntegrations.Get")).status, 404);
  assert.equal((await shopper.refused("PromotionIntegrations.Get")).code, "Auth.InsufficientRoles");
  const missing = await seller.refused("PromotionIntegrations.Save", {
    body: { HashKey: "k", CustomAuthHeaderName: "X" },
  });
  assert.equal(missing.code, "Integration.CustomAuthHeaderValueRequired");
  const saved = await seller.ok("PromotionIntegrations.Save", { body: { HashKey: "key" } });
  assert.deepEqual(saved, { HashKey: "key", Url: null, CustomAuthHeaderName: null, CustomAuthHeaderValue: null });
  await promote(own, "deal");
  const held = await seller.refused("PromotionIntegrations.Delete");
  assert.deepEqual([held.status, held.code], [400, "PromotionIntegration.CannotDeletePromotionIntegration"]);
  await own.product("a");
  await shopper.ok("Cart.CreateLineItem", { body: { ProductID: "a" } });
  const failed = await shopper.refused("Cart.AddPromotion", { path: { promoCode: "deal" } });
  assert.equal(failed.code, "PromotionIntegration.FailedToEvaluate");
  await seller.ok("Promotions.Delete", { path: { promotionID: "deal" } });
  await seller.ok("PromotionIntegrations.Delete");
  assert.equal((await seller.refused("PromotionIntegrations.Get")).status, 404);
});
