import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addClient,
  addUser,
  grant,
  inMarketplace,
  marketplace,
  recordStatements,
  requestToken,
  rolesOf,
  TestClient,
  type TestMarketplace,
  until,
} from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";

const password = "Sufficient-1";

/** A buyer with a user who signs in as `username`, and what their company's profile grants. */
async function withUser(own: TestMarketplace, Roles: Parameters<typeof grant>[2]["Roles"] = ["Shopper", "MeAdmin"]) {
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const { username } = await addUser(own, { buyer: "acme" }, "ada");
  await own.seller.ok("Users.Patch", { path: { buyerID: "acme", userID: "ada" }, body: { Password: password } });
  await grant(own, { BuyerID: "acme" }, { Roles: Roles ?? [], CustomRoles: ["Tester"] });
  return { grant_type: "password", username, password };
}

test("name and password get a token of the user, whatever the case of the name, and note that they were active", async (t) => {
  const own = await marketplace(t);
  const form = await withUser(own);
  const client_id = await addClient(own, { AccessTokenDuration: 30 });
  const { status, body } = await requestToken(own, {
    ...form,
    client_id: client_id.toUpperCase(),
    username: form.username.toUpperCase(),
    scope: "",
  });
  assert.equal(status, 200);
  assert.deepEqual(
    [Object.keys(body).sort(), body.token_type, body.expires_in],
    [["access_token", "expires_in", "token_type"], "bearer", 30 * 60 - 1],
  );
  const me = await new TestClient(own.baseUrl, body.access_token).ok("Me.Get");
  assert.equal(me.ID, "ada");
  assert.ok(me.LastActive !== null);
});

test("a scope gives what is both asked for and held, and unknown words do no harm", async (t) => {
  const own = await marketplace(t);
  const form = await withUser(own);
  const client_id = await addClient(own);
  const roles = async (scope: string): Promise<readonly string[]> =>
    rolesOf((await requestToken(own, { ...form, client_id, scope })).body.access_token);
  assert.deepEqual(await roles(""), ["MeAdmin", "Shopper", "Tester"]);
  assert.deepEqual(await roles("Shopper OrderAdmin"), ["Shopper"]);
  assert.deepEqual(await roles("undefined Tester"), ["Tester"]);
  assert.deepEqual(await roles("Shopper MeAdmin nonsense"), ["MeAdmin", "Shopper"]);
});

test("who holds full access gets the roles that they ask for", async (t) => {
  const own = await marketplace(t);
  const form = await withUser(own, ["FullAccess"]);
  const client_id = await addClient(own);
  const roles = async (scope: string): Promise<readonly string[]> =>
    rolesOf((await requestToken(own, { ...form, client_id, scope })).body.access_token);
  assert.deepEqual(await roles("FullAccess"), ["FullAccess"]);
  assert.deepEqual(await roles("Shopper"), ["Shopper"]);
  const unlimited = await addClient(own, { MaximumGrantedRoles: ["FullAccess", "Shopper"] });
  const { body } = await requestToken(own, { ...form, client_id: unlimited });
  assert.deepEqual(rolesOf(body.access_token), ["FullAccess", "Tester"]);
});

test("a client's most limits the roles, and without its least nobody comes in", async (t) => {
  const own = await marketplace(t);
  const form = await withUser(own);
  const limited = await addClient(own, { MaximumGrantedRoles: ["Shopper"], MinimumRequiredRoles: ["MeAdmin"] });
  const granted = await requestToken(own, { ...form, client_id: limited });
  assert.deepEqual(rolesOf(granted.body.access_token), ["Shopper", "Tester"]);
  const demanding = await addClient(own, { MinimumRequiredRoles: ["MeAdmin", "OrderAdmin"] });
  const refused = await requestToken(own, { ...form, client_id: demanding });
  assert.deepEqual([refused.status, refused.body.Errors[0].ErrorCode], [400, "Auth.InsufficientRoles"]);
});

test("client credentials give a token of the client's default user", async (t) => {
  const own = await marketplace(t);
  const { username } = await withUser(own);
  const client_secret = "a+b/c=&d";
  const client_id = await addClient(own, { ClientSecret: client_secret, DefaultContextUserName: username });
  const { body } = await requestToken(own, { grant_type: "client_credentials", client_id, client_secret });
  assert.equal((await new TestClient(own.baseUrl, body.access_token).ok("Me.Get")).ID, "ada");

  const nobody = await addClient(own, { ClientSecret: "s" });
  const refused = await requestToken(own, { grant_type: "client_credentials", client_id: nobody, client_secret: "s" });
  assert.deepEqual(
    [refused.status, refused.body.error, refused.body.error_description],
    [400, "invalid_grant", "Default context user required for client credentials grant"],
  );
});

test("without a secret, client credentials make an anonymous shopper with an order of their own", async (t) => {
  const own = await marketplace(t);
  const { username } = await withUser(own);
  const client_id = await addClient(own, {
    DefaultContextUserName: username,
    IsAnonBuyer: true,
    RefreshTokenDuration: 600,
    AnonymousTokenDuration: 20,
  });
  const visit = async () =>
    (await requestToken(own, { grant_type: "client_credentials", client_id, anonuserid: "beacon" })).body;
  const [one, two] = [await visit(), await visit()];
  assert.deepEqual([one.expires_in, "refresh_token" in one], [20 * 60 - 1, false]);
  const claims = (token: string) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  const [first, second] = [claims(one.access_token), claims(two.access_token)];
  assert.match(first.orderid, /^[A-Za-z0-9_-]{22}$/);
  assert.notEqual(first.orderid, second.orderid);
  assert.deepEqual([first.usr, first.u, first.anonuserid], [username, undefined, "beacon"]);
});

test("anonymous shoppers stay with their template user when that one gets another name and somebody else the old one", async (t) => {
  const own = await marketplace(t);
  const { username } = await withUser(own);
  const client_id = await addClient(own, { DefaultContextUserName: username, IsAnonBuyer: true });
  const { body } = await requestToken(own, { grant_type: "client_credentials", client_id });
  const visitor = new TestClient(own.baseUrl, body.access_token);
  assert.equal((await visitor.ok("Me.Get")).ID, "ada");
  const path = { buyerID: "acme", userID: "ada" };
  await own.seller.ok("Users.Patch", { path, body: { Username: `${username}-2` } });
  await own.seller.ok("Users.Create", {
    path,
    body: { ID: "eve", Username: username, FirstName: "Eve", LastName: "E", Email: "eve@example.com", Active: true },
  });
  assert.equal((await visitor.ok("Me.Get")).ID, "ada");
});

test("every request counts as activity of the user, to a few minutes", async (t) => {
  const own = await marketplace(t);
  const form = await withUser(own);
  const { body } = await requestToken(own, { ...form, client_id: await addClient(own) });
  await inMarketplace(own, (db) =>
    db.run(sql`update app_user set last_active = last_active - interval '1 day' where marketplace_id = ${own.id}`),
  );
  const lastActive = async (): Promise<number> =>
    new Date(
      (await own.seller.ok("Users.Get", { path: { buyerID: "acme", userID: "ada" } })).LastActive ?? 0,
    ).getTime();
  assert.ok((await lastActive()) < Date.now() - 23 * 3_600_000);
  await new TestClient(own.baseUrl, body.access_token).ok("Me.ListProducts");
  const asked = Date.now();
  await until(async () => (await lastActive()) > asked - 60_000, "it is not noted");
});

test("whoever refreshes a token again and again writes their row no more than once a minute", async (t) => {
  const own = await marketplace(t);
  const form = { ...(await withUser(own)), client_id: await addClient(own, { RefreshTokenDuration: 60 }) };
  const { body } = await requestToken(own, form);
  const { client_id } = form;
  const refresh = { grant_type: "refresh_token", client_id, refresh_token: body.refresh_token };
  const activity = async (): Promise<number> => {
    sent.take();
    assert.equal((await requestToken(own, refresh)).status, 200);
    return sent.take().flatMap(({ statements }) => statements.filter((text) => /update "?app_user/.test(text))).length;
  };
  await inMarketplace(own, (db) =>
    db.run(sql`update app_user set last_active = now() - interval '1 day' where marketplace_id = ${own.id}`),
  );
  const sent = recordStatements(t, own.id);
  assert.deepEqual([await activity(), await activity(), await activity()], [1, 0, 0]);
});

test("a refresh token gives the same user the same roles, until it expires or is revoked", async (t) => {
  const own = await marketplace(t);
  const form = await withUser(own);
  const client_id = await addClient(own, { RefreshTokenDuration: 60 });
  const sign = async () => (await requestToken(own, { ...form, client_id, scope: "Shopper" })).body.refresh_token;
  const first = await sign();
  assert.match(first, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const refresh = (refresh_token: string, id = client_id) =>
    requestToken(own, { grant_type: "refresh_token", client_id: id, refresh_token, scope: "MeAdmin" });
  for (const token of [first, (await refresh(first)).body.refresh_token]) {
    const { status, body } = await refresh(token);
    assert.equal(status, 200);
    assert.deepEqual(rolesOf(body.access_token), ["Shopper"]);
  }
  const refused = async (token: string, id = client_id): Promise<unknown[]> => {
    const { status, body } = await refresh(token, id);
    return [status, body.error, body.Errors[0].ErrorCode];
  };
  const invalid = [400, "invalid_grant", "Auth.OauthError"];
  assert.deepEqual(await refused("made-up"), invalid);
  assert.deepEqual(await refused(first, await addClient(own)), invalid, "it belongs to one client");
  await own.seller.ok("ApiClients.Patch", { path: { apiClientID: client_id }, body: { AllowAnyBuyer: false } });
  assert.deepEqual(await refused(first), invalid, "the buyer lost the client");
  await own.seller.ok("ApiClients.Patch", { path: { apiClientID: client_id }, body: { AllowAnyBuyer: true } });
  await own.seller.ok("Users.RevokeUserTokens", { path: { buyerID: "acme", userID: "ada" } });
  assert.deepEqual(await refused(first), invalid);
  const late = await sign();
  await inMarketplace(own, (db) =>
    db.run(
      sql`update refresh_token set expires_at = expires_at - interval '61 minutes' where marketplace_id = ${own.id}`,
    ),
  );
  assert.deepEqual(await refused(late), invalid);
});
