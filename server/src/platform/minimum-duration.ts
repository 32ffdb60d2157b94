import { setTimeout as pause } from "node:timers/promises";

/** Replies take at least so long, so that their time does not tell who exists. */
const leastMs = 200;

/**
 * Does work and holds its result back until a fixed time has passed: all results, failures included, or those that
 * `applies` names.
 */
export async function withMinimumDuration<Result>(
  work: Promise<Result>,
  applies: (result: Result) => boolean = () => true,
): Promise<Result> {
  const started = performance.now();
  const [outcome] = await Promise.allSettled([work]);
  if (outcome.status === "rejected" || applies(outcome.value))
    await pause(Math.max(0, leastMs - (performance.now() - started)));
  if (outcome.status === "rejected") throw outcome.reason;
  return outcome.value;
}
