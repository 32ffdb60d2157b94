import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { isOcHashValid, verifyTokenAsync, withOcWebhookAuth } from "@ordercloud/catalyst";
import { seed } from "@orderwell/seeding";
import { marketplace, operatedServer, portalAccount } from "@orderwell/testing";
import {
  AdminUsers,
  ApiClients,
  Auth,
  Buyers,
  Configuration,
  IntegrationEvents,
  Orders,
  SecurityProfiles,
  Tokens,
  Users,
  Webhooks,
} from "ordercloud-javascript-sdk";

const hashKey = "shared with the middleware";

/** A request as Catalyst's middleware leaves it to a handler. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the platform sent
type Verified = IncomingMessage & { readonly body: any };

/** Middleware as integrators write it with the Catalyst library, until the test is over. */
async function middleware(
  t: TestContext,
  handle: (request: IncomingMessage, reply: ServerResponse) => Promise<void>,
): Promise<string> {
  const server = createServer((request, reply) => {
    handle(request, reply).catch(() => reply.writeHead(401).end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** A new marketplace, reached through an API client with its own credentials. */
async function application(): Promise<string> {
  const { baseUrl } = await operatedServer();
  const {
    seller: { token: sellerToken },
  } = await marketplace({ name: "webhooks" }, baseUrl);
  Configuration.Set({ baseApiUrl: baseUrl });
  Tokens.SetAccessToken(sellerToken);
  const Username = `robot-${randomBytes(4).toString("hex")}`;
  const robot = { Username, FirstName: "R", LastName: "Robot", Email: "robot@example.com", Active: true };
  const { ID: UserID } = await AdminUsers.Create(robot);
  const { ID: SecurityProfileID } = await SecurityProfiles.Create({ Name: "All", Roles: ["FullAccess"] });
  await SecurityProfiles.SaveAssignment({ SecurityProfileID, UserID });
  const client = await ApiClients.Create({
    AppName: "Back office",
    Active: true,
    AccessTokenDuration: 60,
    AllowSeller: true,
    ClientSecret: "a secret of the back office",
    DefaultContextUserName: Username,
  });
  const token = await Auth.ClientCredentials("a secret of the back office", client.ID, ["FullAccess"]);
  Tokens.SetAccessToken(token.access_token);
  return client.ID;
}

test("Catalyst's middleware accepts the calls of webhooks, and its answer decides", async (t) => {
  const clientId = await application();
  const handler = async (request: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const { Body } = (request as Verified).body.Request;
    const answer = Body.Name === "Ünwanted" ? { proceed: false, body: { error: "Not that one" } } : { proceed: true };
    reply.setHeader("content-type", "application/json");
    reply.end(JSON.stringify(answer));
  };
  const webhook = {
    Name: "Buyers",
    Url: await middleware(t, withOcWebhookAuth(handler, hashKey) as typeof handler),
    HashKey: hashKey,
    BeforeProcessRequest: true,
    ApiClientIDs: [clientId],
    WebhookRoutes: [{ Route: "v1/buyers", Verb: "POST" }],
  };
  const { ID } = await Webhooks.Create(webhook);
  assert.equal((await Buyers.Create({ Name: "Wänted", Active: true })).Name, "Wänted");
  await assert.rejects(Buyers.Create({ Name: "Ünwanted", Active: true }), (error: Record<string, unknown>) => {
    assert.equal(error.errorCode, "blocked by web hook");
    const [entry] = error.errors as [{ Data: unknown }];
    const body = { error: "Not that one" };
    assert.deepEqual(entry.Data, { WebhookName: "Buyers", Body: body, body });
    return true;
  });
  await Webhooks.Patch(ID ?? "", { HashKey: "another key" });
  await assert.rejects(Buyers.Create({ Name: "Wänted", Active: true }), { errorCode: "blocked by web hook" });
});

test("a webhook tells Catalyst's middleware what was done", async (t) => {
  const clientId = await application();
  const told = Promise.withResolvers<Verified["body"]>();
  const Url = await middleware(t, async (request, reply) => {
    if (await isOcHashValid(request, hashKey)) told.resolve((request as Verified).body);
    else told.reject(new Error("The hash is wrong"));
    reply.end();
  });
  const WebhookRoutes = [{ Route: "v1/buyers", Verb: "POST" }];
  await Webhooks.Create({ Name: "Told", Url, HashKey: hashKey, ApiClientIDs: [clientId], WebhookRoutes });
  const buyer = await Buyers.Create({ Name: "Bücher & Co ✓", Active: true });
  const payload = await told.promise;
  assert.equal(payload.Request.Body.Name, "Bücher & Co ✓");
  assert.deepEqual(payload.Response.Body, JSON.parse(JSON.stringify(buyer)));
});

test("Catalyst's middleware accepts the calls of a checkout event, and the tokens that calls bring", async (t) => {
  const clientId = await application();
  const tokens: string[] = [];
  const handler = async (request: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const { OrderCloudAccessToken, OrderWorksheet } = (request as Verified).body;
    tokens.push(OrderCloudAccessToken);
    reply.setHeader("content-type", "application/json");
    reply.end(JSON.stringify({ TaxTotal: 1.5, xp: { order: OrderWorksheet.Order.ID, note: "ü" } }));
  };
  const hook = async (request: IncomingMessage, reply: ServerResponse): Promise<void> => {
    tokens.push((request as Verified).body.UserToken);
    reply.end(JSON.stringify({ proceed: true }));
  };
  const verified = (handle: typeof handler) => middleware(t, withOcWebhookAuth(handle, hashKey) as typeof handler);
  await IntegrationEvents.Create({
    ID: "checkout",
    Name: "Checkout",
    EventType: "OrderCheckout",
    CustomImplementationUrl: await verified(handler),
    HashKey: hashKey,
    ElevatedRoles: ["ProductReader"],
  });
  await ApiClients.Patch(clientId, { OrderCheckoutIntegrationEventID: "checkout" });
  await Webhooks.Create({
    Name: "Asked",
    Url: await verified(hook),
    HashKey: hashKey,
    BeforeProcessRequest: true,
    ApiClientIDs: [clientId],
    WebhookRoutes: [{ Route: "v1/orders/{direction}", Verb: "POST" }],
  });
  await Buyers.Create({ ID: "acme", Name: "Acme", Active: true });
  await Users.Create("acme", {
    ID: "amy",
    Username: `amy-${clientId}`,
    FirstName: "A",
    LastName: "B",
    Email: "a@b.example",
    Active: true,
  });
  await Orders.Create("Incoming", { ID: "o", FromCompanyID: "acme", FromUserID: "amy" });
  const worksheet = await IntegrationEvents.Calculate("Incoming", "o");
  assert.deepEqual([worksheet.Order?.TaxCost, worksheet.OrderCalculateResponse?.xp], [1.5, { order: "o", note: "ü" }]);
  assert.equal(tokens.length, 2);
  const [told = "", asked = ""] = tokens;
  assert.equal((await verifyTokenAsync(told, ["OrderAdmin"], [], [clientId])).payload.cid, clientId);
  assert.equal((await verifyTokenAsync(asked, ["ProductReader"], [], [clientId])).payload.role, "ProductReader");
});

test("webhooks of a marketplace file are uploaded, for the API clients as they are called now", async () => {
  const { baseUrl } = await operatedServer();
  const marketplaceId = `seed-${randomBytes(6).toString("hex")}`;
  const file = {
    Meta: { CreatedBySeedingVersion: "1.0.0" },
    Objects: {
      ApiClients: [{ ID: "OLD-ID", AppName: "Shop", Active: true, AccessTokenDuration: 60 }],
      Webhooks: [
        {
          ID: "audit",
          Name: "Audit",
          Url: "https://example.com/hook",
          HashKey: "<Redacted. Leave unchanged.>",
          ApiClientIDs: ["OLD-ID"],
          WebhookRoutes: [{ Route: "v1/orders/{direction}/{orderID}/submit", Verb: "POST" }],
        },
      ],
    },
    Assignments: {},
  };
  const report = await seed({ baseUrl, portal: portalAccount, marketplaceId, file });
  assert.deepEqual(report.problems, []);
  assert.deepEqual(report.resources.Webhooks, { created: 1, skipped: 0, failed: 0 });
  assert.deepEqual(report.generatedSecrets, [{ resource: "Webhooks", id: "audit", property: "HashKey" }]);
  const form = new URLSearchParams({ grant_type: "password", ...portalAccount });
  const login = await fetch(`${baseUrl}/portal/api/v1/oauth/token`, { method: "POST", body: form });
  const headers = { authorization: `Bearer ${((await login.json()) as { access_token: string }).access_token}` };
  const token = await fetch(`${baseUrl}/portal/api/v1/organizations/${marketplaceId}/token`, { headers });
  const { access_token } = (await token.json()) as { access_token: string };
  Configuration.Set({ baseApiUrl: baseUrl });
  const webhook = await Webhooks.Get("audit", { accessToken: access_token });
  assert.deepEqual(webhook.ApiClientIDs, [report.apiClients[0]?.newId]);
  assert.equal(webhook.HashKey?.length, 32);
});
