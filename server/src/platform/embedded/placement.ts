import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type Account, namespaceAccount, ownAccount, runAs, unprivilegedAccounts, userAccount } from "./account.ts";
import { type Binaries, copyBinaries, findBinaries, linkLibraries, program } from "./binaries.ts";
import { EmbeddedDatabaseError } from "./embedded-error.ts";

/** Choice of a PostgreSQL, its account and the place of its files. */
export interface Placement {
  readonly account: Account;
  readonly binaries: Binaries;
  /** PostgreSQL's data directory; it may not exist yet. */
  readonly cluster: string;
}

type Log = (message: string, data?: object) => void;

/** Folder for data and binaries that an unprivileged user can reach when the data folder is closed to it. */
const sharedPlace = "/var/lib/orderwell";

/**
 * Decides how PostgreSQL runs on this machine.
 *
 * An ordinary user runs it directly. Root, which PostgreSQL refuses, takes the first account that can enter the data folder and
 * run the binaries, or for which both can be put where it can.
 *
 * @param accounts what root tries in order; by default the owner of existing data, else a user namespace, else an unprivileged user.
 * @throws EmbeddedDatabaseError saying what to do when nothing fits.
 */
export function placeCluster(
  dataFolder: string,
  log: Log,
  accounts: readonly Account[] = accountsForRoot(dataFolder),
): Placement {
  const found = findBinaries();
  const linked = linkLibraries(found.folder);
  const cluster = join(dataFolder, "postgres");
  if (process.getuid?.() !== 0) {
    return { account: ownAccount, binaries: linked ? found : copyBinaries(found, dataFolder), cluster };
  }
  for (const account of accounts) {
    const placement = placeAs(account, dataFolder, linked ? found : copyBinaries(found, dataFolder), log);
    if (placement) return placement;
  }
  throw new EmbeddedDatabaseError(
    "PostgreSQL does not run as root, and no other way worked: user namespaces are switched off here, and no unprivileged user " +
      `can reach ${dataFolder}. Start Orderwell as an ordinary user, or set DATABASE_URL to a PostgreSQL server.`,
  );
}

function accountsForRoot(dataFolder: string): Account[] {
  const owner = statSync(join(dataFolder, "postgres"), { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return [userAccount(`with number ${owner.uid}`, owner.uid, owner.gid)];
  return [namespaceAccount, ...unprivilegedAccounts()];
}

function placeAs(account: Account, dataFolder: string, binaries: Binaries, log: Log): Placement | undefined {
  if (account.owner) openTo(account.owner.gid, dataFolder);
  for (const place of account.owner ? [dataFolder, elsewhere(dataFolder)] : [dataFolder]) {
    const cluster = join(place, "postgres");
    mkdirSync(place, { recursive: true, mode: 0o711 });
    if (account.owner) openTo(account.owner.gid, place);
    for (const candidate of [() => binaries, () => copyBinaries(binaries, place)]) {
      const usable = candidate();
      const outcome = tryOut(account, place, usable);
      if (outcome === "closed") break;
      if (outcome === "unavailable") return undefined;
      if (outcome === "binaries unreadable") continue;
      if (place !== dataFolder) moveData(dataFolder, cluster, log);
      if (account.owner && existsSync(cluster)) giveTo(account.owner, cluster);
      return { account, binaries: usable, cluster };
    }
  }
  return undefined;
}

/** Lets the group of PostgreSQL's user pass through a folder of root's without reading it. */
function openTo(gid: number, folder: string): void {
  if (statSync(folder).uid !== 0) return;
  chownSync(folder, 0, gid);
  chmodSync(folder, 0o710);
}

function tryOut(account: Account, place: string, binaries: Binaries) {
  const script = 'cd -- "$1" || exit 3; exec "$2" --version';
  const { status } = runAs(account, "/bin/sh", ["-c", script, "sh", place, program(binaries, "postgres")]);
  if (status === 0) return "fits";
  if (status === 3) return "closed";
  return status === 126 || status === 127 ? "binaries unreadable" : "unavailable";
}

function elsewhere(dataFolder: string): string {
  return join(sharedPlace, createHash("sha256").update(dataFolder).digest("hex").slice(0, 16));
}

/** Leaves a link in the data folder, so that whoever backs it up or deletes it finds the data. */
function moveData(dataFolder: string, cluster: string, log: Log): void {
  const link = join(dataFolder, "postgres");
  const there = lstatSync(link, { throwIfNoEntry: false });
  if (there?.isSymbolicLink()) return;
  if (there) run("mv", link, cluster);
  symlinkSync(cluster, link);
  log("PostgreSQL runs as an unprivileged user that cannot enter the data folder; its files are elsewhere", {
    dataFolder,
    files: cluster,
  });
}

function giveTo(owner: { uid: number; gid: number }, cluster: string): void {
  if (statSync(cluster).uid !== owner.uid) run("chown", "-R", `${owner.uid}:${owner.gid}`, cluster);
}

function run(command: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) {
    throw new EmbeddedDatabaseError(
      `Cannot prepare PostgreSQL's files: ${command} failed: ${stderr ?? error?.message}`,
    );
  }
}
