import assert from "node:assert/strict";
import { test } from "node:test";
import { newCaller, priceBreak, shop } from "@orderwell/testing";

const monthly = { ID: "monthly", Frequency: 1, Interval: "Months", NextOrderDate: "2031-01-31T10:00:00Z" } as const;
const at = { subscriptionID: "monthly" };
const admin = ["SubscriptionAdmin"];

test("a subscription belongs to whoever makes it, active and without payment, lines or orders so far", async (t) => {
  const own = await shop(t);
  const manager = await own.colleague(...admin);
  const made = await manager.ok("Subscriptions.Create", { body: monthly });
  assert.deepEqual(
    [made.FromCompanyID, made.ToCompanyID, made.Active, made.Payment, made.ProjectedSubtotal, made.LastOrderDate],
    ["acme", own.id, true, null, 0, null],
  );
  assert.equal(made.FromUserID, (await manager.ok("Me.Get")).ID);
});

test("a subscription is made for somebody else by those who may order for them, and stays theirs", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const named = { FromCompanyID: "acme", FromUserID: String((await own.shopper.ok("Me.Get")).ID) };
  const create = (client: typeof seller, more: object) =>
    client.refused("Subscriptions.Create", { body: { ...monthly, ...more } });
  for (const part of [{}, { FromCompanyID: "acme" }, { FromUserID: named.FromUserID }])
    assert.equal((await create(seller, part)).code, "Subscription.CreateRequiresFromUser");
  assert.equal((await create(await own.colleague(...admin), named)).code, "Auth.InsufficientRoles");
  const orders = await own.colleague(...admin, "OrderAdmin", "UnsubmittedOrderReader");
  const made = await orders.ok("Subscriptions.Create", { body: { ...monthly, ...named } });
  assert.equal(made.FromUserID, named.FromUserID);
  assert.equal((await create(orders, { ID: "more", ...named, FromUserID: "nobody" })).code, "Buyer.UserNotFound");
  const taken = await create(seller, { ID: "MONTHLY", ...named });
  assert.deepEqual([taken.status, taken.code], [409, "IdExists"]);
  const kept = await seller.ok("Subscriptions.Save", {
    path: at,
    body: { ...monthly, Frequency: 3, FromUserID: (await orders.ok("Me.Get")).ID ?? null, ToCompanyID: "elsewhere" },
  });
  assert.deepEqual([kept.FromUserID, kept.ToCompanyID, kept.Frequency], [named.FromUserID, own.id, 3]);
});

test("subscriptions of a buyer are nobody else's, and go with their user", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  const userID = String((await shopper.ok("Me.Get")).ID);
  const named = { FromCompanyID: "acme", FromUserID: userID };
  await seller.ok("Subscriptions.Create", { body: { ...monthly, ...named } });
  await seller.ok("Buyers.Create", { body: { ID: "other", Name: "Other", Active: true } });
  const foreign = await newCaller(own, { buyer: "other" }, admin);
  assert.equal((await foreign.ok("Subscriptions.List")).Meta.TotalCount, 0);
  assert.equal((await foreign.refused("Subscriptions.Get", { path: at })).status, 404);
  assert.equal((await foreign.refused("Subscriptions.Create", { body: { ...monthly, ...named } })).code, "NotFound");
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  const supplier = await newCaller(own, { supplier: "sup" }, admin);
  assert.equal((await supplier.refused("Subscriptions.List")).code, "Auth.UserNotAuthorizedToAdmin");
  assert.equal((await (await own.colleague(...admin)).ok("Subscriptions.List")).Meta.TotalCount, 1);
  await seller.ok("Users.Delete", { path: { buyerID: "acme", userID } });
  assert.equal((await seller.refused("Subscriptions.Get", { path: at })).status, 404);
});

test("under /me there are the caller's own subscriptions alone, whatever is sent", async (t) => {
  const own = await shop(t);
  const mine = await own.colleague("MeSubscriptionAdmin");
  const theirs = await own.colleague("MeSubscriptionAdmin");
  const made = await mine.ok("Me.CreateSubscription", {
    body: { ...monthly, FromCompanyID: "other", FromUserID: "somebody" },
  });
  assert.equal(made.FromCompanyID, "acme");
  assert.notEqual(made.FromUserID, "somebody");
  for (const id of ["Me.GetSubscription", "Me.DeleteSubscription", "Me.ListSubscriptionItems"] as const)
    assert.equal((await theirs.refused(id, { path: at })).status, 404);
  assert.equal((await theirs.refused("Me.SaveSubscription", { path: at, body: monthly })).code, "IdExists");
  assert.equal((await theirs.ok("Me.ListSubscriptions")).Meta.TotalCount, 0);
  assert.deepEqual((await mine.ok("Me.ListSubscriptions", { query: { Interval: "Months" } })).Items, [made]);
  await mine.ok("Me.PatchSubscription", { path: at, body: { ID: "renamed", xp: { a: 1 } } });
  assert.deepEqual((await mine.ok("Me.GetSubscription", { path: { subscriptionID: "renamed" } })).xp, { a: 1 });
  await mine.ok("Me.DeleteSubscription", { path: { subscriptionID: "renamed" } });
  assert.equal((await mine.ok("Me.ListSubscriptions")).Meta.TotalCount, 0);
});

const item = (subscriptionItemID: string) => ({ path: { ...at, subscriptionItemID } });

/** A subscription to 2 + 1 of `coffee`, cheaper from 3 on over all its lines, as `a` and `b`, and 4 of `tea` at 10, as `c`. */
async function subscribed(t: { readonly name: string }) {
  const own = await shop(t);
  const mine = await own.colleague("MeSubscriptionAdmin");
  const tiers = [
    { ...priceBreak(1, "10"), SubscriptionPrice: "8" },
    { ...priceBreak(3, "9"), SubscriptionPrice: "7.5" },
  ];
  await own.product("coffee", {}, { PriceBreaks: tiers, UseCumulativeQuantity: true });
  await own.product("tea");
  await mine.ok("Me.CreateSubscription", { body: monthly });
  const add = (ID: string, ProductID: string, Quantity: number) =>
    mine.ok("Me.CreateSubscriptionItem", { path: at, body: { ID, ProductID, Quantity } });
  const first = await add("a", "COFFEE", 2);
  await add("b", "coffee", 1);
  await add("c", "tea", 4);
  const subtotal = async () => (await mine.ok("Me.GetSubscription", { path: at })).ProjectedSubtotal;
  return { ...own, mine, first, subtotal };
}

test("items have today's subscription prices by all of their product, and the subtotal follows them", async (t) => {
  const { seller, mine, first, subtotal } = await subscribed(t);
  assert.deepEqual([first.ProductID, first.UnitPrice, first.LineTotal, first.QuantityShipped], ["coffee", 8, 16, 0]);
  const page = await mine.ok("Me.ListSubscriptionItems", { path: at, query: { ProductID: "coffee", sortBy: "!ID" } });
  assert.deepEqual(
    page.Items.map(({ ID, LineTotal }) => [ID, LineTotal]),
    [
      ["b", 7.5],
      ["a", 15],
    ],
  );
  assert.equal(await subtotal(), 62.5);
  await seller.ok("PriceSchedules.Patch", {
    path: { priceScheduleID: "tea-price" },
    body: { PriceBreaks: [{ Quantity: 1, Price: 20 }] },
  });
  assert.equal((await mine.ok("Me.ListSubscriptions")).Items[0]?.ProjectedSubtotal, 102.5);
});

test("items are refused as line items are", async (t) => {
  const { mine } = await subscribed(t);
  const refused = async (body: object) => (await mine.refused("Me.CreateSubscriptionItem", { path: at, body })).code;
  assert.equal(await refused({ ProductID: "nothing" }), "NotFound");
  assert.equal(await refused({ ID: "A", ProductID: "tea" }), "IdExists");
  assert.equal(await refused({ ProductID: "tea", Quantity: 0 }), "LineItem.QuantityMustBePositive");
  assert.equal(await refused({ ProductID: "tea", UnitPrice: 1 }), "Auth.InsufficientRoles");
  const other = await mine.refused("Me.PatchSubscriptionItem", { ...item("c"), body: { ProductID: "coffee" } });
  assert.equal(other.code, "LineItem.CannotChangeProductID");
});

test("items are changed, made and deleted by their IDs, and prices follow what is left", async (t) => {
  const { mine } = await subscribed(t);
  const body = { ID: "d", Quantity: 1, xp: { note: 1 } };
  const changed = await mine.ok("Me.PatchSubscriptionItem", { ...item("c"), body });
  assert.deepEqual([changed.ID, changed.Quantity, changed.LineTotal, changed.xp], ["d", 1, 10, { note: 1 }]);
  await mine.ok("Me.SaveSubscriptionItem", { ...item("e"), body: { ProductID: "tea", Quantity: 2 } });
  await mine.ok("Me.DeleteSubscriptionItem", item("b"));
  assert.equal((await mine.refused("Me.GetSubscriptionItem", item("b"))).status, 404);
  assert.equal((await mine.ok("Me.GetSubscriptionItem", item("a"))).UnitPrice, 8);
  const { Items } = await mine.ok("Me.ListSubscriptionItems", { path: at });
  assert.deepEqual(
    Items.map(({ ID }) => ID),
    ["a", "d", "e"],
  );
});

test("an item that cannot be had stays as it was, and counts for nothing", async (t) => {
  const { seller, mine, subtotal } = await subscribed(t);
  await seller.ok("Products.Patch", { path: { productID: "tea" }, body: { Active: false } });
  assert.equal(await subtotal(), 22.5);
  assert.equal((await mine.ok("Me.GetSubscriptionItem", item("c"))).UnitPrice, 10);
  assert.equal((await seller.ok("SubscriptionItems.List", { path: at })).Items.length, 3);
});

const street = { Street1: "1 Main St", City: "Oslo", Country: "NO" };
const buyer = { buyerID: "acme" };

/** Somebody with an address and a credit card of their own; the buyer has the address `hidden`, which is nobody's. */
async function subscriber(t: { readonly name: string }) {
  const own = await shop(t);
  const mine = await own.colleague("MeSubscriptionAdmin", "MeAddressAdmin", "MeCreditCardAdmin");
  await own.seller.ok("Addresses.Create", { path: buyer, body: { ID: "hidden", ...street } });
  const home = await mine.ok("Me.CreateAddress", { body: { ...street, Shipping: true, Billing: false } });
  const card = await mine.ok("Me.CreateCreditCard", { body: { PartialAccountNumber: "4242", CardType: "Visa" } });
  const ofMine = { ShippingAddressID: home.ID, Payment: { Type: "CreditCard", CreditCardID: card.ID } } as const;
  const subscribe = () => mine.ok("Me.CreateSubscription", { body: { ...monthly, ...ofMine } });
  return { ...own, mine, home, card, subscribe };
}

test("addresses and means of payment are the subscriber's, and a mistake has the code that it has on orders", async (t) => {
  const { mine, home, card } = await subscriber(t);
  const cases: [object, string][] = [
    [{ ShippingAddressID: "hidden" }, "NotFound"],
    [{ BillingAddressID: home.ID }, "NotFound"],
    [{ ToCompanyID: "nobody" }, "NotFound"],
    [{ Payment: { Type: "CreditCard", CreditCardID: "none" } }, "NotFound"],
    [{ Payment: { Type: "PurchaseOrder", CreditCardID: card.ID } }, "Payment.CannotSetCreditCard"],
    [{ Payment: { Type: "SpendingAccount" } }, "Payment.SpendingAccountIdMissing"],
    [{ Payment: { Type: "SpendingAccount", SpendingAccountID: "none" } }, "Payment.InvalidSpendingAccountID"],
    [{ Frequency: 0 }, "ValidationFailure"],
    [{ NextOrderDate: null }, "ValidationFailure"],
  ];
  for (const [body, expected] of cases) {
    const { code } = await mine.refused("Me.CreateSubscription", { body: { ...monthly, ...body } });
    assert.equal(code, expected, JSON.stringify(body));
  }
});

test("a subscription that is saved again as it was read stays as it is", async (t) => {
  const { mine, home, card, subscribe } = await subscriber(t);
  const made = await subscribe();
  assert.deepEqual(
    [made.ShippingAddressID, made.BillingAddressID, made.Payment],
    [home.ID, null, { Type: "CreditCard", CreditCardID: card.ID, SpendingAccountID: null }],
  );
  assert.deepEqual(await mine.ok("Me.SaveSubscription", { path: at, body: made }), made);
});

test("an address stays with a subscription under its new ID, assigned or not, and ends with what it names, as a card does", async (t) => {
  const { seller, mine, card, subscribe } = await subscriber(t);
  await subscribe();
  await seller.ok("Addresses.SaveAssignment", { path: buyer, body: { AddressID: "hidden", IsBilling: true } });
  await mine.ok("Me.PatchSubscription", { path: at, body: { BillingAddressID: "hidden" } });
  await seller.ok("Addresses.Patch", { path: { ...buyer, addressID: "hidden" }, body: { ID: "office" } });
  const office = { path: { ...buyer, addressID: "office" } };
  await seller.ok("Addresses.DeleteAssignment", office);
  const kept = await mine.ok("Me.PatchSubscription", { path: at, body: { BillingAddressID: "OFFICE", Frequency: 2 } });
  assert.deepEqual([kept.BillingAddressID, kept.Frequency], ["office", 2]);
  await mine.ok("Me.DeleteCreditCard", { path: { creditcardID: card.ID } });
  await seller.ok("Addresses.Delete", office);
  const after = await mine.ok("Me.GetSubscription", { path: at });
  assert.deepEqual([after.BillingAddressID, after.Payment?.CreditCardID], [null, null]);
});

test("a user who moves to another buyer takes their subscriptions along, with their own addresses and without payment", async (t) => {
  const { seller, mine, home, subscribe } = await subscriber(t);
  const userID = String((await subscribe()).FromUserID);
  const Payment = { Type: "PurchaseOrder", CreditCardID: null } as const;
  await mine.ok("Me.PatchSubscription", { path: at, body: { Payment } });
  await seller.ok("Buyers.Create", { body: { ID: "other", Name: "Other", Active: true } });
  await seller.ok("Users.Move", { path: { ...buyer, userID, newBuyerID: "other" }, query: { orders: "None" } });
  const moved = await seller.ok("Subscriptions.Get", { path: at });
  assert.deepEqual(
    [moved.FromCompanyID, moved.FromUserID, moved.Payment, moved.ShippingAddressID],
    ["other", userID, null, home.ID],
  );
});

test("a renamed spec or address keeps its place on items, and a subscription its items", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const mine = await own.colleague("MeSubscriptionAdmin");
  const buyer = { buyerID: "acme" };
  const street = { Street1: "1 Main St", City: "Oslo", Country: "NO" };
  await seller.ok("Addresses.Create", { path: buyer, body: { ID: "hq", ...street } });
  await seller.ok("Addresses.SaveAssignment", { path: buyer, body: { AddressID: "hq", IsShipping: true } });
  await own.product("shirt");
  await seller.ok("Specs.Create", { body: { ID: "size", Name: "Size" } });
  await seller.ok("Specs.CreateOption", { path: { specID: "size" }, body: { ID: "l", Value: "L" } });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "shirt" } });
  await mine.ok("Me.CreateSubscription", { body: monthly });
  await mine.ok("Me.CreateSubscriptionItem", {
    path: at,
    body: { ID: "a", ProductID: "shirt", ShippingAddressID: "hq", Specs: [{ SpecID: "size", OptionID: "l" }] },
  });
  await seller.ok("Specs.Patch", { path: { specID: "size" }, body: { ID: "width" } });
  await seller.ok("Specs.PatchOption", { path: { specID: "width", optionID: "l" }, body: { ID: "large" } });
  await seller.ok("Addresses.Patch", { path: { ...buyer, addressID: "hq" }, body: { ID: "depot" } });
  await seller.ok("Products.Patch", { path: { productID: "shirt" }, body: { ID: "tee" } });
  await seller.ok("Subscriptions.Patch", { path: at, body: { ID: "quarterly" } });
  const path = { subscriptionID: "quarterly" };
  const [item] = (await mine.ok("Me.ListSubscriptionItems", { path, query: { ProductID: "tee" } })).Items;
  assert.deepEqual(
    [
      item?.ProductID,
      item?.ShippingAddressID,
      item?.ShippingAddress?.ID,
      item?.Specs?.[0]?.SpecID,
      item?.Specs?.[0]?.OptionID,
    ],
    ["tee", "depot", "depot", "width", "large"],
  );
});

test("a bundle goes into a subscription with what is chosen of it, at prices of bundles, and out of it whole", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const mine = await own.colleague("MeSubscriptionAdmin");
  const prices = [{ ...priceBreak(1, "10"), SubscriptionPrice: "8", BundlePrice: "6" }];
  await own.product("beans", {}, { PriceBreaks: prices });
  await own.product("filter");
  await seller.ok("Bundles.Create", { body: { ID: "kit", Name: "Kit", Active: true } });
  const part = (ProductID: string, Required: boolean) =>
    seller.ok("Bundles.SaveProductAssignment", {
      body: { BundleID: "kit", ProductID, Required, DefaultQuantity: 2 },
    });
  await part("beans", true);
  await part("filter", false);
  await seller.ok("Catalogs.SaveBundleAssignment", { body: { CatalogID: "acme", BundleID: "kit" } });
  await mine.ok("Me.CreateSubscription", { body: monthly });
  const path = { ...at, bundleID: "kit" };
  const bundle = await mine.ok("Me.CreateSubscriptionBundleItem", { path });
  assert.deepEqual([bundle.IsBundle, bundle.LineTotal], [true, 0]);
  const LineItems = [{ ProductID: "beans" }, { ProductID: "filter", Quantity: 1 }];
  const other = await seller.ok("BundleSubscriptionItems.Create", { path, body: { LineItems } });
  const items = async () =>
    (await mine.ok("Me.ListSubscriptionItems", { path: at, query: { sortBy: "ProductID" } })).Items.map(
      ({ ProductID, BundleItemID, LineTotal }) => [ProductID, BundleItemID, LineTotal],
    );
  assert.deepEqual(
    (await items()).sort(),
    [
      ["beans", bundle.ID, 12],
      ["beans", other.ID, 12],
      ["filter", other.ID, 10],
      ["kit", null, 0],
      ["kit", null, 0],
    ].sort(),
  );
  assert.equal((await mine.ok("Me.GetSubscription", { path: at })).ProjectedSubtotal, 34);
  const alone = await mine.refused("Me.CreateSubscriptionItem", { path: at, body: { ProductID: "kit" } });
  assert.equal(alone.code, "LineItem.CannotPurchaseBundleProduct");
  const incomplete = await mine.refused("Me.CreateSubscriptionBundleItem", {
    path,
    body: { LineItems: [{ ProductID: "filter" }] },
  });
  assert.equal(incomplete.code, "Bundle.RequiredBundleItemMissing");

  // Without what it requires a bundle is not ordered.
  await seller.ok("Products.Patch", { path: { productID: "beans" }, body: { Active: false } });
  assert.equal((await mine.ok("Me.GetSubscription", { path: at })).ProjectedSubtotal, 0);
  await mine.ok("Me.DeleteSubscriptionBundleItem", { path: { ...path, bundleItemID: other.ID } });
  await seller.ok("BundleSubscriptionItems.Delete", { path: { ...path, bundleItemID: bundle.ID } });
  assert.deepEqual(await items(), []);
});
