import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addClient,
  addUser,
  grant,
  inMarketplace,
  marketplace,
  newCaller,
  requestToken,
  type TestMarketplace,
} from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";

const refused = { status: 400, error: "invalid_grant", code: "Auth.OauthError" };

/** A client that acts as a seller's user, and what its token requests come to with a secret. */
async function confidential(own: TestMarketplace, ClientSecret: string | null = null) {
  const { username } = await addUser(own, {}, "service");
  await grant(own, {}, { Roles: ["ProductReader"] });
  const apiClientID = await addClient(own, {
    DefaultContextUserName: username,
    RefreshTokenDuration: 600,
    ...(ClientSecret && { ClientSecret }),
  });
  const create = (Name: string, more: object = {}) =>
    own.seller.ok("ApiClients.CreateSecret", { path: { apiClientID }, body: { Name, ...more } });
  const ask = async (client_secret: string, form: Record<string, string> = { grant_type: "client_credentials" }) => {
    const { status, body } = await requestToken(own, { client_id: apiClientID, client_secret, ...form });
    return status === 200 ? 200 : { status, error: body.error, code: body.Errors[0].ErrorCode };
  };
  return { apiClientID, create, ask };
}

/** Lets a secret expire that the API would let expire only in time. */
const expire = (own: TestMarketplace, id: string) =>
  inMarketplace(own, (db) =>
    db.run(sql`update api_client_secret set expiration = now() - interval '1 second'
      where marketplace_id = ${own.id} and id = ${id}`),
  );

test("a secret is 256 random bytes, shown when it is made and never again", async (t) => {
  const own = await marketplace(t);
  const { apiClientID, create } = await confidential(own);
  const made = await create("first", { ID: "one", Expiration: "2099-01-01T00:00:00Z" });
  assert.match(String(made.ClientSecret), /^[A-Za-z0-9+/]{342}==$/);
  assert.notEqual((await create("second")).ClientSecret, made.ClientSecret);
  const path = { apiClientID: apiClientID.toUpperCase(), apiClientSecretID: "ONE" };
  const known = { ID: "one", Name: "first", Expiration: made.Expiration };
  assert.deepEqual(await own.seller.ok("ApiClients.GetSecret", { path }), known);
  const page = await own.seller.ok("ApiClients.ListSecrets", { path, query: { search: "one" } });
  assert.deepEqual(page.Items, [known]);
  const patched = await own.seller.ok("ApiClients.PatchSecret", { path, body: { Name: "kept", Expiration: null } });
  assert.deepEqual(patched, { ID: "one", Name: "kept", Expiration: null });
  const stored = await inMarketplace(own, (db) =>
    db.row<{ text: string }>(sql`select string_agg(s::text, ' ') as text from api_client_secret s
      where marketplace_id = ${own.id}`),
  );
  assert.ok(!stored?.text.includes(String(made.ClientSecret).slice(0, 40)), "it cannot be read from the database");
});

test("secrets are replaced without downtime: old, new and legacy ones work side by side until they are deleted", async (t) => {
  const own = await marketplace(t);
  const { apiClientID, create, ask } = await confidential(own, "legacy secret");
  const [old, next] = [await create("old"), await create("next")];
  for (const secret of ["legacy secret", old.ClientSecret, next.ClientSecret])
    assert.equal(await ask(String(secret)), 200);
  for (const secret of ["", "wrong", `${next.ClientSecret} `.slice(1)]) assert.deepEqual(await ask(secret), refused);

  await own.seller.ok("ApiClients.DeleteSecret", { path: { apiClientID, apiClientSecretID: String(old.ID) } });
  await own.seller.ok("ApiClients.Patch", { path: { apiClientID }, body: { ClientSecret: null } });
  assert.deepEqual(await ask(String(old.ClientSecret)), refused);
  assert.deepEqual(await ask("legacy secret"), refused);
  assert.equal(await ask(String(next.ClientSecret)), 200);
});

test("once a client has a secret, every grant needs one", async (t) => {
  const own = await marketplace(t);
  const { apiClientID, create, ask } = await confidential(own);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const { username } = await addUser(own, { buyer: "acme" }, "ada");
  const path = { buyerID: "acme", userID: "ada" };
  await own.seller.ok("Users.Patch", { path, body: { Password: "Sufficient-1" } });
  const login = { grant_type: "password", username, password: "Sufficient-1" };
  assert.equal(await ask("", login), 200);
  assert.deepEqual(await ask(""), refused, "without a secret a client has no token of its own");
  const { body } = await requestToken(own, { client_id: apiClientID, ...login });
  const refresh = { grant_type: "refresh_token", refresh_token: body.refresh_token };

  const secret = String((await create("only")).ClientSecret);
  for (const form of [login, refresh]) {
    assert.deepEqual(await ask("", form), refused);
    assert.deepEqual(await ask("wrong", form), refused);
    assert.equal(await ask(secret, form), 200);
  }
});

test("an expired secret is refused, and does not leave its client open", async (t) => {
  const own = await marketplace(t);
  const { create, ask } = await confidential(own);
  const made = await create("short", { ID: "short" });
  await expire(own, "short");
  assert.deepEqual(await ask(String(made.ClientSecret)), refused);
  assert.deepEqual(await ask(""), refused);
  const next = await create("next");
  assert.equal(await ask(String(next.ClientSecret)), 200);
  assert.deepEqual(await ask(String(made.ClientSecret)), refused);
});

test("a secret expires in the future, has a name and an ID of its own, and a client has ten at most", async (t) => {
  const own = await marketplace(t);
  const { apiClientID, create } = await confidential(own);
  const code = async (id: "ApiClients.CreateSecret" | "ApiClients.PatchSecret", body: object) => {
    const path = { apiClientID, apiClientSecretID: "s0" };
    return (await own.seller.refused(id, { path, body })).code;
  };
  await create("s0", { ID: "s0" });
  const past = { Name: "x", Expiration: "2020-01-01T00:00:00Z" };
  assert.equal(await code("ApiClients.CreateSecret", past), "ApiClientSecret.InvalidExpirationDate");
  assert.equal(await code("ApiClients.PatchSecret", past), "ApiClientSecret.InvalidExpirationDate");
  assert.equal(await code("ApiClients.CreateSecret", {}), "ValidationFailure");
  assert.equal(await code("ApiClients.CreateSecret", { Name: "x", ID: "S0" }), "IdExists");
  await expire(own, "s0");
  const renamed = { path: { apiClientID, apiClientSecretID: "s0" }, body: { Name: "expired" } };
  assert.equal((await own.seller.ok("ApiClients.PatchSecret", renamed)).Name, "expired");
  for (let number = 1; number < 10; number++) await create(`s${number}`);
  assert.equal(await code("ApiClients.CreateSecret", { Name: "x" }), "ApiClientSecret.MaximumClientSecretsReached");
});

test("secrets belong to one client, and only sellers see them", async (t) => {
  const own = await marketplace(t);
  const { apiClientID, create } = await confidential(own);
  await create("mine", { ID: "mine" });
  const other = { apiClientID: await addClient(own), apiClientSecretID: "mine" };
  assert.equal((await own.seller.refused("ApiClients.GetSecret", { path: other })).code, "NotFound");
  assert.equal((await own.seller.refused("ApiClients.DeleteSecret", { path: other })).code, "NotFound");
  const stranger = await marketplace(t);
  const path = { apiClientID, apiClientSecretID: "mine" };
  assert.equal((await stranger.seller.refused("ApiClients.ListSecrets", { path })).code, "NotFound");
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const buyer = await newCaller(own, { buyer: "acme" });
  assert.equal((await buyer.refused("ApiClients.GetSecret", { path })).code, "Auth.UserNotAuthorizedToAdmin");
  await own.seller.ok("ApiClients.Delete", { path });
});
