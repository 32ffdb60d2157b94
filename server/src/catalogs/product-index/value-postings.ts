import { BoundedCache } from "../../platform/caches/bounded-cache.ts";
import type { Sliced } from "../../platform/slices.ts";
import type { Column } from "./columns.ts";

/** Values of the products of a segment: codes, of which 0 stands for none, and else one more than an ordinal for that value. */
type Codes = Pick<Column, "single" | "starts" | "values">;

/** Entries of a product on average, at most, of a column that postings are made of. */
const mostEntries = 4;
/** Products or codes between two breaks. */
const eachTime = 16_384;

/** Tells whether postings of a column are small enough to be held. */
export const hasPostings = ({ starts }: Codes): boolean =>
  starts === undefined || starts.at(-1)! <= mostEntries * (starts.length - 1);

/** The products of a segment by what they have at one path: those of a value are found without a look at others. */
export class ValuePostings {
  /** Codes that some product has, from the lowest. */
  readonly codes: Uint32Array;
  /** Where the products of each code begin, and behind the last of all. */
  readonly #starts: Uint32Array;
  /** Products by code, then by number. */
  readonly #places: Uint16Array;

  private constructor(codes: Uint32Array, starts: Uint32Array, places: Uint16Array) {
    this.codes = codes;
    this.#starts = starts;
    this.#places = places;
  }

  static *making(column: Codes): Sliced<ValuePostings> {
    const entries = yield* entriesOf(column);
    const counts = yield* countsOf(entries.codes);
    const held: number[] = [];
    const ends: number[] = [];
    // From now on where the next product of a code goes.
    let end = 0;
    for (let code = 0; code < counts.length; code++) {
      const count = counts[code]!;
      counts[code] = end;
      if (count === 0) continue;
      held.push(code);
      end += count;
      ends.push(end);
    }
    yield;
    const places = new Uint16Array(entries.codes.length);
    for (let n = 0; n < places.length; n++) places[counts[entries.codes[n]!]!++] = entries.places?.[n] ?? n;
    return new ValuePostings(Uint32Array.from(held), Uint32Array.from([0, ...ends]), places);
  }

  /** Memory in bytes. */
  get bytes(): number {
    return this.codes.byteLength + this.#starts.byteLength + this.#places.byteLength;
  }

  /** Products of the code at a place among `codes`, from the lowest. */
  at(index: number): Uint16Array {
    return this.#places.subarray(this.#starts[index]!, this.#starts[index + 1]!);
  }

  /** Number of the products of the code at a place among `codes`. */
  countAt(index: number): number {
    return this.#starts[index + 1]! - this.#starts[index]!;
  }

  /** Writes the products of some codes, by their places among `codes`, one code after the other. */
  collect(indexes: readonly number[], into: Uint16Array): Uint16Array {
    let length = 0;
    for (const index of indexes) {
      const end = this.#starts[index + 1]!;
      for (let n = this.#starts[index]!; n < end; n++) into[length++] = this.#places[n]!;
    }
    return into.subarray(0, length);
  }

  /** Place of a code among `codes`; undefined where no product has it. */
  find(code: number): number | undefined {
    const { codes } = this;
    let low = 0;
    for (let high = codes.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (codes[middle]! < code) low = middle + 1;
      else high = middle;
    }
    return codes[low] === code ? low : undefined;
  }
}

/** Codes of products, of each product one at least and each one once; `places` of the products, absent where they are all in order. */
function* entriesOf({ single, starts, values }: Codes): Sliced<{
  readonly codes: Uint16Array | Uint32Array;
  readonly places?: Uint16Array;
}> {
  if (single !== undefined) return { codes: single };
  const size = starts!.length - 1;
  const most = starts![size]! + size;
  const codes = new Uint32Array(most);
  const places = new Uint16Array(most);
  // One more than the last product that a code was met at.
  const lastOf = new Uint32Array(values!.reduce((highest, value) => Math.max(highest, value), 0) + 1);
  let length = 0;
  for (let at = 0; at < size; at++) {
    if (at % eachTime === 0) yield;
    const [start, end] = [starts![at]!, starts![at + 1]!];
    if (start === end) places[length++] = at;
    for (let n = start; n < end; n++) {
      const value = values![n]!;
      if (lastOf[value] === at + 1) continue;
      lastOf[value] = at + 1;
      codes[length] = 1 + value;
      places[length++] = at;
    }
  }
  return { codes: codes.subarray(0, length), places: places.subarray(0, length) };
}

/** How many entries each code has. */
function* countsOf(codes: Uint16Array | Uint32Array): Sliced<Uint32Array> {
  let highest = 0;
  for (let n = 0; n < codes.length; n++) highest = Math.max(highest, codes[n]!);
  yield;
  const counts = new Uint32Array(highest + 1);
  for (let n = 0; n < codes.length; n++) counts[codes[n]!]!++;
  yield;
  return counts;
}

/** What an order of the products of a segment goes by. */
interface Places {
  /** The place of each product. */
  readonly placeOf: (at: number) => number;
  readonly descending: boolean;
  /** All products in the order that those of the same place have. */
  readonly behind: Uint16Array;
}

/** The products of a segment by their places. */
function* inOrderOf({ placeOf, descending, behind }: Places): Sliced<Uint16Array> {
  const size = behind.length;
  const places = new Uint32Array(size);
  for (let at = 0; at < size; at++) places[at] = placeOf(at);
  yield;
  // Of many places few are met in one segment.
  const met = Uint32Array.from(new Set(places)).sort();
  yield;
  const numberOf = new Map<number, number>();
  for (let n = 0; n < met.length; n++) numberOf.set(met[n]!, descending ? met.length - 1 - n : n);
  yield;
  const codes = new Uint16Array(size);
  for (let at = 0; at < size; at++) codes[at] = numberOf.get(places[at]!)!;
  const next = yield* countsOf(codes);
  let end = 0;
  for (let code = 0; code < next.length; code++) {
    const count = next[code]!;
    next[code] = end;
    end += count;
  }
  const order = new Uint16Array(size);
  for (let n = 0; n < size; n++) {
    const at = behind[n]!;
    order[next[codes[at]!]!++] = at;
  }
  return order;
}

/** Memory for what is made of the columns of an index; what was asked for the longest ago leaves. */
const mostBytes = 64_000_000;

interface Held {
  readonly of: WeakMap<object, { readonly bytes: number; readonly made: ValuePostings | Uint16Array }>;
  bytes: number;
}

/**
 * What is made of columns, segment by segment, when it is first of use: postings and orders. It is of a column as it stands,
 * which never changes, so nothing of it does.
 */
export class MadeOfColumns {
  readonly #held = new BoundedCache<Held>("product_index_made", {
    maxBytes: mostBytes,
    bytesOf: ({ bytes }) => bytes,
    ofThings: true,
  });

  get bytes(): number {
    return this.#held.bytes;
  }

  /** @param name of the column, the same in all segments. */
  *postings(name: string, column: Codes): Sliced<ValuePostings> {
    return (yield* this.#made(`postings\0${name}`, column, () => ValuePostings.making(column))) as ValuePostings;
  }

  /** Products in an order: see `inOrderOf`. @param of stands for the places. */
  *order(name: string, of: object, places: Places): Sliced<Uint16Array> {
    return (yield* this.#made(`order\0${name}`, of, () => inOrderOf(places))) as Uint16Array;
  }

  *#made(
    key: string,
    of: object,
    make: () => Sliced<ValuePostings | Uint16Array>,
  ): Sliced<ValuePostings | Uint16Array> {
    const known = this.#held.get(key)?.of.get(of);
    if (known !== undefined) return known.made;
    const made = yield* make();
    // Another question may have had it made meanwhile, or others may have driven it out.
    const held = this.#held.get(key) ?? { of: new WeakMap(), bytes: 0 };
    const bytes = 200 + ("bytes" in made ? made.bytes : made.byteLength);
    if (!held.of.has(of)) held.bytes += bytes;
    held.of.set(of, { bytes, made });
    this.#held.set(key, held);
    return made;
  }
}
