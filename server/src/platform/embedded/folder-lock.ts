import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { writeWhole } from "../files.ts";
import { EmbeddedDatabaseError } from "./embedded-error.ts";

interface Owner {
  readonly pid: number;
  readonly since: string;
}

/**
 * Holds a data folder for this process alone.
 *
 * The lock is one of the operating system's, taken through SQLite on an empty file: it vanishes with its process however that
 * dies, so none is ever stale, and it also holds between containers that share a volume, where process numbers say nothing.
 * `server.json` only names the owner for the message.
 *
 * @returns the function that releases the folder.
 * @throws EmbeddedDatabaseError naming the other process while the folder is held.
 */
export function lockFolder(dataFolder: string): () => void {
  const lock = new DatabaseSync(join(dataFolder, "server.lock"), { timeout: 0 });
  const ownerFile = join(dataFolder, "server.json");
  try {
    lock.exec("pragma journal_mode = memory; begin exclusive");
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== 5 /* SQLITE_BUSY */) throw error;
    throw new EmbeddedDatabaseError(
      `The data folder ${dataFolder} is in use by another Orderwell server${describe(ownerFile)}. ` +
        "Stop that one first, or set ORDERWELL_DATA to another folder.",
    );
  }
  const owner: Owner = { pid: process.pid, since: new Date().toISOString() };
  try {
    writeWhole(ownerFile, JSON.stringify(owner));
  } catch (error) {
    lock.close();
    throw error;
  }
  return () => {
    rmSync(ownerFile, { force: true });
    lock.close();
  };
}

function describe(ownerFile: string): string {
  try {
    const owner = JSON.parse(readFileSync(ownerFile, "utf8")) as Owner;
    return ` (process ${owner.pid}, since ${owner.since})`;
  } catch {
    return "";
  }
}
