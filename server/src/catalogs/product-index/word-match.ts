import type { Search } from "../../platform/lists/list-query.ts";
import { rankedGroups, rankedWords } from "../../platform/lists/word-search.ts";
import { foldedText, type WordGroup } from "../../platform/lists/words.ts";
import type { Sliced } from "../../platform/slices.ts";
import { type AnyWord, anyWordIn, type SoughtTerms } from "./any-word.ts";
import { documentsOf, documentsOfAll, documentsOfFew, frequencyOf, united } from "./documents.ts";
import { areFew, type Postings, placeOf, type Ranges, weightOf } from "./postings.ts";
import { gradeOf, type Ranks, relevanceOf } from "./relevance.ts";
import { flagged, type Scratch } from "./scratch.ts";
import { fieldBits, otherWords, type StemOf, type WordSearch } from "./searched-words.ts";
import type { Segment, TextField } from "./segment.ts";

/** Products that a search finds. */
export interface Matches {
  /** Their numbers, from the lowest. */
  found(): Uint16Array;
  /** The same word by word, where any of these is asked for and one is frequent. */
  readonly anyWord?: AnyWord;
  /** Tells how well some of those are found. */
  ranking(places: Uint16Array): Sliced<Ranks>;
}

/**
 * Looks a search up in a segment, with the results of `wordsSql` over the stored document. Undefined where it finds nothing.
 *
 * @param sought its words, if it finds what has any of them.
 * @param scratch in which it is done, and what is found stands.
 * @param least products of a segment that have a frequent word.
 */
export function* matchesOf(
  segment: Segment,
  asked: WordSearch,
  sought: SoughtTerms | undefined,
  stemOf: StemOf,
  scratch: Scratch,
  least: number,
): Sliced<Matches | undefined> {
  const { search, words } = asked;
  if (words.length === 0) return undefined;
  const lookUp = new LookUp(segment, asked, stemOf, scratch);
  const ranked = (places: Uint16Array) => ranking(segment, asked, stemOf, lookUp, places, scratch);
  const anyWord = sought && anyWordIn(sought, { segment, search, stemOf, ranking: ranked, scratch }, least);
  if (anyWord !== undefined) {
    const lists = anyWord.words.map(({ found }) => found);
    return { anyWord, found: () => united(lists, () => scratch.flags(segment.size), scratch.found), ranking: ranked };
  }
  const found = yield* foundBy(lookUp, search, scratch);
  return found.length === 0 ? undefined : { found: () => found, ranking: ranked };
}

/** Tells how well a search finds some products of a segment. @param scratch in which it is done, and the ranks stand. */
export function rankingIn(
  segment: Segment,
  asked: WordSearch,
  stemOf: StemOf,
  scratch: Scratch,
): (places: Uint16Array) => Sliced<Ranks> {
  const lookUp = new LookUp(segment, asked, stemOf, scratch);
  return (places) => ranking(segment, asked, stemOf, lookUp, places, scratch);
}

function* ranking(
  segment: Segment,
  { search, words, groups }: WordSearch,
  stemOf: StemOf,
  lookUp: LookUp,
  places: Uint16Array,
  scratch: Scratch,
): Sliced<Ranks> {
  const { length } = places;
  const grades = scratch.grades.subarray(0, length).fill(0);
  const within = allOf(fieldBits(search));
  const near = words.length > 1 ? yield* lookUp.phraseByStem(within, inOneField, places) : undefined;
  if (near !== undefined) for (let n = 0; n < length; n++) grades[n]! += gradeOf.nearness * near[places[n]!]!;
  yield;
  const phrase = foldedText(search.phrase);
  // A field that is the phrase has its words side by side.
  if (near === undefined || places.some((at) => near[at] === 1))
    for (const { path } of search.on)
      for (const n of segment.equalAmong(places, path.name as TextField, phrase))
        if (near === undefined || near[places[n]!] === 1) grades[n] = 2 * gradeOf.nearness;
  const counts = scratch.flags(length);
  const add = (by: number): void => {
    for (let n = 0; n < length; n++) grades[n]! += by * counts[n]!;
  };
  if (near !== undefined)
    for (const { words: of, alternatives } of rankedGroups(groups)) {
      yield;
      lookUp.count(of, within, places, counts);
      if (alternatives.length > 0) {
        const has = yield* lookUp.anyAlternative(alternatives, within);
        for (let n = 0; n < length; n++) counts[n] = Math.max(counts[n]!, of.length * has[places[n]!]!);
      }
      add(gradeOf.count);
    }
  yield;
  const others = otherWords(groups);
  if (others.length > 0) {
    lookUp.count(words.slice(0, rankedWords), within, places, counts);
    add(gradeOf.written);
  }
  const relevance = yield* relevanceOf(segment, search, [...words, ...others], {
    stemOf,
    written: (word) => lookUp.written(word),
    places,
    scratch,
  });
  return { grades, relevance };
}

const allOf = (bits: readonly number[]): number => bits.reduce((all, bit) => all | bit, 0);

/** Numbers of the products that a search finds, from the lowest. */
function* foundBy(lookUp: LookUp, search: Search, scratch: Scratch): Sliced<Uint16Array> {
  const bits = fieldBits(search);
  const within = allOf(bits);
  const { type } = search;
  const any = lookUp.any(type);
  if (any !== undefined && any.ranges.length <= 2) return documentsOf(any.postings, any.ranges, within, scratch.found);
  if (any !== undefined && areFew(frequencyOf(any.ranges), lookUp.size))
    return documentsOfFew(any.postings, any.ranges, within);
  const together = type === "AllTermsAnyField" ? lookUp.together(within) : undefined;
  return together ?? flagged(yield* flagsBy(lookUp, type, within, bits), scratch.found);
}

function flagsBy(lookUp: LookUp, type: Search["type"], within: number, bits: readonly number[]): Sliced<Uint8Array> {
  switch (type) {
    case "AnyTerm":
      return lookUp.anyByStem(within);
    case "AllTermsAnyField":
      return lookUp.allByStem(within);
    case "AllTermsSameField":
      return lookUp.inEachField(bits, (bit) => lookUp.allByStem(bit));
    case "ExactPhrase":
      return lookUp.phrase(within, inOneField, false);
    case "ExactPhrasePrefix":
      return lookUp.phrase(within, inOneField, true);
  }
}

/** Entries between two breaks. */
const eachTime = 8_192;

/** Whether words that stand side by side must do so in one field: its beginning follows the end of another. */
type Side = boolean;
const inOneField: Side = true;
const anywhere: Side = false;

/** Ways in which the words of a search are looked up; flags are 1 for each product that has what is looked for. */
class LookUp {
  readonly #segment: Segment;
  readonly #words: readonly string[];
  readonly #groups: readonly WordGroup[];
  readonly #stemOf: StemOf;
  readonly #scratch: Scratch;
  /** Stems that mean something; the words count as they are written where none does. */
  readonly #meant: readonly string[];
  /** Groups that others than their words may stand for, with a meaning. */
  readonly #grouped: readonly WordGroup[];
  /** Whether the last word is only begun. */
  readonly #isBegun: boolean;
  #begun: Ranges | undefined;

  constructor(segment: Segment, { search, words, groups }: WordSearch, stemOf: StemOf, scratch: Scratch) {
    this.#segment = segment;
    this.#words = words;
    this.#groups = groups;
    this.#stemOf = stemOf;
    this.#scratch = scratch;
    this.#isBegun = search.type === "ExactPhrasePrefix";
    this.#meant = this.#meaning(words);
    this.#grouped = groups.filter(({ alternatives }) => this.#meaning(alternatives.flat()).length > 0);
  }

  #meaning(words: readonly string[]): readonly string[] {
    return words.map(this.#stemOf).filter((stem) => stem !== "");
  }

  /** Number of the products that are looked through. */
  get size(): number {
    return this.#segment.size;
  }

  get #none(): Uint8Array {
    return this.#scratch.flags(this.#segment.size);
  }

  /** Entries of which a product has one if it is found; undefined where more is asked of it. */
  any(type: Search["type"]): { readonly postings: Postings; readonly ranges: Ranges } | undefined {
    const { words, stems } = this.#segment;
    const [first, ...more] = this.#words;
    if (type === "ExactPhrase" || type === "ExactPhrasePrefix")
      return more.length === 0 ? { postings: words, ranges: this.written(first!) } : undefined;
    if (this.#grouped.length > 0) return undefined;
    const [postings, terms] = this.#meant.length > 0 ? [stems, this.#meant] : [words, this.#words];
    const different = [...new Set(terms)];
    if (type !== "AnyTerm" && different.length > 1) return undefined;
    return { postings, ranges: Uint32Array.from(different.flatMap((term) => [...postings.rangesOf(term)])) };
  }

  /** The products that have all words by their stems, from the lowest; undefined where others may stand for some. */
  together(within: number): Uint16Array | undefined {
    if (this.#grouped.length > 0) return undefined;
    const { words, stems } = this.#segment;
    const [postings, terms] = this.#meant.length > 0 ? [stems, this.#meant] : [words, this.#words];
    return documentsOfAll(postings, terms, within, this.#none, this.#scratch.found);
  }

  /** Entries of a word of the search as it is written, or begun. */
  written(word: string): Ranges {
    const { words } = this.#segment;
    if (!this.#isBegun || word !== this.#words.at(-1)) return words.rangesOf(word);
    this.#begun ??= words.rangesBeginningWith(word);
    return this.#begun;
  }

  /**
   * Counts of some products, in the order in which they are named, how many of some words each has by their stems.
   *
   * @param counts to which they are written.
   */
  count(words: readonly string[], within: number, places: Uint16Array, counts: Uint8Array): void {
    const { stems: postings } = this.#segment;
    const { documents, patternOf } = postings;
    const wanted = postings.within(within);
    const has = (entry: number): boolean => wanted === undefined || wanted[patternOf[entry]!] === 1;
    counts.fill(0);
    let all: Uint8Array | undefined;
    for (const stem of this.#meaning(words)) {
      const { from, to } = postings.of(stem);
      if (areFew(places.length, to - from)) {
        for (let n = 0, entry = from; n < places.length; n++) {
          entry = postings.entryFrom(entry, to, places[n]!);
          if (entry === to) break;
          if (documents[entry] === places[n] && has(entry)) counts[n]!++;
        }
        continue;
      }
      all ??= this.#none;
      for (let entry = from; entry < to; entry++) if (has(entry)) all[documents[entry]!]!++;
    }
    if (all !== undefined) for (let n = 0; n < places.length; n++) counts[n]! += all[places[n]!]!;
  }

  *anyByStem(within: number): Sliced<Uint8Array> {
    const { words, stems } = this.#segment;
    const any = (postings: Postings, terms: readonly string[]): Sliced<Uint8Array> =>
      this.#within(
        postings,
        terms.map((term) => postings.rangesOf(term)),
        within,
      );
    if (this.#meant.length + this.#grouped.length === 0) return yield* any(words, this.#words);
    const found = yield* any(stems, this.#meant);
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
    const found = this.#none;
    for (const words of alternatives) {
      const has = yield* this.#stemsSideBySide(words, within, anywhere);
      for (let at = 0; at < found.length; at++) found[at]! |= has[at]!;
    }
    return found;
  }

  /** @param among numbers of the products that are asked for, from the lowest. */
  phraseByStem(within: number, side: Side, among: Uint16Array): Sliced<Uint8Array> {
    return this.#meant.length === 0
      ? this.phrase(within, side, false)
      : this.#stemsSideBySide(this.#words, within, side, among);
  }

  #stemsSideBySide(words: readonly string[], within: number, side: Side, among?: Uint16Array): Sliced<Uint8Array> {
    const { stems } = this.#segment;
    const steps = words
      .map(this.#stemOf)
      .flatMap((stem, offset) => (stem === "" ? [] : [{ ranges: stems.rangesOf(stem), offset }]));
    return this.#sideBySide(stems, steps, within, side, among);
  }

  phrase(within: number, side: Side, begun: boolean): Sliced<Uint8Array> {
    const { words } = this.#segment;
    const steps = this.#words.map((word, offset) => ({
      ranges: begun ? this.written(word) : words.rangesOf(word),
      offset,
    }));
    return this.#sideBySide(words, steps, within, side);
  }

  *inEachField(bits: readonly number[], look: (bit: number) => Sliced<Uint8Array>): Sliced<Uint8Array> {
    const found = this.#none;
    for (const bit of bits) {
      yield;
      const has = yield* look(bit);
      for (let at = 0; at < found.length; at++) found[at]! |= has[at]!;
    }
    return found;
  }

  *#within(postings: Postings, all: readonly Ranges[], within: number): Sliced<Uint8Array> {
    const { documents, patternOf } = postings;
    const wanted = postings.within(within);
    const found = this.#none;
    let looked = 0;
    for (const ranges of all)
      for (let range = 0; range < ranges.length; range += 2) {
        const from = ranges[range]!;
        const to = ranges[range + 1]!;
        if (wanted === undefined) for (let entry = from; entry < to; entry++) found[documents[entry]!] = 1;
        else for (let entry = from; entry < to; entry++) found[documents[entry]!]! |= wanted[patternOf[entry]!]!;
        looked += 1 + to - from;
        if (looked < eachTime) continue;
        looked = 0;
        yield;
      }
    return found;
  }

  /** No terms are in all products. */
  #all(postings: Postings, terms: readonly string[], within: number): Uint8Array {
    const found = this.#none;
    if (terms.length === 0) return found.fill(1);
    const documents = documentsOfAll(postings, terms, within, found, this.#scratch.others);
    found.fill(0);
    for (let n = 0; n < documents.length; n++) found[documents[n]!] = 1;
    return found;
  }

  /**
   * One of the terms of each step, as far behind those of the first as the steps are apart: the rarest is looked up first.
   *
   * @param among numbers of the products that are asked for, from the lowest; absent: all are.
   */
  *#sideBySide(
    postings: Postings,
    steps: readonly Step[],
    within: number,
    side: Side,
    among?: Uint16Array,
  ): Sliced<Uint8Array> {
    // Of many terms each entry is met once; to look each of them up for each document would take long.
    const effort = ({ ranges }: Step): number => (ranges.length > 2 ? Number.NEGATIVE_INFINITY : frequencyOf(ranges));
    const [first, ...others] = [...steps].sort((a, b) => effort(a) - effort(b));
    if (first === undefined || others.some(({ ranges }) => ranges.length === 0)) return this.#none;
    if (others.length === 0) return yield* this.#within(postings, [first.ranges], within);
    const found = this.#none;
    const { documents, positions } = postings;
    const { ranges, offset } = first;
    const walks = others.map(({ ranges: of, offset: behind }) => ({
      entry: of[0]!,
      from: of[0]!,
      to: of[1]!,
      by: behind - offset,
    }));
    const look = (entry: number): void => {
      const document = documents[entry]!;
      if (found[document] === 1 || !haveAll(postings, walks, document)) return;
      const from = postings.positionOf(entry);
      const to = from + postings.positionsOf(entry);
      for (let at = from; at < to; at++) {
        const position = positions[at]!;
        const bit = 1 << weightOf(position);
        if ((within & bit) === 0) continue;
        const place = placeOf(position);
        const weights = side === inOneField ? bit : within;
        if (walks.every((walk) => postings.standsAt(walk.entry, place + walk.by, weights))) found[document] = 1;
      }
    };
    let looked = 0;
    for (let range = 0; range < ranges.length; range += 2) {
      // The documents of each term begin anew.
      for (const walk of walks) walk.entry = walk.from;
      const [begin, end] = [ranges[range]!, ranges[range + 1]!];
      if (among !== undefined && areFew(among.length, end - begin))
        for (let n = 0, entry = begin; n < among.length; n++) {
          if (++looked % eachTime === 0) yield;
          entry = postings.entryFrom(entry, end, among[n]!);
          if (entry === end) break;
          if (documents[entry] === among[n]) look(entry);
        }
      else
        for (let entry = begin; entry < end; entry++) {
          if (++looked % eachTime === 0) yield;
          look(entry);
        }
    }
    return found;
  }
}

/** A word of several that stand side by side: the entries of its terms, and how far behind the first word it stands. */
interface Step {
  readonly ranges: Ranges;
  readonly offset: number;
}

/** The entries of a term, of which one is the last that was met. */
interface Walk {
  entry: number;
  readonly from: number;
  readonly to: number;
  /** How far it stands behind the word that is looked up first. */
  readonly by: number;
}

/** Goes on to a document in the entries of several terms. False where one of them has none of it. */
function haveAll(postings: Postings, walks: readonly Walk[], document: number): boolean {
  for (const walk of walks) {
    walk.entry = postings.entryFrom(walk.entry, walk.to, document);
    if (walk.entry === walk.to || postings.documents[walk.entry] !== document) return false;
  }
  return true;
}
