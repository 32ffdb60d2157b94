/** Looks up the number of the last transaction with changes that can be read, of those marketplaces that have any. */
export type Latest = (marketplaceIds: readonly string[]) => Promise<ReadonlyMap<string, bigint>>;

/** Where somebody is: they have read whatever transactions before that number changed. */
export interface Place {
  readonly marketplaceId: string;
  readonly transaction: bigint;
}

interface Waiting {
  readonly place: Place;
  readonly wake: () => void;
}

/**
 * Those who wait for changes: woken by commits of this process, and by one look a second for what others committed, however
 * many wait and in however many marketplaces (docs/behaviour/integrations.md §10).
 */
export class Waits {
  readonly #latest: Latest;
  readonly #lookMs: number;
  readonly #waiting = new Map<string, Set<Waiting>>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param lookMs pause between two looks for what other processes committed, in milliseconds. */
  constructor(latest: Latest, lookMs = 1_000) {
    this.#latest = latest;
    this.#lookMs = lookMs;
  }

  /** A transaction of this process with changes was committed. */
  committed(marketplaceId: string): void {
    for (const { wake } of this.#waiting.get(marketplaceId) ?? []) wake();
  }

  /** Waits until there may be changes after a place, or for so long. */
  async next(place: Place, ms: number, signal: AbortSignal): Promise<void> {
    const { marketplaceId } = place;
    const waiting = this.#waiting.get(marketplaceId) ?? new Set();
    this.#waiting.set(marketplaceId, waiting);
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        waiting.delete(one);
        if (waiting.size === 0) this.#waiting.delete(marketplaceId);
        resolve();
      };
      const one = { place, wake: end };
      const timer = setTimeout(end, ms);
      signal.addEventListener("abort", end);
      waiting.add(one);
      this.#lookLater();
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #lookLater(): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#look()
        // Whoever waits looks by themselves from time to time.
        .catch(() => {})
        .finally(() => {
          this.#timer = undefined;
          if (this.#waiting.size > 0) this.#lookLater();
        });
    }, this.#lookMs);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    if (this.#waiting.size === 0) return;
    const latest = await this.#latest([...this.#waiting.keys()]);
    for (const [marketplaceId, last] of latest)
      for (const { place, wake } of this.#waiting.get(marketplaceId) ?? []) if (last >= place.transaction) wake();
  }
}
