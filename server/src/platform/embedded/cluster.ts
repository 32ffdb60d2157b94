import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { pageCost } from "../db/pool.ts";
import { keptSecret, syncFolder } from "../files.ts";
import { runAs } from "./account.ts";
import { program } from "./binaries.ts";
import { EmbeddedDatabaseError } from "./embedded-error.ts";
import type { Placement } from "./placement.ts";

/** The role that owns everything in the embedded database. */
export const ownerRole = "owner";

/** Written to `postgresql.conf` once, where the operator may change them. */
const settings = {
  max_connections: "100",
  shared_buffers: "128MB",
  effective_cache_size: "512MB",
  work_mem: "8MB",
  maintenance_work_mem: "64MB",
  max_wal_size: "512MB",
  random_page_cost: pageCost,
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
};

/**
 * Makes the data directory unless it is there. It appears under its name only when complete, so that an interrupted first
 * start leaves nothing that a later one would take for a database.
 *
 * @returns whether it was made just now.
 * @throws EmbeddedDatabaseError when it belongs to another major version or cannot be made.
 */
export function initialise(placement: Placement): boolean {
  const { account, binaries, cluster } = placement;
  if (existsSync(join(cluster, "PG_VERSION"))) {
    requireSameMajor(cluster, binaries.version);
    return false;
  }
  const partial = `${cluster}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  if (account.owner) chownSync(partial, account.owner.uid, account.owner.gid);
  const { status, stderr, error } = runAs(account, program(binaries, "initdb"), [
    "--pgdata",
    partial,
    "--username",
    ownerRole,
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
    "--auth-local=trust",
    "--auth-host=scram-sha-256",
    ...(process.platform === "win32" ? ["--pwfile", passwordFile(placement)] : []),
    ...Object.entries(settings).flatMap(([name, value]) => ["--set", `${name}=${value}`]),
  ]);
  if (status !== 0) {
    throw new EmbeddedDatabaseError(
      `PostgreSQL could not make its data directory ${cluster} as ${account.description}: ${error?.message ?? stderr.trim()}`,
    );
  }
  renameSync(partial, cluster);
  syncFolder(dirname(cluster));
  return true;
}

function requireSameMajor(cluster: string, version: string): void {
  const major = readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
  if (version.split(".")[0] === major) return;
  throw new EmbeddedDatabaseError(
    `The data in ${cluster} was written by PostgreSQL ${major}, and this release brings ${version}. ` +
      "Dump it with the release that wrote it and load it into a new data folder.",
  );
}

/** Windows only, where connections come over TCP: a file with the owner's password, made on first use. */
function passwordFile(placement: Placement): string {
  ownerPassword(placement);
  return passwordPath(placement);
}

const passwordPath = ({ cluster }: Placement): string => join(dirname(cluster), "postgres.password");

/** Windows only: the password of the owner. */
export const ownerPassword = (placement: Placement): string =>
  keptSecret(passwordPath(placement), 48, () => randomBytes(24).toString("hex"));
