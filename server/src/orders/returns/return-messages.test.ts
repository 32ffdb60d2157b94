import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
  addUser,
  awaitMessages,
  callerFor,
  messagesTo,
  type Shop,
  shop,
  startDeliveries,
  type TestClient,
  testServer,
  until,
} from "@orderwell/testing";
import { orderMessages } from "../messages/announcing.ts";

before(async () => {
  const { app } = await testServer();
  await startDeliveries(orderMessages(app.works));
});

const returnPath = (returnID: string) => ({ path: { returnID } });
const nameOf = async (client: TestClient) => (await client.ok("Me.Get")).Username as string;

/** Types of messages to somebody about a return, the first first; once there are so many. */
async function told(own: Shop, username: string, id: string, number: number): Promise<string[]> {
  return until(async () => {
    const found = (await messagesTo(own, username)).filter(({ EventBody }) => EventBody.OrderReturn?.ID === id);
    return found.length >= number && found.map(({ MessageType }) => MessageType).reverse();
  }, `${username} was not told ${number} times of ${id}`);
}

test("the shopper is told of each step of a return, and whoever may decide that it waits for them and what became of it", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  await own.product("p", { Returnable: true });
  const path = { direction: "All", orderID: "o" };
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o" } });
  await shopper.ok("LineItems.Create", { path, body: { ID: "l", ProductID: "p", Quantity: 9 } });
  await shopper.ok("Orders.Submit", { path });
  await seller.ok("Orders.Complete", { path });
  const members: Record<string, { client: TestClient; username: string }> = {};
  for (const group of ["desk", "finance"]) {
    const user = await addUser(own, {}, group);
    members[group] = { client: await callerFor(own, {}, user, { roles: ["OrderAdmin"] }), username: user.username };
    await seller.ok("AdminUserGroups.Create", { body: { ID: group, Name: group } });
    await seller.ok("AdminUserGroups.SaveUserAssignment", { body: { UserID: group, UserGroupID: group } });
  }
  const [clerk, treasurer] = [members.desk!, members.finance!];
  const rule = (ID: string, ApprovingGroupID: string, RuleExpression: string) =>
    seller.ok("SellerApprovalRules.Create", {
      body: { ID, ApprovingGroupID, RuleExpression, ApprovalType: "OrderReturn" },
    });
  await rule("first", "desk", "orderReturn.xp.ask = true");
  await rule("second", "finance", "orderReturn.approved('first')");
  const name = await nameOf(shopper);
  const submit = async (ID: string, ask: boolean) => {
    const item = { LineItemID: "l", Quantity: 1 };
    await shopper.ok("OrderReturns.Create", { body: { ID, OrderID: "o", xp: { ask }, ItemsToReturn: [item] } });
    return shopper.ok("OrderReturns.Submit", returnPath(ID));
  };

  await submit("plain", false);
  assert.deepEqual(await told(own, name, "plain", 1), ["OrderReturnSubmitted"]);
  await seller.ok("OrderReturns.Patch", { ...returnPath("plain"), body: { RefundAmount: 5 } });
  const body = { Type: "PurchaseOrder" as const, OrderReturnID: "plain", Amount: -5 };
  await seller.ok("Payments.Create", { path, body });
  assert.deepEqual(await told(own, name, "plain", 2), ["OrderReturnSubmitted", "OrderReturnCompleted"]);

  await submit("asked", true);
  assert.deepEqual(await told(own, name, "asked", 1), ["OrderReturnSubmittedForApproval"]);
  assert.deepEqual(await told(own, clerk.username, "asked", 1), ["OrderReturnSubmittedForYourApproval"]);
  await clerk.client.ok("OrderReturns.Approve", { ...returnPath("asked"), body: { Comments: "fine" } });
  const both = ["OrderReturnSubmittedForYourApproval", "OrderReturnSubmittedForYourApprovalHasBeenApproved"];
  assert.deepEqual(await told(own, clerk.username, "asked", 2), both);
  assert.deepEqual(await told(own, treasurer.username, "asked", 1), both.slice(0, 1));
  await treasurer.client.ok("OrderReturns.Approve", returnPath("asked"));
  assert.deepEqual(await told(own, treasurer.username, "asked", 2), both);
  assert.deepEqual(await told(own, name, "asked", 2), ["OrderReturnSubmittedForApproval", "OrderReturnApproved"]);

  await submit("refused", true);
  await clerk.client.ok("OrderReturns.Decline", { ...returnPath("refused"), body: { Comments: "no" } });
  assert.deepEqual(await told(own, name, "refused", 2), ["OrderReturnSubmittedForApproval", "OrderReturnDeclined"]);
  assert.deepEqual(await told(own, clerk.username, "refused", 2), [
    "OrderReturnSubmittedForYourApproval",
    "OrderReturnSubmittedForYourApprovalHasBeenDeclined",
  ]);

  const [message] = await awaitMessages(own, name, "OrderReturnDeclined");
  const { Order, OrderReturn, Approvals, LineItems, Products } = message?.EventBody ?? {};
  assert.deepEqual(OrderReturn, await shopper.ok("OrderReturns.Get", returnPath("refused")));
  assert.deepEqual([Order.ID, LineItems.length, Products[0].ID], ["o", 1, "p"]);
  assert.deepEqual([Approvals[0].Comments, Approvals[0].Status, Approvals.length], ["no", "Declined", 1]);
});
