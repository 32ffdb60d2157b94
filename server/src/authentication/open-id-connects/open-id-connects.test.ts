import assert from "node:assert/strict";
import { test } from "node:test";
import { addClient, inMarketplace, marketplace, newCaller, type TestMarketplace } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";

const path = { openidconnectID: "idp" };

async function configuration(own: TestMarketplace) {
  await own.seller.ok("IntegrationEvents.Create", {
    body: {
      ID: "sso",
      Name: "Sign-in",
      EventType: "OpenIDConnect",
      CustomImplementationUrl: "https://x.example",
      HashKey: "k",
    },
  });
  return {
    ID: "idp",
    OrderCloudApiClientID: await addClient(own),
    ConnectClientID: "shop",
    ConnectClientSecret: "the secret",
    AppStartUrl: "https://shop.example/?t={0}",
    AuthorizationEndpoint: "https://idp.example/auth",
    TokenEndpoint: "https://idp.example/token",
    IntegrationEventID: "SSO",
    AdditionalIdpScopes: ["groups"],
  };
}

const sealedSecret = async (own: TestMarketplace): Promise<string | undefined> =>
  (
    await inMarketplace(own, (db) =>
      db.row<{ secret: string }>(
        sql`select connect_client_secret as secret from open_id_connect where marketplace_id = ${own.id}`,
      ),
    )
  )?.secret;

test("a configuration is kept with what it names; its secret is encrypted, and shown to who may read it", async (t) => {
  const own = await marketplace(t);
  const body = await configuration(own);
  const { OrderCloudApiClientID: client } = body;
  const created = await own.seller.ok("OpenIdConnects.Create", {
    body: { ...body, OrderCloudApiClientID: client.toUpperCase() },
  });
  const expected = {
    ...body,
    OrderCloudApiClientID: client,
    UrlEncoded: false,
    IntegrationEventID: "sso",
    CallSyncUserIntegrationEvent: false,
    IntegrationEventName: "Sign-in",
    CustomErrorUrl: null,
  };
  assert.deepEqual(created, expected);
  assert.deepEqual(await own.seller.ok("OpenIdConnects.Get", { path }), expected);
  assert.deepEqual((await own.seller.ok("OpenIdConnects.List")).Items, [expected]);
  const patched = await own.seller.ok("OpenIdConnects.Patch", { path, body: { UrlEncoded: true } });
  assert.equal(patched.ConnectClientSecret, "the secret");
  const filtered = await own.seller.refused("OpenIdConnects.List", {
    query: { ConnectClientSecret: "the secret" },
  });
  assert.equal(filtered.code, "List.InvalidProperty");
  assert.doesNotMatch((await sealedSecret(own)) ?? "", /the secret/);
});

test("what a client read can be sent back, or put under another ID, as it is; every configuration needs a secret", async (t) => {
  const own = await marketplace(t);
  const body = await configuration(own);
  const created = await own.seller.ok("OpenIdConnects.Create", { body });
  const sealed = await sealedSecret(own);
  await own.seller.ok("OpenIdConnects.Save", { path, body: { ...created, UrlEncoded: true } });
  const copied = { openidconnectID: "copy" };
  await own.seller.ok("OpenIdConnects.Save", { path: copied, body: { ...created, ID: "copy" } });
  const copy = await own.seller.ok("OpenIdConnects.Get", { path: copied });
  assert.deepEqual(copy, { ...created, ID: "copy" });
  await own.seller.ok("OpenIdConnects.Delete", { path: copied });
  await own.seller.ok("OpenIdConnects.Patch", { path, body: { CustomErrorUrl: "https://shop.example/{0}" } });
  assert.equal(await sealedSecret(own), sealed);
  await own.seller.ok("OpenIdConnects.Patch", { path, body: { ConnectClientSecret: "another" } });
  assert.notEqual(await sealedSecret(own), sealed);
  assert.equal((await own.seller.ok("OpenIdConnects.Get", { path })).ConnectClientSecret, "another");
  for (const refused of [
    await own.seller.refused("OpenIdConnects.Create", { body: { ...body, ID: "b", ConnectClientSecret: null } }),
    await own.seller.refused("OpenIdConnects.Save", { path, body: { ...body, ConnectClientSecret: undefined } }),
    await own.seller.refused("OpenIdConnects.Patch", { path, body: { ConnectClientSecret: null } }),
    await own.seller.refused("OpenIdConnects.Patch", { path, body: { ConnectClientSecret: "" } }),
    await own.seller.refused("OpenIdConnects.Save", {
      path: { openidconnectID: "b" },
      body: { ...body, ID: "b", ConnectClientSecret: undefined },
    }),
  ])
    assert.deepEqual([refused.status, refused.code], [400, "ValidationFailure"]);
});

test("a configuration names a client and an event that are there, the event made for sign-ins", async (t) => {
  const own = await marketplace(t);
  const body = await configuration(own);
  await own.seller.ok("IntegrationEvents.Create", {
    body: {
      ID: "cart",
      Name: "Cart",
      EventType: "AddToCart",
      CustomImplementationUrl: "https://x.example",
      HashKey: "k",
    },
  });
  const code = async (more: object) => {
    const { code, data } = await own.seller.refused("OpenIdConnects.Create", { body: { ...body, ...more } });
    return [code, data.ObjectType];
  };
  assert.deepEqual(await code({ OrderCloudApiClientID: "none" }), ["NotFound", "ApiClient"]);
  assert.deepEqual(await code({ IntegrationEventID: "none" }), ["NotFound", "IntegrationEvent"]);
  assert.deepEqual(await code({ IntegrationEventID: "cart" }), ["IntegrationEvent.IncompatibleEventType", undefined]);

  await own.seller.ok("OpenIdConnects.Create", { body });
  const inUse = await own.seller.refused("IntegrationEvents.Delete", { path: { integrationEventID: "sso" } });
  assert.deepEqual([inUse.status, inUse.code], [400, "IntegrationEvent.CannotDeleteInUse"]);
  await own.seller.ok("IntegrationEvents.Patch", { path: { integrationEventID: "sso" }, body: { ID: "renamed" } });
  assert.equal((await own.seller.ok("OpenIdConnects.Get", { path })).IntegrationEventID, "renamed");
  await own.seller.ok("ApiClients.Delete", { path: { apiClientID: body.OrderCloudApiClientID } });
  assert.equal((await own.seller.refused("OpenIdConnects.Get", { path })).status, 404, "it goes with its client");
});

test("a provider's addresses are http or https without credentials, and an application's run nothing in a browser", async (t) => {
  const own = await marketplace(t);
  const body = await configuration(own);
  const wrong = [
    "idp.example/auth",
    "ftp://idp.example/",
    "javascript:alert(1)",
    "https://user:pass@idp.example/",
    "https://me@x/",
  ];
  const refused: readonly (readonly [string, readonly string[]])[] = [
    ["AuthorizationEndpoint", wrong],
    ["TokenEndpoint", wrong],
    [
      "AppStartUrl",
      ["shop", "javascript:alert('{0}')", "JavaScript:x{2}", "data:text/html,{0}", "https://u:p@shop.example/{0}"],
    ],
    ["CustomErrorUrl", ["error", "data:text/html,{0}", "file:///etc/{0}"]],
  ];
  for (const [property, addresses] of refused)
    for (const address of addresses) {
      const { status, code, data } = await own.seller.refused("OpenIdConnects.Create", {
        body: { ...body, [property]: address },
      });
      assert.deepEqual([status, code, data.Property], [400, "ValidationFailure", property], address);
    }
  await own.seller.ok("OpenIdConnects.Create", { body });
  for (const AppStartUrl of [
    "https://shop.example{2}?token={0}",
    "http://localhost:4200/#/{token}",
    "shop-app://open?t={0}",
  ])
    await own.seller.ok("OpenIdConnects.Patch", {
      path,
      body: { AppStartUrl, CustomErrorUrl: "shop-app://no?why={0}" },
    });
  await inMarketplace(own, (db) =>
    db.run(sql`update open_id_connect set token_endpoint = 'of old' where marketplace_id = ${own.id}`),
  );
  const kept = await own.seller.ok("OpenIdConnects.Patch", { path, body: { UrlEncoded: true } });
  assert.equal(kept.TokenEndpoint, "of old", "what was stored before does not stand in the way");
});

test("only sellers configure sign-ins, each those of their own marketplace", async (t) => {
  const [mine, theirs] = [await marketplace(t), await marketplace(t)];
  await theirs.seller.ok("OpenIdConnects.Create", { body: await configuration(theirs) });
  assert.equal((await mine.seller.refused("OpenIdConnects.Get", { path })).status, 404);
  await mine.seller.ok("Buyers.Create", { body: { ID: "b", Name: "B", Active: true } });
  const buyer = await newCaller(mine, { buyer: "b" });
  assert.equal((await buyer.refused("OpenIdConnects.List")).code, "Auth.UserNotAuthorizedToAdmin");
});
