import type { Search } from "../../platform/lists/list-query.ts";
import { importanceOf, rankedWords } from "../../platform/lists/word-search.ts";
import { foldedText, wordsOf } from "../../platform/lists/words.ts";
import { type Cursor, compareBytes, type Postings, placeOf, weightBit, weightOf } from "./postings.ts";
import type { IndexedProduct, Segment } from "./segment.ts";
import type { Sliced } from "./slices.ts";

/** Fields whose words are indexed, with the weight that they stand under. */
const fields: Readonly<
  Record<string, { readonly weight: string; readonly text: (of: IndexedProduct) => string | null }>
> = {
  ID: { weight: "A", text: ({ foldedId }) => foldedId },
  Name: { weight: "B", text: ({ foldedName }) => foldedName },
  Description: { weight: "C", text: ({ foldedDescription }) => foldedDescription },
};

/** A search that the index can answer, with the stems of its words. */
export interface WordSearch {
  readonly search: Search;
  readonly words: readonly string[];
}

/**
 * Words of a search, if all that it is about is indexed. What is written without blanks, and a last word that is only begun
 * and stands before as well, are left to the database.
 */
export function wordSearch(search: Search): WordSearch | undefined {
  if (search.by !== "words" || search.on.some(({ path, below }) => below || fields[path.name] === undefined))
    return undefined;
  const words = wordsOf(search.phrase);
  if (words.length > mostWords || words.some((word) => word.includes(" "))) return undefined;
  const last = words.at(-1);
  if (search.type === "ExactPhrasePrefix" && last !== undefined && words.indexOf(last) < words.length - 1)
    return undefined;
  return { search, words };
}

const mostWords = 16;
/** Words that may begin as the last of several does, which is looked for beside the others. */
const mostBeginnings = 64;

/** Tells whether a segment answers a search in a time that others can wait. */
export function isQuick({ words: postings }: Segment, { search, words }: WordSearch): boolean {
  if (search.type !== "ExactPhrasePrefix" || words.length < 2) return true;
  return postings.beginningWith(words.at(-1)!).length <= mostBeginnings;
}

/** Products that a search finds, and how well: by the ranks of `wordsSql`, the most decisive first. */
export interface Matches {
  /** 1 for each that is found. */
  readonly found: Uint8Array;
  readonly nearness: Uint8Array;
  readonly count: Uint8Array;
  readonly relevance: Float64Array;
}

/**
 * Looks a search up in a segment, with the results of `wordsSql` over the stored document.
 *
 * @param stems of the words, one for each; empty for one without a meaning of its own.
 */
export function* matchesOf(segment: Segment, { search, words }: WordSearch, stems: readonly string[]): Sliced<Matches> {
  const { size } = segment;
  const prefix = search.type === "ExactPhrasePrefix";
  const bits = search.on.map(({ path }) => weightBit[fields[path.name]!.weight]!);
  const within = bits.reduce((all, bit) => all | bit, 0);
  const nearness = new Uint8Array(size);
  const count = new Uint8Array(size);
  if (words.length === 0) return { found: new Uint8Array(size), nearness, count, relevance: new Float64Array(size) };
  const lookUp = new LookUp(segment, words, stems);
  const found = yield* foundBy(lookUp, search.type, within, bits);
  yield;
  const near = words.length > 1 ? yield* lookUp.inOneField(bits, (bit) => lookUp.phraseByStem(bit)) : found;
  yield;
  const phrase = foldedText(search.phrase);
  const texts = search.on.map(({ path }) => fields[path.name]!.text);
  for (let at = 0; at < size; at++) {
    if (near[at] === 0) continue;
    const product = segment.products[at]!;
    nearness[at] = texts.some((text) => text(product) === phrase) ? 2 : words.length > 1 ? 1 : 0;
  }
  if (words.length > 1)
    for (const stem of stems.slice(0, rankedWords)) {
      if (stem === "") continue;
      const has = lookUp.any(segment.stems, [stem], within);
      for (let at = 0; at < size; at++) count[at]! += has[at]!;
      yield;
    }
  return { found, nearness, count, relevance: yield* relevanceOf(segment, search, words, stems, prefix) };
}

function* foundBy(lookUp: LookUp, type: Search["type"], within: number, bits: readonly number[]): Sliced<Uint8Array> {
  switch (type) {
    case "AnyTerm":
      return lookUp.anyByStem(within);
    case "AllTermsAnyField":
      return yield* lookUp.allByStem(within);
    case "AllTermsSameField":
      return yield* lookUp.inOneField(bits, (bit) => lookUp.allByStem(bit));
    case "ExactPhrase":
      return yield* lookUp.inOneField(bits, (bit) => lookUp.phrase(bit, false));
    case "ExactPhrasePrefix":
      return yield* lookUp.inOneField(bits, (bit) => lookUp.phrase(bit, true));
  }
}

/** Entries between two breaks. */
const eachTime = 4_096;

/** Ways in which the words of a search are looked up; flags are 1 for each product that has what is looked for. */
class LookUp {
  readonly #segment: Segment;
  readonly #words: readonly string[];
  readonly #stems: readonly string[];
  /** Stems that mean something; the words count as they are written where none does. */
  readonly #meant: readonly string[];

  constructor(segment: Segment, words: readonly string[], stems: readonly string[]) {
    this.#segment = segment;
    this.#words = words;
    this.#stems = stems;
    this.#meant = stems.filter((stem) => stem !== "");
  }

  anyByStem(within: number): Uint8Array {
    return this.#meant.length > 0
      ? this.any(this.#segment.stems, this.#meant, within)
      : this.any(this.#segment.words, this.#words, within);
  }

  *allByStem(within: number): Sliced<Uint8Array> {
    yield;
    return this.#meant.length > 0
      ? this.#all(this.#segment.stems, this.#meant, within)
      : this.#all(this.#segment.words, this.#words, within);
  }

  phraseByStem(within: number): Sliced<Uint8Array> {
    if (this.#meant.length === 0) return this.phrase(within, false);
    const terms = this.#stems.flatMap((stem, offset) => (stem === "" ? [] : [{ terms: [stem], offset }]));
    return this.#sideBySide(this.#segment.stems, terms, within);
  }

  phrase(within: number, prefix: boolean): Sliced<Uint8Array> {
    const { words } = this.#segment;
    const terms = this.#words.map((word, offset) => ({
      terms: prefix && offset === this.#words.length - 1 ? words.beginningWith(word) : [word],
      offset,
    }));
    return this.#sideBySide(words, terms, within);
  }

  *inOneField(bits: readonly number[], look: (bit: number) => Sliced<Uint8Array>): Sliced<Uint8Array> {
    const found = new Uint8Array(this.#segment.size);
    for (const bit of bits) {
      yield;
      const has = yield* look(bit);
      for (let at = 0; at < found.length; at++) found[at]! |= has[at]!;
    }
    return found;
  }

  any(postings: Postings, terms: readonly string[], within: number): Uint8Array {
    const found = new Uint8Array(this.#segment.size);
    for (const term of terms) {
      const { from, to } = postings.of(term);
      for (let entry = from; entry < to; entry++)
        if (postings.isWithin(entry, within)) found[postings.documents[entry]!] = 1;
    }
    return found;
  }

  #all(postings: Postings, terms: readonly string[], within: number): Uint8Array {
    const different = new Set(terms);
    const found = new Uint8Array(this.#segment.size);
    let round = 0;
    for (const term of different) {
      const { from, to } = postings.of(term);
      for (let entry = from; entry < to; entry++) {
        const document = postings.documents[entry]!;
        if (found[document] === round && postings.isWithin(entry, within)) found[document] = round + 1;
      }
      round++;
    }
    for (let at = 0; at < found.length; at++) found[at] = found[at] === round ? 1 : 0;
    return found;
  }

  /** One of the terms of each step, as far behind those of the first as the steps are apart: the rarest is looked up first. */
  *#sideBySide(
    postings: Postings,
    steps: readonly { readonly terms: readonly string[]; readonly offset: number }[],
    within: number,
  ): Sliced<Uint8Array> {
    const looked = steps.map(({ terms, offset }) => ({
      offset,
      cursors: terms.map((term): Cursor => {
        const { from, to } = postings.of(term);
        return { at: from, to };
      }),
    }));
    const frequency = (cursors: readonly Cursor[]): number => cursors.reduce((sum, { at, to }) => sum + to - at, 0);
    const [first, ...others] = looked.sort((a, b) => frequency(a.cursors) - frequency(b.cursors));
    const found = new Uint8Array(this.#segment.size);
    for (const { at: from, to } of first?.cursors ?? []) {
      // Each term of the first step begins with the first document again.
      const walks = others.map(({ offset, cursors }) => ({
        offset,
        cursors: cursors.map((cursor) => ({ ...cursor })),
      }));
      for (let entry = from; entry < to; entry++) {
        if (entry % eachTime === 0) yield;
        const document = postings.documents[entry]!;
        const end = postings.positionStarts[entry + 1]!;
        for (let at = postings.positionStarts[entry]!; at < end && found[document] === 0; at++) {
          const position = postings.positions[at]!;
          if ((within & (1 << weightOf(position))) === 0) continue;
          const begin = placeOf(position) - first!.offset;
          const stands = walks.every(({ offset, cursors }) =>
            cursors.some((cursor) => postings.standsAt(cursor, document, begin + offset, within)),
          );
          if (stands) found[document] = 1;
        }
      }
    }
    return found;
  }
}

/** As `rankOf` of `words.ts`. */
function* relevanceOf(
  segment: Segment,
  search: Search,
  words: readonly string[],
  stems: readonly string[],
  prefix: boolean,
): Sliced<Float64Array> {
  const importance = [0, 0, 0, 0];
  for (const [index, { path }] of search.on.entries()) {
    const weight = 3 - "ABCD".indexOf(fields[path.name]!.weight);
    importance[weight] ||= Math.fround(importanceOf(index));
  }
  const last = words.at(-1)!;
  const byStem = yield* ranks(
    segment.stems,
    stems.filter((stem) => stem !== "").map((stem) => ({ text: stem, terms: [stem] })),
    importance,
    segment.size,
  );
  const byWord = yield* ranks(
    segment.words,
    words.map((word) => ({ text: word, terms: prefix && word === last ? segment.words.beginningWith(word) : [word] })),
    importance,
    segment.size,
  );
  const relevance = new Float64Array(segment.size);
  for (let at = 0; at < segment.size; at++)
    relevance[at] = prefix ? Math.fround(byStem[at]! + byWord[at]!) : byStem[at]! + byWord[at]! / 10;
  return relevance;
}

/** As `ts_rank` for lexemes joined by `|`, in single precision and in its order of additions. */
function* ranks(
  postings: Postings,
  lexemes: readonly { readonly text: string; readonly terms: readonly string[] }[],
  importance: readonly number[],
  size: number,
): Sliced<Float32Array> {
  const sums = new Float32Array(size);
  const different = [...new Map(lexemes.map((lexeme) => [lexeme.text, lexeme])).values()];
  different.sort((a, b) => compareBytes(a.text, b.text));
  const { fround } = Math;
  for (const { terms } of different)
    for (const term of terms) {
      const { from, to } = postings.of(term);
      for (let entry = from; entry < to; entry++) {
        if (entry % eachTime === 0) yield;
        const start = postings.positionStarts[entry]!;
        let sum = 0;
        let best = -1;
        let bestAt = 0;
        for (let at = start; at < postings.positionStarts[entry + 1]!; at++) {
          const weight = importance[weightOf(postings.positions[at]!)]!;
          const nth = at - start + 1;
          sum = fround(sum + fround(weight / (nth * nth)));
          if (weight > best) {
            best = weight;
            bestAt = nth;
          }
        }
        const document = postings.documents[entry]!;
        const share = fround(fround(best + sum) - fround(best / (bestAt * bestAt)));
        sums[document] = sums[document]! + share / 1.64493406685;
      }
    }
  if (different.length > 0) for (let at = 0; at < size; at++) sums[at]! /= different.length;
  return sums;
}
