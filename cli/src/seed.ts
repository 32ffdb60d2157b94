import { parseArgs } from "node:util";
import { readMarketplaceFile, seed, validateFile } from "@orderwell/seeding";
import { readSettings } from "@orderwell/server";
import { type Command, type Environment, takesNothing, UsageError } from "./command.ts";
import { progressLine } from "./progress.ts";

const options = {
  id: { type: "string", short: "i" },
  name: { type: "string", short: "n" },
  username: { type: "string", short: "u" },
  password: { type: "string", short: "p" },
  url: { type: "string" },
} as const;

/** Uploads a marketplace file to a running server. */
export const seedFile: Command = {
  name: "seed",
  takes: "FILE -i MARKETPLACE [-n NAME] [-u USERNAME] [-p PASSWORD] [--url URL]",
  summary: "Upload a marketplace file to a running server.",
  help: `FILE is YAML, as the seeding tools of OrderCloud write it. A marketplace that is not there is made.

  -i, --id MARKETPLACE  its ID
  -n, --name NAME       its name; left out: its ID
  -u, --username NAME   portal account; left out: ORDERWELL_PORTAL_EMAIL
  -p, --password WORD   its password; left out: ORDERWELL_PORTAL_PASSWORD
  --url URL             address of the server; left out: ORDERWELL_URL, else host and port of its settings

It ends with 1 where anything could not be uploaded, and says what.`,
  run: upload,
};

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function upload(args: readonly string[], env: Environment): Promise<number> {
  const { values, positionals } = readArguments(args);
  const settings = readSettings(env);
  const [path, ...more] = positionals;
  if (path === undefined || values.id === undefined)
    throw new UsageError("orderwell seed needs a file and a marketplace");
  takesNothing(more);
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
