import assert from "node:assert/strict";
import { test } from "node:test";
import { inMarketplace, newCaller, shop, storefront, testServer, waitedFor } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";

test("without a cart there is an empty order to look at, and nothing to change", async (t) => {
  const { shopper, seller } = await shop(t);
  const cart = await shopper.ok("Cart.Get");
  assert.deepEqual([cart.ID, cart.LineItemCount, cart.Total, cart.Status], [null, 0, 0, "Unsubmitted"]);
  assert.equal(cart.FromUser?.LastName, "User");
  assert.deepEqual((await shopper.ok("Cart.ListLineItems")).Items, []);
  const path = { lineItemID: "x" };
  for (const operation of ["Cart.GetLineItem", "Cart.PatchLineItem", "Cart.DeleteLineItem"] as const) {
    const { data } = await shopper.refused(operation, {
      path,
      ...(operation === "Cart.GetLineItem" ? {} : { body: {} }),
    });
    assert.deepEqual(data, { ObjectType: "LineItem", ObjectID: "x" });
  }
  for (const operation of ["Cart.Delete", "Cart.Submit", "Cart.Validate"] as const)
    assert.equal((await shopper.refused(operation)).code, "NotFound", operation);
  assert.equal((await shopper.ok("Me.ListOrders", { query: { IsSubmitted: false } })).Items.length, 0);
  assert.equal((await seller.refused("Cart.Get")).code, "Auth.UserNotAuthorizedToAdmin");
});

test("first writes that come at the same time fill one cart", async (t) => {
  const { shopper, product } = await shop(t);
  await product("p");
  const add = () => shopper.ok("Cart.CreateLineItem", { body: { ProductID: "p" } });
  await Promise.all([add(), add(), shopper.ok("Cart.Patch", { body: { xp: { a: 1 } } }), add()]);
  const carts = await shopper.ok("Me.ListOrders", { query: { IsSubmitted: false } });
  assert.equal(carts.Items.length, 1);
  const cart = await shopper.ok("Cart.Get");
  assert.deepEqual([cart.LineItemCount, cart.Total, cart.xp], [3, 30, { a: 1 }]);
});

test("whoever is deleted after their token was looked at begins neither a cart nor an order", async (t) => {
  const own = await shop(t);
  const { ID } = await own.shopper.ok("Me.Get");
  // Past the API, so that the token still stands for somebody.
  await inMarketplace(own, (db) =>
    db.run(sql`delete from app_user where marketplace_id = ${own.id} and buyer_id = 'acme' and id = ${ID}`),
  );
  const cart = await own.shopper.refused("Cart.Patch", { body: { xp: { a: 1 } } });
  const order = await own.shopper.refused("Orders.Create", { path: { direction: "Outgoing" }, body: {} });
  for (const { status, code } of [cart, order]) assert.deepEqual([status, code], [401, "InvalidToken"]);
});

test("the cart is the order that was chosen, else the newest that is not submitted", async (t) => {
  const { shopper, product, colleague } = await shop(t);
  await product("p");
  const path = { direction: "Outgoing" };
  for (const ID of ["one", "two", "three"]) await shopper.ok("Orders.Create", { path, body: { ID } });
  const current = async () => (await shopper.ok("Cart.Get")).ID;
  assert.equal(await current(), "three");
  await shopper.ok("Cart.SetActiveCart", { path: { orderID: "ONE" } });
  assert.equal(await current(), "one");
  const other = await colleague("Shopper");
  assert.equal((await other.refused("Cart.SetActiveCart", { path: { orderID: "one" } })).status, 404);
  await shopper.ok("Cart.CreateLineItem", { body: { ID: "l", ProductID: "p", Quantity: 2 } });
  await shopper.ok("Cart.PatchLineItem", { path: { lineItemID: "L" }, body: { Quantity: 3 } });
  await shopper.ok("Cart.SaveLineItem", { path: { lineItemID: "m" }, body: { ProductID: "p" } });
  await shopper.ok("Cart.DeleteLineItem", { path: { lineItemID: "m" } });
  assert.equal((await shopper.ok("Cart.GetLineItem", { path: { lineItemID: "l" } })).Quantity, 3);
  await shopper.ok("Cart.SetShippingAddress", { body: { Street1: "1", City: "Oslo", Country: "NO" } });
  await shopper.ok("Cart.PatchShippingAddress", { body: { City: "Moss" } });
  await shopper.ok("Cart.SetBillingAddress", { body: { Street1: "1", City: "Oslo", Country: "NO" } });
  await shopper.ok("Cart.PatchBillingAddress", { body: { City: "Moss" } });
  await shopper.ok("Cart.PatchFromUser", { body: { FirstName: "Guest" } });
  const saved = await shopper.ok("Cart.Save", { body: { Comments: "now" } });
  assert.deepEqual(
    [saved.ID, saved.Comments, saved.BillingAddress?.City, saved.FromUser?.FirstName],
    ["one", "now", "Moss", "Guest"],
  );
  await shopper.ok("Cart.Validate");
  const submitted = await shopper.ok("Cart.Submit");
  assert.deepEqual([submitted.ID, submitted.Status, submitted.Total], ["one", "Open", 30]);
  assert.equal(await current(), "three");
  await shopper.ok("Cart.Delete");
  assert.equal(await current(), "two");
  assert.equal((await shopper.refused("Cart.SetActiveCart", { path: { orderID: "one" } })).status, 404);
});

test("an anonymous shopper has the one order that their token names, under whatever ID it gets", async (t) => {
  const own = await shop(t);
  await own.product("p");
  const guest = await own.anonymous("guest-order");
  const path = { direction: "Outgoing" };
  const created = await guest.ok("Cart.CreateLineItem", { body: { ID: "l", ProductID: "p" } });
  assert.equal(created.LineTotal, 10);
  assert.equal((await guest.ok("Cart.Get")).ID, "guest-order");
  assert.equal((await guest.refused("Orders.Create", { path, body: {} })).status, 409);
  const renamed = await guest.ok("Orders.Patch", { path: { ...path, orderID: "guest-order" }, body: { ID: "W1" } });
  assert.equal(renamed.ID, "W1");
  assert.equal((await guest.ok("Cart.Get")).ID, "W1");
  await own.seller.ok("Orders.Patch", { path: { direction: "Incoming", orderID: "W1" }, body: { xp: { seen: true } } });
  assert.deepEqual((await guest.ok("Orders.Get", { path: { ...path, orderID: "w1" } })).xp, { seen: true });
  const another = await own.anonymous("another");
  assert.equal((await another.refused("Orders.Get", { path: { ...path, orderID: "W1" } })).status, 404);
  await guest.ok("Cart.Submit");
  assert.equal((await guest.ok("Orders.Get", { path: { ...path, orderID: "W1" } })).Status, "Open");
  assert.equal((await guest.refused("Cart.CreateLineItem", { body: { ProductID: "p" } })).status, 409);
});

test("an anonymous shopper who has an order makes no other, and is told which it is, whatever ID it has", async (t) => {
  const { shopper, anonymous, product } = await shop(t);
  await product("p");
  const [renaming, leaving] = [await anonymous("guest-1"), await anonymous("guest-2")];
  const path = { direction: "Outgoing" };
  for (const visitor of [renaming, leaving]) await visitor.ok("Orders.Create", { path, body: {} });
  await renaming.ok("Orders.Patch", { path: { ...path, orderID: "guest-1" }, body: { ID: "renamed" } });
  await shopper.ok("Me.TransferAnonUserOrder", { query: { anonUserToken: leaving.token } });
  const next = await leaving.ok("Orders.Create", { path, body: { ID: "chosen" } });
  assert.notEqual(next.ID, "guest-2");
  for (const [visitor, ID] of [
    [renaming, "renamed"],
    [leaving, next.ID],
  ] as const) {
    const more = () => visitor.refused("Orders.Create", { path, body: {} });
    const told = ["IdExists", { ObjectType: "Order", ObjectID: ID }];
    const atFirst = await more();
    assert.deepEqual([atFirst.code, atFirst.data], told);
    await visitor.ok("Cart.CreateLineItem", { body: { ProductID: "p" } });
    await visitor.ok("Cart.Submit");
    const line = await visitor.refused("Cart.CreateLineItem", { body: { ProductID: "p" } });
    for (const { code, data } of [line, await more()]) assert.deepEqual([code, data], told);
  }
});

test("who signs in takes the anonymous order over, at their own prices", async (t) => {
  const own = await shop(t);
  const { shopper, seller, product } = own;
  await product("p");
  await seller.ok("Buyers.Create", { body: { ID: "vip", Name: "VIP", Active: true, DefaultCatalogID: "acme" } });
  await seller.ok("PriceSchedules.Create", {
    body: { ID: "vip-price", Name: "VIP", PriceBreaks: [{ Quantity: 1, Price: 8 }] },
  });
  await seller.ok("Products.SaveAssignment", {
    body: { ProductID: "p", BuyerID: "vip", PriceScheduleID: "vip-price", SellerID: own.id },
  });
  const guest = await own.anonymous("guest-order");
  await guest.ok("Cart.CreateLineItem", { body: { ID: "l", ProductID: "p", Quantity: 2 } });
  await guest.ok("Cart.SetShippingAddress", { body: { Street1: "1", City: "Oslo", Country: "NO" } });
  const vip = await newCaller(own, { buyer: "vip" }, ["Shopper"]);
  const take = (anonUserToken: string) => ({ query: { anonUserToken } });
  assert.equal((await vip.refused("Me.TransferAnonUserOrder", take(shopper.token))).code, "Auth.MustPassAnonUserToken");
  assert.equal((await vip.refused("Me.TransferAnonUserOrder", {})).code, "Auth.MustPassAnonUserToken");
  assert.equal((await guest.refused("Me.TransferAnonUserOrder", take(guest.token))).code, "Auth.AnonUserProhibited");
  await vip.ok("Me.TransferAnonUserOrder", take(guest.token));
  const cart = await vip.ok("Cart.Get");
  assert.deepEqual([cart.ID, cart.FromCompanyID, cart.Total], ["guest-order", "vip", 16]);
  const line = await vip.ok("Cart.GetLineItem", { path: { lineItemID: "l" } });
  assert.deepEqual([line.PriceScheduleID, line.ShippingAddress?.City], ["vip-price", "Oslo"]);
  assert.equal((await guest.ok("Cart.Get")).ID, null);
  await vip.ok("Cart.Submit");
});

test("a guest whose cart was taken over begins a new one, which can be taken over as well", async (t) => {
  const own = await shop(t);
  const { shopper } = own;
  await own.product("p");
  const guest = await own.anonymous("visit");
  const add = () => guest.ok("Cart.CreateLineItem", { body: { ProductID: "p" } });
  const takeOver = () => shopper.ok("Me.TransferAnonUserOrder", { query: { anonUserToken: guest.token } });
  await add();
  assert.equal((await guest.ok("Cart.Get")).ID, "visit");
  await takeOver();
  assert.equal((await guest.ok("Cart.Get")).ID, null);
  await Promise.all([add(), add(), guest.ok("Cart.Patch", { body: { Comments: "again" } })]);
  const second = await guest.ok("Cart.Get");
  assert.deepEqual([second.LineItemCount, second.Comments], [2, "again"]);
  assert.notEqual(second.ID, "visit");
  const path = { direction: "Outgoing", orderID: second.ID };
  assert.equal((await guest.ok("Orders.Get", { path })).ID, second.ID);
  assert.equal((await guest.refused("Orders.Get", { path: { ...path, orderID: "visit" } })).status, 404);
  await takeOver();
  const third = await guest.ok("Orders.Create", { path, body: { ID: "of-their-own" } });
  assert.equal(new Set(["visit", second.ID, third.ID, "of-their-own"]).size, 4, "an ID that the guest does not choose");
  assert.equal((await guest.ok("Cart.Get")).ID, third.ID);
  const theirs = await shopper.ok("Me.ListOrders", { query: { IsSubmitted: false, sortBy: "DateCreated" } });
  assert.deepEqual(
    theirs.Items.map(({ ID, LineItemCount }) => [ID, LineItemCount]),
    [
      ["visit", 1],
      [second.ID, 2],
    ],
  );
});

test("the user whom guests shop as sees none of their orders, before and after they are submitted", async (t) => {
  const own = await shop(t);
  await own.product("p");
  const site = await storefront(own, ["Shopper", "OrderReader"]);
  const [one, other, user] = [await site.visit(), await site.visit(), await site.signIn()];
  const add = (who: typeof user) => who.ok("Cart.CreateLineItem", { body: { ProductID: "p" } });
  await add(one);
  await add(other);
  const { ID: orderID } = await one.ok("Cart.Get");
  const path = { direction: "Outgoing", orderID };
  const unsubmitted = { query: { IsSubmitted: false } };
  const seen = async () => [
    (await user.refused("Orders.Get", { path })).status,
    (await user.refused("LineItems.List", { path })).status,
    (await user.refused("Orders.Patch", { path, body: { Comments: "mine" } })).status,
    (await user.refused("Cart.SetActiveCart", { path })).status,
    (await user.ok("Me.ListOrders", unsubmitted)).Items.length,
    (await user.ok("Orders.List", { path, ...unsubmitted })).Items.length,
    (await user.ok("Cart.Get")).ID,
  ];
  assert.deepEqual(await seen(), [404, 404, 404, 404, 0, 0, null]);
  assert.equal((await other.refused("Orders.Get", { path })).status, 404);
  await add(user);
  assert.equal((await user.ok("Me.ListOrders", unsubmitted)).Items.length, 1, "their own they see");
  await one.ok("Cart.Submit");
  assert.equal((await user.ok("Me.ListOrders")).Items.length, 0);
  assert.equal((await user.ok("Orders.Get", { path })).Status, "Open", "what was submitted, an OrderReader sees");
});

test("a cart that gets another ID while somebody fills it keeps all of its lines and what they cost", async (t) => {
  const own = await shop(t);
  const { shopper } = own;
  await own.product("p");
  await shopper.ok("Cart.CreateLineItem", { body: { ID: "first", ProductID: "p" } });
  const { ID } = await shopper.ok("Cart.Get");
  const { services } = (await testServer()).app;
  // As if another process had written it last: then it is read when it is to be written.
  await inMarketplace(own, (db) =>
    db.run(sql`update purchase_order set comments = 'Soon' where marketplace_id = ${own.id} and id = ${ID}`),
  );
  let added: Promise<unknown> | undefined;
  await inMarketplace(own, async (db) => {
    await services.references.rename(db, "purchase_order", { id: ID ?? "" }, { column: "id", to: "renamed" });
    added = shopper.ok("Cart.CreateLineItem", { body: { ID: "second", ProductID: "p" } });
    await waitedFor(db);
  });
  await added;
  const cart = await shopper.ok("Cart.Get");
  assert.deepEqual([cart.ID, cart.LineItemCount, cart.Total], ["renamed", 2, 20]);
});
