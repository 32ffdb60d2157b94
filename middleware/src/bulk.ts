import { setTimeout as pause } from "node:timers/promises";

export interface BulkOptions {
  /** Items that are worked on at the same time. Default 8. */
  readonly maxConcurrent?: number;
  /** Pause between the beginnings of two, in milliseconds. Default none. */
  readonly minPauseMs?: number;
  /** Pauses before an item is tried again, in milliseconds. Default 1, 3 and 7 seconds. */
  readonly retryAfterMs?: readonly number[];
  /** Tells whether trying again may help. Default: 429, 5xx, and failures without a status. */
  isTransient?(error: unknown): boolean;
}

export interface Failure<Item> {
  readonly item: Item;
  readonly error: unknown;
}

export interface BulkReport<Item, Result> {
  /** Results of what succeeded, in the order of the items. */
  readonly results: readonly Result[];
  readonly failed: readonly Failure<Item>[];
}

/** Longest pause that a service's `Retry-After` may ask for, in milliseconds. */
const longestPauseMs = 60_000;

/**
 * Works on many items, some at a time, and goes on where one fails. `Retry-After` is heeded.
 *
 * @param items read as they are needed: thousands of an `AsyncIterable` are never in memory together, their results are.
 */
export async function inBulk<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
  options: BulkOptions = {},
): Promise<BulkReport<Item, Result>> {
  const { maxConcurrent = 8, minPauseMs = 0 } = options;
  const results: { index: number; result: Result }[] = [];
  const failed: (Failure<Item> & { index: number })[] = [];
  const running = new Set<Promise<void>>();
  let index = 0;
  for await (const item of items) {
    if (index > 0 && minPauseMs > 0) await pause(minPauseMs);
    while (running.size >= maxConcurrent) await Promise.race(running);
    const place = index++;
    const one = attempt(() => work(item), options)
      .then(
        (result) => void results.push({ index: place, result }),
        (error) => void failed.push({ index: place, item, error }),
      )
      .finally(() => running.delete(one));
    running.add(one);
  }
  await Promise.all(running);
  return {
    results: results.sort((a, b) => a.index - b.index).map(({ result }) => result),
    failed: failed.sort((a, b) => a.index - b.index).map(({ item, error }) => ({ item, error })),
  };
}

async function attempt<Result>(work: () => Promise<Result>, options: BulkOptions): Promise<Result> {
  const { retryAfterMs = [1_000, 3_000, 7_000], isTransient = mayPass } = options;
  for (const usualMs of retryAfterMs) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error)) throw error;
      await pause(Math.min(askedPauseMs(error) ?? usualMs, longestPauseMs));
    }
  }
  return work();
}

function mayPass(error: unknown): boolean {
  const { status } = (error ?? {}) as { readonly status?: unknown };
  return typeof status !== "number" || status === 429 || status >= 500;
}

/** `Retry-After` of the reply that an SDK's error carries. */
function askedPauseMs(error: unknown): number | undefined {
  const { response } = (error ?? {}) as {
    readonly response?: { readonly headers?: Readonly<Record<string, unknown>> };
  };
  const seconds = Number(response?.headers?.["retry-after"]);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
