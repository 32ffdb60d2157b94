import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser, addUserGroup, marketplace, requestToken, rolesOf, testServer } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";

test("roles are kept once and in the platform's spelling, and PATCH merges password rules", async (t) => {
  const { seller } = await marketplace(t);
  const created = await seller.accepted("SecurityProfiles.Create", {
    body: {
      ID: "p",
      Name: "P",
      Roles: ["shopper", "Shopper", "OrderReader"],
      CustomRoles: ["Approver", "Approver"],
      PasswordConfig: { MinimumCharacterCount: 12, NumericRequired: true },
      IsExternalRoleGroup: true,
    },
  });
  assert.deepEqual(
    [created.Roles, created.CustomRoles, created.IsExternalRoleGroup],
    [["Shopper", "OrderReader"], ["Approver"], false],
  );
  const path = { securityProfileID: "P" };
  const patched = await seller.ok("SecurityProfiles.Patch", {
    path,
    body: { PasswordConfig: { MaximumPasswordAge: 90 }, Roles: null },
  });
  assert.deepEqual(patched.Roles, []);
  assert.deepEqual(patched.PasswordConfig, {
    LimitPasswordReuse: null,
    MaxConsecutiveDupeChars: null,
    MaximumPasswordAge: 90,
    MinimumPasswordAge: null,
    AllowedFailedAttempts: null,
    LockoutDuration: null,
    UpperCaseRequired: false,
    LowerCaseRequired: false,
    SpecialCharacterRequired: false,
    NumericRequired: true,
    MinimumCharacterCount: 12,
  });
  const replaced = await seller.ok("SecurityProfiles.Save", { path, body: { Name: "Q" } });
  assert.deepEqual([replaced.CustomRoles, replaced.PasswordConfig], [[], null]);
});

test("a custom role may not be called like a role of the platform, in any case", async (t) => {
  const { seller } = await marketplace(t);
  for (const role of ["FullAccess", "fullaccess", "orderADMIN", " "]) {
    const refused = await seller.refused("SecurityProfiles.Create", {
      body: { Name: "P", CustomRoles: ["Fine", role] },
    });
    assert.deepEqual([refused.code, refused.data.Property], ["ValidationFailure", "CustomRoles"], role);
  }
  const unknown = await seller.refused("SecurityProfiles.Create", { body: { Name: "P", Roles: ["InventoryAdmin"] } });
  assert.equal(unknown.code, "ValidationFailure");
});

test("password rules keep to their bounds; a short password has a code of its own", async (t) => {
  const { seller } = await marketplace(t);
  for (const [PasswordConfig, code] of [
    [{ MinimumCharacterCount: 9 }, "SecurityProfile.InvalidPasswordConfiguration"],
    [{ LimitPasswordReuse: 25 }, "ValidationFailure"],
    [{ MaxConsecutiveDupeChars: 0 }, "ValidationFailure"],
    [{ MaximumPasswordAge: 366 }, "ValidationFailure"],
    [{ MinimumPasswordAge: 61 }, "ValidationFailure"],
    [{ AllowedFailedAttempts: 11 }, "ValidationFailure"],
    [{ LockoutDuration: 1 }, "ValidationFailure"],
    [{ LockoutDuration: 1441 }, "ValidationFailure"],
  ] as const) {
    const refused = await seller.refused("SecurityProfiles.Create", { body: { Name: "P", PasswordConfig } });
    assert.deepEqual([refused.status, refused.code], [400, code], JSON.stringify(PasswordConfig));
  }
  await seller.ok("SecurityProfiles.Create", {
    body: { Name: "P", PasswordConfig: { LockoutDuration: 0, MinimumCharacterCount: 10 } },
  });
});

/** Profiles of a user, of their group and of their company, and of others; each was assigned twice. */
async function profiles(t: { readonly name: string }) {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true } });
  const user = await addUser(own, { buyer: "b" }, "u");
  await addUserGroup(own, { buyer: "b" }, "g", [user.key]);
  await addUserGroup(own, { buyer: "b" }, "other");
  await addUserGroup(own, {}, "g");
  for (const [ID, party] of [
    ["OnUser", { BuyerID: "B", UserID: "U" }],
    ["OnGroup", { BuyerID: "b", UserGroupID: "G" }],
    ["OnCompany", { BuyerID: "b" }],
    ["OnOtherGroup", { BuyerID: "b", UserGroupID: "other" }],
    ["OnSellersGroup", { UserGroupID: "g" }],
    ["OnSellers", {}],
  ] as const) {
    await seller.ok("SecurityProfiles.Create", { body: { ID, Name: ID, CustomRoles: [ID] } });
    for (const _ of [1, 2])
      await seller.ok("SecurityProfiles.SaveAssignment", { body: { SecurityProfileID: ID.toLowerCase(), ...party } });
  }
  const list = async (query: object) =>
    (await seller.ok("SecurityProfiles.ListAssignments", { query: { ...query } })).Items.map(
      ({ SecurityProfileID }) => SecurityProfileID,
    );
  return { ...own, user, list };
}

test("a profile reaches a token from the user, their groups and their company alike, for as long as it is assigned", async (t) => {
  const own = await profiles(t);
  const { seller, user, list } = own;
  const client = await seller.ok("ApiClients.Create", {
    body: {
      AppName: "Shop",
      AccessTokenDuration: 60,
      Active: true,
      AllowAnyBuyer: true,
      DefaultContextUserName: user.username,
      ClientSecret: "s",
    },
  });
  const token = async () =>
    (await requestToken(own, { grant_type: "client_credentials", client_id: client.ID, client_secret: "s" })).body;
  assert.deepEqual(rolesOf((await token()).access_token), ["OnCompany", "OnGroup", "OnUser"]);
  await seller.ok("SecurityProfiles.DeleteAssignment", {
    path: { securityProfileID: "OnUser" },
    query: { buyerID: "b", userID: "u" },
  });
  await seller.ok("SecurityProfiles.Delete", { path: { securityProfileID: "OnGroup" } });
  assert.deepEqual(rolesOf((await token()).access_token), ["OnCompany"]);
  assert.equal((await list({ buyerID: "b" })).length, 2);
});

test("assignments of profiles are listed once, by level, by kind of party and by party", async (t) => {
  const { list } = await profiles(t);
  const cases: [object, ...string[]][] = [
    [{}, "OnCompany", "OnGroup", "OnOtherGroup", "OnSellers", "OnSellersGroup", "OnUser"],
    [{ level: "Company" }, "OnCompany", "OnSellers"],
    [{ level: "User" }, "OnUser"],
    [{ commerceRole: "Seller" }, "OnSellers", "OnSellersGroup"],
    [{ commerceRole: "Buyer", buyerID: "b", level: "Group" }, "OnGroup", "OnOtherGroup"],
    [{ userGroupID: "G" }, "OnGroup", "OnSellersGroup"],
    [{ userID: "u", securityProfileID: "onuser" }, "OnUser"],
    [{ commerceRole: "Supplier" }],
  ];
  for (const [query, ...expected] of cases) assert.deepEqual(await list(query), expected, JSON.stringify(query));
});

test("an assignment is shown with the IDs of its party", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Suppliers.Create", { body: { ID: "s", Name: "S" } });
  await addUser(own, { supplier: "s" }, "u");
  await own.seller.ok("SecurityProfiles.Create", { body: { ID: "p", Name: "P" } });
  await own.seller.ok("SecurityProfiles.SaveAssignment", {
    body: { SecurityProfileID: "P", SupplierID: "S", UserID: "U" },
  });
  const { Items } = await own.seller.ok("SecurityProfiles.ListAssignments");
  assert.deepEqual(Items, [{ SecurityProfileID: "p", BuyerID: null, SupplierID: "s", UserID: "u", UserGroupID: null }]);
});

test("assignments that contradict themselves or name nobody are refused", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Buyers.Create", { body: { ID: "b", Name: "B" } });
  await seller.ok("SecurityProfiles.Create", { body: { ID: "p", Name: "P" } });
  await addUser(own, { buyer: "b" }, "u");
  const save = (party: object) =>
    seller.refused("SecurityProfiles.SaveAssignment", { body: { SecurityProfileID: "p", ...party } });
  assert.equal((await save({ BuyerID: "b", SupplierID: "s" })).code, "PartyAssignment.CannotSpecifyBuyerAndSupplier");
  assert.equal((await save({ UserID: "u", UserGroupID: "g" })).code, "PartyAssignment.CannotSpecifyGroupAndUser");
  for (const [party, type] of [
    [{ BuyerID: "x" }, "Buyer"],
    [{ SupplierID: "x" }, "Supplier"],
    [{ BuyerID: "b", UserGroupID: "x" }, "UserGroup"],
    [{ UserID: "u" }, "User"],
    [{ SecurityProfileID: "x" }, "SecurityProfile"],
  ] as const) {
    const refused = await save(party);
    assert.deepEqual([refused.status, refused.data.ObjectType], [404, type], JSON.stringify(party));
  }
  const list = async (query: object) =>
    (await seller.refused("SecurityProfiles.ListAssignments", { query: { ...query } })).code;
  assert.equal(await list({ commerceRole: "Seller", buyerID: "b" }), "SecurityProfile.CannotProvideBuyerID");
  assert.equal(await list({ commerceRole: "Buyer", supplierID: "s" }), "SecurityProfile.CannotProvideSupplierID");
  assert.equal(await list({ buyerID: "b", supplierID: "s" }), "PartyAssignment.CannotProvideBuyerAndSupplier");
  assert.equal(await list({ level: "Company", userGroupID: "g" }), "PartyAssignment.InvalidGroupLevel");
  assert.equal(await list({ level: "Company", userID: "u" }), "PartyAssignment.InvalidUserLevel");
  assert.equal(await list({ level: "Group", userID: "u" }), "PartyAssignment.InvalidUserLevel");
  const missing = await seller.refused("SecurityProfiles.DeleteAssignment", { path: { securityProfileID: "p" } });
  assert.equal(missing.status, 404);
});

test("a profile that an external system keeps is read only", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("SecurityProfiles.Create", { body: { ID: "p", Name: "P" } });
  await (await testServer()).app.services.tenants.transaction(own.id, "write", (db) =>
    db.run(sql`update security_profile set is_external_role_group = true where marketplace_id = ${own.id}`),
  );
  const path = { securityProfileID: "p" };
  for (const operation of ["SecurityProfiles.Save", "SecurityProfiles.Patch", "SecurityProfiles.Delete"] as const) {
    const refused = await own.seller.refused(operation, { path, body: { Name: "Q" } });
    assert.deepEqual([refused.status, refused.code], [403, "SecurityProfile.ExternalRoleGroupReadOnly"], operation);
  }
});
