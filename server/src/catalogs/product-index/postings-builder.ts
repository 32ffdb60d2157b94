import type { Sliced } from "../../platform/slices.ts";
import { Numbers, sorting } from "./numbers.ts";
import { type Entries, type Pattern, StemPostings, stride, WordPostings } from "./postings.ts";
import { NumberedTexts } from "./texts.ts";

/** Weights that places have, in their order, numbered as they are met. */
class Patterns {
  readonly all: Pattern[] = [];
  /** Pattern that is another one followed by a weight: by the number of that one and the weight. */
  readonly #longer = new Map<number, number>();

  /** @param before number of the pattern so far; -1 where there is none. */
  with(before: number, weight: number): number {
    const key = 4 * (before + 1) + weight;
    let number = this.#longer.get(key);
    if (number === undefined) {
      const { weights, bits } = before < 0 ? { weights: [], bits: 0 } : this.all[before]!;
      number = this.all.push({ weights: [...weights, weight], bits: bits | (1 << weight) }) - 1;
      this.#longer.set(key, number);
    }
    return number;
  }
}

/** Entries of the terms of vectors, in the order in which they come. */
class Vectors {
  readonly terms = new NumberedTexts();
  readonly #patterns: Patterns;
  readonly #entryTerms = new Numbers();
  readonly #entryDocuments = new Numbers();
  readonly #entryPatterns = new Numbers();
  readonly #entryStarts = new Numbers();
  readonly #positions = new Numbers();

  constructor(patterns: Patterns) {
    this.#patterns = patterns;
  }

  add(document: number, vector: string): void {
    for (let at = 0; at < vector.length; ) {
      const end = vector.indexOf("':", at + 1);
      this.#entryTerms.push(this.terms.numberOf(vector, at + 1, end));
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
        pattern = this.#patterns.with(pattern, weight);
        place = 0;
        weight = 0;
        if (code === 32) break;
      } else weight = 68 - code;
    }
    this.#entryPatterns.push(pattern);
    return at;
  }

  get entries(): number {
    return this.#entryTerms.length;
  }

  get positions(): number {
    return this.#positions.length;
  }

  document(entry: number): number {
    return this.#entryDocuments.at(entry);
  }

  pattern(entry: number): number {
    return this.#entryPatterns.at(entry);
  }

  /** A position of an entry, by its place among them. */
  position(entry: number, nth: number): number {
    return this.#positions.at(this.#entryStarts.at(entry) + nth);
  }

  /** Number of the positions of an entry. */
  length(entry: number): number {
    const next = entry + 1 < this.entries ? this.#entryStarts.at(entry + 1) : this.positions;
    return next - this.#entryStarts.at(entry);
  }

  /** Entries of each term side by side, from `starts` of one to that of the next, and terms in the order of their UTF-8 bytes. */
  *byTerm(): Sliced<ByTerm> {
    const { terms } = this;
    const termOf = this.#entryTerms.all;
    const entries = termOf.length;
    const sorted = yield* sorting(terms.size, (a, b) => terms.compare(a, terms, b));
    const places = new Uint32Array(terms.size);
    for (let place = 0; place < sorted.length; place++) places[sorted[place]!] = place;
    yield;
    terms.reorder(sorted);
    yield;
    const starts = new Uint32Array(terms.size + 1);
    for (let entry = 0; entry < entries; entry++) {
      starts[places[termOf[entry]!]! + 1]!++;
      if (entry % eachTime === 0) yield;
    }
    for (let term = 0; term < terms.size; term++) starts[term + 1]! += starts[term]!;
    yield;
    const next = starts.slice();
    const order = new Uint32Array(entries);
    for (let entry = 0; entry < entries; entry++) {
      order[next[places[termOf[entry]!]!]!++] = entry;
      if (entry % eachTime === 0) yield;
    }
    return { starts, order };
  }
}

interface ByTerm {
  readonly starts: Uint32Array;
  readonly order: Uint32Array;
}

/** Collects the vectors of documents, which come in their order: of their words, and of the stems of these. */
export class PostingsBuilder {
  readonly #patterns = new Patterns();
  readonly #words = new Vectors(this.#patterns);
  readonly #stems = new Vectors(this.#patterns);

  /** @param words and stems as PostgreSQL writes a `tsvector` whose words have places and neither quotes nor backslashes: `'lamp':2B,7C`. */
  add(document: number, words: string, stems: string): void {
    this.#words.add(document, words);
    this.#stems.add(document, stems);
  }

  *building(): Sliced<{ readonly words: WordPostings; readonly stems: StemPostings }> {
    const { terms } = this.#words;
    const words = yield* this.#words.byTerm();
    const stems = yield* this.#stems.byTerm();
    const shared = yield* this.#sharing(words, stems);
    const entries = yield* this.#written(words, shared.own);
    terms.fit();
    shared.terms.fit();
    const postings = new WordPostings(entries, { terms, starts: words.starts });
    return { words: postings, stems: new StemPostings(entries, postings, shared) };
  }

  /** Finds what stems have in common with words, and the entries that only they have, which stand behind those of words. */
  *#sharing(words: ByTerm, stems: ByTerm): Sliced<Shared> {
    const { terms } = this.#words;
    const alike = new Uint8Array(Math.ceil(terms.size / 8));
    const own = new Numbers();
    const ranges = new Numbers();
    const others = new NumberedTexts();
    const likely = yield* this.#frequent(words);
    for (let stem = 0; stem < this.#stems.terms.size; stem++) {
      if (stem % someTerms === 0) yield;
      const text = this.#stems.terms.at(stem);
      const [from, to] = [stems.starts[stem]!, stems.starts[stem + 1]!];
      const written = terms.find(text);
      if (written !== undefined && this.#isAlike(words, written, stems, stem)) {
        alike[written >> 3]! |= 1 << (written & 7);
        continue;
      }
      const word = likely.get(keyOf(this.#stems, stems, from, to));
      others.numberOf(text);
      if (word !== undefined && this.#isAlike(words, word, stems, stem)) {
        ranges.push(words.starts[word]!);
        ranges.push(words.starts[word + 1]!);
      } else {
        ranges.push(words.order.length + own.length);
        ranges.push(words.order.length + own.length + to - from);
        for (let at = from; at < to; at++) own.push(stems.order[at]!);
      }
    }
    return { alike, own: own.all, ranges: ranges.all.slice(), terms: others };
  }

  /** Words of several documents, by `keyOf`: those of a single one have hardly any entries to share. */
  *#frequent({ starts, order }: ByTerm): Sliced<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    for (let word = 0; word < this.#words.terms.size; word++) {
      const [from, to] = [starts[word]!, starts[word + 1]!];
      if (to - from > 1) found.set(keyOf(this.#words, { starts, order }, from, to), word);
      if (word % someTerms === 0) yield;
    }
    return found;
  }

  /** Tells whether a stem has the entries of a word. */
  #isAlike(words: ByTerm, word: number, stems: ByTerm, stem: number): boolean {
    const begin = words.starts[word]!;
    const from = stems.starts[stem]!;
    const length = stems.starts[stem + 1]! - from;
    if (words.starts[word + 1]! - begin !== length) return false;
    for (let n = 0; n < length; n++)
      if (!areSame(this.#words, words.order[begin + n]!, this.#stems, stems.order[from + n]!)) return false;
    return true;
  }

  /** The entries of words, and behind them those that only stems have. */
  *#written({ order }: ByTerm, own: Uint32Array): Sliced<Entries> {
    const size = order.length + own.length;
    const [words, stems] = [this.#words, this.#stems];
    const patterns = this.#patterns.all;
    const Of = patterns.length <= 256 ? Uint8Array : patterns.length <= 65_536 ? Uint16Array : Uint32Array;
    const documents = new Uint16Array(size);
    const patternOf = new Of(size);
    const positionStarts = new Uint32Array(Math.ceil(size / stride));
    const positions = new Uint16Array(words.positions + own.reduce((sum, entry) => sum + stems.length(entry), 0));
    let written = 0;
    for (let index = 0; index < size; index++) {
      const [of, entry] = index < order.length ? [words, order[index]!] : [stems, own[index - order.length]!];
      documents[index] = of.document(entry);
      patternOf[index] = of.pattern(entry);
      if (index % stride === 0) positionStarts[index / stride] = written;
      const length = of.length(entry);
      for (let nth = 0; nth < length; nth++) positions[written++] = of.position(entry, nth);
      if (index % eachTime === 0) yield;
    }
    return { documents, patterns, patternOf, positionStarts, positions };
  }
}

interface Shared {
  readonly alike: Uint8Array;
  /** Entries of stems. */
  readonly own: Uint32Array;
  readonly ranges: Uint32Array;
  readonly terms: NumberedTexts;
}

/** What terms with the same entries have in common, and hardly any others. */
const keyOf = (vectors: Vectors, { order }: ByTerm, from: number, to: number): string => {
  const [first, last] = [order[from]!, order[to - 1]!];
  const of = (entry: number): string => `${vectors.document(entry)} ${vectors.position(entry, 0)}`;
  return `${to - from} ${of(first)} ${of(last)}`;
};

function areSame(some: Vectors, entry: number, others: Vectors, other: number): boolean {
  if (some.document(entry) !== others.document(other) || some.pattern(entry) !== others.pattern(other)) return false;
  const length = some.length(entry);
  for (let nth = 0; nth < length; nth++) if (some.position(entry, nth) !== others.position(other, nth)) return false;
  return true;
}

/** Terms between two breaks. */
const someTerms = 512;
/** Entries between two breaks. */
const eachTime = 16_384;
