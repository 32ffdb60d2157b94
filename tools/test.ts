// Runs the tests: `npm test [-- [--all | --only-embedded] [--seed N] [part of a file's path …]]`.
//
// First against the embedded PostgreSQL, then against a server's PostgreSQL where there is one, because both are supported:
// there only what can differ, or all with `--all`. The last line is `N passed, N failed` over both. In continuous integration
// nothing may be left out: a test that is skipped fails, and so does the run where no server's PostgreSQL is found. Tests that
// draw at random draw the same every time, so that none fails by chance; `--seed` has them draw anew.
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { startEmbedded } from "../server/src/platform/embedded/embedded.ts";
import type { EmbeddedDatabase } from "../server/src/platform/embedded/embedded-database.ts";
import { forgetOnCrash } from "../testing/src/forget-on-crash.ts";
import { differsByDatabase } from "./testing/either-database.ts";
import { counted, runSuite, type Tally, usualSeed } from "./testing/run-suite.ts";
import { scratchDatabase } from "./testing/server-database.ts";

const root = resolve(import.meta.dirname, "..");
process.chdir(root);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: "boolean" }, "only-embedded": { type: "boolean" }, seed: { type: "string" } },
});
const seed = values.seed === undefined ? usualSeed : Number(values.seed);
const files = testFiles(positionals);
if (files.length === 0) {
  console.error(`No test file matches ${positionals.join(", ")}.`);
  process.exit(1);
}

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());

const tallies = [await onEmbedded()];
if (values["only-embedded"]) console.log("\nThe run on a server's PostgreSQL is left out, as asked.");
else if (!interrupted.signal.aborted) tallies.push(...(await onServer()));

const sum = (name: keyof Tally) => tallies.reduce((total, tally) => total + tally[name], 0);
if (interrupted.signal.aborted) console.log("\nInterrupted.");
console.log(`\n${counted(sum("passed"), sum("failed"), sum("skipped"))}`);
process.exitCode = sum("failed") > 0 || interrupted.signal.aborted ? 1 : 0;

function testFiles(filters: readonly string[]): string[] {
  const { workspaces } = JSON.parse(readFileSync("package.json", "utf8")) as { workspaces: string[] };
  return globSync(
    [...workspaces, "docs", "tools"].map((folder) => `${folder}/**/*.test.ts`),
    { exclude: ["**/node_modules/**"] },
  )
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .sort()
    .map((file) => join(root, file));
}

async function onEmbedded(): Promise<Tally> {
  const dataFolder = mkdtempSync(join(tmpdir(), "orderwell-tests-"));
  try {
    const database = await startRoomy(dataFolder);
    try {
      return await against(database.url, files, `embedded PostgreSQL ${database.version}`);
    } finally {
      await database.stop();
    }
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** An embedded PostgreSQL that takes more connections than operators need: each process of the run has several servers. */
async function startRoomy(dataFolder: string): Promise<EmbeddedDatabase> {
  const options = { dataFolder, log: (message: string, data?: object) => console.log(message, data ?? "") };
  const first = await startEmbedded(options);
  try {
    const client = new pg.Client({ connectionString: first.url });
    await client.connect();
    await client.query("alter system set max_connections = 400");
    await client.end();
  } finally {
    await first.stop();
  }
  return startEmbedded(options);
}

async function onServer(): Promise<Tally[]> {
  const database = await scratchDatabase();
  if (typeof database === "string") {
    console.log(`\nThe run on a server's PostgreSQL is left out: ${database}.`);
    return process.env.CI ? [{ passed: 0, failed: 1, skipped: 0 }] : [];
  }
  try {
    const chosen = values.all || positionals.length > 0 ? files : files.filter(differsByDatabase);
    return [await against(database.url, chosen, `a server's ${database.description}`)];
  } finally {
    await database.release();
  }
}

async function against(url: string, chosen: readonly string[], description: string): Promise<Tally> {
  console.log(`\n── ${chosen.length} test files on ${description}`);
  await forgetOnCrash(url);
  process.env.ORDERWELL_TEST_DATABASE_URL = url;
  return runSuite(chosen, interrupted.signal, seed);
}
