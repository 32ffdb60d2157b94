import assert from "node:assert/strict";
import { test } from "node:test";
import { inMarketplace, marketplace, newCaller } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";

test("a buyer without a default catalog gets one of its own, which outlives it", async (t) => {
  const { seller } = await marketplace(t);
  const buyer = await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  assert.equal(buyer.DefaultCatalogID, "acme");
  assert.match(String(buyer.DateCreated), /\+00:00$/);
  await seller.ok("Buyers.Delete", { path: { buyerID: "ACME" } });
  const again = await seller.refused("Buyers.Create", { body: { ID: "acme", Name: "Acme" } });
  assert.equal(again.code, "Buyer.DefaultCatalogAlreadyExists");
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", DefaultCatalogID: "acme" } });
});

test("PUT creates, replaces and renames; PATCH merges xp and keeps the rest", async (t) => {
  const { seller } = await marketplace(t);
  const path = { buyerID: "b1" };
  await seller.ok("Buyers.Save", { path, body: { Name: "One", Active: true, xp: { a: { b: 1, c: 2 }, z: "last" } } });
  const patched = await seller.ok("Buyers.Patch", { path, body: { xp: { a: { b: null } } } });
  assert.deepEqual(patched.xp, { a: { b: null, c: 2 }, z: "last" });
  assert.equal(patched.Name, "One");
  const renamed = await seller.ok("Buyers.Save", { path, body: { ID: "B2", Name: "Two" } });
  assert.deepEqual([renamed.ID, renamed.Active, renamed.xp], ["B2", false, null]);
  assert.equal((await seller.refused("Buyers.Get", { path })).code, "NotFound");
  assert.equal((await seller.ok("Buyers.Get", { path: { buyerID: "b2" } })).ID, "B2");
});

test("an ID is unique in any case, and a list searches, filters, sorts and pages", async (t) => {
  const { seller } = await marketplace(t);
  for (const name of ["Anvil", "Bolt", "Cog", "Dowel", "Eats"])
    await seller.ok("Buyers.Create", { body: { ID: name, Name: name, xp: { size: name.length, tags: ["x", name] } } });
  assert.deepEqual(
    [await seller.refused("Buyers.Create", { body: { ID: "anvil", Name: "x" } })].map(({ status, code }) => [
      status,
      code,
    ]),
    [[409, "IdExists"]],
  );
  const names = async (query: Record<string, unknown>) =>
    (await seller.accepted("Buyers.List", { query })).Items.map(({ Name }) => Name);
  assert.deepEqual(await names({ sortBy: "!Name", pageSize: 2 }), ["Eats", "Dowel"]);
  assert.deepEqual(await names({ search: "OL" }), ["Bolt"]);
  assert.deepEqual(await names({ "xp.size": ">4" }), ["Anvil", "Dowel"]);
  assert.deepEqual(await names({ "xp.tags": "cog|BOLT" }), ["Bolt", "Cog"]);
  const page = await seller.ok("Buyers.List", { query: { page: 2, pageSize: 2 } });
  assert.deepEqual(page.Meta, {
    Page: 2,
    PageSize: 2,
    TotalCount: 5,
    TotalPages: 3,
    ItemRange: [3, 4],
    NextPageKey: null,
  });
});

test("a buyer's group must be there, and comes back as it is spelled there", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await inMarketplace(own, (db) =>
    db.run(sql`insert into buyer_group (marketplace_id, id, name) values (${own.id}, 'Ring', 'Ring')`),
  );
  const refused = await seller.refused("Buyers.Create", { body: { Name: "B", Active: true, GroupID: "none" } });
  assert.deepEqual([refused.status, refused.data], [404, { ObjectType: "BuyerGroup", ObjectID: "none" }]);
  const made = await seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true, GroupID: "ring" } });
  assert.equal(made.GroupID, "Ring");
  const path = { buyerID: "b" };
  assert.equal((await seller.refused("Buyers.Patch", { path, body: { GroupID: "no" } })).data.ObjectType, "BuyerGroup");
  assert.equal((await seller.ok("Buyers.Patch", { path, body: { GroupID: null } })).GroupID, null);
});

test("a buyer's own people change it, but make no buyer and open no further catalog to it", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  for (const ID of ["acme", "globex"]) await seller.ok("Buyers.Create", { body: { ID, Name: ID, Active: true } });
  for (const ID of ["shared", "closed"]) await seller.ok("Catalogs.Create", { body: { ID, Name: ID, Active: true } });
  await seller.ok("Catalogs.SaveAssignment", { body: { CatalogID: "shared", BuyerID: "acme" } });
  const admin = await newCaller(own, { buyer: "acme" }, ["BuyerAdmin"]);
  for (const buyerID of ["new", "globex"]) {
    const refused = await admin.refused("Buyers.Save", { path: { buyerID }, body: { Name: "Mine" } });
    assert.deepEqual([refused.status, refused.code], [403, "Auth.UserNotAuthorizedToAdmin"], buyerID);
  }
  const path = { buyerID: "acme" };
  for (const DefaultCatalogID of ["closed", "globex", "nowhere"]) {
    const refused = await admin.refused("Buyers.Patch", { path, body: { DefaultCatalogID } });
    assert.deepEqual([refused.status, refused.data], [404, { ObjectType: "Catalog", ObjectID: DefaultCatalogID }]);
  }
  const patched = await admin.ok("Buyers.Patch", { path, body: { DefaultCatalogID: "SHARED" } });
  assert.equal(patched.DefaultCatalogID, "shared");
  const { Items } = await seller.ok("Catalogs.ListAssignments", { query: { buyerID: "acme" } });
  assert.deepEqual(
    Items.map(({ CatalogID, ViewAllProducts }) => [CatalogID, ViewAllProducts]),
    [
      ["acme", true],
      ["shared", false],
    ],
    "what the seller opened stays as open as it was",
  );
});

test("an empty default catalog counts as none", async (t) => {
  const { seller } = await marketplace(t);
  const body = { ID: "acme", Name: "Acme", DefaultCatalogID: "" };
  assert.equal((await seller.ok("Buyers.Create", { body })).DefaultCatalogID, "acme");
  const patched = await seller.ok("Buyers.Patch", { path: { buyerID: "acme" }, body: { DefaultCatalogID: "" } });
  assert.equal(patched.DefaultCatalogID, null);
});
