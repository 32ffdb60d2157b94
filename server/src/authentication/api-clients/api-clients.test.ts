import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser, marketplace, newCaller, requestToken, TestClient, type TestMarketplace } from "@orderwell/testing";

const shop = { AppName: "Shop", AccessTokenDuration: 60, Active: true };
const create = (own: TestMarketplace, more: object = {}) =>
  own.seller.ok("ApiClients.Create", { body: { ...shop, ...more } });
const at = (apiClientID: string) => ({ path: { apiClientID } });

test("the platform chooses a client's ID, and the client is found under it in any case", async (t) => {
  const own = await marketplace(t);
  const client = await create(own, { ID: "mine", AssignedBuyerCount: 7 });
  assert.match(client.ID, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.deepEqual(client, {
    ID: client.ID,
    ClientSecret: null,
    AccessTokenDuration: 60,
    Active: true,
    AppName: "Shop",
    RefreshTokenDuration: 0,
    AnonymousTokenDuration: 10080,
    DefaultContextUserName: null,
    xp: null,
    AllowAnyBuyer: false,
    AllowAnySupplier: false,
    AllowSeller: false,
    IsAnonBuyer: false,
    AssignedBuyerCount: 0,
    AssignedSupplierCount: 0,
    OrderCheckoutIntegrationEventID: null,
    OrderCheckoutIntegrationEventName: null,
    OrderReturnIntegrationEventID: null,
    OrderReturnIntegrationEventName: null,
    AddToCartIntegrationEventID: null,
    AddToCartIntegrationEventName: null,
    MinimumRequiredRoles: [],
    MinimumRequiredCustomRoles: [],
    MaximumGrantedRoles: [],
    MaximumGrantedCustomRoles: [],
  });
  assert.equal((await own.seller.ok("ApiClients.Get", at(client.ID.toUpperCase()))).AppName, "Shop");
  const saved = await own.seller.accepted("ApiClients.Save", {
    ...at(client.ID),
    body: { ...shop, ID: "x", AppName: "Till" },
  });
  assert.deepEqual([saved.ID, saved.AppName], [client.ID, "Till"]);
  const absent = await own.seller.refused("ApiClients.Save", {
    ...at("11111111-1111-1111-1111-111111111111"),
    body: shop,
  });
  assert.equal(absent.status, 404);
});

test("lists search and filter by name, user and duration", async (t) => {
  const own = await marketplace(t);
  const { username } = await addUser(own, {}, "robot");
  await create(own, { DefaultContextUserName: username.toUpperCase(), AccessTokenDuration: 10 });
  await create(own, { AppName: "Back office" });
  const names = async (query: object) =>
    (await own.seller.ok("ApiClients.List", { query: { ...query } })).Items.map(({ AppName }) => AppName);
  assert.deepEqual(await names({ AppName: "back*" }), ["Back office"]);
  assert.deepEqual(await names({ search: username }), ["Shop"]);
  assert.deepEqual(await names({ DefaultContextUserName: username }), ["Shop"]);
  assert.deepEqual(await names({ AccessTokenDuration: "<60", sortBy: "!AppName" }), ["Shop"]);
});

test("token lifetimes keep to their bounds", async (t) => {
  const { seller } = await marketplace(t);
  for (const more of [
    { AccessTokenDuration: 9 },
    { AccessTokenDuration: 601 },
    { AccessTokenDuration: null },
    { RefreshTokenDuration: 524_161 },
    { AnonymousTokenDuration: 0 },
    { AppName: "" },
  ]) {
    const refused = await seller.refused("ApiClients.Create", { body: { ...shop, ...more } });
    assert.deepEqual([refused.status, refused.code], [400, "ValidationFailure"], JSON.stringify(more));
  }
});

test("a client acts as a user who is there, and anonymously only as a buyer's", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true } });
  const seller = await addUser(own, {}, "seller");
  const buyer = await addUser(own, { buyer: "b" }, "shopper");
  const refused = async (more: object) => own.seller.refused("ApiClients.Create", { body: { ...shop, ...more } });
  const unknown = await refused({ DefaultContextUserName: "nobody" });
  assert.deepEqual([unknown.status, unknown.data], [404, { ObjectType: "User", ObjectID: "nobody" }]);
  for (const more of [{}, { DefaultContextUserName: seller.username }])
    assert.equal((await refused({ ...more, IsAnonBuyer: true })).code, "ApiClient.RequiredNotAnonBuyer");
  const client = await create(own, { DefaultContextUserName: buyer.username, IsAnonBuyer: true, AllowAnyBuyer: true });
  const turned = await own.seller.refused("ApiClients.Patch", {
    ...at(client.ID),
    body: { DefaultContextUserName: seller.username },
  });
  assert.equal(turned.code, "ApiClient.RequiredNotAnonBuyer");
  const granted = await requestToken(own, { grant_type: "client_credentials", client_id: client.ID });
  assert.equal(granted.status, 200, JSON.stringify(granted.body));
});

test("a company whose user a client acts as cannot be deleted", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "b", Name: "B" } });
  const buyer = await addUser(own, { buyer: "b" }, "shopper");
  const client = await create(own, { DefaultContextUserName: buyer.username });
  const refused = await own.seller.refused("Buyers.Delete", { path: { buyerID: "b" } });
  assert.equal(refused.code, "User.CannotDeleteDefaultContextUser");
  await own.seller.ok("ApiClients.Delete", at(client.ID));
  await own.seller.ok("Buyers.Delete", { path: { buyerID: "b" } });
});

test("each integration event must be of the type its place needs, and shows its name", async (t) => {
  const own = await marketplace(t);
  for (const EventType of ["OrderCheckout", "OrderReturn", "AddToCart"])
    await own.seller.accepted("IntegrationEvents.Create", {
      body: {
        ID: EventType,
        Name: `The ${EventType}`,
        EventType,
        CustomImplementationUrl: "https://x.example",
        HashKey: "k",
      },
    });
  const client = await create(own, {
    OrderCheckoutIntegrationEventID: "ordercheckout",
    OrderReturnIntegrationEventID: "OrderReturn",
    AddToCartIntegrationEventID: "AddToCart",
  });
  assert.deepEqual(
    [
      client.OrderCheckoutIntegrationEventID,
      client.OrderCheckoutIntegrationEventName,
      client.AddToCartIntegrationEventName,
    ],
    ["OrderCheckout", "The OrderCheckout", "The AddToCart"],
  );
  const wrong = await own.seller.refused("ApiClients.Patch", {
    ...at(client.ID),
    body: { AddToCartIntegrationEventID: "OrderReturn" },
  });
  assert.equal(wrong.code, "IntegrationEvent.IncompatibleEventType");
  const unknown = await own.seller.refused("ApiClients.Create", {
    body: { ...shop, OrderReturnIntegrationEventID: "no" },
  });
  assert.deepEqual(unknown.data, { ObjectType: "IntegrationEvent", ObjectID: "no" });
  await own.seller.ok("IntegrationEvents.Patch", {
    path: { integrationEventID: "OrderCheckout" },
    body: { ID: "renamed" },
  });
  assert.equal((await own.seller.ok("ApiClients.Get", at(client.ID))).OrderCheckoutIntegrationEventID, "renamed");
});

test("assignments let companies in, are counted, and end with what they name", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  await seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true } });
  await seller.ok("Suppliers.Create", { body: { ID: "s", Name: "S", Active: true } });
  const user = await addUser(own, { buyer: "b" }, "shopper");
  const client = await create(own, { DefaultContextUserName: user.username, IsAnonBuyer: true });
  const token = () => requestToken(own, { grant_type: "client_credentials", client_id: client.ID });
  assert.equal((await token()).status, 400);
  const save = (company: object) =>
    seller.ok("ApiClients.SaveAssignment", { body: { ApiClientID: client.ID.toUpperCase(), ...company } });
  for (const company of [{ BuyerID: "B" }, { BuyerID: "b" }, { SupplierID: "s" }]) await save(company);
  assert.equal((await token()).status, 200);
  const { AssignedBuyerCount, AssignedSupplierCount } = await seller.ok("ApiClients.Get", at(client.ID));
  assert.deepEqual([AssignedBuyerCount, AssignedSupplierCount], [1, 1]);
  const list = async (query: object) => (await seller.ok("ApiClients.ListAssignments", { query: { ...query } })).Items;
  const [ofSupplier, ofBuyer] = [
    { ApiClientID: client.ID, BuyerID: null, SupplierID: "s" },
    { ApiClientID: client.ID, BuyerID: "b", SupplierID: null },
  ];
  assert.deepEqual(await list({}), [ofSupplier, ofBuyer]);
  assert.deepEqual(await list({ buyerID: "B" }), [ofBuyer]);
  assert.deepEqual(await list({ apiClientID: client.ID.toUpperCase(), supplierID: "s" }), [ofSupplier]);
  const path = { buyerID: "b", supplierID: "s", apiClientID: client.ID };
  await seller.ok("ApiClients.DeleteBuyerAssignment", { path });
  await seller.ok("ApiClients.DeleteSupplierAssignment", { path });
  assert.equal((await seller.refused("ApiClients.DeleteBuyerAssignment", { path })).status, 404);
  assert.equal((await token()).status, 400);
});

test("an assignment without a company admits sellers; one that cannot be is refused", async (t) => {
  const own = await marketplace(t);
  const client = await create(own);
  await own.seller.ok("ApiClients.SaveAssignment", { body: { ApiClientID: client.ID } });
  assert.equal((await own.seller.ok("ApiClients.Get", at(client.ID))).AllowSeller, true);
  const refused = (body: object) => own.seller.refused("ApiClients.SaveAssignment", { body });
  const both = await refused({ ApiClientID: client.ID, BuyerID: "b", SupplierID: "s" });
  assert.equal(both.code, "PartyAssignment.CannotSpecifyBuyerAndSupplier");
  assert.deepEqual((await refused({ ApiClientID: client.ID, BuyerID: "b" })).data, {
    ObjectType: "Buyer",
    ObjectID: "b",
  });
  assert.equal((await refused({ ApiClientID: "x" })).data.ObjectType, "ApiClient");
});

test("a client that is switched off or deleted takes its tokens with it at once", async (t) => {
  const own = await marketplace(t);
  const { username } = await addUser(own, {}, "robot");
  const client = await create(own, { DefaultContextUserName: username, AllowSeller: true, ClientSecret: "s" });
  const credentials = { grant_type: "client_credentials", client_id: client.ID.toUpperCase(), client_secret: "s" };
  const { body } = await requestToken(own, credentials);
  const robot = new TestClient(own.baseUrl, body.access_token);
  const works = async () => (await robot.raw("GET", "/v1/buyers")).status !== 401;
  assert.equal(await works(), true);
  await own.seller.ok("ApiClients.Patch", { ...at(client.ID), body: { Active: false } });
  assert.equal(await works(), false);
  assert.equal((await requestToken(own, credentials)).body.Errors[0].ErrorCode, "Auth.ClientNotActive");
  await own.seller.ok("ApiClients.Patch", { ...at(client.ID), body: { Active: true } });
  assert.equal(await works(), true);
  await own.seller.ok("ApiClients.Delete", at(client.ID));
  assert.equal(await works(), false);
  assert.equal((await requestToken(own, credentials)).body.Errors[0].ErrorCode, "Auth.OauthError");
});

test("the last client with full access stays, until there is another", async (t) => {
  const own = await marketplace(t);
  const { username } = await addUser(own, {}, "robot");
  await own.seller.ok("SecurityProfiles.Create", { body: { ID: "all", Name: "All", Roles: ["FullAccess"] } });
  await own.seller.ok("SecurityProfiles.SaveAssignment", { body: { SecurityProfileID: "all" } });
  const plain = await create(own);
  const first = await create(own, { DefaultContextUserName: username });
  await create(own, { DefaultContextUserName: username, MaximumGrantedRoles: ["OrderReader"] });
  const refused = await own.seller.refused("ApiClients.Delete", at(first.ID));
  assert.deepEqual([refused.status, refused.code], [400, "ApiClient.CannotDeleteLastFullAccess"]);
  await own.seller.ok("ApiClients.Delete", at(plain.ID));
  await create(own, { DefaultContextUserName: username });
  await own.seller.ok("ApiClients.Delete", at(first.ID));
});

test("clients of other marketplaces do not exist, and users other than sellers may not look", async (t) => {
  const [mine, theirs] = [await marketplace(t), await marketplace(t)];
  const client = await create(theirs);
  assert.equal((await mine.seller.refused("ApiClients.Get", at(client.ID))).status, 404);
  assert.equal((await mine.seller.refused("ApiClients.Delete", at(client.ID))).status, 404);
  await mine.seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true } });
  const buyer = await newCaller(mine, { buyer: "b" });
  assert.equal((await buyer.refused("ApiClients.List")).code, "Auth.UserNotAuthorizedToAdmin");
});
