import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser, addUserGroup, marketplace } from "@orderwell/testing";

test("an address is assigned for shipping or billing to a buyer, a group or a user", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const path = { buyerID: "acme" };
  await addUser(own, { buyer: "acme" }, "ada");
  await addUserGroup(own, { buyer: "acme" }, "team");
  for (const ID of ["hq", "depot"])
    await seller.ok("Addresses.Create", { path, body: { ID, Street1: "1", City: "Bath", Country: "GB" } });
  const assign = (body: object) => seller.accepted("Addresses.SaveAssignment", { path, body });

  const neither = await seller.refused("Addresses.SaveAssignment", { path, body: { AddressID: "hq" } });
  assert.deepEqual([neither.status, neither.code], [400, "AddressAssignment.MustBeBillingOrShipping"]);
  await assign({ AddressID: "HQ", IsShipping: true });
  await assign({ AddressID: "hq", UserGroupID: "TEAM", IsShipping: true, IsBilling: true });
  await assign({ AddressID: "depot", UserID: "ada", IsShipping: true });
  await assign({ AddressID: "depot", UserID: "ada", IsBilling: true });

  const list = async (query: object) =>
    (await seller.accepted("Addresses.ListAssignments", { path, query: query as Record<string, unknown> })).Items;
  const company = { AddressID: "hq", UserID: null, UserGroupID: null, IsShipping: true, IsBilling: false };
  const group = { AddressID: "hq", UserID: null, UserGroupID: "team", IsShipping: true, IsBilling: true };
  const user = { AddressID: "depot", UserID: "ada", UserGroupID: null, IsShipping: false, IsBilling: true };
  assert.deepEqual(await list({}), [company, group, user]);
  assert.deepEqual(await list({ level: "Company" }), [company]);
  assert.deepEqual(await list({ level: "Group" }), [group]);
  assert.deepEqual(await list({ userID: "ADA" }), [user]);
  assert.deepEqual(await list({ addressID: "HQ", isBilling: true }), [group]);
  assert.deepEqual(await list({ isShipping: false }), [user]);

  const refused = async (body: object): Promise<string> =>
    (await seller.refused("Addresses.SaveAssignment", { path, body: { AddressID: "hq", IsBilling: true, ...body } }))
      .code;
  assert.equal(await refused({ UserID: "ada", UserGroupID: "team" }), "PartyAssignment.CannotSpecifyGroupAndUser");
  assert.equal(await refused({ UserID: "nobody" }), "NotFound");
  assert.equal(await refused({ AddressID: "nowhere" }), "NotFound");

  const remove = { path: { ...path, addressID: "hq" }, query: { userGroupID: "team" } };
  await seller.ok("Addresses.DeleteAssignment", remove);
  assert.equal((await seller.refused("Addresses.DeleteAssignment", remove)).status, 404);
  await seller.ok("Addresses.Delete", { path: { ...path, addressID: "depot" } });
  assert.deepEqual(await list({}), [company]);
});
