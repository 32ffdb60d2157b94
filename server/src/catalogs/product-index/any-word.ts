import { goesByMeaning, rankedGroups, rankedWords } from "../../platform/lists/word-search.ts";
import { foldedText, type WordGroup } from "../../platform/lists/words.ts";
import type { Sliced } from "../../platform/slices.ts";
import { documentsOf, inOrder, repeated } from "./documents.ts";
import { gradeOf, type Ranks, relevanceOf } from "./relevance.ts";
import type { Scratch } from "./scratch.ts";
import { fieldBits, otherWords, type StemOf, type WordSearch } from "./searched-words.ts";
import type { Segment } from "./segment.ts";

/** One of the words by which a search finds what has any of them, whatever segment it is looked up in. */
export interface SoughtTerm {
  /** The word as postings have it. */
  readonly term: string;
  /** Names the products that have it, in any segment. */
  readonly name: string;
  /** Names their order as well. */
  readonly order: string;
  /** What the search makes of those that have it alone; undefined where all that it says of itself counts for them. */
  readonly among: { readonly own: readonly string[]; readonly grade: number } | undefined;
}

/** Words by which a search finds what has any of them. */
export interface SoughtTerms {
  readonly kind: "stems" | "words";
  /** Bits of the fields in which they are looked for. */
  readonly within: number;
  readonly terms: readonly SoughtTerm[];
  /** Different stems and words of the search, with those that stand for them. */
  readonly number: { readonly stems: number; readonly words: number };
}

/**
 * A word of a search that finds what has any of its words, in a segment. What facets count of the products that have a frequent
 * one, and which of them come first, is the same in each search for it, so that it is kept.
 */
export interface SoughtWord extends Pick<SoughtTerm, "name" | "order"> {
  /** Numbers of the products that have it, from the lowest. */
  readonly found: Uint16Array;
  readonly isFrequent: boolean;
  /** How well some of these would be found if they had no other of the words. */
  ranks(places: Uint16Array): Sliced<Ranks>;
}

/** What a search finds in a segment, word by word. */
export interface AnyWord {
  readonly words: readonly SoughtWord[];
  /** Numbers of the products that have several of them, once for each beyond the first. */
  readonly again: Uint16Array;
}

const nothing = new Uint16Array(0);

/**
 * The words of a search and those that stand for one of them, each by itself; undefined where what else a product has makes
 * another difference than that it comes before those that have one word alone.
 */
export function soughtTerms({ search, words, groups }: WordSearch, stemOf: StemOf): SoughtTerms | undefined {
  if (words.length === 0) return undefined;
  const byMeaning = goesByMeaning(search);
  if (!byMeaning && (search.type !== "ExactPhrase" || words.length > 1)) return undefined;
  if (groups.some(({ alternatives }) => alternatives.some((one) => one.length > 1))) return undefined;
  const others = otherWords(groups);
  const all = [...words, ...others];
  const meant = byMeaning ? all.map(stemOf).filter((stem) => stem !== "") : [];
  const [kind, terms] = meant.length > 0 ? (["stems", meant] as const) : (["words", words] as const);
  const different = [...new Set(terms)];
  // A word without a meaning of its own counts in the order of all, not in what is found.
  if (different.length > 1 && (search.type !== "AnyTerm" || meant.length < all.length)) return undefined;
  const within = fieldBits(search).reduce((bits, bit) => bits | bit, 0);
  const fields = search.on.map(({ path }) => path.name).join();
  const number = { stems: different.length, words: new Set(all).size };
  const written = [...new Set(words.map(stemOf))];
  const sought = different.map((term): SoughtTerm => {
    const name = [kind, within, term].join("\0");
    // What has it may be the phrase itself.
    if (different.length === 1 || (written.length === 1 && written[0] === term)) {
      const order = [name, fields, foldedText(search.phrase), ...others].join("\0");
      return { term, name, order, among: undefined };
    }
    const own = [...new Set(all.filter((one) => stemOf(one) === term))];
    const grade = gradeOfOne(words, groups, (one) => stemOf(one) === term);
    const order = [name, fields, number.stems, number.words, grade, ...own].join("\0");
    return { term, name, order, among: { own, grade } };
  });
  return { kind, within, terms: sought, number };
}

/** How well a search grades what has one of its words alone, as `ranking` does. @param is tells whether a word is that one. */
function gradeOfOne(words: readonly string[], groups: readonly WordGroup[], is: (word: string) => boolean): number {
  const numberOf = (some: readonly string[]): number => some.filter(is).length;
  const counted = rankedGroups(groups).map(({ words: of, alternatives }) =>
    Math.max(numberOf(of), alternatives.flat().some(is) ? of.length : 0),
  );
  const count = words.length > 1 ? counted.reduce((sum, one) => sum + one, 0) : 0;
  const written = otherWords(groups).length > 0 ? numberOf(words.slice(0, rankedWords)) : 0;
  return count * gradeOf.count + written * gradeOf.written;
}

/** Parts that ranks of a search need. */
interface RankedIn {
  readonly segment: Segment;
  readonly search: WordSearch["search"];
  readonly stemOf: StemOf;
  /** Ranks of products of the segment, by all that the search is about. */
  readonly ranking: (places: Uint16Array) => Sliced<Ranks>;
  readonly scratch: Scratch;
}

/** One of the words in a segment. @param found numbers of the products that have it, from the lowest. */
export function soughtWord(
  { name, order, among }: SoughtTerm,
  number: SoughtTerms["number"],
  found: Uint16Array,
  isFrequent: boolean,
  { segment, search, stemOf, ranking, scratch }: RankedIn,
): SoughtWord {
  if (among === undefined) return { name, order, found, isFrequent, ranks: ranking };
  const { own, grade } = among;
  function* ranks(places: Uint16Array): Sliced<Ranks> {
    const written = (one: string) => segment.words.rangesOf(one);
    const relevance = yield* relevanceOf(segment, search, own, { stemOf, written, places, number, scratch });
    return { grades: scratch.grades.subarray(0, places.length).fill(grade), relevance };
  }
  return { name, order, found, isFrequent, ranks };
}

/**
 * The words of a search in a segment; undefined where none is frequent there.
 *
 * @param least products that have a frequent word.
 */
export function anyWordIn(
  { kind, within, terms, number }: SoughtTerms,
  ranked: RankedIn,
  least: number,
): AnyWord | undefined {
  const { segment, scratch } = ranked;
  const postings = segment[kind];
  const entries = terms.map(({ term }) => postings.of(term));
  if (!entries.some(({ from, to }) => to - from >= least)) return undefined;
  const words = terms.map((term, index) => {
    const { from, to } = entries[index]!;
    const found = documentsOf(postings, Uint32Array.of(from, to), within);
    return soughtWord(term, number, found, to - from >= least, ranked);
  });
  return { words, again: hadAgain(words, segment, scratch) };
}

/** Numbers of the products of a segment that have several of some words, once for each beyond the first. */
export function hadAgain(
  words: readonly Pick<SoughtWord, "found">[],
  { size }: Segment,
  scratch: Scratch,
): Uint16Array {
  const lists = words.flatMap(({ found }) => (found.length > 0 ? [found] : []));
  return lists.length < 2 ? nothing : repeated(lists, () => scratch.flags(size));
}

/** The first, by relevance, of the products of a segment that have a word. Some of them may have left. */
export interface Firsts {
  /** Their numbers, the best first. */
  readonly places: Uint16Array;
  /** Whether they are all that have it. */
  readonly isAll: boolean;
  /** How well the best is found. */
  readonly grade: number;
  readonly relevance: number;
}

/** Which products are asked for, and how many of the first are wanted. */
interface Wanted {
  readonly number: number;
  readonly isAsked: (at: number) => boolean;
  /** Tells whether one that is found so well may be among the first: others of other segments may be before it. */
  readonly mayTake: (grade: number, relevance: number) => boolean;
}

/**
 * Numbers of some products that are found, from the lowest, the first of all among them. Undefined where more would have to be
 * known of those that have a frequent word than is kept.
 *
 * @param firstsOf a frequent word.
 */
export function* firstAmong(
  { words, again }: AnyWord,
  firstsOf: (word: SoughtWord) => Sliced<Firsts>,
  { number, isAsked, mayTake }: Wanted,
): Sliced<Uint16Array | undefined> {
  // Whatever has another word as well comes no later than if it had not.
  const chosen: number[] = [];
  const choose = (places: Uint16Array, most: number): number => {
    const before = chosen.length;
    for (let n = 0; n < places.length && chosen.length - before < most; n++)
      if (isAsked(places[n]!)) chosen.push(places[n]!);
    return chosen.length - before;
  };
  for (const word of words) {
    if (!word.isFrequent) {
      choose(word.found, word.found.length);
      continue;
    }
    const { places, isAll, grade, relevance } = yield* firstsOf(word);
    if (mayTake(grade, relevance) && choose(places, number) < number && !isAll) return undefined;
  }
  choose(again, again.length);
  return inOrder(Uint16Array.from(chosen));
}
