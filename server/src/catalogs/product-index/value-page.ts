import type { Sliced } from "../../platform/slices.ts";
import { keyOf } from "./columns.ts";
import { byKeysWithin, type FirstHits, type Ordering, type SortKey } from "./hits.ts";
import type { Segment } from "./segment.ts";
import { inLists, type Share, type ValueLook } from "./value-look.ts";
import type { MadeOfColumns } from "./value-postings.ts";

/** The page that a question asks for, in a segment. */
interface Page {
  readonly first: FirstHits;
  /** Products up to the end of the page. */
  readonly number: number;
  /** Absent for the order of lists. */
  readonly ordering: Ordering | undefined;
  readonly part: number;
  readonly segment: Segment;
  /** Whether the segment comes behind all that came before, in the order of lists. */
  readonly isBehind: boolean;
  readonly made: MadeOfColumns;
}

/** Adds the first of what filters leave, which are looked for in the order that they are wanted in. @param share what they leave. */
export function* addPage(page: Page, look: ValueLook, share: Share): Sliced<void> {
  const { first, number, ordering, part, segment, isBehind } = page;
  if (ordering !== undefined) {
    const places = share.places ?? (yield* candidates(page, ordering, ordering.keys, number, look));
    yield* first.adding(part, segment, places, yield* byKeysWithin(ordering, part, segment));
  } else if (!isBehind || !first.isFull) {
    const places = share.places ?? (yield* look.first(inLists(segment), number));
    yield* first.addingOrdered(part, segment, places, isBehind);
  }
}

/** Products among which so many are that come first by some keys. */
function* candidates(
  page: Page,
  { columns, numbers }: Ordering,
  keys: readonly SortKey[],
  number: number,
  look: ValueLook,
): Sliced<Uint16Array> {
  const { segment, made, part } = page;
  const [key, ...others] = keys;
  if (key === undefined || isOrderOfLists(keys, segment)) return yield* look.first(inLists(segment), number);
  const { size } = segment;
  const { descending } = key;
  if ("numbers" in key) {
    // What has a number comes before what has none.
    const numbered = numbers[part]!;
    const own = (yield* look.among(Uint16Array.from(numbered.keys()).sort())).slice();
    const ordering = { keys: others, columns, numbers };
    const behind = yield* candidates(page, ordering, others, number + own.length, look);
    return Uint16Array.from([...own, ...behind.filter((at) => !numbered.has(at))]);
  }
  if ("field" in key) {
    const ranks = yield* segment.ranking(key.field);
    const order = yield* made.order(key.field, ranks, size, (at) => ranks[at]!, descending);
    return yield* look.first(order, number, (at) => ranks[at]!);
  }
  const { columns: of, ranks } = columns[0]!;
  const column = of[part]!;
  const single = column.single!;
  const rankOf = (at: number): number => ranks[single[at]!]!;
  const order = yield* made.order(keyOf(key.read), column, size, rankOf, descending);
  return yield* look.first(order, number, isOrderOfLists(others, segment) ? undefined : rankOf);
}

/** Tells whether some keys order the products of a segment as they stand. */
const isOrderOfLists = ([first, second]: readonly SortKey[], segment: Segment): boolean =>
  segment.hasOneOwner && isAscending(first, "Name") && isAscending(second, "ID");

const isAscending = (key: SortKey | undefined, field: "Name" | "ID"): boolean =>
  key !== undefined && "field" in key && key.field === field && !key.descending;
