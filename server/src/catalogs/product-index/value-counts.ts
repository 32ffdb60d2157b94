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
 * Counts facets in what filters leave of a segment, each but for its own filters, so that others than the chosen values can be
 * chosen.
 *
 * @returns what all filters leave. It is of use until the look is asked for anything else.
 */
export function* countValues(
  facets: readonly CountedFacet[],
  filters: readonly NamedTest[],
  look: ValueLook,
): Sliced<Share> {
  for (const [index, { count, column, own }] of facets.entries()) {
    if (own.length === 0) continue;
    const others = filters.filter((one) => !own.includes(one));
    add(count, index, column, yield* look.share(others));
  }
  const share = yield* look.share(filters);
  for (const [index, { count, column, own }] of facets.entries()) {
    yield;
    if (own.length === 0) add(count, index, column, share);
  }
  return share;
}

function add(count: FacetCounts, index: number, column: Column, share: Share): void {
  if (share.places !== undefined) count.add(column, share.places);
  else {
    count.addCounts(share.known.counts[index]!);
    count.add(column, share.takenOut, -1);
  }
}
