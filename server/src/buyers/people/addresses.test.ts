import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { addUser, addUserGroup, marketplace } from "@orderwell/testing";

const path = { buyerID: "acme" };
const company = { AddressID: "hq", UserID: null, UserGroupID: null, IsShipping: true, IsBilling: false };
const group = { AddressID: "hq", UserID: null, UserGroupID: "team", IsShipping: true, IsBilling: true };
const user = { AddressID: "depot", UserID: "ada", UserGroupID: null, IsShipping: false, IsBilling: true };

/** Two addresses of a buyer, assigned to all of it, to a group and to a user. */
async function assigned(t: TestContext) {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await addUser(own, { buyer: "acme" }, "ada");
  await addUserGroup(own, { buyer: "acme" }, "team");
  for (const ID of ["hq", "depot"])
    await seller.ok("Addresses.Create", { path, body: { ID, Street1: "1", City: "Bath", Country: "GB" } });
  for (const body of [
    { AddressID: "HQ", IsShipping: true },
    { AddressID: "hq", UserGroupID: "TEAM", IsShipping: true, IsBilling: true },
    { AddressID: "depot", UserID: "ada", IsShipping: true },
    { AddressID: "depot", UserID: "ada", IsBilling: true },
  ])
    await seller.accepted("Addresses.SaveAssignment", { path, body });
  const list = async (query: Record<string, unknown>) =>
    (await seller.accepted("Addresses.ListAssignments", { path, query })).Items;
  return { seller, list };
}

test("an address is assigned for shipping or billing to a buyer, a group or a user, and listed by each of them", async (t) => {
  const { list } = await assigned(t);
  assert.deepEqual(await list({}), [company, group, user]);
  assert.deepEqual(await list({ level: "Company" }), [company]);
  assert.deepEqual(await list({ level: "Group" }), [group]);
  assert.deepEqual(await list({ userID: "ADA" }), [user]);
  assert.deepEqual(await list({ addressID: "HQ", isBilling: true }), [group]);
  assert.deepEqual(await list({ isShipping: false }), [user]);
});

test("an assignment of an address is for something, to one party, and names what is there", async (t) => {
  const { seller } = await assigned(t);
  const refused = async (body: object) => {
    const given = { AddressID: "hq", ...body };
    return (await seller.refused("Addresses.SaveAssignment", { path, body: given })).code;
  };
  assert.equal(await refused({}), "AddressAssignment.MustBeBillingOrShipping");
  const both = { IsBilling: true, UserID: "ada", UserGroupID: "team" };
  assert.equal(await refused(both), "PartyAssignment.CannotSpecifyGroupAndUser");
  assert.equal(await refused({ IsBilling: true, UserID: "nobody" }), "NotFound");
  assert.equal(await refused({ IsBilling: true, AddressID: "nowhere" }), "NotFound");
});

test("an assignment is deleted by its party, and goes with its address", async (t) => {
  const { seller, list } = await assigned(t);
  const remove = { path: { ...path, addressID: "hq" }, query: { userGroupID: "team" } };
  await seller.ok("Addresses.DeleteAssignment", remove);
  assert.equal((await seller.refused("Addresses.DeleteAssignment", remove)).status, 404);
  await seller.ok("Addresses.Delete", { path: { ...path, addressID: "depot" } });
  assert.deepEqual(await list({}), [company]);
});
