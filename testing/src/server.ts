import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type RunningServer, readSettings, startServer } from "@orderwell/server";
import { pino } from "pino";
import { scratchDatabase, testDatabaseUrl } from "./database.ts";
import { holdToDeclaredErrors } from "./declared-errors.ts";
import { afterFile, afterProcess, sharesProcess } from "./endings.ts";

export const portalAccount = { username: "owner@example.com", password: "Portal-Owner-2026" };

const servers = new Map<string, RunningServer>();

/** The server of this process behind an address; `testServer` for whatever else, such as other processes on its database. */
export const serverAt = async ({ baseUrl }: { readonly baseUrl: string }): Promise<RunningServer> =>
  servers.get(baseUrl) ?? testServer();

let server: Promise<RunningServer> | undefined;

/** The server of the tests of this process: a real one, over HTTP, on the database of the run. It does nothing by itself. */
export function testServer(): Promise<RunningServer> {
  server ??= startForProcess({ background: false });
  return server;
}

let operated: Promise<RunningServer> | undefined;

/**
 * A server as an operator starts it: it delivers what is announced and does scheduled work. Where other files use the
 * database of the run it has one of its own, or it would deliver what they announce.
 */
export function operatedServer(): Promise<RunningServer> {
  operated ??= (async () =>
    startForProcess(
      { background: true },
      sharesProcess ? await scratchDatabase({ after: (clean) => afterProcess.push(clean) }) : undefined,
    ))();
  return operated;
}

/** A server like `testServer` on a database of a test's own, until the test is over; without one, of a file's own. */
export async function serverApart(
  t: { after(clean: () => unknown): unknown } = { after: (clean) => afterFile.push(clean) },
): Promise<RunningServer & { readonly databaseUrl: string }> {
  let started: RunningServer | undefined;
  const databaseUrl = await scratchDatabase(t, async () => started?.stop());
  started = await start({ background: false }, databaseUrl);
  return { ...started, databaseUrl };
}

/** Another process of the operating system, with a server behind the address of `testServer`, until the test is over. */
export const secondProcess = async (t: { after(clean: () => unknown): unknown }): Promise<string> =>
  (await anotherProcess(t)).baseUrl;

/** The same, which can be stopped before. @param settings that differ from those of `testServer`. */
export async function anotherProcess(
  t: { after(clean: () => unknown): unknown },
  settings: Readonly<Record<string, string>> = {},
): Promise<{ readonly baseUrl: string; stop(): Promise<void> }> {
  // Tokens name the address they are for: processes behind one address share it.
  const { baseUrl } = await testServer();
  const child = fork(join(import.meta.dirname, "server-process.ts"), {
    env: { ...process.env, ...(await environment()), ORDERWELL_URL: baseUrl, ...settings },
  });
  const ended = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
  };
  t.after(stop);
  const [said] = await Promise.race([once(child, "message"), ended]);
  const url = (said as { readonly url?: string } | null)?.url;
  if (url === undefined) throw new Error(`The process ended with ${said}`);
  return { baseUrl: url, stop };
}

async function startForProcess(parts: { readonly background: boolean }, databaseUrl?: string): Promise<RunningServer> {
  const started = await start(parts, databaseUrl);
  afterProcess.push(() => started.stop());
  return started;
}

async function start(parts: { readonly background: boolean }, databaseUrl?: string): Promise<RunningServer> {
  holdToDeclaredErrors();
  const settings = readSettings({ ...(await environment()), ...(databaseUrl && { DATABASE_URL: databaseUrl }) });
  const started = await startServer(settings, pino({ level: settings.logLevel }), parts);
  const { baseUrl } = started;
  const known: RunningServer = {
    ...started,
    // Another process may get its port.
    async stop() {
      servers.delete(baseUrl);
      await started.stop();
    },
  };
  servers.set(baseUrl, known);
  return known;
}

/** Settings of the servers of tests, which bear with a busy machine: what is to be refused in time is tested by itself. */
const environment = async () => ({
  ORDERWELL_WAIT_SECONDS: "60",
  ORDERWELL_SHOPPER_SECONDS: "120",
  ORDERWELL_ADMINISTRATOR_SECONDS: "300",
  DATABASE_URL: await testDatabaseUrl(),
  ORDERWELL_PORT: "0",
  ORDERWELL_PORTAL_EMAIL: portalAccount.username,
  ORDERWELL_PORTAL_PASSWORD: portalAccount.password,
  ORDERWELL_SECRET_KEY: "a secret key for tests only",
  ORDERWELL_LOG_LEVEL: process.env.ORDERWELL_LOG_LEVEL ?? "error",
});
