import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { addUser, callerFor, shop, type TestClient } from "@orderwell/testing";

const returnPath = (returnID: string) => ({ path: { returnID } });

/** A shop with two groups of the marketplace's own people and one of a supplier's, and an open order to each. */
async function approving(t: TestContext) {
  const own = await shop(t);
  const { seller, shopper } = own;
  await own.product("p", { Returnable: true, xp: { fragile: true } });
  await seller.ok("Suppliers.Create", { body: { ID: "mill", Name: "Mill", Active: true, AllBuyersCanOrder: true } });
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { DefaultSupplierID: "mill" } });
  for (const ID of ["desk", "finance"]) await seller.ok("AdminUserGroups.Create", { body: { ID, Name: ID } });
  const mill = { supplierID: "mill" };
  await seller.ok("SupplierUserGroups.Create", { path: mill, body: { ID: "crew", Name: "Crew" } });
  const order = async (ID: string, ToCompanyID?: string) => {
    const path = { direction: "All", orderID: ID };
    await shopper.ok("Orders.Create", {
      path: { direction: "Outgoing" },
      body: { ID, ...(ToCompanyID !== undefined && { ToCompanyID }) },
    });
    await shopper.ok("LineItems.Create", { path, body: { ID: "l", ProductID: "p", Quantity: 10 } });
    await shopper.ok("Orders.Submit", { path });
    await seller.ok("Orders.Complete", { path });
  };
  await order("o");
  await order("direct", "mill");
  let people = 0;
  /** A user with OrderAdmin and nothing else, in these groups; and the ID of theirs. */
  const member = async (...groups: string[]) => {
    const UserID = `member${++people}`;
    const client = await callerFor(own, {}, await addUser(own, {}, UserID), { roles: ["OrderAdmin"] });
    const join = (UserGroupID: string) =>
      seller.ok("AdminUserGroups.SaveUserAssignment", { body: { UserID, UserGroupID } });
    for (const group of groups) await join(group);
    return { client, join };
  };
  const crewmate = async (): Promise<TestClient> => {
    const company = { supplier: "mill" };
    const client = await callerFor(own, company, await addUser(own, company, "hand"), { roles: ["OrderAdmin"] });
    await seller.ok("SupplierUserGroups.SaveUserAssignment", {
      path: mill,
      body: { UserID: "hand", UserGroupID: "crew" },
    });
    return client;
  };
  const rule = (ID: string, ApprovingGroupID: string, RuleExpression: string, more: object = {}) =>
    seller.ok("SellerApprovalRules.Create", {
      body: { ID, ApprovingGroupID, RuleExpression, ApprovalType: "OrderReturn", ...more },
    });
  const submit = async (ID: string, Quantity: number, OrderID = "o", by = shopper) => {
    await by.ok("OrderReturns.Create", { body: { ID, OrderID, ItemsToReturn: [{ LineItemID: "l", Quantity }] } });
    return by.ok("OrderReturns.Submit", returnPath(ID));
  };
  return { seller, shopper, member, crewmate, rule, submit };
}

const history = async (client: TestClient, id: string): Promise<string> =>
  (await client.ok("OrderReturns.ListApprovals", returnPath(id))).Items.map(
    ({ ApprovalRuleID, Status }) => `${ApprovalRuleID} ${Status}`,
  ).join();

/** Two stages, of which the second is asked once the first has agreed; the return `r` waits for the desk. */
async function inStages(t: TestContext) {
  const made = await approving(t);
  const { shopper, member, rule } = made;
  await rule(
    "many",
    "desk",
    "items.any(Product.xp.fragile = true) and orderReturn.xp.big = true and order.Total = 100",
  );
  await rule("dear", "finance", "orderReturn.RefundAmount > 20 and orderReturn.approved('MANY')");
  const [{ client: clerk }, { client: treasurer }] = [await member("desk"), await member("finance")];
  const body = { ID: "r", OrderID: "o", xp: { big: true }, ItemsToReturn: [{ LineItemID: "l", Quantity: 5 }] };
  await shopper.ok("OrderReturns.Create", { body });
  const waiting = await shopper.ok("OrderReturns.Submit", returnPath("r"));
  assert.deepEqual([waiting.Status, waiting.DateSubmitted], ["AwaitingApproval", null]);
  const waitingFor = async (client: TestClient) =>
    (await client.ok("OrderReturns.List", { query: { approvable: true } })).Items.map(({ ID }) => ID);
  return { ...made, clerk, treasurer, waitingFor };
}

test("a return waits for those whose rule sees it, its order and its products, and nobody else decides", async (t) => {
  const { shopper, submit, clerk, treasurer, waitingFor } = await inStages(t);
  assert.equal((await submit("small", 1)).Status, "Open");
  assert.equal(await history(shopper, "r"), "many Pending");
  assert.deepEqual([await waitingFor(clerk), await waitingFor(treasurer), await waitingFor(shopper)], [["r"], [], []]);
  assert.equal((await clerk.ok("OrderReturns.ListEligibleApprovers", returnPath("r"))).Items.length, 1);
  const early = await treasurer.refused("OrderReturns.Approve", returnPath("r"));
  assert.deepEqual([early.status, early.code], [403, "OrderReturn.NotEligibleToApproveOrDecline"]);
  assert.equal((await shopper.refused("OrderReturns.Approve", returnPath("r"))).code, "Auth.InsufficientRoles");
});

test("a return passes one stage after the other, and is open by the last approval", async (t) => {
  const { shopper, clerk, treasurer, waitingFor } = await inStages(t);
  await clerk.ok("OrderReturns.Patch", { ...returnPath("r"), body: { RefundAmount: 30 } });
  const first = await clerk.ok("OrderReturns.Approve", { ...returnPath("r"), body: { Comments: "looks fine" } });
  assert.deepEqual([first.Status, first.DateApproved], ["AwaitingApproval", null]);
  assert.equal(await history(shopper, "r"), "many Approved,dear Pending");
  assert.deepEqual([await waitingFor(clerk), await waitingFor(treasurer)], [[], ["r"]]);
  const last = await treasurer.ok("OrderReturns.Approve", returnPath("r"));
  assert.deepEqual([last.Status, last.DateApproved !== null, last.DateSubmitted], ["Open", true, last.DateApproved]);
  const { Items } = await shopper.ok("OrderReturns.ListApprovals", returnPath("r"));
  assert.deepEqual(
    Items.map(({ OrderReturnID, ApprovingGroupID, Comments, Approver }) => [
      OrderReturnID,
      ApprovingGroupID,
      Comments,
      Approver?.ID !== undefined,
    ]),
    [
      ["r", "desk", "looks fine", true],
      ["r", "finance", null, true],
    ],
  );
  const again = await clerk.refused("OrderReturns.Approve", returnPath("r"));
  assert.deepEqual([again.code, again.data.Status], ["Order.MustBeAwaitingApproval", "Open"]);
});

test("rules are the marketplace's and those of the supplier that the order went to, each for its own group", async (t) => {
  const { seller, shopper, member, crewmate, rule, submit } = await approving(t);
  await rule("ours", "desk", "true");
  await rule("theirs", "crew", "true", { OwnerID: "mill" });
  await rule("orders", "desk", "true", { ApprovalType: "Order" });
  const { client: clerk } = await member("desk");
  const hand = await crewmate();
  await submit("here", 1);
  assert.equal(await history(shopper, "here"), "ours Pending");
  assert.equal((await hand.send("OrderReturns.Get", returnPath("here"))).status, 404);
  await submit("there", 1, "direct");
  assert.equal(await history(seller, "there"), "ours Pending,theirs Pending");
  assert.equal((await hand.ok("OrderReturns.Approve", returnPath("there"))).Status, "AwaitingApproval");
  assert.equal((await clerk.ok("OrderReturns.Approve", returnPath("there"))).Status, "Open");
  const declined = await clerk.ok("OrderReturns.Decline", { ...returnPath("here"), body: { Comments: "no" } });
  assert.deepEqual([declined.Status, declined.DateDeclined !== null, declined.DateSubmitted], ["Declined", true, null]);
  assert.equal(await history(shopper, "here"), "ours Declined");
  // What was declined can be returned once more.
  await submit("again", 10);
  await shopper.ok("OrderReturns.Cancel", returnPath("again"));
  assert.equal(await history(shopper, "again"), "");
  assert.equal((await shopper.ok("OrderReturns.Cancel", returnPath("here"))).Status, "Canceled");
});

test("groups of whoever submits agree at once, and the submitter never decides later", async (t) => {
  const { member, rule, submit } = await approving(t);
  await rule("first", "desk", "true");
  await rule("second", "finance", "orderReturn.approved('first')");
  const { client: clerk, join } = await member("desk");
  assert.equal((await submit("r", 1, "o", clerk)).Status, "AwaitingApproval");
  assert.equal(await history(clerk, "r"), "first Approved,second Pending");
  await join("finance");
  assert.equal(
    (await clerk.refused("OrderReturns.Approve", returnPath("r"))).code,
    "OrderReturn.NotEligibleToApproveOrDecline",
  );
  const { client: treasurer } = await member("finance");
  assert.equal((await treasurer.ok("OrderReturns.Approve", returnPath("r"))).Status, "Open");
});

test("a rule that returns wait for stays with its group, and its approvals follow it under another ID", async (t) => {
  const { seller, member, rule, submit } = await approving(t);
  await rule("all", "desk", "true");
  const { client: clerk } = await member("desk");
  await submit("r", 1);
  const path = { approvalRuleID: "all" };
  for (const refused of [
    await seller.refused("SellerApprovalRules.Delete", { path }),
    await seller.refused("SellerApprovalRules.Patch", { path, body: { ApprovingGroupID: "finance" } }),
  ])
    assert.equal(refused.code, "ApprovalRule.CannotDeleteIfPending");
  await seller.ok("SellerApprovalRules.Patch", { path, body: { ID: "every" } });
  assert.equal(await history(clerk, "r"), "every Pending");
  await seller.ok("OrderReturns.Patch", { ...returnPath("r"), body: { ID: "RMA" } });
  assert.equal((await clerk.ok("OrderReturns.Approve", returnPath("RMA"))).Status, "Open");
  await seller.ok("SellerApprovalRules.Delete", { path: { approvalRuleID: "every" } });
  assert.equal(await history(clerk, "RMA"), "every Approved");
});
