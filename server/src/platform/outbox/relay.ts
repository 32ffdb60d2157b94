import { LRUCache } from "lru-cache";
import type pg from "pg";
import type { SecretBox } from "../secret-box.ts";
import { type Answered, type AttemptNote, noteOf, plain, type Unanswered } from "./answers.ts";
import { type CircuitOptions, Circuits } from "./circuits.ts";
import type { GivenUp, Subscriber } from "./delivery.ts";
import { findLanes, lookedAt, type SeenLane } from "./lanes.store.ts";
import { Lanes, type Share } from "./lanes.ts";
import { openPayload } from "./payload.ts";
import { type Claimed, claim, markDead, markDone, postpone, renew } from "./store.ts";

export interface RelayOptions {
  /** Time that a claim holds without being renewed: after that time the work of a dead process is done by another. */
  readonly leaseMs: number;
  /** Interval at which to look for what other processes announced. */
  readonly pollMs: number;
  readonly circuit: CircuitOptions;
  /** Pauses after failed attempts, where they differ from the subscribers'. */
  readonly delays?: { readonly firstMs: number; readonly longestMs: number };
  readonly log: (message: string, data?: object) => void;
  /** Opens what the database holds sealed. */
  readonly secrets: SecretBox;
  /** Is told of each delivery before it is given up, once or more often. Default: nobody is. */
  readonly givingUp?: (delivery: GivenUp) => Promise<void>;
  /** Tells whether this process delivers for a marketplace; others do for the rest. Default: it does for all. */
  readonly isFor?: (marketplaceId: string) => boolean;
}

/** Numbers that metrics show of one subscriber, in this process. */
export interface RelayFigures {
  readonly subscriber: string;
  /** Attempts under way. */
  readonly running: number;
  /** Targets that are left alone since they do not answer. */
  readonly openCircuits: number;
  /** Attempts so far, by how they ended. */
  readonly ended: Readonly<Record<"delivered" | "failed" | "silent" | "dead", number>>;
}

/** Attempts that a process makes at the same time, unless the subscriber says otherwise. */
const usualConcurrency = 8;

/** Marketplaces with more targets than one look takes, of which it is remembered where the next one begins. */
const mostCursors = 1_000;

/**
 * Delivers to one subscriber what waits for it, several keys at a time, each key in order; turns go round by marketplace and
 * target, so that one that hangs holds up no other (docs/behaviour/integrations.md §2.1).
 */
export class Relay {
  readonly #pool: pg.Pool;
  readonly #subscriber: Subscriber;
  readonly #options: RelayOptions;
  readonly #running = new Set<Promise<void>>();
  readonly #lanes: Lanes;
  /** Where the next look begins: after this marketplace, and within those that have more targets after this one. */
  #after = "";
  readonly #within = new LRUCache<string, string>({ max: mostCursors });
  readonly #ended = { delivered: 0, failed: 0, silent: 0, dead: 0 };
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(pool: pg.Pool, subscriber: Subscriber, options: RelayOptions) {
    this.#pool = pool;
    this.#subscriber = subscriber;
    this.#options = options;
    const { concurrency: size = usualConcurrency, perTarget = size } = subscriber;
    this.#lanes = new Lanes({ size, perTarget }, new Circuits(options.circuit));
  }

  get figures(): RelayFigures {
    const { running, open } = this.#lanes;
    return { subscriber: this.#subscriber.name, running, openCircuits: open, ended: this.#ended };
  }

  /** Tells whether its subscriber is told of announcements of a type. */
  hears(type: string): boolean {
    return this.#subscriber.types.includes(type);
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

  /** Goes over the lanes from where the last look ended to the last one, or until there is enough to do. */
  async #look(): Promise<void> {
    const { isFor = () => true } = this.#options;
    while (!this.#lanes.isFull && !this.#stopped) {
      const seen = await findLanes(this.#pool, this.#subscriber.name, this.#after, [...this.#within]);
      const isEnd = this.#remember(seen);
      const due = seen.flatMap(({ marketplaceId, target, due }) =>
        due && target !== null && isFor(marketplaceId) ? [{ marketplaceId, target }] : [],
      );
      await this.#begin(this.#lanes.shareOut(due));
      if (isEnd) return;
    }
  }

  /** Remembers where the next look begins. @returns whether this one came to the end. */
  #remember(seen: readonly SeenLane[]): boolean {
    const byMarketplace = Map.groupBy(seen, ({ marketplaceId }) => marketplaceId);
    const isEnd = byMarketplace.size < lookedAt.marketplaces;
    this.#after = isEnd ? "" : (seen.at(-1) as SeenLane).marketplaceId;
    for (const [marketplaceId, lanes] of byMarketplace) {
      const last = lanes.at(-1)?.target;
      if (lanes.length === lookedAt.targets && last) this.#within.set(marketplaceId, last);
      else this.#within.delete(marketplaceId);
    }
    return isEnd;
  }

  async #begin(shares: readonly Share[]): Promise<void> {
    if (shares.length === 0) return;
    for (const claimed of await claim(this.#pool, this.#subscriber.name, shares, this.#options.leaseMs)) {
      this.#lanes.begin(claimed);
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
    let silent = false;
    let answered: Answered | Unanswered | void;
    const began = { date: new Date(), at: performance.now() };
    const note = (outcome: unknown, error?: string) => noteOf(began.date, performance.now() - began.at, outcome, error);
    try {
      answered = await this.#subscriber.deliver({
        id: claimed.id,
        marketplaceId: claimed.marketplaceId,
        type: claimed.type,
        key: claimed.key,
        payload: openPayload(this.#options.secrets, claimed.payload),
        announcedAt: new Date(claimed.announcedMs),
        attempt: claimed.attempts,
        signal: lost.signal,
      });
      silent = answered !== undefined && "unanswered" in answered;
    } catch (error) {
      silent = this.#subscriber.isSilence?.(error) === true;
      await this.#failed(claimed, error, silent, note);
      return;
    } finally {
      clearInterval(renewing);
      this.#lanes.end(claimed, silent);
    }
    this.#ended[silent ? "silent" : "delivered"]++;
    await markDone(this.#pool, claimed, note(answered));
  }

  /** Whoever cannot be told must not keep it from ending. */
  async #tellOfGivingUp({ id, marketplaceId, type, key, attempts, payload }: Claimed, error: string): Promise<void> {
    const subscriber = this.#subscriber.name;
    try {
      const said = openPayload(this.#options.secrets, payload);
      await this.#options.givingUp?.({ id, marketplaceId, subscriber, type, key, payload: said, attempts, error });
    } catch (failure) {
      this.#options.log("cannot tell of a delivery that is given up", { id, reason: (failure as Error).message });
    }
  }

  async #failed(
    claimed: Claimed,
    error: unknown,
    silent: boolean,
    note: (outcome: unknown, error: string) => AttemptNote,
  ): Promise<void> {
    this.#ended[silent ? "silent" : "failed"]++;
    const { delays } = this.#options;
    const { name, attempts = 8, firstDelayMs = 30_000, longestDelayMs = 3_600_000 } = this.#subscriber;
    const reason = plain(error instanceof Error ? error.message : String(error));
    const facts = { subscriber: name, type: claimed.type, id: claimed.id, attempt: claimed.attempts, reason };
    if (claimed.attempts >= attempts) {
      this.#ended.dead++;
      this.#options.log("a delivery was given up and kept as a dead letter", facts);
      await this.#tellOfGivingUp(claimed, reason);
      await markDead(this.#pool, claimed, reason, note(error, reason));
      return;
    }
    this.#options.log("a delivery failed and will be tried again", facts);
    const delayMs = Math.min(
      (delays?.firstMs ?? firstDelayMs) * 2 ** (claimed.attempts - 1),
      delays?.longestMs ?? longestDelayMs,
    );
    await postpone(this.#pool, claimed, delayMs, reason, note(error, reason));
  }
}
