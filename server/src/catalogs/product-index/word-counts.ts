import type { Sliced } from "../../platform/slices.ts";
import type { AnyWord } from "./any-word.ts";
import type { Column, ColumnValues } from "./columns.ts";
import type { FacetCounts } from "./facet-counts.ts";
import type { KeptCounts, Moment, SegmentCounts } from "./kept-counts.ts";
import type { Scratch } from "./scratch.ts";
import type { Segment } from "./segment.ts";

/** What is known of all products of a segment that are asked for, before filters. */
export interface KnownShare {
  readonly total: number;
  /** Counts the values of all of them. @param index number of the facet. */
  addTo(count: FacetCounts, column: Column, index: number): void;
}

/** Products of a segment that somebody may see, as they were when they began to look. */
export interface Seen {
  readonly segment: Segment;
  readonly classIds: ReadonlySet<number> | undefined;
  readonly left: Uint8Array;
  readonly moment: Moment;
  /** Values that facets count. */
  readonly counted: readonly ColumnValues[];
  readonly scratch: Scratch;
}

/**
 * What is known of the products that have any of some words: what facets count of those that have a frequent one is kept, those
 * of the others are counted, and what has several words is taken out as often as it was counted too much.
 *
 * @param set of classes, for which counts are kept.
 */
export function* shareOfWords(
  { words, again }: AnyWord,
  { segment, classIds, left, moment, counted, scratch }: Seen,
  kept: KeptCounts,
  set: ReadonlySet<number>,
): Sliced<KnownShare> {
  const known: SegmentCounts[] = [];
  const few: Uint16Array[] = [];
  const seenOf = (places: Uint16Array) => segment.places(classIds, left, places, new Uint16Array(places.length + 1));
  for (const { name, found, isFrequent } of words) {
    if (!isFrequent) {
      few.push(seenOf(found));
      continue;
    }
    const counts = kept.of(set, [name]);
    known.push(
      counts.get(segment, moment, classIds, [], found) ??
        (yield* counts.counting(
          segment,
          moment,
          counted,
          segment.places(classIds, left, found, scratch.rest),
          found.length,
        )),
    );
  }
  const twice = seenOf(again);
  return {
    total:
      known.reduce((sum, { total }) => sum + total, 0) +
      few.reduce((sum, { length }) => sum + length, 0) -
      twice.length,
    addTo: (count, column, index) => {
      for (const { counts } of known) count.addCounts(counts[index]!);
      for (const places of few) count.add(column, places);
      count.add(column, twice, -1);
    },
  };
}
