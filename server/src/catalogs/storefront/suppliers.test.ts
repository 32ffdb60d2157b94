import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { newCaller, priceBreak, shop } from "@orderwell/testing";

/** Supplier `mill`, whose user may do everything that suppliers may, with a product, its price and a catalog. */
async function supplied(t: TestContext) {
  const own = await shop(t);
  const { seller } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "mill", Name: "Mill", Active: true } });
  const mill = await newCaller(own, { supplier: "mill" });
  await mill.accepted("PriceSchedules.Create", {
    body: { ID: "five", Name: "Five", PriceBreaks: [priceBreak(1, "5")] },
  });
  await mill.ok("Products.Create", {
    body: { ID: "flour", Name: "Flour", Active: true, DefaultPriceScheduleID: "five", DefaultSupplierID: "mill" },
  });
  await mill.ok("Catalogs.Create", { body: { ID: "grain", Name: "Grain", Active: true } });
  return { ...own, mill, grain: { CatalogID: "grain", BuyerID: "acme", ViewAllProducts: true } };
}

test("a supplier sells its own products through its own catalog to buyers it has a relation with", async (t) => {
  const { seller, shopper, mill, grain } = await supplied(t);
  assert.equal((await mill.refused("Catalogs.SaveAssignment", { body: grain })).data.ObjectType, "Buyer");
  await seller.ok("Suppliers.SaveBuyer", { path: { supplierID: "mill", buyerID: "acme" } });
  await mill.ok("Catalogs.SaveAssignment", { body: grain });
  await mill.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "grain", ProductID: "flour" } });
  const { Items } = await shopper.ok("Me.ListProducts");
  assert.deepEqual(
    Items.map(({ ID, PriceSchedule }) => [ID, PriceSchedule?.ID]),
    [["flour", "five"]],
  );
  const order = { direction: "Outgoing", orderID: "to-mill" };
  await shopper.ok("Orders.Create", { path: order, body: { ID: "to-mill", ToCompanyID: "mill" } });
  const line = await shopper.ok("LineItems.Create", { path: order, body: { ProductID: "flour", Quantity: 2 } });
  assert.deepEqual([line.PriceScheduleID, line.LineTotal, line.SupplierID], ["five", 10, "mill"]);
});

test("a supplier's catalog takes its own products and those of the marketplace that it sells", async (t) => {
  const { seller, mill, product } = await supplied(t);
  await product("pan");
  await seller.ok("Suppliers.Create", { body: { ID: "dairy", Name: "Dairy", Active: true } });
  await seller.ok("Products.Create", { body: { ID: "milk", Name: "Milk", OwnerID: "dairy" } });
  const put = (ProductID: string) => ({ body: { CatalogID: "grain", ProductID } });
  for (const id of ["pan", "milk"])
    assert.equal(
      (await seller.refused("Catalogs.SaveProductAssignment", put(id))).code,
      "Catalog.CannotAssignProduct",
      id,
    );
  assert.equal((await mill.refused("Catalogs.SaveProductAssignment", put("pan"))).data.ObjectType, "Product");
  await seller.ok("Products.Patch", { path: { productID: "pan" }, body: { AllSuppliersCanSell: true } });
  assert.equal((await mill.refused("Catalogs.SaveProductAssignment", put("pan"))).code, "Catalog.CannotAssignProduct");
  await mill.ok("Products.SaveSupplier", { path: { productID: "pan", supplierID: "mill" } });
  await mill.ok("Catalogs.SaveProductAssignment", put("pan"));
  await seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "acme", ProductID: "milk" } });
});

test("IDs are the marketplace's, whoever owns them; suppliers neither see nor change what is not theirs", async (t) => {
  const { seller, mill, product, id } = await supplied(t);
  await product("pan");
  await seller.ok("Suppliers.Create", { body: { ID: "dairy", Name: "Dairy", Active: true } });
  const dairy = await newCaller({ id, seller, baseUrl: seller.baseUrl }, { supplier: "dairy" });
  for (const [operation, ID] of [
    ["Products.Create", "FLOUR"],
    ["Products.Create", "Pan"],
    ["PriceSchedules.Create", "Five"],
    ["Catalogs.Create", "Grain"],
  ] as const)
    assert.equal((await dairy.refused(operation, { body: { ID, Name: "Mine" } })).code, "IdExists", ID);
  for (const operation of ["Products.List", "PriceSchedules.List", "Catalogs.List", "Specs.List"] as const) {
    const { Items } = await dairy.ok(operation);
    assert.deepEqual(Items, [], operation);
  }
  for (const [operation, path] of [
    ["Products.Get", { productID: "flour" }],
    ["PriceSchedules.Get", { priceScheduleID: "five" }],
    ["Catalogs.Get", { catalogID: "grain" }],
  ] as const)
    assert.equal((await dairy.refused(operation, { path })).status, 404, operation);
  const theft = { path: { productID: "flour" }, body: { Name: "Mine" } };
  assert.equal((await dairy.refused("Products.Patch", theft)).status, 404);
  assert.equal((await mill.ok("Products.Get", { path: { productID: "flour" } })).Name, "Flour");
  const edited = await seller.ok("Products.Patch", { path: { productID: "flour" }, body: { Name: "Rye flour" } });
  assert.deepEqual([edited.Name, edited.OwnerID], ["Rye flour", "mill"]);
});
