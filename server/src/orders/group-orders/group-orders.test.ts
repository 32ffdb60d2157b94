import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { operations } from "@orderwell/contract";
import { inMarketplace, type Shop, shop, TestClient } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";

const at = (orderID: string) => ({ direction: "Outgoing", orderID });
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

const invite = (own: Shop, OrderID: string, details: object = {}) =>
  own.shopper.ok("Me.CreateGroupOrderInvitation", { body: { OrderID, ExpirationDate: inDays(7), ...details } });

/** Somebody who was invited: any token of the marketplace's gets theirs. */
async function invitee(own: Shop, invitationID: string): Promise<TestClient> {
  const visitor = await own.anonymous(`visitor-${randomBytes(6).toString("hex")}`);
  const { access_token: token } = await visitor.ok("GroupOrders.GetToken", { path: { invitationID } });
  return new TestClient(own.baseUrl, String(token));
}

/** A cart `o1` of the shopper's, with a line of theirs. */
async function cart(t: { readonly name: string }): Promise<Shop> {
  const own = await shop(t);
  for (const id of ["lunch", "tea"]) await own.product(id);
  await own.shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o1" } });
  await own.shopper.ok("LineItems.Create", { path: at("o1"), body: { ID: "owners", ProductID: "lunch" } });
  return own;
}

test("an order's own user invites to it while it is a cart, up to a year ahead and up to 100 times", async (t) => {
  const own = await cart(t);
  const { shopper } = own;
  const made = await invite(own, "O1", { Name: "Ada", xp: { table: 4 } });
  assert.deepEqual([made.OrderID, made.OrderStatus, made.Name, made.xp], ["o1", "Unsubmitted", "Ada", { table: 4 }]);
  assert.ok(made.ID.length >= 20);
  const path = { invitationID: made.ID };
  for (const [ExpirationDate, OrderID, code] of [
    [inDays(-1), "o1", "GroupOrderInvitation.InvalidExpiration"],
    [inDays(400), "o1", "GroupOrderInvitation.InvalidExpiration"],
    [inDays(1), "nothing", "NotFound"],
  ] as const) {
    const refused = await shopper.refused("Me.CreateGroupOrderInvitation", { body: { ExpirationDate, OrderID } });
    assert.equal(refused.code, code);
  }
  const late = await shopper.refused("Me.PatchGroupOrderInvitation", { path, body: { ExpirationDate: inDays(-1) } });
  assert.equal(late.code, "GroupOrderInvitation.InvalidExpiration");
  assert.equal((await shopper.ok("Me.PatchGroupOrderInvitation", { path, body: { Name: "Bo" } })).Name, "Bo");

  const colleague = await own.colleague("Shopper", "OrderAdmin", "UnsubmittedOrderReader");
  const body = { OrderID: "o1", ExpirationDate: inDays(1) };
  assert.equal((await colleague.refused("Me.CreateGroupOrderInvitation", { body })).code, "GroupOrder.CannotModify");
  const stranger = await own.colleague("Shopper");
  assert.equal((await stranger.refused("Me.CreateGroupOrderInvitation", { body })).status, 404);
  assert.equal((await stranger.ok("Me.ListGroupOrderInvitations")).Meta.TotalCount, 0);
  for (const operation of ["Get", "Delete"] as const)
    assert.equal((await stranger.refused(`Me.${operation}GroupOrderInvitation`, { path })).status, 404);

  await inMarketplace(own, (db) =>
    db.run(sql`insert into group_order_invitation (marketplace_id, id, order_id, expiration_date)
      select ${own.id}, 'made-' || n, 'o1', now() + interval '1 day' from generate_series(1, 99) n`),
  );
  const full = await shopper.refused("Me.CreateGroupOrderInvitation", { body });
  assert.equal(full.code, "GroupOrderInvitation.InvitationQuantityExceeded");
  await shopper.ok("Me.DeleteGroupOrderInvitation", { path });
  await shopper.ok("Orders.Submit", { path: at("o1") });
  assert.equal(
    (await shopper.refused("Me.CreateGroupOrderInvitation", { body })).code,
    "GroupOrder.CannotModifySubmittedOrder",
  );
});

test("whoever is invited sees what the order's user can buy, and adds, sees, changes and removes lines of their own", async (t) => {
  const own = await cart(t);
  const { ID } = await invite(own, "o1");
  const guest = await invitee(own, ID);
  assert.deepEqual((await guest.ok("Me.ListProducts")).Items.map((one) => one.ID).sort(), ["lunch", "tea"]);
  const line = await guest.ok("LineItems.Create", {
    path: at("o1"),
    body: { ID: "mine", ProductID: "tea", Quantity: 2 },
  });
  assert.deepEqual([line.InvitationID, line.LineTotal], [ID, 20]);
  const path = { ...at("o1"), lineItemID: "mine" };
  await guest.ok("LineItems.Patch", { path, body: { Quantity: 3, xp: { milk: true } } });
  assert.equal((await guest.ok("LineItems.Get", { path })).Quantity, 3);
  const put = await guest.ok("LineItems.Save", {
    path: { ...at("o1"), lineItemID: "other" },
    body: { ProductID: "lunch" },
  });
  assert.equal(put.InvitationID, ID);
  assert.deepEqual(
    (await guest.ok("LineItems.List", { path: at("o1") })).Items.map((one) => one.ID),
    ["mine", "other"],
  );
  assert.equal((await own.shopper.ok("Orders.Get", { path: at("o1") })).Total, 50);
  const all = await own.shopper.ok("LineItems.List", { path: at("o1"), query: { InvitationID: ID } });
  assert.equal(all.Meta.TotalCount, 2);

  const held = await own.shopper.refused("Me.DeleteGroupOrderInvitation", { path: { invitationID: ID } });
  assert.equal(held.code, "GroupOrder.CannotDeleteWithLineItems");
  for (const lineItemID of ["mine", "other"]) await guest.ok("LineItems.Delete", { path: { ...at("o1"), lineItemID } });
  await own.shopper.ok("Me.DeleteGroupOrderInvitation", { path: { invitationID: ID } });
  assert.equal((await guest.refused("LineItems.List", { path: at("o1") })).status, 401);
});

test("lines of the order's user and of others who are invited are nowhere for whoever is invited", async (t) => {
  const own = await cart(t);
  const [ada, bo] = await Promise.all([invite(own, "o1"), invite(own, "o1")]);
  const [one, other] = [await invitee(own, ada.ID), await invitee(own, bo.ID)];
  await one.ok("LineItems.Create", { path: at("o1"), body: { ID: "adas", ProductID: "tea" } });
  assert.deepEqual((await other.ok("LineItems.List", { path: at("o1"), query: { search: "tea" } })).Items, []);
  for (const lineItemID of ["adas", "owners", "nothing"]) {
    const path = { ...at("o1"), lineItemID };
    assert.equal((await other.refused("LineItems.Get", { path })).status, 404);
    assert.equal((await other.refused("LineItems.Patch", { path, body: { Quantity: 9 } })).status, 404);
    assert.equal((await other.refused("LineItems.Delete", { path })).status, 404);
  }
  for (const lineItemID of ["adas", "owners"]) {
    const path = { ...at("o1"), lineItemID };
    const refused = await other.refused("LineItems.Save", { path, body: { ProductID: "tea", Quantity: 9 } });
    assert.deepEqual([refused.status, refused.code], [409, "IdExists"]);
  }
  const { Items } = await own.shopper.ok("LineItems.List", { path: at("o1") });
  assert.deepEqual(
    Items.map(({ ID, Quantity }) => [ID, Quantity]),
    [
      ["owners", 1],
      ["adas", 1],
    ],
  );
});

test("the token of an invitation opens lines of that order and what can be bought, and no other operation", async (t) => {
  const own = await cart(t);
  const { ID } = await invite(own, "o1");
  const guest = await invitee(own, ID);
  const open = new Set([
    ...["List", "Get", "Create", "Save", "Patch", "Delete"].map((name) => `LineItems.${name}`),
    ...[
      "ListCatalogs",
      "GetCatalog",
      "ListCategories",
      "GetCategory",
      "ListProducts",
      "GetProduct",
      "SuggestProducts",
    ].map((name) => `Me.${name}`),
    ...["ListSpecs", "GetSpec", "ListVariants", "GetVariant"].map((name) => `Me.${name}`),
  ]);
  for (const operation of Object.values(operations)) {
    if (open.has(operation.id) || operation.access === "open" || operation.servedBy !== undefined) continue;
    const path = operation.path
      .replace(/\{direction\}/g, "Outgoing")
      .replace(/\{orderID\}/g, "o1")
      .replace(/\{\w+\}/g, "x");
    const { status, body } = await guest.raw(operation.method, path, operation.method === "GET" ? undefined : {});
    assert.deepEqual([status, body.Errors?.[0]?.ErrorCode], [403, "Auth.InsufficientRoles"], operation.id);
  }
  await own.shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o2" } });
  for (const [direction, orderID] of [
    ["Outgoing", "o2"],
    ["All", "o2"],
    ["Incoming", "o1"],
  ] as const) {
    const path = { direction, orderID };
    assert.equal((await guest.refused("LineItems.List", { path })).status, 404);
    assert.equal((await guest.refused("LineItems.Create", { path, body: { ProductID: "tea" } })).status, 404);
  }
  const asAnonymous = await own.shopper.raw("PUT", `/v1/me/orders?anonUserToken=${guest.token}`);
  assert.deepEqual([asAnonymous.status, asAnonymous.body.Errors[0].ErrorCode], [400, "Auth.MustPassAnonUserToken"]);
});

test("whoever is invited learns nothing of where the order goes or whose it is, and sets neither addresses, stock nor prices", async (t) => {
  const own = await cart(t);
  const { shopper, seller } = own;
  const buyer = { buyerID: "acme" };
  const home = await seller.ok("Addresses.Create", {
    path: buyer,
    body: { ID: "home", Street1: "9 Secret St", City: "Oslo", Country: "NO" },
  });
  await seller.ok("Addresses.SaveAssignment", { path: buyer, body: { AddressID: "home", IsShipping: true } });
  await shopper.ok("Orders.Patch", { path: at("o1"), body: { ShippingAddressID: home.ID } });
  const { ID } = await invite(own, "o1");
  const guest = await invitee(own, ID);
  const body = {
    ID: "mine",
    ProductID: "tea",
    ShippingAddressID: "elsewhere",
    UnitPrice: 0,
    InventoryRecordID: "none",
  };
  const made = await guest.ok("LineItems.Create", { path: at("o1"), body });
  const path = { ...at("o1"), lineItemID: "mine" };
  const put = await guest.ok("LineItems.Save", { path, body: { ProductID: "tea", Quantity: 2 } });
  const listed = (await guest.ok("LineItems.List", { path: at("o1") })).Items[0];
  for (const line of [made, put, listed, await guest.ok("LineItems.Get", { path })])
    assert.deepEqual([line?.ShippingAddressID, line?.ShippingAddress, line?.UnitPrice], [null, null, 10]);
  const guesses: readonly Record<string, string>[] = [
    { "ShippingAddress.City": "Oslo" },
    { ShippingAddressID: home.ID },
  ];
  for (const query of guesses) {
    const { Items } = await guest.ok("LineItems.List", { path: at("o1"), query });
    assert.deepEqual(Items, [], "nor by asking for it");
  }
  const stored = await seller.ok("LineItems.Get", { path: { ...path, direction: "All" } });
  assert.deepEqual([stored.ShippingAddressID, stored.ShippingAddress?.Street1], [home.ID, "9 Secret St"]);
  const claims = JSON.parse(Buffer.from(String(guest.token).split(".")[1] ?? "", "base64url").toString());
  assert.deepEqual([claims.usr, claims.orderid, claims.role], [ID, "o1", undefined]);
});

test("a submitted order can be read by whoever was invited, and changed no more", async (t) => {
  const own = await cart(t);
  const { ID } = await invite(own, "o1");
  const guest = await invitee(own, ID);
  await guest.ok("LineItems.Create", { path: at("o1"), body: { ID: "mine", ProductID: "tea" } });
  await own.shopper.ok("Orders.Submit", { path: at("o1") });
  const path = { ...at("o1"), lineItemID: "mine" };
  assert.equal((await guest.ok("LineItems.Get", { path })).Quantity, 1);
  const again = await invitee(own, ID);
  assert.equal((await again.ok("LineItems.List", { path: at("o1") })).Items.length, 1);
  for (const refused of [
    await guest.refused("LineItems.Create", { path: at("o1"), body: { ProductID: "tea" } }),
    await guest.refused("LineItems.Patch", { path, body: { Quantity: 2 } }),
    await guest.refused("LineItems.Save", { path, body: { ProductID: "tea" } }),
    await guest.refused("LineItems.Delete", { path }),
  ])
    assert.deepEqual([refused.status, refused.code], [403, "GroupOrder.CannotModifySubmittedOrder"]);
});

test("an invitation that expired, or is another marketplace's, gives no token, and what it gave ends with it", async (t) => {
  const own = await cart(t);
  const { ID } = await invite(own, "o1");
  const guest = await invitee(own, ID);
  await inMarketplace(own, (db) =>
    db.run(sql`update group_order_invitation set expiration_date = now() - interval '1 minute'
      where marketplace_id = ${own.id} and id = ${ID}`),
  );
  const visitor = await own.anonymous("visitor");
  const path = { invitationID: ID };
  const expired = await visitor.refused("GroupOrders.GetToken", { path });
  assert.deepEqual([expired.status, expired.code], [400, "GroupOrderInvitation.InvitationExpired"]);
  // Whoever invited changes something of it: every process looks again.
  await own.shopper.refused("Me.PatchGroupOrderInvitation", { path, body: { ExpirationDate: inDays(-2) } });
  await own.shopper.ok("Me.PatchGroupOrderInvitation", { path, body: { Name: "late" } });
  assert.equal((await guest.refused("LineItems.List", { path: at("o1") })).status, 401);
  const elsewhere = await shop({ name: `${t.name} elsewhere` });
  assert.equal((await elsewhere.shopper.refused("GroupOrders.GetToken", { path })).status, 404);
  const anonymous = new TestClient(own.baseUrl, "");
  assert.equal((await anonymous.raw("POST", `/v1/grouporders/${ID}/token`)).status, 401);
});

test("what an invitation opens ends with its order, whoever deletes it", async (t) => {
  const own = await cart(t);
  const { ID } = await invite(own, "o1");
  const guest = await invitee(own, ID);
  await guest.ok("Me.ListProducts");
  await own.shopper.ok("Cart.Delete");
  assert.equal((await guest.refused("Me.ListProducts")).status, 401);
});

test("what an invitation opens ends when the invitation does, also when that was moved nearer after its token was used", async (t) => {
  const own = await cart(t);
  const { ID } = await invite(own, "o1");
  const guest = await invitee(own, ID);
  await guest.ok("Me.ListProducts");
  let end = 0;
  // On a busy machine it may be over before it is written, and is refused.
  for (let [ms, status] = [1_500, 0]; status !== 200; ms *= 2) {
    assert.ok(ms < 60_000);
    end = Date.now() + ms;
    const body = { ExpirationDate: new Date(end).toISOString() };
    ({ status } = await own.shopper.send("Me.PatchGroupOrderInvitation", { path: { invitationID: ID }, body }));
  }
  await guest.send("Me.ListProducts");
  await pause(Math.max(0, end + 1 - Date.now()));
  assert.equal((await guest.refused("Me.ListProducts")).status, 401);
});
