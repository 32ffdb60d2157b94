import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { accessSync, constants, globSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Lifetime } from "./marketplace.ts";

/** Servers of others that tests run, with the Debian packages that bring them and places beside the path. */
const programs = {
  kcat: { package: "kcat", places: [] },
  "nats-server": { package: "nats-server", places: ["/usr/sbin/nats-server"] },
  "rabbitmq-server": {
    package: "rabbitmq-server",
    // The one on the path wants to be another user.
    places: ["/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"],
  },
  "redis-server": { package: "redis-server", places: [] },
} as const;

export type Program = keyof typeof programs;

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function findProgram(name: Program): string | undefined {
  const beside = programs[name].places.flatMap((place) => globSync(place));
  const onPath = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name));
  return [...beside, ...onPath].find(isProgram);
}

/** Reason to skip what needs a program; false where it is there. */
export const without = (name: Program): string | false =>
  findProgram(name) === undefined && `there is no ${name}: install the package \`${programs[name].package}\``;

/** A port that nobody listens at, of those that systems give to nobody by themselves: it stays free until it is used. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const server = createServer();
    const isFree = await once(server.listen(port, "127.0.0.1"), "listening").then(
      () => true,
      () => false,
    );
    await new Promise((closed) => server.close(closed));
    if (isFree) return port;
  }
}

/** A running program, and a folder that goes with it. */
export interface Running {
  readonly process: ChildProcess;
  readonly folder: string;
  /** What it has written so far. */
  output(): string;
}

/**
 * Runs a program for as long as a test takes.
 *
 * @param options.command another one than a `Program`.
 * @param args are told its folder.
 */
export async function running(
  t: Lifetime,
  command: Program | { readonly command: string },
  args: (folder: string) => readonly string[],
  env: (folder: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), "orderwell-program-"));
  const path = typeof command === "string" ? findProgram(command) : command.command;
  if (path === undefined) throw new Error(`There is no ${command}`);
  const child = spawn(path, args(folder), { env: { ...process.env, ...env(folder) }, stdio: ["pipe", "pipe", "pipe"] });
  let written = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (written += chunk));
  t.after(async () => {
    if (child.exitCode === null) {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(late);
    }
    await rm(folder, { recursive: true, force: true });
  });
  return { process: child, folder, output: () => written };
}

/** Waits until a program listens at a port, for as long as it runs and five minutes at most: on a busy machine some begin slowly. */
export async function listening(port: number, { process: child, output }: Running): Promise<void> {
  const runs = () => child.exitCode === null && child.signalCode === null;
  for (const end = performance.now() + 300_000; performance.now() < end && runs(); await pause(100)) {
    const socket = connect(port, "127.0.0.1");
    const found = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (found) return;
  }
  throw new Error(`Nothing listens at ${port}: ${output()}`);
}
