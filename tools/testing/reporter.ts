import { Writable } from "node:stream";
import type { TestEvent } from "node:test/reporters";
import { inspect } from "node:util";

/** Report of a worker about a file: a failed test, or that it is over, with its counts. */
export type Report =
  | { readonly kind: "failure"; readonly title: string; readonly detail: string }
  | {
      readonly kind: "end";
      readonly passed: number;
      readonly failed: number;
      readonly skipped: number;
      readonly cpuSeconds: number;
    };

/** In continuous integration everything is there that a test can need. */
const mayNotSkip = Boolean(process.env.CI);

let counts = { passed: 0, failed: 0, skipped: 0 };
let cpu = process.cpuUsage();

/** Reports to the process that started this one. A file is a suite at the top. */
export default new Writable({
  objectMode: true,
  write(event: TestEvent, _encoding, done) {
    note(event);
    done();
  },
});

function note({ type, data }: TestEvent): void {
  if (type !== "test:pass" && type !== "test:fail") return;
  const { name, nesting, skip, todo, details } = data;
  const isFile = nesting === 0;
  const title = isFile ? "outside its tests" : `${data.line} ${name}`;
  if (type === "test:fail" && todo === undefined) fail(title, details.type === "suite", data.details.error);
  else if (skip !== undefined && mayNotSkip) fail(title, false, new Error(`It was left out: ${skip}`));
  else if (details.type !== "suite") counts[skip === undefined && todo === undefined ? "passed" : "skipped"] += 1;
  if (!isFile) return;
  if (counts.passed + counts.failed + counts.skipped === 0) fail(title, false, new Error("The file has no tests"));
  const { user, system } = process.cpuUsage(cpu);
  tell({ kind: "end", ...counts, cpuSeconds: (user + system) / 1e6 });
  counts = { passed: 0, failed: 0, skipped: 0 };
  cpu = process.cpuUsage();
}

function fail(title: string, isSuite: boolean, error: Error & { readonly failureType?: string }): void {
  // A parent only repeats what its children have told, and a suite is no test.
  const repeats = error.failureType === "subtestsFailed";
  if (!(repeats && isSuite)) counts.failed += 1;
  if (!repeats) tell({ kind: "failure", title, detail: inspect(error.cause ?? error, { depth: 8, breakLength: 120 }) });
}

function tell(message: Report): void {
  process.send?.(message);
}
