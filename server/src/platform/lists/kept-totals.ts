import { BoundedCache } from "../caches/bounded-cache.ts";
import type { TenantDb } from "../db/session.ts";
import { compile, type RawBuilder } from "../db/sql.ts";
import { readKey, SharedReads } from "./shared-reads.ts";

/** When totals are kept. */
interface Keeping {
  /** The least that are: smaller ones are always exact. */
  readonly from: number;
  /** Milliseconds that counting took at least. */
  readonly slowMs: number;
  /** Time as a multiple of what counting took, and the longest, in milliseconds. */
  readonly times: number;
  readonly longestMs: number;
}

const usual: Keeping = { from: 10_000, slowMs: 20, times: 20, longestMs: 60_000 };
const maxBytes = 1_000_000;

interface Kept {
  readonly total: number;
  readonly until: number;
}

/**
 * Totals of lists that took long to count, of more than ten thousand: answers may show them for twenty times as long as that
 * took, a minute at most (docs/behaviour/conventions.md §6.1). So a list that is asked for over and over costs the database a
 * twentieth of its time, however much it finds.
 *
 * Whoever asks while the same is being counted waits for that count. One that was begun before they asked is of no use if the
 * total must be exact: then all who waited share the next.
 */
export class KeptTotals {
  readonly #keeping: Keeping;
  readonly #kept = new BoundedCache<Kept>("list_totals", { maxBytes, bytesOf: () => 16 });
  readonly #reads: SharedReads;

  /** @param keeping where it differs from the usual, for tests. */
  constructor(reads = new SharedReads(), keeping: Partial<Keeping> = {}) {
    this.#reads = reads;
    this.#keeping = { ...usual, ...keeping };
  }

  get caches(): readonly BoundedCache<Kept>[] {
    return [this.#kept];
  }

  /**
   * The `total` of a query that counts rows of the marketplace.
   *
   * @param db that is asked where nothing is kept.
   */
  async count(db: TenantDb, query: RawBuilder<unknown>): Promise<number> {
    const statement = compile(query);
    const key = readKey(db, statement);
    const kept = this.#kept.get(key);
    if (kept !== undefined && performance.now() < kept.until) return kept.total;
    const isLarge = (total: number) => total > this.#keeping.from;
    return this.#reads.share(key, () => this.#count(db, statement, key), isLarge);
  }

  /** Tells whether the total of a query is kept: it is more than ten thousand then. */
  isKept(db: TenantDb, query: RawBuilder<unknown>): boolean {
    const kept = this.#kept.get(readKey(db, compile(query)));
    return kept !== undefined && performance.now() < kept.until;
  }

  async #count(db: TenantDb, statement: ReturnType<typeof compile>, key: string): Promise<number> {
    const { from, slowMs, times, longestMs } = this.#keeping;
    const began = performance.now();
    const total = (await db.row<{ total: number }>(statement))?.total ?? 0;
    const now = performance.now();
    const took = now - began;
    if (total > from && took >= slowMs) this.#kept.set(key, { total, until: now + Math.min(took * times, longestMs) });
    return total;
  }
}
