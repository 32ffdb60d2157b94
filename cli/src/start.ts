import { demoAccounts, demoImagesFolder } from "@orderwell/seeding";
import { type RunningServer, readSettings, startServer } from "@orderwell/server";
import { type Command, type Environment, takesNothing } from "./command.ts";
import { type DemoInfo, demo } from "./demo.ts";

/** Starts the platform, loads the demo into an empty database, says how to begin, and runs until it is told to stop. */
export const start: Command = {
  name: "start",
  summary: "Start the platform.",
  help: `On an embedded PostgreSQL in the folder ORDERWELL_DATA (.orderwell), or on the one at DATABASE_URL. An empty database
gets a portal account, whose password is shown then and never again, and the demo marketplace unless ORDERWELL_DEMO is 0.
It listens at ORDERWELL_HOST (127.0.0.1) and ORDERWELL_PORT (4000) until Ctrl-C or SIGTERM. README.md lists all settings.`,
  async run(args, env) {
    takesNothing(args);
    return serve(env);
  },
};

async function serve(env: Environment): Promise<number> {
  const began = performance.now();
  // A person reads this terminal: requests and housekeeping are not news. Set ORDERWELL_LOG_LEVEL to see them.
  const settings = readSettings({ ORDERWELL_LOG_LEVEL: "warn", ...env }, { demo: true });
  const server = await startServer(settings, undefined, {
    staticFolders: [{ path: "/demo/images", folder: demoImagesFolder }],
  });
  const stopped = untilStopped(server);
  const startedMs = performance.now() - began;
  let info: DemoInfo | undefined;
  // Before the demo is loaded, which takes a while: whoever stops it meanwhile would never see the password again.
  if (server.owner !== undefined) process.stdout.write(`${portalAccount(server.owner).join("\n")}\n`);
  if (settings.demo) info = await demo(server, settings.dataFolder, server.owner !== undefined);
  process.stdout.write(welcome(server, info, startedMs));
  return stopped;
}

/** Resolves with the exit code once a signal came and everything in flight is finished. */
function untilStopped(server: RunningServer): Promise<number> {
  return new Promise((resolve) => {
    let stopping = false;
    const stop = (): void => {
      if (stopping) return;
      stopping = true;
      // What a database that is away still holds is no reason to stay.
      const leave = (): void => void setTimeout(() => process.exit(), 500).unref();
      server
        .stop()
        .finally(leave)
        .then(
          () => resolve(0),
          (error: Error) => {
            process.stderr.write(`${error.message}\n`);
            resolve(1);
          },
        );
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
}

function portalAccount({ username, password, generated }: NonNullable<RunningServer["owner"]>): string[] {
  const lines = [`  Portal account  ${username}`];
  if (generated) lines.push(`  Its password    ${password}   (shown at this first start only; keep it)`);
  return [...lines, ""];
}

function welcome({ baseUrl, database }: RunningServer, info: DemoInfo | undefined, startedMs: number): string {
  const lines = [
    "",
    `Orderwell is ready (${(startedMs / 1000).toFixed(1)} s, ${database}).`,
    "",
    `  API         ${baseUrl}/v1`,
    `  Tokens      ${baseUrl}/oauth/token`,
    `  Portal API  ${baseUrl}/portal/api/v1`,
    `  OpenAPI     ${baseUrl}/v1/openapi/v3`,
    "",
  ];
  if (database.startsWith("embedded"))
    lines.push(
      "  The embedded database is for trying and developing. In production set DATABASE_URL to a",
      "  PostgreSQL that is kept up to date.",
      "",
    );
  const storefront = info?.apiClients.Storefront;
  const shopper = demoAccounts.find(({ apiClient }) => apiClient === "Storefront");
  if (info !== undefined && storefront !== undefined && shopper !== undefined) {
    lines.push(
      `  Demo marketplace "${info.marketplaceId}": sign in as`,
      ...demoAccounts.map(
        ({ username, password, role, apiClient }) =>
          `    ${username.padEnd(18)} ${password}  client ${info.apiClients[apiClient] ?? ""}  ${role}`,
      ),
      "",
      "  A first call, ready to paste:",
      "",
      `    TOKEN=$(curl -s ${baseUrl}/oauth/token -d grant_type=password -d client_id=${storefront} \\`,
      `      -d username=${shopper.username} -d password=${shopper.password} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
      `    curl -s "${baseUrl}/v1/me/products?pageSize=3" -H "Authorization: Bearer $TOKEN"`,
      "",
    );
  }
  return `${lines.join("\n")}\n`;
}
