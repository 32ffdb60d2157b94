import type { Sliced } from "../../platform/slices.ts";
import { endOfRank, type InOrder, inLists } from "./first-in-order.ts";
import type { Ordering, SortKey } from "./hits.ts";
import type { Segment } from "./segment.ts";
import type { SegmentSizes } from "./segment-sizes.ts";
import type { MadeOfColumns } from "./value-postings.ts";

/** A segment whose products are put in an order. */
interface Ordered {
  readonly segment: Segment;
  readonly part: number;
  readonly ordering: Ordering;
  readonly made: MadeOfColumns;
  readonly sizes: SegmentSizes;
}

/**
 * Products by the keys of an order from the `nth` on, which is none that numbers some: by all of them, where that is the order
 * of lists or the first leaves many together; else by the first.
 *
 * @param number of the first ones that are wanted.
 */
export function* placesInOrder(of: Ordered, nth: number, number: number): Sliced<InOrder> {
  const { segment, ordering, sizes } = of;
  if (isOrderOfLists(ordering, nth, segment)) return { order: inLists(segment) };
  const order = yield* byEach(of, nth, nth + 1);
  if (isOrderOfLists(ordering, nth + 1, segment)) return { order };
  const { placeOf: rankOf } = yield* placesBy(of, nth);
  const last = Math.min(number, segment.size) - 1;
  const areMany = endOfRank(order, last, rankOf(order[last]!), rankOf) - last > sizes.together;
  return areMany && arePlaced(ordering, nth + 1, segment)
    ? { order: yield* byEach(of, nth, ordering.keys.length) }
    : { order, rankOf };
}

/** Products by the keys of an order from the `nth` to another one, then in the order of lists. */
function* byEach(of: Ordered, nth: number, end: number): Sliced<Uint16Array> {
  const { segment, made, ordering } = of;
  if (nth === end || (end > nth + 1 && isOrderOfLists(ordering, nth, segment))) return inLists(segment);
  const key = ordering.keys[nth]!;
  // No two have the same ID.
  const behind = isID(key) ? inLists(segment) : yield* byEach(of, nth + 1, end);
  const { of: column, placeOf } = yield* placesBy(of, nth);
  const name = ordering.names.slice(nth, end).join("\n");
  return yield* made.order(name, column, { placeOf, descending: key.descending, behind });
}

/** Places of the products by the `nth` key; `of` stands for them. */
function* placesBy(
  { segment, part, ordering: { keys, columns } }: Ordered,
  nth: number,
): Sliced<{ readonly of: object; readonly placeOf: (at: number) => number }> {
  const key = keys[nth]!;
  if ("field" in key) {
    const ranks = yield* segment.ranking(key.field);
    return { of: ranks, placeOf: (at) => ranks[at]! };
  }
  const { columns: all, ranks } = columns[keys.slice(0, nth).filter((one) => "read" in one).length]!;
  const of = all[part]!;
  const single = of.single!;
  return { of, placeOf: (at) => ranks[single[at]!]! };
}

/** Tells whether places by keys from the `nth` on are known, or worked out in no time. */
const arePlaced = ({ keys }: Ordering, nth: number, segment: Segment): boolean =>
  keys.slice(nth).every((key) => "read" in key || ("field" in key && segment.hasRanking(key.field)));

/** Tells whether keys from the `nth` on order the products of a segment as they stand. */
const isOrderOfLists = ({ keys }: Ordering, nth: number, segment: Segment): boolean =>
  segment.hasOneOwner && isAscending(keys[nth], "Name") && isAscending(keys[nth + 1], "ID");

const isAscending = (key: SortKey | undefined, field: "Name" | "ID"): boolean =>
  key !== undefined && "field" in key && key.field === field && !key.descending;

const isID = (key: SortKey): boolean => "field" in key && key.field === "ID";
