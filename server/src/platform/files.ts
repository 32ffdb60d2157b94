import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** A file that could not be written or does not hold what it must; the message says which and what to do. */
export class FileError extends Error {}

/**
 * Writes a file whole or not at all: under another name first, then synchronised with the disk, then renamed, so that
 * neither a full disk nor the end of process or machine leaves a part of it. Only its owner may read it; a file that is
 * replaced keeps its owner and mode.
 *
 * @throws FileError
 */
export function writeWhole(file: string, text: string): void {
  publish(file, text, (part) => renameSync(part, file), statSync(file, { throwIfNoEntry: false }));
}

/** The same for a file that may be there already: then that one stays. @throws FileError */
export function createWhole(file: string, text: string): void {
  publish(file, text, (part) => {
    try {
      linkSync(part, file);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EEXIST") return;
      // Some file systems have no links.
      if (statSync(file, { throwIfNoEntry: false }) === undefined) renameSync(part, file);
    }
  });
}

let parts = 0;

function publish(file: string, text: string, name: (part: string) => void, replaced?: Stats): void {
  const part = `${file}.${process.pid}-${++parts}.partial`;
  try {
    const descriptor = openSync(part, "wx", 0o600);
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (replaced !== undefined) {
      chmodSync(part, replaced.mode & 0o7777);
      if (process.platform !== "win32" && replaced.uid !== process.geteuid?.())
        chownSync(part, replaced.uid, replaced.gid);
    }
    name(part);
    syncFolder(dirname(file));
  } catch (error) {
    throw new FileError(`The file ${file} cannot be written: ${(error as Error).message}`, { cause: error });
  } finally {
    rmSync(part, { force: true });
  }
}

/**
 * The secret that a file keeps; made and written where there is no file. Of several processes that make it at once all
 * get the same.
 *
 * @param shortest characters that it has at least: a file with fewer was cut off.
 * @throws FileError for a file that cannot be read or written, or is cut off.
 */
export function keptSecret(file: string, shortest: number, make: () => string): string {
  if (!isThere(file)) createWhole(file, `${make()}\n`);
  const secret = read(file).trim();
  if (secret.length >= shortest) return secret;
  throw new FileError(
    `The file ${file} holds ${secret.length === 0 ? "nothing" : "too little"}, where a secret of at least ${shortest} characters belongs. ` +
      "Restore it from a backup. Delete it only if nothing was ever stored with it: what was encrypted with the lost one cannot be read with another.",
  );
}

function isThere(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw new FileError(`The file ${file} cannot be reached: ${(error as Error).message}`, { cause: error });
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new FileError(`The file ${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Makes what was added to, renamed in or removed from a folder outlast the end of the machine. */
export function syncFolder(folder: string): void {
  // Windows opens no folders.
  if (process.platform !== "win32") sync(folder);
}

/** The same for all that is in a folder, however deep; links are left alone. */
export function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else if (entry.isFile()) sync(path);
  }
  syncFolder(folder);
}

function sync(path: string): void {
  const descriptor = openSync(path, process.platform === "win32" ? "r+" : "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
