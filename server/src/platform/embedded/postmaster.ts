import { readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeWhole } from "../files.ts";
import { ownAccount, runAs } from "./account.ts";
import { program } from "./binaries.ts";
import type { Placement } from "./placement.ts";

/** Facts that a running PostgreSQL tells of itself in its data directory's `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly socketFolder: string;
  readonly status: "starting" | "stopping" | "ready" | "standby" | "";
}

/** Reads `postmaster.pid`; a crash leaves it behind, so the process need not exist. */
export function readPostmaster(cluster: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
    const pid = Number(lines[0]);
    if (!(pid > 0)) return undefined;
    const status = (lines[7] ?? "").trim() as Postmaster["status"];
    return { pid, port: Number(lines[3]), socketFolder: lines[4] ?? "", status };
  } catch {
    return undefined;
  }
}

/**
 * Tells whether the process exists and is the PostgreSQL of this data directory rather than a later holder of the
 * number.
 */
export function isPostmasterOf(cluster: string, pid: number): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === "linux") {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
    } catch {
      return nameOf(pid) === "postgres";
    }
  }
  if (process.platform === "win32") return true;
  return runAs(ownAccount, "ps", ["-o", "comm=", "-p", String(pid)]).stdout.includes("postgres");
}

/**
 * Tells whether a process of the number exists; one that has ended and was not collected by its parent yet does not
 * count.
 */
export function isAlive(pid: number): boolean {
  // Zero and below address process groups.
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  if (process.platform !== "linux") return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return "";
  }
}

/**
 * Marks the `postmaster.pid` of a PostgreSQL that has ended as ours, so that the next one does not take a process that got the
 * number since, or the dead one while nobody has collected it, for a running PostgreSQL: it trusts its parent's number.
 *
 * The file must not be deleted: by the rest of it PostgreSQL finds out whether processes of the dead one still use the data.
 */
export function disownPostmaster(cluster: string): void {
  const file = join(cluster, "postmaster.pid");
  try {
    const lines = readFileSync(file, "utf8").split("\n");
    writeWhole(file, [process.pid, ...lines.slice(1)].join("\n"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** Waits until the process has ended. @returns false when it has not within the time. */
export async function waitUntilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const until = performance.now() + timeoutMs;
  while (isAlive(pid)) {
    if (performance.now() > until) return false;
    await sleep(10);
  }
  return true;
}

/** Ends PostgreSQL: sessions are cut off and everything is written; without success in time at once, to recover at the next start. */
export async function stopPostmaster(placement: Placement, pid: number, fastMs = 30_000): Promise<void> {
  signal(placement, pid, "fast");
  if (await waitUntilGone(pid, fastMs)) return;
  signal(placement, pid, "immediate");
  await waitUntilGone(pid, 10_000);
}

function signal({ account, binaries, cluster }: Placement, pid: number, mode: "fast" | "immediate"): void {
  if (process.platform === "win32") {
    runAs(account, program(binaries, "pg_ctl"), ["stop", "-W", "-D", cluster, "-m", mode]);
    return;
  }
  try {
    process.kill(pid, mode === "fast" ? "SIGINT" : "SIGQUIT");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
