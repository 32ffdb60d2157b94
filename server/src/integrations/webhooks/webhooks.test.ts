import assert from "node:assert/strict";
import { test } from "node:test";
import type { Webhook } from "@orderwell/contract";
import { addClient, inMarketplace, marketplace, newCaller, type TestMarketplace } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";

const hook = {
  ID: "audit",
  Name: "Audit",
  Url: "https://example.com/hook",
  HashKey: "key",
  WebhookRoutes: [{ Route: "v1/buyers/{buyerID}", Verb: "PUT" }],
};
const path = { webhookID: "audit" };

const storedHeader = (own: TestMarketplace) =>
  inMarketplace(own, (db) =>
    db.row<{ name: string | null; value: string | null }>(sql`
      select custom_auth_header_name as name, custom_auth_header_value as value from webhook
      where marketplace_id = ${own.id}`),
  );

test("a webhook is kept with its routes as documented, its clients and its settings", async (t) => {
  const own = await marketplace(t);
  const [first, second] = [await addClient(own), await addClient(own)];
  const created = await own.seller.accepted("Webhooks.Create", {
    body: {
      ...hook,
      Description: "Tells the auditors",
      WebhookRoutes: [
        { Route: "V1/Orders/{DIRECTION}/{orderid}/submit", Verb: "post" },
        { Route: "v1/integrations/errorconfig/validate", Verb: "POST" },
        { Route: "v1/orders/{direction}/{orderID}/submit", Verb: "POST" },
      ],
      ElevatedRoles: ["orderadmin"],
      ConfigData: { retries: [1, 2] },
      BeforeProcessRequest: true,
      ApiClientIDs: [second.toUpperCase(), first, second],
    },
  });
  const expected = {
    ...hook,
    Description: "Tells the auditors",
    ElevatedRoles: ["OrderAdmin"],
    ConfigData: { retries: [1, 2] },
    BeforeProcessRequest: true,
    ApiClientIDs: [second, first],
    WebhookRoutes: [
      { Route: "v1/orders/{direction}/{orderID}/submit", Verb: "POST" },
      { Route: "v1/integrations/ErrorConfig/validate", Verb: "POST" },
    ],
    DeliveryConfigID: null,
    CustomAuthHeaderName: null,
    CustomAuthHeaderValue: null,
  };
  assert.deepEqual(created, expected);
  assert.deepEqual(await own.seller.ok("Webhooks.Get", { path }), expected);
  const { Items } = await own.seller.ok("Webhooks.List", { query: { search: "audi", BeforeProcessRequest: "true" } });
  assert.deepEqual(Items, [expected]);
  const listed = async (client: string) =>
    (await own.seller.ok("Webhooks.List", { query: { ApiClientIDs: client } })).Items.length;
  assert.deepEqual([await listed(first), await listed("elsewhere")], [1, 0]);

  const patched = await own.seller.ok("Webhooks.Patch", { path, body: { ID: "auditors", ApiClientIDs: [first] } });
  assert.deepEqual(patched, { ...expected, ID: "auditors", ApiClientIDs: [first] });
  const saved = await own.seller.ok("Webhooks.Save", { path: { webhookID: "auditors" }, body: { ...hook, ID: null } });
  assert.deepEqual([saved.ID, saved.ApiClientIDs, saved.BeforeProcessRequest], ["auditors", [], false]);
  await own.seller.ok("Webhooks.Delete", { path: { webhookID: "auditors" } });
  assert.equal((await own.seller.refused("Webhooks.Get", { path: { webhookID: "auditors" } })).status, 404);
});

test("the header's value is stored encrypted, never shown, and stays when a client sends back what it read", async (t) => {
  const own = await marketplace(t);
  const body = { ...hook, CustomAuthHeaderName: "X-Key", CustomAuthHeaderValue: "in the clear" };
  const created = await own.seller.ok("Webhooks.Create", { body });
  assert.equal(created.CustomAuthHeaderValue, null);
  const stored = await storedHeader(own);
  assert.equal(stored?.name, "X-Key");
  assert.ok(stored?.value && !stored.value.includes("clear"));
  await own.seller.ok("Webhooks.Save", { path, body: { ...created, Name: "Renamed" } });
  assert.deepEqual(await storedHeader(own), stored);
  await own.seller.ok("Webhooks.Patch", { path, body: { CustomAuthHeaderName: null } });
  assert.deepEqual(await storedHeader(own), { name: null, value: null });
});

test("what a webhook cannot work with is refused with its code", async (t) => {
  const { seller } = await marketplace(t);
  const refused = async (change: Partial<Webhook>) => {
    const { status, code, data } = await seller.refused("Webhooks.Create", { body: { ...hook, ...change } });
    return [status, code, data?.Property ?? data?.ObjectType ?? null];
  };
  const cases: readonly (readonly [Partial<Webhook>, readonly [number, string, string | null]])[] = [
    [{ Url: null }, [400, "ValidationFailure", "Url"]],
    [{ Url: "example.com/hook" }, [400, "Webhook.UrlSchemeHttps", null]],
    [{ Url: "ftp://example.com/hook" }, [400, "Webhook.UrlSchemeHttps", null]],
    [{ Url: "http://example.com/hook" }, [400, "Webhook.UrlSchemeHttps", null]],
    [{ Url: "https://user:secret@example.com/hook" }, [400, "Webhook.UrlSchemeHttps", null]],
    [{ HashKey: null }, [400, "Webhook.MissingHashKey", null]],
    [{ HashKey: "k".repeat(51) }, [400, "ValidationFailure", "HashKey"]],
    [{ DeliveryConfigID: "kafka", BeforeProcessRequest: true }, [400, "Webhook.InvalidDeliveryConfig", null]],
    [{ DeliveryConfigID: "kafka" }, [404, "NotFound", "DeliveryConfig"]],
    [{ CustomAuthHeaderName: "X-Key" }, [400, "Integration.CustomAuthHeaderValueRequired", null]],
    [{ CustomAuthHeaderValue: "v" }, [400, "Integration.CustomAuthHeaderNameRequired", null]],
    ...["content-length", "Transfer-Encoding", "Host", "X-OC-Hash", "Content-Type"].map(
      (CustomAuthHeaderName) =>
        [
          { CustomAuthHeaderName, CustomAuthHeaderValue: "0" },
          [400, "ValidationFailure", "CustomAuthHeaderName"],
        ] as const,
    ),
    [{ ApiClientIDs: ["nobody"] }, [404, "NotFound", "ApiClient"]],
    [{ ElevatedRoles: ["Emperor" as "FullAccess"] }, [400, "ValidationFailure", "ElevatedRoles[0]"]],
    [{ WebhookRoutes: [{ Route: "v1/buyers", Verb: "GET" }] }, [400, "ValidationFailure", "WebhookRoutes[0]"]],
    [{ WebhookRoutes: [{ Route: "v1/cats", Verb: "POST" }] }, [400, "ValidationFailure", "WebhookRoutes[0]"]],
    [{ WebhookRoutes: [{ Route: "oauth/token", Verb: "POST" }] }, [400, "ValidationFailure", "WebhookRoutes[0]"]],
    [{ WebhookRoutes: [{ Route: null, Verb: "POST" }] }, [400, "ValidationFailure", "WebhookRoutes[0]"]],
  ];
  for (const [change, expected] of cases) assert.deepEqual(await refused(change), expected, JSON.stringify(change));
  assert.equal((await seller.ok("Webhooks.List")).Meta.TotalCount, 0);
  await seller.ok("Webhooks.Create", { body: hook });
  assert.equal(
    (await seller.refused("Webhooks.Patch", { path, body: { HashKey: null } })).code,
    "Webhook.MissingHashKey",
  );
});

test("a service on the developer's machine needs no certificate while such may be called", async (t) => {
  const { seller } = await marketplace(t);
  for (const host of ["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "10.1.2.3", "middleware:8080", "api.localhost"])
    await seller.ok("Webhooks.Create", { body: { ...hook, ID: null, Url: `http://${host}/hook` } });
});

test("a deleted API client is on no webhook's list any more", async (t) => {
  const own = await marketplace(t);
  const [kept, gone] = [await addClient(own), await addClient(own)];
  await own.seller.ok("Webhooks.Create", { body: { ...hook, ApiClientIDs: [gone, kept] } });
  await own.seller.ok("ApiClients.Delete", { path: { apiClientID: gone } });
  assert.deepEqual((await own.seller.ok("Webhooks.Get", { path })).ApiClientIDs, [kept]);
});

test("webhooks are for the seller's users, and no other marketplace sees or names them", async (t) => {
  const [own, other] = [await marketplace(t), await marketplace(t)];
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await own.seller.ok("Webhooks.Create", { body: hook });
  const buyer = await newCaller(own, { buyer: "acme" });
  assert.equal((await buyer.refused("Webhooks.List")).code, "Auth.UserNotAuthorizedToAdmin");
  assert.equal((await other.seller.refused("Webhooks.Get", { path })).status, 404);
  const foreign = await addClient(own);
  const refused = await other.seller.refused("Webhooks.Create", { body: { ...hook, ApiClientIDs: [foreign] } });
  assert.deepEqual([refused.status, refused.data.ObjectType], [404, "ApiClient"]);
});
