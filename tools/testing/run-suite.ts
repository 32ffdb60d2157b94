import { type ChildProcess, fork } from "node:child_process";
import { enableCompileCache, getCompileCacheDir } from "node:module";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import type { Report } from "./reporter.ts";

/** Outcome of one run over the test files. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** A file may take this long before its process counts as stuck. */
const stuckMs = 1_000_000;

/** Where random tests begin unless another seed is asked for: they must not fail by chance. */
export const usualSeed = 1;

/**
 * Runs test files in one process more than there are processors, since many files mostly wait (for deadlines, for servers that
 * start), each file in whichever is free: prints a line per file as it ends, with what a failing one wrote, then every failure
 * in full.
 *
 * @param seed of what tests draw at random, which failures are told with.
 */
export async function runSuite(files: readonly string[], signal: AbortSignal, seed = usualSeed): Promise<Tally> {
  enableCompileCache(join(process.cwd(), "node_modules/.cache/compile"));
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  const failures: string[] = [];
  const waiting = [...files];
  const workers = Math.min(files.length, Math.max(2, availableParallelism()) + 1);
  await Promise.all(Array.from({ length: workers }, work));
  for (const failure of failures) console.log(`\n${failure}`);
  if (failures.length > 0) console.log(`\nTests that draw at random took the seed ${seed}: --seed ${seed} repeats it.`);
  return tally;

  async function work(): Promise<void> {
    let worker: Worker | undefined;
    for (let file = waiting.shift(); file !== undefined && !signal.aborted; file = waiting.shift()) {
      worker ??= new Worker(signal, seed);
      const { passed, failed, skipped, seconds, cpuSeconds, broken, output, found } = await worker.run(file);
      const name = relative(process.cwd(), file);
      tally.passed += passed;
      tally.failed += failed;
      tally.skipped += skipped;
      const times = `${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU`;
      console.log(`${failed === 0 ? "✔" : "✖"} ${name}  ${counted(passed, failed, skipped)} (${times})`);
      if (failed > 0) process.stdout.write(output);
      for (const { title, detail } of found) failures.push(`✖ ${name}:${title}\n${indent(detail)}`);
      if (broken !== undefined) {
        failures.push(`✖ ${name} failed outside its tests\n${indent(broken)}`);
        await worker.stop();
        worker = undefined;
      }
    }
    await worker?.end();
  }
}

interface Outcome extends Tally {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly broken?: string;
  readonly output: string;
  readonly found: readonly { readonly title: string; readonly detail: string }[];
}

/** A process that runs one file after another. */
class Worker {
  readonly #process: ChildProcess;
  #output = "";

  constructor(signal: AbortSignal, seed: number) {
    this.#process = fork(join(import.meta.dirname, "worker.ts"), {
      execArgv: ["--test-reporter", join(import.meta.dirname, "reporter.ts"), "--test-reporter-destination", "stderr"],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: getCompileCacheDir(),
        ORDERWELL_TEST_WORKER: "1",
        ORDERWELL_TEST_SEED: `${seed}`,
      },
    });
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.on("data", (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    signal.addEventListener("abort", () => this.#process.kill());
  }

  run(file: string): Promise<Outcome> {
    this.#output = "";
    const started = performance.now();
    const found: { title: string; detail: string }[] = [];
    return new Promise((resolve) => {
      const end = (outcome: Tally & { cpuSeconds: number; broken?: string }) => {
        clearTimeout(stuck);
        this.#process.off("message", told).off("exit", exited);
        const seconds = (performance.now() - started) / 1000;
        // What the tests printed may arrive after the report.
        setImmediate(() => resolve({ ...outcome, seconds, found, output: this.#output }));
      };
      const told = (report: Report) => {
        if (report.kind === "failure") found.push(report);
        else end(report);
      };
      const lost = (broken: string) => end({ passed: 0, failed: 1, skipped: 0, cpuSeconds: 0, broken });
      const exited = (code: number | null, signal: string | null) => lost(`The process ended: ${code ?? signal}`);
      const stuck = setTimeout(() => lost(`Not over after ${stuckMs / 1000} s`), stuckMs);
      this.#process.on("message", told).on("exit", exited);
      this.#process.send({ file });
    });
  }

  /** Lets the process stop its server and end. */
  end(): Promise<void> {
    return this.#over(() => this.#process.send("end"));
  }

  stop(): Promise<void> {
    return this.#over(() => this.#process.kill("SIGKILL"));
  }

  async #over(how: () => unknown): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = new Promise((resolve) => this.#process.once("exit", resolve));
    how();
    const late = setTimeout(() => this.#process.kill("SIGKILL"), 20_000);
    await exited;
    clearTimeout(late);
  }
}

/** `N passed, N failed`, with skipped ones named when there are any. */
export function counted(passed: number, failed: number, skipped: number): string {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
