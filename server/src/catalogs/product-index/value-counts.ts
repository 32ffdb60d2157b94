import type { Sliced } from "../../platform/slices.ts";
import type { Column } from "./columns.ts";
import type { FacetCounts } from "./facet-counts.ts";
import type { NamedTest, Share, ValueLook } from "./value-look.ts";

/** A facet that is counted in a segment. */
interface CountedFacet {
  readonly count: FacetCounts;
  readonly column: Column;
  /** The question's filters on what it counts. */
  readonly own: readonly NamedTest[];
}

/**
 * Counts facets in what filters leave of a segment, each but for its own filter, so that others than the chosen value can be
 * chosen.
 *
 * @returns what all filters leave. It is of use until the look is asked for anything else.
 */
export function* countValues(
  facets: readonly CountedFacet[],
  filters: readonly NamedTest[],
  look: ValueLook,
): Sliced<Share> {
  for (const [index, { count, column, own }] of facets.entries())
    for (const filter of own) {
      const others = filters.filter((one) => one !== filter);
      add(count, index, column, yield* look.share(others), 1);
    }
  const share = yield* look.share(filters);
  for (const [index, { count, column, own }] of facets.entries()) {
    yield;
    // What all of several filters of its own leave is counted for each.
    if (own.length === 0) add(count, index, column, share, 1);
    for (let nth = 1; nth < own.length; nth++) add(count, index, column, share, -1);
  }
  return share;
}

function add(count: FacetCounts, index: number, column: Column, share: Share, by: 1 | -1): void {
  if (share.places !== undefined) count.add(column, share.places, by);
  else {
    count.addCounts(share.known.counts[index]!, by);
    count.add(column, share.takenOut, by === 1 ? -1 : 1);
  }
}
