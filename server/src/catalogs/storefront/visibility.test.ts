import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { newCaller, type TestClient } from "@orderwell/testing";
import { storefront } from "./testing/storefront.ts";

const catalogID = "B";

/** View of somebody, in one line: catalogs, categories at all depths, products. */
async function view(client: TestClient): Promise<string> {
  const ids = ({ Items }: { Items: readonly { ID: string }[] }) => Items.map(({ ID }) => ID).join();
  const catalogs = await client.ok("Me.ListCatalogs");
  const categories = await client.send("Me.ListCategories", { query: { catalogID, depth: "all" } });
  const products = await client.ok("Me.ListProducts");
  assert.equal(products.Meta.TotalCount, products.Items.length);
  for (const product of ["p", "q", "r"]) {
    const { status } = await client.send("Me.GetProduct", { path: { productID: product } });
    assert.equal(
      status,
      products.Items.some(({ ID }) => ID === product) ? 200 : 404,
      `${product} is there for itself as in lists`,
    );
  }
  return `${ids(catalogs)}: ${categories.status === 404 ? "" : ids(categories.body)}; ${ids(products)}`;
}

/** Catalog B of buyer B: category A over A1; p in A1, r in A, q in the catalog alone; u is in group G, v is not. */
async function worked(t: TestContext, ViewAllCategories: boolean, ViewAllProducts: boolean) {
  const made = await storefront(t);
  const { seller, product, shopper } = made;
  await seller.ok("Catalogs.SaveAssignment", {
    body: { CatalogID: catalogID, BuyerID: "B", ViewAllCategories, ViewAllProducts },
  });
  for (const body of [
    { ID: "A", Name: "A", Active: true },
    { ID: "A1", Name: "A1", Active: true, ParentID: "A" },
  ])
    await seller.ok("Categories.Create", { path: { catalogID }, body });
  for (const id of ["p", "q", "r"]) await product(id, {}, id === "q" ? ["B"] : []);
  for (const body of [
    { CategoryID: "A1", ProductID: "p" },
    { CategoryID: "A", ProductID: "r" },
  ])
    await seller.ok("Categories.SaveProductAssignment", { path: { catalogID }, body });
  const u = await shopper("u", ["G"]);
  const v = await shopper("v");
  return {
    ...made,
    u,
    v,
    assign: (CategoryID: string, Visible: boolean | null, ViewAll: boolean | null, UserGroupID?: string) =>
      seller.ok("Categories.SaveAssignment", {
        path: { catalogID },
        body: { CategoryID, BuyerID: "B", UserGroupID, Visible, ViewAllProducts: ViewAll },
      }),
  };
}

test("a catalog that shows all shows all; one that shows nothing is still listed", async (t) => {
  const { u, v, seller } = await worked(t, true, true);
  assert.deepEqual([await view(u), await view(v)], ["B: A,A1; p,q,r", "B: A,A1; p,q,r"]);
  await seller.ok("Catalogs.SaveAssignment", { body: { CatalogID: catalogID, BuyerID: "B" } });
  assert.deepEqual([await view(u), await view(v)], ["B: ; ", "B: ; "]);
});

test("a category's own settings beat the catalog's, whichever way, and reach what is beneath it", async (t) => {
  const { v, assign } = await worked(t, false, false);
  await assign("A", true, true);
  assert.equal(await view(v), "B: A,A1; p,r");
  await assign("A", null, true);
  assert.equal(await view(v), "B: ; p,r");
  await assign("A", true, null);
  assert.equal(await view(v), "B: A,A1; ");
  await assign("A", true, true);
  await assign("A1", false, false);
  assert.equal(await view(v), "B: A; r");
  await assign("A1", true, true, "G");
  assert.equal(await view(v), "B: A; r", "a group's setting is the group's");
});

test("a product assignment shows the product to its group, though its category stays hidden", async (t) => {
  const { u, v, seller, assign } = await worked(t, true, true);
  await assign("A1", false, false);
  assert.equal(await view(v), "B: A; q,r");
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "p", BuyerID: "B", UserGroupID: "G" } });
  assert.equal(await view(u), "B: A; p,q,r");
  assert.equal(await view(v), "B: A; q,r");
});

test("an inactive category hides what is only in it and beneath it", async (t) => {
  const { u, seller } = await worked(t, true, true);
  await seller.ok("Categories.Patch", { path: { catalogID, categoryID: "A" }, body: { Active: false } });
  assert.equal(await view(u), "B: ; q");
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "p", BuyerID: "B" } });
  assert.equal(await view(u), "B: ; p,q");
});

test("an inactive product is gone from everywhere, an inactive catalog with all in it", async (t) => {
  const { u, seller } = await worked(t, true, true);
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "p", BuyerID: "B" } });
  await seller.ok("Products.Patch", { path: { productID: "p" }, body: { Active: false } });
  assert.equal(await view(u), "B: A,A1; q,r");
  for (const operation of ["Me.ListSpecs", "Me.ListVariants", "Me.ListProductSellers"] as const)
    assert.equal((await u.refused(operation, { path: { productID: "p" } })).status, 404, operation);
  await seller.ok("Catalogs.Patch", { path: { catalogID }, body: { Active: false } });
  assert.equal(await view(u), ": ; ");
});

test("a product assignment takes a catalog in common, and is worth nothing once that is withdrawn", async (t) => {
  const { u, seller } = await worked(t, true, true);
  await seller.ok("Products.Create", { body: { ID: "x", Name: "X", Active: true } });
  const body = { ProductID: "x", BuyerID: "B" };
  assert.equal(
    (await seller.refused("Products.SaveAssignment", { body })).code,
    "Product.CannotAssignNotInBuyerCatalog",
  );
  await seller.ok("Products.SaveAssignment", { body: { ...body, ProductID: "q" } });
  await seller.ok("Catalogs.DeleteAssignment", { path: { catalogID }, query: { buyerID: "B" } });
  assert.equal(await view(u), ": ; ");
  assert.equal((await seller.ok("Products.ListAssignments", { query: { productID: "q" } })).Meta.TotalCount, 1);
  await seller.ok("Catalogs.SaveAssignment", { body: { CatalogID: catalogID, BuyerID: "B" } });
  assert.equal(await view(u), "B: ; q");
});

test("a product without a price is listed and cannot be bought, one without stock is listed", async (t) => {
  const { u, product, schedule } = await worked(t, true, true);
  await schedule("ten", 10);
  await product("empty", {
    DefaultPriceScheduleID: "ten",
    Inventory: { Enabled: true },
  });
  assert.equal((await u.ok("Me.GetProduct", { path: { productID: "q" } })).PriceSchedule, null);
  const stock = (await u.ok("Me.GetProduct", { path: { productID: "empty" } })).Inventory;
  assert.deepEqual([stock?.Enabled, stock?.QuantityAvailable], [true, 0]);
  const path = { direction: "Outgoing", orderID: "o" };
  await u.ok("Orders.Create", { path, body: { ID: "o" } });
  const code = async (ProductID: string) =>
    (await u.refused("LineItems.Create", { path, body: { ProductID, Quantity: 1 } })).code;
  assert.equal(await code("q"), "PriceSchedule.MissingOrConflicting");
  assert.equal(await code("empty"), "Inventory.Insufficient");
});

test("children are seen where their parent is, unless they are inactive themselves", async (t) => {
  const { u, v, seller, product, assign } = await worked(t, false, false);
  await product("dad", { IsParent: true }, []);
  for (const ID of ["kid", "kid2"])
    await seller.ok("Products.Create", { body: { ID, Name: ID, ParentID: "dad", Active: ID === "kid" } });
  await seller.ok("Categories.SaveProductAssignment", {
    path: { catalogID },
    body: { CategoryID: "A1", ProductID: "dad" },
  });
  assert.equal(await view(v), "B: ; ");
  await assign("A", true, true);
  assert.equal(await view(v), "B: A,A1; dad,kid,p,r");
  const inCategory = await v.ok("Me.ListProducts", { query: { categoryID: "A1", ParentID: "!*" } });
  assert.equal(inCategory.Items.map(({ ID }) => ID).join(), "dad,p");
  const family = await v.ok("Me.ListProducts", { query: { "ParentID|ID": "dad" } });
  assert.equal(family.Items.map(({ ID }) => ID).join(), "dad,kid");
  await assign("A", null, null);
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "dad", BuyerID: "B", UserGroupID: "G" } });
  assert.deepEqual([await view(u), await view(v)], ["B: ; dad,kid", "B: ; "]);
  await seller.ok("Products.Patch", { path: { productID: "dad" }, body: { Active: false } });
  assert.equal(await view(u), "B: ; ");
});

test("only buyers' users shop, and other roles widen nothing", async (t) => {
  const { own, seller } = await worked(t, false, false);
  await seller.ok("Suppliers.Create", { body: { ID: "s", Name: "S", Active: true } });
  const reader = await newCaller(own, { buyer: "B" }, ["Shopper", "ProductReader", "ProductAdmin", "CatalogAdmin"]);
  assert.equal(await view(reader), "B: ; ");
  for (const client of [seller, await newCaller(own, { supplier: "s" })])
    for (const operation of ["Me.ListProducts", "Me.ListCategories", "Me.ListCatalogs"] as const)
      assert.equal((await client.refused(operation)).status, 403, operation);
});
