import { BoundedCache, textBytes } from "../../platform/caches/bounded-cache.ts";
import type { RawJson } from "../../platform/wire/reply.ts";
import type { KeptFacets } from "../facets/kept-facets.store.ts";
import type { ClassCounts } from "../visibility/counted-classes.store.ts";
import type { ClassSet } from "../visibility/visible-products.ts";

/** Facets of everything in a set of classes. */
interface CountedFacets extends ClassCounts {
  readonly facets: RawJson;
  /** Time for which they may lag behind, and when they were counted, in milliseconds. */
  readonly lag: number;
  readonly at: number;
  /** True for what another process has counted. */
  readonly lent?: true;
}

/** Facets of more products than this may lag behind: counting them takes more than a tenth of a second. */
const mostCounted = 20_000;
/** Share of the time that is spent on counting the facets of so many products anew, at most. */
const share = 0.05;
/** How long counts of another process do, where there is no index to count them: less than that takes to be made, in milliseconds. */
const lentMs = 300_000;
/** Time between two times that counts of the same products are kept for other processes, in milliseconds. */
const betweenMs = 60_000;

/** Facets of all that shoppers see in places, as long as nothing of it changes. */
export class FacetCache {
  readonly #counted = new BoundedCache<CountedFacets>("facets", {
    maxBytes: 32_000_000,
    bytesOf: ({ facets }) => 64 + textBytes(facets.text),
  });
  /** What was kept of sets of classes: the changes, and when. */
  readonly #kept = new BoundedCache<{ readonly changes: number; readonly at: number }>("facets_kept", {
    maxBytes: 1_000_000,
    bytesOf: () => 16,
  });
  /** How many sets of classes other processes kept the counts of, by marketplace. */
  readonly #lent = new BoundedCache<number>("facets_lent", { maxBytes: 1_000_000, bytesOf: () => 8, ofThings: true });
  readonly caches = [this.#counted];

  /**
   * Facets that were counted before and still hold: exactly, or, where there are too many products to count them at every
   * change, nearly. Those of a million products that change all the time may be some twenty times as old as they take to
   * count.
   *
   * @param counts as of now; undefined when they are not known yet.
   */
  get({ key }: ClassSet, counts?: ClassCounts): RawJson | undefined {
    const found = this.#counted.get(key);
    if (found === undefined || counts === undefined || found.changes === counts.changes) return found?.facets;
    return counts.total > mostCounted && performance.now() - found.at < found.lag ? found.facets : undefined;
  }

  /** @param began when the counting began, by `performance.now()`. */
  set({ key }: ClassSet, facets: RawJson, { total, changes }: ClassCounts, began: number): void {
    const at = performance.now();
    this.#counted.set(key, { total, changes, facets, lag: (at - began) / share, at });
  }

  /**
   * Counts that other processes had better know when they start, before they can count by themselves; undefined for those of
   * few products, and such as were kept just now.
   */
  toKeep({ key }: ClassSet): KeptFacets | undefined {
    const found = this.#counted.get(key);
    if (found === undefined || found.lent || found.total <= mostCounted) return undefined;
    const { total, changes, facets } = found;
    const now = performance.now();
    const before = this.#kept.get(key);
    if (before !== undefined && (before.changes === changes || now - before.at < betweenMs)) return undefined;
    this.#kept.set(key, { changes, at: now });
    return { key: withoutMarketplace(key), total, changes, facets };
  }

  /** Tells whether it is not known yet what other processes kept of a marketplace. */
  asksFor(marketplaceId: string): boolean {
    return this.#lent.get(marketplaceId) === undefined;
  }

  /** Tells whether other processes kept counts of a marketplace. */
  isLentTo(marketplaceId: string): boolean {
    return (this.#lent.get(marketplaceId) ?? 0) > 0;
  }

  /** Takes what other processes have counted, for as long as there is nothing better. */
  lend(marketplaceId: string, kept: readonly KeptFacets[]): void {
    this.#lent.set(marketplaceId, kept.length);
    const at = performance.now();
    for (const { key, ...counted } of kept) {
      const whole = withMarketplace(marketplaceId, key);
      if (counted.total > mostCounted && this.#counted.get(whole) === undefined)
        this.#counted.set(whole, { ...counted, lag: lentMs, at, lent: true });
    }
  }

  /** Tells whether what is held was counted by another process. */
  isLent({ key }: ClassSet): boolean {
    return this.#counted.get(key)?.lent === true;
  }

  /** Lets go of what another process has counted. */
  giveBack(classes: ClassSet): void {
    if (this.isLent(classes)) this.#counted.delete(classes.key);
  }
}

/** Keys as tables have them: without the marketplace, and the character that no text there has. */
const withoutMarketplace = (key: string): string => key.split("\0").slice(1).join("/");
const withMarketplace = (marketplaceId: string, key: string): string => [marketplaceId, ...key.split("/")].join("\0");
