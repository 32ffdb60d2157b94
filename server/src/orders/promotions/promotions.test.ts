import assert from "node:assert/strict";
import { before, suite, test } from "node:test";
import { addUserGroup, marketplace, newCaller, shop, type TestClient } from "@orderwell/testing";

const ten = { EligibleExpression: "true", ValueExpression: "10" };
const onLines = { LineItemLevel: true, EligibleExpression: "item.Quantity > 0", ValueExpression: "1" };

test("a promotion is active and the marketplace's unless it says otherwise, and its code is its own in any case", async (t) => {
  const { seller, id } = await marketplace(t);
  const body = { ID: null, Code: "Save10", ...ten, StartDate: "", ExpirationDate: "", RedemptionLimit: null };
  const made = await seller.ok("Promotions.Create", { body: body as never });
  const { Active, OwnerID, Name, StartDate, RedemptionCount, CanCombine } = made;
  assert.deepEqual([Active, OwnerID, Name, StartDate, RedemptionCount, CanCombine], [true, id, null, null, 0, false]);
  const twin = await seller.refused("Promotions.Create", { body: { Code: "SAVE10", ...ten } });
  assert.deepEqual([twin.status, twin.code], [409, "Promotion.CodeInUse"]);
  const counted = await seller.ok("Promotions.Patch", {
    path: { promotionID: String(made.ID) },
    body: { RedemptionCount: 7, OwnerID: "other" } as never,
  });
  assert.deepEqual([counted.RedemptionCount, counted.OwnerID], [0, id]);
});

suite("a promotion that cannot work is refused when it is saved, with every mistake", () => {
  let seller: TestClient;
  before(async () => {
    ({ seller } = await marketplace({ name: "promotions that cannot work" }));
  });
  const refused = (body: object) =>
    seller.refused("Promotions.Create", { body: { Code: "c", ...ten, ...body } as never });
  const cases: [object, ...string[]][] = [
    [{ QuantityLimitPerOrder: 1 }, "Promotion.CannotSetQuantityLimitPerOrder"],
    [{ ItemLimitPerOrder: 1 }, "Promotion.CannotSetItemLimitPerOrder"],
    [{ ...onLines, ItemLimitPerOrder: 1, QuantityLimitPerOrder: 1 }, "Promotion.CannotSetQuantityAndItemLimitPerOrder"],
    [{ ...onLines, ItemSortBy: "UnitPrice" }, "Promotion.CannotSetItemSortBy"],
    [{ ...onLines, ItemLimitPerOrder: 1, ItemSortBy: "!Nonsense" }, "ValidationFailure"],
    [{ StartDate: "2026-02-01T00:00:00Z", ExpirationDate: "2026-01-01T00:00:00Z" }, "Promotion.ExpirationPrecedsStart"],
    [{ ValueExpression: null }, "Promotion.ValueExpressionCannotBeNull"],
    [{ UseIntegration: true }, "Promotion.UseIntegrationMustBeFalse"],
    [{ Code: null }, "ValidationFailure"],
    [
      { EligibleExpression: "order.Subtotal >", ValueExpression: "'ten'" },
      "Expression.InvalidSyntax",
      "Expression.InvalidSyntax",
    ],
    [{ EligibleExpression: "item.Quantity > 1" }, "Expression.ItemNotAllowed"],
    [{ LineItemLevel: true }, "Expression.ItemRequired"],
  ];
  for (const [body, ...codes] of cases)
    test(`${JSON.stringify(body)}: ${codes.join()}`, async () => {
      assert.deepEqual((await refused(body)).codes, codes);
    });
  test("the message says where the mistake is", async () => {
    const { message } = await refused({ EligibleExpression: "item.Quantity > 1" });
    assert.equal(
      message,
      "EligibleExpression names item, which only promotions with LineItemLevel can, at character 1.",
    );
  });
  test("nothing of it is kept", async () => {
    await refused({ LineItemLevel: true });
    assert.equal((await seller.ok("Promotions.List")).Meta.TotalCount, 0);
  });
});

test("a supplier writes and reads its own promotions, and assigns them to whom it may sell to", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "s", Name: "S", Active: true } });
  await seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true } });
  await seller.ok("Promotions.Create", { body: { ID: "market", Code: "market", ...ten } });
  const supplier = await newCaller(own, { supplier: "s" });
  const mine = await supplier.ok("Promotions.Create", { body: { ID: "mine", Code: "mine", ...ten } });
  assert.equal(mine.OwnerID, "s");
  const listed = await supplier.ok("Promotions.List");
  assert.deepEqual(
    listed.Items.map(({ ID }) => ID),
    ["mine"],
  );
  for (const operation of ["Promotions.Patch", "Promotions.Delete"] as const) {
    const refused = await supplier.refused(operation, { path: { promotionID: "market" }, body: {} });
    assert.equal(refused.code, "Auth.UserNotAuthorizedToAdmin");
  }
  const assign = (PromotionID: string) => ({ body: { PromotionID, BuyerID: "b" } });
  assert.equal((await supplier.refused("Promotions.SaveAssignment", assign("mine"))).data.ObjectType, "Buyer");
  await seller.ok("Suppliers.SaveBuyer", { path: { supplierID: "s", buyerID: "b" } });
  await supplier.ok("Promotions.SaveAssignment", assign("mine"));
  await seller.ok("Promotions.SaveAssignment", assign("market"));
  assert.equal((await supplier.ok("Promotions.ListAssignments")).Meta.TotalCount, 1);
  await seller.ok("Suppliers.Delete", { path: { supplierID: "s" } });
  assert.deepEqual(
    (await seller.ok("Promotions.List")).Items.map(({ ID }) => ID),
    ["market"],
  );
});

test("a buyer's user with the role reads promotions that reach somebody of the company, and no code of another's", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  await addUserGroup(own, { buyer: "acme" }, "vip");
  await seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true } });
  await seller.ok("Suppliers.Create", { body: { ID: "s", Name: "S", Active: true } });
  for (const [ID, more] of Object.entries({
    all: { AllowAllBuyers: true, Active: false, OwnerID: "s" },
    company: {},
    group: {},
    nobody: {},
    other: { GeneratedCodeCount: 2, GeneratedCodeLength: 8 },
  }))
    await seller.ok("Promotions.Create", {
      body: { ID, ...("GeneratedCodeCount" in more ? {} : { Code: ID }), ...ten, ...more },
    });
  await seller.ok("Promotions.SaveAssignment", { body: { PromotionID: "company", BuyerID: "acme" } });
  await seller.ok("Promotions.SaveAssignment", { body: { PromotionID: "group", BuyerID: "acme", UserGroupID: "vip" } });
  await seller.ok("Promotions.SaveAssignment", { body: { PromotionID: "other", BuyerID: "b" } });
  const reader = await own.colleague("PromotionReader");
  const { Items, Meta } = await reader.ok("Promotions.List", { query: { sortBy: "ID" } });
  assert.deepEqual([Items.map(({ ID }) => ID), Meta.TotalCount], [["all", "company", "group"], 3]);
  await reader.ok("Promotions.Get", { path: { promotionID: "group" } });
  for (const promotionID of ["nobody", "other"])
    for (const operation of ["Promotions.Get", "Promotions.ListCodes"] as const) {
      const refused = await reader.refused(operation, { path: { promotionID } });
      assert.deepEqual([refused.status, refused.data.ObjectID], [404, promotionID]);
    }
  assert.deepEqual(
    (await reader.ok("Promotions.ListAssignments")).Items.map(({ PromotionID }) => PromotionID),
    ["company", "group"],
  );
  const theirs = await newCaller(own, { buyer: "b" }, ["PromotionReader"]);
  assert.equal((await theirs.ok("Promotions.ListCodes", { path: { promotionID: "other" } })).Meta.TotalCount, 2);
});

test("shoppers see the active promotions that reach them, through their company, a group or everybody", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  await addUserGroup(own, { buyer: "acme" }, "vip");
  const me = await shopper.ok("Me.Get");
  await seller.ok("UserGroups.SaveUserAssignment", {
    path: { buyerID: "acme" },
    body: { UserGroupID: "vip", UserID: me.ID },
  });
  for (const [ID, more] of Object.entries({
    all: { AllowAllBuyers: true },
    company: {},
    group: {},
    off: { AllowAllBuyers: true, Active: false },
    other: {},
  }))
    await seller.ok("Promotions.Create", { body: { ID, Code: ID, ...ten, ...more } });
  await seller.ok("Promotions.SaveAssignment", { body: { PromotionID: "company", BuyerID: "acme" } });
  const group = { PromotionID: "group", BuyerID: "acme", UserGroupID: "vip" };
  await seller.ok("Promotions.SaveAssignment", { body: group });
  assert.equal(
    (await seller.refused("Promotions.SaveAssignment", { body: { ...group, UserGroupID: "", UserID: "u" } as never }))
      .code,
    "PartyAssignment.UserLevelNotAllowed",
  );
  for (const [query, code] of [
    [{ buyerID: "acme", userID: "u" }, "PartyAssignment.UserLevelNotAllowed"],
    [{}, "PartyAssignment.RequiresBuyer"],
  ] as const)
    assert.equal(
      (await seller.refused("Promotions.DeleteAssignment", { path: { promotionID: "group" }, query })).code,
      code,
    );
  const level = { query: { level: "Company", userGroupID: "vip" } };
  assert.equal((await seller.refused("Promotions.ListAssignments", level)).code, "PartyAssignment.InvalidGroupLevel");
  const seen = async () => (await shopper.ok("Me.ListPromotions")).Items.map(({ ID }) => ID);
  assert.deepEqual(await seen(), ["all", "company", "group"]);
  assert.equal((await shopper.ok("Me.GetPromotion", { path: { promotionID: "GROUP" } })).ID, "group");
  for (const promotionID of ["off", "other"])
    assert.equal((await shopper.refused("Me.GetPromotion", { path: { promotionID } })).status, 404);
  await seller.ok("Promotions.DeleteAssignment", {
    path: { promotionID: "group" },
    query: { buyerID: "acme", userGroupID: "vip" },
  });
  assert.deepEqual(await seen(), ["all", "company"]);
  assert.equal((await seller.ok("Promotions.ListAssignments", { query: { level: "Company" } })).Meta.TotalCount, 1);
});

test("codes are generated once, as many as were asked for, each unlike any other code", async (t) => {
  const { seller } = await marketplace(t);
  const generated = { GeneratedCodeCount: 25, GeneratedCodeLength: 6, GeneratedCodePrefix: "SPRING" };
  const body = { ID: "p", ...ten, ...generated };
  assert.equal((await seller.ok("Promotions.Create", { body })).Code, null);
  const path = { promotionID: "p" };
  const codes = async () => (await seller.ok("Promotions.ListCodes", { path, query: { pageSize: 100 } })).Items;
  const first = await codes();
  assert.equal(new Set(first.map(({ Code }) => Code)).size, 25);
  assert.ok(first.every(({ Code, Redeemed }) => /^SPRING-[2-9A-Z]{6}$/.test(Code ?? "") && Redeemed === false));
  await seller.ok("Promotions.Save", { path, body });
  assert.deepEqual(await codes(), first);
  await seller.ok("Promotions.Patch", { path, body: { GeneratedCodeCount: 26 } });
  assert.equal((await codes()).length, 26);
  const code = first[0]?.Code ?? "";
  const twin = await seller.refused("Promotions.Create", { body: { Code: code.toLowerCase(), ...ten } });
  assert.equal(twin.code, "Promotion.CodeInUse");
  for (const wrong of [
    { Code: "x" },
    { GeneratedCodeLength: null },
    { GeneratedCodeLength: 2 },
    { GeneratedCodeCount: 10_001 },
  ])
    assert.equal(
      (await seller.refused("Promotions.Create", { body: { ...ten, ...generated, ...wrong } })).code,
      "ValidationFailure",
    );
});
