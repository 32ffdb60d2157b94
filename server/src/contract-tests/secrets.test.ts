import assert from "node:assert/strict";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { before, mock, test } from "node:test";
import type { Operation } from "@orderwell/contract";
import {
  afterFile,
  awaitMessages,
  grant,
  marketplace,
  newCaller,
  portalAccount,
  requestToken,
  TestClient,
  type TestMarketplace,
  testDatabaseUrl,
  testServer,
} from "@orderwell/testing";
import pg from "pg";
import { readSettings } from "../platform/settings.ts";
import { createLogger, type RunningServer, startServer } from "../server.ts";
import { each } from "./callers.ts";
import { implemented } from "./crud-resources.ts";
import { type Callers, callerOf, createFixture, type Fixture } from "./fixtures.ts";
import { requestWith } from "./references.ts";

/** Everything that the server logs at its most talkative. */
const lines: string[] = [];
/** Secrets that nobody may read again, by what they are. */
const secrets = new Map<string, string>();
const secret = (what: string, text: string): string => {
  secrets.set(what, text);
  return text;
};
/** Secrets that the contract lets the seller's people read, since they share them with the endpoints that they name. */
const readable: Readonly<Record<string, string>> = {
  "a hash key": "IntegrationEvents.",
  "the key of a webhook": "Webhooks.",
  "the key of a message sender": "MessageSenders.",
  "an older client secret": "ApiClients.",
  "a provider's secret": "OpenIdConnects.",
};
/** Answers to requests that failed. */
const refusals: string[] = [];

let own: TestMarketplace;
let things: Fixture & { readonly callers: Callers };

before(async () => {
  const logged = await startServer(
    readSettings({
      DATABASE_URL: await testDatabaseUrl(),
      ORDERWELL_PORT: "0",
      // Tokens name the address they are for: the two servers share it, so that helpers may issue some.
      ORDERWELL_URL: (await testServer()).baseUrl,
      ORDERWELL_PORTAL_EMAIL: portalAccount.username,
      ORDERWELL_PORTAL_PASSWORD: portalAccount.password,
      ORDERWELL_SECRET_KEY: "a secret key for tests only",
      ORDERWELL_LOG_LEVEL: "trace",
    }),
    createLogger("trace", { write: (line) => void lines.push(line) }),
    { background: false },
  );
  afterFile.push(() => logged.stop());
  const made = await marketplace({ name: "secrets" });
  const { port } = logged.app.http.server.address() as { port: number };
  const baseUrl = `http://127.0.0.1:${port}`;
  const portal = `${baseUrl}/portal/api/v1`;
  const login = async (password: string) => {
    const body = new URLSearchParams({ grant_type: "password", username: portalAccount.username, password });
    const response = await fetch(`${portal}/oauth/token`, { method: "POST", body });
    const text = await response.text();
    if (response.status >= 400) refusals.push(text);
    return JSON.parse(text) as { access_token: string };
  };
  await login(secret("a wrong password of the portal", "Portal-Wrong-Pass-7391"));
  const { access_token } = await login(secret("the password of the portal", portalAccount.password));
  const headers = { authorization: `Bearer ${secret("a token of the portal", access_token)}` };
  const response = await fetch(`${portal}/organizations/${made.id}/token`, { headers });
  const { access_token: token } = (await response.json()) as { access_token: string };
  secret("a token of the seller", token);
  own = { id: made.id, baseUrl, seller: new TestClient(baseUrl, token) };
  things = await createFixture(own, "ours-1");
  await useSecrets();
  await failWithSecrets(logged);
  await sendUnreadable(port);
});

/** Has the server fail over requests that carry secrets, which is when it logs the most. */
async function failWithSecrets(server: RunningServer): Promise<void> {
  const user = "/v1/buyers/ours-1/users/ours-1";
  const [Password, ConnectClientSecret, HashKey] = ["a user's password", "a provider's secret", "a hash key"].map(
    (what) => secrets.get(what),
  );
  const form = { grant_type: "password", client_id: String(things.generated.ApiClientID), username: "ours-1" };
  const broken = mock.method(server.app.services.tenants, "transaction", async () => {
    throw new Error("the database is gone");
  });
  for (const answer of [
    await own.seller.raw("PATCH", user, { Password }),
    await own.seller.raw("PATCH", "/v1/openidconnects/ours-1", { ConnectClientSecret }),
    await own.seller.raw("PATCH", "/v1/integrationEvents/ours-1", { HashKey }),
    await own.seller.raw("PUT", `/v1/me/orders?anonUserToken=${things.generated.anonUserToken}`),
    await requestToken(own, {
      ...form,
      password: String(Password),
      client_secret: String(secrets.get("a client's secret")),
    }),
  ]) {
    if (answer.status === 500) refusals.push(JSON.stringify(answer.body));
  }
  broken.mock.restore();
}

/** Sends what is no HTTP, with a token in its headers, before and after the point where reading ends. */
async function sendUnreadable(port: number): Promise<void> {
  const bearer = `authorization: Bearer ${own.seller.token}\r\n`;
  for (const head of [
    `${bearer}content-length: 1\r\ncontent-length: 2\r\n`,
    `bad header\r\n${bearer}`,
    `x: ${"x".repeat(20_000)}\r\n${bearer}`,
  ]) {
    const socket = connect(port, "127.0.0.1");
    socket.write(`GET /v1/me HTTP/1.1\r\nhost: shop\r\n${head}\r\n`);
    const answer = await text(socket);
    assert.match(answer, /^HTTP\/1.1 4/);
    refusals.push(answer);
  }
}

/** Brings secrets of every kind to the server, in requests that succeed and in ones that fail. */
async function useSecrets(): Promise<void> {
  const { seller } = own;
  const path = { buyerID: "ours-1", userID: "ours-1" };
  const attempt = async (client: TestClient, method: string, url: string, body: unknown) => {
    const answer = await client.raw(method, url, body);
    if (answer.status >= 400) refusals.push(JSON.stringify(answer.body));
    return answer;
  };
  const sign = async (form: Record<string, string>) => {
    const answer = await requestToken(own, form);
    if (answer.status >= 400) refusals.push(JSON.stringify(answer.body));
    for (const name of ["access_token", "refresh_token"])
      if (answer.body[name] !== undefined) secret(`${name} ${secrets.size}`, answer.body[name]);
    return answer;
  };
  await grant(own, { BuyerID: "ours-1" }, { Roles: ["Shopper", "MeAdmin", "PasswordReset"] });
  const Password = secret("a user's password", "Correct-Horse-4812");
  await seller.ok("Users.Patch", { path, body: { Password } });
  await attempt(seller, "PATCH", "/v1/buyers/ours-1/users/ours-1", {
    Password: secret("a weak password", "weak-7732"),
  });
  await attempt(seller, "PATCH", "/v1/buyers/ours-1/users/ours-1", {
    Password: Password,
    Email: 17,
    Active: "perhaps",
  });
  const open = { Active: true, AllowAnyBuyer: true, AllowAnySupplier: true, AllowSeller: true };
  const client = await seller.ok("ApiClients.Create", {
    body: { AppName: "Storefront", AccessTokenDuration: 60, RefreshTokenDuration: 60, ...open },
  });
  const form = { grant_type: "password", client_id: client.ID, username: "ours-1", password: Password };
  const granted = await sign(form);
  await sign({ ...form, password: secret("a wrong password", "Wrong-Horse-9925") });
  await sign({ grant_type: "refresh_token", client_id: client.ID, refresh_token: granted.body.refresh_token });
  await sign({
    grant_type: "refresh_token",
    client_id: client.ID,
    refresh_token: secret("a wrong refresh token", "11112222-dead-4eef-8aaa-777788889999"),
  });
  const { ClientSecret } = await seller.ok("ApiClients.CreateSecret", {
    path: { apiClientID: client.ID },
    body: { Name: "s" },
  });
  await sign({ ...form, client_secret: secret("a client's secret", String(ClientSecret)) });
  await sign({ ...form, client_secret: secret("a wrong client secret", "no-such-secret-5521") });
  await seller.ok("ApiClients.Create", {
    body: {
      ...open,
      AppName: "Older",
      AccessTokenDuration: 60,
      ClientSecret: secret("an older client secret", "older-secret-2291"),
    },
  });
  await attempt(seller, "PATCH", "/v1/webhooks/ours-1", {
    HashKey: secret("the key of a webhook", "webhook-key-5538"),
  });
  await attempt(seller, "PATCH", "/v1/messagesenders/ours-1", {
    SharedKey: secret("the key of a message sender", "sender-key-4417"),
  });
  await attempt(seller, "PATCH", "/v1/integrations/deliveryconfig/ours-1", {
    DeliveryTargets: {
      Http: {
        Secret: secret("a target's secret", "target-secret-4471"),
        CustomAuthHeaderName: "X-Key",
        CustomAuthHeaderValue: secret("a target's header", "target-header-9063"),
      },
      EventHub: { EventHubName: "h", ConnectionString: secret("a connection string", "key=connection-1187") },
    },
  });
  const event = {
    HashKey: secret("a hash key", "hash-key-6643"),
    CustomAuthHeaderName: "X-Key",
    CustomAuthHeaderValue: secret("a header's value", "header-value-3377"),
  };
  await attempt(seller, "PATCH", "/v1/integrationEvents/ours-1", event);
  await attempt(seller, "PATCH", "/v1/openidconnects/ours-1", {
    ConnectClientSecret: secret("a provider's secret", "provider-secret-8814"),
  });
  await attempt(seller, "PATCH", "/v1/openidconnects/ours-1", {
    ConnectClientSecret: "provider-secret-8814",
    AppStartUrl: 1,
    IntegrationEventID: "nowhere",
  });
  for (const number of ["4111111111111111", "5500 0000 0000 0004"]) {
    secret(`card ${number}`, number);
    await attempt(things.callers.buyerUser, "POST", "/v1/me/creditcards", { PartialAccountNumber: number });
    await attempt(seller, "POST", "/v1/buyers/ours-1/creditcards", { CardType: number, Token: number });
  }
  const asked = { ClientID: things.generated.ApiClientID, Username: "ours-1" };
  await attempt(seller, "POST", "/v1/password/reset", asked);
  await attempt(seller, "POST", "/v1/password/onetimepassword", asked);
  const [renewal] = await awaitMessages(own, "ours-1", "ForgottenPassword");
  const code = secret("a verification code", String(renewal?.EventBody.PasswordRenewalVerificationCode));
  secret("a token to renew a password", String(renewal?.EventBody.PasswordRenewalAccessToken));
  const reset = { ...asked, Password: "weak" };
  await attempt(seller, "PUT", `/v1/password/reset/${code}`, reset);
  await attempt(seller, "PUT", `/v1/password/reset/${code}`, {
    ...reset,
    Password: secret("a new password", "Another-Horse-6150"),
  });
  await attempt(seller, "PUT", `/v1/password/reset/${code}`, { ...reset, Password: "Another-Horse-6150" });
  const forged = `${own.seller.token.slice(0, -6)}AAAAAA`;
  await attempt(new TestClient(own.baseUrl, secret("a forged token", forged)), "GET", "/v1/me", undefined);
  const owner = await newCaller(own, { buyer: "ours-1" });
  await attempt(owner, "PUT", `/v1/me/orders?anonUserToken=${things.generated.anonUserToken}`, undefined);
}

/** A secret as it is, within JSON, and as the bytes of a buffer. */
const spellings = (one: string): string[] => [one, JSON.stringify(one).slice(1, -1), [...Buffer.from(one)].join()];

const found = (text: string): string[] =>
  [...secrets].filter(([, one]) => spellings(one).some((spelt) => text.includes(spelt))).map(([what]) => what);

test("no secret is in any line of the log, at its most talkative", () => {
  const failures = lines.filter((line) => line.includes("request failed"));
  assert.ok(failures.length > 3, `${failures.length} of ${lines.length} lines tell of failures`);
  assert.ok(secrets.size > 20, `${secrets.size} secrets`);
  for (const line of lines) assert.deepEqual(found(line), [], line.slice(0, 500));
});

test("no refusal repeats a secret that it was given", () => {
  assert.ok(refusals.length > 10, `${refusals.length} refusals`);
  for (const text of refusals) assert.deepEqual(found(text), [], text);
});

test("no secret can be read again, by any list or single object", async () => {
  const reading = implemented.filter(({ method, access }) => method === "GET" && access !== "open");
  // Who is asked for a token gives one.
  const tested = reading.filter(({ id }) => id !== "UserInfo.GetToken");
  await each(tested, async (operation: Operation) => {
    const { method, url } = requestWith({ operation, where: "path", name: "" }, things, things, undefined);
    const { body } = await callerOf(things.callers, operation).raw(method, url);
    const shown = found(JSON.stringify(body));
    const hidden = shown.filter((what) => !operation.id.startsWith(readable[what] ?? "none"));
    assert.deepEqual(hidden, [], `${operation.id} ${url}`);
  });
});

test("no secret is readable in the database, in whatever table", async () => {
  const pool = new pg.Pool({ connectionString: await testDatabaseUrl(), max: 1 });
  try {
    const { rows: tables } = await pool.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.columns
       where column_name = 'marketplace_id' and table_schema in ('public', 'outbox')`,
    );
    assert.ok(tables.length > 50, `${tables.length} tables`);
    let read = 0;
    for (const { name } of tables) {
      const { rows } = await pool.query<{ text: string }>(
        `select t::text as text from ${name} t where marketplace_id = $1`,
        [own.id],
      );
      read += rows.length;
      for (const { text } of rows) assert.deepEqual(found(text), [], `${name}: ${text.slice(0, 300)}`);
    }
    assert.ok(read > 100, `${read} rows`);
  } finally {
    await pool.end();
  }
});

test("a database that cannot be reached is reported without its password", async () => {
  const heard: string[] = [];
  const settings = readSettings({
    DATABASE_URL: "postgres://owner:Database-Pass-2417@127.0.0.1:1/orderwell",
    ORDERWELL_PORT: "0",
    ORDERWELL_SECRET_KEY: "a secret key for tests only",
    ORDERWELL_LOG_LEVEL: "trace",
  });
  await assert.rejects(
    startServer(settings, createLogger("trace", { write: (line) => void heard.push(line) })),
    (error: Error) => {
      const told = [error.message, error.stack, JSON.stringify(error), ...heard].join("\n");
      assert.ok(!told.includes("Database-Pass-2417"), told);
      return true;
    },
  );
});
