import { Writable } from "node:stream";
import type { TestEvent } from "node:test/reporters";
import { inspect } from "node:util";

/** Report of a worker about its files: a failed test, or the end of a file with its counts. */
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
  if (details.type !== "suite") {
    if (skip !== undefined && mayNotSkip) {
      counts.failed += 1;
      tell({ kind: "failure", title: `${data.line} ${name}`, detail: `It was left out: ${skip}` });
    } else if (skip !== undefined || todo !== undefined) counts.skipped += 1;
    else counts[type === "test:pass" ? "passed" : "failed"] += 1;
  }
  if (type === "test:fail" && todo === undefined) {
    const error: Error & { failureType?: string } = data.details.error;
    // A parent only repeats what its children have told.
    if (error.failureType !== "subtestsFailed") {
      if (details.type === "suite") counts.failed += 1;
      const title = nesting === 0 ? "outside its tests" : `${data.line} ${name}`;
      tell({ kind: "failure", title, detail: inspect(error.cause ?? error, { depth: 8, breakLength: 120 }) });
    }
  }
  if (nesting > 0) return;
  const { user, system } = process.cpuUsage(cpu);
  tell({ kind: "end", ...counts, cpuSeconds: (user + system) / 1e6 });
  counts = { passed: 0, failed: 0, skipped: 0 };
  cpu = process.cpuUsage();
}

function tell(message: Report): void {
  process.send?.(message);
}
