import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { addUserGroup, marketplace, newCaller } from "@orderwell/testing";

const rule = { ID: "returns", ApprovalType: "OrderReturn", RuleExpression: "true", ApprovingGroupID: "team" };
const path = { approvalRuleID: "returns" };

async function withSuppliers(t: TestContext) {
  const own = await marketplace(t);
  for (const ID of ["works", "mill"]) await own.seller.ok("Suppliers.Create", { body: { ID, Name: ID, Active: true } });
  await addUserGroup(own, {}, "team");
  await addUserGroup(own, { supplier: "works" }, "team");
  await addUserGroup(own, { supplier: "works" }, "crew");
  return { own, seller: own.seller, supplier: await newCaller(own, { supplier: "works" }) };
}

test("the owner decides whose group approves: the marketplace's, or the supplier's", async (t) => {
  const { own, seller, supplier } = await withSuppliers(t);
  const ours = await seller.accepted("SellerApprovalRules.Create", { body: rule });
  assert.deepEqual([ours.OwnerID, ours.ApprovingGroupID, ours.Name], [own.id, "team", null]);
  const crew = { ...rule, ID: "crewed", ApprovingGroupID: "crew" };
  assert.equal((await seller.refused("SellerApprovalRules.Create", { body: crew })).data.ObjectType, "UserGroup");
  const theirs = await seller.accepted("SellerApprovalRules.Create", { body: { ...crew, OwnerID: "WORKS" } });
  assert.equal(theirs.OwnerID, "works");
  const unknown = await seller.refused("SellerApprovalRules.Create", { body: { ...crew, ID: "x", OwnerID: "none" } });
  assert.deepEqual([unknown.status, unknown.data.ObjectType], [404, "Supplier"]);
  const forced = await supplier.accepted("SellerApprovalRules.Create", { body: { ...crew, ID: "y", OwnerID: own.id } });
  assert.equal(forced.OwnerID, "works");
});

test("the owner never changes, and follows a supplier that is renamed", async (t) => {
  const { seller, supplier } = await withSuppliers(t);
  await supplier.accepted("SellerApprovalRules.Create", { body: { ...rule, ApprovingGroupID: "crew" } });
  const patched = await seller.ok("SellerApprovalRules.Patch", { path, body: { OwnerID: "mill", Name: "Returns" } });
  assert.deepEqual([patched.OwnerID, patched.Name], ["works", "Returns"]);
  await seller.ok("Suppliers.Patch", { path: { supplierID: "works" }, body: { ID: "factory" } });
  assert.equal((await seller.ok("SellerApprovalRules.Get", { path })).OwnerID, "factory");
});

test("suppliers see their own rules and may not change others'; buyers' users have no business here", async (t) => {
  const { own, seller, supplier } = await withSuppliers(t);
  await seller.accepted("SellerApprovalRules.Create", { body: rule });
  await supplier.accepted("SellerApprovalRules.Create", { body: { ...rule, ID: "own" } });
  const { Items } = await supplier.ok("SellerApprovalRules.List");
  assert.deepEqual(
    Items.map(({ ID }) => ID),
    ["own"],
  );
  assert.equal((await supplier.refused("SellerApprovalRules.Get", { path })).status, 404);
  for (const refused of [
    await supplier.refused("SellerApprovalRules.Patch", { path, body: { Name: "Mine" } }),
    await supplier.refused("SellerApprovalRules.Save", { path, body: rule }),
    await supplier.refused("SellerApprovalRules.Delete", { path }),
  ])
    assert.deepEqual([refused.status, refused.code], [403, "ApprovalRule.CannotModify"]);
  assert.equal((await seller.ok("SellerApprovalRules.List")).Items.length, 2);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const buyer = await newCaller(own, { buyer: "acme" });
  assert.equal((await buyer.refused("SellerApprovalRules.List")).status, 403);
});

test("a group that approves stays, on either side; a supplier takes its rules along", async (t) => {
  const { seller, supplier } = await withSuppliers(t);
  await seller.accepted("SellerApprovalRules.Create", { body: rule });
  await supplier.accepted("SellerApprovalRules.Create", { body: { ...rule, ID: "own" } });
  const ours = await seller.refused("AdminUserGroups.Delete", { path: { userGroupID: "team" } });
  const theirs = await seller.refused("SupplierUserGroups.Delete", {
    path: { supplierID: "works", userGroupID: "team" },
  });
  assert.deepEqual(
    [ours.code, ours.data.ApprovalRuleIDs, theirs.code, theirs.data.ApprovalRuleIDs],
    ["UserGroup.CannotDeleteApprovingGroup", ["returns"], "UserGroup.CannotDeleteApprovingGroup", ["own"]],
  );
  await seller.ok("Suppliers.Delete", { path: { supplierID: "works" } });
  assert.deepEqual(
    (await seller.ok("SellerApprovalRules.List")).Items.map(({ ID }) => ID),
    ["returns"],
  );
});

test("a rule on returns may ask about the return, and only such a rule", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("AdminUserGroups.Create", { body: { ID: "team", Name: "Team" } });
  const RuleExpression = "orderReturn.RefundAmount > 10";
  await seller.ok("SellerApprovalRules.Create", { body: { ...rule, ApprovalType: "OrderReturn", RuleExpression } });
  const path = { approvalRuleID: rule.ID };
  const refused = await seller.refused("SellerApprovalRules.Patch", { path, body: { ApprovalType: "Order" } });
  assert.equal(refused.code, "Expression.InvalidToken");
});
