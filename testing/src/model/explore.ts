import fc from "fast-check";
import type { Lifetime } from "../marketplace.ts";
import { receiver } from "../receiver.ts";
import { testServer } from "../server.ts";
import { serve } from "./market/service.ts";
import { newWorld } from "./market/world.ts";
import { atOnce, type Count, inTurns } from "./run.ts";
import { sequences } from "./sequences.ts";
import type { Action } from "./steps/action.ts";

export interface Exploration {
  /** Decides which sequences are tried, and in which order. */
  readonly seed: number;
  /** Time to look for a fault in, and as much again to make what was found small. */
  readonly seconds: number;
  /** Address of a second process; with one, sequences are taken at the same time, through both. */
  readonly otherUrl?: string;
}

export interface Explored {
  /** Those that were gone through to their end. */
  readonly sequences: number;
  readonly operations: number;
  /** How often each operation came to what, by `operation code`. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** The fault and how to meet it again; undefined where none was found. */
  readonly fault?: string;
}

/** Turns of a sequence at most: enough to sell out, and to exhaust what limits there are. */
const turns = 50;
/** People who act at the same time. */
const lanes = 4;

/**
 * Drives marketplaces with random operations of several people, each sequence in a marketplace of its own, and holds them to
 * the model: step by step, or with a second process at rest, when all have done theirs. What fails in turns is made smaller
 * by trying parts of it; what fails at the same time depends on it, and is told as it was.
 */
export async function explore(t: Lifetime, options: Exploration): Promise<Explored> {
  const { seed, seconds, otherUrl } = options;
  // Its start is no time to look for faults in.
  await testServer();
  const service = await receiver(t, ({ path, payload }) => serve(path, payload.OrderWorksheet));
  let [sequencesDone, operations] = [0, 0];
  const outcomes = new Map<string, number>();
  const count: Count = (operation, outcome) => {
    operations++;
    const key = `${operation} ${outcome}`;
    outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
  };
  // One that has begun when the time is over is not broken off: it ends here, and is judged as the others are.
  let running: Promise<void> = Promise.resolve();
  const judged = (work: () => Promise<void>): Promise<void> => {
    running = work().then(() => void sequencesDone++);
    return running;
  };
  const property =
    otherUrl === undefined
      ? fc.asyncProperty(sequences(turns), (actions) =>
          judged(async () => inTurns(await newWorld(t, service.url), actions, count)),
        )
      : fc.asyncProperty(
          fc.array(sequences(turns, "at once"), { minLength: lanes, maxLength: lanes }),
          (several: readonly (readonly Action[])[]) =>
            judged(async () => atOnce(await newWorld(t, service.url, otherUrl), several, count)),
        );
  const limits = { interruptAfterTimeLimit: seconds * 1_000, markInterruptAsFailure: false };
  const runs = { seed, numRuns: 1_000_000, unbiased: true };
  const found = await fc.check(property as fc.IAsyncPropertyWithHooks<unknown>, {
    ...runs,
    ...limits,
    endOnFailure: true,
  });
  const { counterexamplePath: path } = found;
  const again = `with seed ${seed}`;
  if (!found.failed || path === null) {
    const late: unknown = await running.catch((error: unknown) => error);
    const fault = late instanceof Error && `${late.stack}\n\nIn the last sequence, ${again}`;
    return { sequences: sequencesDone, operations, outcomes, ...(fault && { fault }) };
  }
  const small =
    otherUrl === undefined
      ? await fc.check(property as fc.IAsyncPropertyWithHooks<unknown>, { ...runs, ...limits, path })
      : found;
  await running.catch(() => {});
  const { counterexample, errorInstance } = small.failed ? small : found;
  const fault = `${(errorInstance as Error)?.stack}\n\nAfter, ${again}: ${fc.stringify(counterexample)}`;
  return { sequences: sequencesDone, operations, outcomes, fault };
}
