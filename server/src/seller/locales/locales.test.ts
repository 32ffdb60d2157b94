import assert from "node:assert/strict";
import { test } from "node:test";
import { addUserGroup, marketplace, newCaller } from "@orderwell/testing";

test("a currency and a language make one locale, whatever the letter case", async (t) => {
  const { seller, id } = await marketplace(t);
  const first = await seller.ok("Locales.Create", { body: { ID: "en", Currency: "USD", Language: "en" } });
  assert.deepEqual(first, { ID: "en", OwnerID: id, Currency: "USD", Language: "en" });
  const twin = await seller.refused("Locales.Create", { body: { Currency: "usd", Language: "EN" } });
  assert.deepEqual([twin.status, twin.code], [409, "Locale.DuplicateLanguageAndCurrency"]);
  await seller.ok("Locales.Create", { body: { ID: "plain", Currency: "USD" } });
  const again = await seller.refused("Locales.Save", { path: { localeID: "other" }, body: { Currency: "USD" } });
  assert.equal(again.code, "Locale.DuplicateLanguageAndCurrency");
});

test("the owner is named on creation by sellers only, and never changes", async (t) => {
  const own = await marketplace(t);
  for (const ID of ["s1", "s2"]) await own.seller.ok("Suppliers.Create", { body: { ID, Name: ID, Active: true } });
  const named = await own.seller.ok("Locales.Create", { body: { ID: "a", Currency: "EUR", OwnerID: "S1" } });
  assert.equal(named.OwnerID, "s1");
  const kept = await own.seller.ok("Locales.Save", {
    path: { localeID: "a" },
    body: { Currency: "EUR", OwnerID: "s2" },
  });
  assert.equal(kept.OwnerID, "s1");
  const unknown = await own.seller.refused("Locales.Create", { body: { Currency: "GBP", OwnerID: "nobody" } });
  assert.deepEqual([unknown.status, unknown.data], [404, { ObjectType: "Supplier", ObjectID: "nobody" }]);
  const supplier = await newCaller(own, { supplier: "s2" });
  const mine = await supplier.ok("Locales.Create", { body: { ID: "b", Currency: "CHF", OwnerID: "s1" } });
  assert.equal(mine.OwnerID, "s2");
  for (const operation of ["Locales.Patch", "Locales.Delete"] as const)
    assert.equal(
      (await supplier.refused(operation, { path: { localeID: "a" }, body: {} })).code,
      "Auth.UserNotAuthorizedToAdmin",
    );
});

test("a supplier sets the currency of nobody whom it may not sell to", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Suppliers.Create", { body: { ID: "s", Name: "S", Active: true } });
  await own.seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true } });
  const supplier = await newCaller(own, { supplier: "s" });
  await supplier.ok("Locales.Create", { body: { ID: "sek", Currency: "SEK" } });
  const input = { body: { LocaleID: "sek", BuyerID: "b" } };
  const refused = await supplier.refused("Locales.SaveAssignment", input);
  assert.deepEqual([refused.status, refused.data], [404, { ObjectType: "Buyer", ObjectID: "b" }]);
  await own.seller.ok("Suppliers.SaveBuyer", { path: { supplierID: "s", buyerID: "b" } });
  await supplier.ok("Locales.SaveAssignment", input);
});

test("a buyer's users read locales and the assignments of their own buyer, and write nothing", async (t) => {
  const own = await marketplace(t);
  for (const ID of ["b1", "b2"]) {
    await own.seller.ok("Buyers.Create", { body: { ID, Name: ID, Active: true } });
    await own.seller.ok("Locales.Save", { path: { localeID: "us" }, body: { Currency: "USD" } });
    await own.seller.ok("Locales.SaveAssignment", { body: { LocaleID: "us", BuyerID: ID } });
  }
  const buyer = await newCaller(own, { buyer: "b1" });
  assert.equal((await buyer.ok("Locales.Get", { path: { localeID: "us" } })).Currency, "USD");
  const { Items } = await buyer.ok("Locales.ListAssignments");
  assert.deepEqual(Items, [{ LocaleID: "us", BuyerID: "b1", UserGroupID: null }]);
  for (const [operation, input] of [
    ["Locales.Create", { body: { Currency: "EUR" } }],
    ["Locales.SaveAssignment", { body: { LocaleID: "us", BuyerID: "b1" } }],
  ] as const)
    assert.equal((await buyer.refused(operation, input)).code, "Auth.UserNotAuthorizedToAdmin", operation);
  const foreign = await buyer.refused("Locales.SaveAssignment", { body: { LocaleID: "us", BuyerID: "b2" } });
  assert.deepEqual([foreign.status, foreign.data], [404, { ObjectType: "Buyer", ObjectID: "b2" }]);
});

test("assignments are kept once per party, listed by level, and deleted by the party they name", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Buyers.Create", { body: { ID: "b", Name: "B" } });
  await addUserGroup(own, { buyer: "b" }, "g");
  await seller.ok("Locales.Create", { body: { ID: "us", Currency: "USD" } });
  const save = (more = {}) => seller.ok("Locales.SaveAssignment", { body: { LocaleID: "US", BuyerID: "B", ...more } });
  for (const more of [{}, {}, { UserGroupID: "G" }, { UserGroupID: "g" }]) await save(more);
  const company = { LocaleID: "us", BuyerID: "b", UserGroupID: null };
  const group = { LocaleID: "us", BuyerID: "b", UserGroupID: "g" };
  const list = async (query = {}) => (await seller.ok("Locales.ListAssignments", { query })).Items;
  assert.deepEqual(await list(), [company, group]);
  assert.deepEqual(await list({ level: "Company" }), [company]);
  assert.deepEqual(await list({ level: "group", buyerID: "B" }), [group]);
  assert.deepEqual(await list({ userGroupID: "g", localeID: "us" }), [group]);
  assert.deepEqual(await list({ localeID: "other" }), []);
  assert.deepEqual(await list({ pageSize: 1, page: 2 }), [group]);
  const remove = { path: { localeID: "us" }, query: { buyerID: "b", userGroupID: "g" } };
  await seller.ok("Locales.DeleteAssignment", remove);
  assert.equal((await seller.refused("Locales.DeleteAssignment", remove)).status, 404);
  assert.deepEqual(await list(), [company]);
  await seller.ok("Locales.Patch", { path: { localeID: "us" }, body: { ID: "en-US" } });
  assert.deepEqual(await list(), [{ ...company, LocaleID: "en-US" }]);
  await seller.ok("Buyers.Delete", { path: { buyerID: "b" } });
  assert.deepEqual(await list(), []);
});

test("an assignment that names the wrong parties is refused with what is wrong about it", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Buyers.Create", { body: { ID: "b", Name: "B" } });
  await seller.ok("Locales.Create", { body: { ID: "us", Currency: "USD" } });
  const code = async (operation: Parameters<typeof seller.refused>[0], input: object) =>
    (await seller.refused(operation, input)).code;
  const object = async (body: object) =>
    (await seller.refused("Locales.SaveAssignment", { body: { LocaleID: "us", BuyerID: "b", ...body } })).data
      .ObjectType;
  assert.deepEqual(
    [await object({ BuyerID: "x" }), await object({ UserGroupID: "x" }), await object({ LocaleID: "x" })],
    ["Buyer", "UserGroup", "Locale"],
  );
  assert.equal(
    await code("Locales.SaveAssignment", { body: { LocaleID: "us", BuyerID: "b", UserID: "u" } }),
    "PartyAssignment.UserLevelNotAllowed",
  );
  assert.equal(await code("Locales.SaveAssignment", { body: { LocaleID: "us" } }), "PartyAssignment.RequiresBuyer");
  const path = { localeID: "us" };
  assert.equal(await code("Locales.DeleteAssignment", { path }), "PartyAssignment.RequiresBuyer");
  assert.equal(
    await code("Locales.DeleteAssignment", { path, query: { buyerID: "b", userID: "u" } }),
    "PartyAssignment.UserLevelNotAllowed",
  );
  assert.equal(
    await code("Locales.ListAssignments", { query: { level: "Company", userGroupID: "g" } }),
    "PartyAssignment.InvalidGroupLevel",
  );
  assert.equal(
    await code("Locales.ListAssignments", { query: { level: "User" } }),
    "PartyAssignment.UserLevelNotAllowed",
  );
});

test("deleting a locale's assignment is open to PromotionAdmin as well", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "b", Name: "B" } });
  await own.seller.ok("Locales.Create", { body: { ID: "us", Currency: "USD" } });
  await own.seller.ok("Locales.SaveAssignment", { body: { LocaleID: "us", BuyerID: "b" } });
  const promoter = await newCaller(own, {}, ["PromotionAdmin"]);
  await promoter.ok("Locales.DeleteAssignment", { path: { localeID: "us" }, query: { buyerID: "b" } });
  assert.equal((await promoter.refused("Locales.Get", { path: { localeID: "us" } })).code, "Auth.InsufficientRoles");
});
