import type { Unpacked } from "../../platform/packed-file.ts";
import type { Sliced } from "../../platform/slices.ts";
import { Numbers, sorting } from "./numbers.ts";
import { NumberedTexts, type NumberedTextsParts } from "./texts.ts";

/** Importance classes of PostgreSQL's text search as bits: `D`, `C`, `B`, `A` from the lowest. */
export const weightBit: Readonly<Record<string, number>> = { D: 1, C: 2, B: 4, A: 8 };
/** Those under which products have words. */
export const allWeights = 14;

/** Place of a word in a document with its weight, as PostgreSQL packs them: two bits of weight, fourteen of place. */
export const placeOf = (position: number): number => position & 0x3fff;
export const weightOf = (position: number): number => position >> 14;

/** A range of the entries of `Postings`: those of one term. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const none: Range = { from: 0, to: 0 };

/** First entry, and the one behind the last, of one range after the other: of terms there may be very many. */
export type Ranges = Uint32Array;

/** Weights of the places of a term in a document, in the order of places: most documents share them. */
export interface Pattern {
  readonly weights: readonly number[];
  /** Bits of the weights. */
  readonly bits: number;
}

/** Entries of which the first position of one is held; those of the others follow from how many each has. */
const stride = 32;

/** Postings as a file keeps them. */
export type PostingsParts = {
  readonly terms: NumberedTextsParts;
  readonly sorted: Uint32Array;
  readonly starts: Uint32Array;
  readonly documents: Uint16Array;
  readonly patternOf: Uint8Array | Uint16Array | Uint32Array;
  readonly positionStarts: Uint32Array;
  readonly positions: Uint16Array;
  /** Weights of the patterns one after the other, and where each ends. */
  readonly weights: Uint8Array;
  readonly patternEnds: Uint32Array;
};

/**
 * Which terms stand where in which of at most 65,536 documents. The entries of a term, one for each document that has it, stand
 * side by side, in the order of documents; each has its positions in order.
 */
export class Postings {
  readonly #terms: NumberedTexts;
  /** Numbers of the terms in the order of their UTF-8 bytes. */
  readonly #sorted: Uint32Array;
  /** First entry of each term; one more for the end. */
  readonly #starts: Uint32Array;
  /** Document of each entry. */
  readonly documents: Uint16Array;
  readonly patterns: readonly Pattern[];
  /** Number of each entry's pattern. */
  readonly patternOf: Uint8Array | Uint16Array | Uint32Array;
  /** Positions of the entries, as PostgreSQL packs them: those of one from `positionOf` on, as many as it has. */
  readonly positions: Uint16Array;
  /** Number of places, by pattern. */
  readonly #lengths: Uint16Array;
  /** First position of every `stride`th entry. */
  readonly #positionStarts: Uint32Array;

  constructor(parts: {
    readonly terms: NumberedTexts;
    readonly sorted: Uint32Array;
    readonly starts: Uint32Array;
    readonly documents: Uint16Array;
    readonly patterns: readonly Pattern[];
    readonly patternOf: Uint8Array | Uint16Array | Uint32Array;
    readonly positionStarts: Uint32Array;
    readonly positions: Uint16Array;
  }) {
    this.#terms = parts.terms;
    this.#sorted = parts.sorted;
    this.#starts = parts.starts;
    this.documents = parts.documents;
    this.patterns = parts.patterns;
    this.patternOf = parts.patternOf;
    this.#positionStarts = parts.positionStarts;
    this.positions = parts.positions;
    this.#lengths = Uint16Array.from(parts.patterns, ({ weights }) => weights.length);
  }

  static from(parts: Unpacked<PostingsParts>): Postings {
    const { weights, patternEnds } = parts;
    const patterns = Array.from(patternEnds, (end, index): Pattern => {
      const own = [...weights.subarray(index === 0 ? 0 : patternEnds[index - 1]!, end)];
      return { weights: own, bits: own.reduce((bits, weight) => bits | (1 << weight), 0) };
    });
    return new Postings({ ...parts, terms: new NumberedTexts(parts.terms), patterns });
  }

  get parts(): PostingsParts {
    let end = 0;
    return {
      terms: this.#terms.parts,
      sorted: this.#sorted,
      starts: this.#starts,
      documents: this.documents,
      patternOf: this.patternOf,
      positionStarts: this.#positionStarts,
      positions: this.positions,
      weights: Uint8Array.from(this.patterns.flatMap(({ weights }) => weights)),
      patternEnds: Uint32Array.from(this.patterns, ({ weights }) => (end += weights.length)),
    };
  }

  /** Entries of a term; none where no document has it. */
  of(term: string): Range {
    const number = this.#terms.find(term);
    return number === undefined ? none : this.#entriesOf(number);
  }

  #entriesOf(number: number): Range {
    return { from: this.#starts[number]!, to: this.#starts[number + 1]! };
  }

  /** 1 for each pattern with a place of one of these weights; undefined where all have one. */
  within(weights: number): Uint8Array | undefined {
    if ((weights & allWeights) === allWeights) return undefined;
    return Uint8Array.from(this.patterns, ({ bits }) => ((bits & weights) === 0 ? 0 : 1));
  }

  /** The first entry of a term, from one on, whose document is not before another. */
  entryFrom(from: number, to: number, document: number): number {
    return firstFrom(this.documents, from, to, document);
  }

  /** The first of the positions of an entry. */
  positionOf(entry: number): number {
    const { patternOf } = this;
    const begin = entry - (entry % stride);
    let from = this.#positionStarts[begin / stride]!;
    for (let at = begin; at < entry; at++) from += this.#lengths[patternOf[at]!]!;
    return from;
  }

  /** The number of positions of an entry. */
  positionsOf(entry: number): number {
    return this.#lengths[this.patternOf[entry]!]!;
  }

  /** Tells whether an entry has that place, under one of these weights. */
  standsAt(entry: number, place: number, weights: number): boolean {
    const { positions } = this;
    const from = this.positionOf(entry);
    const to = from + this.positionsOf(entry);
    for (let at = from; at < to; at++)
      if (placeOf(positions[at]!) === place && (weights & (1 << weightOf(positions[at]!))) !== 0) return true;
    return false;
  }

  /** Entries of a term. */
  rangesOf(term: string): Ranges {
    const { from, to } = this.of(term);
    return from === to ? new Uint32Array(0) : Uint32Array.of(from, to);
  }

  /** Entries of each of the terms that begin with a text, in the order of their UTF-8 bytes. */
  rangesBeginningWith(prefix: string): Ranges {
    const from = this.placeOf(prefix);
    const ranges = new Uint32Array(2 * (this.endOf(prefix, from) - from));
    for (let at = 0; at < ranges.length; at += 2) {
      const number = this.#sorted[from + (at >> 1)]!;
      ranges[at] = this.#starts[number]!;
      ranges[at + 1] = this.#starts[number + 1]!;
    }
    return ranges;
  }

  /** The term at a place in the order of UTF-8 bytes. */
  termAt(place: number): string {
    return this.#terms.at(this.#sorted[place]!);
  }

  /** Entries of the term at a place. */
  entriesAt(place: number): Range {
    return this.#entriesOf(this.#sorted[place]!);
  }

  /** Place of the first term that is not before a text. */
  placeOf(text: string): number {
    return this.#firstPlace(text, 0, (order) => order >= 0);
  }

  /** Place behind the last term that begins with a text, of those from a place on. */
  endOf(text: string, from: number): number {
    return this.#firstPlace(text, from, (order) => order > 0);
  }

  #firstPlace(text: string, from: number, isThere: (order: number) => boolean): number {
    const bytes = Buffer.from(text);
    let low = from;
    for (let high = this.#sorted.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (isThere(this.#terms.compareBeginning(this.#sorted[middle]!, bytes))) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Memory, from above. */
  get bytes(): number {
    return (
      this.#terms.bytes +
      this.#sorted.byteLength +
      this.#starts.byteLength +
      this.documents.byteLength +
      this.patternOf.byteLength +
      this.#positionStarts.byteLength +
      this.positions.byteLength +
      this.patterns.reduce((sum, { weights }) => sum + 80 + 8 * weights.length, 0)
    );
  }
}

/**
 * Place of the first of some numbers in order, from one on, that is not below another; the end where there is none. Looked for
 * in growing steps, so that it is found at once where many are looked for in their order.
 */
export function firstFrom(numbers: Uint16Array, from: number, to: number, number: number): number {
  let low = from;
  let step = 1;
  while (low + step < to && numbers[low + step]! < number) {
    low += step;
    step *= 2;
  }
  for (let high = Math.min(to, low + step + 1); low < high; ) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Tells whether to look for so many documents among so many entries takes less time than to meet all of these. */
export const areFew = (documents: number, entries: number): boolean => 8 * documents < entries;

/** Order of texts by their UTF-8 bytes, as the collation `"C"` has it. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x === y) continue;
    // Half of a pair stands for a character behind all that are written in one.
    const xPair = x >= 0xd800 && x <= 0xdfff;
    const yPair = y >= 0xd800 && y <= 0xdfff;
    return xPair === yPair ? x - y : xPair ? 1 : -1;
  }
  return a.length - b.length;
}

/** Collects the vectors of documents, which come in their order. */
export class PostingsBuilder {
  readonly #terms = new NumberedTexts();
  readonly #entryTerms = new Numbers();
  readonly #entryDocuments = new Numbers();
  readonly #entryPatterns = new Numbers();
  readonly #entryStarts = new Numbers();
  readonly #positions = new Numbers();
  readonly #patterns: Pattern[] = [];
  /** Pattern that is another one followed by a weight: by the number of that one and the weight. */
  readonly #longer = new Map<number, number>();

  /** @param vector as PostgreSQL writes a `tsvector` whose words have places and neither quotes nor backslashes: `'lamp':2B,7C`. */
  add(document: number, vector: string): void {
    for (let at = 0; at < vector.length; ) {
      const end = vector.indexOf("':", at + 1);
      this.#entryTerms.push(this.#terms.numberOf(vector.slice(at + 1, end)));
      this.#entryDocuments.push(document);
      this.#entryStarts.push(this.#positions.length);
      at = this.#places(vector, end + 2) + 1;
    }
  }

  /** Reads `2B,7C` up to a blank or the end, whose index it returns. */
  #places(vector: string, from: number): number {
    let place = 0;
    let weight = 0;
    let pattern = -1;
    let at = from;
    for (; at <= vector.length; at++) {
      const code = at === vector.length ? 32 : vector.charCodeAt(at);
      if (code >= 48 && code <= 57) place = 10 * place + code - 48;
      else if (code === 32 || code === 44) {
        this.#positions.push((weight << 14) | place);
        pattern = this.#patternWith(pattern, weight);
        place = 0;
        weight = 0;
        if (code === 32) break;
      } else weight = 68 - code;
    }
    this.#entryPatterns.push(pattern);
    return at;
  }

  #patternWith(before: number, weight: number): number {
    const key = 4 * (before + 1) + weight;
    let number = this.#longer.get(key);
    if (number === undefined) {
      const { weights, bits } = before < 0 ? { weights: [], bits: 0 } : this.#patterns[before]!;
      number = this.#patterns.push({ weights: [...weights, weight], bits: bits | (1 << weight) }) - 1;
      this.#longer.set(key, number);
    }
    return number;
  }

  *building(): Sliced<Postings> {
    const terms = this.#terms;
    const entries = this.#entryTerms.length;
    const starts = new Uint32Array(terms.size + 1);
    for (let entry = 0; entry < entries; entry++) {
      starts[this.#entryTerms.at(entry) + 1]!++;
      if (entry % eachTime === 0) yield;
    }
    for (let term = 0; term < terms.size; term++) starts[term + 1]! += starts[term]!;
    yield;
    const next = starts.slice();
    const order = new Uint32Array(entries);
    for (let entry = 0; entry < entries; entry++) {
      order[next[this.#entryTerms.at(entry)]!++] = entry;
      if (entry % eachTime === 0) yield;
    }
    const documents = new Uint16Array(entries);
    const number = this.#patterns.length;
    const patternOf =
      number <= 256 ? new Uint8Array(entries) : number <= 65_536 ? new Uint16Array(entries) : new Uint32Array(entries);
    const positionStarts = new Uint32Array(Math.ceil(entries / stride));
    const positions = new Uint16Array(this.#positions.length);
    let written = 0;
    for (let index = 0; index < entries; index++) {
      const entry = order[index]!;
      documents[index] = this.#entryDocuments.at(entry);
      patternOf[index] = this.#entryPatterns.at(entry);
      if (index % stride === 0) positionStarts[index / stride] = written;
      const end = entry + 1 < entries ? this.#entryStarts.at(entry + 1) : this.#positions.length;
      for (let at = this.#entryStarts.at(entry); at < end; at++) positions[written++] = this.#positions.at(at);
      if (index % eachTime === 0) yield;
    }
    const sorted = yield* sorting(terms.size, (a, b) => terms.compare(a, terms, b));
    terms.fit();
    return new Postings({
      terms,
      sorted,
      starts,
      documents,
      patterns: this.#patterns,
      patternOf,
      positionStarts,
      positions,
    });
  }
}

/** Entries between two breaks. */
const eachTime = 16_384;
