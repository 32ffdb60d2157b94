import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { addClient, marketplace, newCaller, newVisitor } from "@orderwell/testing";
import { type Access, fakeTokens, ServiceError, TokenVerifier } from "./index.ts";

const any: Access = { clientIds: "any" };

/** Status and code of what refuses a token; the user where it is taken. */
async function outcome(verifier: TokenVerifier, token: string | undefined, access: Access = any): Promise<unknown> {
  try {
    return (await verifier.verify(token, access)).username;
  } catch (error) {
    assert.ok(error instanceof ServiceError);
    return `${error.status} ${error.code}`;
  }
}

test("a server's tokens are verified by its public keys: who it is, what they may, through which client", async (t) => {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const clientId = await addClient(own);
  const verifier = new TokenVerifier({ baseUrl: `${own.baseUrl}/` });
  const { token } = await newCaller(own, { buyer: "acme" }, ["Shopper", "MeAdmin"], clientId);
  const shopper = await verifier.verify(token, {
    clientIds: [clientId.toUpperCase()],
    userTypes: ["Buyer"],
    roles: ["MeAdmin"],
  });
  assert.deepEqual(
    { ...shopper, username: "…", expires: shopper.expires > new Date() },
    {
      accessToken: token,
      username: "…",
      userType: "Buyer",
      roles: ["Shopper", "MeAdmin"],
      clientId,
      anonymous: false,
      impersonated: false,
      expires: true,
    },
  );
  const visitor = await verifier.verify((await newVisitor(own, "acme", "cart-1")).token, any);
  assert.deepEqual([visitor.anonymous, visitor.orderId, visitor.roles], [true, "cart-1", ["Shopper"]]);
  const seller = own.seller.token;
  assert.deepEqual((await verifier.verify(seller, { ...any, roles: ["OrderAdmin"] })).userType, "Seller");
  assert.equal(await outcome(verifier, token, { ...any, roles: ["OrderAdmin"] }), "403 InsufficientRoles");
  assert.equal(await outcome(verifier, token, { ...any, userTypes: ["Seller", "Supplier"] }), "403 InvalidUserType");
  assert.equal(await outcome(verifier, token, { clientIds: ["another"] }), "401 InvalidToken");
  assert.equal(
    await outcome(verifier, seller, { clientIds: [clientId] }),
    "401 InvalidToken",
    "the portal's is no client's",
  );
  const [head, body, signature] = token.split(".");
  const forged = Buffer.from(JSON.stringify({ ...JSON.parse(atob(body!)), role: "FullAccess" })).toString("base64url");
  for (const bad of [
    undefined,
    "",
    "x",
    `${head}.${forged}.${signature}`,
    `${Buffer.from('{"alg":"none"}').toString("base64url")}.${body}.`,
  ])
    assert.equal(await outcome(verifier, bad), "401 InvalidToken");
  const elsewhere = new TokenVerifier({ baseUrl: own.baseUrl, issuer: "https://other.example.com" });
  assert.equal(await outcome(elsewhere, token), "401 InvalidToken", "a token of another environment");
});

test("each key is asked for once, and made-up ones cannot make a verifier ask without end", async (t) => {
  const asked: string[] = [];
  const { token } = await fakeTokens();
  const server = createServer((request, reply) => {
    asked.push(request.url ?? "");
    reply.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  let now = Date.now();
  const verifier = new TokenVerifier({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    now: () => new Date(now),
  });
  const [, body, signature] = (await token()).split(".");
  const madeUp = (kid: string) =>
    `${Buffer.from(JSON.stringify({ alg: "RS256", kid })).toString("base64url")}.${body}.${signature}`;
  for (let n = 0; n < 50; n++) assert.equal(await outcome(verifier, madeUp(`key-${n}`)), "401 InvalidToken");
  assert.equal(asked.length, 20);
  now += 61_000;
  await outcome(verifier, madeUp("../../v1/me"));
  assert.equal(asked.length, 20, "what is no key's ID is not asked for");
  await outcome(verifier, madeUp("later"));
  assert.equal(asked.length, 21);
});

test("fake tokens are verified as real ones are: by key, time, roles and kind of user", async () => {
  const { verifier, token } = await fakeTokens();
  assert.equal(await outcome(verifier, await token({ username: "amy" })), "amy");
  assert.equal(await outcome(verifier, await token({ expiresIn: -1 })), "401 InvalidToken");
  assert.equal(await outcome(verifier, await (await fakeTokens()).token()), "401 InvalidToken");
  const admin = await token({ userType: "Seller", roles: ["OrderAdmin", "OrderReader"], clientId: "App" });
  const access: Access = { clientIds: ["app"], roles: ["OrderReader"], userTypes: ["Seller"] };
  assert.equal(await outcome(verifier, admin, access), "somebody");
  assert.equal(
    await outcome(verifier, await token({ roles: ["OrderReader"], clientId: "app" }), access),
    "403 InvalidUserType",
  );
});
