import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "../../platform/db/sql.ts";
import { marketplace, testServer } from "../../testing/harness.ts";
import { newCaller } from "../../testing/people.ts";

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

test("deleting a supplier leaves the products it supplied without a default supplier", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Suppliers.Create", { body: { ID: "acme", Name: "Acme" } });
  const { tenants } = (await testServer()).app.services;
  await tenants.transaction(own.id, "write", (db) =>
    db.run(sql`
      insert into product (marketplace_id, id, owner_id, name, default_supplier_id, date_created, visibility_class_id)
      values (${own.id}, 'chair', ${own.id}, 'Chair', 'acme', now(), 0)`),
  );
  await own.seller.ok("Suppliers.Delete", { path: { supplierID: "ACME" } });
  assert.equal((await own.seller.refused("Suppliers.Get", { path: { supplierID: "acme" } })).status, 404);
  const product = await tenants.transaction(own.id, "read", (db) =>
    db.row(sql`select id, default_supplier_id from product where marketplace_id = ${own.id}`),
  );
  assert.deepEqual(product, { id: "chair", default_supplier_id: null });
});
