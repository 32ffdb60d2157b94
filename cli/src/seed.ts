import { parseArgs } from "node:util";
import { readMarketplaceFile, seed, validateFile } from "@orderwell/seeding";
import { readSettings } from "@orderwell/server";
import { progressLine } from "./progress.ts";

/** Uploads a marketplace file to a running server. */
export async function seedCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      id: { type: "string", short: "i" },
      name: { type: "string", short: "n" },
      username: { type: "string", short: "u" },
      password: { type: "string", short: "p" },
      url: { type: "string" },
    },
  });
  const settings = readSettings(env);
  const [path] = positionals;
  if (path === undefined || values.id === undefined) {
    process.stderr.write("orderwell seed FILE -i MARKETPLACE: both are needed\n");
    return 2;
  }
  const file = await readMarketplaceFile(path);
  const findings = validateFile(file);
  for (const { resource, id, message } of findings) process.stderr.write(`${resource} ${id}: ${message}\n`);
  if (findings.length > 0) return 1;
  const line = progressLine(process.stdout);
  const report = await seed({
    baseUrl: values.url ?? settings.url ?? `http://${settings.host}:${settings.port}`,
    portal: {
      username: values.username ?? settings.portalEmail ?? "owner@orderwell.local",
      password: values.password ?? settings.portalPassword ?? "",
    },
    marketplaceId: values.id,
    ...(values.name === undefined ? {} : { marketplaceName: values.name }),
    file,
    onProgress: line.show,
  });
  line.end();
  for (const { resource, id, message } of report.problems) process.stderr.write(`${resource} ${id}: ${message}\n`);
  for (const { appName, newId } of report.apiClients) process.stdout.write(`API client ${appName}: ${newId}\n`);
  return report.problems.length === 0 ? 0 : 1;
}
