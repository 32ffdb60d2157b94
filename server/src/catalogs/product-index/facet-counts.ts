import type { ListFacet } from "@orderwell/contract";
import { isCountable } from "./extended-values.ts";
import { compareBytes } from "./postings.ts";
import type { Column } from "./segment.ts";

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

/** Counts of the values of one facet, segment by segment. */
export class FacetCounts {
  readonly #facet: FacetDeclaration;
  readonly #counts = new Map<string, number>();

  constructor(facet: FacetDeclaration) {
    this.#facet = facet;
  }

  /** @param among of the products of the segment, those that count: 1 each. @param seen those whose values are named. */
  add({ texts, starts, values }: Column, among: Uint8Array, seen: Uint8Array): void {
    const counts = new Int32Array(texts.length);
    const named = this.#facet.minCount < 1 ? new Uint8Array(texts.length) : undefined;
    for (let at = 0; at < among.length; at++) {
      const counted = among[at]!;
      if (counted === 0 && (named === undefined || seen[at] === 0)) continue;
      for (let value = starts[at]!; value < starts[at + 1]!; value++) {
        counts[values[value]!]! += counted;
        if (named !== undefined) named[values[value]!] = 1;
      }
    }
    for (let ordinal = 0; ordinal < counts.length; ordinal++) {
      const count = counts[ordinal]!;
      if (count === 0 && named?.[ordinal] !== 1) continue;
      const text = texts[ordinal]!;
      this.#counts.set(text, (this.#counts.get(text) ?? 0) + count);
    }
  }

  /** The facet with its values, the most frequent first; undefined without any. */
  listed(mostValues: number): ListFacet | undefined {
    const { name, path, minCount, xp } = this.#facet;
    const kept = [...this.#counts].filter(([, count]) => count >= minCount);
    if (kept.length === 0) return undefined;
    kept.sort(([a, x], [b, y]) => y - x || compareBytes(a, b));
    const Values = kept.slice(0, mostValues).map(([Value, Count]) => ({ Value, Count }));
    return { Name: name, XpPath: path, Values, xp };
  }
}
