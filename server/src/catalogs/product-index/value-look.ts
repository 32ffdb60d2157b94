import type { Sliced } from "../../platform/slices.ts";
import type { ColumnValues } from "./columns.ts";
import { inOrder } from "./documents.ts";
import { firstInOrder, type InOrder } from "./first-in-order.ts";
import type { KeptCounts, Moment, SegmentCounts } from "./kept-counts.ts";
import { leaving, type Test } from "./looked-through.ts";
import type { Scratch } from "./scratch.ts";
import type { Segment } from "./segment.ts";
import { hasPostings, type MadeOfColumns, type ValuePostings } from "./value-postings.ts";

/** A filter of a question, in a segment. */
export interface NamedTest extends Test {
  /** As `ValueFilter` has it. */
  readonly name: string;
  /** Name of its column. */
  readonly path: string;
}

/** What a question looks at in a segment. */
interface Look {
  readonly segment: Segment;
  /** Products of these classes; absent: all. */
  readonly classIds: ReadonlySet<number> | undefined;
  /** Stands for the classes where counts are kept. */
  readonly set: ReadonlySet<number>;
  /** 1 for each product that had left. */
  readonly left: Uint8Array;
  readonly moment: Moment;
  /** Values that facets count. */
  readonly counted: readonly ColumnValues[];
  readonly filters: readonly NamedTest[];
  readonly scratch: Scratch;
}

/** What is held between questions. */
interface Kept {
  readonly made: MadeOfColumns;
  readonly counts: KeptCounts;
  /** Products of a segment that are counted each time, at most. */
  readonly few: number;
  /** Products of a segment that nothing is kept of, at most: it is soon another. */
  readonly least: number;
}

/** The products that a filter leaves in a segment, or all but these. */
interface Picked {
  readonly test: NamedTest;
  readonly postings: ValuePostings;
  readonly indexes: readonly number[];
  readonly turned: boolean;
  /** Number of products, from above. */
  readonly size: number;
}

/** What some filters leave: these products, or all of a known set without some. */
export type Share =
  | { readonly places: Uint16Array; readonly known?: undefined }
  | { readonly known: SegmentCounts; readonly takenOut: Uint16Array; readonly places?: undefined };

/** Number of products of a share. */
export const sizeOf = (share: Share): number =>
  share.places === undefined ? share.known.total - share.takenOut.length : share.places.length;

/** Share of a segment that filters leave out, at most, where what they leave is told by that. */
const trimmed = 1 / 8;

/**
 * What filters leave of a segment, where nothing is searched: found by the values that filters name, without a look at other
 * products. Where that is many, its facets are counted once for whoever asks so again, and only what other filters leave out of
 * it is counted; a page looks through products in its order until it is full.
 */
export class ValueLook {
  readonly #look: Look;
  readonly #kept: Kept;
  readonly #picked: (Picked | undefined)[] = [];

  constructor(look: Look, kept: Kept) {
    this.#look = look;
    this.#kept = kept;
  }

  /** What some filters leave. It is of use until the next share or page. @param filters some of the question's. */
  *share(filters: readonly NamedTest[]): Sliced<Share> {
    const known = this.#known(filters);
    if (known !== undefined) return { known, takenOut: nothing };
    const seen = yield* this.#fewSeen();
    if (seen !== undefined) return { places: yield* this.#leaving(filters, seen) };
    const picked: Picked[] = [];
    for (const filter of filters) {
      const one = yield* this.#pick(filter);
      if (one === undefined) return { places: yield* this.#leaving(filters, yield* this.#seen()) };
      picked.push(one);
    }
    const most = trimmed * this.#look.segment.size;
    const isTrim = ({ turned, size }: Picked): boolean => turned && size <= most;
    const core = picked.filter((one) => !isTrim(one));
    const narrowest = narrowestOf(core);
    if (narrowest !== undefined && narrowest.size < this.#kept.few)
      return { places: yield* this.#amongPicked(narrowest, filters) };
    const trims = picked.filter(isTrim);
    const own = core.map(({ test }) => test);
    const base = this.#known(own) ?? (yield* this.#counting(own, narrowest));
    return { known: base, takenOut: trims.length === 0 ? nothing : yield* this.#trimmedBy(trims, own) };
  }

  #known(filters: readonly NamedTest[]): SegmentCounts | undefined {
    const { segment, moment, classIds } = this.#look;
    return this.#countsOf(filters).get(segment, moment, classIds, filters);
  }

  #countsOf(filters: readonly NamedTest[]) {
    const names = filters.map(({ name }) => name);
    return this.#kept.counts.of(this.#look.set, names);
  }

  *#counting(filters: readonly NamedTest[], narrowest: Picked | undefined): Sliced<SegmentCounts> {
    const { segment, moment, counted } = this.#look;
    const places =
      narrowest === undefined
        ? yield* this.#leaving(filters, yield* this.#seen())
        : yield* this.#amongPicked(narrowest, filters);
    return yield* this.#countsOf(filters).counting(segment, moment, counted, places);
  }

  /** Products that all filters leave, in some order: see `firstInOrder`. */
  *first({ order, rankOf }: InOrder, wanted: number): Sliced<Uint16Array> {
    return yield* firstInOrder({ order, rankOf }, wanted, (some) => this.among(some), this.#look.scratch.rest);
  }

  /** Those of some products that all filters leave. */
  *among(places: Uint16Array): Sliced<Uint16Array> {
    const { segment, classIds, left, filters, scratch } = this.#look;
    return yield* this.#leaving(filters, segment.places(classIds, left, places, scratch.places));
  }

  /** The same in a small segment, or of classes that have few there: without a look at others. Else undefined. */
  *#fewSeen(): Sliced<Uint16Array | undefined> {
    const { segment, classIds, left, scratch } = this.#look;
    const { made, few, least } = this.#kept;
    if (segment.size < least) return yield* this.#seen();
    if (classIds === undefined) return undefined;
    const all = yield* segment.placesOfFew(classIds, few, made, scratch.found);
    return all && segment.places(classIds, left, all, scratch.places);
  }

  /** Products of the classes that had not left. */
  *#seen(): Sliced<Uint16Array> {
    const { segment, classIds, left, scratch } = this.#look;
    yield;
    return segment.places(classIds, left, undefined, scratch.places);
  }

  /** Those of some products that filters leave. */
  *#leaving(filters: readonly NamedTest[], places: Uint16Array): Sliced<Uint16Array> {
    let remaining = places;
    for (const filter of filters) {
      if (remaining.length === 0) break;
      remaining = leaving(filter, remaining, this.#look.scratch.remaining);
      if (remaining.length > manyTimes) yield;
    }
    return remaining;
  }

  /** What filters leave, in order, of what is picked by one of them. */
  *#amongPicked({ test, postings, indexes, size }: Picked, filters: readonly NamedTest[]): Sliced<Uint16Array> {
    const { segment, classIds, left, scratch } = this.#look;
    // Products with several of the values are met as often: to collect them may take longer than a look at each, and more room.
    if (size > segment.size) return yield* this.#leaving(filters, yield* this.#seen());
    const isMixed = indexes.length > 1;
    const [only] = indexes;
    let places = isMixed ? postings.collect(indexes, scratch.found) : only === undefined ? nothing : postings.at(only);
    if (isMixed) places = test.column.single === undefined ? inOrder(places) : places.sort();
    yield;
    const others = filters.filter((one) => one !== test);
    return yield* this.#leaving(others, segment.places(classIds, left, places, scratch.places));
  }

  /** What some filters leave out of what others leave. */
  *#trimmedBy(trims: readonly Picked[], others: readonly NamedTest[]): Sliced<Uint16Array> {
    const { segment, classIds, left, scratch } = this.#look;
    const found = new Uint16Array(trims.reduce((sum, { size }) => sum + size, 0));
    let length = 0;
    const before: NamedTest[] = [...others];
    for (const { test, postings, indexes } of trims) {
      const all = postings.collect(indexes, scratch.found);
      const out = test.column.single === undefined && indexes.length > 1 ? inOrder(all) : all;
      // What another one leaves out is taken out once.
      const places = yield* this.#leaving(before, segment.places(classIds, left, out, scratch.places));
      found.set(places, length);
      length += places.length;
      before.push(test);
    }
    return found.subarray(0, length);
  }

  /** What is picked by a filter; undefined where that takes a look at each product. */
  *#pick(filter: NamedTest): Sliced<Picked | undefined> {
    const at = this.#look.filters.indexOf(filter);
    if (!(at in this.#picked)) this.#picked[at] = yield* this.#picking(filter);
    return this.#picked[at];
  }

  *#picking(test: NamedTest): Sliced<Picked | undefined> {
    const { conditions, column, values, listed, path } = test;
    const isSingle = column.single !== undefined;
    const isNegated = conditions.some(({ negated }) => negated);
    // A product with several values may have what one condition means, and what another does not.
    if ((!isSingle && isNegated && conditions.length > 1) || !hasPostings(column)) return undefined;
    const postings = yield* this.#kept.made.postings(path, column);
    const { codes } = postings;
    const of = (indexes: readonly number[], turned: boolean): Picked => {
      const size = indexes.reduce((sum, index) => sum + postings.countAt(index), 0);
      return { test, postings, indexes, turned, size };
    };
    const where = (isMeant: (code: number) => boolean): readonly number[] => {
      const indexes: number[] = [];
      for (let index = 0; index < codes.length; index++) if (isMeant(codes[index]!)) indexes.push(index);
      return indexes;
    };
    const half = this.#look.segment.size / 2;
    if (listed !== undefined) {
      const indexes = listed.codes.flatMap((code) => postings.find(code) ?? []);
      const found = of(indexes, listed.turned);
      if (!isSingle || found.size <= half) return found;
    } else if (!isSingle) {
      const wanted = conditions.flatMap((condition) => condition.wanted ?? []);
      if (wanted.length < conditions.length) return undefined;
      return of(
        where((code) => wanted.some((one) => one[code] === 1)),
        isNegated,
      );
    }
    yield;
    const found = of(
      where((code) => values[code] === 1),
      false,
    );
    return found.size <= half
      ? found
      : of(
          where((code) => values[code] === 0),
          true,
        );
  }
}

const nothing = new Uint16Array(0);
/** Products after which others have their turn. */
const manyTimes = 8_192;

const narrowestOf = (picked: readonly Picked[]): Picked | undefined =>
  picked
    .filter(({ turned }) => !turned)
    .reduce<Picked | undefined>(
      (least, one) => (least === undefined || one.size < least.size ? one : least),
      undefined,
    );
