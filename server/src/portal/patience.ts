import { setTimeout as pause } from "node:timers/promises";
import { BoundedCache } from "../platform/caches/bounded-cache.ts";
import type { Clock } from "../platform/clock.ts";
import { OneAtATime } from "../platform/work/one-at-a-time.ts";

interface Failures {
  readonly count: number;
  readonly lastAt: number;
}

/** Wrong passwords before the next one has to wait. */
const freeFailures = 4;
const firstDelayMs = 250;
const longestDelayMs = 2_000;
/** Wrong passwords are forgotten when none followed for so long. */
const forgottenAfterMs = 15 * 60_000;
/** Attempts that wait for those before. */
const mostWaiting = 5;

/**
 * Slows down whoever gives wrong passwords, and locks nobody out: attempts of a kind are judged one after the other, each
 * later than the one before, up to two seconds (docs/behaviour/portal-and-tools.md §1).
 */
export class Patience {
  readonly #clock: Clock;
  readonly #queues = new OneAtATime(mostWaiting);
  readonly #failures = new BoundedCache<Failures>("portal_failures", { maxBytes: 4_000_000, bytesOf: () => 32 });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Judges an attempt when its time has come.
   *
   * @param kind whose account it is for, and from where.
   * @param judge answers nothing for a wrong password.
   * @throws ApiError TooManyRequests when too many wait already.
   */
  judge<Result extends {}>(kind: string, judge: () => Promise<Result | undefined>): Promise<Result | undefined> {
    return this.#queues.run(kind, async () => {
      const count = this.#countOf(kind);
      if (count > freeFailures)
        await pause(Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(count - freeFailures - 1, 10)));
      const result = await judge();
      if (result === undefined) this.#failures.set(kind, { count: count + 1, lastAt: this.#clock.now().getTime() });
      else this.#failures.delete(kind);
      return result;
    });
  }

  #countOf(kind: string): number {
    const known = this.#failures.get(kind);
    return known === undefined || this.#clock.now().getTime() - known.lastAt > forgottenAfterMs ? 0 : known.count;
  }
}
