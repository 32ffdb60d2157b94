import fc from "fast-check";
import type { Lifetime } from "../marketplace.ts";
import { testServer } from "../server.ts";
import type { Action } from "./action.ts";
import { atOnce, inTurns } from "./run.ts";
import { sequences } from "./sequences.ts";
import { newWorld } from "./world.ts";

export interface Exploration {
  /** Decides which sequences are tried, and in which order. */
  readonly seed: number;
  /** Time to look for a fault in, and as much again to make what was found small. */
  readonly seconds: number;
  /** Sequences at most. Default: as many as there is time for. */
  readonly sequences?: number;
  /** Address of a second process; with one, sequences are taken at the same time, through both. */
  readonly otherUrl?: string;
}

export interface Explored {
  readonly sequences: number;
  readonly operations: number;
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
export async function explore(t: Pick<Lifetime, "name">, options: Exploration): Promise<Explored> {
  const { seed, seconds, otherUrl } = options;
  // Its start is no time to look for faults in.
  await testServer();
  let operations = 0;
  const count = () => void operations++;
  const property =
    otherUrl === undefined
      ? fc.asyncProperty(sequences(turns), async (actions) => {
          await inTurns(await newWorld(t), actions, count);
        })
      : fc.asyncProperty(
          fc.array(sequences(turns, "at once"), { minLength: lanes, maxLength: lanes }),
          async (several: readonly (readonly Action[])[]) => {
            await atOnce(await newWorld(t, otherUrl), several, count);
          },
        );
  const limits = { interruptAfterTimeLimit: seconds * 1_000, markInterruptAsFailure: false };
  const runs = { seed, numRuns: options.sequences ?? 1_000_000, unbiased: true };
  const found = await fc.check(property as fc.IAsyncPropertyWithHooks<unknown>, {
    ...runs,
    ...limits,
    endOnFailure: true,
  });
  const { numRuns, counterexamplePath: path } = found;
  if (!found.failed || path === null) return { sequences: numRuns, operations };
  const small =
    otherUrl === undefined
      ? await fc.check(property as fc.IAsyncPropertyWithHooks<unknown>, { ...runs, ...limits, path })
      : found;
  const { counterexample, errorInstance } = small.failed ? small : found;
  const fault = `${(errorInstance as Error)?.stack}\n\nAfter, with seed ${seed}: ${fc.stringify(counterexample)}`;
  return { sequences: numRuns, operations, fault };
}
