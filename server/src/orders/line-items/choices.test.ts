import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { shop } from "@orderwell/testing";

const choose = (OptionID?: string, Value?: string) => [{ SpecID: "size", OptionID, Value }];

/** Product `shirt` in sizes `s` and `m`, a variant each. */
async function shirts(t: TestContext) {
  const own = await shop(t);
  const { seller, shopper } = own;
  await own.product("shirt");
  await seller.ok("Specs.Create", { body: { ID: "size", Name: "Size", Required: true, DefinesVariant: true } });
  for (const ID of ["s", "m"])
    await seller.ok("Specs.CreateOption", { path: { specID: "size" }, body: { ID, Value: `Size ${ID}` } });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "shirt" } });
  await seller.ok("Products.GenerateVariants", { path: { productID: "shirt" } });
  return {
    ...own,
    add: (Specs: object[] = [], ID?: string) =>
      shopper.ok("Cart.CreateLineItem", { body: { ID, ProductID: "shirt", Specs } }),
    async code(Specs: object[] = []) {
      return (await shopper.refused("Cart.CreateLineItem", { body: { ProductID: "shirt", Specs } })).codes.join(" ");
    },
  };
}

test("the options chosen decide the variant, whatever the case and when they change", async (t) => {
  const { add, shopper } = await shirts(t);
  const line = await add([{ SpecID: "SIZE", OptionID: "S", Value: "Size s" }], "l");
  assert.equal(line.Variant?.ID, "shirt-s");
  assert.deepEqual(line.Specs, [
    { SpecID: "size", Name: "Size", OptionID: "s", Value: "Size s", PriceMarkupType: null, PriceMarkup: null },
  ]);
  const path = { lineItemID: "l" };
  const more = await shopper.ok("Cart.PatchLineItem", { path, body: { Quantity: 2 } });
  assert.deepEqual([more.Quantity, more.Variant?.ID], [2, "shirt-s"]);
  const other = await shopper.ok("Cart.PatchLineItem", { path, body: { Specs: choose("m") } });
  assert.deepEqual([other.Quantity, other.Variant?.ID], [2, "shirt-m"]);
});

test("a product that was bought as it is has its specs, its variants and their stock with the next line", async (t) => {
  const { seller, shopper, product } = await shop(t);
  const path = { productID: "shirt" };
  const body = { ProductID: "shirt" };
  await product("shirt");
  assert.deepEqual((await shopper.ok("Cart.CreateLineItem", { body })).Specs, []);
  await seller.ok("Specs.Create", { body: { ID: "size", Name: "Size", Required: true, DefinesVariant: true } });
  await seller.ok("Specs.CreateOption", { path: { specID: "size" }, body: { ID: "s", Value: "Small" } });
  await seller.ok("Specs.SaveProductAssignment", {
    body: { SpecID: "size", ProductID: "shirt", DefaultOptionID: "s" },
  });
  const chosen = (await shopper.ok("Cart.CreateLineItem", { body })).Specs;
  assert.deepEqual(
    chosen?.map(({ OptionID, Value }) => [OptionID, Value]),
    [["s", "Small"]],
  );
  await seller.ok("Products.GenerateVariants", { path });
  assert.equal((await shopper.ok("Cart.CreateLineItem", { body })).Variant?.ID, "shirt-s");
  await seller.ok("Products.Patch", { path, body: { Inventory: { Enabled: true, VariantLevelTracking: true } } });
  const { code, data } = await shopper.refused("Cart.CreateLineItem", { body });
  assert.deepEqual([code, data.QuantityAvailable], ["Inventory.Insufficient", 0]);
});

test("what carts and orders hold follows when the spec, the option, the variant and the product get other IDs", async (t) => {
  const { add, shopper, seller } = await shirts(t);
  await add(choose("s"), "l");
  await add(choose("m"), "k");
  await seller.ok("Specs.Patch", { path: { specID: "size" }, body: { ID: "fit" } });
  await seller.ok("Specs.PatchOption", { path: { specID: "fit", optionID: "s" }, body: { ID: "slim" } });
  await seller.ok("Products.PatchVariant", {
    path: { productID: "shirt", variantID: "shirt-s" },
    body: { ID: "slim-shirt" },
  });
  await seller.ok("Products.Patch", { path: { productID: "shirt" }, body: { ID: "blouse" } });
  const held = async (lineItemID: string) => {
    const { ProductID, Variant, Specs } = await shopper.ok("Cart.GetLineItem", { path: { lineItemID } });
    return [ProductID, Variant?.ID, ...(Specs ?? []).map(({ SpecID, OptionID }) => `${SpecID}=${OptionID}`)];
  };
  assert.deepEqual(await held("l"), ["blouse", "slim-shirt", "fit=slim"]);
  assert.deepEqual(await held("k"), ["blouse", "shirt-m", "fit=m"]);
  await shopper.ok("Cart.PatchLineItem", { path: { lineItemID: "l" }, body: { Quantity: 2 } });
  await shopper.ok("Cart.CreatePayment", { body: { Type: "PurchaseOrder" } });
  assert.equal((await shopper.ok("Cart.Submit")).Status, "Open");
});

test("without a choice the default option counts, the assignment's before the spec's", async (t) => {
  const { add, code, seller } = await shirts(t);
  assert.equal(await code(), "Spec.OneOrMoreRequiresValue Spec.RequiresSelection");
  await seller.ok("Specs.Patch", { path: { specID: "size" }, body: { DefaultOptionID: "s" } });
  assert.equal((await add()).Variant?.ID, "shirt-s");
  await seller.ok("Specs.SaveProductAssignment", {
    body: { SpecID: "size", ProductID: "shirt", DefaultOptionID: "m" },
  });
  assert.equal((await add()).Variant?.ID, "shirt-m");
  assert.equal((await add(choose("s"))).Variant?.ID, "shirt-s");
});

test("what is not offered is refused: other options, free text, other specs, combinations without a variant", async (t) => {
  const { code, seller } = await shirts(t);
  assert.equal(await code(choose("xl")), "Spec.OptionNotFound");
  assert.equal(await code(choose(undefined, "XL")), "Spec.RequiresSelection");
  assert.match(await code([...choose("s"), { SpecID: "color", OptionID: "red" }]), /NotFound/);
  await seller.ok("Specs.CreateOption", { path: { specID: "size" }, body: { ID: "l", Value: "Size l" } });
  assert.equal(await code(choose("l")), "LineItem.VariantNotFound");
});

test("a variant that is switched off is neither shown nor sold, also not from carts that have it", async (t) => {
  const { add, code, shopper, seller } = await shirts(t);
  await add(choose("s"), "l");
  await seller.ok("Specs.PatchOption", {
    path: { specID: "size", optionID: "s" },
    body: { PriceMarkupType: "AmountPerQuantity", PriceMarkup: 2.5 },
  });
  await seller.ok("Products.PatchVariant", {
    path: { productID: "shirt", variantID: "shirt-s" },
    body: { Active: false },
  });
  const { Items } = await shopper.ok("Me.ListVariants", { path: { productID: "shirt" } });
  assert.deepEqual(
    Items.map(({ ID }) => ID),
    ["shirt-m"],
  );
  assert.equal(await code(choose("s")), "LineItem.VariantNotFound");
  const refused = await shopper.refused("Cart.Submit");
  assert.deepEqual(
    [refused.code, refused.data.Specs],
    ["LineItem.VariantNotFound", [{ SpecID: "size", OptionID: "s", Value: "Size s" }]],
  );
});

test("a spec that becomes required stands against carts filled before", async (t) => {
  const { add, shopper, seller } = await shirts(t);
  await add(choose("s"));
  await seller.ok("Specs.Create", { body: { ID: "note", Name: "Note", AllowOpenText: true, Required: true } });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "note", ProductID: "shirt" } });
  const { codes } = await shopper.refused("Cart.Submit");
  assert.ok(codes.includes("Spec.OneOrMoreRequiresValue"), codes.join());
  const line = await add([...choose("s"), { SpecID: "note", Value: "For Ann" }]);
  assert.deepEqual(
    line.Specs?.map(({ SpecID, OptionID, Value }) => [SpecID, OptionID, Value]),
    [
      ["note", null, "For Ann"],
      ["size", "s", "Size s"],
    ],
  );
});
