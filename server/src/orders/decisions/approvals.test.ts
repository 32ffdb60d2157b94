import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Product } from "@orderwell/contract";
import { newCaller, type Shop, shop, type TestClient } from "@orderwell/testing";

const at = (orderID: string) => ({ direction: "Outgoing", orderID });
const buyer = { buyerID: "acme" };
const tracked = (QuantityAvailable: number): Partial<Product> => ({
  Inventory: {
    Enabled: true,
    QuantityAvailable,
    NotificationPoint: null,
    VariantLevelTracking: false,
    OrderCanExceed: false,
    LastUpdated: null,
  },
});

interface Approving extends Shop {
  /** A member of these groups with the role Shopper, and their ID. */
  member(...groups: string[]): Promise<TestClient>;
  rule(ID: string, ApprovingGroupID: string, RuleExpression: string): Promise<unknown>;
  /** An order of the shopper's, or of another's, for this many of product `p`, which cost 10 each. */
  order(ID: string, Quantity: number, by?: TestClient): Promise<unknown>;
  submit(ID: string, by?: TestClient): Promise<string>;
}

const join = async (own: Shop, client: TestClient, userGroupID: string) =>
  own.seller.ok("UserGroups.SaveUserAssignment", {
    path: buyer,
    body: { UserID: (await client.ok("Me.Get")).ID, UserGroupID: userGroupID },
  });

async function approving(t: TestContext): Promise<Approving> {
  const own = await shop(t);
  await own.product("p", tracked(1_000));
  for (const ID of ["managers", "finance"])
    await own.seller.ok("UserGroups.Create", { path: buyer, body: { ID, Name: ID } });
  return {
    ...own,
    async member(...groups) {
      const client = await own.colleague("Shopper");
      for (const group of groups) await join(own, client, group);
      return client;
    },
    rule: (ID, ApprovingGroupID, RuleExpression) =>
      own.seller.ok("ApprovalRules.Create", { path: buyer, body: { ID, Name: ID, ApprovingGroupID, RuleExpression } }),
    async order(ID, Quantity, by = own.shopper) {
      await by.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID } });
      return by.ok("LineItems.Create", { path: at(ID), body: { ProductID: "p", Quantity } });
    },
    submit: async (ID, by = own.shopper) => (await by.ok("Orders.Submit", { path: at(ID) })).Status,
  };
}

/** Rules and statuses of an order's approvals, in the order in which they were asked for. */
const history = async (client: TestClient, id: string): Promise<string> =>
  (await client.ok("Orders.ListApprovals", { path: at(id) })).Items.map(
    ({ ApprovalRuleID, Status }) => `${ApprovalRuleID} ${Status}`,
  ).join();

const stockOf = async ({ seller }: Shop) =>
  (await seller.ok("Products.Get", { path: { productID: "p" } })).Inventory?.QuantityAvailable;

const stages = async (own: Approving) => {
  await own.rule("R1", "managers", "order.Total > 1000");
  await own.rule("R2", "finance", "order.Total > 5000 and order.approved('R1')");
};

test("an order that no rule asks about is open at once; one that a rule asks about waits, and takes no stock", async (t) => {
  const own = await approving(t);
  await stages(own);
  await own.order("small", 100);
  assert.equal(await own.submit("small"), "Open");
  assert.equal(await history(own.shopper, "small"), "");
  await own.order("large", 600);
  const awaiting = await own.shopper.ok("Orders.Submit", { path: at("large") });
  assert.deepEqual(
    [awaiting.Status, awaiting.IsSubmitted, awaiting.DateSubmitted, awaiting.Total],
    ["AwaitingApproval", false, null, 6000],
  );
  assert.equal(await history(own.shopper, "large"), "R1 Pending");
  assert.equal(await stockOf(own), 900);
});

test("an order passes one stage after the other, and is submitted by the last approval", async (t) => {
  const own = await approving(t);
  await stages(own);
  const [manager, treasurer] = [await own.member("managers"), await own.member("finance")];
  await own.order("large", 600);
  await own.submit("large");
  assert.equal((await treasurer.refused("Orders.Approve", { path: at("large") })).status, 404);
  const first = await manager.ok("Orders.Approve", { path: at("large"), body: {} });
  assert.deepEqual([first.Status, first.DateApproved], ["AwaitingApproval", null]);
  assert.equal(await history(own.shopper, "large"), "R1 Approved,R2 Pending");
  const again = await manager.refused("Orders.Approve", { path: at("large") });
  assert.deepEqual([again.status, again.code], [403, "Order.NotEligibleToApprove"]);
  const last = await treasurer.ok("Orders.Approve", { path: at("large"), body: {} });
  assert.deepEqual([last.Status, last.IsSubmitted], ["Open", true]);
  assert.ok(last.DateApproved !== null && last.DateSubmitted !== null);
  assert.equal(await stockOf(own), 400);
});

test("an approval says who gave it and what they said, and comes once", async (t) => {
  const own = await approving(t);
  await own.rule("R1", "managers", "order.Total > 1000");
  const manager = await own.member("managers");
  await own.order("large", 600);
  await own.submit("large");
  await manager.ok("Orders.Approve", { path: at("large"), body: { Comments: "fine" } });
  const [approval] = (await own.shopper.ok("Orders.ListApprovals", { path: at("large") })).Items;
  const me = await manager.ok("Me.Get");
  assert.deepEqual(
    [approval?.ApprovingGroupID, approval?.Comments, approval?.Approver?.ID, approval?.Approver?.Username],
    ["managers", "fine", me.ID, me.Username],
  );
  assert.ok(approval?.DateCompleted);
  const late = await manager.refused("Orders.Approve", { path: at("large") });
  assert.deepEqual([late.status, late.code], [400, "Order.MustBeAwaitingApproval"]);
});

test("groups of the submitter agree at once, and whoever is in several groups approves for all of them", async (t) => {
  const own = await approving(t);
  await stages(own);
  await own.rule("extra", "managers", "items.any(ProductID = 'p') and order.Total > 3000");
  const boss = await own.member("managers");
  const other = await own.member("managers");
  const both = await own.member("managers", "finance");
  await own.order("own", 600, boss);
  assert.equal(await own.submit("own", boss), "AwaitingApproval");
  assert.equal(await history(boss, "own"), "extra Approved,R1 Approved,R2 Pending");
  const [agreed] = (await boss.ok("Orders.ListApprovals", { path: at("own") })).Items;
  assert.equal(agreed?.Approver?.ID, (await boss.ok("Me.Get")).ID);
  assert.equal((await other.refused("Orders.Get", { path: at("own") })).status, 404);
  const eligible = await boss.ok("Orders.ListEligibleApprovers", { path: at("own") });
  assert.deepEqual(
    eligible.Items.map(({ ID }) => ID),
    [(await both.ok("Me.Get")).ID],
  );
  await own.order("middle", 200, boss);
  const open = await boss.ok("Orders.Submit", { path: at("middle") });
  assert.deepEqual([open.Status, open.DateApproved], ["Open", null]);

  await own.rule("second", "finance", "order.Total > 3000");
  await own.order("theirs", 400);
  assert.equal(await own.submit("theirs"), "AwaitingApproval");
  assert.equal((await both.ok("Orders.Approve", { path: at("theirs") })).Status, "Open");
  assert.equal(await history(own.shopper, "theirs"), "extra Approved,R1 Approved,second Approved");
});

test("only members of a group that is asked decide, never whoever submitted, and others learn of nothing", async (t) => {
  const own = await approving(t);
  await own.rule("all", "managers", "true");
  const [manager, treasurer] = [await own.member("managers"), await own.member("finance")];
  await own.seller.ok("Buyers.Create", { body: { ID: "globex", Name: "Globex", Active: true } });
  await own.order("o1", 1);
  assert.equal(await own.submit("o1"), "AwaitingApproval");
  const codes: [TestClient, number, string][] = [
    [treasurer, 404, "NotFound"],
    [await own.colleague("Shopper", "OrderReader"), 404, "NotFound"],
    [await newCaller(own, { buyer: "globex" }), 404, "NotFound"],
    [await own.colleague("OrderAdmin", "UnsubmittedOrderReader"), 403, "Order.NotEligibleToApprove"],
    [own.shopper, 403, "Order.NotEligibleToApprove"],
    [own.seller, 403, "Order.NotEligibleToApprove"],
  ];
  for (const [client, status, code] of codes)
    for (const operation of ["Orders.Approve", "Orders.Decline"] as const) {
      const path = client === own.seller ? { direction: "Incoming", orderID: "o1" } : at("o1");
      const refused = await client.refused(operation, { path });
      assert.deepEqual([refused.status, refused.code], [status, code]);
    }
  assert.equal(await history(own.shopper, "o1"), "all Pending");
  // Joining later is early enough, and too late for whoever submitted.
  await join(own, own.shopper, "managers");
  assert.equal((await own.shopper.refused("Orders.Approve", { path: at("o1") })).code, "Order.NotEligibleToApprove");
  await own.seller.ok("UserGroups.DeleteUserAssignment", {
    path: { ...buyer, userGroupID: "managers", userID: (await manager.ok("Me.Get")).ID },
  });
  assert.equal((await manager.refused("Orders.Approve", { path: at("o1") })).status, 404);
  await join(own, treasurer, "managers");
  assert.equal((await treasurer.ok("Orders.Approve", { path: at("o1") })).Status, "Open");
});

test("two approvers at once: one approval counts, stock is taken once, and the other is told what happened", async (t) => {
  const own = await approving(t);
  await own.rule("all", "managers", "true");
  const members = await Promise.all([own.member("managers"), own.member("managers"), own.member("managers")]);
  for (let run = 0; run < 4; run++) {
    await own.order(`o${run}`, 10);
    assert.equal(await own.submit(`o${run}`), "AwaitingApproval");
    const answers = await Promise.all(members.map((one) => one.send("Orders.Approve", { path: at(`o${run}`) })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 400, 400]);
    assert.equal(await history(own.shopper, `o${run}`), "all Approved");
  }
  const { Inventory } = await own.seller.ok("Products.Get", { path: { productID: "p" } });
  assert.equal(Inventory?.QuantityAvailable, 960);
});

test("members of two groups at once both count, and the order is open afterwards", async (t) => {
  const own = await approving(t);
  await own.rule("one", "managers", "true");
  await own.rule("two", "finance", "true");
  const members = [await own.member("managers"), await own.member("finance")];
  for (let run = 0; run < 4; run++) {
    await own.order(`o${run}`, 1);
    await own.submit(`o${run}`);
    const answers = await Promise.all(members.map((one) => one.ok("Orders.Approve", { path: at(`o${run}`) })));
    assert.deepEqual(answers.map(({ Status }) => Status).sort(), ["AwaitingApproval", "Open"]);
    assert.equal((await own.shopper.ok("Orders.Get", { path: at(`o${run}`) })).Status, "Open");
  }
});

test("a declined order is over; one that may be submitted again is asked about anew, at the catalog's prices", async (t) => {
  const own = await approving(t);
  await own.rule("one", "managers", "true");
  await own.rule("two", "finance", "true");
  const [manager, treasurer] = [await own.member("managers"), await own.member("finance")];
  await own.order("over", 1);
  await own.submit("over");
  const declined = await manager.ok("Orders.Decline", { path: at("over"), body: { Comments: "no" } });
  assert.equal(declined.Status, "Declined");
  assert.ok(declined.DateDeclined);
  assert.equal(await history(own.shopper, "over"), "one Declined");
  assert.equal((await own.shopper.refused("Orders.Submit", { path: at("over") })).code, "Order.CannotSubmitBadStatus");
  assert.equal((await own.shopper.ok("Orders.Cancel", { path: at("over") })).Status, "Canceled");

  await own.order("again", 1);
  await own.submit("again");
  await treasurer.ok("Orders.Approve", { path: at("again") });
  const body = { Comments: "cheaper", AllowResubmit: true };
  const back = await manager.ok("Orders.Decline", { path: at("again"), body });
  assert.deepEqual([back.Status, back.IsSubmitted], ["Unsubmitted", false]);
  assert.ok(back.DateDeclined);
  await own.seller.ok("PriceSchedules.Patch", {
    path: { priceScheduleID: "p-price" },
    body: { PriceBreaks: [{ Quantity: 1, Price: 12 }] },
  });
  const [line] = (await own.shopper.ok("LineItems.List", { path: at("again") })).Items;
  await own.shopper.ok("LineItems.Patch", {
    path: { ...at("again"), lineItemID: line?.ID ?? "" },
    body: { Quantity: 2 },
  });
  const asked = await own.shopper.ok("Orders.Submit", { path: at("again") });
  assert.deepEqual([asked.Status, asked.Total], ["AwaitingApproval", 24]);
  assert.equal(await history(own.shopper, "again"), "one Declined,two Approved,one Pending,two Pending");
  const [first] = (await own.shopper.ok("Orders.ListApprovals", { path: at("again"), query: { search: "cheaper" } }))
    .Items;
  assert.deepEqual([first?.AllowResubmit, first?.Status], [true, "Declined"]);
  await manager.ok("Orders.Approve", { path: at("again") });
  assert.equal((await treasurer.ok("Orders.Approve", { path: at("again") })).Status, "Open");
});

test("money and stock are taken by the last approval; where they fall short the order waits as before", async (t) => {
  const own = await approving(t);
  await own.rule("all", "managers", "true");
  const manager = await own.member("managers");
  const account = { ...buyer, spendingAccountID: "budget" };
  await own.seller.ok("SpendingAccounts.Create", {
    path: buyer,
    body: { ID: "budget", Name: "Budget", Balance: 100, AllowAsPaymentMethod: true },
  });
  await own.seller.ok("SpendingAccounts.SaveAssignment", { path: buyer, body: { SpendingAccountID: "budget" } });
  const balance = (Balance: number) => own.seller.ok("SpendingAccounts.Patch", { path: account, body: { Balance } });
  await own.order("o1", 5);
  await own.shopper.ok("Payments.Create", {
    path: at("o1"),
    body: { Type: "SpendingAccount", SpendingAccountID: "budget" },
  });
  await own.submit("o1");
  await balance(49);
  const stockTo = (quantity: number) =>
    own.seller.ok("Products.Patch", { path: { productID: "p" }, body: { Inventory: { QuantityAvailable: quantity } } });
  assert.deepEqual((await manager.refused("Orders.Approve", { path: at("o1") })).codes, ["Payment.ExceedsBalance"]);
  await balance(60);
  await stockTo(4);
  assert.deepEqual((await manager.refused("Orders.Approve", { path: at("o1") })).codes, ["Inventory.Insufficient"]);
  assert.equal(await history(own.shopper, "o1"), "all Pending");
  assert.equal((await own.seller.ok("SpendingAccounts.Get", { path: account })).Balance, 60);
  await stockTo(5);
  assert.equal((await manager.ok("Orders.Approve", { path: at("o1") })).Status, "Open");
  assert.equal((await own.seller.ok("SpendingAccounts.Get", { path: account })).Balance, 10);
});

const approvable = async (client: TestClient, query = {}) =>
  (await client.ok("Me.ListApprovableOrders", { query })).Items.map(({ ID }) => ID).join();

/** An order `waits` for the managers, beside the shopper's `cart` and `open` ones. */
async function waiting(t: TestContext) {
  const own = await approving(t);
  await own.rule("big", "managers", "order.Total > 50");
  const manager = await own.member("managers");
  await own.order("waits", 10);
  await own.order("cart", 10);
  await own.order("open", 1);
  await own.submit("open");
  assert.equal(await approvable(manager), "");
  await own.submit("waits");
  return { ...own, manager };
}

test("an approver lists what waits for them, and nobody else does, until they have decided", async (t) => {
  const own = await waiting(t);
  const { manager } = own;
  assert.equal(await approvable(manager), "waits");
  assert.equal(await approvable(manager, { search: "wai", sortBy: "!Total", Total: ">50" }), "waits");
  assert.equal(await approvable(manager, { sortBy: "Total,!DateSubmitted", "xp.Urgency": "!high" }), "waits");
  assert.equal(await approvable(manager, { search: "none" }), "");
  assert.equal(await approvable(own.shopper), "");
  assert.equal(await approvable(await own.member("finance")), "");
  await manager.ok("Orders.Approve", { path: at("waits") });
  assert.equal(await approvable(manager), "");
});

test("an approver reads all of what waits for them, and nothing else of others", async (t) => {
  const { manager } = await waiting(t);
  assert.equal((await manager.ok("Orders.Get", { path: at("waits") })).Total, 100);
  const { Items } = await manager.ok("LineItems.List", { path: at("waits") });
  const lineItemID = Items[0]?.ID ?? "";
  assert.equal((await manager.ok("LineItems.Get", { path: { ...at("waits"), lineItemID } })).Quantity, 10);
  assert.equal((await manager.ok("Payments.List", { path: at("waits") })).Meta.TotalCount, 0);
  assert.equal((await manager.ok("IntegrationEvents.GetWorksheet", { path: at("waits") })).LineItems?.length, 1);
  assert.equal(await history(manager, "waits"), "big Pending");
  for (const orderID of ["cart", "open"])
    assert.equal((await manager.refused("Orders.Get", { path: at(orderID) })).status, 404);
});

test("an approver decides and changes nothing else, and sees no more of it afterwards", async (t) => {
  const { manager } = await waiting(t);
  for (const operation of ["Orders.Patch", "Orders.Cancel", "Orders.Delete", "Orders.Submit"] as const)
    assert.equal((await manager.refused(operation, { path: at("waits"), body: {} })).status, 404);
  await manager.ok("Orders.Approve", { path: at("waits") });
  assert.equal((await manager.refused("Orders.Get", { path: at("waits") })).status, 404);
});

test("a rule keeps its group and stays while orders wait under it; history outlives it, and follows new IDs", async (t) => {
  const own = await approving(t);
  await own.rule("all", "managers", "true");
  const manager = await own.member("managers");
  await own.order("o1", 1);
  await own.submit("o1");
  const path = { ...buyer, approvalRuleID: "all" };
  const shopperPath = { ...buyer, userID: (await own.shopper.ok("Me.Get")).ID };
  for (const refused of [
    await own.seller.refused("ApprovalRules.Delete", { path }),
    await own.seller.refused("ApprovalRules.Patch", { path, body: { ApprovingGroupID: "finance" } }),
    await own.seller.refused("ApprovalRules.Patch", { path, body: { ID: "x", ApprovingGroupID: "finance" } }),
  ])
    assert.deepEqual([refused.status, refused.code], [400, "ApprovalRule.CannotDeleteIfPending"]);
  assert.equal(
    (await own.seller.refused("Users.Delete", { path: shopperPath })).code,
    "User.CannotDeleteWithOpenOrder",
  );
  await own.seller.ok("ApprovalRules.Patch", {
    path,
    body: { ID: "every", Name: "Every", ApprovingGroupID: "MANAGERS" },
  });
  await own.seller.ok("UserGroups.Patch", { path: { ...buyer, userGroupID: "managers" }, body: { ID: "chiefs" } });
  assert.equal((await manager.ok("Orders.Approve", { path: at("o1") })).Status, "Open");
  await own.seller.ok("ApprovalRules.Delete", { path: { ...buyer, approvalRuleID: "every" } });
  await own.seller.ok("UserGroups.Delete", { path: { ...buyer, userGroupID: "chiefs" } });
  const [approval] = (await own.shopper.ok("Orders.ListApprovals", { path: at("o1") })).Items;
  assert.deepEqual([approval?.ApprovalRuleID, approval?.ApprovingGroupID], ["every", "chiefs"]);
});

test("a canceled order waits for nobody any more, and lets its rule go", async (t) => {
  const own = await approving(t);
  await own.rule("all", "managers", "true");
  const manager = await own.member("managers");
  await own.order("o1", 1);
  await own.submit("o1");
  assert.equal((await own.shopper.ok("Orders.Cancel", { path: at("o1") })).Status, "Canceled");
  assert.equal((await manager.ok("Me.ListApprovableOrders")).Meta.TotalCount, 0);
  await own.seller.ok("ApprovalRules.Delete", { path: { ...buyer, approvalRuleID: "all" } });
});

test("rules see properties, lines and categories of the order; those of another buyer do not apply", async (t) => {
  const own = await approving(t);
  const { seller, shopper } = own;
  await seller.ok("Categories.Create", {
    path: { catalogID: "acme" },
    body: { ID: "tools", Name: "Tools", Active: true },
  });
  await seller.ok("Categories.Create", {
    path: { catalogID: "acme" },
    body: { ID: "saws", Name: "Saws", Active: true, ParentID: "tools" },
  });
  await seller.ok("Categories.SaveProductAssignment", {
    path: { catalogID: "acme" },
    body: { CategoryID: "saws", ProductID: "p" },
  });
  await seller.ok("Buyers.Create", { body: { ID: "globex", Name: "Globex", Active: true } });
  await seller.ok("UserGroups.Create", { path: { buyerID: "globex" }, body: { ID: "theirs", Name: "Theirs" } });
  await seller.ok("ApprovalRules.Create", {
    path: { buyerID: "globex" },
    body: { ID: "all", ApprovingGroupID: "theirs", RuleExpression: "true" },
  });
  await own.rule("xp", "managers", "order.xp.ApprovalNeeded = 'yes' & order.Total > 0");
  await own.rule("direct", "managers", "items.any(product.incategory('saws')) and order.Total = 20");
  await own.rule("above", "managers", "items.any(product.inparentcategory('tools')) and order.Total = 30");
  await own.rule("not", "managers", "items.any(product.incategory('tools'))");
  const asked = async (id: string, quantity: number, body = {}) => {
    await own.order(id, quantity);
    await shopper.ok("Orders.Patch", { path: at(id), body });
    await own.submit(id);
    return history(shopper, id);
  };
  assert.equal(await asked("plain", 1), "");
  assert.equal(await asked("marked", 1, { xp: { ApprovalNeeded: "yes" } }), "xp Pending");
  assert.equal(await asked("two", 2), "direct Pending");
  assert.equal(await asked("three", 3), "above Pending");
});

test("whoever submits for somebody else agrees for their own groups, not for those of the other", async (t) => {
  const own = await approving(t);
  await own.rule("all", "managers", "true");
  const boss = await own.member("managers");
  const clerk = await own.colleague("OrderAdmin", "UnsubmittedOrderReader");
  await own.order("o1", 1, boss);
  assert.equal(await own.submit("o1", clerk), "AwaitingApproval");
  assert.equal(await history(boss, "o1"), "all Pending");
  assert.equal((await clerk.refused("Orders.Approve", { path: at("o1") })).code, "Order.NotEligibleToApprove");
  await own.seller.ok("Orders.Patch", { path: { direction: "Incoming", orderID: "o1" }, body: { ID: "o2" } });
  assert.equal((await boss.ok("Orders.Approve", { path: at("o2") })).Status, "Open");
  assert.equal(await history(boss, "o2"), "all Approved");
});

test("carts wait as well, those of guests included; the next line begins another", async (t) => {
  const own = await approving(t);
  await own.rule("all", "managers", "order.Total >= 10");
  const manager = await own.member("managers");
  const guest = await own.anonymous("visit");
  await guest.ok("Cart.CreateLineItem", { body: { ProductID: "p" } });
  await guest.ok("Cart.PatchFromUser", { body: { FirstName: "Ada", LastName: "Byron", Email: "ada@example.com" } });
  assert.equal((await guest.ok("Cart.Submit")).Status, "AwaitingApproval");
  await own.shopper.ok("Cart.CreateLineItem", { body: { ProductID: "p" } });
  const { ID, Status } = await own.shopper.ok("Cart.Submit");
  assert.equal(Status, "AwaitingApproval");
  await own.shopper.ok("Cart.CreateLineItem", { body: { ProductID: "p" } });
  assert.notEqual((await own.shopper.ok("Cart.Get")).ID, ID);
  const { Items } = await manager.ok("Me.ListApprovableOrders");
  assert.equal(Items.length, 2);
  for (const order of Items) assert.equal((await manager.ok("Orders.Approve", { path: at(order.ID) })).Status, "Open");
  assert.equal((await own.shopper.ok("Cart.Get")).Status, "Unsubmitted");
});

test("a rule that is deleted while orders are submitted either asked and stays, or is gone and asks for nothing", async (t) => {
  const own = await approving(t);
  for (let run = 0; run < 8; run++) {
    await own.rule(`r${run}`, "managers", "true");
    await own.order(`o${run}`, 1);
    const [submitted, deleted] = await Promise.all([
      own.shopper.ok("Orders.Submit", { path: at(`o${run}`) }),
      own.seller.send("ApprovalRules.Delete", { path: { ...buyer, approvalRuleID: `r${run}` } }),
    ]);
    assert.equal(submitted.Status, deleted.status === 204 ? "Open" : "AwaitingApproval");
    if (deleted.status === 204) continue;
    assert.equal(deleted.status, 400);
    await own.shopper.ok("Orders.Cancel", { path: at(`o${run}`) });
    await own.seller.ok("ApprovalRules.Delete", { path: { ...buyer, approvalRuleID: `r${run}` } });
  }
});

test("an order that waits takes nothing from its inventory record, which stays for it, and the approval takes it", async (t) => {
  const own = await approving(t);
  const { seller, shopper } = own;
  await own.rule("all", "managers", "true");
  const manager = await own.member("managers");
  await seller.ok("AdminAddresses.Create", { body: { ID: "hall", Street1: "1 Main", City: "Bath", Country: "GB" } });
  const path = { productID: "p", inventoryRecordID: "hall" };
  const set = (QuantityAvailable: number) => seller.ok("InventoryRecords.Patch", { path, body: { QuantityAvailable } });
  await seller.ok("InventoryRecords.Create", { path, body: { ID: "hall", AddressID: "hall", QuantityAvailable: 5 } });
  await own.order("o", 5);
  const { Items } = await shopper.ok("LineItems.List", { path: at("o") });
  const line = { ...at("o"), lineItemID: String(Items[0]?.ID) };
  await shopper.ok("LineItems.Patch", { path: line, body: { InventoryRecordID: "hall" } });
  assert.equal(await own.submit("o"), "AwaitingApproval");
  const left = async () => (await seller.ok("InventoryRecords.Get", { path })).QuantityAvailable;
  assert.equal(await left(), 5);
  assert.equal((await seller.refused("InventoryRecords.Delete", { path })).code, "InventoryRecord.OpenOrdersExist");
  await set(4);
  const short = await manager.refused("Orders.Approve", { path: at("o") });
  assert.deepEqual([short.code, short.data.QuantityAvailable], ["Inventory.Insufficient", 4]);
  await set(6);
  assert.equal((await manager.ok("Orders.Approve", { path: at("o") })).Status, "Open");
  assert.equal(await left(), 1);
});
