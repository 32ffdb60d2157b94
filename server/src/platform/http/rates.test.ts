import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { addClient, grant, marketplace, portalAccount, scratchDatabase, until } from "@orderwell/testing";
import { createLogger, type RunningServer, startServer } from "../../server.ts";
import { addressKey } from "../access/rate-limits.ts";
import type { Clock } from "../clock.ts";
import { readSettings } from "../settings.ts";

const publicUrl = "https://api.example.com";

/** Servers on one database, and what they log. */
async function start(
  t: TestContext,
  all: readonly Readonly<Record<string, string>>[],
  parts: { readonly clock?: Clock } = {},
) {
  const servers: RunningServer[] = [];
  const lines: string[] = [];
  const url = await scratchDatabase(t, async () => {
    for (const server of servers) await server.stop();
  });
  for (const settings of all) {
    const read = readSettings({
      DATABASE_URL: url,
      ORDERWELL_PORT: "0",
      ORDERWELL_PORTAL_EMAIL: portalAccount.username,
      ORDERWELL_PORTAL_PASSWORD: portalAccount.password,
      ORDERWELL_SECRET_KEY: "a secret key for tests only",
      ...settings,
    });
    const log = createLogger("info", { write: (line) => void lines.push(line) });
    servers.push(await startServer(read, log, { background: false, ...parts }));
  }
  return { servers, lines };
}

interface Answer {
  readonly status: number;
  readonly after: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever came back
  readonly body: any;
}

async function send(
  baseUrl: string,
  method: string,
  path: string,
  body: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const form = path.endsWith("/token");
  const response = await fetch(baseUrl + path, {
    method,
    body: form ? new URLSearchParams(body) : JSON.stringify(body),
    headers: { ...(form ? {} : { "content-type": "application/json" }), ...headers },
  });
  const text = await response.text();
  return {
    status: response.status,
    after: Number(response.headers.get("retry-after")),
    body: text === "" ? undefined : JSON.parse(text),
  };
}

test("limits are off while only this machine is served, and on as soon as a public address says otherwise", () => {
  const off = { perAddress: 0, perClient: 0 };
  assert.deepEqual(readSettings({}).limits, off);
  assert.deepEqual(readSettings({ ORDERWELL_URL: "http://localhost:4000" }).limits, off);
  for (const env of [{ ORDERWELL_URL: publicUrl }, { ORDERWELL_HOST: "0.0.0.0" }])
    assert.deepEqual(readSettings(env).limits, { perAddress: 300, perClient: 3_000 });
  assert.equal(readSettings({ ORDERWELL_URL: publicUrl, ORDERWELL_SIGN_INS_PER_ADDRESS: "0" }).limits.perAddress, 0);
  assert.throws(() => readSettings({ ORDERWELL_SIGN_INS_PER_CLIENT: "-1" }), /ORDERWELL_SIGN_INS_PER_CLIENT/);
  assert.deepEqual(readSettings({ ORDERWELL_TRUSTED_PROXIES: "10.0.0.0/8, ::1" }).trustedProxies, [
    "10.0.0.0/8",
    "::1",
  ]);
  for (const wrong of ["1", "true", "10.0.0.0/0", "10.0.0.0/33", "proxy.example.com", "*"])
    assert.throws(() => readSettings({ ORDERWELL_TRUSTED_PROXIES: wrong }), /ORDERWELL_TRUSTED_PROXIES/, wrong);
});

test("an IPv6 network of a household counts as one address, and so does an IPv4 address however it is written", () => {
  for (const [address, key] of [
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8:0:7:1:2:3:4", "2001:db8:0:7"],
    ["2001:0DB8:0:7::9", "2001:db8:0:7"],
    ["2001:db8::9", "2001:db8:0:0"],
    ["::1", "0:0:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0"],
  ] as const)
    assert.equal(addressKey(address), key, address);
});

test("an address that signs in, sends mails and registers without end is told when to come back, and no other is", async (t) => {
  const now = new Date();
  const limits = { ORDERWELL_SIGN_INS_PER_ADDRESS: "60" };
  const { servers, lines } = await start(
    t,
    [limits, { ...limits, ORDERWELL_TRUSTED_PROXIES: "127.0.0.1" }],
    // No allowance fills up while the test runs.
    { clock: { now: () => now } },
  );
  const [open, proxied] = servers.map(({ baseUrl }) => baseUrl) as [string, string];
  const own = await marketplace(t, open);
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await own.seller.ok("Users.Create", {
    path: { buyerID: "acme" },
    body: {
      ID: "ada",
      Username: "ada",
      Password: "Sufficient-1",
      FirstName: "A",
      LastName: "B",
      Active: true,
      Email: "a@b.co",
    },
  });
  await grant(own, { BuyerID: "acme" }, { Roles: ["Shopper"] });
  const client_id = await addClient(own, {
    DefaultContextUserName: "ada",
    IsAnonBuyer: true,
    RefreshTokenDuration: 60,
  });
  const form = { grant_type: "password", username: "ada", password: "Sufficient-1", client_id };
  const from = (address: string) => ({ "x-forwarded-for": `198.51.100.7, ${address}` });
  const first = await send(proxied, "POST", "/oauth/token", form, from("192.0.2.9"));
  assert.equal(first.status, 200);

  // Sixty in a minute; whoever is believed to be elsewhere has sixty of their own.
  const burst = (baseUrl: string, address: (turn: number) => string) =>
    Promise.all(
      Array.from({ length: 80 }, (_, turn) =>
        send(baseUrl, "POST", "/oauth/token", { ...form, password: "", client_id }, from(address(turn))),
      ),
    );
  const codes = (answers: readonly Answer[]) => answers.map(({ body }) => body.Errors[0].ErrorCode as string);
  const limited = await burst(open, (turn) => `192.0.2.${turn}`);
  assert.ok(
    codes(limited).filter((code) => code === "TooManyRequests").length >= 15,
    "what a client claims is no address",
  );
  const [refused] = limited.filter(({ status }) => status === 429);
  assert.deepEqual([refused?.body.error, Number(refused?.after) >= 1], ["temporarily_unavailable", true]);
  assert.ok(codes(await burst(proxied, (turn) => `192.0.2.${turn}`)).every((code) => code !== "TooManyRequests"));
  const one = await burst(proxied, () => "192.0.2.200");
  assert.ok(
    codes(one).filter((code) => code === "TooManyRequests").length >= 15,
    "the proxy's word is the last in the list",
  );

  for (const [method, path, body] of [
    ["POST", "/v1/password/reset", { ClientID: client_id, Username: "ada" }],
    ["PUT", "/v1/password/reset/nothing", { ClientID: client_id, Username: "ada", Password: "Sufficient-2" }],
    ["POST", "/v1/password/onetimepassword", { ClientID: client_id, Username: "ada" }],
    ["POST", "/v1/username/retrieve?clientID=x&email=a@b.co", {}],
    ["PUT", "/v1/me/register", {}],
    ["POST", "/portal/api/v1/oauth/token", { grant_type: "password", username: "x", password: "y" }],
    ["POST", "/oauth/token", { grant_type: "client_credentials", client_id, client_secret: "guess" }],
  ] as const) {
    const answer = await send(open, method, path, body);
    assert.equal(answer.status, 429, path);
    assert.equal(answer.body.Errors[0].ErrorCode, "TooManyRequests", path);
    assert.ok(answer.after >= 1, path);
  }
  for (const path of ["/ocrplogin?id=x&cid=y", "/ocrpcode?state=x"])
    assert.equal((await fetch(open + path, { redirect: "manual" })).status, 429, path);
  // Anonymous tokens and refreshes check nothing that could be guessed.
  const anonymous = await send(open, "POST", "/oauth/token", { grant_type: "client_credentials", client_id });
  assert.equal(anonymous.status, 200);
  const refresh = { grant_type: "refresh_token", client_id, refresh_token: first.body.refresh_token };
  for (let turn = 0; turn < 3; turn++) assert.equal((await send(open, "POST", "/oauth/token", refresh)).status, 200);

  assert.ok(
    lines.some((line) => line.includes("ORDERWELL_TRUSTED_PROXIES")),
    "that a proxy is not declared is said",
  );
  const metrics = await (await fetch(`${open}/metrics`)).text();
  assert.match(metrics, /orderwell_sign_in_refusals_total\{operation="Auth.Login",code="TooManyRequests"\} \d\d/);
});

test("refused sign-ins are counted and logged, with address and user, and without what was typed", async (t) => {
  const { servers, lines } = await start(t, [{}]);
  const baseUrl = servers[0]?.baseUrl ?? "";
  const own = await marketplace(t, baseUrl);
  const client_id = await addClient(own);
  await own.seller.ok("AdminUsers.Create", {
    body: {
      ID: "ada",
      Username: "ada",
      Password: "Sufficient-1",
      FirstName: "A",
      LastName: "B",
      Active: true,
      Email: "a@b.co",
    },
  });
  const secrets = ["Guessed-secret-1", "Guessed-secret-2", "Guessed-secret-3", "Guessed-secret-4", "Guessed-secret-5"];
  const [password = "", name = "", secret = "", refresh_token = "", code = ""] = secrets;
  const form = { grant_type: "password", client_id };
  await send(baseUrl, "POST", "/oauth/token", { ...form, username: "ada", password });
  await send(baseUrl, "POST", "/oauth/token", { ...form, username: name, password });
  await send(baseUrl, "POST", "/oauth/token", { grant_type: "client_credentials", client_id, client_secret: secret });
  await send(baseUrl, "POST", "/oauth/token", { grant_type: "refresh_token", client_id, refresh_token });
  await send(baseUrl, "PUT", `/v1/password/reset/${code}`, {
    ClientID: client_id,
    Username: "ada",
    Password: password,
  });
  await send(baseUrl, "POST", "/portal/api/v1/oauth/token", { grant_type: "password", username: name, password });
  const metrics = await (await fetch(`${baseUrl}/metrics`)).text();
  const counted = [
    ...metrics.matchAll(/^orderwell_sign_in_refusals_total\{operation="([^"]+)",code="([^"]+)"\} (\d+)$/gm),
  ];
  assert.deepEqual(counted.map(([, operation, refusedWith, number]) => [operation, refusedWith, number]).sort(), [
    ["Auth.ClientCredentials", "Auth.OauthError", "1"],
    ["Auth.Login", "Auth.InvalidUsernameOrPassword", "2"],
    ["Auth.RefreshToken", "Auth.OauthError", "1"],
    ["ForgottenCredentials.ResetPasswordByVerificationCode", "PasswordReset.InvalidVerification", "1"],
    ["PortalAuth.GetToken", "Auth.InvalidUsernameOrPassword", "1"],
  ]);
  const logged = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "sign-in refused");
  const login = logged.find(({ reason }) => reason === "Auth.Login Auth.InvalidUsernameOrPassword");
  assert.deepEqual([login.address, login.marketplaceId, typeof login.userKey], ["127.0.0.1", own.id, "number"]);
  assert.equal(new Set(logged.map(({ reason }) => reason)).size, 5, "of each kind");
  for (const text of secrets) assert.ok(!lines.join("").includes(text), text);
});

test("strangers who guess at the portal lock nobody out: they wait longer and longer, apart from addresses it knows", async (t) => {
  const { servers } = await start(t, [{ ORDERWELL_TRUSTED_PROXIES: "127.0.0.1" }]);
  const baseUrl = servers[0]?.baseUrl ?? "";
  const path = "/portal/api/v1/oauth/token";
  const signIn = async (address: string, password = portalAccount.password, username = portalAccount.username) => {
    const started = performance.now();
    const form = { grant_type: "password", username, password };
    const { status, body } = await send(baseUrl, "POST", path, form, { "x-forwarded-for": address });
    return { ms: performance.now() - started, code: status === 200 ? "granted" : body.Errors[0].ErrorCode };
  };
  assert.equal((await signIn("192.0.2.1")).code, "granted");
  for (const username of [portalAccount.username, "nobody@example.com"]) {
    const guesses = await Promise.all(
      Array.from({ length: 40 }, (_, turn) => signIn(`198.51.100.${turn}`, `Wrong-${turn}`, username)),
    );
    const judged = guesses.filter(({ code }) => code === "Auth.InvalidUsernameOrPassword");
    assert.ok(judged.length <= 20, "an account's strangers are one");
    assert.ok(judged.every(({ ms }) => ms > 190));
    assert.ok(guesses.every(({ code }) => ["TooManyRequests", "Auth.InvalidUsernameOrPassword"].includes(code)));
    const next = await signIn("203.0.113.1", "Wrong", username);
    assert.ok(next.ms > 400, "the next guess waits");
  }
  // Whoever had to wait for strangers by now would wait for two seconds, each time.
  await until(async () => {
    const { code, ms } = await signIn("192.0.2.1");
    assert.equal(code, "granted");
    return ms < 1_000;
  }, "who was there before waits for strangers");
  assert.equal((await signIn("203.0.113.2")).code, "granted", "nor is a new address locked out");
  for (let turn = 0; turn < 7; turn++) await signIn("203.0.113.2", "Wrong");
  assert.equal((await signIn("203.0.113.2")).code, "granted");
});
