import assert from "node:assert/strict";
import { test } from "node:test";
import { addUserGroup, inMarketplace, marketplace, newCaller } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";

const street = { Street1: "1 Main", City: "Bath", Country: "GB" };

/** A buyer with a shopper in a group, addresses assigned to each level, and one assigned to nobody. */
async function shopper(t: Parameters<typeof marketplace>[0]) {
  const own = await marketplace(t);
  const path = { buyerID: "acme" };
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const me = await newCaller(own, { buyer: "acme" }, ["Shopper", "MeAddressAdmin"]);
  const { ID: userID } = await me.ok("Me.Get");
  const key = await inMarketplace(
    own,
    async (db) =>
      (await db.row<{ key: number }>(sql`select key from app_user where marketplace_id = ${own.id} and id = ${userID}`))
        ?.key,
  );
  await addUserGroup(own, { buyer: "acme" }, "team", [Number(key)]);
  await addUserGroup(own, { buyer: "acme" }, "others");
  for (const [index, ID] of ["company", "group", "user", "other-group", "unassigned"].entries())
    await own.seller.ok("Addresses.Create", { path, body: { ...street, ID, AddressName: `n${index}` } });
  const assign = (body: object) => own.seller.accepted("Addresses.SaveAssignment", { path, body });
  await assign({ AddressID: "company", IsBilling: true });
  await assign({ AddressID: "company", UserGroupID: "team", IsShipping: true });
  await assign({ AddressID: "group", UserGroupID: "team", IsShipping: true });
  await assign({ AddressID: "user", UserID: userID, IsBilling: true });
  await assign({ AddressID: "other-group", UserGroupID: "others", IsBilling: true });
  return { own, me };
}

test("users see each address that reaches them once, with everything it may be used for", async (t) => {
  const { me } = await shopper(t);
  const mine = await me.ok("Me.CreateAddress", { body: { ...street, AddressName: "own", Shipping: true } });
  const page = await me.ok("Me.ListAddresses");
  assert.deepEqual(
    page.Items.map(({ ID, Shipping, Billing, Editable }) => [ID, Shipping, Billing, Editable]),
    [
      ["company", true, true, false],
      ["group", true, false, false],
      ["user", false, true, false],
      [mine.ID, true, false, true],
    ],
  );
  const ids = async (query: Record<string, unknown>) =>
    (await me.accepted("Me.ListAddresses", { query })).Items.map(({ ID }) => ID);
  assert.deepEqual(await ids({ Editable: true }), [mine.ID]);
  assert.deepEqual(await ids({ Billing: "True" }), ["company", "user"]);
  assert.deepEqual(await ids({ Shipping: true, Editable: false, sortBy: "!ID" }), ["group", "company"]);
  assert.deepEqual(await ids({ search: "oW" }), [mine.ID]);
  assert.equal((await me.ok("Me.GetAddress", { path: { addressID: "COMPANY" } })).Billing, true);
  for (const addressID of ["unassigned", "other-group"])
    assert.equal((await me.refused("Me.GetAddress", { path: { addressID } })).status, 404);
});

test("users make, change and delete addresses of their own", async (t) => {
  const { me } = await shopper(t);
  const made = await me.accepted("Me.CreateAddress", {
    body: { ...street, ID: "chosen", Shipping: true, xp: { a: 1 } },
  });
  assert.notEqual(made.ID, "chosen", "the ID of a private address is always generated");
  const path = { addressID: made.ID };
  const patched = await me.send("Me.PatchAddress", { path, body: { City: "Wells", ID: "other", xp: { b: 2 } } });
  assert.deepEqual([patched.status, patched.body], [204, undefined]);
  const after = await me.ok("Me.GetAddress", { path });
  assert.deepEqual([after.ID, after.City, after.xp], [made.ID, "Wells", { a: 1, b: 2 }]);
  const put = await me.ok("Me.SaveAddress", { path, body: { ...street, Billing: true } });
  assert.deepEqual([put.Shipping, put.Billing, put.Editable, put.xp], [false, true, true, null]);
  await me.ok("Me.DeleteAddress", { path });
  assert.equal((await me.refused("Me.GetAddress", { path })).status, 404);
});

test("a private address is for billing or shipping, and complete", async (t) => {
  const { me } = await shopper(t);
  const made = await me.accepted("Me.CreateAddress", { body: { ...street, Billing: true } });
  const neither = await me.refused("Me.PatchAddress", { path: { addressID: made.ID }, body: { Billing: false } });
  assert.equal(neither.code, "BuyerAddress.MustBeBillingOrShipping");
  assert.equal((await me.refused("Me.CreateAddress", { body: street })).code, "BuyerAddress.MustBeBillingOrShipping");
  const american = { ...street, Country: "US", Shipping: true };
  assert.deepEqual((await me.refused("Me.CreateAddress", { body: american })).codes.length, 2);
});

for (const operation of ["Me.SaveAddress", "Me.PatchAddress", "Me.DeleteAddress"] as const)
  test(`${operation} is refused on a company's address, and meets none that is not assigned`, async (t) => {
    const { me } = await shopper(t);
    const body = { ...street, Shipping: true };
    const refused = await me.refused(operation, { path: { addressID: "company" }, body });
    assert.deepEqual([refused.status, refused.code], [400, "Address.CannotEditPublic"]);
    assert.equal((await me.refused(operation, { path: { addressID: "unassigned" }, body })).status, 404);
  });

test("reading takes Shopper, writing MeAddressAdmin, and a buyer's user", async (t) => {
  const { own } = await shopper(t);
  const reader = await newCaller(own, { buyer: "acme" }, ["Shopper"]);
  await reader.ok("Me.ListAddresses");
  const refused = await reader.refused("Me.CreateAddress", { body: { ...street, Shipping: true } });
  assert.equal(refused.code, "Auth.InsufficientRoles");
  assert.equal((await own.seller.refused("Me.ListAddresses")).code, "Auth.UserNotAuthorizedToAdmin");
});
