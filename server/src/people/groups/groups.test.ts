import assert from "node:assert/strict";
import { test } from "node:test";
import type { OperationId } from "@orderwell/contract";
import { addUser, type Company, marketplace, newCaller } from "@orderwell/testing";

test("groups and their members work alike on all three sides, and know no user or group of another company", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await seller.ok("Suppliers.Create", { body: { ID: "works", Name: "Works", Active: true } });
  const sides: { resource: string; path: Record<string, string>; company: Company }[] = [
    { resource: "AdminUserGroups", path: {}, company: {} },
    { resource: "UserGroups", path: { buyerID: "acme" }, company: { buyer: "acme" } },
    { resource: "SupplierUserGroups", path: { supplierID: "works" }, company: { supplier: "works" } },
  ];
  for (const { resource, path, company } of sides) {
    const op = (method: string): OperationId => `${resource}.${method}` as OperationId;
    // biome-ignore lint/suspicious/noExplicitAny: the same test reads three resources
    const ok = (method: string, input: object = {}): Promise<any> => seller.accepted(op(method), { path, ...input });
    await addUser(own, company, `ada-${resource}`);
    await addUser(own, company, "bob");

    const saved = await ok("Save", { path: { ...path, userGroupID: "team" }, body: { Name: "Team", xp: { a: 1 } } });
    assert.deepEqual(saved, { ID: "team", Name: "Team", Description: null, xp: { a: 1 } });
    await ok("Create", { body: { ID: "crew", Name: "A crew" } });
    const page = await ok("List");
    assert.deepEqual(
      page.Items.map(({ ID }: { ID: string }) => ID),
      ["crew", "team"],
    );

    for (const UserID of [`ada-${resource}`, "BOB", "bob"])
      await ok("SaveUserAssignment", { body: { UserGroupID: "TEAM", UserID } });
    await ok("SaveUserAssignment", { body: { UserGroupID: "crew", UserID: "bob" } });
    const members = async (query: object) => (await ok("ListUserAssignments", { query })).Items;
    assert.deepEqual(await members({}), [
      { UserGroupID: "crew", UserID: "bob" },
      { UserGroupID: "team", UserID: `ada-${resource}` },
      { UserGroupID: "team", UserID: "bob" },
    ]);
    assert.equal((await members({ userGroupID: "team" })).length, 2);
    assert.deepEqual(await members({ userID: "bob", userGroupID: "CREW" }), [{ UserGroupID: "crew", UserID: "bob" }]);

    for (const [body, type] of [
      [{ UserGroupID: "team", UserID: resource === "UserGroups" ? "ada-AdminUserGroups" : "nobody" }, "User"],
      [{ UserGroupID: "none", UserID: "bob" }, "UserGroup"],
    ] as const) {
      const refused = await seller.refused(op("SaveUserAssignment"), { path, body });
      assert.deepEqual([refused.status, refused.code, refused.data.ObjectType], [404, "NotFound", type]);
    }

    const membership = { path: { ...path, userGroupID: "crew", userID: "bob" } };
    await ok("DeleteUserAssignment", membership);
    assert.equal((await seller.refused(op("DeleteUserAssignment"), membership)).status, 404);
    await ok("Patch", { path: { ...path, userGroupID: "team" }, body: { ID: "squad" } });
    assert.equal((await members({ userGroupID: "squad" })).length, 2, "members follow a group's new ID");
    await ok("Delete", { path: { ...path, userGroupID: "squad" } });
    assert.deepEqual(await members({}), []);
  }
});

test("users see the groups they belong to, and no role is needed", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const caller = await newCaller(own, { buyer: "acme" }, []);
  const { ID } = await caller.ok("Me.Get");
  for (const group of ["mine", "theirs"])
    await own.seller.ok("UserGroups.Create", { path: { buyerID: "acme" }, body: { ID: group, Name: group } });
  await own.seller.ok("UserGroups.SaveUserAssignment", {
    path: { buyerID: "acme" },
    body: { UserGroupID: "mine", UserID: ID },
  });
  const page = await caller.ok("Me.ListUserGroups");
  assert.deepEqual(
    page.Items.map(({ ID }) => ID),
    ["mine"],
  );
  assert.equal((await caller.ok("Me.ListUserGroups", { query: { Name: "!mine" } })).Meta.TotalCount, 0);
  const refused = await own.seller.refused("Me.ListUserGroups");
  assert.deepEqual([refused.status, refused.code], [403, "Auth.UserNotAuthorizedToAdmin"], "as all of a buyer user's");
});
