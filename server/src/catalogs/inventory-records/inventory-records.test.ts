import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { newCaller, type Shop, shop, type TestClient } from "@orderwell/testing";

const street = { Street1: "1 Main", City: "Bath", Country: "GB" };
const tracked = (more: object = {}) => ({ Inventory: { Enabled: true, ...more } }) as never;
const at = (productID: string, inventoryRecordID = "") => ({ path: { productID, inventoryRecordID } });

/** A shop with the addresses `north` and `south` of the marketplace and a product `p` whose stock is tracked. */
async function stocked(t: TestContext): Promise<Shop> {
  const own = await shop(t);
  for (const ID of ["north", "south"]) await own.seller.ok("AdminAddresses.Create", { body: { ...street, ID } });
  await own.product("p", tracked());
  return own;
}

const add = (seller: TestClient, productID: string, ID: string, QuantityAvailable: number, more: object = {}) =>
  seller.accepted("InventoryRecords.Create", {
    ...at(productID),
    body: { ID, AddressID: "north", QuantityAvailable, ...more },
  });

/** A product with the variants `id-s` and `id-m`, whose stock is tracked by variant. */
async function shirt({ seller, product }: Shop, id: string): Promise<void> {
  await product(id);
  const path = { specID: `${id}-size` };
  await seller.ok("Specs.Create", { body: { ID: path.specID, Name: "Size", Required: true, DefinesVariant: true } });
  for (const ID of ["s", "m"]) await seller.ok("Specs.CreateOption", { path, body: { ID, Value: ID } });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: path.specID, ProductID: id } });
  await seller.ok("Products.GenerateVariants", { path: { productID: id }, body: {} });
  await seller.ok("Products.Patch", {
    path: { productID: id },
    body: { Inventory: { Enabled: true, VariantLevelTracking: true } },
  });
}

const addToVariant = (
  seller: TestClient,
  productID: string,
  variantID: string,
  ID: string,
  QuantityAvailable: number,
) =>
  seller.accepted("InventoryRecords.CreateVariant", {
    path: { productID, variantID },
    body: { ID, AddressID: "north", QuantityAvailable },
  });

const stockOf = async (client: TestClient, productID: string) =>
  (await client.ok("Products.Get", { path: { productID } })).Inventory?.QuantityAvailable;
const seenStock = async (client: TestClient, productID: string) =>
  (await client.ok("Me.GetProduct", { path: { productID } })).Inventory?.QuantityAvailable;

test("a record has its address, its defaults and its own ID in the product, and is changed by every verb", async (t) => {
  const own = await stocked(t);
  const { seller } = own;
  const made = await seller.ok("InventoryRecords.Create", { ...at("p"), body: { ID: "r", AddressID: "NORTH" } });
  assert.deepEqual(
    [
      made.OwnerID,
      made.AllowAllBuyers,
      made.AddressID,
      made.Address?.City,
      made.OrderCanExceed,
      made.QuantityAvailable,
    ],
    [own.id, true, "north", "Bath", false, 0],
  );
  await own.product("q", tracked());
  await add(seller, "q", "r", 1);
  const double = await seller.refused("InventoryRecords.Create", { ...at("p"), body: { ID: "R", AddressID: "south" } });
  assert.deepEqual([double.status, double.code], [409, "IdExists"]);
  const patched = await seller.ok("InventoryRecords.Patch", {
    ...at("p", "r"),
    body: { QuantityAvailable: 7, AddressID: "south", xp: { shelf: 3 } },
  });
  assert.deepEqual(
    [patched.QuantityAvailable, patched.AddressID, patched.Address?.ID, patched.xp],
    [7, "south", "south", { shelf: 3 }],
  );
  assert.ok(String(patched.LastUpdated) > String(made.LastUpdated));
  const put = await seller.ok("InventoryRecords.Save", { ...at("p", "r"), body: { ID: "s", AddressID: "north" } });
  assert.deepEqual([put.ID, put.QuantityAvailable, put.xp], ["s", 0, null]);
  await seller.ok("AdminAddresses.Patch", { path: { addressID: "north" }, body: { ID: "hall" } });
  const found = await seller.ok("InventoryRecords.List", {
    ...at("p"),
    query: { AddressID: "hall", "Address.City": "bath" },
  });
  assert.deepEqual([found.Items[0]?.ID, found.Items[0]?.Address?.ID], ["s", "hall"]);
  const bare = await seller.ok("InventoryRecords.List", { ...at("p"), query: { includeAddress: false } });
  assert.deepEqual([bare.Items[0]?.Address, bare.Items[0]?.AddressID], [null, "hall"]);
  await seller.ok("InventoryRecords.Delete", at("p", "s"));
  assert.equal((await seller.refused("InventoryRecords.Get", at("p", "s"))).data.ObjectType, "InventoryRecord");
});

test("records need an inventory of the product and are at the level that it tracks, which then stays", async (t) => {
  const own = await stocked(t);
  const { seller, product } = own;
  const body = { ID: "r", AddressID: "north" };
  const code = async (productID: string, variantID?: string) => {
    const { code } =
      variantID === undefined
        ? await seller.refused("InventoryRecords.Create", { path: { productID }, body })
        : await seller.refused("InventoryRecords.CreateVariant", { path: { productID, variantID }, body });
    return code;
  };
  await product("bare");
  assert.equal(await code("bare"), "InventoryConfiguration.ProductInventoryMustExist");
  await shirt(own, "shirt");
  assert.equal(await code("shirt"), "InventoryConfiguration.InvalidVariantLevelTracking");
  await addToVariant(seller, "shirt", "shirt-s", "r", 3);
  assert.equal(await code("shirt"), "InventoryConfiguration.CannotCreateInventoryRecord");
  const retrack = (VariantLevelTracking: boolean) => ({
    path: { productID: "shirt" },
    body: { Inventory: { VariantLevelTracking } },
  });
  const stays = await seller.refused("Products.Patch", retrack(false));
  assert.equal(stays.code, "InventoryConfiguration.CannotChangeVariantLevelTracking");
  const path = { productID: "shirt", variantID: "shirt-s", inventoryRecordID: "r" };
  await seller.ok("InventoryRecords.DeleteVariant", { path });
  await seller.ok("Products.Patch", retrack(false));
  assert.equal(await code("shirt", "shirt-s"), "InventoryConfiguration.InvalidVariantLevelTracking");
  const unknown = await seller.refused("InventoryRecords.CreateVariant", {
    path: { productID: "shirt", variantID: "no" },
    body,
  });
  assert.deepEqual([unknown.status, unknown.data.ObjectType], [404, "Variant"]);
});

test("a product shows the sum of its records, to buyers of those they may use, and what was written when they are gone", async (t) => {
  const own = await stocked(t);
  const { seller, shopper } = own;
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { Inventory: { QuantityAvailable: 99 } } });
  await add(seller, "p", "a", 10);
  await add(seller, "p", "b", 20, { AddressID: "south" });
  await add(seller, "p", "c", 30, { AllowAllBuyers: false });
  assert.deepEqual([await stockOf(seller, "p"), await seenStock(shopper, "p")], [60, 30]);
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { Inventory: { QuantityAvailable: 98 } } });
  assert.equal(await stockOf(seller, "p"), 60);
  const mine = async (query: Record<string, unknown> = {}) =>
    (await shopper.accepted("Me.ListProductInventoryRecords", { ...at("p"), query })).Items;
  assert.deepEqual(
    (await mine()).map(({ ID }) => ID),
    ["a", "b"],
  );
  assert.equal((await mine({ AddressID: "south" }))[0]?.Address?.City, "Bath");
  assert.equal((await mine({ includeAddress: false }))[0]?.Address, null);
  const listed = async (query: Record<string, unknown>) =>
    (await shopper.accepted("Me.ListProducts", { query })).Meta.TotalCount;
  assert.equal(await listed({ "InventoryRecords.QuantityAvailable": ">25" }), 0);
  assert.equal(await listed({ "InventoryRecords.AddressID": "south", "InventoryRecords.QuantityAvailable": ">5" }), 1);
  await add(seller, "p", "d", 2147483647);
  assert.equal(await stockOf(seller, "p"), 2147483647, "a sum is a number that a quantity may be");
  for (const id of ["a", "b", "c", "d"]) await seller.ok("InventoryRecords.Delete", at("p", id));
  assert.deepEqual([await stockOf(seller, "p"), await seenStock(shopper, "p")], [98, 98]);
});

test("an assignment lets a buyer, or a group of it, use a record that is not for all", async (t) => {
  const own = await stocked(t);
  const { seller, shopper } = own;
  await add(seller, "p", "open", 1);
  await add(seller, "p", "kept", 5, { AllowAllBuyers: false });
  const { ID: userID } = await shopper.ok("Me.Get");
  const buyer = { buyerID: "acme" };
  await seller.ok("UserGroups.Create", { path: buyer, body: { ID: "team", Name: "Team" } });
  const usable = async () =>
    (await shopper.ok("Me.ListProductInventoryRecords", at("p"))).Items.map(({ ID }) => ID).join();
  const assign = (body: object) => seller.accepted("InventoryRecords.SaveAssignment", { ...at("p"), body });
  await assign({ InventoryRecordID: "KEPT", BuyerID: "acme", UserGroupID: "team" });
  assert.deepEqual([await usable(), await seenStock(shopper, "p")], ["open", 1]);
  const line = { body: { ProductID: "p", InventoryRecordID: "kept" } };
  const refused = await shopper.refused("Cart.CreateLineItem", line);
  assert.deepEqual([refused.status, refused.data.ObjectType], [404, "InventoryRecord"]);
  await seller.ok("UserGroups.SaveUserAssignment", { path: buyer, body: { UserGroupID: "team", UserID: userID } });
  assert.deepEqual([await usable(), await seenStock(shopper, "p")], ["kept,open", 6]);
  assert.equal((await shopper.ok("Cart.CreateLineItem", line)).InventoryRecordID, "kept");
  const listed = await seller.ok("InventoryRecords.ListAssignments", {
    ...at("p"),
    query: { inventoryRecordID: "kept", level: "Group" },
  });
  assert.deepEqual(listed.Items, [{ InventoryRecordID: "kept", BuyerID: "acme", UserGroupID: "team" }]);
  await seller.ok("InventoryRecords.DeleteAssignment", {
    ...at("p", "kept"),
    query: { buyerID: "acme", userGroupID: "team" },
  });
  assert.equal(await usable(), "open");
  assert.equal((await shopper.refused("Cart.Submit")).data.ObjectType, "InventoryRecord");
  await assign({ InventoryRecordID: "kept", BuyerID: "acme" });
  await shopper.ok("Cart.Submit");
  const gone = await seller.refused("InventoryRecords.DeleteAssignment", {
    ...at("p", "kept"),
    query: { buyerID: "acme", userGroupID: "team" },
  });
  assert.deepEqual([gone.status, gone.data.ObjectType], [404, "InventoryRecordAssignment"]);
  const nobody = await seller.refused("InventoryRecords.SaveAssignment", {
    ...at("p"),
    body: { InventoryRecordID: "no", BuyerID: "acme" },
  });
  assert.equal(nobody.data.ObjectType, "InventoryRecord");
});

test("records of variants are each variant's own, and what a shopper may not use is in none of their sums", async (t) => {
  const own = await stocked(t);
  const { seller, shopper } = own;
  await shirt(own, "shirt");
  await addToVariant(seller, "shirt", "shirt-s", "depot", 3);
  await addToVariant(seller, "shirt", "shirt-m", "depot", 5);
  const hidden = await addToVariant(seller, "shirt", "shirt-m", "back", 7);
  const variant = (variantID: string) => ({ path: { productID: "shirt", variantID } });
  await seller.ok("InventoryRecords.PatchVariant", {
    path: { productID: "shirt", variantID: "shirt-m", inventoryRecordID: hidden.ID },
    body: { AllowAllBuyers: false },
  });
  const left = async (variantID: string) =>
    (await seller.ok("Products.GetVariant", variant(variantID))).Inventory?.QuantityAvailable;
  assert.deepEqual([await stockOf(seller, "shirt"), await left("shirt-m")], [15, 12]);
  assert.equal(await seenStock(shopper, "shirt"), 8);
  assert.equal((await shopper.ok("Me.GetVariant", variant("shirt-m"))).Inventory?.QuantityAvailable, 5);
  const mine = await shopper.ok("Me.ListVariantInventoryRecords", variant("SHIRT-M"));
  assert.deepEqual(
    mine.Items.map(({ ID }) => ID),
    ["depot"],
  );
  assert.equal((await shopper.refused("Me.ListVariantInventoryRecords", variant("no"))).data.ObjectType, "Variant");
  const body = (OptionID: string, Quantity: number) => ({
    ProductID: "shirt",
    Quantity,
    InventoryRecordID: "depot",
    Specs: [{ SpecID: "shirt-size", OptionID }],
  });
  const { ID: lineItemID = "" } = await shopper.ok("Cart.CreateLineItem", { body: body("s", 3) });
  const short = await shopper.refused("Cart.CreateLineItem", { body: body("m", 6) });
  assert.deepEqual(
    [short.code, short.data.QuantityAvailable, short.data.VariantID],
    ["Inventory.Insufficient", 5, "shirt-m"],
  );
  const other = { path: { lineItemID }, body: { Specs: [{ SpecID: "shirt-size", OptionID: "m" }] } };
  await shopper.ok("Cart.PatchLineItem", other);
  await seller.ok("InventoryRecords.PatchVariant", {
    path: { productID: "shirt", variantID: "shirt-s", inventoryRecordID: "depot" },
    body: { ID: "shop" },
  });
  assert.equal((await shopper.ok("Cart.GetLineItem", { path: { lineItemID } })).InventoryRecordID, "depot");
  await shopper.ok("Cart.Submit");
  assert.deepEqual([await left("shirt-s"), await left("shirt-m")], [3, 9]);
});

/** An order of the shopper's that can draw on `a`, of which there are 5, and on `b`, of which there may be less than none. */
async function drawing(t: TestContext) {
  const own = await stocked(t);
  const { seller, shopper } = own;
  await add(seller, "p", "a", 5);
  await add(seller, "p", "b", 1, { OrderCanExceed: true });
  const path = { direction: "All", orderID: "o1" };
  await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "o1" } });
  const line = (ID: string, Quantity: number, InventoryRecordID: string | null) => ({
    path,
    body: { ID, ProductID: "p", Quantity, InventoryRecordID },
  });
  const left = async (id: string) => (await seller.ok("InventoryRecords.Get", at("p", id))).QuantityAvailable;
  return { ...own, path, line, left };
}

test("lines of an order together want no more of a record than there is, and a line without a record wants none", async (t) => {
  const { shopper, path, line } = await drawing(t);
  await shopper.ok("LineItems.Create", line("one", 3, "A"));
  const short = await shopper.refused("LineItems.Create", line("two", 3, "a"));
  assert.deepEqual(
    [short.code, short.data],
    [
      "Inventory.Insufficient",
      { ProductID: "p", VariantID: null, LineItemID: "two", QuantityAvailable: 5, QuantityRequested: 6 },
    ],
  );
  await shopper.ok("LineItems.Create", line("over", 4, "b"));
  await shopper.ok("LineItems.Create", line("none", 1000, null));
  const one = { ...path, lineItemID: "over" };
  const over = await shopper.refused("LineItems.Patch", { path: one, body: { InventoryRecordID: "a" } });
  assert.equal(over.code, "Inventory.Insufficient");
});

test("stock is not reserved: an order is held against what there is at its submission, which takes it", async (t) => {
  const { seller, shopper, path, line, left } = await drawing(t);
  for (const given of [line("one", 3, "a"), line("two", 2, "a"), line("over", 4, "b"), line("none", 1000, null)])
    await shopper.ok("LineItems.Create", given);
  const stock = (QuantityAvailable: number) =>
    seller.ok("InventoryRecords.Patch", { ...at("p", "a"), body: { QuantityAvailable } });
  await stock(4);
  const { codes } = await shopper.refused("Orders.Validate", { path });
  assert.deepEqual(codes, ["Inventory.Insufficient", "Inventory.Insufficient"]);
  assert.equal((await shopper.refused("Orders.Submit", { path })).code, "Inventory.Insufficient");
  await stock(5);
  assert.deepEqual([await left("a"), await left("b")], [5, 1]);
  await shopper.ok("Orders.Submit", { path });
  assert.deepEqual([await left("a"), await left("b"), await stockOf(seller, "p")], [0, -3, -3]);
});

test("changes of an open order move stock by what they change, its lines keep their records, and canceling gives nothing back", async (t) => {
  const { seller, shopper, path, line, left } = await drawing(t);
  for (const given of [line("one", 3, "a"), line("two", 2, "a")]) await shopper.ok("LineItems.Create", given);
  await shopper.ok("Orders.Submit", { path });
  const one = (body: object) => ({ path: { ...path, lineItemID: "one" }, body });
  await seller.ok("LineItems.Patch", one({ Quantity: 1 }));
  assert.equal(await left("a"), 2);
  const tooMany = await seller.refused("LineItems.Patch", one({ Quantity: 4 }));
  assert.deepEqual([tooMany.code, await left("a")], ["Inventory.Insufficient", 2]);
  await seller.ok("LineItems.Delete", { path: { ...path, lineItemID: "two" } });
  assert.equal(await left("a"), 4);
  assert.equal((await seller.ok("LineItems.Patch", one({ InventoryRecordID: "b" }))).InventoryRecordID, "a");
  await seller.ok("LineItems.Create", line("three", 4, "a"));
  assert.equal(await left("a"), 0);
  await seller.ok("Orders.Cancel", { path });
  assert.equal(await left("a"), 0);
});

test("a record that an open order draws on stays, and so does an address with records", async (t) => {
  const own = await stocked(t);
  const { seller, shopper } = own;
  await add(seller, "p", "a", 5);
  const line = { body: { ProductID: "p", InventoryRecordID: "a" } };
  await shopper.ok("Cart.CreateLineItem", line);
  const { ID: orderID } = await shopper.ok("Cart.Submit");
  const held = await seller.refused("InventoryRecords.Delete", at("p", "a"));
  assert.deepEqual([held.status, held.code], [400, "InventoryRecord.OpenOrdersExist"]);
  await seller.ok("InventoryRecords.Patch", { ...at("p", "a"), body: { ID: "b" } });
  const path = { direction: "Incoming", orderID };
  assert.equal((await seller.ok("LineItems.List", { path })).Items[0]?.InventoryRecordID, "b");
  const address = { path: { addressID: "north" } };
  assert.equal(
    (await seller.refused("AdminAddresses.Delete", address)).code,
    "Address.CannotDeleteInventoryRecordAddress",
  );
  await seller.ok("Orders.Complete", { path });
  // Nobody is told by their cart that a record went; its submission says so.
  await shopper.ok("Cart.CreateLineItem", { body: { ...line.body, InventoryRecordID: "b" } });
  await seller.ok("InventoryRecords.Delete", at("p", "b"));
  await add(seller, "p", "b", 9);
  const refused = await shopper.refused("Cart.Submit");
  assert.deepEqual([refused.status, refused.data.ObjectID], [404, "b"]);
  await seller.ok("InventoryRecords.Delete", at("p", "b"));
  await seller.ok("AdminAddresses.Delete", address);
});

const supplierBody = { ID: "r", AddressID: "yard", QuantityAvailable: 4 };

/** The supplier `works`, who has the address `yard` and does not sell `p` yet. */
async function supplied(t: TestContext) {
  const own = await stocked(t);
  const { seller } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "works", Name: "Works", Active: true } });
  await seller.ok("SupplierAddresses.Create", { path: { supplierID: "works" }, body: { ...street, ID: "yard" } });
  const supplier = await newCaller(own, { supplier: "works" }, ["ProductAdmin", "ProductReader"]);
  const sells = () => seller.ok("Products.SaveSupplier", { path: { productID: "p", supplierID: "works" } });
  return { ...own, supplier, sells };
}

const recordsOf = async (client: TestClient, productID: string) =>
  (await client.ok("InventoryRecords.List", at(productID))).Items.map(({ ID }) => ID).join();

test("suppliers keep records of what they sell, at addresses of their own, and see no others", async (t) => {
  const { seller, supplier, sells } = await supplied(t);
  const create = (more: object = {}) => ({ ...at("p"), body: { ...supplierBody, ...more } });
  const unsold = await supplier.refused("InventoryRecords.Create", create());
  assert.deepEqual([unsold.status, unsold.data.ObjectType], [404, "Product"]);
  await sells();
  const elsewhere = await supplier.refused("InventoryRecords.Create", create({ AddressID: "north" }));
  assert.deepEqual([elsewhere.status, elsewhere.data.ObjectType], [404, "Address"]);
  const made = await supplier.ok("InventoryRecords.Create", create({ OwnerID: "somebody" }));
  assert.equal(made.OwnerID, "works");
  await add(seller, "p", "ours", 10);
  assert.equal(await recordsOf(supplier, "p"), "r");
  const ours = { ...at("p", "ours"), body: { QuantityAvailable: 1 } };
  assert.equal((await supplier.refused("InventoryRecords.Patch", ours)).status, 404);
});

test("suppliers see all records of what they own, and change their own alone", async (t) => {
  const { seller, supplier } = await supplied(t);
  await supplier.ok("Products.Create", { body: { ID: "theirs", Name: "Theirs", Inventory: { Enabled: true } } });
  await add(seller, "theirs", "ours", 10);
  await seller.ok("InventoryRecords.Create", { ...at("theirs"), body: { ...supplierBody, OwnerID: "WORKS" } });
  assert.equal(await recordsOf(supplier, "theirs"), "ours,r");
  for (const operation of ["InventoryRecords.Patch", "InventoryRecords.Delete"] as const) {
    const { code } = await supplier.refused(operation, { ...at("theirs", "ours"), body: {} });
    assert.equal(code, "Product.CannotModify");
  }
  const assigned = await supplier.refused("InventoryRecords.SaveAssignment", {
    ...at("theirs"),
    body: { InventoryRecordID: "ours", BuyerID: "acme" },
  });
  assert.equal(assigned.code, "Product.CannotModify");
  await supplier.ok("InventoryRecords.Patch", { ...at("theirs", "r"), body: { QuantityAvailable: 6 } });
  assert.equal(await stockOf(seller, "theirs"), 16);
});

test("users of buyers make no records, and see those that their buyer may use", async (t) => {
  const own = await stocked(t);
  const { seller } = own;
  await add(seller, "p", "free", 1);
  await add(seller, "p", "ours", 10, { AllowAllBuyers: false });
  const buyer = await own.colleague("ProductAdmin");
  const body = { ID: "r", AddressID: "north" };
  const refused = await buyer.refused("InventoryRecords.Create", { ...at("p"), body });
  assert.equal(refused.code, "Auth.UserNotAuthorizedToAdmin");
  assert.equal(await recordsOf(buyer, "p"), "free");
});

test("a supplier goes with their records, unless an open order draws on one", async (t) => {
  const { seller, shopper, supplier, sells } = await supplied(t);
  await sells();
  await supplier.ok("InventoryRecords.Create", { ...at("p"), body: supplierBody });
  await add(seller, "p", "ours", 10, { AllowAllBuyers: false });
  await shopper.ok("Cart.CreateLineItem", { body: { ProductID: "p", InventoryRecordID: "r" } });
  const { ID: orderID } = await shopper.ok("Cart.Submit");
  const works = { path: { supplierID: "works" } };
  const drawnOn = await seller.refused("Suppliers.Delete", works);
  assert.deepEqual([drawnOn.status, drawnOn.code], [400, "InventoryRecord.OpenOrdersExist"]);
  await seller.ok("Orders.Cancel", { path: { direction: "Incoming", orderID } });
  await seller.ok("Suppliers.Delete", works);
  assert.deepEqual([await stockOf(seller, "p"), await seenStock(shopper, "p")], [10, 0]);
});

test("what an order takes from a record or a variant changes when the stock of its variant and product last changed", async (t) => {
  const own = await stocked(t);
  const { seller, shopper } = own;
  const productTime = async (productID: string) =>
    String((await seller.ok("Products.Get", { path: { productID } })).Inventory?.LastUpdated);
  const variantTime = async (productID: string, variantID: string) =>
    String((await seller.ok("Products.GetVariant", { path: { productID, variantID } })).Inventory?.LastUpdated);
  const buy = async (body: { ProductID: string } & Record<string, unknown>) => {
    await shopper.ok("Cart.CreateLineItem", { body });
    return String((await shopper.ok("Cart.Submit")).DateSubmitted);
  };
  await add(seller, "p", "a", 5);
  await buy({ ProductID: "p" });
  const before = await productTime("p");
  const Specs = [{ SpecID: "shirt-size", OptionID: "s" }];
  await shirt(own, "shirt");
  for (const variantID of ["shirt-s", "shirt-m"])
    await seller.ok("Products.PatchVariant", {
      path: { productID: "shirt", variantID },
      body: { Inventory: { QuantityAvailable: 4 } },
    });
  assert.equal(await productTime("p"), before, "what names no record takes nothing");

  const ofRecord = await buy({ ProductID: "p", InventoryRecordID: "a" });
  assert.equal(await productTime("p"), ofRecord);
  assert.equal((await shopper.ok("Me.GetProduct", { path: { productID: "p" } })).Inventory?.LastUpdated, ofRecord);
  const ofVariant = await buy({ ProductID: "shirt", Specs });
  assert.deepEqual([await productTime("shirt"), await variantTime("shirt", "shirt-s")], [ofVariant, ofVariant]);
  await addToVariant(seller, "shirt", "shirt-s", "depot", 3);
  assert.ok((await variantTime("shirt", "shirt-s")) > ofVariant, "a record that comes is a change of stock");
  const other = await variantTime("shirt", "shirt-m");
  const both = await buy({ ProductID: "shirt", Specs, InventoryRecordID: "depot" });
  assert.deepEqual([await productTime("shirt"), await variantTime("shirt", "shirt-s")], [both, both]);
  assert.equal(await variantTime("shirt", "shirt-m"), other);
});

test("records go with their variants, and the product counts those that are left", async (t) => {
  const own = await stocked(t);
  const { seller } = own;
  await shirt(own, "shirt");
  await addToVariant(seller, "shirt", "shirt-s", "depot", 3);
  const path = { productID: "shirt" };
  await seller.ok("Products.GenerateVariants", { path, query: { overwriteExisting: true }, body: {} });
  assert.equal(await stockOf(seller, "shirt"), 0);
  await seller.ok("Products.Patch", {
    path,
    body: { Inventory: { VariantLevelTracking: false, QuantityAvailable: 2 } },
  });
  assert.equal(await stockOf(seller, "shirt"), 2);
});
