import assert from "node:assert/strict";
import { test } from "node:test";
import { appStartUrl, authorizationUrl, customErrorUrl } from "./addresses.ts";
import { SignInError } from "./sign-in-error.ts";

const values = {
  accessToken: "a.b.c",
  refreshToken: "r-1",
  providerAccessToken: "p+/=",
  providerRefreshToken: "",
  appStartPath: "/orders/1",
};

test("the application gets tokens and path wherever its address asks for them, encoded as that place needs", () => {
  const cases: [template: string, path: string, expected: string][] = [
    ["https://shop.example/?t={0}", "/ignored", "https://shop.example/?t=a.b.c"],
    ["https://shop.example{2}?t={token}&p={1}", "/orders/1", "https://shop.example/orders/1?t=a.b.c&p=p%2B%2F%3D"],
    ["https://shop.example/?go={2}&r={3}&q={4}", "/a?b=c&d", "https://shop.example/?go=%2Fa%3Fb%3Dc%26d&r=r-1&q="],
    ["https://shop.example/#/in/{0}{2}", "/x", "https://shop.example/#/in/a.b.c%2Fx"],
    ["https://shop.example/{2}", "", "https://shop.example/"],
    ["shop://signed-in/{0}", "", "shop://signed-in/a.b.c"],
  ];
  for (const [template, appStartPath, expected] of cases)
    assert.equal(appStartUrl(template, { ...values, appStartPath }), expected);
});

test("no path leads tokens to another server than the application's", () => {
  for (const appStartPath of ["@evil.example/", ".evil.example/", ":8443/", "evil.example", ":x@evil.example/"])
    assert.throws(() => appStartUrl("https://shop.example{2}?t={0}", { ...values, appStartPath }), SignInError);
  for (const appStartPath of ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
    assert.throws(() => appStartUrl("{2}?t={0}", { ...values, appStartPath }), SignInError);
  assert.throws(() => appStartUrl("no address", values), SignInError);
  assert.equal(
    appStartUrl("https://shop.example/{2}?t={0}", { ...values, appStartPath: "/evil.example" }),
    "https://shop.example//evil.example?t=a.b.c",
  );
});

const request = {
  endpoint: "https://idp.example/auth?tenant=x",
  clientId: "shop",
  additionalScopes: ["groups", "email"],
  redirectUri: "https://api.example/ocrpcode",
  sealedState: "sealed",
  state: { nonce: "n", verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" },
  customParams: [
    "locale=us",
    "response_mode=form_post&prompt=login",
    "redirect_uri=https://evil.example",
    "CLIENT_ID=x",
  ],
};

test("the provider is asked for a code, with what the link adds but nothing it may not set", () => {
  const url = new URL(authorizationUrl(request));
  assert.equal(`${url.origin}${url.pathname}`, "https://idp.example/auth");
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    tenant: "x",
    client_id: "shop",
    response_type: "code",
    scope: "openid email profile groups",
    redirect_uri: "https://api.example/ocrpcode",
    state: "sealed",
    nonce: "n",
    // The worked example of RFC 7636, appendix B.
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
    locale: "us",
    response_mode: "form_post",
    prompt: "login",
  });
  for (const endpoint of ["", "javascript:alert(1)", "/relative"])
    assert.throws(() => authorizationUrl({ ...request, endpoint }), SignInError);
});

test("the application is told why a sign-in failed, where its configuration says how", () => {
  assert.equal(customErrorUrl("https://shop.example/?e={0}", "a & b"), "https://shop.example/?e=a%20%26%20b");
  assert.equal(customErrorUrl(null, "a"), undefined);
  assert.equal(customErrorUrl("no address", "a"), undefined);
});
