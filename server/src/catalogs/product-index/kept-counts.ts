import { BoundedCache } from "../../platform/caches/bounded-cache.ts";
import type { Sliced } from "../../platform/slices.ts";
import type { Column, ColumnValues } from "./columns.ts";
import { isOn } from "./documents.ts";
import { countInto } from "./facet-counts.ts";
import { leaving, type Test } from "./looked-through.ts";
import type { Segment } from "./segment.ts";

/** Memory for counts of an index; of sets of classes and filters those that were asked for the longest ago leave. */
const mostBytes = 32_000_000;

/** What facets count among the products of a segment at some time. */
export interface Moment {
  /** How many products had left it. */
  readonly gone: number;
  /** One for each facet. */
  readonly columns: readonly Column[];
}

/** Number of products, and counts of the values of each facet, by ordinal and one. Never changes, but is replaced. */
export interface SegmentCounts extends Moment {
  readonly total: number;
  readonly counts: readonly Uint32Array[];
}

/** Memory in bytes. */
const bytesOf = ({ counts }: SegmentCounts): number =>
  counts.reduce((sum, { byteLength }) => sum + 100 + byteLength, 300);

/** What facets count among all products of a set of classes that filters leave or that have a word, segment by segment. */
export class KnownCounts {
  readonly #segments = new WeakMap<Segment, SegmentCounts>();
  readonly #least: number;
  readonly #keep: (bytes: number) => void;

  /**
   * @param least as `KeptCounts` has it.
   * @param keep is told what is held more than before, in bytes.
   */
  constructor(least: number, keep: (bytes: number) => void) {
    this.#least = least;
    this.#keep = keep;
  }

  /**
   * What was counted, without those that have left since. Undefined where nothing was, or other facets, or of a later moment.
   *
   * @param filters of these counts. Default: none.
   * @param found numbers of the products that count, from the lowest; absent: all of the segment.
   */
  get(
    segment: Segment,
    { gone, columns }: Moment,
    classIds: ReadonlySet<number> | undefined,
    filters: readonly Test[] = [],
    found?: Uint16Array,
  ): SegmentCounts | undefined {
    const kept = this.#segments.get(segment);
    if (kept === undefined || kept.gone > gone || kept.columns.length !== columns.length) return undefined;
    if (columns.some((column, index) => column !== kept.columns[index])) return undefined;
    if (kept.gone === gone) return kept;
    const all = segment.goneBetween(classIds, kept.gone, gone);
    const those = found === undefined ? all : all.filter(isOn(found));
    const left = filters.reduce((places, filter) => leaving(filter, places, places), those);
    const counts = kept.counts.map((own, index) => {
      const now = own.slice();
      countInto(now, columns[index]!, left, -1);
      return now;
    });
    const now = { ...kept, gone, total: kept.total - left.length, counts };
    this.#segments.set(segment, now);
    return now;
  }

  /**
   * Counts all, and keeps that of many products.
   *
   * @param places of all products of the set.
   * @param number of those that were looked through for them.
   */
  *counting(
    segment: Segment,
    moment: Moment,
    values: readonly ColumnValues[],
    places: Uint16Array,
    number = places.length,
  ): Sliced<SegmentCounts> {
    const counts: Uint32Array[] = [];
    for (const [index, column] of moment.columns.entries()) {
      yield;
      const own = new Uint32Array(values[index]!.texts.size + 1);
      countInto(own, column, places);
      counts.push(own);
    }
    const counted = { ...moment, total: places.length, counts };
    if (number < this.#least) return counted;
    // What was counted of other facets before is let go of.
    const before = this.#segments.get(segment);
    this.#segments.set(segment, counted);
    this.#keep(bytesOf(counted) - (before === undefined ? 0 : bytesOf(before)));
    return counted;
  }
}

interface Held {
  readonly counts: KnownCounts;
  bytes: number;
}

/**
 * What facets count among all products that there are for somebody, and among those that filters leave, or that have a word,
 * where these are many. Counted once, and brought up by what has changed: so a page without search counts nothing, or what one
 * more filter leaves out, and a search for a frequent word only what else it finds.
 */
export class KeptCounts {
  readonly #held = new BoundedCache<Held>("product_index_counts", {
    maxBytes: mostBytes,
    bytesOf: ({ bytes }) => bytes,
    ofThings: true,
  });
  /** Sets are known for as long as whoever asks holds them. */
  readonly #keys = new WeakMap<ReadonlySet<number>, string>();
  readonly #least: number;
  #next = 0;

  /** @param least products of a segment whose counts are kept. */
  constructor(least: number) {
    this.#least = least;
  }

  get bytes(): number {
    return this.#held.bytes;
  }

  /** @param names of filters that leave what is counted, and of a word that it has. Default: none. */
  of(classIds: ReadonlySet<number>, names: readonly string[] = []): KnownCounts {
    let set = this.#keys.get(classIds);
    if (set === undefined) {
      set = String(this.#next++);
      this.#keys.set(classIds, set);
    }
    const key = [set, ...[...names].sort()].join("\n");
    return this.#held.get(key)?.counts ?? this.#begin(key);
  }

  /** It takes memory only once something is kept. */
  #begin(key: string): KnownCounts {
    const held: Held = {
      bytes: 0,
      counts: new KnownCounts(this.#least, (bytes) => {
        held.bytes += bytes;
        this.#held.set(key, held);
      }),
    };
    return held.counts;
  }
}
