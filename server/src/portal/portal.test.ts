import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addClient,
  addUser,
  grant,
  marketplace,
  portalAccount,
  portalClient,
  rolesOf,
  TestClient,
  testServer,
} from "@orderwell/testing";

const marketplaces = "/portal/api/v1/organizations";

test("a marketplace that does not fit its declaration is refused with every mistake", async () => {
  const portal = await portalClient();
  const url = `${marketplaces}/portal-mistakes`;
  const { status, body } = await portal.raw("PUT", url, { Environment: "Moon", Region: { Id: "xyz" } });
  assert.equal(status, 400);
  assert.deepEqual(
    body.Errors.map(({ ErrorCode, Data }: { ErrorCode: string; Data: { Property: string } }) => [
      ErrorCode,
      Data.Property,
    ]).sort(),
    [
      ["ValidationFailure", "Environment"],
      ["ValidationFailure", "Name"],
      ["ValidationFailure", "Region.Id"],
    ],
  );
  assert.equal((await portal.raw("GET", url)).status, 404);
});

test("clients send a region whole: its ID decides, and what it says else is left out", async (t) => {
  const portal = await portalClient();
  const url = `${marketplaces}/portal-region`;
  t.after(() => portal.raw("DELETE", url));
  const sent = { Name: "Region", Region: { Id: "eur", Name: "Elsewhere", AzureRegion: "nowhere" } };
  const { body } = await portal.raw("PUT", url, sent);
  assert.deepEqual(body.Region, { Id: "eur", Name: "Europe-West", AzureRegion: "westeurope" });
  assert.deepEqual([body.Environment, body.Owner.Email], ["Sandbox", portalAccount.username]);
});

test("a page that does not exist is refused by the code of lists, and a list without a token by that of tokens", async () => {
  const portal = await portalClient();
  const refused = await portal.raw("GET", `${marketplaces}?pageSize=0`);
  assert.deepEqual([refused.status, refused.body.Errors[0].ErrorCode], [400, "List.InvalidPageSize"]);
  const { baseUrl } = await testServer();
  const anonymous = await fetch(baseUrl + marketplaces);
  assert.equal(anonymous.status, 401);
});

test("a refused sign-in comes in the shape that OAuth clients read", async () => {
  const { baseUrl } = await testServer();
  const body = new URLSearchParams({ grant_type: "password", username: portalAccount.username, password: "wrong" });
  const reply = await fetch(`${baseUrl}/portal/api/v1/oauth/token`, { method: "POST", body });
  const { error, Errors } = (await reply.json()) as { error: string; Errors: { ErrorCode: string }[] };
  assert.deepEqual(
    [reply.status, error, Errors[0]?.ErrorCode],
    [400, "invalid_grant", "Auth.InvalidUsernameOrPassword"],
  );
});

test("the portal takes the form that asks for a token under any content type, and JSON under none", async () => {
  const { baseUrl } = await testServer();
  const form = { grant_type: "password", ...portalAccount };
  const post = async (type: string, body: string) =>
    (await fetch(`${baseUrl}/portal/api/v1/oauth/token`, { method: "POST", headers: { "content-type": type }, body }))
      .status;
  for (const type of ["application/json", "text/plain", ""]) {
    assert.equal(await post(type, new URLSearchParams(form).toString()), 200, type);
    assert.equal(await post(type, JSON.stringify(form)), 400, type);
  }
});

test("a token for a user and a client is theirs, with the roles that user, client and account have", async (t) => {
  const own = await marketplace(t);
  const portal = await portalClient();
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const ada = await addUser(own, { buyer: "acme" }, "ada");
  const sam = await addUser(own, {}, "sam");
  await grant(own, { BuyerID: "acme" }, { Roles: ["Shopper", "MeAdmin"], CustomRoles: ["Buys"] });
  await grant(own, { UserID: "sam" }, { Roles: ["FullAccess"] });
  const client = await addClient(own, { AccessTokenDuration: 30, MaximumGrantedRoles: ["Shopper", "OrderAdmin"] });
  const wide = await addClient(own);
  const ask = (clientid: string, username: string) =>
    portal.raw("GET", `${marketplaces}/${own.id}/token?${new URLSearchParams({ clientid, username })}`);

  const { status, body } = await ask(client.toUpperCase(), ada.username.toUpperCase());
  assert.equal(status, 200);
  const { access_token: token, ...rest } = body;
  assert.deepEqual(rest, {
    refresh_token: null,
    token_type: "bearer",
    expires_in: 30 * 60 - 1,
    coreuser_roles: ["Buys", "Shopper"],
    portaluser_roles: ["FullAccess"],
    granted_roles: ["Buys", "Shopper"],
  });
  assert.deepEqual(rolesOf(token), ["Buys", "Shopper"]);
  const { usr, usrtype, cid } = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
  assert.deepEqual([usr, usrtype, cid], [ada.username, "buyer", client]);
  const caller = new TestClient(own.baseUrl, token);
  assert.equal((await caller.ok("Me.Get")).ID, "ada");
  assert.equal((await caller.refused("ApiClients.List")).code, "Auth.InsufficientRoles");
  assert.deepEqual((await ask(client, sam.username)).body.granted_roles, ["OrderAdmin", "Shopper"]);
  assert.deepEqual((await ask(wide, sam.username)).body.granted_roles, ["FullAccess"]);

  await own.seller.ok("Users.RevokeUserTokens", { path: { buyerID: "acme", userID: "ada" } });
  assert.equal((await caller.refused("Me.Get")).status, 401);
});

test("a token is for nobody who may not use the client, and for both a user and a client or neither", async (t) => {
  const own = await marketplace(t);
  const other = await marketplace({ name: `${t.name} elsewhere` });
  const portal = await portalClient();
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const ada = await addUser(own, { buyer: "acme" }, "ada");
  const client = await addClient(own);
  const closed = await addClient(own, { AllowAnyBuyer: false });
  const demanding = await addClient(own, { MinimumRequiredRoles: ["OrderAdmin"] });
  const foreign = await addClient(other);
  const ask = async (query: Record<string, string>, id = own.id) => {
    const answer = await portal.raw("GET", `${marketplaces}/${id}/token?${new URLSearchParams(query)}`);
    const error = answer.body.Errors?.[0];
    return [answer.status, error?.ErrorCode, error?.Data?.ObjectType ?? error?.Data?.Property];
  };
  const username = ada.username;
  assert.deepEqual(await ask({ clientid: client }), [400, "ValidationFailure", "username"]);
  assert.deepEqual(await ask({ username }), [400, "ValidationFailure", "clientid"]);
  assert.deepEqual(await ask({ clientid: "nothing", username }), [404, "NotFound", "ApiClient"]);
  assert.deepEqual(await ask({ clientid: foreign, username }), [404, "NotFound", "ApiClient"]);
  assert.deepEqual(await ask({ clientid: client, username: "nobody" }), [404, "NotFound", "User"]);
  assert.deepEqual(await ask({ clientid: closed, username }), [404, "NotFound", "User"]);
  assert.deepEqual(await ask({ clientid: foreign, username }, other.id), [404, "NotFound", "User"]);
  assert.deepEqual(await ask({ clientid: demanding, username }), [403, "Auth.InsufficientRoles", undefined]);
  await own.seller.ok("Users.Patch", { path: { buyerID: "acme", userID: "ada" }, body: { Active: false } });
  assert.deepEqual((await ask({ clientid: client, username })).slice(0, 2), [400, "Auth.UserNotActive"]);
  await own.seller.ok("ApiClients.Patch", { path: { apiClientID: client }, body: { Active: false } });
  assert.deepEqual((await ask({ clientid: client, username })).slice(0, 2), [400, "Auth.ClientNotActive"]);
});
