import type { ListFacet } from "@orderwell/contract";
import type { Column, ColumnValues } from "./columns.ts";
import { isCountable } from "./extended-values.ts";

/** A facet as it is declared. */
export interface FacetDeclaration {
  readonly name: string;
  readonly path: string;
  readonly minCount: number;
  readonly xp: ListFacet["xp"];
}

/** Keys that lead to what a facet counts. */
export const keysOf = ({ path }: FacetDeclaration): readonly string[] => path.split(".");

/** Tells whether the index counts all of these as `readFacets` does. */
export const areCountable = (facets: readonly FacetDeclaration[]): boolean =>
  facets.every((facet) => facet.path !== "" && isCountable(keysOf(facet)));

/**
 * Counts the values of some products of a segment, by ordinal and one.
 *
 * @param by -1 to take them out again.
 */
export function countInto(
  counts: Uint32Array,
  { single, starts, values }: Column,
  places: Uint16Array,
  by: 1 | -1 = 1,
): void {
  const { length } = places;
  if (single !== undefined) for (let n = 0; n < length; n++) counts[single[places[n]!]!]! += by;
  else
    for (let n = 0; n < length; n++) {
      const end = starts![places[n]! + 1]!;
      for (let value = starts![places[n]!]!; value < end; value++) counts[1 + values![value]!]! += by;
    }
}

/** More than a facet has values. */
const placesEach = 65_536;

/** Counts of the values of one facet, segment by segment. */
export class FacetCounts {
  readonly #facet: FacetDeclaration;
  readonly #of: ColumnValues;
  /** By ordinal and one. */
  readonly #counts: Uint32Array;
  /** 1 for values that are named though no product that counts has them. */
  readonly #named: Uint8Array | undefined;

  constructor(facet: FacetDeclaration, of: ColumnValues) {
    this.#facet = facet;
    this.#of = of;
    this.#counts = new Uint32Array(of.texts.size + 1);
    this.#named = facet.minCount < 1 ? new Uint8Array(of.texts.size + 1) : undefined;
  }

  /**
   * @param places of the products of a segment that count.
   * @param by -1 for such as were counted, though they do not count.
   */
  add(column: Column, places: Uint16Array, by: 1 | -1 = 1): void {
    countInto(this.#counts, column, places, by);
  }

  /** Counts what was counted before, of other products. */
  addCounts(counts: Uint32Array): void {
    const length = Math.min(counts.length, this.#counts.length);
    for (let value = 0; value < length; value++) this.#counts[value]! += counts[value]!;
  }

  /** @param seen 1 for each product of a segment whose values are named even if none counts. */
  name({ single, starts, values }: Column, seen: Uint8Array): void {
    const named = this.#named;
    if (named === undefined) return;
    for (let at = 0; at < seen.length; at++) {
      if (seen[at] === 0) continue;
      if (single !== undefined) named[single[at]!] = 1;
      else for (let value = starts![at]!; value < starts![at + 1]!; value++) named[1 + values![value]!] = 1;
    }
  }

  /** The JSON text of the facet with its values, the most frequent first; undefined where it must have some and has none. */
  text(mostValues: number): string | undefined {
    const { minCount } = this.#facet;
    const counts = this.#counts;
    const { inOrder } = this.#of;
    // Counts and places in the order of texts as one number, which is sorted without a function.
    const kept = roomFor(inOrder.length);
    let length = 0;
    for (let place = 0; place < inOrder.length; place++) {
      const ordinal = inOrder[place]! + 1;
      // One that came later was not counted.
      const count = counts[ordinal] ?? 0;
      if (ordinal < counts.length && count >= minCount && (count > 0 || this.#named?.[ordinal] === 1))
        kept[length++] = place - count * placesEach;
    }
    if (length === 0 && minCount > 0) return undefined;
    kept.subarray(0, length).sort();
    const { before, after } = framesOf(this.#facet);
    let text = before;
    for (let n = 0; n < length && n < mostValues; n++) {
      const key = kept[n]!;
      const count = Math.ceil(-key / placesEach);
      const ordinal = inOrder[key + count * placesEach]!;
      if (n > 0) text += ",";
      text += this.#of.shownAt(ordinal);
      text += count;
      text += "}";
    }
    return text + after;
  }
}

/** Room for numbers that are sorted, which is used by one facet after the other. */
let room = new Float64Array(64);

function roomFor(length: number): Float64Array {
  if (room.length < length) room = new Float64Array(2 * length);
  return room;
}

/** What stands before and behind the values of a facet. */
interface Frames {
  readonly before: string;
  readonly after: string;
}

const frames = new WeakMap<FacetDeclaration, Frames>();

function framesOf(facet: FacetDeclaration): Frames {
  let of = frames.get(facet);
  if (of === undefined) {
    const { name, path, xp } = facet;
    of = {
      before: `{"Name":${JSON.stringify(name)},"XpPath":${JSON.stringify(path)},"Values":[`,
      after: `],"xp":${JSON.stringify(xp ?? null)}}`,
    };
    frames.set(facet, of);
  }
  return of;
}
