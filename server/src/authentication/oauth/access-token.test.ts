import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addClient,
  addUser,
  grant,
  inMarketplace,
  marketplace,
  requestToken,
  TestClient,
  type TestMarketplace,
  testServer,
} from "@orderwell/testing";
import { decodeJwt, decodeProtectedHeader, importJWK, type JWK, jwtVerify } from "jose";

import { enterDirectory, leaveDirectory } from "../../platform/access/client-directory.store.ts";
import { type Claims, TokenSigner, Tokens } from "../../platform/access/tokens.ts";
import { sql } from "../../platform/db/sql.ts";

const password = "Sufficient-1";

async function signIn(own: TestMarketplace, Roles: NonNullable<Parameters<typeof grant>[2]["Roles"]>) {
  const { username } = await addUser(own, {}, "ada");
  await own.seller.ok("AdminUsers.Patch", { path: { userID: "ada" }, body: { Password: password } });
  await grant(own, { UserID: "ada" }, { Roles });
  const client_id = await addClient(own, { AccessTokenDuration: 10 });
  const form = { grant_type: "password", client_id, username, password };
  return { form, client_id, username, token: (await requestToken(own, form)).body.access_token as string };
}

test("a token says who, through which client, from where and until when", async (t) => {
  const own = await marketplace(t);
  const issued = Math.floor(Date.now() / 1000);
  const { token, username, client_id } = await signIn(own, ["MeAdmin", "ProductReader"]);
  const claims = decodeJwt(token);
  assert.deepEqual(
    { usr: claims.usr, cid: claims.cid, usrtype: claims.usrtype, role: claims.role, iss: claims.iss, aud: claims.aud },
    {
      usr: username,
      cid: client_id.toLowerCase(),
      usrtype: "admin",
      role: ["MeAdmin", "ProductReader"],
      iss: own.baseUrl,
      aud: own.baseUrl,
    },
  );
  assert.match(String(claims.u), /^\d+$/);
  assert.equal(typeof claims.u, "string");
  const { exp = 0, nbf = 0 } = claims;
  assert.ok(Number.isInteger(exp) && Number.isInteger(nbf));
  assert.ok(nbf < issued, "it is valid before it was issued");
  assert.ok(exp >= issued + 600 && exp <= Math.floor(Date.now() / 1000) + 600);
  assert.ok(!("orderid" in claims) && !("imp" in claims));
});

test("a client that was deleted, and came again in another marketplace, grants tokens of that one", async (t) => {
  const [own, other] = [await marketplace(t), await marketplace(t)];
  const { client_id, form } = await signIn(own, ["MeAdmin"]);
  assert.equal((await requestToken(own, form)).status, 200, "once it is known");
  await own.seller.ok("ApiClients.Delete", { path: { apiClientID: client_id } });
  assert.equal((await requestToken(own, form)).status, 400);
  const moved = await signIn(other, ["MeAdmin"]);
  await inMarketplace(other, async (db) => {
    const [id, made] = [client_id.toLowerCase(), moved.client_id.toLowerCase()];
    await leaveDirectory(db, made);
    await enterDirectory(db, id);
    await db.run(sql`update api_client set id = ${id} where marketplace_id = ${other.id} and id = ${made}`);
  });
  const { status, body } = await requestToken(other, { ...moved.form, client_id });
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(decodeJwt(body.access_token).usr, moved.username);
});

test("one role is a text, several are a list, none is no claim", async (t) => {
  const own = await marketplace(t);
  const { form } = await signIn(own, ["MeAdmin", "ProductReader"]);
  const role = async (scope: string) => decodeJwt((await requestToken(own, { ...form, scope })).body.access_token).role;
  assert.equal(await role("MeAdmin"), "MeAdmin");
  assert.deepEqual(await role("MeAdmin ProductReader"), ["MeAdmin", "ProductReader"]);
  const { username } = await addUser(own, {}, "bob");
  await own.seller.ok("AdminUsers.Patch", { path: { userID: "bob" }, body: { Password: password } });
  const { body } = await requestToken(own, { ...form, username });
  assert.ok(!("role" in decodeJwt(body.access_token)));
});

test("anybody can verify a token with the key that it names, and keys of the past stay", async (t) => {
  const own = await marketplace(t);
  const { token, form } = await signIn(own, ["MeAdmin"]);
  const verify = async (text: string): Promise<string> => {
    const { kid = "", alg, typ } = decodeProtectedHeader(text);
    assert.deepEqual([alg, typ], ["RS256", "JWT"]);
    const response = await fetch(`${own.baseUrl}/oauth/certs/${kid}`, { headers: { authorization: "Bearer " } });
    const jwk = (await response.json()) as JWK;
    assert.deepEqual([jwk.kty, jwk.alg, jwk.use, jwk.kid], ["RSA", "RS256", "sig", kid]);
    await jwtVerify(text, await importJWK(jwk), { issuer: own.baseUrl, audience: own.baseUrl });
    return kid;
  };
  const before = await verify(token);
  await (await testServer()).app.keys.rotate();
  const next = (await requestToken(own, form)).body.access_token as string;
  assert.notEqual(await verify(next), before);
  assert.equal(await verify(token), before);
  for (const each of [token, next]) assert.equal((await new TestClient(own.baseUrl, each).ok("Me.Get")).ID, "ada");

  const unknown = await fetch(`${own.baseUrl}/oauth/certs/unknown`);
  assert.equal(unknown.status, 404);
  const { Errors } = (await unknown.json()) as { Errors: { ErrorCode: string }[] };
  assert.equal(Errors[0]?.ErrorCode, "NotFound");
});

test("a token that was changed, or signed by somebody else, is refused", async (t) => {
  const own = await marketplace(t);
  const { token } = await signIn(own, ["MeAdmin"]);
  const [header = "", payload = "", signature = ""] = token.split(".");
  const raised = Buffer.from(JSON.stringify({ ...decodeJwt(token), role: "FullAccess" })).toString("base64url");
  const unsigned = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");
  for (const forged of [
    `${header}.${raised}.${signature}`,
    `${unsigned}.${raised}.`,
    `${header}.${payload}.`,
    "undefined",
  ]) {
    const refused = await new TestClient(own.baseUrl, forged).refused("Me.Get");
    assert.deepEqual([refused.status, refused.code], [401, "InvalidToken"]);
  }
});

test("servers whose clocks differ by a minute take each other's tokens, and no two tokens are the same", async (t) => {
  const own = await marketplace(t);
  const { token, form } = await signIn(own, ["MeAdmin"]);
  const { app } = await testServer();
  const { exp: _end, nbf: _begin, iss: _by, aud: _for, role: _role, ...claims } = decodeJwt(token);
  const issued = async (aheadMs: number, seconds: number): Promise<number> => {
    const clock = { now: () => new Date(Date.now() + aheadMs) };
    const tokens = new Tokens(new TokenSigner(app.keys, clock, own.baseUrl), own.baseUrl);
    const text = await tokens.issue({ ...(claims as unknown as Claims), roles: [] }, seconds);
    return (await new TestClient(own.baseUrl, text).send("Me.Get")).status;
  };
  assert.equal(await issued(60_000, 600), 200);
  assert.equal(await issued(-60_000, 600), 200);
  assert.equal(await issued(75_000, 600), 401);
  assert.equal(await issued(0, -1), 401, "an end is an end");
  const again = await Promise.all([1, 2, 3].map(() => requestToken(own, form)));
  assert.equal(new Set(again.map(({ body }) => body.access_token)).size, 3);
});
