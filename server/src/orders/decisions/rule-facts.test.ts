import assert from "node:assert/strict";
import { test } from "node:test";
import { shop } from "@orderwell/testing";

test("rules see products as they are, also what lines keep no copy of; what lines do keep they see as it was submitted", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  const buyer = { buyerID: "acme" };
  await own.product("p", {
    xp: { risky: true },
    Inventory: {
      Enabled: true,
      QuantityAvailable: 40,
      NotificationPoint: null,
      VariantLevelTracking: false,
      OrderCanExceed: false,
      LastUpdated: null,
    },
  });
  const manager = await own.colleague("Shopper");
  await seller.ok("UserGroups.Create", { path: buyer, body: { ID: "managers", Name: "Managers" } });
  const { ID: UserID } = await manager.ok("Me.Get");
  await seller.ok("UserGroups.SaveUserAssignment", { path: buyer, body: { UserID, UserGroupID: "managers" } });
  const rules = {
    stock: "items.any(Product.Inventory.QuantityAvailable > 30)",
    scarce: "items.any(Product.Inventory.QuantityAvailable < 20) and order.approved('stock')",
    risky: "items.any(Product.xp.risky = true) and order.approved('scarce')",
  };
  for (const [ID, RuleExpression] of Object.entries(rules))
    await seller.ok("ApprovalRules.Create", {
      path: buyer,
      body: { ID, Name: ID, ApprovingGroupID: "managers", RuleExpression },
    });
  const path = { direction: "Outgoing", orderID: "o" };
  const asked = async () =>
    (await shopper.ok("Orders.ListApprovals", { path })).Items.map(({ ApprovalRuleID }) => ApprovalRuleID);
  await shopper.ok("Orders.Create", { path, body: { ID: "o" } });
  await shopper.ok("LineItems.Create", { path, body: { ProductID: "p" } });
  assert.equal((await shopper.ok("Orders.Submit", { path })).Status, "AwaitingApproval");
  assert.deepEqual(await asked(), ["stock"]);
  await seller.ok("Products.Patch", {
    path: { productID: "p" },
    body: { xp: { risky: false }, Inventory: { QuantityAvailable: 10 } },
  });
  await manager.ok("Orders.Approve", { path });
  assert.deepEqual(await asked(), ["stock", "scarce"]);
  await manager.ok("Orders.Approve", { path });
  assert.deepEqual(await asked(), ["stock", "scarce", "risky"]);
  assert.equal((await manager.ok("Orders.Approve", { path })).Status, "Open");
});
