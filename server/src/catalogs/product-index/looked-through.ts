import type { Sliced } from "../../platform/slices.ts";
import type { Column } from "./columns.ts";
import { type Listed, leftBy, type Meant } from "./filter-test.ts";
import type { Scratch } from "./scratch.ts";

/** Products of a segment under the filters of a question. */
export interface Looked {
  /** What all filters leave. */
  readonly places: Uint16Array;
  /** Tells whether no other filter than these, by their numbers, leaves anything out: so without them all would be left. */
  refusesAll(filters: readonly number[]): boolean;
  /** What some of these leave out, and no other filter. Only of those whose facets are counted. */
  refusedBy(filters: readonly number[]): Uint16Array;
}

/** A filter as it is tested in a segment. */
export interface Test {
  readonly conditions: readonly Meant[];
  /** 1 for each value that it leaves, by ordinal and one. */
  readonly values: Uint8Array;
  /** The same, if they can be named. */
  readonly listed: Listed | undefined;
  readonly column: Column;
  /** Whether what it alone does not leave is asked for. */
  readonly owns: boolean;
}

/** What filters leave of some products of a segment, which stay as they are. It is of use until the next segment. */
export function* lookThrough(asked: Uint16Array, filters: readonly Test[], scratch: Scratch): Sliced<Looked> {
  const [only, ...others] = filters;
  if (others.length === 0 || !filters.some(({ owns }) => owns)) {
    let places = asked;
    for (const filter of filters) {
      yield;
      places = leaving(filter, places, scratch.remaining);
    }
    return {
      places,
      refusesAll: () => others.length === 0,
      refusedBy: () => (only === undefined ? nowhere : leaving(only, asked, scratch.others, 0)),
    };
  }
  // For each product, a bit for each filter that does not leave it.
  const refusals = scratch.refusals.subarray(0, asked.length).fill(0);
  for (const [index, filter] of filters.entries()) {
    yield;
    refuse(filter, asked, 1 << index, refusals);
  }
  yield;
  return {
    places: refusedBy(0, refusals, asked, scratch.remaining),
    refusesAll: (of) => (refusedByAny(refusals) & ~bitsOf(of)) === 0,
    refusedBy: (of) => refusedBy(bitsOf(of), refusals, asked, scratch.others),
  };
}

/** Sets a bit for each of some products that a filter does not leave. */
function refuse({ column, conditions, values }: Test, asked: Uint16Array, bit: number, refusals: Uint32Array): void {
  const { single } = column;
  const flags = single === undefined ? leftBy(column, asked, conditions) : undefined;
  if (flags !== undefined) for (let n = 0; n < asked.length; n++) refusals[n]! |= flags[n] === 1 ? 0 : bit;
  else for (let n = 0; n < asked.length; n++) refusals[n]! |= (values[single![asked[n]!]!]! ^ 1) * bit;
}

/** The filters that do not leave some product. */
function refusedByAny(refusals: Uint32Array): number {
  let all = 0;
  for (let n = 0; n < refusals.length; n++) all |= refusals[n]!;
  return all;
}

const bitsOf = (filters: readonly number[]): number => filters.reduce((bits, filter) => bits | (1 << filter), 0);

/** The products that some of these filters do not leave, and no other; for none of them, what all leave. */
function refusedBy(bits: number, refusals: Uint32Array, asked: Uint16Array, into: Uint16Array): Uint16Array {
  let length = 0;
  const others = ~bits;
  const isNone = bits === 0 ? 1 : 0;
  for (let n = 0; n < asked.length; n++) {
    into[length] = asked[n]!;
    const refused = refusals[n]!;
    // 1 for those, without a branch: there are fewer than 31 bits.
    length += (((refused & others) - 1) >>> 31) & (isNone | (-refused >>> 31));
  }
  return into.subarray(0, length);
}

/**
 * What a filter leaves of some products, or what it does not.
 *
 * @param into where it is written: it may be where those products stand.
 */
export function leaving(
  { column, conditions, values }: Test,
  asked: Uint16Array,
  into: Uint16Array,
  left = 1,
): Uint16Array {
  const { single } = column;
  const flags = single === undefined ? leftBy(column, asked, conditions) : undefined;
  const turned = 1 - left;
  let length = 0;
  if (flags !== undefined)
    for (let n = 0; n < asked.length; n++) {
      into[length] = asked[n]!;
      length += flags[n]! ^ turned;
    }
  else
    for (let n = 0; n < asked.length; n++) {
      const at = asked[n]!;
      into[length] = at;
      length += values[single![at]!]! ^ turned;
    }
  return into.subarray(0, length);
}

const nowhere = new Uint16Array(0);

/** Those of some products that are not among others of them. Both are in order. */
export function without(all: Uint16Array, others: Uint16Array, into: Uint16Array): Uint16Array {
  let length = 0;
  let other = 0;
  for (let n = 0; n < all.length; n++) {
    const at = all[n]!;
    const isOther = at === others[other] ? 1 : 0;
    into[length] = at;
    length += 1 - isOther;
    other += isOther;
  }
  return into.subarray(0, length);
}
