import type { ListFacet } from "@orderwell/contract";
import { BoundedCache } from "../../platform/caches/bounded-cache.ts";
import { facetsBytes } from "../facets/result-cache.ts";
import type { ClassSet } from "../visibility/visible-products.ts";

/** Counters of a set of classes. */
export interface ClassCounts {
  /** Number of products in the classes. */
  readonly total: number;
  /** Number of their changes so far. */
  readonly changes: number;
}

/** Facets of everything in a set of classes. */
interface CountedFacets extends ClassCounts {
  readonly facets: readonly ListFacet[];
  /** Cost of counting them, and when that was, in milliseconds. */
  readonly cost: number;
  readonly at: number;
}

/** Facets of more products than this may lag behind: counting them takes more than a tenth of a second. */
const mostCounted = 20_000;
/** Share of the time that is spent on counting the facets of so many products anew, at most. */
const share = 0.05;

/** Facets of all that shoppers see in places, as long as nothing of it changes. */
export class FacetCache {
  readonly #counted = new BoundedCache<CountedFacets>("facets", {
    maxBytes: 32_000_000,
    bytesOf: ({ facets }) => 64 + facetsBytes(facets),
  });
  readonly caches = [this.#counted];

  /**
   * Facets that were counted before and still hold: exactly, or, where there are too many products to count them at every
   * change, nearly. Those of a million products that change all the time may be some twenty times as old as they take to
   * count.
   *
   * @param counts as of now; undefined when they are not known yet.
   */
  get({ key }: ClassSet, counts?: ClassCounts): readonly ListFacet[] | undefined {
    const found = this.#counted.get(key);
    if (found === undefined || counts === undefined || found.changes === counts.changes) return found?.facets;
    const lag = performance.now() - found.at;
    return counts.total > mostCounted && lag < found.cost / share ? found.facets : undefined;
  }

  /** @param began when the counting began, by `performance.now()`. */
  set({ key }: ClassSet, facets: readonly ListFacet[], { total, changes }: ClassCounts, began: number): void {
    const at = performance.now();
    this.#counted.set(key, { total, changes, facets, cost: at - began, at });
  }
}
