import type { Search } from "../../platform/lists/list-query.ts";
import { groupsOf, importanceOf, othersOf, rankedGroups, rankedWords } from "../../platform/lists/word-search.ts";
import { foldedText, type WordGroup, wordsOf } from "../../platform/lists/words.ts";
import { compareBytes, type Pattern, type Postings, placeOf, type Range, weightBit, weightOf } from "./postings.ts";
import type { Segment, TextField } from "./segment.ts";
import type { Sliced } from "./slices.ts";

/** Weights that the words of indexed fields stand under. */
const fields: Readonly<Record<string, string>> = { ID: "A", Name: "B", Description: "C" } satisfies Record<
  TextField,
  string
>;

/** A search that the index can answer. */
export interface WordSearch {
  readonly search: Search;
  readonly words: readonly string[];
  /** The words with what stands for them. */
  readonly groups: readonly WordGroup[];
}

/** Stem of a word; empty for one without a meaning of its own. */
export type StemOf = (word: string) => string;

/** Words of a search whose stems are asked for. */
export const stemmedWords = ({ words, groups }: WordSearch): readonly string[] => [...words, ...otherWords(groups)];

const otherWords = (groups: readonly WordGroup[]): readonly string[] =>
  groups.flatMap(({ alternatives }) => alternatives.flat());

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
  const groups = groupsOf(words, othersOf(search));
  return otherWords(groups).some((word) => word.includes(" ")) ? undefined : { search, words, groups };
}

/** Words of a search at most. */
export const mostWords = 16;

/** How well a search finds products, by the ranks of `wordsSql`, in the order in which the products are named. */
export interface Ranks {
  /**
   * All that is more decisive than relevance, the higher the better: nearness, then the number of words that are there, then
   * those among them that are there themselves, where others may stand for some.
   */
  readonly grades: Uint32Array;
  readonly relevance: Float64Array;
}

/** Places that grades give to what they consist of: there are fewer words than that. */
const gradeOf = { nearness: 65_536, count: 256, written: 1 } as const;

/** Products that a search finds. */
export interface Matches {
  /** 1 for each that is found. */
  readonly found: Uint8Array;
  /** Tells how well some of those are found. */
  ranking(places: Uint16Array): Sliced<Ranks>;
}

/** Bits of the fields that a search is about. */
export const fieldBits = ({ on }: Search): readonly number[] => on.map(({ path }) => weightBit[fields[path.name]!]!);

/** Looks a search up in a segment, with the results of `wordsSql` over the stored document. Undefined where it finds nothing. */
export function* matchesOf(segment: Segment, asked: WordSearch, stemOf: StemOf): Sliced<Matches | undefined> {
  const { search, words } = asked;
  const bits = fieldBits(search);
  const within = bits.reduce((all, bit) => all | bit, 0);
  if (words.length === 0) return undefined;
  const lookUp = new LookUp(segment, asked, stemOf);
  const found = yield* foundBy(lookUp, search.type, within, bits);
  if (!found.includes(1)) return undefined;
  return { found, ranking: (places) => ranking(segment, asked, stemOf, lookUp, places) };
}

function* ranking(
  segment: Segment,
  { search, words, groups }: WordSearch,
  stemOf: StemOf,
  lookUp: LookUp,
  places: Uint16Array,
): Sliced<Ranks> {
  const { length } = places;
  const grades = new Uint32Array(length);
  const bits = fieldBits(search);
  const within = bits.reduce((all, bit) => all | bit, 0);
  const add = (flags: Uint8Array, by: number): void => {
    for (let n = 0; n < length; n++) grades[n]! += by * flags[places[n]!]!;
  };
  const near = words.length > 1 ? yield* lookUp.inOneField(bits, (bit) => lookUp.phraseByStem(bit)) : undefined;
  yield;
  const phrase = foldedText(search.phrase);
  const equals = search.on.map(({ path }) => segment.equals(path.name as TextField, phrase));
  for (let n = 0; n < length; n++) {
    const at = places[n]!;
    if (near !== undefined && near[at] === 0) continue;
    const isEqual = equals.some((test) => test(at));
    grades[n] = gradeOf.nearness * (isEqual ? 2 : near === undefined ? 0 : 1);
  }
  if (near !== undefined)
    for (const { words: of, alternatives } of rankedGroups(groups)) {
      yield;
      const own = lookUp.counted(of, within);
      if (alternatives.length > 0) {
        const has = yield* lookUp.anyAlternative(alternatives, within);
        for (let at = 0; at < own.length; at++) own[at] = Math.max(own[at]!, of.length * has[at]!);
      }
      add(own, gradeOf.count);
    }
  yield;
  const others = otherWords(groups);
  if (others.length > 0) add(lookUp.counted(words.slice(0, rankedWords), within), gradeOf.written);
  const prefix = search.type === "ExactPhrasePrefix";
  const relevance = yield* relevanceOf(segment, search, [...words, ...others], { stemOf, prefix, places });
  return { grades, relevance };
}

function* foundBy(lookUp: LookUp, type: Search["type"], within: number, bits: readonly number[]): Sliced<Uint8Array> {
  switch (type) {
    case "AnyTerm":
      return yield* lookUp.anyByStem(within);
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
  readonly #groups: readonly WordGroup[];
  readonly #stemOf: StemOf;
  /** Stems that mean something; the words count as they are written where none does. */
  readonly #meant: readonly string[];
  /** Groups that others than their words may stand for, with a meaning. */
  readonly #grouped: readonly WordGroup[];

  constructor(segment: Segment, { words, groups }: WordSearch, stemOf: StemOf) {
    this.#segment = segment;
    this.#words = words;
    this.#groups = groups;
    this.#stemOf = stemOf;
    this.#meant = this.#meaning(words);
    this.#grouped = groups.filter(({ alternatives }) => this.#meaning(alternatives.flat()).length > 0);
  }

  #meaning(words: readonly string[]): readonly string[] {
    return words.map(this.#stemOf).filter((stem) => stem !== "");
  }

  /** For each product, how many of some words it has by their stems. */
  counted(words: readonly string[], within: number): Uint8Array {
    const { stems: postings, size } = this.#segment;
    const { documents, patternOf } = postings;
    const wanted = postings.within(within);
    const counts = new Uint8Array(size);
    for (const stem of this.#meaning(words)) {
      const { from, to } = postings.of(stem);
      for (let entry = from; entry < to; entry++)
        if (wanted === undefined || wanted[patternOf[entry]!] === 1) counts[documents[entry]!]!++;
    }
    return counts;
  }

  *anyByStem(within: number): Sliced<Uint8Array> {
    const { words, stems } = this.#segment;
    if (this.#meant.length + this.#grouped.length === 0) return this.any(words, this.#words, within);
    const found = this.any(stems, this.#meant, within);
    for (const { alternatives } of this.#grouped) {
      const has = yield* this.anyAlternative(alternatives, within);
      for (let at = 0; at < found.length; at++) found[at]! |= has[at]!;
    }
    return found;
  }

  *allByStem(within: number): Sliced<Uint8Array> {
    yield;
    const { words, stems } = this.#segment;
    if (this.#meant.length + this.#grouped.length === 0) return this.#all(words, this.#words, within);
    const plain = this.#groups.filter((group) => !this.#grouped.includes(group));
    const found = this.#all(stems, this.#meaning(plain.flatMap((group) => group.words)), within);
    for (const { words: of, alternatives } of this.#grouped) {
      const has = yield* this.anyAlternative(alternatives, within);
      const own = this.#meaning(of);
      const all = own.length > 0 ? this.#all(stems, own, within) : undefined;
      for (let at = 0; at < found.length; at++) found[at]! &= has[at]! | (all?.[at] ?? 0);
    }
    return found;
  }

  /** One of several alternatives, its words side by side. */
  *anyAlternative(alternatives: WordGroup["alternatives"], within: number): Sliced<Uint8Array> {
    const found = new Uint8Array(this.#segment.size);
    for (const words of alternatives) {
      const has = yield* this.#stemsSideBySide(words, within);
      for (let at = 0; at < found.length; at++) found[at]! |= has[at]!;
    }
    return found;
  }

  phraseByStem(within: number): Sliced<Uint8Array> {
    return this.#meant.length === 0 ? this.phrase(within, false) : this.#stemsSideBySide(this.#words, within);
  }

  #stemsSideBySide(words: readonly string[], within: number): Sliced<Uint8Array> {
    const { stems } = this.#segment;
    const steps = words
      .map(this.#stemOf)
      .flatMap((stem, offset) => (stem === "" ? [] : [{ ranges: [stems.of(stem)], offset }]));
    return this.#sideBySide(stems, steps, within);
  }

  phrase(within: number, prefix: boolean): Sliced<Uint8Array> {
    const { words } = this.#segment;
    const steps = this.#words.map((word, offset) => ({
      ranges: prefix && offset === this.#words.length - 1 ? words.beginningWith(word) : [words.of(word)],
      offset,
    }));
    return this.#sideBySide(words, steps, within);
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
    return this.#within(
      postings,
      terms.map((term) => postings.of(term)),
      within,
    );
  }

  #within(postings: Postings, ranges: readonly Range[], within: number): Uint8Array {
    const { documents, patternOf } = postings;
    const wanted = postings.within(within);
    const found = new Uint8Array(this.#segment.size);
    for (const { from, to } of ranges)
      for (let entry = from; entry < to; entry++)
        if (wanted === undefined || wanted[patternOf[entry]!] === 1) found[documents[entry]!] = 1;
    return found;
  }

  #all(postings: Postings, terms: readonly string[], within: number): Uint8Array {
    const { documents, patternOf } = postings;
    const wanted = postings.within(within);
    const found = new Uint8Array(this.#segment.size);
    const ranges = [...new Set(terms)].map((term) => postings.of(term));
    if (ranges.some(({ from, to }) => from === to)) return found;
    for (const [round, { from, to }] of ranges.entries())
      for (let entry = from; entry < to; entry++) {
        const document = documents[entry]!;
        if (found[document] === round && (wanted === undefined || wanted[patternOf[entry]!] === 1))
          found[document] = round + 1;
      }
    for (let at = 0; at < found.length; at++) found[at] = found[at] === ranges.length ? 1 : 0;
    return found;
  }

  /** One of the terms of each step, as far behind those of the first as the steps are apart: the rarest is looked up first. */
  *#sideBySide(
    postings: Postings,
    steps: readonly { readonly ranges: readonly Range[]; readonly offset: number }[],
    within: number,
  ): Sliced<Uint8Array> {
    const found = new Uint8Array(this.#segment.size);
    const frequency = (ranges: readonly Range[]): number => ranges.reduce((sum, { from, to }) => sum + to - from, 0);
    // Of many terms each entry is met once; to look each of them up for each document would take long.
    const effort = ({ ranges }: { readonly ranges: readonly Range[] }): number =>
      ranges.length > 1 ? Number.NEGATIVE_INFINITY : frequency(ranges);
    const [first, ...others] = [...steps].sort((a, b) => effort(a) - effort(b));
    if (first === undefined || others.some(({ ranges }) => frequency(ranges) === 0)) return found;
    if (others.length === 0) return this.#within(postings, first.ranges, within);
    for (const { from, to } of first.ranges)
      for (let entry = from; entry < to; entry++) {
        if (entry % eachTime === 0) yield;
        const document = postings.documents[entry]!;
        if (found[document] === 1) continue;
        const walks = others.map(({ offset, ranges }) => ({ offset, entry: postings.entryOf(ranges[0]!, document) }));
        if (walks.some((walk) => walk.entry === undefined)) continue;
        for (const position of postings.positionsOf(entry)) {
          if ((within & (1 << weightOf(position))) === 0) continue;
          const begin = placeOf(position) - first.offset;
          if (walks.every((walk) => postings.standsAt(walk.entry!, begin + walk.offset, within))) found[document] = 1;
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
  { stemOf, prefix, places }: { readonly stemOf: StemOf; readonly prefix: boolean; readonly places: Uint16Array },
): Sliced<Float64Array> {
  const { size } = segment;
  const stems = words.map(stemOf);
  const importance = [0, 0, 0, 0];
  for (const [index, { path }] of search.on.entries()) {
    const weight = 3 - "ABCD".indexOf(fields[path.name]!);
    importance[weight] ||= Math.fround(importanceOf(index));
  }
  const last = words.at(-1)!;
  const byStem = yield* ranks(
    segment.stems,
    stems.filter((stem) => stem !== "").map((stem) => ({ text: stem, ranges: [segment.stems.of(stem)] })),
    importance,
    { places, size },
  );
  const byWord = yield* ranks(
    segment.words,
    words.map((word) => ({
      text: word,
      ranges: prefix && word === last ? segment.words.beginningWith(word) : [segment.words.of(word)],
    })),
    importance,
    { places, size },
  );
  const relevance = new Float64Array(places.length);
  for (let n = 0; n < places.length; n++)
    relevance[n] = prefix ? Math.fround(byStem[n]! + byWord[n]!) : byStem[n]! + byWord[n]! / 10;
  return relevance;
}

/** As `ts_rank` for lexemes joined by `|`, in single precision and in its order of additions, of some documents. */
function* ranks(
  postings: Postings,
  lexemes: readonly { readonly text: string; readonly ranges: readonly Range[] }[],
  importance: readonly number[],
  { places, size }: { readonly places: Uint16Array; readonly size: number },
): Sliced<Float32Array> {
  const { documents, patternOf, patterns } = postings;
  const sums = new Float32Array(size);
  const different = [...new Map(lexemes.map((lexeme) => [lexeme.text, lexeme])).values()];
  different.sort((a, b) => compareBytes(a.text, b.text));
  const shares = new Float64Array(patterns.length).fill(Number.NaN);
  for (const { ranges } of different)
    for (const { from, to } of ranges)
      for (let entry = from; entry < to; entry++) {
        if (entry % eachTime === 0) yield;
        const pattern = patternOf[entry]!;
        if (Number.isNaN(shares[pattern])) shares[pattern] = shareOf(patterns[pattern]!, importance);
        const document = documents[entry]!;
        sums[document] = sums[document]! + shares[pattern]!;
      }
  const ranks = new Float32Array(places.length);
  if (different.length > 0) for (let n = 0; n < places.length; n++) ranks[n] = sums[places[n]!]! / different.length;
  return ranks;
}

/** What the places of one lexeme add to the rank of a document. */
function shareOf({ weights }: Pattern, importance: readonly number[]): number {
  const { fround } = Math;
  let sum = 0;
  let best = -1;
  let bestAt = 0;
  for (const [index, weight] of weights.entries()) {
    const value = importance[weight]!;
    const nth = index + 1;
    sum = fround(sum + fround(value / (nth * nth)));
    if (value > best) {
      best = value;
      bestAt = nth;
    }
  }
  return fround(fround(best + sum) - fround(best / (bestAt * bestAt))) / 1.64493406685;
}
