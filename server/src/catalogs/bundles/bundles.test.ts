import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { newCaller, type Shop, shop, type TestClient } from "@orderwell/testing";
import { placementOf } from "../visibility/testing/placement.ts";

interface BundleShop extends Shop {
  /** Puts products into the bundle. */
  contain(bundleId: string, ...productIds: string[]): Promise<void>;
}

/** A shop with cup, saucer and spoon, and the bundle `set` in the catalog, empty. */
async function bundleShop(t: TestContext): Promise<BundleShop> {
  const own = await shop(t);
  for (const id of ["cup", "saucer", "spoon"]) await own.product(id);
  await own.seller.ok("Bundles.Create", { body: { ID: "set", Name: "Tea set", Active: true, xp: { Rim: "gold" } } });
  await own.seller.ok("Catalogs.SaveBundleAssignment", { body: { CatalogID: "acme", BundleID: "set" } });
  return {
    ...own,
    async contain(BundleID, ...productIds) {
      for (const ProductID of productIds)
        await own.seller.ok("Bundles.SaveProductAssignment", { body: { BundleID, ProductID, Required: true } });
    },
  };
}

const bundleID = "set";
const idsOf = ({ Items }: { readonly Items: readonly { readonly ID: string }[] }) => Items.map(({ ID }) => ID).join();
const productsSeen = async (shopper: TestClient, query = {}) => idsOf(await shopper.ok("Me.ListProducts", { query }));

test("a bundle is a product of the same ID that shows the same, and both go together", async (t) => {
  const { seller, contain } = await bundleShop(t);
  await contain(bundleID, "cup", "saucer");
  const product = await seller.ok("Products.Get", { path: { productID: "SET" } });
  assert.deepEqual(
    [product.ID, product.Name, product.IsBundle, product.Active, product.xp, product.OwnerID],
    ["set", "Tea set", true, true, { Rim: "gold" }, (await seller.ok("Bundles.Get", { path: { bundleID } })).OwnerID],
  );
  await seller.ok("Bundles.Patch", { path: { bundleID }, body: { Name: "Coffee set", Description: "For two" } });
  assert.equal((await seller.ok("Products.Get", { path: { productID: "set" } })).Description, "For two");
  await seller.ok("Products.Patch", { path: { productID: "set" }, body: { xp: { Rim: "blue" } } });
  assert.deepEqual((await seller.ok("Bundles.Get", { path: { bundleID } })).xp, { Rim: "blue" });
  assert.equal(idsOf(await seller.ok("Products.List", { query: { IsBundle: true } })), "set");
  assert.equal(idsOf(await seller.ok("Products.List", { query: { BundleID: "set" } })), "cup,saucer");
  await seller.ok("Bundles.Delete", { path: { bundleID } });
  assert.equal((await seller.refused("Products.Get", { path: { productID: "set" } })).status, 404);
  assert.equal((await seller.ok("Bundles.ListProductAssignments")).Meta.TotalCount, 0);
  await seller.ok("Products.Delete", { path: { productID: "cup" } });
});

test("bundles and products have one space of IDs, and no product is taken for a bundle", async (t) => {
  const { seller } = await bundleShop(t);
  for (const [operation, ID] of [
    ["Bundles.Create", "Cup"],
    ["Products.Create", "Set"],
  ] as const) {
    const taken = await seller.refused(operation, { body: { ID, Name: "Taken" } });
    assert.deepEqual([taken.status, taken.code], [409, "IdExists"]);
  }
  const other = await seller.refused("Bundles.Get", { path: { bundleID: "cup" } });
  assert.deepEqual([other.status, other.data.ObjectType], [404, "Bundle"]);
  assert.equal(
    (await seller.refused("Bundles.Save", { path: { bundleID: "cup" }, body: { Name: "x" } })).code,
    "IdExists",
  );
  const catalog = { body: { CatalogID: "acme", BundleID: "cup" } };
  assert.equal((await seller.refused("Catalogs.SaveBundleAssignment", catalog)).data.ObjectType, "Bundle");
});

test("a bundle neither has children nor variants, nor is a child", async (t) => {
  const { seller, product } = await bundleShop(t);
  await product("parent", { IsParent: true });
  for (const [productID, body] of [
    ["set", { IsParent: true }],
    ["set", { ParentID: "parent" }],
    ["cup", { ParentID: "set" }],
  ] as const)
    assert.equal(
      (await seller.refused("Products.Patch", { path: { productID }, body })).code,
      "Product.ParentProductCannotBeABundle",
    );
  assert.equal(
    (await seller.refused("Products.GenerateVariants", { path: { productID: "set" } })).code,
    "Product.BundleProductCannotHaveVariants",
  );
});

test("a bundle consists of its owner's products; a parent stands for its children, and no bundle is in another", async (t) => {
  const { seller, product } = await bundleShop(t);
  await seller.ok("Suppliers.Create", { body: { ID: "mill", Name: "Mill", Active: true } });
  await seller.ok("Products.Create", { body: { ID: "flour", Name: "Flour", OwnerID: "mill" } });
  await product("shirt", { IsParent: true });
  await product("shirt-s", { ParentID: "shirt" });
  await seller.ok("Bundles.Create", { body: { ID: "outfit", Name: "Outfit" } });
  const put = (ProductID: string, BundleID = "set") => ({ body: { BundleID, ProductID, Required: false } });
  const refused = async (ProductID: string, BundleID?: string) =>
    (await seller.refused("Bundles.SaveProductAssignment", put(ProductID, BundleID))).code;
  assert.equal(await refused("flour"), "Bundle.OwnerIDMustMatch");
  assert.equal(await refused("outfit"), "Bundle.CannotContainBundle");
  await seller.ok("Bundles.SaveProductAssignment", put("shirt"));
  assert.equal(await refused("shirt-s"), "Bundle.ParentProductAssigned");
  await seller.ok("Bundles.SaveProductAssignment", put("shirt-s", "outfit"));
  assert.equal(await refused("shirt", "outfit"), "Bundle.ChildProductsAssigned");
});

test("a product of a bundle is saved once, narrowed in lists, taken out, and cannot be deleted meanwhile", async (t) => {
  const { seller, contain } = await bundleShop(t);
  await contain(bundleID, "cup", "saucer");
  const body = { BundleID: "SET", ProductID: "CUP", Required: false, DefaultQuantity: 4 };
  await seller.ok("Bundles.SaveProductAssignment", { body });
  const list = async (query: { readonly bundleID?: string; readonly productID?: string }) =>
    (await seller.ok("Bundles.ListProductAssignments", { query })).Items;
  assert.deepEqual(await list({ productID: "cup" }), [
    { ProductID: "cup", BundleID: "set", Required: false, DefaultQuantity: 4 },
  ]);
  assert.equal((await list({ bundleID: "set" })).length, 2);
  assert.deepEqual(await list({ bundleID: "none" }), []);
  const none = await seller.refused("Bundles.SaveProductAssignment", { body: { ...body, DefaultQuantity: 0 } });
  assert.equal(none.status, 400);
  assert.equal(
    (await seller.refused("Products.Delete", { path: { productID: "cup" } })).code,
    "Product.CannotDeleteProductAssingedToBundle",
  );
  const path = { bundleID, productID: "cup" };
  await seller.ok("Bundles.DeleteProductAssignment", { path });
  const gone = await seller.refused("Bundles.DeleteProductAssignment", { path });
  assert.deepEqual([gone.status, gone.data.ObjectType], [404, "BundleProductAssignment"]);
  await seller.ok("Products.Delete", { path: { productID: "cup" } });
});

test("a bundle holds a hundred products at most", async (t) => {
  const { seller } = await bundleShop(t);
  const put = (ProductID: string) => ({ body: { BundleID: "set", ProductID, Required: false } });
  for (let index = 0; index < 100; index++) {
    await seller.ok("Products.Create", { body: { ID: `p${index}`, Name: "Product" } });
    await seller.ok("Bundles.SaveProductAssignment", put(`p${index}`));
  }
  const refused = await seller.refused("Bundles.SaveProductAssignment", put("cup"));
  assert.deepEqual([refused.code, refused.data.MaximumProducts], ["Bundle.MaximumProductsReached", 100]);
  await seller.ok("Bundles.SaveProductAssignment", put("p7"));
});

test("shoppers see a bundle among their products, without a price, and what is in it by its ID", async (t) => {
  const { shopper, contain } = await bundleShop(t);
  await contain(bundleID, "cup", "saucer");
  assert.equal(await productsSeen(shopper, { IsBundle: true }), "set");
  assert.equal(await productsSeen(shopper, { BundleID: "set" }), "cup,saucer");
  const seen = await shopper.ok("Me.GetProduct", { path: { productID: "set" } });
  assert.deepEqual([seen.IsBundle, seen.PriceSchedule], [true, null]);
});

test("shoppers see a bundle as long as they see something of it", async (t) => {
  const { seller, shopper, contain } = await bundleShop(t);
  assert.equal(await productsSeen(shopper, { IsBundle: true }), "");
  await contain(bundleID, "cup", "saucer");
  await seller.ok("Products.Patch", { path: { productID: "cup" }, body: { Active: false } });
  assert.equal(await productsSeen(shopper), "saucer,spoon,set");
  await seller.ok("Catalogs.DeleteProductAssignment", { path: { catalogID: "acme", productID: "saucer" } });
  assert.equal(await productsSeen(shopper), "spoon");
  assert.equal((await shopper.refused("Me.GetProduct", { path: { productID: "set" } })).status, 404);
  await contain(bundleID, "spoon");
  assert.equal(await productsSeen(shopper), "spoon,set");
  await seller.ok("Bundles.DeleteProductAssignment", { path: { bundleID, productID: "spoon" } });
  assert.equal(await productsSeen(shopper), "spoon");
});

test("shoppers see a bundle as long as it is active and in one of their catalogs", async (t) => {
  const { seller, shopper, contain } = await bundleShop(t);
  await contain(bundleID, "cup");
  assert.equal(await productsSeen(shopper), "cup,saucer,spoon,set");
  await seller.ok("Bundles.Patch", { path: { bundleID }, body: { Active: false } });
  assert.equal(await productsSeen(shopper), "cup,saucer,spoon");
  await seller.ok("Bundles.Patch", { path: { bundleID }, body: { Active: true } });
  await seller.ok("Catalogs.DeleteBundleAssignment", { path: { catalogID: "acme", bundleID } });
  assert.equal(await productsSeen(shopper), "cup,saucer,spoon");
});

test("a bundle in a category is seen with it and in its place, and leaves it with the catalog", async (t) => {
  const own = await bundleShop(t);
  const { seller, shopper, contain } = own;
  const path = { catalogID: "acme" };
  await contain(bundleID, "cup");
  await seller.ok("Categories.Create", { path, body: { ID: "tea", Name: "Tea", Active: true } });
  const place = { CategoryID: "tea", BundleID: "set", ListOrder: 1 };
  await seller.ok("Categories.SaveBundleAssignment", { path, body: place });
  await seller.ok("Categories.SaveProductAssignment", {
    path,
    body: { CategoryID: "tea", ProductID: "spoon", ListOrder: 2 },
  });
  assert.equal(await productsSeen(shopper, { categoryID: "tea", catalogID: "acme" }), "set,spoon");
  await seller.ok("Categories.SaveBundleAssignment", { path, body: { ...place, ListOrder: 3 } });
  assert.equal(await productsSeen(shopper, { categoryID: "tea", catalogID: "acme" }), "spoon,set");
  const list = await seller.ok("Categories.ListBundleAssignments", { path, query: { categoryID: "tea" } });
  assert.deepEqual(list.Items, [{ ...place, ListOrder: 3 }]);
  assert.equal(idsOf(await seller.ok("Bundles.List", { query: { catalogID: "acme", categoryID: "tea" } })), "set");
  await seller.ok("Catalogs.DeleteBundleAssignment", { path: { ...path, bundleID } });
  assert.deepEqual(await placementOf(own, "set"), { catalogs: [], categories: [], buyers: [] });
  const gone = { path: { ...path, categoryID: "tea", bundleID } };
  assert.equal(
    (await seller.refused("Categories.DeleteBundleAssignment", gone)).data.ObjectType,
    "CategoryBundleAssignment",
  );
  await seller.ok("Categories.SaveBundleAssignment", { path, body: place });
  await seller.ok("Categories.DeleteBundleAssignment", gone);
  assert.deepEqual((await placementOf(own, "set")).catalogs, ["acme"]);
});

test("an assignment opens a bundle to a group that shares a catalog with it, and says nothing of prices", async (t) => {
  const { seller, shopper, colleague, contain } = await bundleShop(t);
  const path = { buyerID: "acme" };
  await seller.ok("Catalogs.SaveAssignment", { body: { CatalogID: "acme", BuyerID: "acme", ViewAllProducts: false } });
  await contain(bundleID, "cup");
  await seller.ok("UserGroups.Create", { path, body: { ID: "hosts", Name: "Hosts" } });
  const member = await colleague("Shopper");
  const { ID: UserID } = await member.ok("Me.Get");
  await seller.ok("UserGroups.SaveUserAssignment", { path, body: { UserGroupID: "hosts", UserID } });
  const body = { BundleID: "set", BuyerID: "acme", UserGroupID: "hosts" };
  await seller.ok("Bundles.SaveAssignment", { body });
  assert.equal(await productsSeen(member), "", "what it consists of is not seen yet");
  await seller.ok("Products.SaveAssignment", { body: { ProductID: "cup", BuyerID: "acme" } });
  assert.equal(await productsSeen(member), "cup,set");
  assert.equal(await productsSeen(shopper), "cup");
  const own = (await seller.ok("Bundles.ListAssignments")).Items;
  assert.deepEqual(own, [{ ...body, SellerID: own[0]?.SellerID }]);
  assert.equal((await seller.ok("Bundles.ListAssignments", { query: { level: "Company" } })).Meta.TotalCount, 0);

  await seller.ok("Bundles.Create", { body: { ID: "nowhere", Name: "Nowhere" } });
  const nowhere = { body: { BundleID: "nowhere", BuyerID: "acme" } };
  assert.equal((await seller.refused("Bundles.SaveAssignment", nowhere)).code, "Product.CannotAssignNotInBuyerCatalog");
  const remove = { path: { bundleID, buyerID: "acme" }, query: { userGroupID: "hosts" } };
  await seller.ok("Bundles.DeleteAssignment", remove);
  assert.equal((await seller.refused("Bundles.DeleteAssignment", remove)).data.ObjectType, "BundleAssignment");
  assert.equal(await productsSeen(member), "cup");
});

test("a bundle assignment keeps the price that a product assignment gave the bundle's product", async (t) => {
  const { seller, contain } = await bundleShop(t);
  await contain(bundleID, "cup");
  const party = { BuyerID: "acme", UserGroupID: null };
  await seller.ok("Products.SaveAssignment", { body: { ...party, ProductID: "set", PriceScheduleID: "cup-price" } });
  await seller.ok("Bundles.SaveAssignment", { body: { ...party, BundleID: "set" } });
  const { Items } = await seller.ok("Products.ListAssignments", { query: { productID: "set" } });
  assert.deepEqual(
    Items.map(({ PriceScheduleID }) => PriceScheduleID),
    ["cup-price"],
  );
});

test("lists of bundles are searched, filtered and counted as lists of products, with facets", async (t) => {
  const { seller } = await bundleShop(t);
  await seller.ok("ProductFacets.Create", { body: { ID: "rim", Name: "Rim", XpPath: "Rim" } });
  await seller.ok("Bundles.Create", { body: { ID: "plain", Name: "Plain set", xp: { Rim: "none" } } });
  const all = await seller.ok("Bundles.List");
  assert.equal(idsOf(all), "plain,set");
  assert.equal(all.Meta.TotalCount, 2);
  assert.deepEqual(all.Meta.Facets?.[0]?.Values?.map(({ Value }) => Value).sort(), ["gold", "none"]);
  assert.deepEqual(Object.keys(all.Items[0] ?? {}).sort(), ["Active", "Description", "ID", "Name", "OwnerID", "xp"]);
  assert.equal(idsOf(await seller.ok("Bundles.List", { query: { search: "tea" } })), "set");
  assert.equal(idsOf(await seller.ok("Bundles.List", { query: { "xp.Rim": "none" } })), "plain");
  assert.equal(idsOf(await seller.ok("Bundles.List", { query: { catalogID: "acme" } })), "set");
});

test("a supplier keeps bundles of its own products, and sees no others", async (t) => {
  const own = await bundleShop(t);
  const { seller } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "mill", Name: "Mill", Active: true } });
  const mill = await newCaller(own, { supplier: "mill" });
  await mill.ok("Bundles.Create", { body: { ID: "grains", Name: "Grains", OwnerID: own.id } });
  assert.equal((await mill.ok("Bundles.Get", { path: { bundleID: "grains" } })).OwnerID, "mill");
  assert.equal(idsOf(await mill.ok("Bundles.List")), "grains");
  assert.equal((await mill.refused("Bundles.Delete", { path: { bundleID } })).status, 404);
  const others = { body: { BundleID: "grains", ProductID: "cup", Required: true } };
  assert.equal((await mill.refused("Bundles.SaveProductAssignment", others)).data.ObjectType, "Product");
  await mill.ok("Products.Create", { body: { ID: "rye", Name: "Rye" } });
  await mill.ok("Bundles.SaveProductAssignment", { body: { ...others.body, ProductID: "rye" } });
  assert.equal((await mill.ok("Bundles.ListProductAssignments")).Meta.TotalCount, 1);
  await seller.ok("Suppliers.Delete", { path: { supplierID: "mill" } });
  assert.equal(idsOf(await seller.ok("Bundles.List")), "set");
});

test("buyers' users keep no bundles, whatever their roles", async (t) => {
  const { colleague } = await bundleShop(t);
  const buyer = await colleague("FullAccess");
  for (const refused of [
    await buyer.refused("Bundles.Create", { body: { Name: "Mine" } }),
    await buyer.refused("Bundles.Patch", { path: { bundleID }, body: { Name: "Mine" } }),
    await buyer.refused("Bundles.Delete", { path: { bundleID } }),
    await buyer.refused("Bundles.SaveProductAssignment", {
      body: { BundleID: "set", ProductID: "cup", Required: true },
    }),
    await buyer.refused("Bundles.SaveAssignment", { body: { BundleID: "set", BuyerID: "acme" } }),
  ])
    assert.deepEqual([refused.status, refused.code], [403, "Auth.UserNotAuthorizedToAdmin"]);
});

test("two who change what a bundle consists of, and its products, at the same time leave it where it belongs", async (t) => {
  const { seller, shopper, contain } = await bundleShop(t);
  const change = (productID: string, Active: boolean) =>
    seller.ok("Products.Patch", { path: { productID }, body: { Active } });
  for (let round = 0; round < 5; round++) {
    await Promise.all([
      contain(bundleID, "cup"),
      change("cup", false),
      change("saucer", false),
      contain(bundleID, "saucer"),
    ]);
    assert.equal(await productsSeen(shopper, { IsBundle: true }), "");
    await Promise.all([
      change("saucer", true),
      seller.ok("Bundles.DeleteProductAssignment", { path: { bundleID, productID: "cup" } }),
    ]);
    assert.equal(await productsSeen(shopper, { IsBundle: true }), "set");
    await Promise.all([
      change("cup", true),
      seller.ok("Bundles.DeleteProductAssignment", { path: { bundleID, productID: "saucer" } }),
    ]);
    assert.equal(await productsSeen(shopper, { IsBundle: true }), "");
  }
});
