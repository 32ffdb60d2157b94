import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningServer, readSettings, startEmbedded, startServer } from "@orderwell/server";
import { pino } from "pino";
import { afterProcess } from "./endings.ts";
import { forgetOnCrash } from "./forget-on-crash.ts";

export const portalAccount = { username: "owner@example.com", password: "Portal-Owner-2026" };

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

let server: Promise<RunningServer> | undefined;

/** The server of the tests of this process: a real one, over HTTP, on the database of the run. It does nothing by itself. */
export function testServer(): Promise<RunningServer> {
  server ??= startForProcess({ background: false });
  return server;
}

let operated: Promise<RunningServer> | undefined;

/** A server as an operator starts it: it delivers what is announced and does scheduled work. */
export function operatedServer(): Promise<RunningServer> {
  operated ??= startForProcess({ background: true });
  return operated;
}

/** A second server behind the address of `testServer`, until the test is over. */
export async function secondServer(t: { after(clean: () => unknown): unknown }): Promise<string> {
  // Tokens name the address they are for: processes behind one address share it.
  const second = await start({ background: false }, { ORDERWELL_URL: (await testServer()).baseUrl });
  t.after(() => second.stop());
  const { port } = second.app.http.server.address() as { port: number };
  return `http://127.0.0.1:${port}`;
}

async function startForProcess(parts: { readonly background: boolean }): Promise<RunningServer> {
  const started = await start(parts);
  afterProcess.push(() => started.stop());
  return started;
}

async function start(
  parts: { readonly background: boolean },
  more: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const settings = readSettings({
    DATABASE_URL: await testDatabaseUrl(),
    ORDERWELL_PORT: "0",
    ORDERWELL_PORTAL_EMAIL: portalAccount.username,
    ORDERWELL_PORTAL_PASSWORD: portalAccount.password,
    ORDERWELL_SECRET_KEY: "a secret key for tests only",
    ORDERWELL_LOG_LEVEL: process.env.ORDERWELL_LOG_LEVEL ?? "error",
    ...more,
  });
  return startServer(settings, pino({ level: settings.logLevel }), parts);
}
