import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import {
  addClient,
  addUser,
  announcementsHeard,
  grant,
  inMarketplace,
  marketplace,
  recordStatements,
  requestToken,
  secondProcess,
  TestClient,
  type TestMarketplace,
  testServer,
  until,
} from "@orderwell/testing";
import { decodeJwt } from "jose";
import { sql } from "../../platform/db/sql.ts";

/** Within how many milliseconds another process must grant as one was told to: a second at rest, and what a busy machine adds. */
const noticed = 30_000;

/** A storefront with a default context user `guest` of the buyer `acme`, who may shop. */
async function shop(own: TestMarketplace, options: Parameters<typeof addClient>[1] = { IsAnonBuyer: true }) {
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const { username } = await addUser(own, { buyer: "acme" }, "guest");
  await grant(own, { BuyerID: "acme" }, { Roles: ["Shopper", "MeAdmin"], CustomRoles: ["Tester"] });
  const client = await addClient(own, { DefaultContextUserName: username, ...options });
  return { client, username };
}

/** What a client gets: who it is and what they may, or why not. */
async function granted(
  own: Pick<TestMarketplace, "baseUrl">,
  client: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const form = { grant_type: "client_credentials", client_id: client, ...fields };
  const { status, body } = await requestToken(own as TestMarketplace, form);
  if (status !== 200) return body.Errors[0].ErrorCode;
  const { usr, role, cver } = decodeJwt(body.access_token);
  return { usr, roles: role === undefined ? [] : [role].flat(), cver, seconds: body.expires_in };
}

/** A token whose caller is held: where other tests' changes are heard meanwhile, they are not. */
async function heldToken(own: TestMarketplace, form: Readonly<Record<string, string>>): Promise<string> {
  const { access } = (await testServer()).app.services;
  for (let tries = 0; tries < 50; tries++) {
    const { body } = await requestToken(own, { grant_type: "client_credentials", ...form });
    if (access.known(`Bearer ${body.access_token}`) !== undefined) return body.access_token;
  }
  throw new Error("No caller is held");
}

test("a guest's token takes no trip to the database, and its first request none to know the guest", async (t) => {
  const own = await marketplace(t);
  const { client } = await shop(own);
  const sent = recordStatements(t, own.id);
  // What is heard of later drops the guest between two counts.
  await announcementsHeard();
  // The first notes that the user was active, and the second reads that; while others change something, nothing is held.
  const token = await until(async () => {
    sent.take();
    const held = await heldToken(own, { client_id: client });
    return sent.take().length === 0 && held;
  }, "each token takes a trip");
  const visitor = new TestClient(own.baseUrl, token);
  await visitor.ok("Me.Get");
  const first = sent.take();
  await visitor.ok("Me.Get");
  assert.deepEqual(first, sent.take());
  assert.equal(first.length, 1);
});

test("a guest who comes when the last was noted long ago is noted, and others do not write for a minute", async (t) => {
  const own = await marketplace(t);
  const { client } = await shop(own);
  await granted(own, client);
  // What is noted of the seller, a moment after they have called, is no guest's.
  const isNoted = sql`select from app_user
    where marketplace_id = ${own.id} and buyer_id is null and supplier_id is null and last_active is not null`;
  await until(async () => (await inMarketplace(own, (db) => db.rows(isNoted))).length > 0, "the seller is not noted");
  const forgotten = (ago: string) =>
    inMarketplace(own, (db) =>
      db.run(sql`update app_user set last_active = now() - ${ago}::interval where marketplace_id = ${own.id}`),
    );
  await forgotten("1 day");
  (await testServer()).app.contextClients.forgetAll();
  const sent = recordStatements(t, own.id);
  const writes = async (): Promise<number> => {
    sent.take();
    await granted(own, client);
    return sent.take().flatMap(({ statements }) => statements.filter((text) => /update "?app_user/.test(text))).length;
  };
  assert.deepEqual([await writes(), await writes(), await writes()], [1, 0, 0]);
  // What is held says itself how old it may be.
  await forgotten("20 seconds");
  (await testServer()).app.contextClients.forgetAll();
  assert.equal(await writes(), 0);
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 41_000 });
  assert.equal(await writes(), 1);
});

test("whom a new token names is held as whoever looks them up finds them", async (t) => {
  const own = await marketplace(t);
  const { client, username } = await shop(own);
  await own.seller.ok("IntegrationEvents.Create", {
    body: {
      ID: "checkout",
      Name: "C",
      EventType: "OrderCheckout",
      CustomImplementationUrl: "https://example.com",
      HashKey: "k",
    },
  });
  const named = { DefaultContextUserName: username, ClientSecret: "s" };
  const withEvent = await addClient(own, { ...named, OrderCheckoutIntegrationEventID: "checkout" });
  const limited = await addClient(own, { ...named, MaximumGrantedRoles: ["Shopper"] });
  const seller = await addUser(own, {}, "robot");
  await grant(own, {}, { Roles: ["FullAccess"] });
  const robot = await addClient(own, { DefaultContextUserName: seller.username, ClientSecret: "s" });
  const some = await addClient(own, {
    DefaultContextUserName: seller.username,
    ClientSecret: "s",
    MaximumGrantedRoles: ["ProductAdmin", "OrderAdmin"],
  });
  const { access } = (await testServer()).app.services;
  const secret = { client_secret: "s" };
  const forms: readonly Readonly<Record<string, string>>[] = [
    { client_id: client },
    { client_id: client, scope: "Shopper Tester", anonuserid: "beacon" },
    { client_id: withEvent, ...secret },
    { client_id: limited, ...secret, scope: "Shopper MeAdmin" },
    { client_id: robot, ...secret },
    { client_id: robot, ...secret, scope: "OrderAdmin" },
    { client_id: some, ...secret },
  ];
  for (const form of forms) {
    const header = `Bearer ${await heldToken(own, form)}`;
    const held = access.known(header);
    access.forgetAll();
    assert.equal(access.known(header), undefined);
    assert.deepEqual(held, await access.authenticate(header), JSON.stringify(form));
  }
});

test("a guest whose view changes while their token is made is looked up", async (t) => {
  const own = await marketplace(t);
  const { client } = await shop(own);
  const { access } = (await testServer()).app.services;
  await granted(own, client);
  const asked = requestToken(own, { grant_type: "client_credentials", client_id: client });
  // Heard at every moment until the token is there.
  const ended = asked.then(() => true);
  while (!(await Promise.race([ended, new Promise((turn) => setImmediate(turn, false))]))) access.forget("another");
  assert.equal(access.known(`Bearer ${(await asked).body.access_token}`), undefined);
});

test("what a client's tokens rest on counts with the next one, and soon through another process", async (t) => {
  const own = await marketplace(t);
  const there = { baseUrl: await secondProcess(t) };
  const { client, username } = await shop(own);
  const { seller } = own;
  const other = await addUser(own, { buyer: "acme" }, "other");
  await seller.ok("UserGroups.Create", { path: { buyerID: "acme" }, body: { ID: "vip", Name: "VIP" } });
  await seller.ok("SecurityProfiles.Create", { body: { ID: "more", Name: "M", Roles: ["OrderReader"] } });
  const path = { apiClientID: client };
  const user = { buyerID: "acme", userID: "guest" };
  const patch = (body: object) => seller.ok("ApiClients.Patch", { path, body });
  const all = ["MeAdmin", "Shopper", "Tester"];
  const more = ["MeAdmin", "OrderReader", "Shopper", "Tester"];
  const usual = { usr: username, roles: all, cver: 0, seconds: 10_080 * 60 - 1 };
  let cver = 0;
  let first: string | undefined;
  let second: string | undefined;
  /** Each step, and what the client then gets; with `fields` where they are not those of the step before. */
  const steps: readonly [string, () => Promise<unknown>, () => unknown, (() => Record<string, string>)?][] = [
    ["client switched off", () => patch({ Active: false }), () => "Auth.ClientNotActive"],
    ["client switched on", () => patch({ Active: true }), () => usual],
    [
      "user switched off",
      () => seller.ok("Users.Patch", { path: user, body: { Active: false } }),
      () => "Auth.UserNotActive",
    ],
    [
      "user switched on",
      () => seller.ok("Users.Patch", { path: user, body: { Active: true } }),
      () => ({ ...usual, cver: ++cver }),
    ],
    [
      "company switched off",
      () => seller.ok("Buyers.Patch", { path: { buyerID: "acme" }, body: { Active: false } }),
      () => "Auth.CompanyNotActive",
    ],
    [
      "company switched on",
      () => seller.ok("Buyers.Patch", { path: { buyerID: "acme" }, body: { Active: true } }),
      () => ({ ...usual, cver }),
    ],
    ["tokens revoked", () => seller.ok("Users.RevokeUserTokens", { path: user }), () => ({ ...usual, cver: ++cver })],
    [
      "profile assigned to the company",
      () => seller.ok("SecurityProfiles.SaveAssignment", { body: { SecurityProfileID: "more", BuyerID: "acme" } }),
      () => ({ ...usual, cver, roles: more }),
    ],
    [
      "profile taken away",
      () =>
        seller.ok("SecurityProfiles.DeleteAssignment", {
          path: { securityProfileID: "more" },
          query: { buyerID: "acme" },
        }),
      () => ({ ...usual, cver }),
    ],
    [
      "group joined",
      async () => {
        const body = { SecurityProfileID: "more", BuyerID: "acme", UserGroupID: "vip" };
        await seller.ok("SecurityProfiles.SaveAssignment", { body });
        await granted(own, client);
        await seller.ok("UserGroups.SaveUserAssignment", {
          path: { buyerID: "acme" },
          body: { UserGroupID: "vip", UserID: "guest" },
        });
      },
      () => ({ ...usual, cver, roles: more }),
    ],
    [
      "profile changed",
      () =>
        seller.ok("SecurityProfiles.Patch", { path: { securityProfileID: "more" }, body: { Roles: ["MeXpAdmin"] } }),
      () => ({ ...usual, cver, roles: ["MeAdmin", "MeXpAdmin", "Shopper", "Tester"] }),
    ],
    [
      "group left",
      () =>
        seller.ok("UserGroups.DeleteUserAssignment", {
          path: { buyerID: "acme", userGroupID: "vip", userID: "guest" },
        }),
      () => ({ ...usual, cver }),
    ],
    [
      "roles limited",
      () => patch({ MaximumGrantedRoles: ["Shopper"] }),
      () => ({ ...usual, cver, roles: ["Shopper", "Tester"] }),
    ],
    ["roles demanded", () => patch({ MinimumRequiredRoles: ["OrderAdmin"] }), () => "Auth.InsufficientRoles"],
    [
      "no roles demanded",
      () => patch({ MinimumRequiredRoles: [], MaximumGrantedRoles: [] }),
      () => ({ ...usual, cver }),
    ],
    ["another lifetime", () => patch({ AnonymousTokenDuration: 20 }), () => ({ ...usual, cver, seconds: 20 * 60 - 1 })],
    [
      "another user",
      () => patch({ DefaultContextUserName: other.username }),
      () => ({ ...usual, usr: other.username, seconds: 20 * 60 - 1 }),
    ],
    [
      "the user again, under another name",
      async () => {
        await patch({ DefaultContextUserName: username });
        await granted(own, client);
        await seller.ok("Users.Patch", { path: user, body: { Username: `${username}-2` } });
      },
      () => ({ ...usual, cver, usr: `${username}-2`, seconds: 20 * 60 - 1 }),
    ],
    [
      "buyers by assignment",
      async () => {
        await seller.ok("ApiClients.SaveAssignment", { body: { ApiClientID: client, BuyerID: "acme" } });
        await patch({ AllowAnyBuyer: false, AnonymousTokenDuration: 10_080 });
      },
      () => ({ ...usual, cver, usr: `${username}-2` }),
    ],
    [
      "no buyer",
      () => seller.ok("ApiClients.DeleteBuyerAssignment", { path: { ...path, buyerID: "acme" } }),
      () => "Auth.OauthError",
    ],
    ["any buyer", () => patch({ AllowAnyBuyer: true }), () => ({ ...usual, cver, usr: `${username}-2` })],
    ["a secret that can be read", () => patch({ ClientSecret: "s" }), () => "Auth.OauthError"],
    [
      "a secret that cannot",
      async () => {
        const body = { ID: "first", Name: "S" };
        first = (await seller.ok("ApiClients.CreateSecret", { path, body })).ClientSecret ?? "";
      },
      () => ({ ...usual, cver, usr: `${username}-2` }),
      () => ({ client_secret: first ?? "" }),
    ],
    [
      "a second one",
      async () => {
        const body = { ID: "second", Name: "S" };
        second = (await seller.ok("ApiClients.CreateSecret", { path, body })).ClientSecret ?? "";
      },
      () => ({ ...usual, cver, usr: `${username}-2` }),
      () => ({ client_secret: second ?? "" }),
    ],
    [
      "it is deleted",
      () => seller.ok("ApiClients.DeleteSecret", { path: { ...path, apiClientSecretID: "second" } }),
      () => "Auth.OauthError",
      () => ({ client_secret: second ?? "" }),
    ],
    [
      "the first one ends",
      async () => {
        const secret = { ...path, apiClientSecretID: "first" };
        const fields = { client_secret: first ?? "" };
        // On a busy machine it may have ended before both were asked.
        for (let [ms, seen] = [700, 0]; seen < 2; ms *= 2) {
          const end = Date.now() + ms;
          const Expiration = new Date(end).toISOString();
          await seller.ok("ApiClients.PatchSecret", { path: secret, body: { Expiration } });
          seen = 0;
          for (const at of [own, there]) {
            const isGranted = (await granted(at, client, fields)) !== "Auth.OauthError";
            assert.ok(isGranted || Date.now() >= end);
            if (isGranted) seen++;
          }
          await pause(Math.max(0, end + 50 - Date.now()));
        }
      },
      () => "Auth.OauthError",
      () => ({ client_secret: first ?? "" }),
    ],
    [
      "a user's own token",
      async () => patch({ ClientSecret: "t", IsAnonBuyer: false, AccessTokenDuration: 30 }),
      () => ({ ...usual, cver, usr: `${username}-2`, seconds: 30 * 60 - 1 }),
      () => ({ client_secret: "t" }),
    ],
    ["another secret", () => patch({ ClientSecret: "u" }), () => "Auth.OauthError", () => ({ client_secret: "t" })],
    ["the client goes", () => seller.ok("ApiClients.Delete", { path }), () => "Auth.OauthError"],
  ];
  for (const at of [own, there]) assert.deepEqual(await granted(at, client), usual);
  let fields = () => ({});
  for (const [step, change, then, more = fields] of steps) {
    // Both hold what the step before left.
    for (const at of [own, there]) await granted(at, client, fields());
    await change();
    fields = more;
    const expected = then();
    assert.deepEqual(await granted(own, client, fields()), expected, step);
    const changed = performance.now();
    let [asked, seen] = [changed, await granted(there, client, fields())];
    while (asked - changed < noticed && JSON.stringify(seen) !== JSON.stringify(expected))
      [asked, seen] = [performance.now(), await granted(there, client, fields())];
    assert.deepEqual(seen, expected, `${step}, through another process`);
  }
});

test("nothing is granted from memory while other processes cannot be heard", async (t) => {
  const own = await marketplace(t);
  const { client } = await shop(own);
  const { app } = await testServer();
  t.after(() => {
    for (const cache of [app.contextClients, app.services.access]) cache.listening = true;
  });
  await granted(own, client);
  for (const cache of [app.contextClients, app.services.access]) {
    cache.listening = false;
    cache.forgetAll();
  }
  const sent = recordStatements(t, own.id);
  for (const _ of [1, 2]) {
    const { body } = await requestToken(own, { grant_type: "client_credentials", client_id: client });
    assert.equal(sent.take().length, 1);
    assert.equal(app.services.access.known(`Bearer ${body.access_token}`), undefined);
  }
});
