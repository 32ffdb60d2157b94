import { relative } from "node:path";
import { run } from "node:test";
import { inspect, stripVTControlCharacters } from "node:util";

/** Outcome of one run over the test files. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

interface Failure {
  readonly title: string;
  readonly detail: string;
}

/** One test or suite of tests may take this long before it counts as failed. */
const timeoutMs = 180_000;

/**
 * Runs test files two at a time, each in a process of its own: prints a line per file as it ends, with what a failing one
 * wrote, then every failure in full.
 */
export async function runSuite(files: readonly string[], signal: AbortSignal): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  const failures: Failure[] = [];
  const output = new Map<string, string>();
  /** Files that ran their tests, with how many failed; the process of a file may fail for itself as well. */
  const reported = new Map<string, number>();
  const broken = new Set<string>();
  const stream = run({ files: [...files], concurrency: 2, isolation: "process", timeout: timeoutMs, signal });
  const note = ({ file, message }: { file?: string; message: string }) => {
    if (file) output.set(file, (output.get(file) ?? "") + message);
  };
  const writeOutput = (file: string) => process.stdout.write(stripVTControlCharacters(output.get(file) ?? ""));
  stream.on("test:stdout", note);
  stream.on("test:stderr", note);
  stream.on("test:diagnostic", ({ file, message }) => note({ ...(file && { file }), message: `${message}\n` }));
  stream.on("test:fail", ({ name, file, line, todo, details }) => {
    const error: Error & { failureType?: string } = details.error;
    // A parent only repeats what its children have told.
    if (todo !== undefined || error.failureType === "subtestsFailed") return;
    if (name === file) broken.add(file);
    else failures.push({ title: file ? `${nameOf(file)}:${line} ${name}` : name, detail: describe(error) });
  });
  stream.on("test:summary", ({ file, counts, duration_ms }) => {
    if (file === undefined) return;
    const skipped = counts.skipped + counts.todo;
    const failed = counts.tests - counts.passed - skipped;
    reported.set(file, failed);
    tally.passed += counts.passed;
    tally.failed += failed;
    tally.skipped += skipped;
    const mark = failed ? "✖" : "✔";
    console.log(`${mark} ${nameOf(file)}  ${counted(counts.passed, failed, skipped)} (${seconds(duration_ms)})`);
    if (failed) writeOutput(file);
  });
  for await (const _ of stream) {
    // Reading the stream is what drives the run; the listeners above do the work.
  }
  for (const file of files) {
    const silent = !reported.has(file);
    if (!silent && !(broken.has(file) && reported.get(file) === 0)) continue;
    tally.failed += 1;
    console.log(`✖ ${nameOf(file)}  ${silent ? "ended without having run its tests" : "failed outside its tests"}`);
    writeOutput(file);
  }
  tally.failed = Math.max(tally.failed, failures.length);
  for (const { title, detail } of failures) console.log(`\n✖ ${title}\n${indent(detail)}`);
  return tally;
}

/** `N passed, N failed`, with skipped ones named when there are any. */
export function counted(passed: number, failed: number, skipped: number): string {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;
}

function nameOf(file: string): string {
  return relative(process.cwd(), file);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function describe(error: Error): string {
  return inspect(error.cause ?? error, { depth: 8, breakLength: 120 });
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
