import assert from "node:assert/strict";
import { test } from "node:test";
import { Browser } from "@orderwell/testing/browser";
import { client } from "@orderwell/testing/identity-provider";
import { api, claimsOf, hashKey, setUp } from "./single-sign-on.ts";

const app = "https://shop.example";

/** Signs in at the provider, agrees to what it asks, and returns where the application was sent. */
async function signIn(browser: Browser, login: string, name: string): Promise<URL> {
  const asked = await browser.open(login);
  const consent = await browser.submit(asked, { login: name, password: "any will do" });
  return (await browser.submit(consent)).url;
}

test("somebody new signs in at an OpenID provider, becomes a user, and comes back with a token", async (t) => {
  const { baseUrl, marketplaceId, service, login, issuer } = await setUp(t, { app });
  const browser = new Browser(app);
  const arrived = await signIn(browser, login({ roles: "Shopper OrderAdmin", appstartpath: "/orders/1" }), "ada");
  assert.equal(arrived.pathname, "/orders/1");
  const token = arrived.searchParams.get("token") ?? "";
  assert.equal(arrived.searchParams.get("again"), token);
  const me = await api(baseUrl, token)("GET", "/me");
  assert.deepEqual([me.ID, me.Username, me.Buyer.ID], ["ada", `ada-${marketplaceId}`, "acme"]);
  const claims = claimsOf(token);
  assert.equal(claims.role, "Shopper", "roles are what was asked for and assigned");

  const userinfo = await fetch(`${issuer}/me`, {
    headers: { authorization: `Bearer ${arrived.searchParams.get("idp")}` },
  });
  assert.deepEqual(await userinfo.json(), { sub: "ada", email: "ada@example.com", name: "ada" });
  const refreshed = await fetch(`${baseUrl}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "refresh_token",
      client_id: claims.cid,
      refresh_token: arrived.searchParams.get("refresh") ?? "",
    }),
  });
  assert.equal(refreshed.status, 200);

  assert.deepEqual(
    service.calls.map(({ step }) => step),
    ["/openidconnect/createuser"],
  );
  const { payload } = service.calls[0] as (typeof service.calls)[0];
  assert.deepEqual(Object.keys(payload).sort(), [
    "ConfigData",
    "Environment",
    "ExistingUser",
    "OpenIdConnect",
    "OrderCloudAccessToken",
    "TokenResponse",
  ]);
  assert.deepEqual(
    [payload.ExistingUser, payload.Environment, payload.ConfigData, payload.OpenIdConnect.ID],
    [null, "Sandbox", { tier: "gold" }, "idp"],
  );
  assert.equal(payload.OpenIdConnect.ConnectClientSecret, null);

  // Known by now, whatever they are called meanwhile: they are reported, not made again.
  const again = await browser.open(login());
  assert.equal(again.url.origin, app);
  assert.deepEqual(service.calls[1]?.step, "/openidconnect/syncuser");
  assert.equal(service.calls[1]?.payload.ExistingUser.ID, "ada");
  assert.equal((await api(baseUrl, again.url.searchParams.get("token") ?? "")("GET", "/me")).ID, "ada");
  assert.equal(service.calls.length, 2);
});

test("a provider may post its answer", async (t) => {
  const { baseUrl, login } = await setUp(t, { app });
  const browser = new Browser(app);
  const asked = await browser.open(login({ customParams: "response_mode=form_post" }));
  const consent = await browser.submit(asked, { login: "grace", password: "any" });
  const posting = await browser.submit(consent);
  const { url } = await browser.submit(posting);
  assert.equal((await api(baseUrl, url.searchParams.get("token") ?? "")("GET", "/me")).ID, "grace");
});

test("who is refused, by the service, the provider or the platform, is told why at the application", async (t) => {
  const { login, seller, issuer } = await setUp(t, { app });
  const why = (url: URL): string | null => {
    assert.equal(`${url.origin}${url.pathname}`, `${app}/failed`);
    return url.searchParams.get("why");
  };
  assert.equal(why(await signIn(new Browser(app), login(), "mallory")), "Mallory may not come in & that's that");

  const cancelling = new Browser(app);
  const page = await cancelling.open(login());
  const { url } = await cancelling.open(`${issuer}${page.url.pathname}/abort`);
  assert.match(why(url) ?? "", /^The identity provider refused: /);

  await seller("PATCH", "/openidconnects/idp", { ConnectClientSecret: "not the one the provider knows" });
  assert.match(why(await signIn(new Browser(app), login(), "eve")) ?? "", /did not accept the authorization code/);
  await seller("PATCH", "/openidconnects/idp", { ConnectClientSecret: client.secret });
  await seller("PATCH", "/integrationevents/sso", { HashKey: "another" });
  assert.equal(why(await signIn(new Browser(app), login(), "eve")), "The sign-in service answered with status 401.");
  await seller("PATCH", "/integrationevents/sso", { HashKey: hashKey });
  const astray = await signIn(new Browser(app), login({ appstartpath: ".evil.example/" }), "eve");
  assert.equal(why(astray), "appstartpath leads away from the application.");
});

test("a sign-in can be finished by the browser that began it, and by no other", async (t) => {
  const { login } = await setUp(t, { app });
  const browser = new Browser(app);
  const asked = await browser.open(login());
  const consent = await browser.submit(asked, { login: "trudy", password: "any" });
  const { url } = await browser.submit(consent);
  assert.equal(url.origin, app);
  const callback = browser.visited.find((address) => address.includes("/ocrpcode?")) ?? "";
  const replayed = await new Browser(app).open(callback);
  assert.equal(replayed.url.searchParams.get("why"), "This sign-in was not begun by this browser.");
  const twice = await browser.open(callback);
  assert.equal(twice.url.searchParams.get("why"), "This sign-in was not begun by this browser.");
});
