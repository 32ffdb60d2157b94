import assert from "node:assert/strict";
import { after, type TestContext, test } from "node:test";
import { operatedServer } from "@orderwell/testing";
import { closeChromium, newWindow, type Page, withoutChromium } from "@orderwell/testing/chromium";
import { client, jsonTokenEndpoint, type ProviderOptions } from "@orderwell/testing/identity-provider";
import { shopPage } from "./shop-page.ts";
import { claimsOf, setUp } from "./single-sign-on.ts";

after(closeChromium);
const inChromium = { skip: withoutChromium };

/** A shop in the browser that people sign in to at a provider. */
async function shop(t: TestContext, more: { provider?: ProviderOptions; config?: (issuer: string) => object } = {}) {
  const app = await shopPage(t, (await operatedServer()).baseUrl);
  const config = (issuer: string) => ({
    AppStartUrl: `${app}{2}?token={0}&idp={1}&refresh={3}`,
    CustomErrorUrl: `${app}/failed?why={0}`,
    ...more.config?.(issuer),
  });
  return { app, ...(await setUp(t, { ...more, app, config })) };
}

/** Tells the provider who one is. */
async function identify(page: Page, name: string): Promise<void> {
  await page.fill("input[name=login]", name);
  await page.fill("input[name=password]", "any will do");
  await page.click("button[type=submit]");
}

/** Agrees to what the provider asks. */
const agree = (page: Page): Promise<void> => page.click("button[type=submit]");

/** Text that the shop shows once it has asked the API. */
async function shown(page: Page) {
  await page.waitForSelector("body[data-done]");
  // biome-ignore lint/suspicious/noExplicitAny: checked by what it holds
  return { url: new URL(page.url()), ...JSON.parse((await page.textContent("#me")) ?? "") } as any;
}

async function signIn(page: Page, login: string, name: string) {
  await page.goto(login);
  await identify(page, name);
  await agree(page);
  return shown(page);
}

test(
  "a newcomer signs in with Chromium, becomes a user, and their shop reads and writes across origins",
  inChromium,
  async (t) => {
    const { login, service, app, marketplaceId } = await shop(t);
    const page = await newWindow(t);
    const first = await signIn(page, login({ appstartpath: "/orders/1" }), "ada");
    assert.deepEqual([first.url.origin, first.url.pathname], [app, "/orders/1"]);
    assert.deepEqual(
      [first.read.status, first.read.body.ID, first.read.body.Username],
      [200, "ada", `ada-${marketplaceId}`],
    );
    assert.deepEqual([first.changed.status, first.changed.body.Phone], [200, "555"]);
    assert.match(first.read.logId, /^[0-9a-f-]{36}$/i, "the log id can be read across origins");
    assert.deepEqual(
      service.calls.map(({ step }) => step),
      ["/openidconnect/createuser"],
    );

    // Known by now to both sides: no questions, and the shop's service is told.
    await page.goto(login({ roles: "Shopper OrderAdmin" }));
    const second = await shown(page);
    assert.equal(second.read.body.ID, "ada");
    assert.equal(claimsOf(second.url.searchParams.get("token") ?? "").role, "Shopper", "asked for and assigned");
    assert.equal(second.changed.status, 403);
    assert.deepEqual(
      service.calls.map(({ step }) => step),
      ["/openidconnect/createuser", "/openidconnect/syncuser"],
    );
    assert.equal(service.calls[1]?.payload.ExistingUser.ID, "ada");
  },
);

test("Chromium brings the answer that a provider of another site posts", inChromium, async (t) => {
  const { login } = await shop(t, { provider: { host: "localhost" } });
  const arrived = await signIn(await newWindow(t), login({ customParams: "response_mode=form_post" }), "grace");
  assert.equal(arrived.why, undefined);
  assert.equal(arrived.read.body.ID, "grace");
});

test("who is refused or gives up is told why at the application, in Chromium", inChromium, async (t) => {
  const { login, app } = await shop(t);
  const refused = await signIn(await newWindow(t), login(), "mallory");
  assert.deepEqual(
    [refused.url.origin, refused.url.pathname, refused.why],
    [app, "/failed", "Mallory may not come in & that's that"],
  );
  const page = await newWindow(t);
  await page.goto(login());
  await page.click("text=Cancel");
  assert.match((await shown(page)).why, /^The identity provider refused: /);
});

test("further scopes and parameters reach the provider, and its token the application", inChromium, async (t) => {
  const { login, issuer } = await shop(t, { config: () => ({ AdditionalIdpScopes: ["phone"] }) });
  const page = await newWindow(t);
  await page.goto(login({ customParams: "login_hint=grace&ui_locales=fr" }));
  assert.equal(await page.inputValue("input[name=login]"), "grace");
  await page.fill("input[name=password]", "any will do");
  await page.click("button[type=submit]");
  await agree(page);
  const { url, read } = await shown(page);
  assert.equal(read.body.ID, "grace");
  const headers = { authorization: `Bearer ${url.searchParams.get("idp")}` };
  const known = (await (await fetch(`${issuer}/me`, { headers })).json()) as Record<string, string>;
  assert.equal(known.phone_number, "+1 555 0100");
});

test("a provider that wants JSON gets JSON, with the client's credentials in the header", inChromium, async (t) => {
  let address = "";
  const { url, grants } = await jsonTokenEndpoint(t, () => address);
  const { login, issuer, baseUrl } = await shop(t, {
    provider: { authentication: "client_secret_basic" },
    config: () => ({ UrlEncoded: false, TokenEndpoint: url }),
  });
  address = issuer;
  const { read } = await signIn(await newWindow(t), login(), "ada");
  assert.equal(read.body.ID, "ada");
  const [grant] = grants;
  assert.equal(grants.length, 1);
  assert.equal(grant?.contentType, "application/json");
  assert.match(grant?.authorization ?? "", /^Basic /);
  assert.deepEqual([grant?.body.grant_type, grant?.body.redirect_uri], ["authorization_code", `${baseUrl}/ocrpcode`]);
  assert.ok(!JSON.stringify(grant?.body).includes(client.secret));
});

test("neither another browser nor another sign-in can finish what Chromium began", inChromium, async (t) => {
  const { login, baseUrl } = await shop(t);
  const victim = await newWindow(t);
  let callback = "";
  victim.on("request", (request) => {
    if (request.url().startsWith(`${baseUrl}/ocrpcode`)) callback = request.url();
  });
  await signIn(victim, login(), "ada");
  const elsewhere = await newWindow(t);
  await elsewhere.goto(callback);
  assert.equal((await shown(elsewhere)).why, "This sign-in was not begun by this browser.");
  await victim.goto(callback);
  assert.equal((await shown(victim)).why, "This sign-in was not begun by this browser.", "and only once");

  const forged = new URL(callback);
  const state = forged.searchParams.get("state") ?? "";
  forged.searchParams.set("state", `${state.slice(0, -4)}AAAA`);
  const reply = await elsewhere.goto(forged.href);
  assert.deepEqual([reply?.status(), (await reply?.json())?.Errors[0].ErrorCode], [400, "Auth.OauthError"]);

  // A code that was issued to somebody else, slipped into a sign-in that was begun properly.
  const attacker = await newWindow(t, { javaScriptEnabled: false });
  await attacker.goto(login({ customParams: "response_mode=form_post" }));
  await identify(attacker, "eve");
  await agree(attacker);
  const code = await attacker.getAttribute("input[name=code]", "value");
  const begun = await elsewhere.request.get(login(), { maxRedirects: 0 });
  const own = new URL(begun.headers().location ?? "").searchParams.get("state") ?? "";
  await elsewhere.goto(`${baseUrl}/ocrpcode?${new URLSearchParams({ code: code ?? "", state: own })}`);
  assert.match((await shown(elsewhere)).why, /did not accept the authorization code/);
});
