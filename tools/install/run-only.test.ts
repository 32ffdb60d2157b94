import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

interface Package {
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const root = join(import.meta.dirname, "../..");
const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  readonly packages: Readonly<Record<string, Package>>;
};

/** Key in the lock file of what a package finds under a name. */
function found(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    const key = `${folder}${folder === "" ? "" : "/"}node_modules/${name}`;
    const held = lock.packages[key];
    if (held !== undefined) return held.link ? held.resolved : key;
    if (folder === "") return undefined;
  }
}

/** Every package that these need when they run. */
function neededBy(keys: readonly string[]): Set<string> {
  const needed = new Set<string>();
  const visit = (key: string): void => {
    if (needed.has(key)) return;
    needed.add(key);
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = lock.packages[key] ?? {};
    // Whoever wants what an optional one is for installs it.
    const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional);
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
      const next = found(key, name);
      if (next !== undefined) visit(next);
    }
  };
  for (const key of keys) visit(key);
  return needed;
}

test("an install to run leaves out what only tests, tools and other clients need, and nothing else", () => {
  const needed = neededBy(["", "contract", "server", "seeding", "cli"]);
  const packages = Object.entries(lock.packages).filter(([key, { link }]) => key.includes("node_modules/") && !link);
  const kept = packages.filter(([, { dev }]) => !dev).map(([key]) => key);
  assert.deepEqual(
    kept.filter((key) => !needed.has(key)),
    [],
    "kept, though nothing that runs needs it",
  );
  assert.deepEqual(
    packages.filter(([key, { dev }]) => dev && needed.has(key)).map(([key]) => key),
    [],
    "left out, though something that runs needs it",
  );
  assert.ok(packages.length > 2 * kept.length, `${kept.length} of ${packages.length}`);
});
