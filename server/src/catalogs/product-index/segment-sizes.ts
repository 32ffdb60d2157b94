import { mostInSegment } from "./scratch.ts";

/** Sizes of segments. */
export interface SegmentSizes {
  /** Products of one of those that follow each other in the order of lists. */
  readonly most: number;
  /** Changed products that are indexed together anew at each change. */
  readonly recent: number;
  /** Changed products altogether, in one segment: of more, all are indexed anew. */
  readonly changed: number;
  /**
   * Changes altogether, of the same products or of others, after which all are indexed anew, unless there are more products
   * than that: what products no longer say stays among the shared values.
   */
  readonly changes: number;
  /** Products of a segment whose values are not counted each time, or looked through one by one, at least. */
  readonly counted: number;
  /** Products of such a segment that are counted each time, at most, though filters leave no others. */
  readonly few: number;
  /**
   * Filters on what facets count, at most, of a question whose products are found by their values: each of these facets is
   * counted under all filters but its own, so that more of them take one look at each product.
   */
  readonly own: number;
  /**
   * Products that the first key of an order leaves together, at most, of which those are looked for each time that come first: to
   * put all in order once takes longer.
   */
  readonly together: number;
  /** Products of a segment that a word is frequent in, at least: what facets count of them is kept, and so many of the first. */
  readonly frequent: number;
  readonly first: number;
  /** Products of an index that is kept on the disk, at least: fewer are read in no time. */
  readonly kept: number;
  /** Changes after which it is written again, at least, and time between, in milliseconds. */
  readonly keptChanges: number;
  readonly keptMs: number;
}

export const usualSizes: SegmentSizes = {
  most: mostInSegment,
  recent: 256,
  changed: 40_000,
  changes: 5_000,
  counted: 1_024,
  few: 1_024,
  own: 4,
  together: 64,
  frequent: 512,
  first: 512,
  kept: 2_000,
  keptChanges: 500,
  keptMs: 900_000,
};
