import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace, shop } from "@orderwell/testing";

test("a child reads through to its parent wherever it has nothing of its own, and follows when the parent changes", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Suppliers.Create", { body: { ID: "s", Name: "S", Active: true } });
  const parent = { productID: "parent" };
  const child = { productID: "child" };
  await seller.ok("Products.Create", {
    body: {
      ID: "parent",
      Name: "Parent",
      IsParent: true,
      Active: true,
      Description: "inherited",
      ShipWeight: 2,
      DefaultSupplierID: "s",
      xp: { Shipping: { Days: 5, By: "road" }, Brand: "Acme" },
      Inventory: { Enabled: true, QuantityAvailable: 7 },
    },
  });
  const created = await seller.ok("Products.Create", {
    body: { ID: "child", Name: "Child", ParentID: "PARENT", Active: true, xp: { Size: "S" } },
  });
  assert.deepEqual(
    [created.ParentID, created.Description, created.ShipWeight, created.DefaultSupplierID, created.Active],
    ["parent", "inherited", 2, "s", true],
  );
  assert.deepEqual(created.xp, { Shipping: { Days: 5, By: "road" }, Brand: "Acme", Size: "S" });
  assert.equal(created.Inventory?.QuantityAvailable, 7);
  assert.deepEqual(await seller.ok("Products.Get", { path: child }), created);

  await seller.ok("Products.Patch", { path: child, body: { ShipWeight: 3, xp: { Shipping: { Days: 2 } } } });
  await seller.ok("Products.Patch", {
    path: parent,
    body: { Description: "changed", ShipWeight: 9, xp: { Brand: "Zeta" } },
  });
  const followed = await seller.ok("Products.Get", { path: child });
  assert.deepEqual([followed.Description, followed.ShipWeight], ["changed", 3]);
  assert.deepEqual(followed.xp, { Shipping: { Days: 2 }, Brand: "Zeta", Size: "S" });

  const inherited = await seller.ok("Products.Patch", { path: child, body: { ShipWeight: null, xp: null } });
  assert.equal(inherited.ShipWeight, 9);
  assert.deepEqual(inherited.xp, { Shipping: { Days: 5, By: "road" }, Brand: "Zeta" });

  const frozen = await seller.ok("Products.Save", { path: child, body: inherited });
  await seller.ok("Products.Patch", { path: parent, body: { Description: "again" } });
  assert.deepEqual((await seller.ok("Products.Get", { path: child })).Description, frozen.Description);
});

test("a child without a name or multiplier has its parent's, until it gets its own", async (t) => {
  const { seller } = await marketplace(t);
  const child = { productID: "c" };
  const shown = async (path = child) => {
    const { Name, QuantityMultiplier } = await seller.ok("Products.Get", { path });
    return [Name, QuantityMultiplier];
  };
  const parent = (body: unknown) => seller.accepted("Products.Patch", { path: { productID: "p" }, body });
  await seller.ok("Products.Create", { body: { ID: "p", Name: "Lamp", IsParent: true, QuantityMultiplier: 6 } });
  const created = await seller.accepted("Products.Create", { body: { ID: "c", ParentID: "p" } });
  assert.deepEqual([created.Name, created.QuantityMultiplier], ["Lamp", 6]);
  await parent({ Name: "Big lamp", QuantityMultiplier: 12 });
  assert.deepEqual(await shown(), ["Big lamp", 12]);
  await seller.ok("Products.Patch", { path: child, body: { Description: "d" } });
  await seller.ok("Products.Patch", { path: child, body: { Name: "Red lamp", QuantityMultiplier: 2 } });
  await parent({ Name: "Lamp", QuantityMultiplier: 6 });
  assert.deepEqual(await shown(), ["Red lamp", 2]);
  await seller.accepted("Products.Save", { path: child, body: { ParentID: "p" } });
  assert.deepEqual(await shown(), ["Lamp", 6]);
  await seller.ok("Products.Patch", { path: child, body: { ParentID: null } });
  await parent({ Name: "Other" });
  assert.deepEqual(await shown(), ["Lamp", 6]);
  for (const body of [{ ID: "x" }, { ID: "x", Name: "", ParentID: "" }]) {
    const { code, data } = await seller.refused("Products.Create", { body });
    assert.deepEqual([code, data.Property], ["ValidationFailure", "Name"]);
  }
  const emptied = await seller.refused("Products.Patch", { path: { productID: "p" }, body: { Name: null } });
  assert.equal(emptied.data.Property, "Name");
});

test("a child's own stock stays when its parent changes; without any it has the parent's inventory", async (t) => {
  const { seller } = await marketplace(t);
  const child = { productID: "c" };
  await seller.ok("Products.Create", { body: { ID: "p", Name: "P", IsParent: true, Inventory: { Enabled: true } } });
  await seller.ok("Products.Create", { body: { ID: "c", Name: "C", ParentID: "p" } });
  const stocked = await seller.ok("Products.Patch", { path: child, body: { Inventory: { QuantityAvailable: 4 } } });
  assert.deepEqual([stocked.Inventory?.Enabled, stocked.Inventory?.QuantityAvailable], [true, 4]);
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { Inventory: { QuantityAvailable: 100 } } });
  assert.equal((await seller.ok("Products.Get", { path: child })).Inventory?.QuantityAvailable, 4);
  await seller.ok("Products.Patch", { path: child, body: { Inventory: null } });
  assert.equal((await seller.ok("Products.Get", { path: child })).Inventory?.QuantityAvailable, 100);
  const tracking = await seller.refused("Products.Patch", {
    path: child,
    body: { Inventory: { VariantLevelTracking: true } },
  });
  assert.equal(tracking.code, "InventoryConfiguration.CannotSetVariantLevelTracking");
});

test("a child is active only while its parent is", async (t) => {
  const { seller } = await marketplace(t);
  const active = async (ID: string) => (await seller.ok("Products.Get", { path: { productID: ID } })).Active;
  await seller.ok("Products.Create", { body: { ID: "p", Name: "P", IsParent: true } });
  const child = await seller.ok("Products.Create", { body: { ID: "c", Name: "C", ParentID: "p", Active: true } });
  assert.equal(child.Active, false);
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { Active: true } });
  assert.equal(await active("c"), true);
  await seller.ok("Products.Patch", { path: { productID: "c" }, body: { Description: "x" } });
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { Active: false } });
  assert.equal(await active("c"), false);
  await seller.ok("Products.Patch", { path: { productID: "c" }, body: { Active: false } });
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { Active: true } });
  assert.equal(await active("c"), false);
});

test("a product that joins a family keeps what it has, and one that leaves keeps what it inherited", async (t) => {
  const { seller } = await marketplace(t);
  const path = { productID: "c" };
  await seller.ok("Products.Create", {
    body: {
      ID: "p",
      Name: "P",
      IsParent: true,
      Active: true,
      Description: "of the parent",
      ShipWidth: 1,
      xp: { a: 1 },
    },
  });
  await seller.ok("Products.Create", { body: { ID: "c", Name: "C", Active: true, Description: "own", xp: { b: 2 } } });
  const joined = await seller.ok("Products.Patch", { path, body: { ParentID: "p" } });
  assert.deepEqual([joined.Description, joined.ShipWidth, joined.xp, joined.Active], ["own", 1, { a: 1, b: 2 }, true]);
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { Active: false } });
  const left = await seller.ok("Products.Patch", { path, body: { ParentID: null } });
  assert.deepEqual([left.Description, left.ShipWidth, left.xp, left.Active], ["own", 1, { a: 1, b: 2 }, true]);
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { ShipWidth: 8 } });
  assert.equal((await seller.ok("Products.Get", { path })).ShipWidth, 1);
  await seller.ok("Products.Patch", { path, body: { ParentID: "p" } });
  const replaced = await seller.ok("Products.Save", { path, body: { Name: "C" } });
  assert.deepEqual([replaced.ParentID, replaced.Active, replaced.ShipWidth, replaced.xp], [null, false, null, null]);
});

test("each rule of families has its code", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Suppliers.Create", { body: { ID: "s", Name: "S", Active: true } });
  for (const body of [
    { ID: "parent", Name: "P", IsParent: true },
    { ID: "theirs", Name: "T", IsParent: true, OwnerID: "s" },
    { ID: "child", Name: "C", ParentID: "parent" },
    { ID: "plain", Name: "Q" },
  ])
    await seller.ok("Products.Create", { body });
  const create = async (body: object) =>
    (await seller.refused("Products.Create", { body: { Name: "x", ...body } })).code;
  const patch = async (productID: string, body: object) =>
    (await seller.refused("Products.Patch", { path: { productID }, body })).code;
  assert.equal(await create({ IsParent: true, ParentID: "parent" }), "Product.ParentProductCannotHaveParent");
  assert.equal(await create({ ParentID: "plain" }), "Product.IsNotParent");
  assert.equal(await create({ ParentID: "child" }), "Product.IsNotParent");
  assert.equal(await create({ ParentID: "theirs" }), "Product.ParentChildProductOwnersShouldMatch");
  assert.equal(await patch("parent", { IsParent: false }), "Product.CannotModifyIsParent");
  assert.equal(await patch("plain", { ParentID: "none" }), "NotFound");
  const path = { productID: "parent" };
  assert.equal((await seller.refused("Products.Delete", { path })).code, "Product.CannotDeleteParentProduct");
  for (const productID of ["parent", "child"])
    assert.equal(
      (await seller.refused("Products.GenerateVariants", { path: { productID } })).code,
      "Product.ParentChildProductsCannotHaveVariants",
    );
});

test("a child has its parent's specs and places without having assignments of its own", async (t) => {
  const { seller, shopper, product } = await shop(t);
  await product("dad", { IsParent: true });
  await product("kid", { ParentID: "dad" }, null);
  await seller.ok("Specs.Create", { body: { ID: "text", Name: "Text", AllowOpenText: true } });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "text", ProductID: "dad" } });
  assert.equal((await shopper.ok("Me.GetProduct", { path: { productID: "kid" } })).SpecCount, 1);
  assert.equal((await shopper.ok("Me.ListSpecs", { path: { productID: "kid" } })).Items[0]?.ID, "text");
  const path = { catalogID: "acme" };
  await seller.ok("Categories.Create", { path, body: { ID: "c", Name: "C", Active: true } });
  await seller.ok("Categories.SaveProductAssignment", { path, body: { CategoryID: "c", ProductID: "dad" } });
  const ids = ({ Items }: { Items: readonly { ID: string }[] }) => Items.map(({ ID }) => ID).join();
  for (const query of [{ catalogID: "acme" }, { catalogID: "acme", categoryID: "c" }]) {
    assert.equal(ids(await seller.ok("Products.List", { query })), "dad,kid");
    assert.equal(ids(await shopper.ok("Me.ListProducts", { query })), "dad,kid");
  }
  assert.equal(ids(await shopper.ok("Me.ListCategories", { query: { productID: "kid" } })), "c");
  const none = { query: { productID: "kid" } };
  assert.equal((await seller.ok("Catalogs.ListProductAssignments", none)).Meta?.TotalCount, 0);
  assert.equal((await seller.ok("Categories.ListProductAssignments", { path, ...none })).Meta?.TotalCount, 0);
  const { code } = await seller.refused("Catalogs.SaveProductAssignment", {
    body: { CatalogID: "acme", ProductID: "kid" },
  });
  assert.equal(code, "Catalog.CannotAssignChildProduct");
});

test("a product with variants joins no family", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Products.Create", { body: { ID: "dad", Name: "Dad", IsParent: true } });
  await seller.ok("Products.Create", { body: { ID: "shirt", Name: "Shirt" } });
  await seller.ok("Specs.Create", { body: { ID: "size", Name: "Size", Required: true, DefinesVariant: true } });
  await seller.ok("Specs.CreateOption", { path: { specID: "size" }, body: { ID: "s", Value: "S" } });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "shirt" } });
  await seller.ok("Products.GenerateVariants", { path: { productID: "shirt" } });
  const code = async (body: object) =>
    (await seller.refused("Products.Patch", { path: { productID: "shirt" }, body })).code;
  assert.equal(await code({ ParentID: "dad" }), "Product.CannotModifyParentIDForVariant");
  assert.equal(await code({ IsParent: true }), "Product.CannotModifyIsParentForVariant");
});
