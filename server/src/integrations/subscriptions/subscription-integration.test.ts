import assert from "node:assert/strict";
import { test } from "node:test";
import { addClient, marketplace, newCaller, type TestMarketplace } from "@orderwell/testing";

/** An API client that acts as a user of the marketplace's own. */
async function client(own: TestMarketplace, more: object = {}): Promise<string> {
  const { Username } = await own.seller.ok("AdminUsers.Create", {
    body: { Username: `robot-${own.id}`, FirstName: "Ro", LastName: "Bot", Email: "robot@example.com", Active: true },
  });
  return addClient(own, { DefaultContextUserName: Username, AllowSeller: true, ...more });
}

test("a marketplace has one subscription integration, whose secrets replies show as far as they may", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  for (const id of ["SubscriptionIntegrations.Get", "SubscriptionIntegrations.Delete"] as const)
    assert.equal((await seller.refused(id)).status, 404);
  const ApiClientID = await client(own);
  const body = {
    ApiClientID: ApiClientID.toUpperCase(),
    HashKey: "key",
    ElevatedRoles: null,
    xp: null,
    Url: "https://example.com/subscriptions",
    CustomAuthHeaderName: "X-Key",
    CustomAuthHeaderValue: "secret",
  };
  const expected = {
    ApiClientID,
    HashKey: "key",
    ElevatedRoles: [],
    Active: false,
    NotificationDays: null,
    Url: body.Url,
    xp: null,
    CustomAuthHeaderName: "X-Key",
    CustomAuthHeaderValue: null,
  };
  assert.deepEqual(await seller.ok("SubscriptionIntegrations.Save", { body }), expected);
  const patched = await seller.ok("SubscriptionIntegrations.Patch", {
    body: { NotificationDays: 3, HashKey: "other", xp: { a: 1 } },
  });
  assert.deepEqual(patched, { ...expected, NotificationDays: 3, HashKey: "other", xp: { a: 1 } });
  assert.deepEqual(await seller.ok("SubscriptionIntegrations.Get"), patched);
  const refused = async (change: object) =>
    (await seller.refused("SubscriptionIntegrations.Patch", { body: change })).code;
  assert.equal(await refused({ NotificationDays: 0 }), "ValidationFailure");
  assert.equal(await refused({ Url: "ftp://example.com" }), "ValidationFailure");
  assert.equal(
    await refused({ CustomAuthHeaderName: null, CustomAuthHeaderValue: "x" }),
    "Integration.CustomAuthHeaderNameRequired",
  );
  await seller.ok("SubscriptionIntegrations.Delete");
  assert.equal((await seller.refused("SubscriptionIntegrations.Get")).status, 404);
});

test("its API client has a default user and no checkout event, and stays so as long as it is named", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  const save = (ApiClientID: string) =>
    seller.send("SubscriptionIntegrations.Save", { body: { ApiClientID, HashKey: "key" } });
  const code = async (ApiClientID: string) => (await save(ApiClientID)).body.Errors[0].ErrorCode;
  assert.equal(await code("nobody"), "NotFound");
  assert.equal(await code(await addClient(own)), "SubscriptionIntegration.DefaultContextUser");
  await seller.ok("IntegrationEvents.Create", {
    body: {
      ID: "checkout",
      Name: "Checkout",
      EventType: "OrderCheckout",
      CustomImplementationUrl: "https://example.com/",
      HashKey: "key",
    },
  });
  const named = await client(own);
  const path = { apiClientID: named };
  const withEvent = { OrderCheckoutIntegrationEventID: "checkout" };
  await seller.ok("ApiClients.Patch", { path, body: withEvent });
  assert.equal(await code(named), "SubscriptionIntegration.CannotUseApiClient");
  await seller.ok("ApiClients.Patch", { path, body: { OrderCheckoutIntegrationEventID: null } });
  assert.equal((await save(named)).status, 200);
  const refused = async (body: object) => (await seller.refused("ApiClients.Patch", { path, body })).code;
  assert.equal(await refused(withEvent), "SubscriptionIntegration.CannotUseApiClient");
  assert.equal(await refused({ DefaultContextUserName: null }), "SubscriptionIntegration.DefaultContextUser");
  await seller.ok("ApiClients.Patch", { path, body: { AppName: "Subscriptions" } });
  assert.equal((await seller.refused("ApiClients.Delete", { path })).code, "ApiClient.UsedByIntegration");
  await seller.ok("SubscriptionIntegrations.Delete");
  await seller.ok("ApiClients.Delete", { path });
});

test("whoever has no FullAccess gives it to no service, by roles or by a client whose user has it", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  const clerk = await newCaller(own, {}, ["SubscriptionAdmin"]);
  const robot = await client(own);
  const save = (body: object) =>
    clerk.send("SubscriptionIntegrations.Save", { body: { ApiClientID: robot, HashKey: "key", ...body } as never });
  assert.equal((await save({ ElevatedRoles: ["FullAccess"] })).body.Errors[0].ErrorCode, "Auth.InsufficientRoles");
  assert.equal((await save({ ElevatedRoles: ["OrderAdmin"] })).status, 200);
  await seller.ok("SecurityProfiles.Create", { body: { ID: "all", Name: "All", Roles: ["FullAccess"] } });
  const { ID: userID } = (await seller.ok("AdminUsers.List", { query: { Username: `robot-${own.id}` } })).Items[0] as {
    ID: string;
  };
  await seller.ok("SecurityProfiles.SaveAssignment", { body: { SecurityProfileID: "all", UserID: userID } });
  assert.equal((await save({ Url: "https://example.com/mine" })).body.Errors[0].ErrorCode, "Auth.InsufficientRoles");
  assert.equal((await seller.send("SubscriptionIntegrations.Patch", { body: { Active: true } })).status, 200);
});
