import assert from "node:assert/strict";
import { test } from "node:test";
import { addUserGroup, marketplace, newCaller, type TestMarketplace } from "@orderwell/testing";

/** A buyer with a group and a catalog of its own, a product in it, and schedules of both sellers. */
async function shop(own: TestMarketplace) {
  const { seller } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "Forge", Name: "Forge", Active: true } });
  await seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true } });
  await addUserGroup(own, { buyer: "b" }, "Crew");
  await seller.ok("Products.Create", { body: { ID: "Anvil", Name: "Anvil", Active: true } });
  await seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "b", ProductID: "Anvil" } });
  const PriceBreaks = [{ Quantity: 1, Price: 5 }];
  for (const body of [
    { ID: "Ours", PriceBreaks },
    { ID: "Theirs", OwnerID: "Forge", PriceBreaks },
    { ID: "Euro", Currency: "EUR", PriceBreaks },
    { ID: "Empty" },
  ])
    await seller.ok("PriceSchedules.Create", { body: { Name: body.ID, ...body } });
}

test("an assignment is one per product, party and seller; saving it again gives it another schedule", async (t) => {
  const own = await marketplace(t);
  const { seller, id } = own;
  await shop(own);
  const save = (body: object) =>
    seller.ok("Products.SaveAssignment", { body: { ProductID: "anvil", BuyerID: "B", ...body } });
  const rows = async (query = {}) =>
    (await seller.ok("Products.ListAssignments", { query })).Items.map((row) =>
      [row.ProductID, row.BuyerID, row.UserGroupID, row.SellerID === id ? "-" : row.SellerID, row.PriceScheduleID].join(
        "/",
      ),
    );
  await save({});
  await save({ PriceScheduleID: "ours" });
  await save({ UserGroupID: "crew", PriceScheduleID: "Ours" });
  await save({ SellerID: "forge", PriceScheduleID: "theirs" });
  assert.deepEqual(await rows({ level: "Group" }), ["Anvil/b/Crew/-/Ours"]);
  assert.deepEqual(await rows({ priceScheduleID: "theirs" }), ["Anvil/b//Forge/Theirs"]);
  assert.equal((await rows({ productID: "ANVIL", buyerID: "b" })).length, 3);
  await save({ PriceScheduleID: null });
  assert.deepEqual((await rows({ level: "Company" })).sort(), ["Anvil/b//-/", "Anvil/b//Forge/Theirs"]);
  const path = { productID: "anvil", buyerID: "b" };
  await seller.ok("Products.DeleteAssignment", { path, query: { sellerID: "forge" } });
  await seller.ok("Products.DeleteAssignment", { path, query: { userGroupID: "crew" } });
  assert.deepEqual(await rows(), ["Anvil/b//-/"]);
  assert.equal(
    (await seller.refused("Products.DeleteAssignment", { path, query: { userGroupID: "crew" } })).code,
    "NotFound",
  );
});

test("each rule of assignments has its code", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await shop(own);
  await seller.ok("Products.Create", { body: { ID: "apart", Name: "Apart" } });
  await seller.ok("Locales.Create", { body: { ID: "us", Currency: "USD", Language: "en" } });
  await seller.ok("Locales.SaveAssignment", { body: { LocaleID: "us", BuyerID: "b" } });
  const code = async (body: object) => {
    const refused = await seller.refused("Products.SaveAssignment", {
      body: { ProductID: "anvil", BuyerID: "b", ...body },
    });
    return refused.code === "NotFound" ? `NotFound ${refused.data.ObjectType}` : refused.code;
  };
  assert.equal(await code({ ProductID: "none" }), "NotFound Product");
  assert.equal(await code({ BuyerID: "none" }), "NotFound Buyer");
  assert.equal(await code({ BuyerID: null }), "PartyAssignment.RequiresBuyer");
  assert.equal(await code({ UserGroupID: "none" }), "NotFound UserGroup");
  assert.equal(await code({ PriceScheduleID: "none" }), "NotFound PriceSchedule");
  assert.equal(await code({ SellerID: "none", PriceScheduleID: "ours" }), "NotFound Supplier");
  assert.equal(await code({ ProductID: "apart" }), "Product.CannotAssignNotInBuyerCatalog");
  assert.equal(await code({ SellerID: "forge" }), "ProductAssigment.MustSpecifyPriceScheduleID");
  assert.equal(await code({ PriceScheduleID: "empty" }), "PriceSchedule.NoPriceBreaks");
  assert.equal(await code({ PriceScheduleID: "euro" }), "PriceSchedule.CurrencyMismatch");
});

test("a supplier that offers a product open to all thereby sells it, and only at its own prices", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await shop(own);
  const forge = await newCaller(own, { supplier: "Forge" });
  const body = { ProductID: "anvil", BuyerID: "b", PriceScheduleID: "theirs" };
  assert.equal((await forge.refused("Products.SaveAssignment", { body })).code, "NotFound");
  const path = { productID: "anvil" };
  await seller.ok("Products.Patch", { path, body: { AllSuppliersCanSell: true } });
  assert.equal(
    (await forge.refused("Products.SaveAssignment", { body: { ...body, PriceScheduleID: "ours" } })).data.ObjectType,
    "PriceSchedule",
  );
  await forge.ok("Products.SaveAssignment", { body });
  assert.deepEqual(
    (await forge.ok("Products.ListAssignments")).Items.map(({ SellerID }) => SellerID),
    ["Forge"],
  );
  assert.deepEqual(
    (await seller.ok("Products.ListSuppliers", { path })).Items.map(({ ID }) => ID),
    ["Forge"],
  );
  assert.equal((await forge.refused("Products.Patch", { path, body: { Name: "x" } })).code, "Product.CannotModify");
  assert.equal(
    (await forge.refused("Products.Patch", { path, body: { AllSuppliersCanSell: false } })).code,
    "Product.CannotModifyAllSuppliersCanSell",
  );
  const { status, code } = await forge.refused("Products.Save", { path, body: { Name: "Ours" } });
  assert.deepEqual([status, code], [403, "Product.CannotModify"]);
  assert.equal((await forge.refused("Products.Delete", { path })).code, "Product.CannotModify");
});

test("what suppliers make is theirs, and the marketplace alone opens products to all", async (t) => {
  const own = await marketplace(t);
  const { seller, id } = own;
  await shop(own);
  const forge = await newCaller(own, { supplier: "Forge" });
  const made = await forge.ok("Products.Create", { body: { ID: "tongs", Name: "Tongs", OwnerID: id } });
  assert.equal(made.OwnerID, "Forge");
  const open = { AllSuppliersCanSell: true };
  for (const client of [seller, forge]) {
    const { status, code } = await client.refused("Products.Patch", { path: { productID: "tongs" }, body: open });
    assert.deepEqual([status, code], [400, "Product.CannotModifyAllSuppliersCanSell"]);
  }
  const kept = await seller.ok("Products.Patch", {
    path: { productID: "tongs" },
    body: { OwnerID: id, Name: "Tongs II" },
  });
  assert.equal(kept.OwnerID, "Forge");
  const buyer = await newCaller(own, { buyer: "b" });
  assert.equal((await buyer.refused("Products.Create", { body: { Name: "x" } })).code, "Auth.UserNotAuthorizedToAdmin");
});

test("a supplier's schedule for a product is its own or the marketplace's, and a supplier names only itself", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await shop(own);
  await seller.ok("Suppliers.Create", { body: { ID: "Mill", Name: "Mill", Active: true } });
  const path = { productID: "Anvil", supplierID: "mill" };
  const put = (query: object) => ({ path, query: { ...query } });
  assert.equal(
    (await seller.refused("Products.SaveSupplier", put({ defaultPriceScheduleID: "theirs" }))).code,
    "PriceSchedule.InvalidDefaultPriceScheduleID",
  );
  await seller.ok(
    "Products.SaveSupplier",
    put({ DefaultPriceScheduleID: "ours", ProductID: "Anvil", SupplierID: "Mill" }),
  );
  const schedules = async () =>
    (await seller.ok("Products.ListSuppliers", { path: { productID: "anvil" } })).Items.map((row) => [
      row.ID,
      row.DefaultPriceScheduleID,
    ]);
  assert.deepEqual(await schedules(), [["Mill", "Ours"]]);
  const mill = await newCaller(own, { supplier: "Mill" });
  const other = { path: { ...path, supplierID: "forge" } };
  assert.equal((await mill.refused("Products.SaveSupplier", other)).code, "Product.CannotModify");
  await mill.ok("Products.SaveSupplier", put({}));
  assert.deepEqual(await schedules(), [["Mill", null]]);
  const forge = await newCaller(own, { supplier: "Forge" });
  assert.equal((await forge.refused("Products.SaveSupplier", other)).code, "NotFound");
  await mill.ok("Products.RemoveSupplier", { path });
  assert.equal((await seller.refused("Products.RemoveSupplier", { path })).code, "NotFound");
});

test("a product lists its specs with their options, a child its parent's too", async (t) => {
  const { seller } = await marketplace(t);
  await seller.ok("Products.Create", { body: { ID: "p", Name: "P", IsParent: true } });
  await seller.ok("Products.Create", { body: { ID: "c", Name: "C", ParentID: "p" } });
  for (const [ID, ListOrder] of [
    ["own", 2],
    ["shared", 1],
  ] as const) {
    await seller.ok("Specs.Create", { body: { ID, Name: ID, ListOrder, AllowOpenText: true } });
    await seller.ok("Specs.CreateOption", { path: { specID: ID }, body: { ID: "o", Value: "O", PriceMarkup: 2.5 } });
  }
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "own", ProductID: "c" } });
  await seller.ok("Specs.SaveProductAssignment", { body: { SpecID: "shared", ProductID: "p", DefaultValue: "here" } });
  const list = async (productID: string) => (await seller.ok("Products.ListSpecs", { path: { productID } })).Items;
  assert.deepEqual(
    (await list("c")).map(({ ID }) => ID),
    ["shared", "own"],
  );
  const [shared] = await list("p");
  assert.deepEqual(
    [shared?.ID, shared?.OptionCount, shared?.DefaultValue, shared?.Options?.[0]?.PriceMarkup],
    ["shared", 1, "here", 2.5],
  );
  assert.equal((await seller.ok("Products.Get", { path: { productID: "c" } })).SpecCount, 2);
});

test("a buyer's users see the assignments of their buyer, and give themselves neither products nor prices", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await shop(own);
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "anvil", BuyerID: "b", PriceScheduleID: "ours" } });
  const buyer = await newCaller(own, { buyer: "b" }, ["ProductAdmin", "ProductAssignmentAdmin"]);
  assert.deepEqual(
    (await buyer.ok("Products.ListAssignments")).Items.map(({ PriceScheduleID }) => PriceScheduleID),
    ["Ours"],
  );
  const body = { ProductID: "anvil", BuyerID: "b", PriceScheduleID: "theirs" };
  for (const [operation, input] of [
    ["Products.SaveAssignment", { body }],
    ["Products.DeleteAssignment", { path: { productID: "anvil", buyerID: "b" } }],
  ] as const)
    assert.equal((await buyer.refused(operation, input)).code, "Auth.UserNotAuthorizedToAdmin", operation);
});
