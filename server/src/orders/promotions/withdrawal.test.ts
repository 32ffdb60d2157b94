import assert from "node:assert/strict";
import { test } from "node:test";
import { newCaller, shop } from "@orderwell/testing";

const path = { direction: "Outgoing", orderID: "o" };
const numbers = (...values: unknown[]) => values.map(Number);

test("an order that waits for approval keeps a promotion that is switched off or deleted, until somebody refreshes it", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  const buyer = { buyerID: "acme" };
  const manager = await own.colleague("Shopper");
  const admin = await newCaller(own, {}, ["OrderAdmin", "UnsubmittedOrderReader"]);
  await own.product("p");
  await seller.ok("UserGroups.Create", { path: buyer, body: { ID: "managers", Name: "Managers" } });
  const { ID: UserID } = await manager.ok("Me.Get");
  await seller.ok("UserGroups.SaveUserAssignment", { path: buyer, body: { UserID, UserGroupID: "managers" } });
  await seller.ok("ApprovalRules.Create", {
    path: buyer,
    body: { ID: "all", Name: "All", ApprovingGroupID: "managers", RuleExpression: "true" },
  });
  for (const ID of ["three", "lines"])
    await seller.ok("Promotions.Create", {
      body: {
        ID,
        Code: ID,
        AllowAllBuyers: true,
        CanCombine: true,
        ...(ID === "three"
          ? { EligibleExpression: "true", ValueExpression: "3" }
          : { LineItemLevel: true, EligibleExpression: "item.Quantity > 0", ValueExpression: "1" }),
      },
    });
  await shopper.ok("Orders.Create", { path, body: { ID: "o" } });
  await shopper.ok("LineItems.Create", { path, body: { ID: "l", ProductID: "p", Quantity: 2 } });
  for (const promoCode of ["three", "lines"]) await shopper.ok("Orders.AddPromotion", { path: { ...path, promoCode } });
  assert.equal((await shopper.ok("Orders.Submit", { path })).Status, "AwaitingApproval");

  const seen = async () => {
    const { PromotionDiscount, Total } = await shopper.ok("Orders.Get", { path });
    const { Items } = await shopper.ok("Orders.ListPromotions", { path });
    return [...numbers(PromotionDiscount, Total), ...Items.map(({ ID }) => ID).sort()];
  };
  await seller.ok("Promotions.Patch", { path: { promotionID: "lines" }, body: { Active: false } });
  assert.deepEqual(await seen(), [4, 16, "lines", "three"]);
  for (const promotionID of ["three", "lines"]) await seller.ok("Promotions.Delete", { path: { promotionID } });
  assert.deepEqual(await seen(), [4, 16, "lines", "three"]);
  // Promotions are counted as the order opens, and these are no more.
  assert.equal((await manager.refused("Orders.Approve", { path })).code, "Promotion.NotActive");

  const incoming = { ...path, direction: "Incoming" };
  const { PromosRemoved } = await admin.ok("Orders.RefreshPromotions", { path: incoming });
  assert.deepEqual(PromosRemoved?.map(({ ID, ErrorCode }) => `${ID} ${ErrorCode}`).sort(), [
    "lines Promotion.NotActive",
    "three Promotion.NotActive",
  ]);
  assert.deepEqual(await seen(), [0, 20]);
  assert.equal((await manager.ok("Orders.Approve", { path })).Status, "Open");
});

test("a promotion that is on the order and has expired is told to have expired, when it is added again", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  await own.product("p");
  const body = { ID: "x", Code: "x", AllowAllBuyers: true, EligibleExpression: "true", ValueExpression: "1" };
  await seller.ok("Promotions.Create", { body });
  await shopper.ok("Orders.Create", { path, body: { ID: "o" } });
  await shopper.ok("LineItems.Create", { path, body: { ProductID: "p" } });
  const again = { path: { ...path, promoCode: "x" } };
  await shopper.ok("Orders.AddPromotion", again);
  assert.equal((await shopper.refused("Orders.AddPromotion", again)).code, "Promotion.AlreadyAdded");
  await seller.ok("Promotions.Patch", { path: { promotionID: "x" }, body: { ExpirationDate: "2001-01-01T00:00:00Z" } });
  assert.equal((await shopper.refused("Orders.AddPromotion", again)).code, "Promotion.Expired");
});
