import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addClient,
  addUser,
  addUserGroup,
  grant,
  inMarketplace,
  marketplace,
  newCaller,
  type TestMarketplace,
} from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";

async function withBuyers(own: TestMarketplace, ...ids: string[]): Promise<void> {
  for (const ID of ids) await own.seller.ok("Buyers.Create", { body: { ID, Name: ID, Active: true } });
}

test("a user's roles are the sorted union of what reaches them by themselves, through their groups and their company", async (t) => {
  const own = await marketplace(t);
  await withBuyers(own, "acme", "globex");
  const { key } = await addUser(own, { buyer: "acme" }, "ada");
  await addUser(own, { buyer: "acme" }, "bob");
  await addUserGroup(own, { buyer: "acme" }, "team", [key]);
  await addUserGroup(own, { buyer: "acme" }, "others");
  await grant(own, { BuyerID: "acme", UserID: "ada" }, { Roles: ["MeAdmin"], CustomRoles: ["zeta"] });
  await grant(own, { BuyerID: "acme", UserGroupID: "team" }, { Roles: ["Shopper", "MeAdmin"] });
  await grant(own, { BuyerID: "acme", UserGroupID: "others" }, { Roles: ["OrderAdmin"] });
  await grant(own, { BuyerID: "acme" }, { Roles: ["BuyerReader"], CustomRoles: ["Alpha"] });
  await grant(own, { BuyerID: "globex" }, { Roles: ["FullAccess"] });
  await grant(own, {}, { Roles: ["ProductAdmin"] });

  const path = { buyerID: "acme" };
  const everything = ["Alpha", "BuyerReader", "MeAdmin", "Shopper", "zeta"];
  assert.deepEqual((await own.seller.ok("Users.Get", { path: { ...path, userID: "ada" } })).AvailableRoles, everything);
  const page = await own.seller.ok("Users.List", { path });
  assert.deepEqual(page.Items.map(({ ID, AvailableRoles }) => [ID, AvailableRoles]).sort(), [
    ["ada", everything],
    ["bob", ["Alpha", "BuyerReader"]],
  ]);
  const found = await own.seller.ok("Users.List", { path, query: { AvailableRoles: "shopper" } });
  assert.deepEqual(
    found.Items.map(({ ID }) => ID),
    ["ada"],
  );
});

test("a locale of a group goes before the buyer's, and of several the lowest ID counts", async (t) => {
  const own = await marketplace(t);
  await withBuyers(own, "acme");
  const { key } = await addUser(own, { buyer: "acme" }, "ada");
  await addUser(own, { buyer: "acme" }, "bob");
  const group = await addUserGroup(own, { buyer: "acme" }, "team", [key]);
  await inMarketplace(own, async (db) => {
    const assign = async (id: string, currency: string, groupKey: number | null): Promise<void> => {
      await db.run(sql`insert into locale (marketplace_id, id, owner_id, currency, language)
        values (${own.id}, ${id}, ${own.id}, ${currency}, 'en')`);
      await db.run(sql`insert into locale_assignment (marketplace_id, locale_id, buyer_id, group_key)
        values (${own.id}, ${id}, 'acme', ${groupKey})`);
    };
    await assign("a-usd", "USD", null);
    await assign("z-eur", "EUR", group);
    await assign("m-cad", "CAD", group);
  });
  const localeOf = async (userID: string) =>
    (await own.seller.ok("Users.Get", { path: { buyerID: "acme", userID } })).Locale;
  assert.deepEqual(await localeOf("ada"), { ID: "m-cad", OwnerID: own.id, Currency: "CAD", Language: "en" });
  assert.equal((await localeOf("bob"))?.Currency, "USD");
  const page = await own.seller.ok("Users.List", { path: { buyerID: "acme" }, query: { "Locale.Currency": "cad" } });
  assert.equal(page.Meta.TotalCount, 1);
});

test("a list of users is ordered by name, and narrowed to a group of that buyer", async (t) => {
  const own = await marketplace(t);
  await withBuyers(own, "acme", "globex");
  const names = [
    ["Zoe", "Adams"],
    ["Amy", "Brown"],
    ["Amy", "Adams"],
  ];
  for (const [index, [FirstName, LastName]] of names.entries())
    await own.seller.accepted("Users.Create", {
      path: { buyerID: "acme" },
      body: { ID: `u${index}`, Username: `u${index}`, FirstName, LastName, Email: "x@example.com", Active: true },
    });
  const ids = async (query: Record<string, unknown>) =>
    (await own.seller.accepted("Users.List", { path: { buyerID: "acme" }, query })).Items.map(({ ID }) => ID);
  assert.deepEqual(await ids({}), ["u2", "u0", "u1"]);
  assert.deepEqual(await ids({ sortBy: "!ID" }), ["u2", "u1", "u0"]);

  await own.seller.ok("UserGroups.Create", { path: { buyerID: "acme" }, body: { ID: "team", Name: "Team" } });
  await own.seller.ok("UserGroups.Create", { path: { buyerID: "globex" }, body: { ID: "elsewhere", Name: "Team" } });
  await own.seller.ok("UserGroups.SaveUserAssignment", {
    path: { buyerID: "acme" },
    body: { UserGroupID: "team", UserID: "u1" },
  });
  assert.deepEqual(await ids({ userGroupID: "TEAM" }), ["u1"]);
  assert.deepEqual(await ids({ userGroupID: "elsewhere" }), []);
});

test("users of all buyers are one list for sellers, in which IDs may repeat", async (t) => {
  const own = await marketplace(t);
  await withBuyers(own, "acme", "globex");
  await addUser(own, {}, "seller-user");
  for (const buyer of ["acme", "globex"]) for (const id of ["a", "b"]) await addUser(own, { buyer }, id);
  const seen: string[] = [];
  for (const page of [1, 2, 3, 4]) {
    const { Items, Meta } = await own.seller.ok("Users.ListAcrossBuyers", {
      query: { pageSize: 1, page, sortBy: "ID" },
    });
    assert.equal(Meta.TotalCount, 4);
    seen.push(...Items.map(({ CompanyID, ID }) => `${CompanyID}/${ID}`));
  }
  assert.deepEqual([...seen].sort(), ["acme/a", "acme/b", "globex/a", "globex/b"]);
});

test("the default context user of an API client cannot be deleted or moved, nor their buyer", async (t) => {
  const own = await marketplace(t);
  await withBuyers(own, "acme", "globex");
  const { username } = await addUser(own, { buyer: "acme" }, "guest");
  await addClient(own, { DefaultContextUserName: username });
  const path = { buyerID: "acme", userID: "guest" };
  const refused = [
    await own.seller.refused("Users.Delete", { path }),
    await own.seller.refused("Buyers.Delete", { path }),
    await own.seller.refused("Users.Move", { path: { ...path, newBuyerID: "globex" }, query: { orders: "None" } }),
  ];
  assert.deepEqual(
    refused.map(({ status, code }) => [status, code]),
    [
      [409, "User.CannotDeleteDefaultContextUser"],
      [409, "User.CannotDeleteDefaultContextUser"],
      [400, "User.CannotMoveDefaultContextUser"],
    ],
  );
});

test("a user who moves keeps ID, username and private addresses, and leaves groups, assignments and tokens", async (t) => {
  const own = await marketplace(t);
  await withBuyers(own, "acme", "globex");
  const { key, username } = await addUser(own, { buyer: "acme" }, "ada");
  await addUserGroup(own, { buyer: "acme" }, "team", [key]);
  await grant(own, { BuyerID: "acme", UserID: "ada" }, { Roles: ["OrderAdmin"] });
  await grant(own, { BuyerID: "globex" }, { Roles: ["Shopper"] });
  const path = { buyerID: "acme", userID: "ada", newBuyerID: "globex" };
  assert.equal((await own.seller.refused("Users.Move", { path })).status, 400, "orders is required");

  const moved = await own.seller.ok("Users.Move", { path, query: { orders: "None" } });
  assert.deepEqual(
    [moved.ID, moved.Username, moved.CompanyID, moved.AvailableRoles],
    ["ada", username, "globex", ["Shopper"]],
  );
  assert.equal((await own.seller.refused("Users.Get", { path })).status, 404);
  const members = await own.seller.ok("UserGroups.ListUserAssignments", { path: { buyerID: "acme" } });
  assert.equal(members.Meta.TotalCount, 0);

  await addUser(own, { buyer: "acme" }, "ada");
  const back = { path: { buyerID: "globex", userID: "ada", newBuyerID: "acme" }, query: { orders: "All" } };
  const taken = await own.seller.refused("Users.Move", back);
  assert.deepEqual([taken.status, taken.code], [409, "IdExists"]);
});

test("a collection that moves along gets a new ID where its own is taken", async (t) => {
  const own = await marketplace(t);
  await withBuyers(own, "acme", "globex");
  const [mover, resident] = [
    await newCaller(own, { buyer: "acme" }, ["Shopper"]),
    await newCaller(own, { buyer: "globex" }, ["Shopper"]),
  ];
  for (const who of [mover, resident])
    for (const ID of who === mover ? ["wishes", "dreams"] : ["WISHES"])
      await who.ok("Me.CreateProductCollection", { body: { ID, Name: `${ID} kept` } });
  const { ID } = await mover.ok("Me.Get");
  await own.seller.ok("Users.Move", {
    path: { buyerID: "acme", userID: ID, newBuyerID: "globex" },
    query: { orders: "None" },
  });
  const ids = async (buyerID: string, query = {}) =>
    (await own.seller.ok("ProductCollections.List", { path: { buyerID }, query })).Items.map(({ ID }) => ID);
  assert.deepEqual(await ids("acme"), []);
  assert.equal((await ids("globex")).length, 3);
  assert.deepEqual((await ids("globex", { ID: "wishes|dreams" })).sort(), ["WISHES", "dreams"]);
  assert.match((await ids("globex", { Name: "wishes kept", ID: "!wishes" }))[0] ?? "", /^[\w-]{22}$/);
});

test("what users keep for themselves moves with them, and their tokens end", async (t) => {
  const own = await marketplace(t);
  await withBuyers(own, "acme", "globex");
  const caller = await newCaller(own, { buyer: "acme" });
  const { ID } = await caller.ok("Me.Get");
  const address = { Street1: "1 Main", City: "Bath", Country: "GB", Shipping: true };
  const made = await caller.ok("Me.CreateAddress", { body: address });
  await own.seller.ok("Users.Move", {
    path: { buyerID: "acme", userID: ID, newBuyerID: "globex" },
    query: { orders: "None" },
  });
  assert.equal((await caller.refused("Me.Get")).code, "Auth.TokenRevoked");
  const rows = await inMarketplace(own, (db) =>
    db.rows(sql`select id, buyer_id from address where marketplace_id = ${own.id} and private_to is not null`),
  );
  assert.deepEqual(rows, [{ id: made.ID, buyer_id: "globex" }]);
});
