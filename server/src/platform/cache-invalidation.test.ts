import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import {
  addClient,
  grant,
  marketplace,
  portalAccount,
  requestToken,
  scratchDatabase,
  TestClient,
  testDatabaseUrl,
  testServer,
  until,
} from "@orderwell/testing";
import { decodeProtectedHeader } from "jose";
import pg from "pg";
import { pino } from "pino";
import { type RunningServer, startServer } from "../server.ts";
import { type InvalidatedCache, listenForChanges } from "./cache-invalidation.ts";
import { sql } from "./db/sql.ts";
import { readSettings } from "./settings.ts";

const password = "Sufficient-1";
const silent = pino({ level: "silent" });

/** Another process, with pools and memory of its own, behind the same address: tokens name the address they are for. */
const process = (databaseUrl: string, url?: string): Promise<RunningServer> =>
  startServer(
    readSettings({
      DATABASE_URL: databaseUrl,
      ORDERWELL_PORT: "0",
      ...(url && { ORDERWELL_URL: url }),
      ORDERWELL_PORTAL_EMAIL: portalAccount.username,
      ORDERWELL_PORTAL_PASSWORD: portalAccount.password,
      ORDERWELL_SECRET_KEY: "a secret key for tests only",
    }),
    silent,
    { background: false },
  );

const addressOf = ({ app }: RunningServer): string =>
  `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`;

/** Two processes on a database of their own, and a marketplace that both serve. */
async function twoProcesses(t: TestContext) {
  const servers: RunningServer[] = [];
  const database = await scratchDatabase(t, () => Promise.all(servers.map((server) => server.stop())));
  const first = await process(database);
  servers.push(first);
  const second = await process(database, first.baseUrl);
  servers.push(second);
  const portal = new TestClient(first.baseUrl, await first.app.ownerToken());
  const id = "shared";
  const organization = `/portal/api/v1/organizations/${id}`;
  await portal.raw("PUT", organization, { Name: "Shared", Region: { Id: "usw" } });
  const { body } = await portal.raw("GET", `${organization}/token`);
  const seller = new TestClient(first.baseUrl, body.access_token);
  const own = { id, baseUrl: first.baseUrl, seller };
  /** A user of a company with a token that the second process takes and keeps. */
  const signedIn = async (company: "buyer" | "supplier" | "seller", name: string, client: string) => {
    const [path, id] =
      company === "buyer"
        ? (["Users", { buyerID: "acme" }] as const)
        : company === "supplier"
          ? (["SupplierUsers", { supplierID: "acme" }] as const)
          : (["AdminUsers", {}] as const);
    const user = { ID: name, Username: name, FirstName: name, LastName: "Test", Email: "u@example.com", Active: true };
    await seller.accepted(`${path}.Create`, { path: id, body: { ...user, Password: password } });
    const form = { grant_type: "password", client_id: client, username: name, password };
    const token = (await requestToken(own, form)).body.access_token as string;
    const elsewhere = new TestClient(addressOf(second), token);
    assert.equal((await elsewhere.raw("GET", "/v1/me")).status, 200, "the other process takes the token");
    return elsewhere;
  };
  return { database, first, second, own, seller, portal, organization, signedIn };
}

async function refused(elsewhere: TestClient, what: string, code = "InvalidToken"): Promise<void> {
  await until(async () => {
    const { status, body } = await elsewhere.raw("GET", "/v1/me");
    if (status !== 401) return false;
    assert.equal(body.Errors[0].ErrorCode, code, what);
    return true;
  }, `still let in: ${what}`);
}

test("who is switched off, revoked or deleted is refused by every process, and soon", async (t) => {
  const { own, seller, portal, organization, signedIn } = await twoProcesses(t);
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await seller.ok("Suppliers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await grant(own, { BuyerID: "acme" }, { Roles: ["Shopper"] });
  const client = await addClient(own);
  const other = await addClient(own);
  const buyer = (userID: string) => ({ path: { buyerID: "acme", userID } });

  const ada = await signedIn("buyer", "ada", client);
  await seller.ok("Users.Patch", { ...buyer("ada"), body: { Active: false } });
  await refused(ada, "user switched off");

  const bob = await signedIn("buyer", "bob", client);
  await seller.ok("Users.RevokeUserTokens", buyer("bob"));
  await refused(bob, "tokens revoked", "Auth.TokenRevoked");

  const cid = await signedIn("buyer", "cid", client);
  await new TestClient(own.baseUrl, cid.token).ok("Me.RevokeTokens");
  await refused(cid, "tokens revoked by their owner", "Auth.TokenRevoked");

  const dan = await signedIn("buyer", "dan", client);
  await seller.ok("Users.Delete", buyer("dan"));
  await refused(dan, "user deleted");

  const eve = await signedIn("seller", "eve", other);
  await seller.ok("ApiClients.Patch", { path: { apiClientID: other }, body: { Active: false } });
  await refused(eve, "client switched off");
  await seller.ok("ApiClients.Patch", { path: { apiClientID: other }, body: { Active: true } });
  assert.equal((await eve.raw("GET", "/v1/me")).status, 200, "and is let in again with it");
  await seller.ok("ApiClients.Delete", { path: { apiClientID: other } });
  await refused(eve, "client deleted");

  const fay = await signedIn("supplier", "fay", client);
  await seller.ok("Suppliers.Patch", { path: { supplierID: "acme" }, body: { Active: false } });
  await refused(fay, "supplier switched off");

  const gus = await signedIn("buyer", "gus", client);
  await seller.ok("Buyers.Patch", { path: { buyerID: "acme" }, body: { Active: false } });
  await refused(gus, "buyer switched off");
  await seller.ok("Buyers.Patch", { path: { buyerID: "acme" }, body: { Active: true } });
  assert.equal((await gus.raw("GET", "/v1/me")).status, 200);
  await seller.ok("Buyers.Delete", { path: { buyerID: "acme" } });
  await refused(gus, "buyer deleted");

  const hal = await signedIn("seller", "hal", client);
  assert.equal((await portal.raw("DELETE", organization)).status, 204);
  await refused(hal, "marketplace deleted");
});

test("a process whose connection for announcements breaks keeps nothing until it hears again", async (t) => {
  const { database, second, own, seller, signedIn } = await twoProcesses(t);
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await grant(own, { BuyerID: "acme" }, { Roles: ["Shopper"] });
  const client = await addClient(own);
  const admin = new pg.Client({ connectionString: database });
  await admin.connect();
  const deactivate = (userID: string) =>
    seller.ok("Users.Patch", { path: { buyerID: "acme", userID }, body: { Active: false } });

  try {
    for (const name of ["ada", "bob"]) {
      const meanwhile = await signedIn("buyer", name, client);
      const afterwards = await signedIn("buyer", `${name}-2`, client);
      const { rowCount } = await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'orderwell-announcements'`,
      );
      assert.equal(rowCount, 2, "each process listens on one connection");
      await deactivate(name);
      await refused(meanwhile, "switched off while nobody could tell");
      await until(() => second.app.services.access.listening, "it does not listen again");
      assert.equal((await afterwards.raw("GET", "/v1/me")).status, 200);
      await deactivate(`${name}-2`);
      await refused(afterwards, "switched off after the connection came back");
    }
  } finally {
    await admin.end();
  }
});

test("while a process cannot hear announcements it looks every caller up", async (t) => {
  const { app } = await testServer();
  const own = await marketplace(t);
  assert.equal((await own.seller.raw("GET", "/v1/buyers")).status, 200);
  app.services.access.listening = false;
  app.services.access.forgetAll();
  t.after(() => {
    app.services.access.listening = true;
  });
  assert.equal((await own.seller.raw("GET", "/v1/buyers")).status, 200);
  await app.services.tenants.transaction(own.id, "write", (db) =>
    db.run(sql`update app_user set active = false where marketplace_id = ${own.id} and hidden`),
  );
  assert.equal((await own.seller.raw("GET", "/v1/buyers")).status, 401);
});

/** A way to the database that can be blocked, as networks do: without anybody being told. */
async function blockableWay(t: TestContext, url: string): Promise<{ url: string; block(): void }> {
  const target = new URL(url.replace(/^(postgres(?:ql)?:\/\/[^@/]*@)\//, "$1socket/"));
  const folder = target.searchParams.get("host");
  const port = Number((folder && target.searchParams.get("port")) || target.port || 5432);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = folder ? connect(`${folder}/.s.PGSQL.${port}`) : connect(port, target.hostname);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  target.hostname = "127.0.0.1";
  target.port = String((server.address() as AddressInfo).port);
  target.searchParams.delete("host");
  target.searchParams.delete("port");
  return {
    url: target.href,
    block() {
      for (const socket of sockets) socket.unpipe().pause();
    },
  };
}

test("a connection that falls silent counts as lost within seconds, and another one is opened", async (t) => {
  const way = await blockableWay(t, await testDatabaseUrl());
  const kept: InvalidatedCache = { channel: "orderwell_test", listening: false, forget() {}, forgetAll() {} };
  const stop = await listenForChanges(way.url, [kept], silent);
  t.after(stop);
  assert.equal(kept.listening, true);
  way.block();
  await until(() => !kept.listening, "the silence is not noticed");
  await until(() => kept.listening, "nothing is heard again");
});

test("a new signing key is used by every process soon, and tokens of the old one stay valid", async (t) => {
  const { first, second, own, seller, signedIn } = await twoProcesses(t);
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await grant(own, { BuyerID: "acme" }, { Roles: ["Shopper"] });
  const client_id = await addClient(own);
  const before = await signedIn("buyer", "ada", client_id);
  const old = decodeProtectedHeader(before.token).kid;
  const form = { grant_type: "password", client_id, username: "ada", password };

  const kid = await first.app.keys.rotate();
  const signedAnew = (await requestToken(own, form)).body.access_token as string;
  assert.equal(decodeProtectedHeader(signedAnew).kid, kid);
  const elsewhere = addressOf(second);
  assert.equal((await new TestClient(elsewhere, signedAnew).raw("GET", "/v1/me")).status, 200, "at once");
  await until(async () => {
    const { body } = await requestToken({ ...own, baseUrl: elsewhere }, form);
    return decodeProtectedHeader(body.access_token).kid === kid;
  }, "the other process does not sign with it");
  for (const base of [own.baseUrl, elsewhere]) {
    assert.equal((await new TestClient(base, before.token).raw("GET", "/v1/me")).status, 200, "the old token holds");
    for (const one of [old, kid]) assert.equal((await fetch(`${base}/oauth/certs/${one}`)).status, 200);
  }
  assert.equal(await first.app.keys.rotate(new Date(0)), undefined, "a key younger than asked for stays");
  assert.equal(first.app.keys.signing.kid, kid);
  assert.ok(await first.app.keys.rotate(new Date()), "an older one goes");
});
