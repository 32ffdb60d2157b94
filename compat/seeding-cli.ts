import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify, stripVTControlCharacters } from "node:util";
import { dump, load } from "js-yaml";
import { portalAccount } from "./server.ts";

export type Rows = Record<string, Record<string, unknown>[]>;
export interface MarketplaceYaml {
  readonly Objects: Rows;
  readonly Assignments: Rows;
}

export interface SeedingCli {
  /**
   * What it says, a line each; fails when it reports an error or does not end well. What it tries again may fail first: it
   * sends products eight at a time, a child at times before its parent.
   */
  run(...args: readonly string[]): Promise<string[]>;
  seed(file: string, marketplaceId: string): Promise<string[]>;
  download(marketplaceId: string): Promise<{ readonly file: string; readonly content: MarketplaceYaml }>;
  write(name: string, content: MarketplaceYaml): Promise<string>;
}

export const readYaml = async (file: string): Promise<MarketplaceYaml> =>
  load(await readFile(file, "utf8")) as MarketplaceYaml;

// Two of the packages that the CLI names but does not use are replaced in our package.json: `fs`, which is Node's own
// wherever it is required and which not every registry hands out, and an old TypeScript.
const cli = fileURLToPath(new URL("cli.js", import.meta.resolve("@ordercloud/seeding")));

/** The official seeding CLI as it is published, as a process of its own, in a folder that goes away with the test. */
export async function seedingCli(t: TestContext, baseUrl: string): Promise<SeedingCli> {
  const folder = await mkdtemp(join(tmpdir(), "orderwell-seeding-cli-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const preloads = ["ordercloud-hosts", "unbuilt-as-empty", "fast-clock"].flatMap((name) => [
    "--require",
    join(import.meta.dirname, `${name}.cjs`),
  ]);
  const account = ["-u", portalAccount.username, "-p", portalAccount.password];
  const run = async (...args: readonly string[]): Promise<string[]> => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [...preloads, cli, ...args], {
      cwd: folder,
      env: { ...process.env, ORDERWELL_URL: baseUrl, NODE_OPTIONS: "" },
      maxBuffer: 64 * 1024 * 1024,
    });
    // Lines of the progress bar overwrite themselves.
    const lines = stripVTControlCharacters(stdout + stderr).split(/[\r\n]+/);
    assert.deepEqual(
      lines.filter((line) => /ERROR/.test(line)),
      [],
      `seeding ${args[0]}`,
    );
    return lines.flatMap((line) => line.match(/(?:SUCCESS|PROGRESS) - (.*)/)?.[1] ?? []);
  };
  return {
    run,
    seed: (file, marketplaceId) => run("seed", file, "-i", marketplaceId, ...account),
    async download(marketplaceId) {
      const file = join(folder, `${marketplaceId}.yml`);
      await run("download", "-f", file, "-i", marketplaceId, ...account);
      return { file, content: await readYaml(file) };
    },
    async write(name, content) {
      const file = join(folder, name);
      await writeFile(file, dump(content));
      return file;
    },
  };
}
