import { chownSync, existsSync, lstatSync, mkdtempSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeWhole } from "../files.ts";
import type { Account } from "./account.ts";
import { EmbeddedDatabaseError } from "./embedded-error.ts";

/** The file name is PostgreSQL's own, for the port number it is told. */
const socketName = ".s.PGSQL.5432";
/** `sun_path` holds 108 bytes on Linux and 104 on macOS, a closing zero included. */
const longestPath = process.platform === "darwin" ? 103 : 107;

/**
 * A private folder for PostgreSQL's socket, whose path stays short however long that of the data folder is. Named in the data
 * folder, so that a later start finds or replaces it.
 */
export function socketFolder(dataFolder: string, account: Account): string {
  const record = recordIn(dataFolder);
  const uid = account.owner?.uid ?? process.getuid?.();
  const earlier = readRecord(record);
  if (earlier && isPrivate(earlier, uid)) return earlier;
  const made = makeShortFolder(account.owner ? ["/tmp"] : [tmpdir(), "/tmp"]);
  if (account.owner) chownSync(made, account.owner.uid, account.owner.gid);
  writeWhole(record, made);
  return made;
}

/** Removes what a PostgreSQL that was killed left in its folder, which the next one could take for signs of life. */
export function clearSocketFolder(folder: string): void {
  if (folder === "") return;
  for (const name of [socketName, `${socketName}.lock`]) rmSync(join(folder, name), { force: true });
}

/** Removes the folder after PostgreSQL has ended. */
export function removeSocketFolder(dataFolder: string, folder: string): void {
  clearSocketFolder(folder);
  if (folder !== "" && existsSync(folder)) rmdirSync(folder);
  rmSync(recordIn(dataFolder), { force: true });
}

function recordIn(dataFolder: string): string {
  return join(dataFolder, "socket-folder");
}

function readRecord(record: string): string | undefined {
  try {
    return readFileSync(record, "utf8");
  } catch {
    return undefined;
  }
}

/** Anyone may have made a folder of that name in the shared temporary folder since the last start. */
function isPrivate(folder: string, uid: number | undefined): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === uid && (stat.mode & 0o077) === 0;
}

function makeShortFolder(parents: readonly string[]): string {
  for (const parent of parents) {
    if (Buffer.byteLength(join(parent, "orderwell-XXXXXX", socketName)) > longestPath) continue;
    try {
      return mkdtempSync(join(parent, "orderwell-"));
    } catch {
      // The next parent may be writable.
    }
  }
  throw new EmbeddedDatabaseError(
    `No folder for PostgreSQL's socket: ${parents.join(" and ")} cannot be written to or have paths longer than a socket may. Set TMPDIR to a short path.`,
  );
}
