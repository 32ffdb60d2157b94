import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { addClient, hooked, newCaller, receiver, rolesOf, secondProcess, TestClient, until } from "@orderwell/testing";

const before = { BeforeProcessRequest: true };
const saves = ["PUT v1/buyers/{buyerID}"];
const save = { path: { buyerID: "Acme" }, body: { Name: "Acme Inc.", Active: true } };

test("a webhook that agrees lets the request pass, and was told of it before it was carried out", async (t) => {
  const seen: string[] = [];
  const own = await hooked(
    t,
    saves,
    { ...before, ElevatedRoles: ["BuyerReader", "OrderAdmin"], ConfigData: { tier: "gold" } },
    ({ payload }) => {
      seen.push(payload.UserToken);
      return { body: { Proceed: true } };
    },
  );
  const caller = await newCaller(own, {}, ["BuyerAdmin"], own.clientId);
  const answer = await caller.raw("PUT", "/v1/BUYERS/Acme?a=1&b=2&a=3", { ...save.body, Surprise: { b: 1.5 } });
  assert.equal(answer.status, 200);
  const [call] = own.service.calls;
  assert.ok(call !== undefined);
  const { UserToken, Date: date, ...payload } = call.payload;
  assert.deepEqual(payload, {
    Route: "v1/buyers/{buyerID}",
    RouteParams: { buyerID: "Acme" },
    QueryParams: { a: "1,3", b: "2" },
    Verb: "PUT",
    LogID: answer.headers.get("x-oc-logid"),
    Request: { Body: { ...save.body, Surprise: { b: 1.5 } }, Headers: null },
    Response: { Body: {}, Headers: null },
    ConfigData: { tier: "gold" },
  });
  assert.match(date, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/);
  assert.equal(call.headers["content-type"], "application/json");
  const hash = createHmac("sha256", "shared key ✓").update(call.bytes).digest("base64");
  assert.equal(call.headers["x-oc-hash"], hash);

  assert.deepEqual([...rolesOf(UserToken)].sort(), ["BuyerAdmin", "BuyerReader", "OrderAdmin"]);
  const me = await fetch(`${own.baseUrl}/v1/me`, { headers: { authorization: `Bearer ${UserToken}` } });
  assert.equal(((await me.json()) as { Username: string }).Username, (await caller.ok("Me.Get")).Username);
});

test("a webhook that refuses keeps the request from being carried out, and its answer reaches the client", async (t) => {
  const own = await hooked(t, saves, before, () => ({ body: { proceed: false, body: { reason: ["no"] } } }));
  const { status, body } = await own.app.send("Buyers.Save", save);
  assert.equal(status, 400);
  assert.deepEqual(body.Errors, [
    {
      ErrorCode: "blocked by web hook",
      Message: body.Errors[0].Message,
      Data: { WebhookName: "The hook", Body: { reason: ["no"] }, body: { reason: ["no"] } },
    },
  ]);
  assert.equal((await own.app.ok("Buyers.Get", { path: { buyerID: "acme" } })).Name, "Acme");
});

test("a webhook that gives no usable answer refuses", async (t) => {
  const answers = [
    { status: 500, body: { proceed: true } },
    { status: 302, body: { proceed: true } },
    { body: "proceed" },
    { body: {} },
    { body: "null" },
    { body: { proceed: "true" } },
  ];
  const own = await hooked(t, saves, before, () => answers[own.service.calls.length - 1] ?? {});
  for (const answer of answers) {
    const refused = await own.app.refused("Buyers.Save", save);
    const expected = [400, "blocked by web hook", "The hook", null];
    assert.deepEqual(
      [refused.status, refused.code, refused.data.WebhookName, refused.data.Body],
      expected,
      JSON.stringify(answer),
    );
  }
  await own.seller.ok("Webhooks.Patch", { path: { webhookID: "hook" }, body: { Url: "http://127.0.0.1:9/" } });
  assert.equal((await own.app.refused("Buyers.Save", save)).code, "blocked by web hook");
  assert.equal((await own.app.ok("Buyers.Get", { path: { buyerID: "acme" } })).Name, "Acme");
});

test("a webhook that does not answer within ten seconds refuses", async (t) => {
  const own = await hooked(t, saves, before, () => null);
  const started = performance.now();
  const refused = await own.app.refused("Buyers.Save", save);
  const seconds = (performance.now() - started) / 1000;
  assert.ok(seconds > 9 && seconds < 60, `${seconds} s`);
  assert.deepEqual([refused.status, refused.code], [400, "blocked by web hook"]);
  assert.match(refused.message, /The hook did not answer in time/);
});

test("of several webhooks all must agree; none is asked once one refused", async (t) => {
  const own = await hooked(t, saves, { ...before, ID: "b" }, () => ({ body: { proceed: true } }));
  const other = async (ID: string, proceed: boolean) => {
    const service = await receiver(t, () => ({ body: { proceed } }));
    const webhook = await own.seller.ok("Webhooks.Get", { path: { webhookID: "b" } });
    await own.seller.ok("Webhooks.Create", { body: { ...webhook, ID, Name: ID, Url: service.url } });
    return service;
  };
  const last = await other("d", true);
  const refusing = await other("c", false);
  assert.equal((await own.app.refused("Buyers.Save", save)).data.WebhookName, "c");
  assert.deepEqual([own.service.calls.length, refusing.calls.length, last.calls.length], [1, 1, 0]);
});

test("nobody is asked about reads, other routes, other clients, or requests that are refused anyway", async (t) => {
  const own = await hooked(t, saves, before, () => ({ body: { proceed: false } }));
  const path = { buyerID: "acme" };
  const otherClient = await newCaller(own, {}, ["FullAccess"], await addClient(own));
  const reader = await newCaller(own, {}, ["BuyerReader"], own.clientId);
  await own.app.ok("Buyers.Get", { path });
  await own.app.ok("Buyers.List");
  await own.app.ok("Buyers.Patch", { path, body: { Name: "Patched" } });
  await own.seller.ok("Buyers.Save", save);
  await otherClient.ok("Buyers.Save", save);
  assert.equal((await reader.refused("Buyers.Save", save)).status, 403);
  assert.equal((await own.app.refused("Buyers.Save", { path, body: { Name: "x".repeat(101) } })).status, 400);
  assert.equal((await own.app.raw("PUT", "/v1/buyers/acme", "{")).status, 400);
  assert.equal(own.service.calls.length, 0);
  assert.equal((await own.app.refused("Buyers.Save", save)).status, 400);
  assert.equal(own.service.calls.length, 1);
});

test("a change of a webhook counts from the next request on", async (t) => {
  const own = await hooked(t, saves, before, () => ({ body: { proceed: false } }));
  const webhook = { path: { webhookID: "hook" } };
  assert.equal((await own.app.send("Buyers.Save", save)).status, 400);
  await own.seller.ok("Webhooks.Patch", { ...webhook, body: { ApiClientIDs: [] } });
  assert.equal((await own.app.send("Buyers.Save", save)).status, 200);
  await own.seller.ok("Webhooks.Patch", { ...webhook, body: { ApiClientIDs: [own.clientId] } });
  assert.equal((await own.app.send("Buyers.Save", save)).status, 400);
  await own.seller.ok("Webhooks.Patch", { ...webhook, body: { WebhookRoutes: [] } });
  assert.equal((await own.app.send("Buyers.Save", save)).status, 200);
  await own.seller.ok("Webhooks.Patch", {
    ...webhook,
    body: { WebhookRoutes: [{ Route: "V1/BUYERS/{buyerid}", Verb: "put" }] },
  });
  assert.equal((await own.app.send("Buyers.Save", save)).status, 400);
  await own.seller.ok("Webhooks.Delete", webhook);
  assert.equal((await own.app.send("Buyers.Save", save)).status, 200);
});

test("a change of a webhook reaches every process", async (t) => {
  const own = await hooked(t, saves, before, () => ({ body: { proceed: false } }));
  const elsewhere = new TestClient(await secondProcess(t), own.app.token);
  assert.equal((await elsewhere.send("Buyers.Save", save)).status, 400);
  await own.seller.ok("Webhooks.Delete", { path: { webhookID: "hook" } });
  await until(
    async () => (await elsewhere.send("Buyers.Save", save)).status !== 400,
    "the webhook that was deleted is still asked",
  );
});

test("passwords, secrets and what the API never shows are not payload, at any depth and in any spelling", async (t) => {
  const own = await hooked(
    t,
    ["POST v1/buyers/{buyerID}/users", "POST v1/me/password", "POST v1/webhooks"],
    before,
    () => ({ body: { proceed: false } }),
  );
  const user = { Username: "amy", PASSWORD: "Correct-Horse-9", xp: { password: "told" } };
  const full = { ...user, FirstName: "A", LastName: "B", Email: "a@example.com", Active: true };
  await own.app.refused("Users.Create", { path: { buyerID: "acme" }, body: full });
  await own.app.refused("Me.ResetPasswordByToken", { body: { NewPassword: "Correct-Horse-9" } });
  await own.app.refused("Webhooks.Create", { body: { Name: "w", CustomAuthHeaderValue: "v", HashKey: "h" } });
  assert.deepEqual(
    own.service.calls.map(({ payload }) => payload.Request.Body),
    [{ ...full, PASSWORD: null }, { NewPassword: null }, { Name: "w", CustomAuthHeaderValue: null, HashKey: null }],
  );
});

test("the header of a webhook's own goes along as it was configured", async (t) => {
  const own = await hooked(
    t,
    ["DELETE v1/buyers/{buyerID}"],
    { ...before, CustomAuthHeaderName: "X-Gate", CustomAuthHeaderValue: "Bearer gate" },
    () => ({ body: { proceed: true } }),
  );
  await own.app.ok("Buyers.Delete", { path: { buyerID: "acme" } });
  assert.equal(own.service.calls[0]?.headers["x-gate"], "Bearer gate");
  assert.deepEqual(own.service.calls[0]?.payload.Request, { Body: {}, Headers: null });
});
