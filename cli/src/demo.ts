import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { seedDemo } from "@orderwell/seeding";
import { type RunningServer, writeWhole } from "@orderwell/server";
import { progressLine } from "./progress.ts";

export const demoMarketplace = "demo";

/** Words of the terminal's start page about the demo marketplace. */
export interface DemoInfo {
  readonly marketplaceId: string;
  /** API client IDs by application name. */
  readonly apiClients: Readonly<Record<string, string>>;
}

/**
 * Loads the demo marketplace through the API of the running server. A start that was interrupted on the way leaves a
 * mark, and the next one carries on: what is there already is skipped.
 */
export async function demo(server: RunningServer, dataFolder: string, fresh: boolean): Promise<DemoInfo | undefined> {
  const done = join(dataFolder, "demo.json");
  const unfinished = join(dataFolder, "demo.unfinished");
  const known = await readFile(done, "utf8").catch(() => undefined);
  if (known !== undefined && !fresh) return JSON.parse(known) as DemoInfo;
  if (!fresh && (await readFile(unfinished).catch(() => undefined)) === undefined) return undefined;

  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  writeWhole(unfinished, "");
  process.stdout.write("Loading the demo marketplace\n");
  const line = progressLine(process.stdout);
  const report = await seedDemo({
    baseUrl: server.baseUrl,
    portal: { accessToken: await server.app.ownerToken() },
    marketplaceId: demoMarketplace,
    marketplaceName: "Harbor & Pine (demo)",
    onProgress: line.show,
  });
  line.end();
  for (const { resource, id, message } of report.problems)
    process.stderr.write(`The demo's ${resource} ${id} could not be loaded: ${message}\n`);
  const info: DemoInfo = {
    marketplaceId: demoMarketplace,
    apiClients: Object.fromEntries(report.apiClients.map(({ appName, newId }) => [appName, newId])),
  };
  writeWhole(done, `${JSON.stringify(info, null, 2)}\n`);
  await rm(unfinished);
  return info;
}
