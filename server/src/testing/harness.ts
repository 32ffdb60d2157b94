import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterProcess, forgetOnCrash } from "@orderwell/testing";
import { pino } from "pino";
import { startEmbedded } from "../platform/embedded/embedded.ts";
import { readSettings } from "../platform/settings.ts";
import { type RunningServer, startServer } from "../server.ts";
import { TestClient } from "./client.ts";

export const portalAccount = { username: "owner@example.com", password: "Portal-Owner-2026" };

let server: Promise<RunningServer> | undefined;

let databaseUrl: Promise<string> | undefined;

/** The database of the test run, or an embedded one for a file that is run alone. */
export function testDatabaseUrl(): Promise<string> {
  databaseUrl ??= openTestDatabase();
  return databaseUrl;
}

async function openTestDatabase(): Promise<string> {
  const given = process.env.ORDERWELL_TEST_DATABASE_URL;
  if (given !== undefined && given !== "") return given;
  const folder = await mkdtemp(join(tmpdir(), "orderwell-test-"));
  const embedded = await startEmbedded({ dataFolder: folder, log: () => {} });
  afterProcess.push(async () => {
    await embedded.stop();
    await rm(folder, { recursive: true, force: true });
  });
  await forgetOnCrash(embedded.url);
  return embedded.url;
}

/** A server as the tests' own, on the database of the run. */
async function start(more: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const settings = readSettings({
    DATABASE_URL: await testDatabaseUrl(),
    ORDERWELL_PORT: "0",
    ORDERWELL_PORTAL_EMAIL: portalAccount.username,
    ORDERWELL_PORTAL_PASSWORD: portalAccount.password,
    ORDERWELL_SECRET_KEY: "a secret key for tests only",
    ORDERWELL_LOG_LEVEL: process.env.ORDERWELL_LOG_LEVEL ?? "error",
    ...more,
  });
  return startServer(settings, pino({ level: settings.logLevel }), { background: false });
}

/** The server of the tests of this process: a real one, over HTTP, on the database of the run. */
export function testServer(): Promise<RunningServer> {
  server ??= start().then((started) => {
    afterProcess.push(() => started.stop());
    return started;
  });
  return server;
}

/** Another process of the same server until the test is over, and where it listens. */
export async function anotherProcess(t: Lifetime): Promise<string> {
  // Tokens name the address they are for: processes behind one address share it.
  const second = await start({ ORDERWELL_URL: (await testServer()).baseUrl });
  t.after(() => second.stop());
  const { port } = second.app.http.server.address() as { port: number };
  return `http://127.0.0.1:${port}`;
}

let portal: Promise<TestClient> | undefined;

/** The portal, signed in as its owner. */
export function portalClient(): Promise<TestClient> {
  portal ??= (async () => {
    const { baseUrl } = await testServer();
    const response = await fetch(`${baseUrl}/portal/api/v1/oauth/token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ grant_type: "password", ...portalAccount }),
    });
    const { access_token } = (await response.json()) as { access_token: string };
    return new TestClient(baseUrl, access_token);
  })();
  return portal;
}

/** A marketplace of a test's own, and its seller with full access. */
export interface TestMarketplace {
  readonly id: string;
  readonly baseUrl: string;
  readonly seller: TestClient;
}

/** What a marketplace needs to know of its test: its name, and when it is over. */
export interface Lifetime {
  readonly name: string;
  after(clean: () => unknown): unknown;
}

/** Makes a marketplace, which goes away with the database. Tenants are cheap: no two tests share one. */
export async function marketplace(t: { readonly name: string }): Promise<TestMarketplace> {
  const client = await portalClient();
  const id = `t-${randomBytes(8).toString("hex")}`;
  const url = `/portal/api/v1/organizations/${id}`;
  const saved = await client.raw("PUT", url, {
    Name: t.name.slice(0, 100),
    Environment: "Sandbox",
    Region: { Id: "usw" },
  });
  assert.equal(saved.status, 200, JSON.stringify(saved.body));
  const { body } = await client.raw("GET", `${url}/token`);
  return { id, baseUrl: client.baseUrl, seller: new TestClient(client.baseUrl, body.access_token) };
}
