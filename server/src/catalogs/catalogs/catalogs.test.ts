import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace, newCaller, type TestMarketplace } from "@orderwell/testing";
import { placementOf, visibilityVersion } from "../visibility/testing/placement.ts";

const path = { catalogID: "k" };

/** A catalog `k`, which buyer `acme` has, and products. */
async function stocked(own: TestMarketplace, ...products: string[]): Promise<void> {
  const { seller } = own;
  await seller.ok("Catalogs.Create", { body: { ID: "k", Name: "Catalog", Active: true } });
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true, DefaultCatalogID: "k" } });
  for (const ID of products) await seller.ok("Products.Create", { body: { ID, Name: ID, Active: true } });
}

const place = (own: TestMarketplace, CatalogID: string, ProductID: string) =>
  own.seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID, ProductID } });

test("a catalog belongs to the marketplace and counts its categories at every level", async (t) => {
  const { id, seller } = await marketplace(t);
  const created = await seller.accepted("Catalogs.Create", { body: { ID: "k", Name: "Catalog", CategoryCount: 7 } });
  assert.deepEqual([created.OwnerID, created.Active, created.CategoryCount], [id, false, 0]);
  for (const [ID, ParentID] of [
    ["a", null],
    ["b", "a"],
    ["c", "b"],
  ])
    await seller.accepted("Categories.Create", { path, body: { ID, Name: ID, ParentID } });
  assert.equal((await seller.ok("Catalogs.Get", { path })).CategoryCount, 3);
  assert.equal((await seller.ok("Catalogs.List", { query: { CategoryCount: ">2" } })).Meta.TotalCount, 1);
});

test("a catalog that is somebody's default stays, and the refusal says whose", async (t) => {
  const own = await marketplace(t);
  await stocked(own);
  const refused = await own.seller.refused("Catalogs.Delete", { path });
  assert.deepEqual([refused.status, refused.code, refused.data.BuyerIDs], [400, "Catalog.CannotDelete", ["acme"]]);
  await own.seller.ok("Catalogs.Create", { body: { ID: "other", Name: "Other" } });
  await own.seller.ok("Buyers.Patch", { path: { buyerID: "acme" }, body: { DefaultCatalogID: "other" } });
  await own.seller.ok("Catalogs.Delete", { path });
});

test("deleting a catalog takes its categories, assignments and places of products with it", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await stocked(own, "p");
  await seller.ok("Catalogs.Create", { body: { ID: "gone", Name: "Gone", Active: true } });
  await seller.ok("Catalogs.SaveAssignment", { body: { CatalogID: "gone", BuyerID: "acme" } });
  await seller.ok("Categories.Create", { path: { catalogID: "gone" }, body: { ID: "a", Name: "A" } });
  await place(own, "k", "p");
  await place(own, "gone", "p");
  await seller.ok("Categories.SaveProductAssignment", {
    path: { catalogID: "gone" },
    body: { CategoryID: "a", ProductID: "p" },
  });
  assert.deepEqual((await placementOf(own, "p")).catalogs, ["gone", "k"]);
  await seller.ok("Catalogs.Delete", { path: { catalogID: "gone" } });
  assert.deepEqual(await placementOf(own, "p"), { catalogs: ["k"], categories: [], buyers: [] });
  const assignments = await seller.ok("Catalogs.ListAssignments", {});
  assert.deepEqual(
    assignments.Items.map(({ CatalogID }) => CatalogID),
    ["k"],
  );
});

test("an assignment's flags are overwritten by the next one, and false when left out", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await stocked(own);
  const body = { CatalogID: "K", BuyerID: "ACME" };
  await seller.ok("Catalogs.SaveAssignment", { body: { ...body, ViewAllCategories: true } });
  const list = async (query = {}) => (await seller.ok("Catalogs.ListAssignments", { query })).Items;
  assert.deepEqual(await list(), [
    { CatalogID: "k", BuyerID: "acme", ViewAllCategories: true, ViewAllProducts: false, BuyerGroupID: null },
  ]);
  await seller.ok("Catalogs.SaveAssignment", { body: { ...body, ViewAllProducts: true } });
  assert.deepEqual(
    (await list({ catalogID: "k", buyerID: "Acme" })).map((one) => [one.ViewAllCategories, one.ViewAllProducts]),
    [[false, true]],
  );
  assert.deepEqual(await list({ buyerID: "nobody" }), []);
  await seller.ok("Catalogs.DeleteAssignment", { path, query: { buyerID: "acme" } });
  assert.equal((await seller.refused("Catalogs.DeleteAssignment", { path, query: { buyerID: "acme" } })).status, 404);
});

test("a catalog is assigned to one party that exists", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await stocked(own);
  const refused = async (body: unknown) => {
    const { status, code, data } = await seller.refused("Catalogs.SaveAssignment", { body });
    return [status, code, data?.ObjectType];
  };
  assert.deepEqual(await refused({ CatalogID: "k" }), [400, "PartyAssignment.RequiresBuyer", undefined]);
  assert.deepEqual(await refused({ CatalogID: "k", BuyerID: "no" }), [404, "NotFound", "Buyer"]);
  assert.deepEqual(await refused({ CatalogID: "no", BuyerID: "acme" }), [404, "NotFound", "Catalog"]);
  assert.deepEqual(await refused({ CatalogID: "k", BuyerGroupID: "no" }), [404, "NotFound", "BuyerGroup"]);
  assert.equal((await refused({ CatalogID: "k", BuyerID: "acme", BuyerGroupID: "g" }))[1], "ValidationFailure");
});

test("a product leaves the catalog's categories with the catalog", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await stocked(own, "p", "q");
  await seller.ok("Categories.Create", { path, body: { ID: "a", Name: "A" } });
  for (const ProductID of ["p", "q"])
    await seller.ok("Categories.SaveProductAssignment", { path, body: { CategoryID: "a", ProductID } });
  await place(own, "k", "p");
  const assigned = await seller.ok("Catalogs.ListProductAssignments", { query: { catalogID: "K" } });
  assert.deepEqual(assigned.Items, [
    { CatalogID: "k", ProductID: "p" },
    { CatalogID: "k", ProductID: "q" },
  ]);
  await seller.ok("Catalogs.DeleteProductAssignment", { path: { catalogID: "k", productID: "P" } });
  assert.deepEqual(await placementOf(own, "p"), { catalogs: [], categories: [], buyers: [] });
  assert.deepEqual((await placementOf(own, "q")).categories, [["k", "a"]]);
  const again = await seller.refused("Catalogs.DeleteProductAssignment", { path: { catalogID: "k", productID: "p" } });
  assert.equal(again.status, 404);
});

test("children follow their parent into catalogs and are never assigned themselves", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await stocked(own);
  await seller.ok("Products.Create", { body: { ID: "dad", Name: "Dad", IsParent: true, Active: true } });
  await seller.ok("Products.Create", { body: { ID: "kid", Name: "Kid", ParentID: "dad", Active: true } });
  const refused = await seller.refused("Catalogs.SaveProductAssignment", {
    body: { CatalogID: "k", ProductID: "kid" },
  });
  assert.equal(refused.code, "Catalog.CannotAssignChildProduct");
  await place(own, "k", "dad");
  assert.deepEqual((await placementOf(own, "kid")).catalogs, ["k"]);
  const listed = await seller.ok("Catalogs.ListProductAssignments", {});
  assert.deepEqual(
    listed.Items.map(({ ProductID }) => ProductID),
    ["dad"],
  );
});

test("a supplier's catalog takes its own products and those of the marketplace that it sells", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  for (const ID of ["sup", "rival"]) await seller.ok("Suppliers.Create", { body: { ID, Name: ID, Active: true } });
  await seller.ok("Catalogs.Create", { body: { ID: "theirs", Name: "Theirs", OwnerID: "sup" } });
  for (const [ID, OwnerID] of [
    ["made", "sup"],
    ["foreign", "rival"],
    ["ours", null],
    ["sold", null],
  ])
    await seller.accepted("Products.Create", { body: { ID, Name: ID, OwnerID } });
  await seller.ok("Products.SaveSupplier", { path: { productID: "sold", supplierID: "sup" } });
  await place(own, "theirs", "made");
  await place(own, "theirs", "sold");
  for (const ProductID of ["foreign", "ours"]) {
    const body = { CatalogID: "theirs", ProductID };
    assert.equal(
      (await seller.refused("Catalogs.SaveProductAssignment", { body })).code,
      "Catalog.CannotAssignProduct",
    );
  }
  const supplier = await newCaller(own, { supplier: "sup" });
  const body = { CatalogID: "theirs", ProductID: "foreign" };
  assert.equal((await supplier.refused("Catalogs.SaveProductAssignment", { body })).data.ObjectType, "Product");
});

test("suppliers meet their own catalogs only, and assign them to buyers they sell to", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await stocked(own);
  await seller.ok("Buyers.Create", { body: { ID: "globex", Name: "Globex" } });
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Supplier", Active: true } });
  await seller.ok("Suppliers.SaveBuyer", { path: { supplierID: "sup", buyerID: "acme" } });
  const supplier = await newCaller(own, { supplier: "sup" });
  await supplier.ok("Catalogs.Create", { body: { ID: "theirs", Name: "Theirs" } });
  const ids = (await supplier.ok("Catalogs.List", {})).Items.map(({ ID }) => ID);
  assert.deepEqual(ids, ["theirs"]);
  assert.equal((await supplier.refused("Catalogs.Get", { path })).code, "NotFound");
  for (const id of ["Catalogs.Save", "Catalogs.Patch", "Catalogs.Delete"] as const) {
    const { status, code } = await supplier.refused(id, { path, body: { Name: "Mine" } });
    assert.deepEqual([status, code], [403, "Catalog.CannotEdit"]);
  }
  await supplier.ok("Catalogs.SaveAssignment", { body: { CatalogID: "theirs", BuyerID: "acme" } });
  const stranger = await supplier.refused("Catalogs.SaveAssignment", {
    body: { CatalogID: "theirs", BuyerID: "globex" },
  });
  assert.deepEqual([stranger.status, stranger.data.ObjectType], [404, "Buyer"]);
  const foreign = await supplier.refused("Catalogs.SaveAssignment", { body: { CatalogID: "k", BuyerID: "acme" } });
  assert.equal(foreign.code, "Catalog.CannotEdit");
});

test("a buyer's users change the catalogs it has, and no assignments of others", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await stocked(own, "p");
  await seller.ok("Buyers.Create", { body: { ID: "globex", Name: "Globex" } });
  await place(own, "k", "p");
  const buyer = await newCaller(own, { buyer: "acme" }, ["CatalogAdmin"]);
  const ids = (await buyer.ok("Catalogs.List", {})).Items.map(({ ID }) => ID);
  assert.deepEqual(ids, ["k"]);
  await buyer.ok("Catalogs.Patch", { path, body: { Description: "Ours" } });
  await buyer.ok("Catalogs.DeleteProductAssignment", { path: { catalogID: "k", productID: "p" } });
  assert.equal((await buyer.refused("Catalogs.Get", { path: { catalogID: "globex" } })).status, 404);
  assert.equal((await buyer.refused("Catalogs.Create", { body: { Name: "New" } })).status, 403);
  assert.equal((await buyer.refused("Catalogs.DeleteAssignment", { path, query: { buyerID: "acme" } })).status, 403);
  const other = await buyer.refused("Catalogs.SaveAssignment", { body: { CatalogID: "k", BuyerID: "globex" } });
  assert.deepEqual([other.status, other.data.ObjectType], [404, "Buyer"]);
  await seller.ok("Catalogs.SaveAssignment", { body: { CatalogID: "k", BuyerID: "globex" } });
  const seen = await buyer.ok("Catalogs.ListAssignments", {});
  assert.deepEqual(
    seen.Items.map(({ BuyerID }) => BuyerID),
    ["acme"],
  );
});

test("what users see is worked out anew when a catalog's activity or assignments change", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await stocked(own);
  let version = await visibilityVersion(own);
  const changes = async (work: Promise<unknown>) => {
    await work;
    const before = version;
    version = await visibilityVersion(own);
    return version > before;
  };
  const body = { CatalogID: "k", BuyerID: "acme" };
  assert.equal(await changes(seller.ok("Catalogs.Patch", { path, body: { Description: "x" } })), false);
  assert.equal(await changes(seller.ok("Catalogs.Patch", { path, body: { Active: false } })), true);
  assert.equal(await changes(seller.ok("Catalogs.SaveAssignment", { body })), true);
  assert.equal(await changes(seller.ok("Catalogs.DeleteAssignment", { path, query: { buyerID: "acme" } })), true);
  assert.equal(await changes(seller.ok("Buyers.Patch", { path: { buyerID: "acme" }, body: { Name: "x" } })), false);
  assert.equal(await changes(seller.ok("Buyers.Create", { body: { ID: "globex", Name: "Globex" } })), true);
});

test("products keep their places when a catalog, a category or a buyer gets another ID", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await stocked(own, "p");
  await seller.ok("Categories.Create", { path, body: { ID: "a", Name: "A" } });
  await seller.ok("Categories.SaveProductAssignment", { path, body: { CategoryID: "a", ProductID: "p" } });
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "p", BuyerID: "acme" } });
  await seller.ok("Catalogs.Patch", { path, body: { ID: "k2" } });
  await seller.ok("Categories.Patch", { path: { catalogID: "k2", categoryID: "a" }, body: { ID: "a2" } });
  await seller.ok("Buyers.Patch", { path: { buyerID: "acme" }, body: { ID: "acme2" } });
  assert.deepEqual(await placementOf(own, "p"), { catalogs: ["k2"], categories: [["k2", "a2"]], buyers: ["acme2"] });
  assert.equal((await seller.ok("Buyers.Get", { path: { buyerID: "acme2" } })).DefaultCatalogID, "k2");
});

test("a buyer's ID given anew brings nothing that was assigned to the former one", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await stocked(own, "p");
  await place(own, "k", "p");
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "p", BuyerID: "acme" } });
  assert.deepEqual((await placementOf(own, "p")).buyers, ["acme"]);
  await seller.ok("Buyers.Delete", { path: { buyerID: "acme" } });
  assert.deepEqual((await placementOf(own, "p")).buyers, []);
});
