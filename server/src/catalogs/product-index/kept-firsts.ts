import { BoundedCache } from "../../platform/caches/bounded-cache.ts";
import type { Sliced } from "../../platform/slices.ts";
import type { Firsts, SoughtWord } from "./any-word.ts";
import { firstByRelevance } from "./hits.ts";
import type { Segment } from "./segment.ts";

/** Memory for the first products of the words of an index; of words those that were asked for the longest ago leave. */
const mostBytes = 8_000_000;
/** Memory of what is kept of a segment beside the numbers of products. */
const heldBytes = 300;

interface Held {
  readonly firsts: WeakMap<Segment, Firsts>;
  bytes: number;
}

/** Which products come first, segment by segment, of those that have a frequent word: so a search for it does not rank all. */
export class KeptFirsts {
  readonly #held = new BoundedCache<Held>("product_index_firsts", {
    maxBytes: mostBytes,
    bytesOf: ({ bytes }) => bytes,
    ofThings: true,
  });
  readonly #number: number;

  /** @param number of products of a segment that are kept for a word. */
  constructor(number: number) {
    this.#number = number;
  }

  get bytes(): number {
    return this.#held.bytes;
  }

  /** Those of a segment, which are chosen once. */
  *of(segment: Segment, word: SoughtWord): Sliced<Firsts> {
    const held = this.#held.get(word.order) ?? { firsts: new WeakMap<Segment, Firsts>(), bytes: 0 };
    const known = held.firsts.get(segment);
    if (known !== undefined) return known;
    const { found } = word;
    const ranks = yield* word.ranks(found);
    const first = yield* firstByRelevance(ranks, found.length, this.#number);
    const [best = 0] = first;
    const firsts = {
      places: Uint16Array.from(first, (n) => found[n]!),
      isAll: first.length === found.length,
      grade: ranks.grades[best] ?? 0,
      relevance: ranks.relevance[best] ?? 0,
    };
    held.firsts.set(segment, firsts);
    held.bytes += heldBytes + firsts.places.byteLength;
    this.#held.set(word.order, held);
    return firsts;
  }
}
