import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { newCaller, priceBreak, shop, type TestClient, testServer } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";
import { systemActor } from "../../platform/work/actor.ts";
import { mostReturns } from "../aggregate/limits.ts";
import { purgeReturns } from "./purge.store.ts";

const returnPath = (returnID: string) => ({ path: { returnID } });

/** An open order of the shopper's: four of `p`, of which three were received, at 25; two of `q`, which stays, at 10. */
async function ordered(t: TestContext) {
  const own = await shop(t);
  const { seller, shopper } = own;
  await own.product("p", { Returnable: true }, { PriceBreaks: [priceBreak(1, "25")] });
  await own.product("q");
  const path = { direction: "All", orderID: "o" };
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o" } });
  await shopper.ok("LineItems.Create", { path, body: { ID: "lp", ProductID: "p", Quantity: 4 } });
  await shopper.ok("LineItems.Create", { path, body: { ID: "lq", ProductID: "q", Quantity: 2 } });
  const submit = () => shopper.ok("Orders.Submit", { path });
  const ship = async (ID: string, LineItemID: string, QuantityShipped: number) => {
    await seller.ok("Shipments.Create", { body: { ID, BuyerID: "acme" } });
    await seller.ok("Shipments.SaveItem", {
      path: { shipmentID: ID },
      body: { OrderID: "o", LineItemID, QuantityShipped },
    });
  };
  const admin = await newCaller(own, {}, ["OrderAdmin"]);
  return { own, seller, shopper, admin, path, submit, ship };
}

async function received(t: TestContext) {
  const made = await ordered(t);
  await made.submit();
  await made.ship("s1", "lp", 3);
  return made;
}

const items = (...given: (readonly [LineItemID: string, Quantity: number, more?: object])[]) => ({
  ItemsToReturn: given.map(([LineItemID, Quantity, more]) => ({ LineItemID, Quantity, ...more })),
});

const begin = (client: TestClient, ID: string, body: object = {}) =>
  client.ok("OrderReturns.Create", { body: { ID, OrderID: "o", ...body } });
const refused = (client: TestClient, body: object) =>
  client.refused("OrderReturns.Create", { body: { OrderID: "o", ...body } });
const patch = (client: TestClient, returnID: string, body: object) =>
  client.ok("OrderReturns.Patch", { ...returnPath(returnID), body });

test("a return begins unsubmitted, with the lines' stored IDs and without amounts of the shopper's, and submitted is open", async (t) => {
  const { shopper } = await received(t);
  const begun = await begin(shopper, "r", {
    Comments: "broken",
    xp: { why: 1 },
    RefundAmount: 999,
    ...items(["LP", 2, { RefundAmount: 99, Comments: "cracked" }]),
  });
  assert.deepEqual(
    [begun.Status, begun.OrderID, begun.RefundAmount, begun.PaymentIDs, begun.xp, begun.DateSubmitted],
    ["Unsubmitted", "o", null, [], { why: 1 }, null],
  );
  assert.deepEqual(begun.ItemsToReturn, [{ LineItemID: "lp", Quantity: 2, RefundAmount: null, Comments: "cracked" }]);
  const submitted = await shopper.ok("OrderReturns.Submit", returnPath("R"));
  assert.deepEqual([submitted.Status, submitted.DateSubmitted !== null, submitted.DateApproved], ["Open", true, null]);
  assert.equal((await shopper.refused("OrderReturns.Submit", returnPath("r"))).code, "Order.CannotSubmitBadStatus");
});

/** An open return whose refund is 45.56, and what pays it back. */
async function refundable(t: TestContext) {
  const made = await received(t);
  const { shopper, admin, path } = made;
  await begin(shopper, "r", items(["lp", 2]));
  await shopper.ok("OrderReturns.Submit", returnPath("r"));
  const decided = await patch(admin, "r", items(["lp", 2, { RefundAmount: 45.555 }]));
  assert.deepEqual([decided.RefundAmount, decided.ItemsToReturn?.[0]?.RefundAmount], [45.56, 45.56]);
  const pay = (Amount: number | null, more: object = {}) => ({
    path,
    body: { Type: "PurchaseOrder" as const, OrderReturnID: "R", Amount, ...more },
  });
  return { ...made, pay };
}

test("payments refund a return in parts, and the last part completes it", async (t) => {
  const { shopper, admin, pay } = await refundable(t);
  const state = async () => {
    const { Status, DateCompleted, PaymentIDs } = await shopper.ok("OrderReturns.Get", returnPath("r"));
    return [Status, DateCompleted !== null, PaymentIDs];
  };
  const first = await admin.ok("Payments.Create", pay(-40, { ID: "back" }));
  assert.deepEqual([first.OrderReturnID, first.Amount], ["r", -40]);
  assert.deepEqual(await state(), ["Open", false, ["back"]]);
  await admin.ok("Payments.Create", pay(-5.56, { ID: "rest" }));
  assert.deepEqual(await state(), ["Completed", true, ["back", "rest"]]);
  const late = await admin.refused("Payments.Create", pay(-1));
  assert.deepEqual([late.code, late.data.Status], ["OrderReturn.CannotCreatePaymentBadStatus", "Completed"]);
});

test("a refund is less than nothing, no more than what is due, and made by OrderAdmin", async (t) => {
  const { shopper, admin, pay } = await refundable(t);
  for (const amount of [5, 0, null])
    assert.equal((await admin.refused("Payments.Create", pay(amount))).code, "OrderReturn.PaymentValueMustBeNegative");
  assert.equal((await shopper.refused("Payments.Create", pay(-1))).code, "Auth.InsufficientRoles");
  const excess = await admin.refused("Payments.Create", pay(-45.57));
  assert.deepEqual(
    [excess.code, excess.data],
    ["OrderReturn.TotalRefundsExceedRefundAmount", { Most: 45.56, Refunded: 0, Amount: -45.57 }],
  );
  await admin.ok("Payments.Create", pay(-40));
  assert.equal((await admin.refused("Payments.Create", pay(-6))).data.Refunded, 40);
});

test("what is paid back leaves what the order costs and what was paid alone", async (t) => {
  const { shopper, seller, admin, path, pay } = await refundable(t);
  await admin.ok("Payments.Create", pay(-45.56));
  assert.equal((await seller.ok("Payments.Create", { path, body: { Type: "PurchaseOrder" } })).Amount, 120);
  assert.equal((await shopper.ok("Payments.List", { path, query: { OrderReturnID: "r" } })).Items.length, 1);
});

test("no more is returned than was received while the order is open, or ordered once it is completed, over all returns", async (t) => {
  const { shopper, seller, admin, path } = await received(t);
  const limit = await refused(shopper, items(["lp", 4]));
  assert.deepEqual(
    [limit.status, limit.code, limit.data],
    [400, "OrderReturn.ItemQuantityExceeded", { LineItemID: "lp", Quantity: 4, QuantityLeft: 3 }],
  );
  await begin(shopper, "one", items(["lp", 2]));
  assert.equal((await refused(shopper, items(["lp", 2]))).data.QuantityLeft, 1);
  await begin(shopper, "two", items(["lp", 1]));
  assert.deepEqual((await patch(shopper, "one", items(["lp", 1]))).ItemsToReturn?.length, 1);
  assert.equal((await patch(shopper, "two", items(["lp", 2]))).ItemsToReturn?.[0]?.Quantity, 2);
  await shopper.ok("OrderReturns.Submit", returnPath("two"));
  await shopper.ok("OrderReturns.Cancel", returnPath("two"));
  await begin(shopper, "three", items(["lp", 2]));
  await seller.ok("Orders.Complete", { path });
  await begin(admin, "four", items(["lp", 1], ["lq", 2]));
  assert.equal((await refused(admin, items(["lq", 1]))).data.QuantityLeft, 0);
  assert.deepEqual((await begin(shopper, "money", items(["lp", 0]))).ItemsToReturn?.[0]?.Quantity, 0);
});

test("a return is of an order that the seller has, and of lines that can be returned, each named once", async (t) => {
  const { shopper, admin, path, submit, ship } = await ordered(t);
  const early = await refused(shopper, {});
  assert.deepEqual(
    [early.code, early.data],
    ["OrderReturn.CannotCreateBadOrderStatus", { OrderID: "o", Status: "Unsubmitted" }],
  );
  await submit();
  await ship("s", "lq", 2);
  const stays = await refused(shopper, items(["lq", 1]));
  assert.deepEqual(
    [stays.code, stays.data],
    ["OrderReturn.ProductNotEligibleToReturn", { LineItemID: "lq", ProductID: "q" }],
  );
  assert.equal((await begin(admin, "by-seller", items(["lq", 1]))).ItemsToReturn?.length, 1);
  const twice = await refused(admin, items(["lq", 0], ["LQ", 0]));
  assert.equal(twice.code, "OrderReturn.CannotCreateDuplicateItemToReturn");
  assert.equal((await refused(admin, items(["none", 0]))).data.ObjectType, "LineItem");
  for (const body of [{ RefundAmount: -1 }, items(["lq", 0, { RefundAmount: -0.01 }])])
    assert.equal((await refused(admin, body)).code, "OrderReturn.RefundAmountMustNotBeNegative");
  assert.equal((await admin.refused("OrderReturns.Create", { body: { OrderID: "x" } })).data.ObjectType, "Order");
  assert.equal((await refused(admin, { ID: "BY-seller" })).code, "IdExists");
  await admin.ok("Orders.Cancel", { path });
  assert.equal((await refused(admin, {})).code, "OrderReturn.CannotCreateBadOrderStatus");
});

test("what is refunded is the sum of the items once all are decided, or what OrderAdmin sets until they take it back", async (t) => {
  const { shopper, admin } = await received(t);
  await begin(shopper, "r", items(["lp", 1]));
  const amount = async (body: object) => (await patch(admin, "r", body)).RefundAmount;
  assert.equal(await amount(items(["lp", 1, { RefundAmount: 10 }], ["lq", 0])), null, "one is undecided");
  assert.equal(await amount(items(["lp", 1, { RefundAmount: 10 }], ["lq", 0, { RefundAmount: 2.5 }])), 12.5);
  assert.equal(await amount({ RefundAmount: 12.5, Comments: "as it was read" }), 12.5);
  assert.equal(await amount(items(["lp", 1, { RefundAmount: 11 }], ["lq", 0, { RefundAmount: 2.5 }])), 13.5);
  assert.equal(await amount({ RefundAmount: 20 }), 20);
  assert.equal(await amount(items(["lp", 1, { RefundAmount: 1 }])), 20);
  assert.equal(await amount({ RefundAmount: null }), 1);
});

test("shoppers have nothing to say about what is refunded", async (t) => {
  const { shopper, admin } = await received(t);
  await begin(shopper, "r", items(["lp", 1]));
  await patch(admin, "r", items(["lp", 1, { RefundAmount: 1 }]));
  assert.equal((await patch(shopper, "r", { RefundAmount: 50 })).RefundAmount, 1);
  assert.equal((await patch(shopper, "r", items(["lp", 2, { RefundAmount: 50 }]))).RefundAmount, null);
});

test("all returns of an order refund no more than it costs", async (t) => {
  const { shopper, admin } = await received(t);
  await begin(shopper, "r", items(["lp", 1]));
  const most = await admin.refused("OrderReturns.Patch", { ...returnPath("r"), body: { RefundAmount: 120.01 } });
  assert.deepEqual([most.code, most.data.Most], ["OrderReturn.TotalRefundsExceedRefundAmount", 120]);
  await patch(admin, "r", { RefundAmount: 100 });
  assert.equal((await refused(admin, { RefundAmount: 20.01 })).data.Most, 20);
  await begin(admin, "rest", { RefundAmount: 20 });
});

test("a line leaves a return once, by whatever case of its ID, and what was set for the return stays", async (t) => {
  const { shopper, admin } = await received(t);
  await begin(shopper, "r", items(["lp", 1]));
  await patch(admin, "r", { RefundAmount: 100 });
  const rid = await admin.ok("OrderReturns.DeleteItem", { path: { returnID: "r", lineItemID: "LP" } });
  assert.deepEqual([rid.ItemsToReturn, rid.RefundAmount], [[], 100]);
  const gone = await admin.refused("OrderReturns.DeleteItem", { path: { returnID: "r", lineItemID: "lp" } });
  assert.deepEqual([gone.status, gone.data.ObjectType], [404, "LineItem"]);
});

test("an item that goes with its line goes from the sum of its return, down to what was paid back, unless the return is over", async (t) => {
  const { seller, admin, path } = await received(t);
  const both = () => items(["lp", 0, { RefundAmount: 10 }], ["lq", 0, { RefundAmount: 5 }]);
  await begin(admin, "over", both());
  for (const step of ["OrderReturns.Submit", "OrderReturns.Complete"] as const)
    await admin.ok(step, returnPath("over"));
  await begin(admin, "sum", both());
  await begin(admin, "alone", items(["lq", 0, { RefundAmount: 5 }]));
  await begin(admin, "set", { ...both(), RefundAmount: 20 });
  await begin(admin, "paid", both());
  await admin.ok("OrderReturns.Submit", returnPath("paid"));
  const refund = { Type: "PurchaseOrder", OrderReturnID: "paid", Amount: -12 } as const;
  await admin.ok("Payments.Create", { path, body: refund });
  const before = (await seller.ok("OrderReturns.Get", returnPath("sum"))).LastUpdated ?? "";

  await seller.ok("LineItems.Delete", { path: { ...path, lineItemID: "lq" } });
  const { Items } = await seller.ok("OrderReturns.List", { query: { sortBy: "ID" } });
  assert.deepEqual(
    Items.map((one) => [one.ID, one.RefundAmount, one.ItemsToReturn?.map(({ LineItemID }) => LineItemID)]),
    [
      ["alone", null, []],
      ["over", 15, ["lp"]],
      ["paid", 12, ["lp"]],
      ["set", 20, ["lp"]],
      ["sum", 10, ["lp"]],
    ],
  );
  assert.ok((Items.find(({ ID }) => ID === "sum")?.LastUpdated ?? "") > before);
});

const step = async (client: TestClient, operation: "Submit" | "Cancel" | "Complete" | "Approve") =>
  (await client.refused(`OrderReturns.${operation}`, returnPath("r"))).code;

test("a return that is not submitted is neither canceled, completed nor approved, and its user deletes it", async (t) => {
  const { shopper, admin } = await received(t);
  await begin(shopper, "r", items(["lp", 1]));
  assert.equal(await step(shopper, "Cancel"), "OrderReturn.CannotCancelUnsubmitted");
  assert.equal(await step(admin, "Complete"), "OrderReturn.CannotCompleteBadStatus");
  assert.equal(await step(admin, "Approve"), "Order.MustBeAwaitingApproval");
  await shopper.ok("OrderReturns.Delete", returnPath("r"));
  assert.equal((await admin.ok("OrderReturns.List")).Items.length, 0);
});

test("an open return is its user's no more, and needs an amount to be completed", async (t) => {
  const { shopper, admin } = await received(t);
  await begin(shopper, "r", items(["lp", 1]));
  await shopper.ok("OrderReturns.Submit", returnPath("r"));
  assert.equal(await step(shopper, "Complete"), "Auth.InsufficientRoles");
  assert.equal(await step(admin, "Complete"), "OrderReturn.CannotCompleteInvalidAmount");
  const late = await shopper.refused("OrderReturns.Patch", { ...returnPath("r"), body: { Comments: "late" } });
  assert.deepEqual([late.status, late.code], [403, "Auth.InsufficientRoles"]);
  const kept = await shopper.refused("OrderReturns.Delete", returnPath("r"));
  assert.deepEqual([kept.status, kept.code], [403, "OrderReturn.NotAuthorizedToDelete"]);
});

test("a completed return is canceled and deleted by OrderAdmin alone, once", async (t) => {
  const { shopper, admin } = await received(t);
  await begin(shopper, "r", items(["lp", 1]));
  await shopper.ok("OrderReturns.Submit", returnPath("r"));
  await patch(admin, "r", { RefundAmount: 0 });
  const completed = await admin.ok("OrderReturns.Complete", returnPath("r"));
  assert.deepEqual([completed.Status, completed.RefundAmount], ["Completed", 0]);
  assert.equal(await step(shopper, "Cancel"), "OrderReturn.NotAuthorizedToDelete");
  const canceled = await admin.ok("OrderReturns.Cancel", returnPath("r"));
  assert.deepEqual([canceled.Status, canceled.DateCanceled !== null], ["Canceled", true]);
  assert.equal(await step(admin, "Cancel"), "Order.CannotCancelInCurrentStatus");
  await admin.ok("OrderReturns.Delete", returnPath("r"));
  assert.equal((await admin.ok("OrderReturns.List")).Items.length, 0);
});

test("returns are seen by whoever sees the order, and before they are submitted by the side that began them", async (t) => {
  const { own, shopper, admin } = await received(t);
  await begin(shopper, "buyers", items(["lp", 1]));
  await begin(admin, "sellers", items(["lp", 1]));
  const reader = await own.colleague("OrderReader");
  const stranger = await own.colleague("Shopper");
  await own.seller.ok("Buyers.Create", { body: { ID: "other", Name: "Other", Active: true } });
  const elsewhere = await newCaller(own, { buyer: "other" }, ["FullAccess"]);
  const supplier = await newCaller(
    own,
    { supplier: (await own.seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } })).ID },
    ["FullAccess"],
  );
  const seen = async (client: TestClient) => {
    const { Items } = await client.ok("OrderReturns.List");
    for (const id of ["buyers", "sellers"]) {
      const { status } = await client.send("OrderReturns.Get", returnPath(id));
      assert.equal(status, Items.some(({ ID }) => ID === id) ? 200 : 404);
    }
    return Items.map(({ ID }) => ID).sort();
  };
  assert.deepEqual(await seen(shopper), ["buyers"]);
  assert.deepEqual(await seen(reader), ["buyers"]);
  assert.deepEqual(await seen(admin), ["buyers", "sellers"]);
  for (const nobody of [stranger, elsewhere, supplier]) assert.deepEqual(await seen(nobody), []);
  await admin.ok("OrderReturns.Submit", returnPath("sellers"));
  assert.deepEqual(await seen(shopper), ["buyers", "sellers"]);
  assert.deepEqual(await seen(stranger), []);
  for (const [client, id] of [
    [elsewhere, "buyers"],
    [stranger, "buyers"],
    [shopper, "none"],
  ] as const) {
    const body = { Comments: "mine" };
    const hidden = await client.refused("OrderReturns.Patch", { ...returnPath(id), body });
    assert.deepEqual([hidden.status, hidden.data.ObjectType], [404, "OrderReturn"]);
  }
  const foreign = await elsewhere.refused("OrderReturns.Create", { body: { OrderID: "o" } });
  assert.deepEqual([foreign.status, foreign.data.ObjectType], [404, "Order"]);
  const filtered = await shopper.ok("OrderReturns.List", {
    query: { OrderID: "o", Status: "Open|Completed", ID: "!x" },
  });
  assert.deepEqual(
    filtered.Items.map(({ ID }) => ID),
    ["sellers"],
  );
});

test("a return keeps its items, approvals and refunds under another ID, and follows its order, lines and payments", async (t) => {
  const { shopper, admin, path } = await received(t);
  await begin(shopper, "r", items(["lp", 1]));
  await shopper.ok("OrderReturns.Submit", returnPath("r"));
  await patch(admin, "r", { RefundAmount: 10 });
  const body = { ID: "back", Type: "PurchaseOrder" as const, OrderReturnID: "r", Amount: -4 };
  await admin.ok("Payments.Create", { path, body });
  const renamed = await patch(admin, "r", { ID: "RMA-1", OrderID: "elsewhere" });
  assert.deepEqual([renamed.ID, renamed.OrderID, renamed.PaymentIDs], ["RMA-1", "o", ["back"]]);
  await admin.ok("Orders.Patch", { path, body: { ID: "SO" } });
  const order = { ...path, orderID: "SO" };
  await admin.ok("LineItems.Patch", { path: { ...order, lineItemID: "lp" }, body: { ID: "first" } });
  await admin.ok("Payments.Patch", { path: { ...order, paymentID: "back" }, body: { ID: "refund" } });
  const { OrderID, ItemsToReturn, PaymentIDs } = await shopper.ok("OrderReturns.Get", returnPath("rma-1"));
  assert.deepEqual([OrderID, ItemsToReturn?.[0]?.LineItemID, PaymentIDs], ["SO", "first", ["refund"]]);
  assert.equal((await admin.ok("Payments.Get", { path: { ...order, paymentID: "refund" } })).OrderReturnID, "RMA-1");
  await admin.ok("Orders.Delete", { path: order });
  assert.equal((await admin.send("OrderReturns.Get", returnPath("RMA-1"))).status, 404);
});

test("PUT makes a return that is not there, and replaces one that is", async (t) => {
  const { shopper, admin } = await received(t);
  const put = (client: TestClient, body: object) =>
    client.ok("OrderReturns.Save", { ...returnPath("r"), body: { OrderID: "o", ...body } });
  const made = await put(shopper, { Comments: "a", xp: { a: 1 }, ...items(["lp", 1]) });
  assert.deepEqual([made.ID, made.Status, made.Comments], ["r", "Unsubmitted", "a"]);
  await patch(admin, "r", items(["lp", 1, { RefundAmount: 5 }]));
  const replaced = await put(admin, { xp: { b: 2 } });
  assert.deepEqual(
    [replaced.Comments, replaced.xp, replaced.ItemsToReturn, replaced.RefundAmount],
    [null, { b: 2 }, [], null],
  );
  const read = await patch(admin, "r", { xp: { c: 3 }, RefundAmount: 7 });
  assert.deepEqual(read.xp, { b: 2, c: 3 });
  const { LastUpdated: _, ...again } = await put(admin, read);
  const { LastUpdated: __, ...before } = read;
  assert.deepEqual(again, before);
});

test("a refund is OrderAdmin's to change, also one that waits for the provider's word", async (t) => {
  const { shopper, admin, path } = await received(t);
  await begin(shopper, "r", items(["lp", 1]));
  await shopper.ok("OrderReturns.Submit", returnPath("r"));
  await patch(admin, "r", { RefundAmount: 25 });
  const refund = { ID: "back", Type: "PurchaseOrder" as const, OrderReturnID: "r", Amount: -10, Accepted: false };
  await admin.ok("Payments.Create", { path, body: refund });
  const whole = { path: { ...path, paymentID: "back" }, body: { Amount: -25 } };
  assert.equal((await shopper.refused("Payments.Patch", whole)).code, "Payment.NotAuthorizedToPatch");
  assert.equal((await shopper.ok("OrderReturns.Get", returnPath("r"))).Status, "Open");
  await admin.ok("Payments.Patch", whole);
  assert.equal((await shopper.ok("OrderReturns.Get", returnPath("r"))).Status, "Completed");
});

test("a refund to a spending account credits it at once, and is taken again with the payment", async (t) => {
  const { own, shopper, admin, path } = await received(t);
  const buyer = { buyerID: "acme" };
  await own.seller.ok("SpendingAccounts.Create", {
    path: buyer,
    body: { ID: "budget", Name: "Budget", Balance: 5, AllowAsPaymentMethod: true },
  });
  await own.seller.ok("SpendingAccounts.SaveAssignment", { path: buyer, body: { SpendingAccountID: "budget" } });
  const account = { path: { ...buyer, spendingAccountID: "budget" } };
  const balance = async () => (await own.seller.ok("SpendingAccounts.Get", account)).Balance;
  await begin(shopper, "r", items(["lp", 1]));
  await shopper.ok("OrderReturns.Submit", returnPath("r"));
  await patch(admin, "r", { RefundAmount: 25 });
  const refund = { SpendingAccountID: "budget", OrderReturnID: "r", Amount: -10 };
  const body = { ID: "back", Type: "SpendingAccount" as const, ...refund };
  await admin.ok("Payments.Create", { path, body });
  assert.equal(await balance(), 15);
  const payment = { ...path, paymentID: "back" };
  await admin.ok("Payments.Patch", { path: payment, body: { Amount: -12 } });
  assert.equal(await balance(), 17);
  await admin.ok("Payments.Patch", { path: payment, body: { Amount: -7 } });
  assert.equal(await balance(), 12);
  await own.seller.ok("SpendingAccounts.Patch", { ...account, body: { Balance: 3 } });
  assert.equal((await admin.refused("Payments.Delete", { path: payment })).code, "Payment.ExceedsBalance");
  await own.seller.ok("SpendingAccounts.Patch", { ...account, body: { Balance: 30 } });
  await admin.ok("Payments.Delete", { path: payment });
  assert.deepEqual([await balance(), (await shopper.ok("OrderReturns.Get", returnPath("r"))).PaymentIDs], [23, []]);
  await admin.ok("Payments.Create", { path, body });
  await own.seller.ok("SpendingAccounts.Patch", { ...account, body: { Balance: 9 } });
  assert.equal((await admin.refused("OrderReturns.Delete", returnPath("r"))).code, "Payment.ExceedsBalance");
  await own.seller.ok("SpendingAccounts.Patch", { ...account, body: { Balance: 10 } });
  await admin.ok("OrderReturns.Delete", returnPath("r"));
  assert.equal(await balance(), 0, "with the return the same");
});

test("what was paid back for a return counts against the order's total after it was canceled", async (t) => {
  const { admin, path } = await received(t);
  await begin(admin, "first", { RefundAmount: 100 });
  await admin.ok("OrderReturns.Submit", returnPath("first"));
  const body = { ID: "back", Type: "PurchaseOrder" as const, OrderReturnID: "first", Amount: -40 };
  await admin.ok("Payments.Create", { path, body });
  const most = async () => {
    const { code, data } = await refused(admin, { RefundAmount: 9_999 });
    return [code, data.Most];
  };
  assert.deepEqual(await most(), ["OrderReturn.TotalRefundsExceedRefundAmount", 20]);
  await admin.ok("OrderReturns.Cancel", returnPath("first"));
  assert.deepEqual(await most(), ["OrderReturn.TotalRefundsExceedRefundAmount", 80]);
  await admin.ok("Payments.Delete", { path: { ...path, paymentID: "back" } });
  await begin(admin, "second", { RefundAmount: 120 });
});

test("of two who return the last units of a line at the same time one is refused", async (t) => {
  const { shopper, admin } = await received(t);
  const both = await Promise.all(
    [shopper, admin].map((client) =>
      client.send("OrderReturns.Create", { body: { OrderID: "o", ...items(["lp", 2]) } }),
    ),
  );
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 400]);
});

test("an order takes so many returns and no more, and what nobody submits is gone after two weeks", async (t) => {
  const { own, shopper } = await received(t);
  const { app } = await testServer();
  await begin(shopper, "r");
  await app.services.tenants.transaction(own.id, "write", (db) =>
    db.run(sql`insert into order_return (marketplace_id, id, order_id, status, date_created, last_updated, creator_type)
      select marketplace_id, 'x' || g, order_id, status, date_created, last_updated, creator_type
      from order_return, generate_series(1, ${mostReturns - 1}) g where marketplace_id = ${own.id}`),
  );
  const full = await refused(shopper, {});
  assert.deepEqual([full.code, full.data], ["Order.OrderReturnLimit", { OrderID: "o", Limit: mostReturns }]);
  await shopper.ok("OrderReturns.Submit", returnPath("r"));
  const purge = (days: number) =>
    app.works.run(own.id, systemActor("test"), "write", purgeReturns, {
      now: new Date(Date.now() + days * 86_400_000),
    });
  const left = async () => (await shopper.ok("OrderReturns.List")).Meta.TotalCount;
  await purge(13);
  assert.equal(await left(), mostReturns);
  await purge(15);
  assert.equal(await left(), 1);
  await begin(shopper, "again");
});
