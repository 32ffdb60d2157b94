import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import {
  addClient,
  afterFile,
  hooked,
  issuerOf,
  newCaller,
  portalClient,
  receiver,
  rolesOf,
  startDeliveries,
  type TestMarketplace,
  testDatabaseUrl,
  testServer,
} from "@orderwell/testing";
import pg from "pg";
import { answerMs } from "../outgoing/services.ts";
import { webhookDeliveries } from "./deliveries.ts";

let pool: pg.Pool;
const pauseMs = 3_600_000;

before(async () => {
  pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 2 });
  afterFile.push(() => pool.end());
  const { app } = await testServer();
  const deliveries = webhookDeliveries(app.works, app.services);
  // Longer than any lease, so that what waits is told from what is under way.
  await startDeliveries({ ...deliveries, firstDelayMs: pauseMs, longestDelayMs: pauseMs });
});

/** Deliveries that wait for a marketplace's webhooks, or have been made or given up. */
const deliveries = async ({ id }: TestMarketplace) =>
  (
    await pool.query<{ attempts: number; ended: boolean; dead: boolean; error: string | null; key: string }>(
      `select attempts, ended_at is not null as ended, dead, error, key from outbox.delivery
       where marketplace_id = $1 and subscriber = 'webhooks' order by id`,
      [id],
    )
  ).rows;

/** Lets the time pass until what failed is tried again. */
const nextAttempt = ({ id }: TestMarketplace) =>
  pool.query(
    `update outbox.delivery set due_at = now()
     where marketplace_id = $1 and ended_at is null and error is not null and due_at > now() + interval '30 minutes'`,
    [id],
  );

const path = { buyerID: "acme" };

test("a webhook is told what was done and answered, signed over the bytes it gets", async (t) => {
  const own = await hooked(t, ["POST v1/buyers", "DELETE v1/buyers/{buyerID}"], {
    ElevatedRoles: ["OrderAdmin"],
    ConfigData: ["kept"],
  });
  const caller = await newCaller(own, {}, ["BuyerAdmin"], own.clientId);
  const answer = await caller.send("Buyers.Create", { body: { ID: "Globex", Name: "Glöbex ✓", xp: { n: 1e21 } } });
  assert.equal(answer.status, 201);
  await caller.ok("Buyers.Delete", { path });
  const calls = await own.service.received(2);
  for (const { bytes, headers } of calls)
    assert.equal(headers["x-oc-hash"], createHmac("sha256", "shared key ✓").update(bytes).digest("base64"));
  const created = calls.find(({ payload }) => payload.Verb === "POST")?.payload;
  const { UserToken, Date: _, ...payload } = created;
  assert.deepEqual(payload, {
    Route: "v1/buyers",
    RouteParams: {},
    QueryParams: {},
    Verb: "POST",
    LogID: answer.headers.get("x-oc-logid"),
    Request: { Body: { ID: "Globex", Name: "Glöbex ✓", xp: { n: 1e21 } }, Headers: null },
    Response: { Body: answer.body, Headers: null },
    ConfigData: ["kept"],
  });
  assert.deepEqual([...rolesOf(UserToken)].sort(), ["BuyerAdmin", "OrderAdmin"]);
  const order = await fetch(`${issuerOf(UserToken)}/v1/orders/Incoming`, {
    headers: { authorization: `Bearer ${UserToken}` },
  });
  assert.equal(order.status, 200, "the token opens what the elevated role permits");
  const deleted = calls.find(({ payload }) => payload.Verb === "DELETE")?.payload;
  assert.deepEqual([deleted.Request.Body, deleted.Response.Body, deleted.RouteParams], [{}, {}, path]);
});

test("a webhook is told of a configuration of single sign-on without its secret", async (t) => {
  const own = await hooked(t, ["POST v1/openidconnects"]);
  const caller = await newCaller(own, {}, ["OpenIDConnectAdmin"], own.clientId);
  const body = {
    ID: "idp",
    OrderCloudApiClientID: own.clientId,
    ConnectClientID: "shop",
    ConnectClientSecret: "the secret",
    AppStartUrl: "https://shop.example/?t={0}",
    AuthorizationEndpoint: "https://idp.example/auth",
    TokenEndpoint: "https://idp.example/token",
  };
  const created = await caller.ok("OpenIdConnects.Create", { body });
  const [call] = await own.service.received(1);
  assert.deepEqual(call?.payload.Request.Body, { ...body, ConnectClientSecret: null });
  assert.deepEqual(call?.payload.Response.Body, { ...created, ConnectClientSecret: null });
});

test("a delivery that fails is made again with the same log ID, until the webhook takes it", async (t) => {
  const statuses = [500, 301, 204];
  const own = await hooked(t, ["PATCH v1/buyers/{buyerID}"], {}, () => ({
    status: statuses[own.service.calls.length - 1] ?? 204,
  }));
  await own.app.ok("Buyers.Patch", { path, body: { Name: "First" } });
  for (const calls of [1, 2]) {
    await own.service.received(calls);
    while ((await nextAttempt(own)).rowCount === 0) await pause(20);
  }
  while (!(await deliveries(own))[0]?.ended) await pause(20);
  const [delivery] = await deliveries(own);
  assert.deepEqual([delivery?.attempts, delivery?.dead], [3, false]);
  assert.equal(new Set(own.service.calls.map(({ payload }) => payload.LogID)).size, 1);
});

test("what keeps failing is set aside after five attempts, what was done next is told then, and the owner sends it again", async (t) => {
  let mended = false;
  const own = await hooked(t, ["PATCH v1/buyers/{buyerID}", "POST v1/buyers"], {}, ({ payload }) => ({
    status: payload.Request.Body.Name === "Poison" && !mended ? 400 : 200,
  }));
  await own.app.ok("Buyers.Patch", { path, body: { Name: "Poison" } });
  await own.app.ok("Buyers.Patch", { path, body: { Name: "Next" } });
  await own.app.ok("Buyers.Create", { body: { ID: "globex", Name: "Globex" } });
  while (!(await deliveries(own)).every(({ ended }) => ended)) {
    await nextAttempt(own);
    await pause(50);
  }
  const names = own.service.calls.map(({ payload }) => payload.Request.Body.Name);
  assert.deepEqual(
    names.filter((name) => name !== "Globex"),
    ["Poison", "Poison", "Poison", "Poison", "Poison", "Next"],
  );
  assert.ok(names.indexOf("Globex") < names.indexOf("Next"), "another buyer's creation did not wait");
  assert.deepEqual(
    (await deliveries(own)).map(({ dead, error }) => [dead, error]),
    [
      [true, "The webhook answered with status 400"],
      [false, null],
      [false, null],
    ],
  );

  const portal = await portalClient();
  const failed = `/portal/api/v1/organizations/${own.id}/faileddeliveries`;
  const list = async () => (await portal.raw("GET", failed)).body.Items;
  const [letter, ...others] = await list();
  assert.deepEqual(others, []);
  assert.deepEqual(
    [letter.Subscriber, letter.Type, letter.Attempts, letter.Error],
    ["webhooks", "Webhook", 5, "The webhook answered with status 400"],
  );
  assert.ok(!JSON.stringify(letter).includes("Poison"), "what it says stays unsaid");
  mended = true;
  assert.equal((await portal.raw("POST", `${failed}/${letter.ID}/retry`)).status, 204);
  assert.deepEqual(await list(), []);
  while (!(await deliveries(own)).every(({ ended, dead }) => ended && !dead)) await pause(50);
  for (const id of [letter.ID, "0", "x", "9".repeat(30)])
    assert.equal((await portal.raw("POST", `${failed}/${id}/retry`)).status, 404);
  assert.equal((await own.seller.raw("GET", failed)).status, 401, "a token of the marketplace opens no portal");
});

test("only what a configured client did, successfully, by a configured route is told", async (t) => {
  const routes = ["PATCH v1/buyers/{buyerID}", "POST v1/buyers"];
  const own = await hooked(t, routes);
  const elsewhere = await hooked(t, routes);
  const otherClient = await newCaller(own, {}, ["FullAccess"], await addClient(own));
  const reader = await newCaller(own, {}, ["BuyerReader"], own.clientId);
  await own.app.ok("Buyers.Get", { path });
  await own.app.ok("Buyers.Save", { path, body: { Name: "Acme", Active: true } });
  await otherClient.ok("Buyers.Patch", { path, body: { Name: "Acme" } });
  await own.seller.ok("Buyers.Patch", { path, body: { Name: "Acme" } });
  await reader.refused("Buyers.Patch", { path, body: { Name: "Acme" } });
  assert.equal((await own.app.refused("Buyers.Create", { body: { ID: "acme", Name: "Again" } })).status, 409);
  assert.equal((await own.app.refused("Buyers.Patch", { path, body: { DefaultCatalogID: "none" } })).status, 404);
  assert.deepEqual(await deliveries(own), []);

  await own.app.ok("Buyers.Patch", { path, body: { Name: "Acme Inc." } });
  const [call] = await own.service.received(1);
  assert.equal(call?.payload.Request.Body.Name, "Acme Inc.");
  assert.equal(own.service.calls.length, 1);
  assert.equal(elsewhere.service.calls.length, 0);
});

test("what only the end of the transaction refuses is not told", async (t) => {
  const own = await hooked(t, ["DELETE v1/securityprofiles/{securityProfileID}"]);
  await own.seller.ok("SecurityProfiles.Create", { body: { ID: "act", Name: "Act", Roles: ["Shopper"] } });
  const config = { BuyerID: "acme", SecurityProfileID: "act", ClientID: own.clientId };
  await own.seller.ok("ImpersonationConfigs.Create", { body: config });
  await own.app.refused("SecurityProfiles.Delete", { path: { securityProfileID: "act" } });
  assert.deepEqual(await deliveries(own), []);
});

test("a webhook that was renamed is still payload, at its new address; one that was deleted is not", async (t) => {
  const own = await hooked(t, ["PATCH v1/buyers/{buyerID}"], { Url: "http://127.0.0.1:9/" });
  const failed = async () => {
    while ((await deliveries(own)).at(-1)?.error == null) await pause(20);
  };
  await own.app.ok("Buyers.Patch", { path, body: { Name: "One" } });
  await failed();
  await own.seller.ok("Webhooks.Patch", { path: { webhookID: "hook" }, body: { ID: "moved", Url: own.service.url } });
  await nextAttempt(own);
  await own.service.received(1);
  await own.seller.ok("Webhooks.Patch", { path: { webhookID: "moved" }, body: { Url: "http://127.0.0.1:9/" } });
  await own.app.ok("Buyers.Patch", { path, body: { Name: "Two" } });
  await failed();
  await own.seller.ok("Webhooks.Delete", { path: { webhookID: "moved" } });
  await nextAttempt(own);
  while (!(await deliveries(own)).at(-1)?.ended) await pause(20);
  assert.deepEqual([own.service.calls.length, (await deliveries(own)).at(-1)?.dead], [1, false]);
});

test("orders are told in the order of what was done to them, whichever side did it", async (t) => {
  const own = await hooked(t, [
    "POST v1/orders/{direction}",
    "PATCH v1/orders/{direction}/{orderID}",
    "DELETE v1/orders/{direction}/{orderID}",
    "PATCH v1/me",
    "POST v1/products/assignments",
  ]);
  const buyer = await newCaller(own, { buyer: "acme" }, ["FullAccess"], own.clientId);
  await buyer.ok("Orders.Create", { path: { direction: "Outgoing" }, body: { ID: "O-1" } });
  await buyer.ok("Orders.Patch", { path: { direction: "Outgoing", orderID: "o-1" }, body: { Comments: "One" } });
  await own.app.ok("Orders.Delete", { path: { direction: "Incoming", orderID: "O-1" } });
  await buyer.ok("Me.Patch", { body: { FirstName: "New" } });
  await own.service.received(4);
  const keys = (await deliveries(own)).map(({ key }) => key);
  assert.deepEqual([keys[0], keys[1], keys[3] === keys[0]], [keys[2], keys[2], false]);
  assert.deepEqual(
    own.service.calls
      .map(({ payload }) => payload.Verb)
      .filter((_, index) => index < 4)
      .sort(),
    ["DELETE", "PATCH", "PATCH", "POST"],
  );
});

test("a webhook that hangs does not delay another marketplace's, nor another one of its own", async (t) => {
  const route = "PATCH v1/buyers/{buyerID}";
  const hanging = await hooked(t, [route], {}, () => null);
  const quick = await hooked(t, [route]);
  const began = performance.now();
  const beside = await receiver(t);
  const body = {
    ID: "beside",
    Name: "Beside",
    Url: beside.url,
    HashKey: "shared",
    ApiClientIDs: [hanging.clientId],
    WebhookRoutes: [{ Verb: "POST", Route: "v1/buyers" }],
  };
  await hanging.seller.ok("Webhooks.Create", { body });
  for (let n = 0; n < 20; n++) await hanging.seller.ok("Buyers.Create", { body: { ID: `b${n}`, Name: "x" } });
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      hanging.app.ok("Buyers.Patch", { path: { buyerID: `b${n}` }, body: { Name: "y" } }),
    ),
  );
  await hanging.service.received(4);
  await quick.app.ok("Buyers.Patch", { path, body: { Name: "quick" } });
  await hanging.app.ok("Buyers.Create", { body: { ID: "beside", Name: "Beside" } });
  await Promise.all([quick.service.received(1), beside.received(1)]);
  // On a busy machine the first of them may have been given up by now.
  const rounds = 1 + Math.floor((performance.now() - began) / answerMs);
  const { length } = hanging.service.calls;
  assert.ok(length <= 4 * rounds, `four calls wait for it, and no more: ${length} in ${rounds} rounds`);
});

test("a webhook is told of a row of an import as of a request of its own: with what was sent and what was answered", async (t) => {
  const own = await hooked(t, ["PUT v1/buyers/{buyerID}"]);
  const answer = await fetch(`${own.baseUrl}/v1/bulk/import`, {
    method: "POST",
    headers: { authorization: `Bearer ${own.app.token}`, "content-type": "application/x-ndjson" },
    body: '{"Resource":"Buyers","ID":"globex","Name":"Globex","Active":true}\n',
  });
  assert.match(await answer.text(), /"Created":1,"Saved":0,"Failed":0,"Done":true/);
  const [call] = await own.service.received(1);
  const { Request, Response } = call?.payload ?? {};
  assert.deepEqual(Request.Body, { ID: "globex", Name: "Globex", Active: true });
  assert.deepEqual([Response.Body.ID, Response.Body.Name, Response.Body.Active], ["globex", "Globex", true]);
});
