import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace, type TestMarketplace } from "@orderwell/testing";

type Seller = TestMarketplace["seller"];

/** A spec that defines variants, on the product. */
async function define(seller: Seller, ProductID: string, ID: string, ListOrder: number, options: readonly string[]) {
  await seller.ok("Specs.Create", { body: { ID, Name: ID, ListOrder, Required: true, DefinesVariant: true } });
  for (const [index, option] of options.entries())
    await seller.ok("Specs.CreateOption", {
      path: { specID: ID },
      body: {
        ID: option,
        Value: option.toUpperCase(),
        ListOrder: index,
        PriceMarkupType: "AmountTotal",
        PriceMarkup: 1.5,
      },
    });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: ID, ProductID } });
}

const path = { productID: "shirt" };

test("variants are every combination of options, in the order of the specs, in ID and Specs alike, and have no name until they are given one", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Products.Create", { body: { ID: "shirt", Name: "Shirt", Active: true } });
  await define(seller, "shirt", "size", 2, ["s", "l"]);
  await define(seller, "shirt", "color", 1, ["red", "blue"]);
  const generated = await seller.send("Products.GenerateVariants", { path });
  assert.deepEqual([generated.status, generated.body.ID, generated.body.VariantCount], [201, "shirt", 4]);
  const { Items } = await seller.ok("Products.ListVariants", { path });
  assert.deepEqual(
    Items.map(({ ID }) => ID),
    ["shirt-blue-l", "shirt-blue-s", "shirt-red-l", "shirt-red-s"],
  );
  const variant = await seller.ok("Products.GetVariant", { path: { ...path, variantID: "SHIRT-blue-S" } });
  assert.deepEqual([variant.ID, variant.Name, variant.Active, variant.Inventory], ["shirt-blue-s", null, true, null]);
  assert.deepEqual(variant.Specs, [
    {
      SpecID: "color",
      Name: "color",
      OptionID: "blue",
      Value: "BLUE",
      PriceMarkupType: "AmountTotal",
      PriceMarkup: 1.5,
    },
    { SpecID: "size", Name: "size", OptionID: "s", Value: "S", PriceMarkupType: "AmountTotal", PriceMarkup: 1.5 },
  ]);
});

test("generating again adds what is missing and keeps the rest, or makes all anew", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Products.Create", { body: { ID: "shirt", Name: "Shirt", Active: true } });
  assert.equal((await seller.ok("Products.GenerateVariants", { path })).VariantCount, 0);
  await define(seller, "shirt", "size", 1, ["s", "l"]);
  await seller.ok("Products.GenerateVariants", { path, body: { Active: false } });
  const variantPath = { ...path, variantID: "shirt-s" };
  const renamed = await seller.ok("Products.SaveVariant", {
    path: variantPath,
    body: { ID: "small", Name: "Small", Active: true },
  });
  assert.deepEqual([renamed.ID, renamed.Name, renamed.Specs?.[0]?.OptionID], ["small", "Small", "s"]);
  assert.equal(
    (await seller.refused("Products.SaveVariant", { path: variantPath, body: { Name: "x" } })).code,
    "NotFound",
  );
  await seller.ok("Specs.CreateOption", { path: { specID: "size" }, body: { ID: "xl", Value: "XL" } });
  const ids = async () =>
    (await seller.ok("Products.ListVariants", { path })).Items.map(({ ID, Active }) => [ID, Active]);
  assert.equal((await seller.ok("Products.GenerateVariants", { path })).VariantCount, 3);
  assert.deepEqual(await ids(), [
    ["shirt-l", false],
    ["shirt-xl", true],
    ["small", true],
  ]);
  await seller.ok("Products.GenerateVariants", { path, query: { overwriteExisting: true } });
  assert.deepEqual(await ids(), [
    ["shirt-l", true],
    ["shirt-s", true],
    ["shirt-xl", true],
  ]);
  await seller.ok("Specs.PatchOption", { path: { specID: "size", optionID: "xl" }, body: { Value: "Extra large" } });
  const xl = await seller.ok("Products.GetVariant", { path: { ...path, variantID: "shirt-xl" } });
  assert.equal(xl.Specs?.[0]?.Value, "Extra large");
});

test("no product gets more than 1500 variants", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Products.Create", { body: { ID: "shirt", Name: "Shirt" } });
  const options = Array.from({ length: 12 }, (_, index) => `o${index}`);
  for (const [index, spec] of ["a", "b", "c"].entries()) await define(seller, "shirt", spec, index, options);
  assert.equal((await seller.refused("Products.GenerateVariants", { path })).code, "Variant.ExceededLimit");
  assert.equal((await seller.ok("Products.Get", { path })).VariantCount, 0);
});

test("stock by variant needs tracking on the product, which shows the sum", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Products.Create", { body: { ID: "shirt", Name: "Shirt" } });
  await define(seller, "shirt", "size", 1, ["s", "l"]);
  await seller.ok("Products.GenerateVariants", { path });
  const patch = (variantID: string, QuantityAvailable: number) => ({
    path: { ...path, variantID },
    body: { Inventory: { QuantityAvailable } },
  });
  const refusal = async () => (await seller.refused("Products.PatchVariant", patch("shirt-s", 4))).code;
  assert.equal(await refusal(), "InventoryConfiguration.ProductInventoryMustExist");
  await seller.ok("Products.Patch", { path, body: { Inventory: { Enabled: true } } });
  assert.equal(await refusal(), "Variant.MustEnableInventory");
  await seller.ok("Products.Patch", { path, body: { Inventory: { VariantLevelTracking: true } } });
  const small = await seller.ok("Products.PatchVariant", patch("shirt-s", 3));
  assert.equal(small.Inventory?.QuantityAvailable, 3);
  const large = await seller.ok("Products.GetVariant", { path: { ...path, variantID: "shirt-l" } });
  assert.equal(large.Inventory?.QuantityAvailable, 0);
  await seller.ok("Products.PatchVariant", patch("shirt-l", 5));
  assert.equal((await seller.ok("Products.Get", { path })).Inventory?.QuantityAvailable, 8);
  const kept = await seller.ok("Products.PatchVariant", {
    path: { ...path, variantID: "shirt-l" },
    body: { Active: false },
  });
  assert.deepEqual([kept.Active, kept.Inventory?.QuantityAvailable], [false, 5]);
  const anew = await seller.ok("Products.GenerateVariants", { path, query: { overwriteExisting: true } });
  assert.equal(anew.Inventory?.QuantityAvailable, 0);
  assert.ok(String(anew.Inventory?.LastUpdated) > String(kept.Inventory?.LastUpdated), "stock has changed");
  await seller.ok("Products.PatchVariant", patch("shirt-l", 5));
  await seller.ok("Products.Patch", { path, body: { Inventory: { VariantLevelTracking: false } } });
  const read = await seller.ok("Products.GetVariant", { path: { ...path, variantID: "shirt-l" } });
  await seller.ok("Products.SaveVariant", { path: { ...path, variantID: "shirt-l" }, body: read });
  assert.equal(await refusal(), "Variant.MustEnableInventory");
  const variants = await seller.refused("Products.Patch", { path, body: { IsParent: true } });
  assert.equal(variants.code, "Product.CannotModifyIsParentForVariant");
});
