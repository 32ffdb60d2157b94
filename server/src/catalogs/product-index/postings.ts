import type { Unpacked } from "../../platform/packed-file.ts";
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
export const stride = 32;

/** Entries as a file keeps them. */
type EntriesParts = {
  readonly documents: Uint16Array;
  readonly patternOf: Uint8Array | Uint16Array | Uint32Array;
  readonly positionStarts: Uint32Array;
  readonly positions: Uint16Array;
  /** Weights of the patterns one after the other, and where each ends. */
  readonly weights: Uint8Array;
  readonly patternEnds: Uint32Array;
};

/** Postings of words as a file keeps them. */
export type WordPostingsParts = EntriesParts & {
  readonly terms: NumberedTextsParts;
  readonly starts: Uint32Array;
};

/** Postings of stems as a file keeps them, beside those of words. */
export type StemPostingsParts = {
  readonly terms: NumberedTextsParts;
  readonly ranges: Uint32Array;
  readonly alike: Uint8Array;
};

/** Which terms stand where in some documents: one entry for each document of a term. */
export interface Entries {
  /** Document of each entry. */
  readonly documents: Uint16Array;
  readonly patterns: readonly Pattern[];
  /** Number of each entry's pattern. */
  readonly patternOf: Uint8Array | Uint16Array | Uint32Array;
  /** First position of every `stride`th entry. */
  readonly positionStarts: Uint32Array;
  /** Positions of the entries, as PostgreSQL packs them: those of one from `positionOf` on, as many as it has. */
  readonly positions: Uint16Array;
}

/**
 * Which terms stand where in which of at most 65,536 documents. The entries of a term, one for each document that has it, stand
 * side by side, in the order of documents; each has its positions in order.
 */
export abstract class Postings {
  readonly documents: Entries["documents"];
  readonly patterns: Entries["patterns"];
  readonly patternOf: Entries["patternOf"];
  readonly positions: Entries["positions"];
  /** Number of places, by pattern. */
  readonly #lengths: Uint16Array;
  readonly #positionStarts: Uint32Array;

  constructor({ documents, patterns, patternOf, positionStarts, positions }: Entries) {
    this.documents = documents;
    this.patterns = patterns;
    this.patternOf = patternOf;
    this.positions = positions;
    this.#positionStarts = positionStarts;
    this.#lengths = Uint16Array.from(patterns, ({ weights }) => weights.length);
  }

  /** Entries of a term; none where no document has it. */
  abstract of(term: string): Range;

  protected get entries(): Entries {
    const { documents, patterns, patternOf, positions } = this;
    return { documents, patterns, patternOf, positions, positionStarts: this.#positionStarts };
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
}

/** Words as they are written, numbered in the order of their UTF-8 bytes: what begins alike is side by side. */
export class WordPostings extends Postings {
  readonly #terms: NumberedTexts;
  /** First entry of each term; one more for the end. */
  readonly #starts: Uint32Array;

  constructor(entries: Entries, parts: { readonly terms: NumberedTexts; readonly starts: Uint32Array }) {
    super(entries);
    this.#terms = parts.terms;
    this.#starts = parts.starts;
  }

  static from(parts: Unpacked<WordPostingsParts>): WordPostings {
    const { weights, patternEnds } = parts;
    const patterns = Array.from(patternEnds, (end, index): Pattern => {
      const own = [...weights.subarray(index === 0 ? 0 : patternEnds[index - 1]!, end)];
      return { weights: own, bits: own.reduce((bits, weight) => bits | (1 << weight), 0) };
    });
    return new WordPostings({ ...parts, patterns }, { ...parts, terms: new NumberedTexts(parts.terms) });
  }

  get parts(): WordPostingsParts {
    const { documents, patterns, patternOf, positions, positionStarts } = this.entries;
    let end = 0;
    return {
      terms: this.#terms.parts,
      starts: this.#starts,
      documents,
      patternOf,
      positionStarts,
      positions,
      weights: Uint8Array.from(patterns.flatMap(({ weights }) => weights)),
      patternEnds: Uint32Array.from(patterns, ({ weights }) => (end += weights.length)),
    };
  }

  of(term: string): Range {
    const number = this.numberOf(term);
    return number === undefined ? none : this.entriesAt(number);
  }

  /** Number of a term, if a document has it: its place among all. */
  numberOf(term: string): number | undefined {
    return this.#terms.find(term);
  }

  /** Postings of the stems of the same documents. */
  stems(parts: Unpacked<StemPostingsParts>): StemPostings {
    return new StemPostings(this.entries, this, { ...parts, terms: new NumberedTexts(parts.terms) });
  }

  /** Entries of each of the terms that begin with a text, in the order of their UTF-8 bytes. */
  rangesBeginningWith(prefix: string): Ranges {
    const from = this.placeOf(prefix);
    const ranges = new Uint32Array(2 * (this.endOf(prefix, from) - from));
    for (let at = 0; at < ranges.length; at += 2) {
      const place = from + (at >> 1);
      ranges[at] = this.#starts[place]!;
      ranges[at + 1] = this.#starts[place + 1]!;
    }
    return ranges;
  }

  /** The term at a place. */
  termAt(place: number): string {
    return this.#terms.at(place);
  }

  /** Entries of the term at a place. */
  entriesAt(place: number): Range {
    return { from: this.#starts[place]!, to: this.#starts[place + 1]! };
  }

  /** Place of the first term that is not before a text. */
  placeOf(text: string): number {
    const { size } = this.#terms;
    return this.#firstPlace(Buffer.from(text), 0, size, (order) => order >= 0);
  }

  /**
   * Place behind the last term that begins with a text, of those from a place on. Looked for in growing steps: mostly few begin
   * alike, or none.
   */
  endOf(text: string, from: number): number {
    const { size } = this.#terms;
    const bytes = Buffer.from(text);
    let low = from;
    let step = 1;
    while (low + step <= size && this.#terms.compareBeginning(low + step - 1, bytes) <= 0) {
      low += step;
      step *= 2;
    }
    return this.#firstPlace(bytes, low, Math.min(size, low + step - 1), (order) => order > 0);
  }

  #firstPlace(bytes: Uint8Array, from: number, to: number, isThere: (order: number) => boolean): number {
    let low = from;
    for (let high = to; low < high; ) {
      const middle = (low + high) >> 1;
      if (isThere(this.#terms.compareBeginning(middle, bytes))) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Memory, from above; of entries that stems have for themselves as well. */
  get bytes(): number {
    const { documents, patterns, patternOf, positions, positionStarts } = this.entries;
    return (
      this.#terms.bytes +
      this.#starts.byteLength +
      documents.byteLength +
      patternOf.byteLength +
      positionStarts.byteLength +
      positions.byteLength +
      patterns.reduce((sum, { weights }) => sum + 80 + 8 * weights.length, 0)
    );
  }
}

/**
 * Stems of words. Most stand where a single word does, and many are that word: what they have in common with words is held once,
 * so they take a fraction of the memory that words take.
 */
export class StemPostings extends Postings {
  readonly #words: WordPostings;
  /** Those that are not `alike` a word. */
  readonly #terms: NumberedTexts;
  /** First entry of each of these, and the one behind the last. */
  readonly #ranges: Uint32Array;
  /** A bit for each word, by its number: it is a stem as well, with the same entries. */
  readonly #alike: Uint8Array;

  constructor(
    entries: Entries,
    words: WordPostings,
    parts: { readonly terms: NumberedTexts; readonly ranges: Uint32Array; readonly alike: Uint8Array },
  ) {
    super(entries);
    this.#words = words;
    this.#terms = parts.terms;
    this.#ranges = parts.ranges;
    this.#alike = parts.alike;
  }

  get parts(): StemPostingsParts {
    return { terms: this.#terms.parts, ranges: this.#ranges, alike: this.#alike };
  }

  of(term: string): Range {
    const number = this.#terms.find(term);
    if (number !== undefined) return { from: this.#ranges[2 * number]!, to: this.#ranges[2 * number + 1]! };
    const word = this.#words.numberOf(term);
    return word === undefined || (this.#alike[word >> 3]! & (1 << (word & 7))) === 0
      ? none
      : this.#words.entriesAt(word);
  }

  /** Memory, from above, but for entries. */
  get bytes(): number {
    return this.#terms.bytes + this.#ranges.byteLength + this.#alike.byteLength;
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
