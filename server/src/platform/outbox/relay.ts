import type pg from "pg";
import { parseJson } from "../json/parse-json.ts";
import type { Subscriber } from "./delivery.ts";
import { type Claimed, claim, markDead, markDone, postpone, renew } from "./store.ts";

export interface RelayOptions {
  /** Time that a claim holds without being renewed: after that time the work of a dead process is done by another. */
  readonly leaseMs: number;
  /** Interval at which to look for what other processes announced. */
  readonly pollMs: number;
  readonly log: (message: string, data?: object) => void;
}

/** Delivers to one subscriber what waits for it, several keys at a time, each key in order. */
export class Relay {
  readonly #pool: pg.Pool;
  readonly #subscriber: Subscriber;
  readonly #options: RelayOptions;
  readonly #running = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(pool: pg.Pool, subscriber: Subscriber, options: RelayOptions) {
    this.#pool = pool;
    this.#subscriber = subscriber;
    this.#options = options;
  }

  /** Looks for work now, and from then on regularly. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#looking) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#looking = this.#look()
      .catch((error: Error) => this.#options.log("cannot look for deliveries", { reason: error.message }))
      .finally(() => {
        this.#looking = undefined;
        if (this.#again) {
          this.#again = false;
          this.wake();
        } else if (!this.#stopped) {
          this.#timer = setTimeout(() => this.wake(), this.#options.pollMs);
        }
      });
  }

  /** Begins nothing more, and waits for the attempts under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
    await Promise.all(this.#running);
  }

  async #look(): Promise<void> {
    const free = (this.#subscriber.concurrency ?? 8) - this.#running.size;
    if (free <= 0) return;
    for (const claimed of await claim(this.#pool, this.#subscriber.name, free, this.#options.leaseMs)) {
      const attempt: Promise<void> = this.#attempt(claimed)
        .catch((error: Error) => {
          // Nothing is lost: when the lease ends, the delivery is due again.
          this.#options.log("cannot record how a delivery ended", { id: claimed.id, reason: error.message });
        })
        .finally(() => {
          this.#running.delete(attempt);
          // The key's next delivery may be waiting.
          this.wake();
        });
      this.#running.add(attempt);
    }
  }

  async #attempt(claimed: Claimed): Promise<void> {
    const { leaseMs } = this.#options;
    const lost = new AbortController();
    const heldSince = { at: performance.now() };
    const renewing = setInterval(() => {
      const asked = performance.now();
      renew(this.#pool, claimed, leaseMs)
        .then((held) => {
          if (held) heldSince.at = asked;
          else lost.abort();
        })
        .catch(() => {
          if (performance.now() - heldSince.at > leaseMs) lost.abort();
        });
    }, leaseMs / 3);
    try {
      await this.#subscriber.deliver({
        id: claimed.id,
        marketplaceId: claimed.marketplaceId,
        type: claimed.type,
        key: claimed.key,
        payload: parseJson(claimed.payload),
        announcedAt: new Date(claimed.announcedMs),
        attempt: claimed.attempts,
        signal: lost.signal,
      });
    } catch (error) {
      await this.#failed(claimed, error);
      return;
    } finally {
      clearInterval(renewing);
    }
    await markDone(this.#pool, claimed);
  }

  async #failed(claimed: Claimed, error: unknown): Promise<void> {
    const { name, attempts = 8, firstDelayMs = 30_000, longestDelayMs = 3_600_000 } = this.#subscriber;
    const reason = error instanceof Error ? error.message : String(error);
    const facts = { subscriber: name, type: claimed.type, id: claimed.id, attempt: claimed.attempts, reason };
    if (claimed.attempts >= attempts) {
      this.#options.log("a delivery was given up and kept as a dead letter", facts);
      await markDead(this.#pool, claimed, reason);
      return;
    }
    this.#options.log("a delivery failed and will be tried again", facts);
    const delayMs = Math.min(firstDelayMs * 2 ** (claimed.attempts - 1), longestDelayMs);
    await postpone(this.#pool, claimed, delayMs, reason);
  }
}
