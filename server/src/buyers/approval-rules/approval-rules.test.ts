import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { addUserGroup, marketplace, newCaller } from "@orderwell/testing";

async function withGroups(t: TestContext) {
  const own = await marketplace(t);
  for (const ID of ["acme", "globex"]) await own.seller.ok("Buyers.Create", { body: { ID, Name: ID, Active: true } });
  await addUserGroup(own, { buyer: "acme" }, "bosses");
  await addUserGroup(own, { buyer: "acme" }, "others");
  await addUserGroup(own, { buyer: "globex" }, "theirs");
  await addUserGroup(own, {}, "admins");
  return own;
}

const rule = { ID: "big", Name: "Big orders", ApprovingGroupID: "BOSSES", RuleExpression: "order.Total > 100" };
const path = { buyerID: "acme", approvalRuleID: "big" };

test("a rule names a group of its buyer, whatever case the ID is written in, and follows it when it is renamed", async (t) => {
  const { seller } = await withGroups(t);
  const created = await seller.ok("ApprovalRules.Create", { path, body: { ...rule, xp: { a: 1 } } });
  assert.deepEqual(created, { ...rule, ApprovingGroupID: "bosses", Description: null, xp: { a: 1 } });
  await seller.ok("UserGroups.Patch", { path: { buyerID: "acme", userGroupID: "bosses" }, body: { ID: "chiefs" } });
  assert.equal((await seller.ok("ApprovalRules.Get", { path })).ApprovingGroupID, "chiefs");
  const patched = await seller.ok("ApprovalRules.Patch", { path, body: { ApprovingGroupID: "others", Name: null } });
  assert.deepEqual([patched.ApprovingGroupID, patched.Name], ["others", null]);
  const { Items } = await seller.ok("ApprovalRules.List", { path, query: { ApprovingGroupID: "o*" } });
  assert.equal(Items.length, 1);
  for (const ApprovingGroupID of ["theirs", "admins", "none"]) {
    const refused = await seller.refused("ApprovalRules.Patch", { path, body: { ApprovingGroupID } });
    assert.deepEqual([refused.status, refused.data], [404, { ObjectType: "UserGroup", ObjectID: ApprovingGroupID }]);
  }
});

test("an expression may hold 400 characters; group and expression are required", async (t) => {
  const { seller } = await withGroups(t);
  const create = (more: object) => ({ path, body: { ...rule, ...more } });
  await seller.ok("ApprovalRules.Create", create({ RuleExpression: "true".padEnd(400) }));
  for (const more of [{ RuleExpression: "true".padEnd(401) }, { RuleExpression: "" }, { ApprovingGroupID: null }]) {
    const refused = await seller.refused("ApprovalRules.Create", create({ ID: "other", ...more }));
    assert.deepEqual([refused.status, refused.code], [400, "ValidationFailure"]);
  }
  assert.equal((await seller.refused("ApprovalRules.Create", create({}))).status, 409);
  await seller.ok("ApprovalRules.Create", {
    path: { buyerID: "globex" },
    body: { ...rule, ApprovingGroupID: "theirs" },
  });
});

test("a group that approves stays until no rule names it; a buyer takes both along", async (t) => {
  const { seller } = await withGroups(t);
  await seller.ok("ApprovalRules.Create", { path, body: rule });
  const group = { buyerID: "acme", userGroupID: "bosses" };
  const refused = await seller.refused("UserGroups.Delete", { path: group });
  assert.deepEqual([refused.status, refused.code], [400, "UserGroup.CannotDeleteApprovingGroup"]);
  assert.deepEqual(refused.data.ApprovalRuleIDs, ["big"]);
  await seller.ok("ApprovalRules.Delete", { path });
  await seller.ok("UserGroups.Delete", { path: group });
  await seller.ok("ApprovalRules.Create", { path, body: { ...rule, ApprovingGroupID: "others" } });
  await seller.ok("Buyers.Delete", { path });
});

test("a buyer's users keep the rules of their own buyer, and no supplier sees them", async (t) => {
  const own = await withGroups(t);
  await own.seller.ok("Suppliers.Create", { body: { ID: "works", Name: "Works", Active: true } });
  const user = await newCaller(own, { buyer: "acme" }, ["ApprovalRuleAdmin"]);
  const supplier = await newCaller(own, { supplier: "works" });
  await user.ok("ApprovalRules.Create", { path, body: rule });
  assert.equal((await user.refused("ApprovalRules.List", { path: { buyerID: "globex" } })).status, 404);
  assert.equal((await supplier.refused("ApprovalRules.Get", { path })).code, "Auth.UserNotAuthorizedToAdmin");
  assert.equal((await supplier.refused("ApprovalRules.Delete", { path })).status, 403);
});

test("an expression with a mistake is refused with its code and place, and what was stored stays", async (t) => {
  const { seller } = await withGroups(t);
  await seller.ok("ApprovalRules.Create", { path, body: rule });
  for (const [RuleExpression, code] of [
    ["order.Total >", "Expression.InvalidSyntax"],
    ["order.Totl > 1", "Expression.InvalidToken"],
    ["items.most(true)", "Expression.InvalidFunction"],
    ["min(1) > 0", "Expression.InvalidArguments"],
    ["item.Quantity > 1", "Expression.ItemNotAllowed"],
    ["orderReturn.RefundAmount > 1", "Expression.InvalidToken"],
  ] as const) {
    for (const operation of ["ApprovalRules.Patch", "ApprovalRules.Save"] as const) {
      const refused = await seller.refused(operation, { path, body: { ...rule, RuleExpression } });
      assert.deepEqual([refused.status, refused.code], [400, code], RuleExpression);
      assert.match(refused.message, /^RuleExpression .* at character \d+\.$/);
    }
  }
  assert.equal((await seller.ok("ApprovalRules.Get", { path })).RuleExpression, rule.RuleExpression);
});
