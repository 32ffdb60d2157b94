import assert from "node:assert/strict";
import { test } from "node:test";
import { newCaller, priceBreak, shop } from "@orderwell/testing";

const monthly = { ID: "monthly", Frequency: 1, Interval: "Months", NextOrderDate: "2031-01-31T10:00:00Z" } as const;
const at = { subscriptionID: "monthly" };
const admin = ["SubscriptionAdmin"];

test("a subscription belongs to whoever makes it, to somebody named by those who may order for them, and to nobody else", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const manager = await own.colleague(...admin);
  const made = await manager.ok("Subscriptions.Create", { body: monthly });
  assert.deepEqual(
    [made.FromCompanyID, made.ToCompanyID, made.Active, made.Payment, made.ProjectedSubtotal, made.LastOrderDate],
    ["acme", own.id, true, null, 0, null],
  );
  const shopper = await seller.ok("Users.List", { path: { buyerID: "acme" }, query: { ID: `!${made.FromUserID}` } });
  const FromUserID = String(shopper.Items[0]?.ID);
  const named = { FromCompanyID: "acme", FromUserID };
  for (const body of [monthly, { ...monthly, FromCompanyID: "acme" }, { ...monthly, FromUserID }])
    assert.equal((await seller.refused("Subscriptions.Create", { body })).code, "Subscription.CreateRequiresFromUser");
  const more = await manager.refused("Subscriptions.Create", { body: { ...monthly, ID: "two", ...named } });
  assert.equal(more.code, "Auth.InsufficientRoles");
  const orders = await own.colleague(...admin, "OrderAdmin", "UnsubmittedOrderReader");
  const forThem = await orders.ok("Subscriptions.Create", { body: { ...monthly, ID: "two", ...named } });
  assert.equal(forThem.FromUserID, FromUserID);
  const stranger = { FromCompanyID: "acme", FromUserID: "nobody" };
  const unknown = await orders.refused("Subscriptions.Create", { body: { ...monthly, ID: "three", ...stranger } });
  assert.equal(unknown.code, "Buyer.UserNotFound");
  const taken = await seller.refused("Subscriptions.Create", { body: { ...monthly, ID: "TWO", ...named } });
  assert.deepEqual([taken.status, taken.code], [409, "IdExists"]);

  const kept = await seller.ok("Subscriptions.Save", {
    path: { subscriptionID: "two" },
    body: { ...monthly, ID: "two", Frequency: 3, FromUserID: made.FromUserID, ToCompanyID: "elsewhere" },
  });
  assert.deepEqual([kept.FromUserID, kept.ToCompanyID, kept.Frequency], [FromUserID, own.id, 3]);

  await seller.ok("Buyers.Create", { body: { ID: "other", Name: "Other", Active: true } });
  const foreign = await newCaller(own, { buyer: "other" }, admin);
  assert.equal((await foreign.ok("Subscriptions.List")).Meta.TotalCount, 0);
  assert.equal((await foreign.refused("Subscriptions.Get", { path: at })).status, 404);
  assert.equal((await foreign.refused("Subscriptions.Create", { body: { ...monthly, ...named } })).code, "NotFound");
  assert.equal((await manager.ok("Subscriptions.List")).Meta.TotalCount, 2);
  const supplierUser = async () => {
    await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
    return newCaller(own, { supplier: "sup" }, admin);
  };
  assert.equal((await (await supplierUser()).refused("Subscriptions.List")).code, "Auth.UserNotAuthorizedToAdmin");

  await seller.ok("Users.Delete", { path: { buyerID: "acme", userID: FromUserID } });
  assert.equal((await seller.refused("Subscriptions.Get", { path: { subscriptionID: "two" } })).status, 404);
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

test("items follow the rules of line items at today's subscription prices, and the subtotal follows them", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const mine = await own.colleague("MeSubscriptionAdmin");
  const tiers = [
    { ...priceBreak(1, "10"), SubscriptionPrice: "8" },
    { ...priceBreak(3, "9"), SubscriptionPrice: "7.5" },
  ];
  await own.product("coffee", {}, { PriceBreaks: tiers, UseCumulativeQuantity: true });
  await own.product("tea");
  await mine.ok("Me.CreateSubscription", { body: monthly });
  const add = (body: { ProductID: string; ID?: string; Quantity?: number }) =>
    mine.ok("Me.CreateSubscriptionItem", { path: at, body });
  const first = await add({ ID: "a", ProductID: "COFFEE", Quantity: 2 });
  assert.deepEqual([first.ProductID, first.UnitPrice, first.LineTotal, first.QuantityShipped], ["coffee", 8, 16, 0]);
  await add({ ID: "b", ProductID: "coffee" });
  await add({ ID: "c", ProductID: "tea", Quantity: 4 });
  const item = (subscriptionItemID: string) => ({ path: { ...at, subscriptionItemID } });
  assert.deepEqual((await mine.ok("Me.GetSubscriptionItem", item("a"))).LineTotal, 15);
  const page = await mine.ok("Me.ListSubscriptionItems", { path: at, query: { ProductID: "coffee", sortBy: "!ID" } });
  assert.deepEqual(
    page.Items.map(({ ID, LineTotal }) => [ID, LineTotal]),
    [
      ["b", 7.5],
      ["a", 15],
    ],
  );
  assert.equal((await mine.ok("Me.GetSubscription", { path: at })).ProjectedSubtotal, 62.5);
  await seller.ok("PriceSchedules.Patch", {
    path: { priceScheduleID: "tea-price" },
    body: { PriceBreaks: [{ Quantity: 1, Price: 20 }] },
  });
  assert.equal((await mine.ok("Me.ListSubscriptions")).Items[0]?.ProjectedSubtotal, 102.5);

  const refused = async (body: object) => (await mine.refused("Me.CreateSubscriptionItem", { path: at, body })).code;
  assert.equal(await refused({ ProductID: "nothing" }), "NotFound");
  assert.equal(await refused({ ID: "A", ProductID: "tea" }), "IdExists");
  assert.equal(await refused({ ProductID: "tea", Quantity: 0 }), "LineItem.QuantityMustBePositive");
  assert.equal(await refused({ ProductID: "tea", UnitPrice: 1 }), "Auth.InsufficientRoles");
  const changed = await mine.ok("Me.PatchSubscriptionItem", {
    ...item("c"),
    body: { ID: "d", Quantity: 1, xp: { note: 1 } },
  });
  assert.deepEqual([changed.ID, changed.Quantity, changed.LineTotal, changed.xp], ["d", 1, 20, { note: 1 }]);
  const other = await mine.refused("Me.PatchSubscriptionItem", { ...item("d"), body: { ProductID: "coffee" } });
  assert.equal(other.code, "LineItem.CannotChangeProductID");
  await mine.ok("Me.SaveSubscriptionItem", { ...item("e"), body: { ProductID: "tea", Quantity: 2 } });
  await mine.ok("Me.DeleteSubscriptionItem", item("b"));
  assert.equal((await mine.refused("Me.GetSubscriptionItem", item("b"))).status, 404);
  assert.equal((await mine.ok("Me.GetSubscriptionItem", item("a"))).UnitPrice, 8);

  // What cannot be had stays as it was, and counts for nothing.
  await seller.ok("Products.Patch", { path: { productID: "tea" }, body: { Active: false } });
  assert.equal((await mine.ok("Me.GetSubscription", { path: at })).ProjectedSubtotal, 16);
  assert.equal((await mine.ok("Me.GetSubscriptionItem", item("d"))).UnitPrice, 20);
  const admins = await seller.ok("SubscriptionItems.List", { path: at });
  assert.deepEqual(
    admins.Items.map(({ ID }) => ID),
    ["a", "d", "e"],
  );
});

test("addresses and means of payment are the subscriber's, and end or move with what they name", async (t) => {
  const own = await shop(t);
  const { seller } = own;
  const mine = await own.colleague("MeSubscriptionAdmin", "MeAddressAdmin", "MeCreditCardAdmin");
  const street = { Street1: "1 Main St", City: "Oslo", Country: "NO" };
  const buyer = { buyerID: "acme" };
  await seller.ok("Addresses.Create", { path: buyer, body: { ID: "hidden", ...street } });
  const home = await mine.ok("Me.CreateAddress", { body: { ...street, Shipping: true, Billing: false } });
  const card = await mine.ok("Me.CreateCreditCard", { body: { PartialAccountNumber: "4242", CardType: "Visa" } });
  const refused = async (body: object) =>
    (await mine.refused("Me.CreateSubscription", { body: { ...monthly, ...body } })).code;
  assert.equal(await refused({ ShippingAddressID: "hidden" }), "NotFound");
  assert.equal(await refused({ BillingAddressID: home.ID }), "NotFound");
  assert.equal(await refused({ ToCompanyID: "nobody" }), "NotFound");
  assert.equal(await refused({ Payment: { Type: "CreditCard", CreditCardID: "none" } }), "NotFound");
  assert.equal(
    await refused({ Payment: { Type: "PurchaseOrder", CreditCardID: card.ID } }),
    "Payment.CannotSetCreditCard",
  );
  assert.equal(await refused({ Payment: { Type: "SpendingAccount" } }), "Payment.SpendingAccountIdMissing");
  const unknown = { Type: "SpendingAccount", SpendingAccountID: "none" };
  assert.equal(await refused({ Payment: unknown }), "Payment.InvalidSpendingAccountID");
  assert.equal(await refused({ Frequency: 0 }), "ValidationFailure");
  assert.equal(await refused({ NextOrderDate: null }), "ValidationFailure");

  const made = await mine.ok("Me.CreateSubscription", {
    body: { ...monthly, ShippingAddressID: home.ID, Payment: { Type: "CreditCard", CreditCardID: card.ID } },
  });
  assert.deepEqual(
    [made.ShippingAddressID, made.BillingAddressID, made.Payment],
    [home.ID, null, { Type: "CreditCard", CreditCardID: card.ID, SpendingAccountID: null }],
  );
  assert.deepEqual(await mine.ok("Me.SaveSubscription", { path: at, body: made }), made);
  const office = { path: { ...buyer, addressID: "hidden" } };
  await seller.ok("Addresses.SaveAssignment", { path: buyer, body: { AddressID: "hidden", IsBilling: true } });
  await mine.ok("Me.PatchSubscription", { path: at, body: { BillingAddressID: "hidden" } });
  await seller.ok("Addresses.Patch", { ...office, body: { ID: "office" } });
  await seller.ok("Addresses.DeleteAssignment", { path: { ...buyer, addressID: "office" } });
  const kept = await mine.ok("Me.PatchSubscription", { path: at, body: { BillingAddressID: "OFFICE", Frequency: 2 } });
  assert.deepEqual([kept.BillingAddressID, kept.Frequency], ["office", 2]);

  await mine.ok("Me.DeleteCreditCard", { path: { creditcardID: card.ID } });
  await seller.ok("Addresses.Delete", { path: { ...buyer, addressID: "office" } });
  const after = await mine.ok("Me.GetSubscription", { path: at });
  assert.deepEqual([after.BillingAddressID, after.Payment?.CreditCardID], [null, null]);

  await mine.ok("Me.PatchSubscription", { path: at, body: { Payment: { Type: "PurchaseOrder" } } });
  await seller.ok("Buyers.Create", { body: { ID: "other", Name: "Other", Active: true } });
  const userID = String(made.FromUserID);
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
