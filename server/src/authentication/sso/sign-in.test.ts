import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { addClient, addUser, grant, marketplace, TestClient, type TestMarketplace } from "@orderwell/testing";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";

interface Exchange {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A provider that issues whatever ID token a test wants, and a sign-in service that names one user. */
async function provider(t: TestContext, username: string, discovery = true) {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "k", alg: "RS256", use: "sig" };
  const exchanges: Exchange[] = [];
  const calls: string[] = [];
  let issue = async (_claims: JWTPayload): Promise<string> => "";
  let nonce = "";
  const server = createServer(async (request, reply) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    const json = (value: object): void => void reply.end(JSON.stringify(value));
    if (request.url === "/realm/token") {
      exchanges.push({ headers: request.headers, body });
      return json({ id_token: await issue({ nonce }), access_token: "at" });
    }
    if (request.url === "/keys") return json({ keys: [jwk] });
    if (request.url === "/realm/.well-known/openid-configuration" && discovery)
      return json({ issuer: at("/realm"), jwks_uri: at("/keys"), token_endpoint: at("/realm/token") });
    if (request.url?.startsWith("/events/")) {
      calls.push(request.url);
      return json({ username });
    }
    return void reply.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const at = (path: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const now = Math.floor(Date.now() / 1000);
  const good = { iss: at("/realm"), sub: "subject", aud: "shop", iat: now, exp: now + 60 };
  const sign = (claims: JWTPayload): Promise<string> =>
    new SignJWT({ ...good, ...claims }).setProtectedHeader({ alg: "RS256", kid: "k" }).sign(privateKey);
  issue = sign;
  return {
    at,
    exchanges,
    calls,
    sign,
    good,
    now,
    issues(token: (claims: JWTPayload) => Promise<string>) {
      issue = token;
    },
    wants(value: string) {
      nonce = value;
    },
  };
}

async function setUp(t: TestContext, more: object = {}, discovery = true) {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const { username } = await addUser(own, { buyer: "acme" }, "ada");
  await grant(own, { BuyerID: "acme" }, { Roles: ["Shopper"] });
  const idp = await provider(t, username.toUpperCase(), discovery);
  const cid = await addClient(own);
  await own.seller.ok("IntegrationEvents.Create", {
    body: {
      ID: "sso",
      Name: "Sign-in",
      EventType: "OpenIDConnect",
      CustomImplementationUrl: idp.at("/events"),
      HashKey: "k",
    },
  });
  await own.seller.ok("OpenIdConnects.Create", {
    body: {
      ID: "idp",
      OrderCloudApiClientID: cid,
      ConnectClientID: "shop",
      ConnectClientSecret: "s:e+c/r=et",
      AppStartUrl: "https://shop.example/in?t={0}",
      AuthorizationEndpoint: idp.at("/realm/auth"),
      TokenEndpoint: idp.at("/realm/token"),
      IntegrationEventID: "sso",
      CustomErrorUrl: "https://shop.example/out?why={0}",
      ...more,
    },
  });
  return { own, idp, cid };
}

const visit = async (url: string, cookie = "", init: RequestInit = {}) => {
  const response = await fetch(url, { ...init, redirect: "manual", headers: { ...(cookie && { cookie }) } });
  const location = response.headers.get("location");
  return { status: response.status, headers: response.headers, text: await response.text(), location };
};

/** Begins a sign-in, and says how to come back from the provider. */
async function begin(own: TestMarketplace, cid: string, query = "") {
  const { location, headers } = await visit(`${own.baseUrl}/ocrplogin?id=IDP&cid=${cid.toUpperCase()}${query}`);
  const asked = new URL(location ?? "").searchParams;
  const cookie = (headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const state = asked.get("state") ?? "";
  const back = new URLSearchParams({ code: "c", state });
  return { asked, cookie, setCookie: headers.get("set-cookie") ?? "", state, back: `${own.baseUrl}/ocrpcode?${back}` };
}

const why = (location: string | null): string | null => {
  const url = new URL(location ?? "");
  assert.equal(url.pathname, "/out");
  return url.searchParams.get("why");
};

test("a code is redeemed as JSON with Basic credentials, or as a form, as the configuration says", async (t) => {
  const { own, idp, cid } = await setUp(t);
  const redeem = async () => {
    const { asked, cookie, back } = await begin(own, cid);
    idp.wants(asked.get("nonce") ?? "");
    const { location } = await visit(back, cookie);
    return new URL(location ?? "");
  };
  const arrived = await redeem();
  const me = await new TestClient(own.baseUrl, arrived.searchParams.get("t") ?? "").ok("Me.Get");
  assert.equal(me.ID, "ada");
  const [json] = idp.exchanges;
  assert.equal(json?.headers["content-type"], "application/json");
  assert.equal(json?.headers.authorization, `Basic ${Buffer.from("shop:s%3Ae%2Bc%2Fr%3Det").toString("base64")}`);
  const { code_verifier, ...grantSent } = JSON.parse(json?.body ?? "");
  assert.deepEqual(grantSent, { grant_type: "authorization_code", code: "c", redirect_uri: `${own.baseUrl}/ocrpcode` });
  assert.match(code_verifier, /^[\w-]{43}$/);

  await own.seller.ok("OpenIdConnects.Patch", { path: { openidconnectID: "idp" }, body: { UrlEncoded: true } });
  assert.equal((await redeem()).pathname, "/in");
  const form = new URLSearchParams(idp.exchanges[1]?.body);
  assert.deepEqual([form.get("client_id"), form.get("client_secret")], ["shop", "s:e+c/r=et"]);
  assert.equal(idp.exchanges[1]?.headers.authorization, undefined);
  assert.deepEqual(idp.calls, ["/events/createuser"], "who is known is not asked about unless that is configured");
});

test("an ID token counts only when the provider signed it, for this client, for now and for this sign-in", async (t) => {
  const { own, idp, cid } = await setUp(t);
  const stranger = (await generateKeyPair("RS256")).privateKey;
  const forgeries: Record<string, (claims: JWTPayload) => Promise<string>> = {
    "of another sign-in": () => idp.sign({ nonce: "another" }),
    "without a nonce": () => idp.sign({}),
    "for another client": (claims) => idp.sign({ ...claims, aud: "other" }),
    "for another client among several": (claims) => idp.sign({ ...claims, aud: ["shop", "other"], azp: "other" }),
    "of another issuer": (claims) => idp.sign({ ...claims, iss: "https://evil.example" }),
    expired: (claims) => idp.sign({ ...claims, exp: idp.now - 120 }),
    "of nobody": (claims) => idp.sign({ ...claims, sub: "" }),
    unsigned: async (claims) => new UnsecuredJWT({ ...idp.good, ...claims }).encode(),
    "signed with the client secret": (claims) =>
      new SignJWT({ ...idp.good, ...claims }).setProtectedHeader({ alg: "HS256" }).sign(Buffer.from("s:e+c/r=et")),
    "signed by a stranger": (claims) =>
      new SignJWT({ ...idp.good, ...claims }).setProtectedHeader({ alg: "RS256", kid: "k" }).sign(stranger),
    "no token": async () => "nonsense",
  };
  for (const [name, forge] of Object.entries(forgeries)) {
    const { asked, cookie, back } = await begin(own, cid);
    idp.wants(asked.get("nonce") ?? "");
    idp.issues(forge);
    assert.match(why((await visit(back, cookie)).location) ?? "", /ID token was refused/, name);
  }
  assert.deepEqual(idp.calls, [], "nobody is made a user by a forged token");
});

test("a provider that publishes no keys is not believed over plain http", async (t) => {
  const { own, idp, cid } = await setUp(t, {}, false);
  const { asked, cookie, back } = await begin(own, cid);
  idp.wants(asked.get("nonce") ?? "");
  assert.match(why((await visit(back, cookie)).location) ?? "", /signature cannot be checked/);
});

test("the state is sealed, bound to one browser, and the way back works once", async (t) => {
  const { own, idp, cid } = await setUp(t);
  const { asked, cookie, setCookie, state, back } = await begin(own, cid);
  assert.match(setCookie, /; Path=\/ocrpcode; Max-Age=600; HttpOnly$/);
  assert.doesNotMatch(Buffer.from(state, "base64url").toString("latin1"), /idp|nonce/);
  idp.wants(asked.get("nonce") ?? "");
  const other = await begin(own, cid);
  for (const stranger of ["", other.cookie, cookie.replace(/=.*/, "=guess"), "malformed;=;"])
    assert.equal(why((await visit(back, stranger)).location), "This sign-in was not begun by this browser.");
  assert.equal(idp.exchanges.length, 0);
  for (const forged of ["", "x", `${state.slice(0, -4)}AAAA`]) {
    const refused = await visit(`${own.baseUrl}/ocrpcode?code=c&state=${forged}`, cookie);
    assert.equal(refused.status, 400);
    assert.deepEqual(JSON.parse(refused.text).Errors[0].ErrorCode, "Auth.OauthError");
  }
  const done = await visit(back, `a=b; ${cookie}`);
  assert.match(done.location ?? "", /^https:\/\/shop\.example\/in\?t=/);
  assert.match(done.headers.get("set-cookie") ?? "", new RegExp(`^${cookie.split("=")[0]}=; .*Max-Age=0`));
  assert.equal(done.headers.get("referrer-policy"), "no-referrer");
  assert.equal(done.headers.get("cache-control"), "no-store");
});

test("a link that names no sign-in, or one of another client, is refused without sending the browser anywhere", async (t) => {
  const { own, cid } = await setUp(t);
  const other = await addClient(own);
  for (const query of [`id=idp&cid=${other}`, `id=none&cid=${cid}`, "id=idp", `cid=${cid}`, "", "id=%00&cid=%00"]) {
    const { status, text, location } = await visit(`${own.baseUrl}/ocrplogin?${query}`);
    assert.deepEqual([status, location, JSON.parse(text).Errors[0].ErrorCode], [400, null, "Auth.OauthError"], query);
  }
  await own.seller.ok("ApiClients.Patch", { path: { apiClientID: cid }, body: { Active: false } });
  const inactive = await visit(`${own.baseUrl}/ocrplogin?id=idp&cid=${cid}`);
  assert.ok(why(inactive.location));
});

test("users who may not come in by password may not come in through a provider either", async (t) => {
  const { own, idp, cid } = await setUp(t);
  const attempt = async (roles = "") => {
    const { asked, cookie, back } = await begin(own, cid, `&roles=${roles}`);
    idp.wants(asked.get("nonce") ?? "");
    return (await visit(back, cookie)).location;
  };
  assert.ok(why(await attempt("OrderAdmin")), "they have none of the roles");
  const path = { buyerID: "acme", userID: "ada" };
  await own.seller.ok("Users.Patch", { path, body: { Active: false } });
  assert.ok(why(await attempt()));
  await own.seller.ok("Users.Patch", { path, body: { Active: true } });
  await own.seller.ok("ApiClients.Patch", { path: { apiClientID: cid }, body: { AllowAnyBuyer: false } });
  assert.ok(why(await attempt()));
  assert.equal(idp.calls.length, 1, "the link made at first holds");
  await own.seller.ok("Users.Delete", { path });
  assert.equal(why(await attempt()), "The sign-in service answered with a Username that nobody has.");
});
