import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { marketplace } from "@orderwell/testing";

test("a product reads back whole, with what was not given at its default", async (t) => {
  const { seller, id } = await marketplace(t);
  const body = { ID: "Anvil", Name: "Anvil", ShipWeight: "12.50", Active: true, xp: { Brand: "Acme" }, SpecCount: 9 };
  const created = await seller.accepted("Products.Create", { body });
  const expected = {
    OwnerID: id,
    DefaultPriceScheduleID: null,
    AutoForward: false,
    ID: "Anvil",
    ParentID: null,
    IsParent: false,
    IsBundle: false,
    Name: "Anvil",
    Description: null,
    QuantityMultiplier: 1,
    ShipWeight: 12.5,
    ShipHeight: null,
    ShipWidth: null,
    ShipLength: null,
    Active: true,
    SpecCount: 0,
    VariantCount: 0,
    ShipFromAddressID: null,
    Inventory: null,
    DefaultSupplierID: null,
    AllSuppliersCanSell: false,
    Returnable: false,
    DateCreated: created.DateCreated,
    xp: { Brand: "Acme" },
  };
  assert.deepEqual(created, expected);
  assert.deepEqual(await seller.ok("Products.Get", { path: { productID: "anvil" } }), expected);
  assert.equal((await seller.refused("Products.Create", { body: { ...body, ID: "ANVIL" } })).code, "IdExists");
  const put = await seller.ok("Products.Save", {
    path: { productID: "anvil" },
    body: { Name: "Anvil II", QuantityMultiplier: null },
  });
  assert.deepEqual([put.ID, put.Active, put.QuantityMultiplier, put.xp], ["Anvil", false, 1, null]);
  assert.equal((await seller.refused("Products.Create", { body: { Name: "x", QuantityMultiplier: 0 } })).status, 400);
});

/** A supplier, price schedules with and without a price, and an address of each seller. */
async function referred(t: TestContext) {
  const { seller } = await marketplace(t);
  await seller.ok("Suppliers.Create", { body: { ID: "Forge", Name: "Forge", Active: true } });
  await seller.ok("PriceSchedules.Create", { body: { ID: "empty", Name: "Empty" } });
  await seller.ok("PriceSchedules.Create", {
    body: { ID: "Full", Name: "Full", PriceBreaks: [{ Quantity: 1, Price: 5 }] },
  });
  const address = { Street1: "1 Main", City: "Bonn", Country: "DE", AddressName: "Store" };
  await seller.ok("AdminAddresses.Create", { body: { ...address, ID: "ours" } });
  await seller.ok("SupplierAddresses.Create", { path: { supplierID: "forge" }, body: { ...address, ID: "theirs" } });
  return seller;
}

test("what a product refers to must exist, its address with whoever sells it, its prices with a price", async (t) => {
  const seller = await referred(t);
  const refusal = async (body: object) => {
    const { status, code, data } = await seller.refused("Products.Create", { body: { Name: "Anvil", ...body } });
    return [status, code, data?.ObjectType];
  };
  for (const [body, type] of [
    [{ DefaultPriceScheduleID: "none" }, "PriceSchedule"],
    [{ DefaultSupplierID: "none" }, "Supplier"],
    [{ ParentID: "none" }, "Product"],
    [{ OwnerID: "none" }, "Supplier"],
    [{ ShipFromAddressID: "theirs" }, "Address"],
    [{ ShipFromAddressID: "ours", DefaultSupplierID: "forge" }, "Address"],
  ] as const)
    assert.deepEqual(await refusal(body), [404, "NotFound", type], JSON.stringify(body));
  const empty = await refusal({ DefaultPriceScheduleID: "empty" });
  assert.deepEqual(empty.slice(0, 2), [400, "PriceSchedule.NoPriceBreaks"]);
  const forwarded = await refusal({ AutoForward: true, DefaultSupplierID: "forge" });
  assert.equal(forwarded[1], "Seller.AutoForwardingUserRequired");
});

test("references come back in the stored spelling", async (t) => {
  const seller = await referred(t);
  const asked = { DefaultPriceScheduleID: "FULL", DefaultSupplierID: "FORGE", ShipFromAddressID: "THEIRS" };
  const product = await seller.ok("Products.Create", { body: { ID: "anvil", Name: "Anvil", ...asked } });
  assert.deepEqual(
    [product.DefaultPriceScheduleID, product.DefaultSupplierID, product.ShipFromAddressID],
    ["Full", "Forge", "theirs"],
  );
});

test("a default supplier sells the product, and who sells it no more is no default", async (t) => {
  const seller = await referred(t);
  const path = { productID: "anvil" };
  await seller.ok("Products.Create", { body: { ID: "anvil", Name: "Anvil", DefaultSupplierID: "Forge" } });
  const suppliers = await seller.ok("Products.ListSuppliers", { path });
  assert.deepEqual(
    suppliers.Items.map(({ ID, Name, DefaultPriceScheduleID }) => [ID, Name, DefaultPriceScheduleID]),
    [["Forge", "Forge", null]],
  );
  await seller.ok("Products.RemoveSupplier", { path: { ...path, supplierID: "forge" } });
  assert.equal((await seller.ok("Products.Get", { path })).DefaultSupplierID, null);
  await seller.ok("Products.Patch", { path, body: { DefaultSupplierID: "Forge" } });
  assert.equal((await seller.ok("Products.ListSuppliers", { path })).Meta?.TotalCount, 1);
});

test("a rename takes along what belongs to the product", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Products.Create", { body: { ID: "p", Name: "P", IsParent: true } });
  await seller.ok("Products.Create", { body: { ID: "c", Name: "C", ParentID: "p" } });
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { ID: "P2" } });
  assert.equal((await seller.ok("Products.Get", { path: { productID: "c" } })).ParentID, "P2");
  assert.equal((await seller.ok("Products.List", { query: { ParentID: "p2" } })).Meta.TotalCount, 1);
});

const ofP = { path: { productID: "p" } };

test("inventory is null until it is written, and takes no quantity while it is off", async (t) => {
  const { seller } = await marketplace(t);
  assert.equal((await seller.ok("Products.Create", { body: { ID: "p", Name: "P" } })).Inventory, null);
  assert.equal((await seller.ok("Products.Patch", { ...ofP, body: { Name: "Q" } })).Inventory, null);
  assert.equal((await seller.ok("Products.Patch", { ...ofP, body: { xp: { a: 1 } } })).Inventory, null);
  const refused = await seller.refused("Products.Patch", { ...ofP, body: { Inventory: { QuantityAvailable: 3 } } });
  assert.equal(refused.code, "Product.InventoryDisabled");
  const body = { ID: "off", Name: "Off", Inventory: { QuantityAvailable: 0 } };
  const { Inventory: off } = await seller.ok("Products.Create", { body });
  assert.deepEqual([off?.Enabled, off?.QuantityAvailable], [false, 0]);
});

test("inventory is merged by PATCH, found by lists, and left alone by what does not name it", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Products.Create", { body: { ID: "p", Name: "P" } });
  const patch = async (Inventory: unknown) =>
    (await seller.accepted("Products.Patch", { ...ofP, body: { Inventory } })).Inventory;
  const enabled = await patch({ Enabled: true });
  assert.deepEqual(
    [enabled?.Enabled, enabled?.QuantityAvailable, enabled?.OrderCanExceed, enabled?.NotificationPoint],
    [true, 0, false, null],
  );
  await patch({ OrderCanExceed: true, NotificationPoint: 5 });
  const stocked = await patch({ QuantityAvailable: 999 });
  assert.deepEqual([stocked?.OrderCanExceed, stocked?.NotificationPoint, stocked?.QuantityAvailable], [true, 5, 999]);
  assert.match(String(stocked?.LastUpdated), /\+00:00$/);
  const { Meta } = await seller.ok("Products.List", { query: { "Inventory.QuantityAvailable": ">998" } });
  assert.equal(Meta.TotalCount, 1);
  assert.deepEqual((await seller.ok("Products.Patch", { ...ofP, body: { Description: "x" } })).Inventory, stocked);
});

test("PUT writes inventory as it is given, and none where it is not", async (t) => {
  const { seller } = await marketplace(t);
  const Inventory = { Enabled: true, QuantityAvailable: 999 };
  const made = await seller.ok("Products.Create", { body: { ID: "p", Name: "P", Inventory } });
  assert.equal((await seller.ok("Products.Save", { ...ofP, body: made })).Inventory?.QuantityAvailable, 999);
  assert.equal((await seller.ok("Products.Save", { ...ofP, body: { Name: "P" } })).Inventory, null);
});

test("a product is written back as it was read, its inventory switched off", async (t) => {
  const { seller } = await marketplace(t);
  const path = { productID: "p" };
  for (const QuantityAvailable of [undefined, 7]) {
    const body = { Name: "P", Inventory: { Enabled: true, QuantityAvailable } };
    const { Inventory, ...rest } = await seller.ok("Products.Save", { path, body });
    const written = { ...rest, Inventory: { ...Inventory, Enabled: false } };
    const { Enabled, QuantityAvailable: shown } =
      (await seller.ok("Products.Save", { path, body: written })).Inventory ?? {};
    assert.deepEqual([Enabled, shown], [false, QuantityAvailable ?? 0]);
  }
  const refused = await seller.refused("Products.Patch", { path, body: { Inventory: { QuantityAvailable: 8 } } });
  assert.deepEqual([refused.status, refused.code], [400, "Product.InventoryDisabled"]);
});

test("deleting a product takes its assignments along and lowers the count", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true } });
  for (const ID of ["p", "q"]) await seller.ok("Products.Create", { body: { ID, Name: ID, Active: true } });
  await seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "b", ProductID: "p" } });
  assert.equal((await seller.ok("Products.List", { query: { catalogID: "b" } })).Meta.TotalCount, 1);
  await seller.ok("Products.Delete", { path: { productID: "P" } });
  const all = await seller.ok("Products.List");
  assert.deepEqual([all.Meta.TotalCount, all.Items.map(({ ID }) => ID)], [1, ["q"]]);
  assert.equal((await seller.ok("Products.List", { query: { catalogID: "b" } })).Meta.TotalCount, 0);
  assert.equal((await seller.refused("Products.Delete", { path: { productID: "p" } })).code, "NotFound");
});
