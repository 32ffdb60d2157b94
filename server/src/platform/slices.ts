import { setImmediate } from "node:timers/promises";

/** Work that takes long; others may do something at each `yield`. */
export type Sliced<Result> = Generator<void, Result>;

/** Milliseconds after which others have their turn. */
const slice = 5;

/** Does the work without a break. */
export function atOnce<Result>(work: Sliced<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** Does the work in slices, between which requests are answered. */
export async function inSlices<Result>(work: Sliced<Result>): Promise<Result> {
  for (let began = performance.now(); ; ) {
    const { done, value } = work.next();
    if (done === true) return value;
    if (performance.now() - began < slice) continue;
    await setImmediate();
    began = performance.now();
  }
}
