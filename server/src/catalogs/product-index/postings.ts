import type { Sliced } from "./slices.ts";

/** Importance classes of PostgreSQL's text search as bits: `D`, `C`, `B`, `A` from the lowest. */
export const weightBit: Readonly<Record<string, number>> = { D: 1, C: 2, B: 4, A: 8 };
/** Those under which products have words. */
const allWeights = 14;

/** Place of a word in a document with its weight, as PostgreSQL packs them: two bits of weight, fourteen of place. */
export const placeOf = (position: number): number => position & 0x3fff;
export const weightOf = (position: number): number => position >> 14;

/** A range of the entries of `Postings`: those of one term. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Place in a range, for a walk through its documents in order. */
export interface Cursor {
  at: number;
  readonly to: number;
}

const none: Range = { from: 0, to: 0 };

/**
 * Which terms stand where in which of some documents. The entries of a term, one for each document that has it, stand side
 * by side, in the order of documents; each has its positions in order.
 */
export class Postings {
  readonly #terms: ReadonlyMap<string, number>;
  /** First entry of each term; one more for the end. */
  readonly #starts: Int32Array;
  /** Document of each entry. */
  readonly documents: Int32Array;
  /** First position of each entry; one more for the end. */
  readonly positionStarts: Int32Array;
  readonly positions: Uint16Array;
  #sorted: readonly string[] | undefined;

  constructor(
    terms: ReadonlyMap<string, number>,
    starts: Int32Array,
    documents: Int32Array,
    positionStarts: Int32Array,
    positions: Uint16Array,
  ) {
    this.#terms = terms;
    this.#starts = starts;
    this.documents = documents;
    this.positionStarts = positionStarts;
    this.positions = positions;
  }

  /** Entries of a term; none where no document has it. */
  of(term: string): Range {
    const number = this.#terms.get(term);
    if (number === undefined) return none;
    return { from: this.#starts[number] as number, to: this.#starts[number + 1] as number };
  }

  /** Tells whether an entry has a place of one of these weights. */
  isWithin(entry: number, weights: number): boolean {
    if ((weights & allWeights) === allWeights) return true;
    const end = this.positionStarts[entry + 1]!;
    for (let at = this.positionStarts[entry]!; at < end; at++)
      if ((weights & (1 << weightOf(this.positions[at]!))) !== 0) return true;
    return false;
  }

  /**
   * Tells whether a term stands at that place of a document, under one of these weights. The cursor moves to the document,
   * which is never before the last one.
   */
  standsAt(cursor: Cursor, document: number, place: number, weights: number): boolean {
    while (cursor.at < cursor.to && this.documents[cursor.at]! < document) cursor.at++;
    if (cursor.at === cursor.to || this.documents[cursor.at] !== document) return false;
    const end = this.positionStarts[cursor.at + 1]!;
    for (let at = this.positionStarts[cursor.at]!; at < end; at++) {
      const position = this.positions[at]!;
      if (placeOf(position) === place && (weights & (1 << weightOf(position))) !== 0) return true;
    }
    return false;
  }

  /** Terms that begin with a text, in the order of their UTF-8 bytes. */
  beginningWith(prefix: string): readonly string[] {
    this.#sorted ??= [...this.#terms.keys()].sort(compareBytes);
    const sorted = this.#sorted;
    let low = 0;
    for (let high = sorted.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (compareBytes(sorted[middle] as string, prefix) < 0) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < sorted.length && sorted[end]?.startsWith(prefix)) end++;
    return sorted.slice(low, end);
  }

  /** Memory, from above. */
  get bytes(): number {
    let texts = 0;
    for (const term of this.#terms.keys()) texts += 100 + 2 * term.length;
    const { buffer } = this.positions;
    return texts + 4 * (this.#starts.length + this.documents.length + this.positionStarts.length) + buffer.byteLength;
  }
}

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

/** Numbers that grow in number. */
class Numbers {
  #held = new Int32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#held.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.#held);
      this.#held = larger;
    }
    this.#held[this.length++] = value;
  }

  at = (index: number): number => this.#held[index] as number;
}

/** Collects the vectors of documents, which come in their order. */
export class PostingsBuilder {
  readonly #terms = new Map<string, number>();
  readonly #entryTerms = new Numbers();
  readonly #entryDocuments = new Numbers();
  readonly #entryStarts = new Numbers();
  readonly #positions = new Numbers();

  /** @param vector as PostgreSQL writes a `tsvector` whose words have places and neither quotes nor backslashes: `'lamp':2B,7C`. */
  add(document: number, vector: string): void {
    for (let at = 0; at < vector.length; ) {
      const end = vector.indexOf("':", at + 1);
      this.#entry(document, vector.slice(at + 1, end));
      at = this.#places(vector, end + 2) + 1;
    }
  }

  #entry(document: number, term: string): void {
    let number = this.#terms.get(term);
    if (number === undefined) {
      number = this.#terms.size;
      this.#terms.set(term, number);
    }
    this.#entryTerms.push(number);
    this.#entryDocuments.push(document);
    this.#entryStarts.push(this.#positions.length);
  }

  /** Reads `2B,7C` up to a blank or the end, whose index it returns. */
  #places(vector: string, from: number): number {
    let place = 0;
    let weight = 0;
    let at = from;
    for (; at <= vector.length; at++) {
      const code = at === vector.length ? 32 : vector.charCodeAt(at);
      if (code >= 48 && code <= 57) place = 10 * place + code - 48;
      else if (code === 32 || code === 44) {
        this.#positions.push((weight << 14) | place);
        place = 0;
        weight = 0;
        if (code === 32) break;
      } else weight = 68 - code;
    }
    return at;
  }

  *building(): Sliced<Postings> {
    const entries = this.#entryTerms.length;
    const starts = new Int32Array(this.#terms.size + 1);
    for (let entry = 0; entry < entries; entry++) starts[this.#entryTerms.at(entry) + 1]!++;
    for (let term = 0; term < this.#terms.size; term++) starts[term + 1]! += starts[term]!;
    yield;
    const next = starts.slice();
    const order = new Int32Array(entries);
    for (let entry = 0; entry < entries; entry++) {
      order[next[this.#entryTerms.at(entry)]!++] = entry;
      if (entry % eachTime === 0) yield;
    }
    const documents = new Int32Array(entries);
    const positionStarts = new Int32Array(entries + 1);
    const positions = new Uint16Array(this.#positions.length);
    let written = 0;
    for (let index = 0; index < entries; index++) {
      const entry = order[index]!;
      documents[index] = this.#entryDocuments.at(entry);
      positionStarts[index] = written;
      const end = entry + 1 < entries ? this.#entryStarts.at(entry + 1) : this.#positions.length;
      for (let at = this.#entryStarts.at(entry); at < end; at++) positions[written++] = this.#positions.at(at);
      if (index % eachTime === 0) yield;
    }
    positionStarts[entries] = written;
    return new Postings(this.#terms, starts, documents, positionStarts, positions);
  }
}

/** Entries between two breaks. */
const eachTime = 16_384;
