import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace, newCaller, type TestClient } from "@orderwell/testing";

const path = { specID: "size" };

/** Spec `size` with options S and L. */
async function size(seller: TestClient, more: Record<string, unknown> = {}): Promise<void> {
  await seller.ok("Specs.Create", { body: { ID: "size", Name: "Size", Required: true, ...more } });
  await seller.ok("Specs.CreateOption", { path, body: { ID: "L", Value: "Large", ListOrder: 2 } });
  await seller.ok("Specs.CreateOption", { path, body: { ID: "S", Value: "Small", ListOrder: 1 } });
}

const product = (seller: TestClient, ID: string, more: Record<string, unknown> = {}) =>
  seller.ok("Products.Create", { body: { ID, Name: ID, ...more } });

const specCount = async (seller: TestClient, productID: string) =>
  (await seller.ok("Products.Get", { path: { productID } })).SpecCount;

test("a spec comes with its options in their order, wherever it is read", async (t) => {
  const { id, seller } = await marketplace(t);
  await size(seller);
  await seller.accepted("Specs.PatchOption", {
    path: { ...path, optionID: "l" },
    body: { PriceMarkupType: "Percentage", PriceMarkup: "12.345", xp: { inches: 12 } },
  });
  const spec = await seller.ok("Specs.Get", { path });
  const option = { IsOpenText: false, PriceMarkupType: null, PriceMarkup: null, xp: null };
  assert.deepEqual(spec.Options, [
    { ...option, ID: "S", Value: "Small", ListOrder: 1 },
    {
      ...option,
      ID: "L",
      Value: "Large",
      ListOrder: 2,
      PriceMarkupType: "Percentage",
      PriceMarkup: 12.345,
      xp: { inches: 12 },
    },
  ]);
  assert.deepEqual([spec.OwnerID, spec.OptionCount, spec.DefinesVariant], [id, 2, false]);
  assert.deepEqual((await seller.ok("Specs.List", {})).Items, [spec]);
  const patched = await seller.accepted("Specs.Patch", { path, body: { ListOrder: 3, Options: [], OptionCount: 9 } });
  assert.deepEqual([patched.OptionCount, patched.Options?.length, patched.ListOrder], [2, 2, 3]);
  const found = await seller.ok("Specs.List", { query: { "Options.Value": "small" } });
  assert.equal(found.Meta.TotalCount, 1);
});

test("specs come in their order, then by name", async (t) => {
  const { seller } = await marketplace(t);
  for (const [ID, Name, ListOrder] of [
    ["1", "Zebra", 1],
    ["2", "Ant", 2],
    ["3", "Bee", 1],
  ])
    await seller.accepted("Specs.Create", { body: { ID, Name, ListOrder } });
  const list = await seller.ok("Specs.List", {});
  assert.equal(list.Items.map(({ ID }) => ID).join(""), "312");
});

test("a spec that defines variants must be required and takes no open text", async (t) => {
  const { seller } = await marketplace(t);
  const codes = async (body: Record<string, unknown>) =>
    (await seller.refused("Specs.Create", { body: { Name: "Color", DefinesVariant: true, ...body } })).codes;
  assert.deepEqual(await codes({}), ["Spec.MustBeRequired"]);
  assert.deepEqual(await codes({ Required: true, AllowOpenText: true }), ["Spec.CannotAllowOpenText"]);
  assert.deepEqual(await codes({ AllowOpenText: true }), ["Spec.MustBeRequired", "Spec.CannotAllowOpenText"]);
  await size(seller, { DefinesVariant: true });
  const refused = await seller.refused("Specs.Patch", { path, body: { Required: false } });
  assert.equal(refused.code, "Spec.MustBeRequired");
});

test("a default option is one of the spec's, and is forgotten with it", async (t) => {
  const { seller } = await marketplace(t);
  const early = await seller.refused("Specs.Create", { body: { Name: "Size", DefaultOptionID: "S" } });
  assert.deepEqual([early.status, early.code], [400, "Spec.OptionNotFound"]);
  await size(seller);
  const unknown = await seller.refused("Specs.Patch", { path, body: { DefaultOptionID: "XL" } });
  assert.equal(unknown.code, "Spec.OptionNotFound");
  assert.equal((await seller.ok("Specs.Patch", { path, body: { DefaultOptionID: "s" } })).DefaultOptionID, "S");
  await product(seller, "p");
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "p", DefaultOptionID: "S" } });
  const assigned = async () => (await seller.ok("Specs.ListProductAssignments", {})).Items[0]?.DefaultOptionID;
  const option = { ...path, optionID: "S" };
  await seller.ok("Specs.PatchOption", { path: option, body: { ID: "XS" } });
  assert.equal((await seller.ok("Specs.Get", { path })).DefaultOptionID, "XS");
  assert.equal(await assigned(), "XS");
  await seller.ok("Specs.DeleteOption", { path: { ...path, optionID: "xs" } });
  assert.equal((await seller.ok("Specs.Get", { path })).DefaultOptionID, null);
  assert.equal(await assigned(), null);
});

test("an option is unique within its spec and known to no other", async (t) => {
  const { seller } = await marketplace(t);
  await size(seller);
  await seller.ok("Specs.Create", { body: { ID: "color", Name: "Color" } });
  await seller.ok("Specs.CreateOption", { path: { specID: "color" }, body: { ID: "S", Value: "Silver" } });
  const double = await seller.refused("Specs.CreateOption", { path, body: { ID: "s", Value: "Small" } });
  assert.deepEqual([double.status, double.data.ObjectType], [409, "SpecOption"]);
  const other = await seller.refused("Specs.PatchOption", {
    path: { specID: "color", optionID: "L" },
    body: { Value: "x" },
  });
  assert.deepEqual([other.status, other.data.ObjectType], [404, "SpecOption"]);
  const saved = await seller.ok("Specs.SaveOption", { path: { ...path, optionID: "M" }, body: { Value: "Medium" } });
  assert.deepEqual([saved.ID, saved.ListOrder], ["M", 0]);
  const options = await seller.ok("Specs.ListOptions", { path, query: { search: "l" } });
  assert.equal(options.Items.map(({ ID }) => ID).join(""), "SL");
  assert.equal((await seller.refused("Specs.ListOptions", { path: { specID: "no" } })).data.ObjectType, "Spec");
});

test("an assignment needs a spec that leaves something to choose or enter", async (t) => {
  const { seller } = await marketplace(t);
  await product(seller, "p");
  const save = { body: { SpecID: "note", ProductID: "p" } };
  await seller.ok("Specs.Create", { body: { ID: "note", Name: "Note" } });
  const refused = await seller.refused("Specs.SaveProductAssignment", save);
  assert.deepEqual([refused.status, refused.code], [400, "Spec.InvalidSpecConfiguration"]);
  for (const body of [{ AllowOpenText: true }, { AllowOpenText: false, DefaultValue: "none" }]) {
    await seller.ok("Specs.Patch", { path: { specID: "note" }, body });
    await seller.ok("Specs.SaveProductAssignment", save);
  }
});

test("SpecCount of products and their children follows assignments and deletions", async (t) => {
  const { seller } = await marketplace(t);
  await size(seller);
  await seller.ok("Specs.Create", { body: { ID: "note", Name: "Note", AllowOpenText: true } });
  await product(seller, "dad", { IsParent: true });
  await product(seller, "kid", { ParentID: "dad" });
  const assign = (SpecID: string, ProductID: string) =>
    seller.ok("Specs.SaveProductAssignment", { body: { SpecID, ProductID } });
  const counts = async () => [await specCount(seller, "dad"), await specCount(seller, "kid")];
  await assign("size", "dad");
  await assign("size", "dad");
  await assign("note", "kid");
  assert.deepEqual(await counts(), [1, 2]);
  await assign("size", "kid");
  assert.deepEqual(await counts(), [1, 2]);
  await seller.ok("Specs.DeleteProductAssignment", { path: { specID: "Size", productID: "Dad" } });
  assert.deepEqual(await counts(), [0, 2]);
  await seller.ok("Specs.Delete", { path });
  assert.deepEqual(await counts(), [0, 1]);
  assert.deepEqual(
    (await seller.ok("Specs.ListProductAssignments", {})).Items.map(({ SpecID, ProductID }) => [SpecID, ProductID]),
    [["note", "kid"]],
  );
});

test("assignments are listed with search, sort and filters, and overwritten when saved again", async (t) => {
  const { seller } = await marketplace(t);
  await size(seller);
  await seller.ok("Specs.Create", { body: { ID: "note", Name: "Note", AllowOpenText: true } });
  await product(seller, "hat");
  await product(seller, "hood");
  for (const [SpecID, ProductID, DefaultValue] of [
    ["size", "hood", "x"],
    ["size", "hat", null],
    ["note", "hat", "y"],
  ])
    await seller.accepted("Specs.SaveProductAssignment", { body: { SpecID, ProductID, DefaultValue } });
  const list = async (query: Record<string, unknown>) =>
    (await seller.accepted("Specs.ListProductAssignments", { query })).Items.map(
      ({ SpecID, ProductID }) => `${SpecID}-${ProductID}`,
    );
  assert.deepEqual(await list({}), ["note-hat", "size-hat", "size-hood"]);
  assert.deepEqual(await list({ search: "hoo" }), ["size-hood"]);
  assert.deepEqual(await list({ ProductID: "hat" }), ["note-hat", "size-hat"]);
  assert.deepEqual(await list({ SpecID: "size", sortBy: "!ProductID" }), ["size-hood", "size-hat"]);
  assert.deepEqual(await list({ DefaultValue: "!*" }), ["size-hat"]);
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "hood" } });
  assert.deepEqual(await list({ DefaultValue: "!*" }), ["size-hat", "size-hood"]);
});

test("only ordinary products get specs that define variants", async (t) => {
  const { seller } = await marketplace(t);
  await size(seller, { DefinesVariant: true });
  await product(seller, "dad", { IsParent: true });
  await product(seller, "kid", { ParentID: "dad" });
  await product(seller, "p");
  const code = "ProductAssigment.ParentChildProductCannotBeAssignedToVariantSpec";
  for (const ProductID of ["dad", "kid"]) {
    const refused = await seller.refused("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID } });
    assert.deepEqual([refused.status, refused.code], [400, code]);
  }
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "p" } });
  for (const body of [{ IsParent: true }, { ParentID: "dad" }])
    assert.equal((await seller.refused("Products.Patch", { path: { productID: "p" }, body })).code, code);
  await seller.ok("Specs.Patch", { path, body: { DefinesVariant: false } });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "dad" } });
  assert.equal((await seller.refused("Specs.Patch", { path, body: { DefinesVariant: true } })).code, code);
});

test("an assignment names a spec, product and option that are there", async (t) => {
  const { seller } = await marketplace(t);
  await size(seller);
  await product(seller, "p");
  const refused = async (body: Record<string, unknown>) => {
    const { code, data } = await seller.refused("Specs.SaveProductAssignment", {
      body: { SpecID: "size", ProductID: "p", ...body },
    });
    return [code, data?.ObjectType];
  };
  assert.deepEqual(await refused({ SpecID: "no" }), ["NotFound", "Spec"]);
  assert.deepEqual(await refused({ ProductID: "no" }), ["NotFound", "Product"]);
  assert.deepEqual(await refused({ DefaultOptionID: "no" }), ["Spec.OptionNotFound", undefined]);
  const gone = await seller.refused("Specs.DeleteProductAssignment", { path: { ...path, productID: "p" } });
  assert.equal(gone.status, 404);
});

test("spec and product have one owner, and suppliers know only their own specs", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await size(seller);
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Supplier", Active: true } });
  const supplier = await newCaller(own, { supplier: "sup" });
  await supplier.ok("Specs.Create", { body: { ID: "theirs", Name: "Theirs", AllowOpenText: true } });
  await product(supplier, "made");
  const refused = await seller.refused("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "made" } });
  assert.deepEqual([refused.status, refused.code], [400, "Spec.CannotAssignProduct"]);
  await supplier.ok("Specs.SaveProductAssignment", { body: { SpecID: "theirs", ProductID: "made" } });
  await product(seller, "ours");
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "ours" } });
  assert.deepEqual(
    (await supplier.ok("Specs.List", {})).Items.map(({ ID }) => ID),
    ["theirs"],
  );
  assert.deepEqual(
    (await supplier.ok("Specs.ListProductAssignments", {})).Items.map(({ SpecID }) => SpecID),
    ["theirs"],
  );
  for (const id of ["Specs.Get", "Specs.Delete", "Specs.ListOptions"] as const)
    assert.equal((await supplier.refused(id, { path })).status, 404);
  assert.equal((await supplier.refused("Specs.Patch", { path, body: { Name: "Mine" } })).status, 404);
});

test("a buyer's users read the specs of what is in their catalogs, and change none", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await size(seller);
  await seller.ok("Specs.Create", { body: { ID: "other", Name: "Other", AllowOpenText: true } });
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await product(seller, "p");
  await seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "acme", ProductID: "p" } });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "p" } });
  const buyer = await newCaller(own, { buyer: "acme" }, ["ProductAdmin"]);
  assert.deepEqual(
    (await buyer.ok("Specs.List", {})).Items.map(({ ID }) => ID),
    ["size"],
  );
  for (const id of ["Specs.Patch", "Specs.Delete", "Specs.CreateOption"] as const)
    assert.equal((await buyer.refused(id, { path, body: { Name: "Mine", Value: "x" } })).status, 403);
});

test("variants follow their specs and options when these get other IDs", async (t) => {
  const { seller } = await marketplace(t);
  await size(seller, { DefinesVariant: true });
  await product(seller, "p");
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "size", ProductID: "p" } });
  await seller.ok("Products.GenerateVariants", { path: { productID: "p" } });
  await seller.ok("Specs.Patch", { path, body: { ID: "size2" } });
  await seller.ok("Specs.PatchOption", { path: { specID: "size2", optionID: "S" }, body: { ID: "XS" } });
  const variants = await seller.ok("Products.ListVariants", { path: { productID: "p" } });
  assert.deepEqual(
    variants.Items.map(({ Specs }) => Specs?.map(({ SpecID, OptionID }) => `${SpecID}:${OptionID}`)).sort(),
    [["size2:L"], ["size2:XS"]],
  );
});
