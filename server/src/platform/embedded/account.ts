import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Account that runs PostgreSQL, which refuses to be root. */
export interface Account {
  readonly description: string;
  /** The command line that runs `command` as this account. */
  wrap(command: string, args: readonly string[]): { command: string; args: string[] };
  /** Owner of PostgreSQL's files where that is somebody else than this process. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** The account of this process itself. */
export const ownAccount: Account = {
  description: "this process's user",
  wrap: (command, args) => ({ command, args: [...args] }),
};

/**
 * Root seen as an ordinary user: inside a user namespace that maps root outside to 1000 inside. Files stay root's, so folders
 * that only root may enter stay closed to everyone else.
 */
export const namespaceAccount: Account = {
  description: "root inside a user namespace",
  wrap: (command, args) => ({
    command: "unshare",
    args: ["--user", "--map-user=1000", "--map-group=1000", "--", command, ...args],
  }),
};

/** An unprivileged user; only root can become one. */
export function userAccount(name: string, uid: number, gid: number): Account {
  return {
    description: `the user ${name}`,
    wrap: (command, args) => ({ command, args: [...args] }),
    owner: { uid, gid },
  };
}

/** Unprivileged users of this system that root may lend PostgreSQL to, the best first. */
export function unprivilegedAccounts(passwd: string = readPasswd()): Account[] {
  const users = new Map(passwd.split("\n").map((line) => [line.split(":")[0] ?? "", line.split(":")]));
  return ["postgres", "nobody"].flatMap((name) => {
    const entry = users.get(name);
    const [uid, gid] = [Number(entry?.[2]), Number(entry?.[3])];
    return uid > 0 && gid > 0 ? [userAccount(name, uid, gid)] : [];
  });
}

function readPasswd(): string {
  try {
    return readFileSync("/etc/passwd", "utf8");
  } catch {
    return "";
  }
}

/** Runs a program to its end as the account. */
export function runAs(account: Account, program: string, args: readonly string[]): SpawnSyncReturns<string> {
  const { command, args: wrapped } = account.wrap(program, args);
  return spawnSync(command, wrapped, {
    ...account.owner,
    encoding: "utf8",
    cwd: "/",
    env: cleanEnvironment(),
    windowsHide: true,
  });
}

/** This process's environment without what would change PostgreSQL's behaviour or locale. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("PG") && !name.startsWith("LC_"));
  return { ...Object.fromEntries(kept), LC_ALL: "C" };
}
