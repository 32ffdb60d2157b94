import assert from "node:assert/strict";
import { test } from "node:test";
import { marketplace, newCaller } from "@orderwell/testing";

test("a buyer created into a group with a default catalog gets none of its own, and shops from the group's", async (t) => {
  const { seller, ...own } = await marketplace(t);
  await seller.ok("Catalogs.Create", { body: { ID: "Shared", Name: "Shared", Active: true } });
  const group = await seller.ok("BuyerGroups.Create", {
    body: { ID: "Dealers", Name: "Dealers", Description: "All of them", DefaultCatalogID: "shared", xp: { tier: 1 } },
  });
  assert.deepEqual(group, {
    ID: "Dealers",
    Name: "Dealers",
    Description: "All of them",
    DefaultCatalogID: "Shared",
    xp: { tier: 1 },
  });
  const member = await seller.ok("Buyers.Create", {
    body: { ID: "acme", Name: "Acme", Active: true, GroupID: "dealers" },
  });
  assert.deepEqual([member.GroupID, member.DefaultCatalogID], ["Dealers", null]);
  assert.equal((await seller.refused("Catalogs.Get", { path: { catalogID: "acme" } })).code, "NotFound");
  const user = await newCaller({ seller, ...own }, { buyer: "acme" }, ["Shopper"]);
  assert.equal((await user.ok("Me.Get")).Buyer?.DefaultCatalogID, "Shared");

  await seller.ok("BuyerGroups.Create", { body: { ID: "plain", Name: "Plain" } });
  const other = await seller.ok("Buyers.Create", { body: { ID: "globex", Name: "Globex", GroupID: "plain" } });
  assert.equal(other.DefaultCatalogID, "globex");
  const own2 = await seller.ok("Buyers.Patch", { path: { buyerID: "globex" }, body: { GroupID: "Dealers" } });
  assert.equal(own2.DefaultCatalogID, "globex", "its own goes before the group's");
});

test("members see the group's catalogs beside their own, for as long as they are members and the group is there", async (t) => {
  const { seller, ...own } = await marketplace(t);
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await seller.ok("Catalogs.Create", { body: { ID: "shared", Name: "Shared", Active: true } });
  await seller.ok("BuyerGroups.Create", { body: { ID: "dealers", Name: "Dealers" } });
  await seller.ok("Catalogs.SaveAssignment", {
    body: { CatalogID: "shared", BuyerGroupID: "dealers", ViewAllCategories: true, ViewAllProducts: true },
  });
  await seller.ok("Products.Create", { body: { ID: "anvil", Name: "Anvil", Active: true } });
  await seller.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: "shared", ProductID: "anvil" } });
  const user = await newCaller({ seller, ...own }, { buyer: "acme" }, ["Shopper"]);
  const sees = async () => [
    (await user.ok("Me.ListCatalogs", { query: { sortBy: "ID" } })).Items.map(({ ID }) => ID).join(),
    (await user.ok("Me.ListProducts")).Items.map(({ ID }) => ID).join(),
  ];
  const join = (GroupID: string | null) => seller.ok("Buyers.Patch", { path: { buyerID: "acme" }, body: { GroupID } });
  assert.deepEqual(await sees(), ["acme", ""]);
  await join("dealers");
  assert.deepEqual(await sees(), ["acme,shared", "anvil"]);
  await join(null);
  assert.deepEqual(await sees(), ["acme", ""]);
  await join("dealers");
  await seller.ok("BuyerGroups.Patch", { path: { buyerGroupID: "dealers" }, body: { ID: "partners" } });
  assert.equal((await seller.ok("Buyers.Get", { path: { buyerID: "acme" } })).GroupID, "partners");
  assert.deepEqual(await sees(), ["acme,shared", "anvil"], "also under the group's new name");
  await seller.ok("BuyerGroups.Delete", { path: { buyerGroupID: "partners" } });
  assert.equal((await seller.ok("Buyers.Get", { path: { buyerID: "acme" } })).GroupID, null);
  assert.deepEqual(await sees(), ["acme", ""]);
  await seller.ok("BuyerGroups.Create", { body: { ID: "partners", Name: "Other partners" } });
  await join("partners");
  assert.deepEqual(await sees(), ["acme", ""], "a new group of an old name inherits nothing");
});

test("groups and their catalogs must be there, and only sellers decide who is in which", async (t) => {
  const { seller, ...own } = await marketplace(t);
  await seller.ok("BuyerGroups.Create", { body: { ID: "dealers", Name: "Dealers" } });
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const unknown = await seller.refused("Buyers.Patch", { path: { buyerID: "acme" }, body: { GroupID: "nothing" } });
  assert.deepEqual([unknown.code, unknown.data], ["NotFound", { ObjectType: "BuyerGroup", ObjectID: "nothing" }]);
  const catalog = await seller.refused("BuyerGroups.Create", { body: { Name: "x", DefaultCatalogID: "nothing" } });
  assert.deepEqual([catalog.code, catalog.data.ObjectType], ["NotFound", "Catalog"]);
  assert.equal((await seller.refused("BuyerGroups.Create", { body: { ID: "DEALERS", Name: "x" } })).code, "IdExists");

  const buyer = await newCaller({ seller, ...own }, { buyer: "acme" });
  const patched = await buyer.ok("Buyers.Patch", { path: { buyerID: "acme" }, body: { GroupID: "dealers" } });
  assert.equal(patched.GroupID, null);
  await seller.ok("Buyers.Patch", { path: { buyerID: "acme" }, body: { GroupID: "dealers" } });
  const saved = await buyer.ok("Buyers.Save", { path: { buyerID: "acme" }, body: { Name: "Acme", Active: true } });
  assert.equal(saved.GroupID, "dealers");
  const path = { buyerGroupID: "dealers" };
  assert.equal((await buyer.refused("BuyerGroups.Get", { path })).code, "Auth.UserNotAuthorizedToAdmin");
  const stranger = await marketplace(t);
  assert.equal((await stranger.seller.refused("BuyerGroups.Get", { path })).code, "NotFound");
  const { Items } = await seller.ok("BuyerGroups.List", { query: { search: "deal" } });
  assert.equal(Items.length, 1);
});
