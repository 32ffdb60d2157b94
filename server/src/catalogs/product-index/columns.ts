import { textBytes } from "../../platform/caches/bounded-cache.ts";
import { type Unpacked, UpTo } from "../../platform/packed-file.ts";
import type { Sliced } from "../../platform/slices.ts";
import {
  compared,
  comparedIn,
  comparedOther,
  compareNumbers,
  counted,
  countedIn,
  isExact,
  numberOf,
  numberRank,
  ordered,
  orderedIn,
  other,
  parseSkeleton,
  placeBehind,
  rankOf,
  type Skeleton,
  taken,
} from "./extended-values.ts";
import { type NarrowNumbers, Numbers, sorting } from "./numbers.ts";
import { NumberedTexts, type NumberedTextsParts } from "./texts.ts";

/** Ways of reading a path: as facets count, as filters compare, or what to order by. */
export type Reading = "counted" | "compared" | "ordered";

/** A path to be read in one of these ways. */
export interface Read {
  readonly reading: Reading;
  readonly keys: readonly string[];
}

export const keyOf = ({ reading, keys }: Read): string => `${reading}\0${keys.join("\0")}`;

const readings = {
  counted: { places: countedIn, text: counted, other: undefined },
  compared: { places: comparedIn, text: compared, other: comparedOther },
  ordered: { places: orderedIn, text: ordered, other: undefined },
} as const;

/** What the extended properties of all products of an index have in common: their skeletons, and their different values. */
export interface SharedValues {
  readonly skeletons: NumberedTexts;
  readonly values: NumberedTexts;
}

export const sharedValues = (): SharedValues => ({ skeletons: new NumberedTexts(), values: new NumberedTexts() });

/** Memory of shared values. */
export const bytesOfShared = ({ skeletons, values }: SharedValues): number => skeletons.bytes + values.bytes;

/** Values at a path as a file keeps them. */
export type ColumnValuesParts = {
  readonly reading: string;
  readonly keys: readonly string[];
  readonly texts: NumberedTextsParts;
  readonly ordinals: UpTo;
};

/** The different values at one path, of all products of an index. */
export class ColumnValues {
  readonly read: Read;
  /** Names what is read. */
  readonly key: string;
  /** By ordinal. */
  readonly texts: NumberedTexts;
  readonly #shared: SharedValues;
  /** By the number of a shared value: 0 for what was not read yet, 1 for null, else two more than the ordinal. */
  #ordinals: Uint32Array;
  readonly #places = new Map<number, readonly number[]>();
  /** Places of all of these. */
  #placesHeld = 0;
  #ranks = { ascending: new Uint32Array(1), descending: new Uint32Array(1) };
  #inOrder = new Uint32Array(0);
  #numbers = new Float64Array(0);
  /** Values whose numbers were read. */
  #numbered = 0;
  readonly #inexact: number[] = [];
  /** By ordinal, as facets show them: those that were shown first. */
  readonly #shown = new Map<number, string>();
  #shownBytes = 0;

  /** @param parts that were held before. Default: no values. */
  constructor(read: Read, shared: SharedValues, parts?: Unpacked<ColumnValuesParts>) {
    this.read = read;
    this.key = keyOf(read);
    this.#shared = shared;
    this.texts = new NumberedTexts(parts?.texts);
    this.#ordinals = parts?.ordinals ?? new Uint32Array(256);
  }

  /** Values so far: those that are read later are not among them. */
  get parts(): ColumnValuesParts {
    const { reading, keys } = this.read;
    const ordinals = this.#ordinals.subarray(0, this.#shared.values.size);
    return { reading, keys, texts: this.texts.parts, ordinals: new UpTo(ordinals, 1 + this.texts.size) };
  }

  /** Ordinal of a shared value; undefined for null. */
  ordinalOf(value: number): number | undefined {
    if (value >= this.#ordinals.length) {
      const larger = new Uint32Array(Math.max(value + 1, Math.ceil(1.5 * this.#ordinals.length)));
      larger.set(this.#ordinals);
      this.#ordinals = larger;
    }
    if (this.#ordinals[value] === 0) {
      const text = readings[this.read.reading].text(this.#shared.values.at(value));
      this.#ordinals[value] = text === undefined ? 1 : 2 + this.texts.numberOf(text);
    }
    const known = this.#ordinals[value]!;
    return known === 1 ? undefined : known - 2;
  }

  /** Ordinals in the order of their texts. */
  get inOrder(): Uint32Array {
    const { texts } = this;
    const known = this.#inOrder;
    if (known.length === texts.size) return known;
    const compare = (a: number, b: number): number => texts.compare(a, texts, b);
    const added = Uint32Array.from({ length: texts.size - known.length }, (_, n) => known.length + n).sort(compare);
    const all = new Uint32Array(texts.size);
    for (let place = 0, from = 0, next = 0; place < all.length; place++) {
      const takesKnown = next === added.length || (from < known.length && compare(known[from]!, added[next]!) < 0);
      all[place] = takesKnown ? known[from++]! : added[next++]!;
    }
    this.#inOrder = all;
    return all;
  }

  /** JSON text of a value, by its ordinal, as a facet shows it, up to how many have it. */
  shownAt(ordinal: number): string {
    const known = this.#shown.get(ordinal);
    if (known !== undefined) return known;
    // In one piece: it is copied into each answer.
    const text = ['{"Value":', JSON.stringify(this.texts.at(ordinal)), ',"Count":'].join("");
    if (this.#shown.size < mostShown && this.#shownBytes < mostShownBytes) {
      this.#shown.set(ordinal, text);
      this.#shownBytes += 100 + textBytes(text);
    }
    return text;
  }

  /** Ordinal of what is no value. */
  get otherOrdinal(): number | undefined {
    const text = readings[this.read.reading].other;
    return text === undefined ? undefined : this.texts.numberOf(text);
  }

  /** Where a skeleton has what is read. */
  placesIn(skeleton: number): readonly number[] {
    let places = this.#places.get(skeleton);
    if (places === undefined) {
      const parsed: Skeleton = parseSkeleton(this.#shared.skeletons.at(skeleton));
      places = readings[this.read.reading].places(parsed, this.read.keys);
      // Where each product has a skeleton of its own, none is met again.
      if (this.#places.size < mostSkeletons && this.#placesHeld < mostPlaces) {
        this.#places.set(skeleton, places);
        this.#placesHeld += places.length;
      }
    }
    return places;
  }

  /**
   * Places of the values in the order of lists, by ordinal and one; what is not there comes last, whether they are gone through
   * forwards or, `descending`, backwards. Of a column that is read to order by.
   */
  *ranks(descending: boolean): Sliced<Uint32Array> {
    const { texts } = this;
    const { size } = texts;
    const of = descending ? "descending" : "ascending";
    if (this.#ranks[of].length === size + 1) return this.#ranks[of];
    const kinds = new Uint8Array(size);
    const numbers = new Map<number, string>();
    for (let ordinal = 0; ordinal < size; ordinal++) {
      const text = texts.at(ordinal);
      kinds[ordinal] = rankOf(text);
      if (kinds[ordinal] === numberRank) numbers.set(ordinal, text.slice(1));
      if (ordinal % eachTime === 0) yield;
    }
    const sorted = yield* sorting(size, (a, b) => {
      if (kinds[a] !== kinds[b]) return kinds[a]! - kinds[b]!;
      const byNumber = kinds[a] === numberRank ? compareNumbers(numbers.get(a)!, numbers.get(b)!) : 0;
      return byNumber || texts.compare(a, texts, b);
    });
    const ranks = new Uint32Array(size + 1);
    for (const [place, ordinal] of sorted.entries()) ranks[ordinal + 1] = place + 1;
    this.#ranks = { ascending: ranks.slice(), descending: ranks };
    this.#ranks.ascending[0] = size + 1;
    return this.#ranks[of];
  }

  /**
   * Numbers that the values read as, by ordinal: NaN for what is none, and for those that JavaScript cannot tell from others,
   * whose ordinals are `inexact`. Of a column that is read to compare.
   */
  *numbers(): Sliced<{ readonly numbers: Float64Array; readonly inexact: readonly number[] }> {
    const { texts } = this;
    while (this.#numbered < texts.size) {
      const ordinal = this.#numbered++;
      if (ordinal >= this.#numbers.length) {
        const larger = new Float64Array(Math.max(texts.size, Math.ceil(1.5 * ordinal)));
        larger.set(this.#numbers);
        this.#numbers = larger;
      }
      const number = numberOf(texts.at(ordinal));
      const tells = number !== undefined && isExact(number);
      this.#numbers[ordinal] = tells ? Number(number) : Number.NaN;
      if (number !== undefined && !tells) this.#inexact.push(ordinal);
      if (ordinal % eachTime === 0) yield;
    }
    return { numbers: this.#numbers, inexact: this.#inexact };
  }

  get bytes(): number {
    const skeletons = 200 * this.#places.size + 8 * this.#placesHeld;
    const known = this.#numbers.byteLength + 8 * this.#inexact.length + this.#shownBytes + skeletons;
    return (
      2 * this.#ranks.ascending.byteLength +
      this.#inOrder.byteLength +
      this.texts.bytes +
      this.#ordinals.byteLength +
      known
    );
  }
}

const mostSkeletons = 1_000;
const mostPlaces = 100_000;
const mostShown = 1_000;
const mostShownBytes = 1_000_000;
/** Products and their values, or different values, between two breaks. */
const eachTime = 2_048;

/** Values of the products of a segment at one path. */
export interface Column {
  readonly of: ColumnValues;
  /** Where each has one value at most: its ordinal and one, or 0. */
  readonly single?: Uint16Array | Uint32Array;
  /** Else the values of a product are `values` from its start to that of the next. */
  readonly starts?: Uint32Array;
  readonly values?: Uint32Array;
}

/** A column as a file keeps it. */
export type ColumnParts =
  | { readonly single: Uint16Array | Uint32Array }
  | { readonly starts: Uint32Array; readonly values: Uint32Array };

export const columnParts = ({ single, starts, values }: Column): ColumnParts =>
  single === undefined ? { starts: starts!, values: values! } : { single };

export const columnBytes = ({ single, starts, values }: Column): number =>
  (single?.byteLength ?? 0) + (starts?.byteLength ?? 0) + (values?.byteLength ?? 0);

/** Collects the extended properties of products, which come in their order. */
export class ExtendedBuilder {
  readonly #shared: SharedValues;
  readonly #skeletons = new Numbers();
  readonly #starts = new Numbers();
  readonly #values = new Numbers();

  constructor(shared: SharedValues) {
    this.#shared = shared;
  }

  /** @param xp as `jsonb` writes it. */
  add(xp: string | null): void {
    this.#starts.push(this.#values.length);
    if (xp === null) this.#skeletons.push(0);
    else {
      const skeleton = taken(xp, (value) => this.#values.push(this.#shared.values.numberOf(value)));
      this.#skeletons.push(1 + this.#shared.skeletons.numberOf(skeleton));
    }
  }

  built(): ExtendedValues {
    this.#starts.push(this.#values.length);
    return new ExtendedValues({
      skeletons: this.#skeletons.narrow(),
      starts: this.#starts.narrow(),
      values: this.#values.narrow(),
    });
  }
}

/** Extended properties as a file keeps them. */
export type ExtendedParts = {
  readonly skeletons: NarrowNumbers;
  readonly starts: NarrowNumbers;
  readonly values: NarrowNumbers;
};

/** Extended properties of the products of a segment. */
export class ExtendedValues {
  /** Number of each product's skeleton and one; 0 without extended properties. */
  readonly #skeletons: NarrowNumbers;
  readonly #starts: NarrowNumbers;
  /** Numbers of the shared values. */
  readonly #values: NarrowNumbers;

  constructor({ skeletons, starts, values }: ExtendedParts) {
    this.#skeletons = skeletons;
    this.#starts = starts;
    this.#values = values;
  }

  get parts(): ExtendedParts {
    return { skeletons: this.#skeletons, starts: this.#starts, values: this.#values };
  }

  /** Reads a column. */
  *reading(of: ColumnValues): Sliced<Column> {
    const size = this.#skeletons.length;
    const starts = new Uint32Array(size + 1);
    const values = new Numbers();
    const met = new Set<number>();
    let most = 0;
    let looked = 0;
    for (let at = 0; at < size; at++) {
      looked += 1 + this.#starts[at + 1]! - this.#starts[at]!;
      if (looked > eachTime) {
        yield;
        looked = 0;
      }
      const skeleton = this.#skeletons[at]!;
      const before = values.length;
      if (skeleton > 0) this.#read(of, skeleton - 1, this.#starts[at]!, values, met);
      starts[at + 1] = values.length;
      most = Math.max(most, values.length - before);
    }
    if (most > 1) return { of, starts, values: values.all.slice() };
    const single = of.texts.size < 65_535 ? new Uint16Array(size) : new Uint32Array(size);
    for (let at = 0; at < size; at++) if (starts[at]! < starts[at + 1]!) single[at] = 1 + values.at(starts[at]!);
    return { of, single };
  }

  /** @param met in which a facet's values of the product are told apart: there may be very many. */
  #read(of: ColumnValues, skeleton: number, from: number, into: Numbers, met: Set<number>): void {
    const { reading } = of.read;
    const places = of.placesIn(skeleton);
    // A facet counts a product once for a value that it has twice.
    const counts = reading === "counted" && places.length > 1;
    if (counts) met.clear();
    for (const place of places) {
      const isValue = place >= 0;
      const value = isValue ? place : place === other ? undefined : placeBehind(place);
      const ordinal = value === undefined ? of.otherOrdinal : of.ordinalOf(this.#values[from + value]!);
      if (reading === "ordered") {
        if (value !== undefined && ordinal === undefined) continue;
        if (isValue) into.push(ordinal!);
        // The first that is not null decides.
        return;
      }
      if (ordinal === undefined || (counts && met.has(ordinal))) continue;
      if (counts) met.add(ordinal);
      into.push(ordinal);
    }
  }

  get bytes(): number {
    return this.#skeletons.byteLength + this.#starts.byteLength + this.#values.byteLength;
  }
}
