import assert from "node:assert/strict";
import { test } from "node:test";
import { models, type OperationId, operations, roles as platformRoles } from "@orderwell/contract";
import {
  addUser,
  addUserGroup,
  callerFor,
  marketplace,
  newVisitor,
  requestToken,
  rolesOf,
  type TestClient,
  type TestMarketplace,
} from "@orderwell/testing";
import { implementations } from "../../app.ts";

interface Request {
  readonly path?: Readonly<Record<string, string>>;
  readonly body?: object;
}

type Way = readonly [what: string, operation: OperationId, request: Request];

const everythingElse = Object.keys(platformRoles).filter((role) => role !== "FullAccess");

const person = (ID: string) => ({
  ID,
  Username: `${ID}-of-full-access`,
  FirstName: "A",
  LastName: "B",
  Email: "a@example.com",
  Active: true,
});
const open = { AppName: "App", AccessTokenDuration: 60, Active: true };
const hook = { Name: "Hook", HashKey: "key", ElevatedRoles: [] as string[] };
const event = { ...hook, CustomImplementationUrl: "https://example.com" };
const signIn = { ...event, EventType: "OpenIDConnect" };
const listens = {
  ...hook,
  Url: "https://example.com/hook",
  WebhookRoutes: [{ Route: "v1/buyers", Verb: "POST" }],
  ApiClientIDs: [] as string[],
};
const sender = {
  Name: "Sender",
  MessageTypes: ["ForgottenPassword" as const],
  URL: "https://example.com/{messagetype}",
  SharedKey: "key",
};
const provider = {
  ConnectClientID: "c",
  ConnectClientSecret: "s",
  AppStartUrl: "https://example.com/{0}",
  AuthorizationEndpoint: "https://idp.example/auth",
  TokenEndpoint: "https://idp.example/token",
};

/**
 * A marketplace where some have FullAccess and some have not, and a deputy with every role but that one.
 *
 * FullAccess: the user `boss`, the group `chiefs`, all users of the buyer `rich`, the client `service`. The clients
 * `sellers` and `shoppers` admit users of whom some and none have it.
 */
async function office(own: TestMarketplace) {
  const { seller } = own;
  for (const ID of ["rich", "plain"]) await seller.ok("Buyers.Create", { body: { ID, Name: ID, Active: true } });
  for (const [ID, Roles] of [
    ["full", ["FullAccess"]],
    ["some", ["Shopper", "OrderReader"]],
  ] as const)
    await seller.ok("SecurityProfiles.Create", { body: { ID, Name: ID, Roles: [...Roles] } });
  const boss = await addUser(own, {}, "boss");
  const clerk = await addUser(own, {}, "clerk");
  await addUser(own, { buyer: "plain" }, "shopper");
  await addUser(own, { buyer: "rich" }, "owner");
  for (const id of ["chiefs", "actors", "others"]) await addUserGroup(own, {}, id);
  const assign = (body: object) =>
    seller.accepted("SecurityProfiles.SaveAssignment", { body: { SecurityProfileID: "full", ...body } });
  await assign({ UserID: "boss" });
  await assign({ UserGroupID: "chiefs" });
  await assign({ BuyerID: "rich" });
  const client = async (body: object) => (await seller.ok("ApiClients.Create", { body: { ...open, ...body } })).ID!;
  const clients = {
    service: await client({
      DefaultContextUserName: boss.username,
      ClientSecret: "the-service-secret",
      AllowSeller: true,
    }),
    plain: await client({
      DefaultContextUserName: clerk.username,
      ClientSecret: "the-plain-secret",
      AllowSeller: true,
    }),
    sellers: await client({ AllowSeller: true }),
    shoppers: await client({}),
    limited: await client({ AllowSeller: true, MaximumGrantedRoles: ["OrderReader"] }),
  };
  await seller.accepted("ApiClients.SaveAssignment", { body: { ApiClientID: clients.shoppers, BuyerID: "plain" } });
  await seller.ok("ImpersonationConfigs.Create", {
    body: { ID: "acting", SecurityProfileID: "full", ClientID: clients.shoppers, ImpersonationGroupID: "actors" },
  });
  await seller.accepted("IntegrationEvents.Create", { body: { ...signIn, ID: "sso-sellers" } });
  await seller.accepted("IntegrationEvents.Create", { body: { ...signIn, ID: "sso-shoppers" } });
  await seller.accepted("IntegrationEvents.Create", {
    body: { ...event, ID: "elevated", ElevatedRoles: ["FullAccess"] },
  });
  for (const kind of ["sellers", "shoppers"] as const)
    await seller.ok("OpenIdConnects.Create", {
      body: { ...provider, ID: kind, OrderCloudApiClientID: clients[kind], IntegrationEventID: `sso-${kind}` },
    });
  await seller.accepted("Webhooks.Create", { body: { ...listens, ID: "elevated", ElevatedRoles: ["FullAccess"] } });
  for (const [ID, ElevatedRoles] of [
    ["elevated", ["FullAccess"]],
    ["some", ["OrderReader"]],
    ["to-sellers", []],
  ] as const)
    await seller.ok("MessageSenders.Create", { body: { ...sender, ID, ElevatedRoles: [...ElevatedRoles] } });
  await seller.accepted("MessageSenders.SaveAssignment", { body: { MessageSenderID: "to-sellers" } });
  for (const ID of ["bus", "spare"])
    await seller.accepted("DeliveryConfigurations.Create", {
      body: {
        ID,
        Name: ID,
        Enabled: true,
        DeliveryTargets: { Http: { Endpoint: "https://bus.example/", Secret: "key" } },
      },
    });
  await seller.accepted("MessageSenders.Create", { body: { ...sender, ID: "through", DeliveryConfigID: "bus" } });
  await seller.accepted("MessageSenders.SaveAssignment", { body: { MessageSenderID: "through" } });
  const user = await addUser(own, {}, "deputy");
  return { boss, clerk, clients, deputy: await callerFor(own, {}, user, { roles: everythingElse }) };
}

type Office = Awaited<ReturnType<typeof office>>;

/** Other targets of a delivery configuration. */
const elsewhere = { DeliveryTargets: { Http: { Endpoint: "https://deputy.example/", Secret: "own" } } };

/** Every way to FullAccess. */
function waysOf({ boss, clients }: Office): Way[] {
  const at = (apiClientID: string) => ({ apiClientID });
  return [
    ["a new profile that has it", "SecurityProfiles.Create", { body: { ID: "w1", Name: "w", Roles: ["FullAccess"] } }],
    [
      "a profile made by PUT",
      "SecurityProfiles.Save",
      { path: { securityProfileID: "w2" }, body: { Name: "w", Roles: ["fullaccess"] } },
    ],
    [
      "a profile that gets it by PUT",
      "SecurityProfiles.Save",
      { path: { securityProfileID: "some" }, body: { Name: "w", Roles: ["FullAccess"] } },
    ],
    [
      "a profile that gets it by PATCH",
      "SecurityProfiles.Patch",
      { path: { securityProfileID: "some" }, body: { Roles: ["Shopper", "FullAccess"] } },
    ],
    [
      "a profile that has it, assigned to a user",
      "SecurityProfiles.SaveAssignment",
      { body: { SecurityProfileID: "FULL", UserID: "deputy" } },
    ],
    [
      "a profile that has it, assigned to a group",
      "SecurityProfiles.SaveAssignment",
      { body: { SecurityProfileID: "full", UserGroupID: "others" } },
    ],
    [
      "a profile that has it, assigned to a company",
      "SecurityProfiles.SaveAssignment",
      { body: { SecurityProfileID: "full", BuyerID: "plain" } },
    ],
    [
      "a new client for a user who has it",
      "ApiClients.Create",
      { body: { ...open, DefaultContextUserName: boss.username, ClientSecret: "known" } },
    ],
    [
      "a client that gets such a user by PATCH",
      "ApiClients.Patch",
      { path: at(clients.plain), body: { DefaultContextUserName: boss.username.toUpperCase() } },
    ],
    [
      "a client that gets such a user by PUT",
      "ApiClients.Save",
      { path: at(clients.plain), body: { ...open, DefaultContextUserName: boss.username } },
    ],
    [
      "the secret of such a client, set",
      "ApiClients.Patch",
      { path: at(clients.service), body: { ClientSecret: "known" } },
    ],
    [
      "the secret of such a client, added",
      "ApiClients.CreateSecret",
      { path: at(clients.service), body: { Name: "mine" } },
    ],
    [
      "a client's limit, lifted",
      "ApiClients.Patch",
      { path: at(clients.service.toUpperCase()), body: { MaximumGrantedRoles: [] } },
    ],
    [
      "a client with an identity provider, opened to holders",
      "ApiClients.Patch",
      { path: at(clients.shoppers), body: { AllowSeller: true } },
    ],
    ["such a client, assigned to sellers", "ApiClients.SaveAssignment", { body: { ApiClientID: clients.shoppers } }],
    [
      "such a client, assigned to a buyer of holders",
      "ApiClients.SaveAssignment",
      { body: { ApiClientID: clients.shoppers, BuyerID: "rich" } },
    ],
    [
      "the password of a user who has it",
      "AdminUsers.Patch",
      { path: { userID: "boss" }, body: { Password: "Known-Pass-4471" } },
    ],
    [
      "their password by PUT",
      "AdminUsers.Save",
      { path: { userID: "boss" }, body: { ...person("boss"), Password: "Known-Pass-4471" } },
    ],
    [
      "the address their password is sent to",
      "AdminUsers.Patch",
      { path: { userID: "boss" }, body: { Email: "deputy@example.com" } },
    ],
    [
      "the password of a buyer's user who has it",
      "Users.Patch",
      { path: { buyerID: "rich", userID: "owner" }, body: { Password: "Known-Pass-4471" } },
    ],
    [
      "a new user where all have it",
      "Users.Create",
      { path: { buyerID: "rich" }, body: { ...person("w3"), Password: "Known-Pass-4471" } },
    ],
    [
      "a user moved to where all have it",
      "Users.Move",
      { path: { buyerID: "plain", userID: "shopper", newBuyerID: "rich" } },
    ],
    [
      "membership of a group that has it",
      "AdminUserGroups.SaveUserAssignment",
      { body: { UserGroupID: "chiefs", UserID: "deputy" } },
    ],
    [
      "membership of a group that acts with it",
      "AdminUserGroups.SaveUserAssignment",
      { body: { UserGroupID: "actors", UserID: "deputy" } },
    ],
    [
      "acting as others with it",
      "ImpersonationConfigs.Create",
      { body: { ID: "w4", SecurityProfileID: "full", ClientID: clients.shoppers } },
    ],
    [
      "acting by PUT",
      "ImpersonationConfigs.Save",
      { path: { impersonationConfigID: "w5" }, body: { SecurityProfileID: "Full", ClientID: clients.limited } },
    ],
    [
      "acting, for somebody else",
      "ImpersonationConfigs.Patch",
      { path: { impersonationConfigID: "acting" }, body: { ImpersonationGroupID: "others" } },
    ],
    [
      "a webhook's elevated token",
      "Webhooks.Create",
      { body: { ...listens, ID: "w6", ElevatedRoles: ["FullAccess"] } },
    ],
    [
      "the address of such a webhook",
      "Webhooks.Patch",
      { path: { webhookID: "elevated" }, body: { Url: "https://deputy.example/" } },
    ],
    [
      "a webhook that hears of holders, and gets their tokens",
      "Webhooks.Create",
      { body: { ...listens, ID: "w7", ApiClientIDs: [clients.sellers] } },
    ],
    [
      "a message sender's elevated token",
      "MessageSenders.Create",
      { body: { ...sender, ID: "w10", ElevatedRoles: ["FullAccess"] } },
    ],
    [
      "the address of such a sender",
      "MessageSenders.Patch",
      { path: { messageSenderID: "elevated" }, body: { URL: "https://deputy.example/" } },
    ],
    [
      "more recipients of such a sender",
      "MessageSenders.SaveAssignment",
      { body: { MessageSenderID: "elevated", BuyerID: "plain" } },
    ],
    [
      "a sender to holders, with their codes and tokens",
      "MessageSenders.SaveAssignment",
      { body: { MessageSenderID: "some", BuyerID: "rich" } },
    ],
    ["a sender to all sellers", "MessageSenders.SaveAssignment", { body: { MessageSenderID: "some" } }],
    [
      "a sender to a group of a company with holders",
      "MessageSenders.SaveAssignment",
      { body: { MessageSenderID: "some", UserGroupID: "others" } },
    ],
    ["a sender to all buyers", "MessageSenders.Create", { body: { ...sender, ID: "w11", AllowAllBuyers: true } }],
    [
      "the address of a sender to holders",
      "MessageSenders.Patch",
      { path: { messageSenderID: "to-sellers" }, body: { URL: "https://deputy.example/" } },
    ],
    [
      "where a sender to holders sends through",
      "DeliveryConfigurations.Patch",
      { path: { deliveryConfigID: "bus" }, body: elsewhere },
    ],
    [
      "copies of what holders are sent",
      "MessageSenders.SaveCCListenerAssignment",
      {
        body: {
          MessageSenderAssignment: { MessageSenderID: "to-sellers" },
          MessageType: "ForgottenPassword",
          UserID: "deputy",
        },
      },
    ],
    [
      "an event's elevated token",
      "IntegrationEvents.Save",
      { path: { integrationEventID: "w8" }, body: { ...event, ElevatedRoles: ["FullAccess"] } },
    ],
    [
      "the address of such an event",
      "IntegrationEvents.Patch",
      { path: { integrationEventID: "elevated" }, body: { CustomImplementationUrl: "https://deputy.example/" } },
    ],
    [
      "the event that says which holder signs in",
      "IntegrationEvents.Patch",
      { path: { integrationEventID: "sso-sellers" }, body: { CustomImplementationUrl: "https://deputy.example/" } },
    ],
    [
      "an identity provider for holders",
      "OpenIdConnects.Create",
      { body: { ...provider, ID: "w9", OrderCloudApiClientID: clients.sellers } },
    ],
    [
      "the endpoint of such a provider",
      "OpenIdConnects.Patch",
      { path: { openidconnectID: "sellers" }, body: { TokenEndpoint: "https://deputy.example/" } },
    ],
  ];
}

/** The same deeds where they give nobody FullAccess. */
function harmlessOf({ clerk, clients }: Office): Way[] {
  const at = (apiClientID: string) => ({ apiClientID });
  return [
    [
      "where nobody is told through",
      "DeliveryConfigurations.Patch",
      { path: { deliveryConfigID: "spare" }, body: elsewhere },
    ],
    ["a profile", "SecurityProfiles.Create", { body: { ID: "h1", Name: "h", Roles: ["ApiClientAdmin"] } }],
    [
      "what a profile loses",
      "SecurityProfiles.Patch",
      { path: { securityProfileID: "some" }, body: { Roles: ["Shopper"] } },
    ],
    [
      "a profile's assignment",
      "SecurityProfiles.SaveAssignment",
      { body: { SecurityProfileID: "some", UserID: "deputy" } },
    ],
    [
      "a client",
      "ApiClients.Create",
      { body: { ...open, DefaultContextUserName: clerk.username, ClientSecret: "known" } },
    ],
    ["a client's secret", "ApiClients.CreateSecret", { path: at(clients.plain), body: { Name: "mine" } }],
    [
      "a client that is open to holders, who have passwords",
      "ApiClients.Create",
      { body: { ...open, AllowSeller: true } },
    ],
    ["a password", "AdminUsers.Patch", { path: { userID: "clerk" }, body: { Password: "Known-Pass-4471" } }],
    ["a new user", "AdminUsers.Create", { body: { ...person("h2"), Password: "Known-Pass-4471" } }],
    ["the name of a user who has it", "AdminUsers.Patch", { path: { userID: "boss" }, body: { FirstName: "Bo" } }],
    ["a membership", "AdminUserGroups.SaveUserAssignment", { body: { UserGroupID: "others", UserID: "deputy" } }],
    [
      "acting as others",
      "ImpersonationConfigs.Create",
      { body: { ID: "h3", SecurityProfileID: "some", ClientID: clients.shoppers } },
    ],
    [
      "a webhook of shoppers",
      "Webhooks.Create",
      { body: { ...listens, ID: "h4", ElevatedRoles: ["OrderAdmin"], ApiClientIDs: [clients.shoppers] } },
    ],
    [
      "a webhook of a client that leaves nobody it",
      "Webhooks.Create",
      { body: { ...listens, ID: "h5", ApiClientIDs: [clients.limited] } },
    ],
    ["a message sender", "MessageSenders.Create", { body: { ...sender, ID: "h8", ElevatedRoles: ["OrderAdmin"] } }],
    [
      "a sender to those of whom nobody has it",
      "MessageSenders.SaveAssignment",
      { body: { MessageSenderID: "h8", BuyerID: "plain" } },
    ],
    ["an event", "IntegrationEvents.Create", { body: { ...event, ID: "h6", ElevatedRoles: ["OrderAdmin"] } }],
    [
      "the event by which shoppers sign in",
      "IntegrationEvents.Patch",
      { path: { integrationEventID: "sso-shoppers" }, body: { Name: "Renamed" } },
    ],
    [
      "an identity provider of shoppers",
      "OpenIdConnects.Patch",
      { path: { openidconnectID: "shoppers" }, body: { TokenEndpoint: "https://other.example/" } },
    ],
    [
      "an identity provider that nobody gets it by",
      "OpenIdConnects.Create",
      { body: { ...provider, ID: "h7", OrderCloudApiClientID: clients.limited } },
    ],
  ];
}

const query = (operation: OperationId) => (operation === "Users.Move" ? { orders: "None" } : {});

test("nobody gives FullAccess who does not have it, by any way, and whoever has it may", async (t) => {
  const own = await marketplace(t);
  const place = await office(own);
  for (const [what, operation, request] of waysOf(place)) {
    const answer = await place.deputy.send(operation, { ...request, query: query(operation) } as never);
    const error = answer.body?.Errors?.[0];
    assert.deepEqual(
      [answer.status, error?.ErrorCode],
      [403, "Auth.InsufficientRoles"],
      `${what}: ${JSON.stringify(answer.body)}`,
    );
    assert.deepEqual(error.Data.SufficientRoles, ["FullAccess"], what);
    assert.deepEqual([...error.Data.AssignedRoles].sort(), [...everythingElse].sort(), what);
  }
  for (const [what, operation, request] of waysOf(place)) {
    const answer = await own.seller.send(operation, { ...request, query: query(operation) } as never);
    assert.ok(answer.status < 300, `${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
});

test("a refusal to give FullAccess leaves nothing behind", async (t) => {
  const own = await marketplace(t);
  const place = await office(own);
  for (const [, operation, request] of waysOf(place))
    await place.deputy.send(operation, { ...request, query: query(operation) } as never);
  const { seller } = own;
  assert.deepEqual((await seller.ok("SecurityProfiles.Get", { path: { securityProfileID: "some" } })).Roles, [
    "Shopper",
    "OrderReader",
  ]);
  assert.deepEqual((await seller.ok("AdminUsers.Get", { path: { userID: "deputy" } })).AvailableRoles, []);
  assert.equal((await seller.ok("AdminUsers.Get", { path: { userID: "boss" } })).Email, "user@example.com");
  assert.equal((await seller.refused("Users.Get", { path: { buyerID: "rich", userID: "shopper" } })).status, 404);
  const form = { grant_type: "client_credentials", client_id: place.clients.service };
  assert.equal((await requestToken(own, { ...form, client_secret: "known" })).status, 400);
  assert.deepEqual(
    rolesOf((await requestToken(own, { ...form, client_secret: "the-service-secret" })).body.access_token),
    ["FullAccess"],
  );
});

test("whoever does not have FullAccess may do the same things where they give nobody FullAccess", async (t) => {
  const own = await marketplace(t);
  const place = await office(own);
  for (const [what, operation, request] of harmlessOf(place)) {
    const answer = await place.deputy.send(operation, { ...request, query: query(operation) } as never);
    assert.ok(answer.status < 300, `${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
});

test("the secret of a client that gives FullAccess is shown to those who have it only", async (t) => {
  const own = await marketplace(t);
  const { clients, deputy } = await office(own);
  const seen = async (caller: TestClient) => {
    const { Items } = await caller.ok("ApiClients.List", { query: { pageSize: 100 } });
    const listed = new Map(Items.map(({ ID, ClientSecret }) => [ID, ClientSecret]));
    for (const apiClientID of [clients.service, clients.plain])
      assert.equal(
        (await caller.ok("ApiClients.Get", { path: { apiClientID } })).ClientSecret,
        listed.get(apiClientID),
      );
    return [listed.get(clients.service), listed.get(clients.plain)];
  };
  assert.deepEqual(await seen(own.seller), ["the-service-secret", "the-plain-secret"]);
  assert.deepEqual(await seen(deputy), [null, "the-plain-secret"]);
  const guess = await deputy.refused("ApiClients.List", { query: { ClientSecret: "the-service*" } });
  assert.equal(guess.code, "List.InvalidProperty", "nor can it be guessed letter by letter");
});

test("a token that was narrowed is no way back to FullAccess, and one's own password stays one's own", async (t) => {
  const own = await marketplace(t);
  const { boss } = await office(own);
  const narrow = await callerFor(own, {}, boss, { roles: ["AdminUserAdmin", "SecurityProfileAdmin", "PasswordReset"] });
  const path = { userID: "boss" };
  const refused = await narrow.refused("AdminUsers.Patch", { path, body: { Password: "Known-Pass-4471" } });
  assert.equal(refused.code, "Auth.InsufficientRoles");
  await narrow.ok("Me.ResetPasswordByToken", { body: { NewPassword: "Known-Pass-4471" } });
});

test("shoppers register where all users have FullAccess: their administrator said so", async (t) => {
  const own = await marketplace(t);
  await office(own);
  const visitor = await newVisitor(own, "rich", "first-order");
  const body = { ...person("newcomer"), Password: "Known-Pass-4471" };
  const { access_token } = await visitor.ok("Me.Register", { query: { anonUserToken: visitor.token }, body });
  assert.deepEqual(rolesOf(String(access_token)), ["FullAccess"]);
});

test("every property by which somebody names roles that others get is one that takes FullAccess to name it", () => {
  const bodies = new Set(implementations().flatMap(({ id }) => operations[id as OperationId]?.body?.model ?? []));
  const naming = [...bodies].flatMap((model) =>
    Object.entries(models[model]?.fields ?? {})
      .filter(([, { items }]) => items?.enum === "ApiRole")
      .map(([property]) => `${model}.${property}`),
  );
  assert.deepEqual(naming.sort(), [
    // What clients demand and limit gives nobody anything: whom a client is for does.
    "ApiClient.MaximumGrantedRoles",
    "ApiClient.MinimumRequiredRoles",
    // A configuration has given them before.
    "ImpersonateTokenRequest.Roles",
    "IntegrationEvent.ElevatedRoles",
    "MessageSender.ElevatedRoles",
    "SecurityProfile.Roles",
    "SubscriptionIntegration.ElevatedRoles",
    "Webhook.ElevatedRoles",
  ]);
});
