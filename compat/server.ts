import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningServer, readSettings, startServer } from "@orderwell/server";
import { afterProcess } from "@orderwell/testing";

export const portalAccount = { username: "owner@example.com", password: "Portal-Owner-2026" };

let server: Promise<RunningServer> | undefined;

/** A server as an operator starts it, on the database of the test run or an embedded one. */
export function testServer(): Promise<RunningServer> {
  server ??= (async () => {
    const data = await mkdtemp(join(tmpdir(), "orderwell-compat-"));
    const started = await startServer(
      readSettings({
        DATABASE_URL: process.env.ORDERWELL_TEST_DATABASE_URL,
        ORDERWELL_DATA: data,
        ORDERWELL_PORT: "0",
        ORDERWELL_PORTAL_EMAIL: portalAccount.username,
        ORDERWELL_PORTAL_PASSWORD: portalAccount.password,
        ORDERWELL_SECRET_KEY: "a secret key for tests only",
        ORDERWELL_LOG_LEVEL: "error",
      }),
    );
    afterProcess.push(async () => {
      await started.stop();
      await rm(data, { recursive: true, force: true });
    });
    return started;
  })();
  return server;
}
