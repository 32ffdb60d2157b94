import type { Sliced } from "../../platform/slices.ts";
import { firstInOrder, type InOrder, inLists } from "./first-in-order.ts";
import { byKeys, byKeysWithin, type FirstHits, type Ordering } from "./hits.ts";
import { placesInOrder } from "./ordered-places.ts";
import type { Scratch } from "./scratch.ts";
import type { Segment } from "./segment.ts";
import type { SegmentSizes } from "./segment-sizes.ts";
import type { Share, ValueLook } from "./value-look.ts";
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
  readonly scratch: Scratch;
}

/** Adds the first of what filters leave, which are looked for in the order that they are wanted in. @param share what they leave. */
export function* addPage(page: Page, look: ValueLook, share: Share): Sliced<void> {
  const { first, number, ordering, segment, isBehind } = page;
  if (share.places !== undefined) yield* addFound(page, share.places);
  else if (ordering === undefined) {
    if (!isBehind || !first.isFull) yield* addFound(page, yield* look.first({ order: inLists(segment) }, number));
  } else if (isNumbered(ordering))
    yield* addChosen({ ...page, ordering }, yield* firstInCategory(page, ordering, look));
  else yield* addInOrder({ ...page, ordering }, (inOrder) => look.first(inOrder, number));
}

/** Adds the first of some products. @param places of them, from the lowest number. */
export function* addFound(page: Page, places: Uint16Array): Sliced<void> {
  const { first, number, ordering, part, segment, isBehind, scratch } = page;
  if (ordering === undefined) {
    yield* first.addingOrdered(part, segment, places, isBehind);
    return;
  }
  // Of fewer the first ones are chosen sooner than they are met in the order of all.
  if (isNumbered(ordering) || places.length ** 2 < number * segment.size) {
    yield* addChosen({ ...page, ordering }, places);
    return;
  }
  yield* addInOrder({ ...page, ordering }, function* (inOrder) {
    const flags = scratch.flags(segment.size);
    for (let n = 0; n < places.length; n++) flags[places[n]!] = 1;
    // biome-ignore lint/correctness/useYield: what filters leave is found with breaks
    const those = function* (some: Uint16Array): Sliced<Uint16Array> {
      let length = 0;
      for (let n = 0; n < some.length; n++) {
        const at = some[n]!;
        scratch.others[length] = at;
        length += flags[at]!;
      }
      return scratch.others.subarray(0, length);
    };
    return yield* firstInOrder(inOrder, number, those, scratch.rest);
  });
}

/** A page in an order of its own. */
type OrderedPage = Page & { readonly ordering: Ordering };

/** Tells whether an order goes by numbers that a category gives to products. */
const isNumbered = ({ keys: [key] }: Ordering): boolean => key !== undefined && "numbers" in key;

/** Adds the first of some products, which are compared. */
function* addChosen({ first, ordering, part, segment }: OrderedPage, places: Uint16Array): Sliced<void> {
  yield* first.adding(part, segment, places, yield* byKeysWithin(ordering, part, segment));
}

/** Adds the first that are met in the order that they are wanted in. */
function* addInOrder(page: OrderedPage, firstOf: (inOrder: InOrder) => Sliced<Uint16Array>): Sliced<void> {
  const { first, number, part, segment } = page;
  const { order: all, rankOf } = yield* placesInOrder(page, 0, number);
  const order = beforeLast(page, { order: all, rankOf });
  if (order.length === 0) return;
  const places = yield* firstOf({ order, rankOf });
  if (rankOf === undefined) yield* first.addingOrdered(part, segment, places, false);
  else yield* addChosen(page, places);
}

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
function* firstInCategory(page: Page, ordering: Ordering, look: ValueLook): Sliced<Uint16Array> {
  const numbered = ordering.numbers[page.part]!;
  const own = (yield* look.among(Uint16Array.from(numbered.keys()).sort())).slice();
  const number = page.number + own.length;
  const behind = yield* look.first(yield* placesInOrder({ ...page, ordering }, 1, number), number);
  return Uint16Array.from([...own, ...behind.filter((at) => !numbered.has(at))]);
}
