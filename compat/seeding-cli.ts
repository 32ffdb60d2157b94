import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify, stripVTControlCharacters } from "node:util";
import { portalAccount } from "@orderwell/testing";
import { parse, stringify } from "yaml";

export type Rows = Record<string, Record<string, unknown>[]>;
export interface MarketplaceYaml {
  readonly Objects: Rows;
  readonly Assignments: Rows;
}

export interface SeedingCli {
  /** Writes a marketplace file; gives its path. */
  write(content: MarketplaceYaml): Promise<string>;
  seed(file: string, marketplaceId: string): Promise<string[]>;
  download(marketplaceId: string): Promise<{ readonly file: string; readonly content: MarketplaceYaml }>;
  /** Objections to a file. */
  validate(file: string): Promise<string[]>;
}

export const readYaml = async (file: string): Promise<MarketplaceYaml> =>
  parse(await readFile(file, "utf8")) as MarketplaceYaml;

// Two of the packages that the CLI names but does not use are replaced in our package.json: `fs`, which is Node's own
// wherever it is required and which not every registry hands out, and an old TypeScript.
const cli = fileURLToPath(new URL("cli.js", import.meta.resolve("@ordercloud/seeding")));

/** The official seeding CLI as it is published, as a process of its own, in a folder that goes away with the test. */
export async function seedingCli(t: TestContext, baseUrl: string): Promise<SeedingCli> {
  const folder = await mkdtemp(join(tmpdir(), "orderwell-seeding-cli-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const preloads = ["ordercloud-hosts", "fast-clock"].flatMap((name) => [
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
    return stripVTControlCharacters(stdout + stderr).match(/(SUCCESS|PROGRESS|ERROR|WARN) - .*/g) ?? [];
  };
  // What it tries again may fail first: it sends eight records at a time, at times a child before its parent.
  const withoutError = async (...args: readonly string[]): Promise<string[]> => {
    const lines = await run(...args, ...account);
    assert.deepEqual(errorsOf(lines), [], args.join(" "));
    return lines;
  };
  return {
    async write(content) {
      const file = join(folder, "written.yml");
      await writeFile(file, stringify(content));
      return file;
    },
    seed: (file, marketplaceId) => withoutError("seed", file, "-i", marketplaceId),
    async download(marketplaceId) {
      const file = join(folder, `${marketplaceId}.yml`);
      await withoutError("download", "-f", file, "-i", marketplaceId);
      return { file, content: await readYaml(file) };
    },
    async validate(file) {
      const lines = await run("validate", file);
      assert.ok(lines.includes("SUCCESS - Validation done!"), lines.join("\n"));
      return errorsOf(lines);
    },
  };
}

const errorsOf = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith("ERROR"));
