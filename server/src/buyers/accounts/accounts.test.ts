import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { addUserGroup, marketplace, newCaller } from "@orderwell/testing";

async function acme(t: TestContext) {
  const own = await marketplace(t);
  for (const ID of ["acme", "globex"]) await own.seller.ok("Buyers.Create", { body: { ID, Name: ID, Active: true } });
  const shopper = await newCaller(own, { buyer: "acme" }, ["Shopper", "MeCreditCardAdmin"]);
  const { ID } = await shopper.ok("Me.Get");
  return { own, seller: own.seller, shopper, userID: ID, buyer: { buyerID: "acme" } };
}

test("what belongs to a buyer does not exist for other buyers, and no supplier sees it", async (t) => {
  const { own, seller, buyer } = await acme(t);
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  await seller.ok("CostCenters.Create", { path: buyer, body: { ID: "cc", Name: "Field sales" } });
  await seller.ok("CreditCards.Create", { path: buyer, body: { ID: "card", Token: "tok" } });
  await seller.ok("SpendingAccounts.Create", { path: buyer, body: { ID: "sa", Name: "Budget", Balance: 10 } });
  const other = { buyerID: "globex" };
  const foreign = await newCaller(own, { buyer: "globex" });
  const supplier = await newCaller(own, { supplier: "sup" });
  for (const [get, path] of [
    ["CostCenters.Get", { costCenterID: "cc" }],
    ["CreditCards.Get", { creditCardID: "card" }],
    ["SpendingAccounts.Get", { spendingAccountID: "sa" }],
  ] as const) {
    const id = Object.values(path)[0];
    assert.equal((await seller.ok(get, { path: { ...buyer, ...path } })).ID, id);
    assert.equal((await seller.refused(get, { path: { ...other, ...path } })).status, 404);
    assert.equal((await foreign.refused(get, { path: { ...buyer, ...path } })).data.ObjectType, "Buyer");
    const { status, code } = await supplier.refused(get, { path: { ...buyer, ...path } });
    assert.deepEqual([status, code], [403, "Auth.UserNotAuthorizedToAdmin"], get);
  }
  const refused = await supplier.refused("CostCenters.Create", { path: buyer, body: { Name: "x" } });
  assert.equal(refused.code, "Auth.UserNotAuthorizedToAdmin");
});

test("assignments are saved once per party, listed by level, renamed along and deleted", async (t) => {
  const { own, seller, userID, buyer } = await acme(t);
  await addUserGroup(own, { buyer: "acme" }, "team");
  await seller.ok("SpendingAccounts.Create", { path: buyer, body: { ID: "sa", Name: "Budget", Balance: 10 } });
  const path = { ...buyer, spendingAccountID: "sa" };
  const save = (body: object) => seller.accepted("SpendingAccounts.SaveAssignment", { path: buyer, body });
  await save({ SpendingAccountID: "SA" });
  await save({ SpendingAccountID: "sa", UserGroupID: "team" });
  await save({ SpendingAccountID: "sa", UserID: userID, AllowExceed: false });
  await save({ SpendingAccountID: "sa", UserID: userID, AllowExceed: true });
  const list = async (query: object) =>
    (await seller.ok("SpendingAccounts.ListAssignments", { path: buyer, query: { ...query } })).Items;
  assert.deepEqual(await list({}), [
    { SpendingAccountID: "sa", UserID: null, UserGroupID: null, AllowExceed: false },
    { SpendingAccountID: "sa", UserID: userID, UserGroupID: null, AllowExceed: true },
    { SpendingAccountID: "sa", UserID: null, UserGroupID: "team", AllowExceed: false },
  ]);
  assert.equal((await list({ level: "User" })).length, 1);
  assert.equal((await list({ spendingAccountID: "none" })).length, 0);
  await seller.ok("SpendingAccounts.Patch", { path, body: { ID: "sb" } });
  assert.deepEqual(new Set((await list({})).map((one) => one.SpendingAccountID)), new Set(["sb"]));
  const renamed = { ...buyer, spendingAccountID: "sb" };
  await seller.ok("SpendingAccounts.DeleteAssignment", { path: renamed, query: { userID } });
  assert.equal(
    (await seller.refused("SpendingAccounts.DeleteAssignment", { path: renamed, query: { userID } })).status,
    404,
  );
  assert.equal((await list({})).length, 2);
});

test("cost centers are assigned to buyers and groups only, cards to users too, and only to parties that exist", async (t) => {
  const { seller, userID, buyer } = await acme(t);
  await seller.ok("CostCenters.Create", { path: buyer, body: { ID: "cc", Name: "Field sales" } });
  await seller.ok("CreditCards.Create", { path: buyer, body: { ID: "card" } });
  const save = "CreditCards.SaveAssignment";
  assert.equal(
    (await seller.refused("CostCenters.ListAssignments", { path: buyer, query: { userID } })).code,
    "PartyAssignment.UserLevelNotAllowed",
  );
  const forOne = { path: buyer, body: { CostCenterID: "cc", UserID: userID } };
  assert.equal(
    (await seller.refused("CostCenters.SaveAssignment", forOne)).code,
    "PartyAssignment.UserLevelNotAllowed",
    "or the whole buyer would have it",
  );
  assert.equal((await seller.ok("CostCenters.ListAssignments", { path: buyer })).Meta.TotalCount, 0);
  await seller.ok(save, { path: buyer, body: { CreditCardID: "card", UserID: userID } });
  for (const [body, type] of [
    [{ CreditCardID: "none" }, "CreditCard"],
    [{ CreditCardID: "card", UserID: "none" }, "User"],
    [{ CreditCardID: "card", UserGroupID: "none" }, "UserGroup"],
  ] as const)
    assert.equal((await seller.refused(save, { path: buyer, body })).data.ObjectType, type);
  const both = { CreditCardID: "card", UserID: userID, UserGroupID: "team" };
  assert.equal(
    (await seller.refused(save, { path: buyer, body: both })).code,
    "PartyAssignment.CannotSpecifyGroupAndUser",
  );
});

test("users see what is assigned to them once, by whichever ways", async (t) => {
  const { own, seller, shopper, userID, buyer } = await acme(t);
  await addUserGroup(own, { buyer: "acme" }, "team");
  await seller.ok("UserGroups.SaveUserAssignment", { path: buyer, body: { UserGroupID: "team", UserID: userID } });
  for (const ID of ["all", "team", "none"]) {
    await seller.ok("CostCenters.Create", { path: buyer, body: { ID, Name: ID } });
    await seller.ok("CreditCards.Create", { path: buyer, body: { ID } });
    await seller.ok("SpendingAccounts.Create", { path: buyer, body: { ID, Name: ID, Balance: 1 } });
  }
  for (const [operation, property] of [
    ["CostCenters.SaveAssignment", "CostCenterID"],
    ["CreditCards.SaveAssignment", "CreditCardID"],
    ["SpendingAccounts.SaveAssignment", "SpendingAccountID"],
  ] as const)
    for (const body of [
      { [property]: "all" },
      { [property]: "all", UserGroupID: "team" },
      { [property]: "team", UserGroupID: "team" },
    ])
      await seller.accepted(operation, { path: buyer, body });
  for (const list of ["Me.ListCostCenters", "Me.ListCreditCards", "Me.ListSpendingAccounts"] as const) {
    const { Items, Meta } = await shopper.ok(list);
    assert.deepEqual([Items.map(({ ID }) => ID), Meta.TotalCount], [["all", "team"], 2]);
  }
  const colleague = await newCaller(own, { buyer: "acme" }, ["Shopper"]);
  assert.deepEqual(
    (await colleague.ok("Me.ListCostCenters")).Items.map(({ ID }) => ID),
    ["all"],
  );
});

test("spending accounts out of their time are left out for their users", async (t) => {
  const { seller, shopper, buyer } = await acme(t);
  const past = "2020-01-01";
  const future = "2999-01-01";
  for (const [ID, StartDate, EndDate] of [
    ["current", past, future],
    ["expired", null, past],
    ["later", future, null],
    ["open", null, null],
  ]) {
    await seller.accepted("SpendingAccounts.Create", {
      path: buyer,
      body: { ID, Name: ID, Balance: "7.005", StartDate, EndDate },
    });
    await seller.accepted("SpendingAccounts.SaveAssignment", { path: buyer, body: { SpendingAccountID: ID } });
  }
  const { Items } = await shopper.ok("Me.ListSpendingAccounts");
  assert.deepEqual(
    Items.map(({ ID, Balance }) => [ID, Balance]),
    [
      ["current", 7.01],
      ["open", 7.01],
    ],
  );
  const path = { spendingAccountID: "expired" };
  assert.equal((await shopper.refused("Me.GetSpendingAccount", { path })).data.ObjectType, "SpendingAccount");
  assert.equal((await shopper.ok("Me.GetSpendingAccount", { path: { spendingAccountID: "OPEN" } })).ID, "open");
});

test("a user's own card is theirs alone; what is assigned to them they cannot change", async (t) => {
  const { own, seller, shopper, buyer } = await acme(t);
  await seller.ok("CreditCards.Create", { path: buyer, body: { ID: "company", CardholderName: "Acme" } });
  await seller.ok("CreditCards.SaveAssignment", { path: buyer, body: { CreditCardID: "company" } });
  const mine = await shopper.accepted("Me.CreateCreditCard", { body: { ID: "chosen", Token: "tok", xp: { a: 1 } } });
  assert.notEqual(mine.ID, "chosen");
  assert.deepEqual([mine.Editable, mine.Token], [true, "tok"]);
  const path = { creditcardID: mine.ID };
  await shopper.ok("Me.PatchCreditCard", { path, body: { CardholderName: "Jo", xp: { b: 2 } } });
  const { xp, CardholderName } = await shopper.ok("Me.GetCreditCard", { path });
  assert.deepEqual([xp, CardholderName], [{ a: 1, b: 2 }, "Jo"]);
  const listed = await shopper.ok("Me.ListCreditCards", { query: { Editable: false } });
  assert.deepEqual(
    listed.Items.map(({ ID }) => ID),
    ["company"],
  );
  for (const [operation, body] of [
    ["Me.PatchCreditCard", { CardholderName: "x" }],
    ["Me.SaveCreditCard", { CardholderName: "x" }],
    ["Me.DeleteCreditCard", undefined],
  ] as const)
    assert.equal(
      (await shopper.refused(operation, { path: { creditcardID: "company" }, ...(body && { body }) })).code,
      "CreditCard.CannotEditPublic",
    );
  const colleague = await newCaller(own, { buyer: "acme" }, ["Shopper", "MeCreditCardAdmin"]);
  assert.equal((await colleague.refused("Me.GetCreditCard", { path })).code, "NotFound");
  assert.equal(
    (await seller.refused("CreditCards.Get", { path: { ...buyer, creditCardID: mine.ID } })).code,
    "NotFound",
  );
  assert.equal(
    (await shopper.refused("Me.SaveCreditCard", { path: { creditcardID: "new" }, body: {} })).code,
    "NotFound",
  );
  await shopper.ok("Me.DeleteCreditCard", { path });
});

test("full card numbers are refused wherever they stand, and not repeated", async (t) => {
  const { seller, shopper, buyer } = await acme(t);
  const number = "4111 1111 1111 1111";
  for (const [body, property] of [
    [{ Token: number }, "Token"],
    [{ CardholderName: `Jo ${number}` }, "CardholderName"],
    [{ xp: { payment: { cards: [{ number: 4111111111111111 }] } } }, "xp.payment.cards.0.number"],
  ] as const) {
    const refusal = await seller.refused("CreditCards.Create", { path: buyer, body });
    assert.deepEqual([refusal.status, refusal.data.Property], [400, property]);
    assert.ok(!JSON.stringify(refusal).includes("1111"));
    assert.equal((await shopper.refused("Me.CreateCreditCard", { body })).data.Property, property);
  }
  await seller.ok("CreditCards.Create", { path: buyer, body: { Token: "tok_x", PartialAccountNumber: "1111" } });
});

test("users who move to another buyer take their own cards along and leave what was assigned to them", async (t) => {
  const { seller, shopper, userID, buyer } = await acme(t);
  const mine = await shopper.ok("Me.CreateCreditCard", { body: { Token: "tok" } });
  await seller.ok("SpendingAccounts.Create", { path: buyer, body: { ID: "sa", Name: "Budget", Balance: 10 } });
  await seller.ok("SpendingAccounts.SaveAssignment", {
    path: buyer,
    body: { SpendingAccountID: "sa", UserID: userID },
  });
  await seller.ok("Users.Move", { path: { ...buyer, userID, newBuyerID: "globex" }, query: { orders: "None" } });
  assert.equal((await seller.ok("SpendingAccounts.ListAssignments", { path: buyer })).Meta.TotalCount, 0);
  assert.equal((await shopper.refused("Me.Get")).status, 401);
  const globex = { buyerID: "globex" };
  assert.equal((await seller.ok("CreditCards.List", { path: globex })).Meta.TotalCount, 0);
  // The ID is taken in the new buyer now: the card is there, though only its user sees it.
  const taken = await seller.refused("CreditCards.Create", { path: globex, body: { ID: mine.ID } });
  assert.equal(taken.code, "IdExists");
});
