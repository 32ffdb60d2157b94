import type { Sliced } from "../../platform/slices.ts";
import { byKeys, byKeysWithin, type FirstHits, type Ordering } from "./hits.ts";
import { type InOrder, placesInOrder } from "./ordered-places.ts";
import type { Segment } from "./segment.ts";
import type { SegmentSizes } from "./segment-sizes.ts";
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
  readonly sizes: SegmentSizes;
}

/** Adds the first of what filters leave, which are looked for in the order that they are wanted in. @param share what they leave. */
export function* addPage(page: Page, look: ValueLook, share: Share): Sliced<void> {
  const { first, number, ordering, part, segment, isBehind } = page;
  if (ordering === undefined) {
    if (isBehind && first.isFull) return;
    const places = share.places ?? (yield* look.first(inLists(segment), number));
    yield* first.addingOrdered(part, segment, places, isBehind);
    return;
  }
  const of = { ...page, ordering };
  const [key] = ordering.keys;
  let { places } = share;
  if (places === undefined && key !== undefined && !("numbers" in key)) {
    const inOrder = yield* placesInOrder(of, 0, number);
    const order = beforeLast(of, inOrder);
    if (order.length === 0) return;
    places = yield* look.first(order, number, inOrder.rankOf);
    if (inOrder.rankOf === undefined) return yield* first.addingOrdered(part, segment, places, false);
  }
  places ??= yield* firstInCategory(of, look);
  yield* first.adding(part, segment, places, yield* byKeysWithin(ordering, part, segment));
}

/** A page in an order of its own. */
type OrderedPage = Page & { readonly ordering: Ordering };

/** Those products of a segment, in their order, that do not come behind the last of a full page. */
function beforeLast({ first, ordering, part, segment }: OrderedPage, { order, rankOf }: InOrder): Uint16Array {
  const last = first.isFull ? first.hits.at(-1) : undefined;
  if (last === undefined) return order;
  // Where the order goes by the first key alone, what has the same as the last one may come before it.
  const keys = rankOf === undefined ? ordering.keys : ordering.keys.slice(0, 1);
  const compare = byKeys({ ...ordering, keys });
  const isBehind = (n: number): boolean => compare(last, { part, segment, at: order[n]!, grade: 0, relevance: 0 }) < 0;
  // Of most segments hardly any come before it.
  let high = 1;
  while (high <= order.length && !isBehind(high - 1)) high *= 2;
  let low = high >> 1;
  high = Math.min(high - 1, order.length);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBehind(middle)) high = middle;
    else low = middle + 1;
  }
  return order.subarray(0, low);
}

/** Products among which those are that come first in a category: what has a number there comes before what has none. */
function* firstInCategory(of: OrderedPage, look: ValueLook): Sliced<Uint16Array> {
  const numbered = of.ordering.numbers[of.part]!;
  const own = (yield* look.among(Uint16Array.from(numbered.keys()).sort())).slice();
  const number = of.number + own.length;
  const { order, rankOf } = yield* placesInOrder(of, 1, number);
  const behind = yield* look.first(order, number, rankOf);
  return Uint16Array.from([...own, ...behind.filter((at) => !numbered.has(at))]);
}
