import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export interface Running {
  readonly baseUrl: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
};

/** The server as operators run it, in a process of its own. */
export async function startServerProcess(env: Readonly<Record<string, string>>): Promise<Running> {
  const child = spawn(process.execPath, [path("../../server/src/main.ts")], {
    env: { ...process.env, ORDERWELL_LOG_LEVEL: "info", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  const baseUrl = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const ready = /"url":"([^"]+)"[^\n]*"msg":"ready"/.exec(output);
      if (ready?.[1] !== undefined) resolve(ready[1]);
    });
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}: ${output}`)));
  });
  child.stdout.resume();
  return { baseUrl, pid: child.pid as number, stop: () => ended(child) };
}

/** The floor of HTTP: one stored reply of so many bytes. */
export async function startStoredReply(bytes: number): Promise<Running> {
  const child = fork(path("floors.ts"), ["stored-reply", String(bytes)]);
  const [{ address }] = (await once(child, "message")) as [{ address: string }];
  return { baseUrl: address, pid: child.pid as number, stop: () => ended(child) };
}
