import assert from "node:assert/strict";
import { test } from "node:test";
import { recordStatements, type Shop, shop, type TestClient } from "@orderwell/testing";

const open = { AllowAllBuyers: true, EligibleExpression: "true" };

/** Makes a promotion that everybody may use; its code is its ID. */
const promotion = (own: Shop, ID: string, body: object) =>
  own.seller.accepted("Promotions.Create", { body: { ID, Code: ID, Name: ID, ...open, ...body } });

/** An order of lines, each a product of its own that costs 10. */
async function orderOf(own: Shop, client: TestClient, ...quantities: readonly number[]) {
  const { ID } = await client.ok("Orders.Create", { path: { direction: "Outgoing" }, body: {} });
  const path = { direction: "Outgoing" as const, orderID: String(ID) };
  for (const [index, Quantity] of quantities.entries()) {
    const ProductID = `p${index}`;
    if ((await own.seller.send("Products.Get", { path: { productID: ProductID } })).status === 404)
      await own.product(ProductID);
    await client.ok("LineItems.Create", { path, body: { ID: `l${index}`, ProductID, Quantity } });
  }
  const add = (promoCode: string) => client.ok("Orders.AddPromotion", { path: { ...path, promoCode } });
  const refused = (promoCode: string) => client.refused("Orders.AddPromotion", { path: { ...path, promoCode } });
  const totals = async () => {
    const { Subtotal, PromotionDiscount, Total } = await client.ok("Orders.Get", { path });
    return [Subtotal, PromotionDiscount, Total].map(Number);
  };
  const lines = async () =>
    (await client.ok("LineItems.List", { path })).Items.map((line) => [
      Number(line.PromotionDiscount),
      Number(line.LineTotal),
    ]);
  const records = async () =>
    (await client.ok("Orders.ListPromotions", { path })).Items.map((one) => [
      one.ID,
      one.LineItemID,
      Number(one.Amount),
    ]);
  return { path, add, refused, totals, lines, records };
}

test("a promotion of the order takes its value off the total once, and its lines stay as they are", async (t) => {
  const own = await shop(t);
  await promotion(own, "ten", { ValueExpression: "order.Subtotal * .1" });
  const order = await orderOf(own, own.shopper, 2, 3);
  const added = await order.add("TEN");
  assert.deepEqual([added.ID, added.Code, Number(added.Amount), added.LineItemID], ["ten", "ten", 5, null]);
  assert.deepEqual(await order.totals(), [50, 5, 45]);
  assert.deepEqual(await order.lines(), [
    [0, 20],
    [0, 30],
  ]);
  assert.equal((await order.refused("ten")).code, "Promotion.AlreadyAdded");
  const again = await own.shopper.ok("Orders.RemovePromotion", { path: { ...order.path, promoCode: "Ten" } });
  assert.deepEqual([Number(again.PromotionDiscount), Number(again.Total)], [0, 50]);
  const gone = await own.shopper.refused("Orders.RemovePromotion", { path: { ...order.path, promoCode: "ten" } });
  assert.deepEqual([gone.status, gone.data.ObjectType], [404, "Promotion"]);
});

test("a promotion of lines has a record for each line that it discounts, which goes with the line", async (t) => {
  const own = await shop(t);
  await promotion(own, "half", {
    LineItemLevel: true,
    EligibleExpression: "item.Quantity > 1",
    ValueExpression: "item.LineSubtotal * .5",
  });
  const order = await orderOf(own, own.shopper, 1, 2, 3);
  assert.equal((await order.add("half")).LineItemID, "l1");
  assert.deepEqual(await order.records(), [
    ["half", "l1", 10],
    ["half", "l2", 15],
  ]);
  assert.deepEqual(await order.lines(), [
    [0, 10],
    [10, 10],
    [15, 15],
  ]);
  await own.shopper.ok("LineItems.Delete", { path: { ...order.path, lineItemID: "l2" } });
  assert.deepEqual(await order.totals(), [30, 10, 20]);
  assert.deepEqual(await order.records(), [["half", "l1", 10]]);
});

test("limits take the first lines, or units, in the order that the promotion says", async (t) => {
  const own = await shop(t);
  const lines = { LineItemLevel: true, EligibleExpression: "item.Quantity > 0" };
  await promotion(own, "items", { ...lines, ValueExpression: "1", ItemLimitPerOrder: 2, ItemSortBy: "!Quantity" });
  await promotion(own, "added", { ...lines, ValueExpression: "1", ItemLimitPerOrder: 1 });
  await promotion(own, "units", {
    ...lines,
    ValueExpression: "2",
    QuantityLimitPerOrder: 4,
    ItemSortBy: "!quantity,ID",
  });
  const order = await orderOf(own, own.shopper, 1, 3, 2);
  for (const [code, expected] of [
    [
      "items",
      [
        ["items", "l1", 1],
        ["items", "l2", 1],
      ],
    ],
    ["added", [["added", "l0", 1]]],
    [
      "units",
      [
        ["units", "l1", 6],
        ["units", "l2", 2],
      ],
    ],
  ] as const) {
    await order.add(code);
    assert.deepEqual((await order.records()).sort(), expected, code);
    await own.shopper.ok("Orders.RemovePromotion", { path: { ...order.path, promoCode: code } });
  }
});

test("no promotion takes more than there is, adds anything, or fails on what it cannot work out", async (t) => {
  const own = await shop(t);
  await promotion(own, "huge", { ValueExpression: "1000" });
  await promotion(own, "negative", { ValueExpression: "0 - 5" });
  await promotion(own, "nothing", { ValueExpression: "10 / items.count(ProductID = 'none')" });
  await promotion(own, "line", {
    LineItemLevel: true,
    EligibleExpression: "item.Quantity > 0",
    ValueExpression: "99.999",
  });
  const order = await orderOf(own, own.shopper, 1, 2);
  for (const [code, discount] of [
    ["huge", 30],
    ["negative", 0],
    ["nothing", 0],
    ["line", 30],
  ] as const) {
    await order.add(code);
    assert.deepEqual(await order.totals(), [30, discount, 30 - discount], code);
    await own.shopper.ok("Orders.RemovePromotion", { path: { ...order.path, promoCode: code } });
  }
});

test("by priority, later promotions see in totals what earlier ones took, and in subtotals they do not", async (t) => {
  const own = await shop(t);
  const together = { CanCombine: true };
  await promotion(own, "late", { ...together, Priority: 2, ValueExpression: "order.Total * .1" });
  await promotion(own, "first", { ...together, Priority: 1, ValueExpression: "50" });
  await promotion(own, "apart", { ...together, ValueExpression: "order.Subtotal * .1" });
  const order = await orderOf(own, own.shopper, 10);
  await order.add("late");
  assert.deepEqual(await order.totals(), [100, 10, 90]);
  await order.add("first");
  assert.deepEqual(await order.totals(), [100, 55, 45]);
  await order.add("apart");
  assert.deepEqual(await order.totals(), [100, 65, 35]);
});

test("what stands against a code is told in order: unknown, not active, not yet, expired, used up, not to combine, not eligible", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const value = { ValueExpression: "1" };
  await seller.accepted("Promotions.Create", {
    body: { ID: "others", Code: "others", ...open, AllowAllBuyers: false, ...value },
  });
  const never = { EligibleExpression: "order.Subtotal > 1000" };
  await promotion(own, "off", { ...value, ...never, Active: false, StartDate: "2090-01-01T00:00:00Z" });
  await promotion(own, "early", { ...value, ...never, StartDate: "2090-01-01T00:00:00Z" });
  await promotion(own, "old", { ...value, ...never, ExpirationDate: "2020-01-01T00:00:00Z" });
  await promotion(own, "used", { ...value, ...never, RedemptionLimit: 0 });
  await promotion(own, "alone", value);
  await promotion(own, "joins", { ...value, ...never, CanCombine: true });
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  await promotion(own, "theirs", { ...value, ...never, OwnerID: "sup" });
  await promotion(own, "asked", { EligibleExpression: "true", UseIntegration: true });
  const order = await orderOf(own, own.shopper, 1);
  const code = async (promoCode: string) => (await order.refused(promoCode)).code;
  for (const unknown of ["none", "others"]) assert.equal((await order.refused(unknown)).status, 404);
  const off = await order.refused("off");
  assert.deepEqual(
    [off.status, off.code, off.data.ID, off.data.visible],
    [400, "Promotion.NotActive", "off", undefined],
  );
  assert.equal(await code("early"), "Promotion.NotYetValid");
  assert.equal(await code("old"), "Promotion.Expired");
  assert.equal(await code("theirs"), "Promotion.OwnerIDMustMatchOrderToCompanyID");
  assert.equal(await code("used"), "Promotion.ExceedsUsageLimit");
  assert.equal(await code("joins"), "Promotion.NotEligible");
  assert.equal(await code("asked"), "PromotionIntegration.FailedToEvaluate");
  await order.add("alone");
  assert.equal(await code("joins"), "Promotion.CannotCombine");
  assert.deepEqual(await order.totals(), [10, 1, 9]);
});

test("changes of lines change no promotion, and submission refuses what no longer holds", async (t) => {
  const own = await shop(t);
  await promotion(own, "much", { EligibleExpression: "order.Subtotal > 50", ValueExpression: "order.Subtotal * .1" });
  const order = await orderOf(own, own.shopper, 6);
  await order.add("much");
  const quantity = (Quantity: number) =>
    own.shopper.ok("LineItems.Patch", { path: { ...order.path, lineItemID: "l0" }, body: { Quantity } });
  await quantity(1);
  assert.deepEqual(await order.totals(), [10, 6, 4]);
  const refused = await own.shopper.refused("Orders.Submit", { path: order.path });
  assert.deepEqual([refused.code, refused.data.ID], ["Promotion.NotEligible", "much"]);
  assert.equal((await own.shopper.refused("Orders.Validate", { path: order.path })).code, "Promotion.NotEligible");
  await quantity(10);
  const submitted = await own.shopper.ok("Orders.Submit", { path: order.path });
  assert.deepEqual([submitted.PromotionDiscount, submitted.Total].map(Number), [10, 90]);
  const late = await order.refused("much");
  assert.equal(late.code, "Order.CannotApplyPromoBadStatus");
  assert.equal((await own.seller.ok("Promotions.Get", { path: { promotionID: "much" } })).RedemptionCount, 1);
});

test("switching a promotion off, or deleting it, takes it off carts at once; submitted orders keep it as it was", async (t) => {
  const own = await shop(t);
  const together = { CanCombine: true };
  await promotion(own, "goes", { ...together, ValueExpression: "3" });
  await promotion(own, "lines", {
    ...together,
    LineItemLevel: true,
    EligibleExpression: "item.Quantity > 0",
    ValueExpression: "1",
  });
  const [kept, cart] = [await orderOf(own, own.shopper, 1, 1), await orderOf(own, own.shopper, 1, 1)];
  for (const order of [kept, cart]) for (const code of ["goes", "lines"]) await order.add(code);
  assert.deepEqual(await cart.totals(), [20, 5, 15]);
  await own.shopper.ok("Orders.Submit", { path: kept.path });
  await own.seller.ok("Promotions.Patch", { path: { promotionID: "goes" }, body: { Active: false } });
  assert.deepEqual(await cart.totals(), [20, 2, 18]);
  await own.seller.ok("Promotions.Patch", { path: { promotionID: "lines" }, body: { ID: "renamed", Name: "New" } });
  assert.deepEqual(await cart.records(), [
    ["renamed", "l0", 1],
    ["renamed", "l1", 1],
  ]);
  for (const promotionID of ["renamed", "goes"]) await own.seller.ok("Promotions.Delete", { path: { promotionID } });
  assert.deepEqual(await cart.totals(), [20, 0, 20]);
  assert.deepEqual(await cart.lines(), [
    [0, 10],
    [0, 10],
  ]);
  assert.deepEqual(await cart.records(), []);
  assert.deepEqual(await kept.totals(), [20, 5, 15]);
  assert.equal((await kept.records()).length, 3);
  const seen = await own.shopper.ok("Orders.ListPromotions", { path: kept.path });
  assert.equal(seen.Items.find(({ ID }) => ID === "goes")?.Active, true);
});

test("of those who submit at the same time, no more than the limit get a promotion, and none of the others anything", async (t) => {
  const own = await shop(t);
  await promotion(own, "few", { ValueExpression: "1", RedemptionLimit: 2 });
  await promotion(own, "each", { ValueExpression: "1", RedemptionLimitPerUser: 1 });
  await own.seller.accepted("Promotions.Create", {
    body: { ID: "coded", ...open, ValueExpression: "1", GeneratedCodeCount: 1, GeneratedCodeLength: 8 },
  });
  const codes = await own.seller.ok("Promotions.ListCodes", { path: { promotionID: "coded" } });
  for (const [code, most] of [
    ["few", 2],
    ["each", 1],
    [String(codes.Items[0]?.Code), 1],
  ] as const) {
    const orders = [];
    for (let index = 0; index < 5; index++) {
      const order = await orderOf(own, own.shopper, 1);
      assert.equal((await order.add(code)).Code, code);
      orders.push(order);
    }
    const answers = await Promise.all(orders.map(({ path }) => own.shopper.send("Orders.Submit", { path })));
    const done = answers.filter(({ status }) => status === 201);
    assert.equal(done.length, most, code);
    for (const { status, body } of answers)
      if (status !== 201)
        assert.equal(
          (body as never as { Errors: { ErrorCode: string }[] }).Errors[0]?.ErrorCode,
          "Promotion.ExceedsUsageLimit",
        );
    const states = await Promise.all(orders.map(({ path }) => own.shopper.ok("Orders.Get", { path })));
    assert.equal(states.filter(({ Status }) => Status === "Open").length, most, code);
    assert.equal((await (await orderOf(own, own.shopper, 1)).refused(code)).code, "Promotion.ExceedsUsageLimit");
  }
  const redeemed = await own.seller.ok("Promotions.ListCodes", { path: { promotionID: "coded" } });
  assert.equal(redeemed.Items[0]?.Redeemed, true);
  assert.equal((await own.seller.ok("Promotions.Get", { path: { promotionID: "few" } })).RedemptionCount, 2);
});

test("automatic promotions come by priority, as far as they may, and refreshing drops what no longer holds", async (t) => {
  const own = await shop(t);
  const auto = { AutoApply: true, CanCombine: true };
  await promotion(own, "a", { ...auto, Priority: 2, ValueExpression: "order.Total * .5" });
  await promotion(own, "b", { ...auto, Priority: 1, ValueExpression: "10" });
  await promotion(own, "big", { ...auto, EligibleExpression: "order.Subtotal > 1000", ValueExpression: "1" });
  await promotion(own, "alone", { AutoApply: true, CanCombine: false, Priority: 9, ValueExpression: "1" });
  await promotion(own, "code", { CanCombine: true, EligibleExpression: "order.Subtotal >= 50", ValueExpression: "5" });
  const { shopper } = own;
  const order = await orderOf(own, shopper, 5);
  await order.add("code");
  const applied = await shopper.ok("Orders.ApplyPromotions", { path: order.path });
  assert.equal(Number(applied.PromotionDiscount), 10 + 20 + 5);
  await shopper.ok("LineItems.Patch", { path: { ...order.path, lineItemID: "l0" }, body: { Quantity: 4 } });
  await own.seller.ok("Promotions.Patch", { path: { promotionID: "a" }, body: { Active: false } });
  const { PromosAdded, PromosRemoved } = await shopper.ok("Orders.RefreshPromotions", { path: order.path });
  assert.deepEqual(PromosAdded, []);
  assert.deepEqual(
    PromosRemoved?.map(({ ID, ErrorCode, LineItemID }) => [ID, ErrorCode, LineItemID]),
    [["code", "Promotion.NotEligible", null]],
  );
  assert.deepEqual(await order.totals(), [40, 10, 30]);
  await own.seller.ok("Promotions.Patch", { path: { promotionID: "alone" }, body: { Priority: 0 } });
  const second = await shopper.ok("Orders.RefreshPromotions", { path: order.path });
  assert.deepEqual(
    [second.PromosAdded?.map(({ ID }) => ID), second.PromosRemoved?.map(({ ID, ErrorCode }) => [ID, ErrorCode])],
    [["alone"], [["b", "Promotion.CannotCombine"]]],
  );
});

test("eligible promotions are those that would come now, with their amounts", async (t) => {
  const own = await shop(t);
  await promotion(own, "yes", { CanCombine: true, ValueExpression: "order.Subtotal * .25" });
  await promotion(own, "no", { EligibleExpression: "order.Subtotal > 1000", ValueExpression: "1" });
  await promotion(own, "here", { CanCombine: true, ValueExpression: "1" });
  await promotion(own, "alone", { ValueExpression: "1" });
  const order = await orderOf(own, own.shopper, 2);
  await order.add("here");
  const { Items } = await own.shopper.ok("Orders.ListEligiblePromotions", { path: order.path });
  assert.deepEqual(
    Items.map(({ ID, Amount }) => [ID, Number(Amount)]),
    [["yes", 5]],
  );
});

test("expressions ask for what products are now, and for their categories, also those above", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  const order = await orderOf(own, shopper, 1, 1);
  const path = { catalogID: "acme" };
  await seller.ok("Categories.Create", { path, body: { ID: "bikes", Name: "Bikes", Active: true } });
  await seller.ok("Categories.Create", { path, body: { ID: "road", Name: "Road", Active: true, ParentID: "bikes" } });
  await seller.ok("Categories.SaveProductAssignment", { path, body: { CategoryID: "road", ProductID: "p1" } });
  await seller.ok("Products.Patch", { path: { productID: "p0" }, body: { xp: { OnSale: true } } });
  const lines = { LineItemLevel: true, CanCombine: true, ValueExpression: "1" };
  await promotion(own, "direct", { ...lines, EligibleExpression: "item.product.incategory('Road')" });
  await promotion(own, "above", { ...lines, EligibleExpression: "item.product.inparentcategory('bikes')" });
  await promotion(own, "wrong", { ...lines, EligibleExpression: "item.product.incategory('bikes')" });
  await promotion(own, "sale", { ...lines, EligibleExpression: "item.Product.xp.OnSale = true" });
  for (const code of ["direct", "above", "sale"]) await order.add(code);
  assert.equal((await order.refused("wrong")).code, "Promotion.NotEligible");
  assert.deepEqual(await order.lines(), [
    [1, 9],
    [2, 8],
  ]);
});

test("a promotion that asks for the user sees them as they are: when it is added, refreshed, and at submission", async (t) => {
  const own = await shop(t);
  await promotion(own, "first", { EligibleExpression: "order.FromUser.xp.FirstOrder = true", ValueExpression: "1" });
  const userID = String((await own.shopper.ok("Me.Get")).ID);
  const firstOrder = (FirstOrder: boolean) =>
    own.seller.ok("Users.Patch", { path: { buyerID: "acme", userID }, body: { xp: { FirstOrder } } });
  const order = await orderOf(own, own.shopper, 1);
  assert.equal((await order.refused("first")).code, "Promotion.NotEligible");
  await firstOrder(true);
  await order.add("first");
  await firstOrder(false);
  const refused = await own.shopper.refused("Orders.Submit", { path: order.path });
  assert.deepEqual([refused.code, refused.data.ID], ["Promotion.NotEligible", "first"]);
  const { PromosRemoved } = await own.shopper.ok("Orders.RefreshPromotions", { path: order.path });
  assert.deepEqual(
    PromosRemoved?.map(({ ID }) => ID),
    ["first"],
  );
});

test("codes of one cart that are added and removed at the same time do not fail one another", async (t) => {
  const own = await shop(t);
  await own.product("p");
  const codes = ["c1", "c2", "c3", "c4"];
  for (const code of codes) await promotion(own, code, { CanCombine: true, ValueExpression: "1" });
  const { shopper } = own;
  assert.deepEqual((await shopper.ok("Cart.ListPromotions")).Items, []);
  assert.equal((await shopper.refused("Cart.AddPromotion", { path: { promoCode: "c1" } })).status, 404);
  await shopper.ok("Cart.CreateLineItem", { body: { ProductID: "p", Quantity: 2 } });
  await Promise.all(codes.map((promoCode) => shopper.ok("Cart.AddPromotion", { path: { promoCode } })));
  assert.equal(Number((await shopper.ok("Cart.Get")).Total), 16);
  await Promise.all([
    ...codes.slice(0, 2).map((promoCode) => shopper.ok("Cart.DeletePromotion", { path: { promoCode } })),
    shopper.ok("Cart.ApplyPromotions"),
    shopper.ok("Cart.RefreshPromotions"),
  ]);
  const sheet = await shopper.ok("Cart.GetOrderWorksheet");
  assert.deepEqual(sheet.OrderPromotions?.map(({ ID }) => ID).sort(), ["c3", "c4"]);
  assert.equal(Number(sheet.Order?.Total), 18);
  assert.equal((await shopper.ok("Cart.ListEligiblePromotions")).Meta.TotalCount, 2);
});

test("working promotions out anew sends no more statements however many there are, and writes those alone whose amount changed", async (t) => {
  const own = await shop(t);
  const order = await orderOf(own, own.shopper, 2, 3);
  const sent = recordStatements(t, own.id);
  const refreshed = async (): Promise<{ statements: number; written: number }> => {
    const { transactions } = await sent.during(() => own.shopper.ok("Orders.RefreshPromotions", { path: order.path }));
    const all = transactions.flatMap(({ statements }) => statements);
    const written = all.filter((text) => /(insert into|update|delete from) order_promotion/.test(text));
    return { statements: all.length, written: written.length };
  };
  // An order that the process holds takes fewer.
  const { statements: most } = await refreshed();
  const writes = async (): Promise<number> => {
    const { statements, written } = await refreshed();
    assert.ok(statements <= most, `${statements} statements, ${most} without promotions`);
    return written;
  };
  for (let index = 0; index < 30; index++)
    await promotion(own, `auto-${index}`, {
      AutoApply: true,
      CanCombine: true,
      Priority: index,
      LineItemLevel: index % 2 === 0,
      EligibleExpression: index % 2 === 0 ? "item.Quantity > 0" : "order.Subtotal > 0",
      ValueExpression: index % 2 === 0 ? "item.LineSubtotal * .01" : "order.Subtotal * .01",
    });
  assert.equal(await writes(), 1);
  assert.deepEqual(await order.totals(), [50, 15, 35]);
  assert.equal(await writes(), 0);
  assert.deepEqual(await order.totals(), [50, 15, 35]);
  await own.shopper.ok("LineItems.Patch", { path: { ...order.path, lineItemID: "l0" }, body: { Quantity: 4 } });
  assert.equal(await writes(), 1);
  assert.deepEqual(await order.totals(), [70, 21, 49]);
});
