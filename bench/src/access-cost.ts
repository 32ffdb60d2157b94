import { type Operation, operations } from "@orderwell/contract";
import { admit, readSettings, startServer } from "@orderwell/server";
import type { Fixture } from "./fixture.ts";

const warmUp = 50_000;
const calls = 200_000;

/**
 * Cost of telling who calls and whether they may, in microseconds of CPU time per request, measured on a server
 * within this process with the caller of `Me.GetProduct`. Needs the environment of the server that issued their token.
 */
export async function accessCost(
  env: Readonly<Record<string, string>>,
  baseUrl: string,
  fixture: Fixture,
): Promise<number> {
  const settings = readSettings({ ...env, ORDERWELL_URL: baseUrl, ORDERWELL_LOG_LEVEL: "silent" });
  const server = await startServer(settings, undefined, { background: false });
  try {
    const { access } = server.app.services;
    const header = `Bearer ${fixture.buyerToken}`;
    const operation = operations["Me.GetProduct"] as Operation;
    const run = async (times: number): Promise<void> => {
      for (let call = 0; call < times; call++) await admit(access, operation, header);
    };
    await run(warmUp);
    const before = process.cpuUsage();
    await run(calls);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / calls;
  } finally {
    await server.stop();
  }
}
