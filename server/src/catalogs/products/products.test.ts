import assert from "node:assert/strict";
import { test } from "node:test";
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

test("references must exist, come back in the stored spelling, and a default supplier sells the product", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Suppliers.Create", { body: { ID: "Forge", Name: "Forge", Active: true } });
  await seller.ok("PriceSchedules.Create", { body: { ID: "empty", Name: "Empty" } });
  await seller.ok("PriceSchedules.Create", {
    body: { ID: "Full", Name: "Full", PriceBreaks: [{ Quantity: 1, Price: 5 }] },
  });
  const address = { Street1: "1 Main", City: "Bonn", Country: "DE", AddressName: "Store" };
  await seller.ok("AdminAddresses.Create", { body: { ...address, ID: "ours" } });
  await seller.ok("SupplierAddresses.Create", { path: { supplierID: "forge" }, body: { ...address, ID: "theirs" } });
  const refusal = async (body: object) => {
    const { status, code, data } = await seller.refused("Products.Create", { body: { Name: "Anvil", ...body } });
    return [status, code, data?.ObjectType];
  };
  assert.deepEqual(await refusal({ DefaultPriceScheduleID: "none" }), [404, "NotFound", "PriceSchedule"]);
  assert.deepEqual(await refusal({ DefaultSupplierID: "none" }), [404, "NotFound", "Supplier"]);
  assert.deepEqual(await refusal({ ParentID: "none" }), [404, "NotFound", "Product"]);
  assert.deepEqual(await refusal({ OwnerID: "none" }), [404, "NotFound", "Supplier"]);
  assert.deepEqual(await refusal({ ShipFromAddressID: "theirs" }), [404, "NotFound", "Address"]);
  assert.deepEqual(await refusal({ ShipFromAddressID: "ours", DefaultSupplierID: "forge" }), [
    404,
    "NotFound",
    "Address",
  ]);
  assert.deepEqual((await refusal({ DefaultPriceScheduleID: "empty" })).slice(0, 2), [
    400,
    "PriceSchedule.NoPriceBreaks",
  ]);
  assert.equal(
    (await refusal({ AutoForward: true, DefaultSupplierID: "forge" }))[1],
    "Seller.AutoForwardingUserRequired",
  );
  const product = await seller.ok("Products.Create", {
    body: {
      ID: "anvil",
      Name: "Anvil",
      DefaultPriceScheduleID: "FULL",
      DefaultSupplierID: "FORGE",
      ShipFromAddressID: "THEIRS",
    },
  });
  assert.deepEqual(
    [product.DefaultPriceScheduleID, product.DefaultSupplierID, product.ShipFromAddressID],
    ["Full", "Forge", "theirs"],
  );
  const path = { productID: "anvil" };
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

test("inventory is null until written, merges, and tells when a quantity cannot be set", async (t) => {
  const { seller } = await marketplace(t);
  const path = { productID: "p" };
  const patch = (Inventory: unknown) => seller.accepted("Products.Patch", { path, body: { Inventory } });
  assert.equal((await seller.ok("Products.Create", { body: { ID: "p", Name: "P" } })).Inventory, null);
  assert.equal((await seller.ok("Products.Patch", { path, body: { Name: "Q" } })).Inventory, null);
  assert.equal((await seller.ok("Products.Patch", { path, body: { xp: { a: 1 } } })).Inventory, null);
  const refused = await seller.refused("Products.Patch", { path, body: { Inventory: { QuantityAvailable: 3 } } });
  assert.equal(refused.code, "Product.InventoryDisabled");
  const enabled = (await patch({ Enabled: true })).Inventory;
  assert.deepEqual(
    [enabled?.Enabled, enabled?.QuantityAvailable, enabled?.OrderCanExceed, enabled?.NotificationPoint],
    [true, 0, false, null],
  );
  await patch({ OrderCanExceed: true, NotificationPoint: 5 });
  const stocked = (await patch({ QuantityAvailable: 999 })).Inventory;
  assert.deepEqual([stocked?.OrderCanExceed, stocked?.NotificationPoint, stocked?.QuantityAvailable], [true, 5, 999]);
  assert.match(String(stocked?.LastUpdated), /\+00:00$/);
  assert.equal(
    (await seller.ok("Products.List", { query: { "Inventory.QuantityAvailable": ">998" } })).Meta.TotalCount,
    1,
  );
  const off = await seller.ok("Products.Create", {
    body: { ID: "off", Name: "Off", Inventory: { QuantityAvailable: 0 } },
  });
  assert.deepEqual([off.Inventory?.Enabled, off.Inventory?.QuantityAvailable], [false, 0]);
  const untouched = await seller.ok("Products.Patch", { path, body: { Description: "x" } });
  assert.deepEqual(untouched.Inventory, stocked);
  const put = await seller.ok("Products.Save", { path, body: untouched });
  assert.equal(put.Inventory?.QuantityAvailable, 999);
  assert.equal((await seller.ok("Products.Save", { path, body: { Name: "P" } })).Inventory, null);
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
