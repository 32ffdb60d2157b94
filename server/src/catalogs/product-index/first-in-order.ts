import type { Sliced } from "../../platform/slices.ts";
import { everyPlace } from "./scratch.ts";
import type { Segment } from "./segment.ts";

/** Products of a segment in an order. */
export interface InOrder {
  readonly order: Uint16Array;
  /** Places by which the order tells products apart; absent where it tells all apart. */
  readonly rankOf?: ((at: number) => number) | undefined;
}

/** Products that are looked at first, for each that is wanted. */
const eachWanted = 4;

/**
 * The first products of an order that count, as many as are wanted and perhaps some more. Those that the order does not tell
 * apart come together.
 *
 * @param those of some products that count.
 * @param into where they are written.
 */
export function* firstInOrder(
  { order, rankOf }: InOrder,
  wanted: number,
  those: (some: Uint16Array) => Sliced<Uint16Array>,
  into: Uint16Array,
): Sliced<Uint16Array> {
  let length = 0;
  let end = order.length;
  let block = Math.max(64, eachWanted * wanted);
  for (let from = 0; from < end; from += block, block *= 2) {
    yield;
    const places = yield* those(order.subarray(from, Math.min(end, from + block)));
    into.set(places, length);
    length += places.length;
    if (length < wanted || end < order.length) continue;
    if (rankOf === undefined) break;
    end = endOfRank(order, from, rankOf(into[wanted - 1]!), rankOf);
  }
  return into.subarray(0, length);
}

/** Where the products of a rank end, which begin at some place of an order or before. */
export function endOfRank(order: Uint16Array, from: number, rank: number, rankOf: (at: number) => number): number {
  // The first of all others behind it.
  const isBehind =
    rankOf(order[0]!) <= rankOf(order.at(-1)!) ? (one: number) => one > rank : (one: number) => one < rank;
  let low = from;
  for (let high = order.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (isBehind(rankOf(order[middle]!))) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** All products of a segment, in the order of lists. */
export const inLists = ({ size }: Segment): Uint16Array => everyPlace.subarray(0, size);
