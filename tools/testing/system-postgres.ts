import { chownSync, globSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  type Account,
  namespaceAccount,
  ownAccount,
  runAs,
  unprivilegedAccounts,
} from "../../server/src/platform/embedded/account.ts";

/** Starts a throw-away server from the newest PostgreSQL that the system's packages installed, without changing the system's own. */
export async function startSystemPostgres(
  oldestMajor: number,
): Promise<{ url: string; stop(): Promise<void> } | string> {
  const found = globSync("/usr/lib/postgresql/*/bin/pg_ctl").map((path) => ({
    bin: join(path, ".."),
    major: Number(path.split("/")[4]),
  }));
  const newest = found.filter(({ major }) => major >= oldestMajor).sort((a, b) => b.major - a.major)[0];
  if (!newest) return `no PostgreSQL ${oldestMajor} or newer is installed in /usr/lib/postgresql`;
  const failures: string[] = [];
  for (const account of process.getuid?.() === 0 ? [namespaceAccount, ...unprivilegedAccounts()] : [ownAccount]) {
    const folder = mkdtempSync("/tmp/orderwell-pg-");
    const problem = start(account, newest.bin, folder);
    if (problem === undefined) {
      return {
        url: `postgres://postgres@/postgres?host=${folder}&port=5432`,
        stop: async () => stop(account, newest.bin, folder),
      };
    }
    rmSync(folder, { recursive: true, force: true });
    failures.push(problem);
  }
  return `PostgreSQL ${newest.major} of ${newest.bin} does not start: ${failures.join("; ")}`;
}

function start(account: Account, bin: string, folder: string): string | undefined {
  const data = join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  for (const path of account.owner ? [folder, data] : []) chownSync(path, account.owner!.uid, account.owner!.gid);
  const made = runAs(account, join(bin, "initdb"), [
    "-D",
    data,
    "-U",
    "postgres",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C",
    "-N",
  ]);
  if (made.status !== 0) return made.stderr || String(made.error);
  const options = `-c listen_addresses= -c unix_socket_directories=${folder} -c max_connections=400 -c fsync=off`;
  const log = join(folder, "log");
  const started = runAs(account, join(bin, "pg_ctl"), [
    "start",
    "-w",
    "-t",
    "300",
    "-D",
    data,
    "-l",
    log,
    "-o",
    options,
  ]);
  return started.status === 0 ? undefined : started.stdout + started.stderr;
}

function stop(account: Account, bin: string, folder: string): void {
  runAs(account, join(bin, "pg_ctl"), ["stop", "-w", "-m", "immediate", "-D", join(folder, "data")]);
  rmSync(folder, { recursive: true, force: true });
}
