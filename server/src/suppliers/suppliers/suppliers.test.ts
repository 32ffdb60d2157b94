import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace, newCaller, priceBreak, shop } from "@orderwell/testing";

const names = (page: { Items: { Name: string | null }[] }) => page.Items.map(({ Name }) => Name);

test("only sellers say whether all buyers may order: a supplier's word on it is ignored", async (t) => {
  const own = await marketplace(t);
  const path = { supplierID: "acme" };
  await own.seller.ok("Suppliers.Save", { path, body: { Name: "Acme", Active: true } });
  const supplier = await newCaller(own, { supplier: "acme" });
  const patched = await supplier.ok("Suppliers.Patch", { path, body: { AllBuyersCanOrder: true, Name: "Acme Ltd" } });
  assert.deepEqual([patched.Name, patched.AllBuyersCanOrder], ["Acme Ltd", false]);
  assert.equal(
    (await own.seller.ok("Suppliers.Patch", { path, body: { AllBuyersCanOrder: true } })).AllBuyersCanOrder,
    true,
  );
  const saved = await supplier.ok("Suppliers.Save", {
    path,
    body: { Name: "Acme", Active: true, AllBuyersCanOrder: false },
  });
  assert.equal(saved.AllBuyersCanOrder, true);
});

test("a supplier's users see and change their own supplier and know no other", async (t) => {
  const own = await marketplace(t);
  for (const ID of ["acme", "globex"])
    await own.seller.ok("Suppliers.Create", { body: { ID, Name: ID, Active: true } });
  const supplier = await newCaller(own, { supplier: "acme" });
  assert.deepEqual(names(await supplier.ok("Suppliers.List")), ["acme"]);
  for (const [operation, body] of [
    ["Suppliers.Get", undefined],
    ["Suppliers.Patch", { Name: "mine" }],
    ["Suppliers.ListBuyers", undefined],
  ] as const) {
    const refused = await supplier.refused(operation, { path: { supplierID: "globex" }, body });
    assert.deepEqual([refused.status, refused.data], [404, { ObjectType: "Supplier", ObjectID: "globex" }], operation);
  }
  for (const [operation, input] of [
    ["Suppliers.Create", { body: { Name: "x" } }],
    ["Suppliers.Save", { path: { supplierID: "new" }, body: { Name: "x" } }],
    ["Suppliers.Save", { path: { supplierID: "globex" }, body: { Name: "x" } }],
    ["Suppliers.Delete", { path: { supplierID: "acme" } }],
    ["Suppliers.SaveBuyer", { path: { supplierID: "acme", buyerID: "b" } }],
  ] as const)
    assert.equal((await supplier.refused(operation, input)).code, "Auth.UserNotAuthorizedToAdmin", operation);
});

test("no company takes the ID of the marketplace, whose things it would own", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  const ID = own.id.toUpperCase();
  await seller.ok("Suppliers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await seller.ok("Buyers.Create", { body: { ID: "globex", Name: "Globex", Active: true } });
  const supplier = await newCaller(own, { supplier: "acme" });
  const buyer = await newCaller(own, { buyer: "globex" });
  for (const refused of [
    await seller.refused("Suppliers.Create", { body: { ID, Name: "x" } }),
    await seller.refused("Buyers.Save", { path: { buyerID: ID }, body: { Name: "x" } }),
    await supplier.refused("Suppliers.Patch", { path: { supplierID: "acme" }, body: { ID } }),
    await buyer.refused("Buyers.Patch", { path: { buyerID: "globex" }, body: { ID } }),
  ])
    assert.deepEqual([refused.status, refused.code], [409, "IdExists"]);
});

test("a buyer's users read every supplier, but neither change one nor learn whom else it sells to", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Suppliers.Create", { body: { ID: "acme", Name: "Acme" } });
  await own.seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true } });
  const buyer = await newCaller(own, { buyer: "b" });
  const path = { supplierID: "acme" };
  assert.equal((await buyer.ok("Suppliers.Get", { path })).Name, "Acme");
  assert.equal((await buyer.refused("Suppliers.Patch", { path, body: {} })).code, "Auth.UserNotAuthorizedToAdmin");
  assert.equal((await buyer.refused("Suppliers.ListBuyers", { path })).code, "Auth.UserNotAuthorizedToAdmin");
});

test("buyers are related and withdrawn however often it is said, and lists follow from both sides", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  for (const [ID, more] of [
    ["acme", {}],
    ["globex", { AllBuyersCanOrder: true }],
    ["hooli", { AllBuyersCanOrder: true, Active: false }],
  ] as const)
    await seller.ok("Suppliers.Create", { body: { ID, Name: `The ${ID}`, Active: true, ...more } });
  for (const ID of ["b1", "b2"]) await seller.ok("Buyers.Create", { body: { ID, Name: ID, Active: true } });
  const sellersOf = async (buyerID: string) =>
    (await seller.ok("Buyers.ListBuyerSellers", { path: { buyerID }, query: { sortBy: "ID" } })).Items.map(
      ({ ID }) => ID,
    );
  assert.deepEqual(await sellersOf("b1"), ["globex", own.id]);
  const relation = { path: { supplierID: "ACME", buyerID: "B1" } };
  for (const _ of [1, 2]) await seller.ok("Suppliers.SaveBuyer", relation);
  assert.deepEqual(await sellersOf("b1"), ["acme", "globex", own.id]);
  assert.deepEqual(await sellersOf("b2"), ["globex", own.id]);
  const supplier = await newCaller(own, { supplier: "acme" });
  const list = await supplier.ok("Suppliers.ListBuyers", { path: { supplierID: "acme" } });
  assert.deepEqual(list.Items, [{ ID: "b1", Name: "b1" }]);
  const found = await seller.ok("Buyers.ListBuyerSellers", { path: { buyerID: "b1" }, query: { search: "the ac" } });
  assert.deepEqual(names(found), ["The acme"]);
  for (const _ of [1, 2]) await seller.ok("Suppliers.DeleteBuyer", relation);
  assert.deepEqual(await sellersOf("b1"), ["globex", own.id]);
  const unknown = await seller.refused("Suppliers.SaveBuyer", { path: { supplierID: "acme", buyerID: "nobody" } });
  assert.deepEqual(unknown.data, { ObjectType: "Buyer", ObjectID: "nobody" });
});

test("a supplier's token stops working at once when the supplier is switched off", async (t) => {
  const own = await marketplace(t);
  const path = { supplierID: "acme" };
  await own.seller.ok("Suppliers.Save", { path, body: { Name: "Acme", Active: true } });
  const supplier = await newCaller(own, { supplier: "acme" });
  await supplier.ok("Suppliers.Get", { path });
  await own.seller.ok("Suppliers.Patch", { path, body: { Active: false } });
  assert.equal((await supplier.refused("Suppliers.Get", { path })).status, 401);
});

test("a renamed supplier keeps its users, its buyers and what it owns", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "old", Name: "S", Active: true } });
  await seller.ok("Buyers.Create", { body: { ID: "b", Name: "B" } });
  await seller.ok("Suppliers.SaveBuyer", { path: { supplierID: "old", buyerID: "b" } });
  const supplier = await newCaller(own, { supplier: "old" });
  const locale = await supplier.ok("Locales.Create", { body: { ID: "l", Currency: "EUR" } });
  assert.equal(locale.OwnerID, "old");
  await seller.ok("Suppliers.Patch", { path: { supplierID: "old" }, body: { ID: "new" } });
  assert.deepEqual(names(await supplier.ok("Suppliers.ListBuyers", { path: { supplierID: "new" } })), ["B"]);
  assert.equal(
    (await supplier.ok("Locales.Patch", { path: { localeID: "l" }, body: { Language: "de" } })).OwnerID,
    "new",
  );
});

test("with a supplier goes what it owns and offers; what it supplied stays without a default supplier", async (t) => {
  const own = await shop(t);
  const { seller, shopper } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "works", Name: "Works", Active: true, AllBuyersCanOrder: true } });
  const street = { ID: "yard", Street1: "1 Main", City: "Bath", Country: "GB" };
  await seller.ok("SupplierAddresses.Create", { path: { supplierID: "works" }, body: street });
  await own.product("chair", { DefaultSupplierID: "works", ShipFromAddressID: "yard" });
  await own.product("bench", { OwnerID: "works" });
  const mine = { OwnerID: "works" };
  await seller.ok("Catalogs.Create", { body: { ID: "theirs", Name: "Theirs", Active: true, ...mine } });
  await seller.ok("Specs.Create", { body: { ID: "wood", Name: "Wood", DefaultValue: "oak", ...mine } });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "wood", ProductID: "bench" } });
  const PriceBreaks = [priceBreak(1, "7")];
  await seller.accepted("PriceSchedules.Create", { body: { ID: "low", Name: "Low", PriceBreaks, ...mine } });
  await seller.ok("Locales.Create", { body: { ID: "us", Currency: "USD", ...mine } });
  const offer = { SellerID: "works", ProductID: "chair", BuyerID: "acme", PriceScheduleID: "low" };
  await seller.ok("Products.SaveAssignment", { body: offer });
  const seen = async () => (await shopper.ok("Me.ListProducts")).Items.map(({ ID }) => ID);
  assert.deepEqual(await seen(), ["chair", "bench"]);

  await seller.ok("Buyers.Create", { body: { ID: "globex", Name: "Globex", DefaultCatalogID: "theirs" } });
  const path = { supplierID: "WORKS" };
  const refused = await seller.refused("Suppliers.Delete", { path });
  assert.deepEqual([refused.code, refused.data.BuyerIDs], ["Catalog.CannotDelete", ["globex"]]);
  assert.deepEqual(await seen(), ["chair", "bench"], "a refusal changes nothing");
  await seller.ok("Buyers.Delete", { path: { buyerID: "globex" } });
  await seller.ok("Suppliers.Delete", { path });

  assert.deepEqual(await seen(), ["chair"]);
  const chair = await seller.ok("Products.Get", { path: { productID: "chair" } });
  assert.deepEqual([chair.DefaultSupplierID, chair.ShipFromAddressID], [null, null]);
  for (const list of ["Catalogs.List", "Products.List", "Specs.List", "PriceSchedules.List", "Locales.List"] as const) {
    const { Items } = await seller.ok(list);
    assert.ok(
      Items.every(({ OwnerID }) => OwnerID === own.id),
      list,
    );
  }
  assert.equal((await seller.ok("Products.ListAssignments")).Meta.TotalCount, 0);
});
