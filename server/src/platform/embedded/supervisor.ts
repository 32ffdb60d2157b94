import { spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanEnvironment, runAs } from "./account.ts";
import { program } from "./binaries.ts";
import type { EmbeddedDatabase } from "./embedded-database.ts";
import { EmbeddedDatabaseError } from "./embedded-error.ts";
import { createDatabase, type Endpoint, freshEndpoint, openDatabase, urlOf } from "./endpoint.ts";
import type { Placement } from "./placement.ts";
import {
  disownPostmaster,
  isAlive,
  isPostmasterOf,
  readPostmaster,
  stopPostmaster,
  waitUntilGone,
} from "./postmaster.ts";
import { ServerLog } from "./server-log.ts";
import { clearSocketFolder, removeSocketFolder } from "./socket-folder.ts";

/** Interval at which a running PostgreSQL is looked at: its process and its log. */
const watchEveryMs = 250;
/** Time that processes of a killed PostgreSQL may hold its memory before a new one gives up. */
const leftoversMs = 15_000;

/** Keeps one PostgreSQL running. */
export class Supervisor implements EmbeddedDatabase {
  readonly #dataFolder: string;
  readonly #placement: Placement;
  readonly #log: (message: string, data?: object) => void;
  readonly #release: () => void;
  readonly #serverLog: ServerLog;
  #endpoint: Endpoint = { socketFolder: "", port: 0 };
  #pid = 0;
  #version = "";
  #recovered = false;
  #watch: NodeJS.Timeout | undefined;
  #restarting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  readonly #stopRequested = new AbortController();

  constructor(
    dataFolder: string,
    placement: Placement,
    log: (message: string, data?: object) => void,
    release: () => void,
  ) {
    this.#dataFolder = dataFolder;
    this.#placement = placement;
    this.#log = log;
    this.#release = release;
    this.#serverLog = new ServerLog(join(dataFolder, "postgres.log"));
  }

  get url(): string {
    return urlOf(this.#endpoint, this.#placement);
  }

  get version(): string {
    return this.#version;
  }

  get recovered(): boolean {
    return this.#recovered;
  }

  /** @param isNew whether the data directory was made just now. */
  async start(isNew: boolean): Promise<void> {
    if (isNew || !(await this.#adopt())) {
      this.#endpoint = await freshEndpoint(this.#dataFolder, this.#placement);
      await this.#launch(isNew);
    }
    this.#watch = setInterval(() => this.#look(), watchEveryMs).unref();
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#stopRequested.abort();
    clearInterval(this.#watch);
    if (isAlive(this.#pid)) await stopPostmaster(this.#placement, this.#pid);
    await this.#restarting;
    removeSocketFolder(this.#dataFolder, this.#endpoint.socketFolder);
    this.#release();
  }

  /** Takes over the PostgreSQL that a killed server left, or sees it end. */
  async #adopt(): Promise<boolean> {
    const { cluster } = this.#placement;
    let left = readPostmaster(cluster);
    if (!left) return false;
    const { pid } = left;
    while (isPostmasterOf(cluster, pid) && left?.status === "starting") {
      await sleep(50);
      left = readPostmaster(cluster);
    }
    if (!isPostmasterOf(cluster, pid)) return false;
    if (left?.status === "ready") {
      this.#endpoint = { socketFolder: left.socketFolder, port: left.port };
      try {
        this.#version = await openDatabase(this.#endpoint, this.#placement);
        this.#pid = pid;
        this.#serverLog.skipStart();
        this.#log("took over the PostgreSQL that a killed server left running", { pid });
        this.#reportNews();
        return true;
      } catch (error) {
        this.#log("the PostgreSQL that a killed server left running does not answer; ending it", {
          pid,
          reason: (error as Error).message,
        });
      }
    }
    if (!(await waitUntilGone(pid, left?.status === "stopping" ? 30_000 : 0))) {
      await stopPostmaster(this.#placement, pid, 10_000);
    }
    return false;
  }

  async #launch(isNew = false): Promise<void> {
    const until = performance.now() + leftoversMs;
    while (!this.#stopRequested.signal.aborted) {
      const ended = this.#spawn();
      const ready = await this.#waitUntilReady(ended);
      this.#reportNews();
      if (ready) break;
      const reason = this.#serverLog.tail();
      const held = reason.includes("shared memory block") || reason.includes("postmaster.pid");
      if (!held || performance.now() > until) {
        throw new EmbeddedDatabaseError(
          `PostgreSQL did not start (${ended.how}) as ${this.#placement.account.description}: ${reason || `see ${this.#serverLog.file}`}`,
        );
      }
      await sleep(100);
    }
    if (isNew) await createDatabase(this.#endpoint, this.#placement);
    this.#version = await openDatabase(this.#endpoint, this.#placement);
  }

  #spawn(): { how: string | undefined } {
    const { account, binaries, cluster } = this.#placement;
    const ended: { how: string | undefined } = { how: undefined };
    if (!isPostmasterOf(cluster, readPostmaster(cluster)?.pid ?? 0)) {
      disownPostmaster(cluster);
      clearSocketFolder(this.#endpoint.socketFolder);
    }
    const output = this.#serverLog.startNew();
    const args = ["-D", cluster, ...this.#settings().flatMap((setting) => ["-c", setting])];
    if (process.platform === "win32") {
      closeSync(output);
      // Only pg_ctl can drop an administrator's rights, with which PostgreSQL refuses to run.
      const options = args.slice(2).map((arg) => `"${arg}"`);
      const log = ["-l", this.#serverLog.file, "-o", options.join(" ")];
      const { status } = runAs(account, program(binaries, "pg_ctl"), ["start", "-W", "-D", cluster, ...log]);
      if (status !== 0) ended.how = `pg_ctl ended with ${status}`;
      this.#pid = 0;
      return ended;
    }
    const { command, args: wrapped } = account.wrap(program(binaries, "postgres"), args);
    // Detached: an interrupt typed at the terminal must reach PostgreSQL only after this process has finished its requests.
    const child = spawn(command, wrapped, {
      ...account.owner,
      cwd: "/",
      env: cleanEnvironment(),
      detached: true,
      stdio: ["ignore", output, output],
    });
    closeSync(output);
    child.once("error", (error) => {
      ended.how = error.message;
    });
    child.once("exit", (code, signal) => {
      ended.how = signal ?? `exit code ${code}`;
    });
    child.unref();
    this.#pid = child.pid ?? 0;
    return ended;
  }

  #settings(): string[] {
    const { socketFolder, port } = this.#endpoint;
    return [
      `port=${port}`,
      `listen_addresses=${socketFolder ? "" : "127.0.0.1"}`,
      `unix_socket_directories=${socketFolder ? `"${socketFolder}"` : ""}`,
      "unix_socket_permissions=0700",
      "fsync=on",
      "synchronous_commit=on",
      "full_page_writes=on",
      "log_destination=stderr",
      "logging_collector=off",
      "log_min_messages=log",
      "lc_messages=C",
    ];
  }

  async #waitUntilReady(ended: { how: string | undefined }): Promise<boolean> {
    const started = performance.now();
    let announced = false;
    while (ended.how === undefined) {
      const postmaster = readPostmaster(this.#placement.cluster);
      if (postmaster?.status === "ready" && (this.#pid === 0 || postmaster.pid === this.#pid)) {
        this.#pid = postmaster.pid;
        return true;
      }
      if (!announced && performance.now() - started > 5_000) {
        announced = true;
        this.#log("PostgreSQL is still starting; after a crash it first repeats what was not yet written");
      }
      await sleep(5);
    }
    return false;
  }

  #look(): void {
    this.#reportNews();
    if (this.#restarting || isAlive(this.#pid)) return;
    this.#log("PostgreSQL ended unexpectedly; starting it again", { pid: this.#pid });
    this.#restarting = this.#restart().finally(() => {
      this.#restarting = undefined;
    });
  }

  async #restart(): Promise<void> {
    const { signal } = this.#stopRequested;
    for (let delayMs = 100; !signal.aborted; delayMs = Math.min(delayMs * 2, 10_000)) {
      try {
        await this.#launch();
        this.#log("PostgreSQL runs again", { pid: this.#pid });
        return;
      } catch (error) {
        if (!signal.aborted) this.#log("PostgreSQL does not start", { reason: (error as Error).message });
        await sleep(delayMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #reportNews(): void {
    const { lines, recovered } = this.#serverLog.news();
    this.#recovered ||= recovered;
    if (recovered)
      this.#log("PostgreSQL had not been shut down properly and recovers everything committed from its log");
    for (const line of lines) this.#log(`PostgreSQL: ${line}`);
  }
}
