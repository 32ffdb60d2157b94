import { goesByMeaning, rankedGroups } from "../../platform/lists/word-search.ts";
import { foldedText } from "../../platform/lists/words.ts";
import type { Sliced } from "../../platform/slices.ts";
import { documentsOf, inOrder, repeated } from "./documents.ts";
import { gradeOf, type Ranks, relevanceOf } from "./relevance.ts";
import type { Scratch } from "./scratch.ts";
import { fieldBits, otherWords, type StemOf, type WordSearch } from "./searched-words.ts";
import type { Segment } from "./segment.ts";

/**
 * A word of a search that finds what has any of its words, in a segment. What facets count of the products that have a frequent
 * one, and which of them come first, is the same in each search for it, so that it is kept.
 */
export interface SoughtWord {
  /** Names the products that have it, in any segment. */
  readonly name: string;
  /** Names their order as well. */
  readonly order: string;
  /** Numbers of the products that have it, from the lowest. */
  readonly found: Uint16Array;
  readonly isFrequent: boolean;
  /** How well these would be found if they had no other of the words. */
  ranks(): Sliced<Ranks>;
}

/** What a search finds in a segment, word by word. */
export interface AnyWord {
  readonly words: readonly SoughtWord[];
  /** Numbers of the products that have several of them, once for each beyond the first. */
  readonly again: Uint16Array;
}

const nothing = new Uint16Array(0);

/**
 * The words of a search, each by itself; undefined where none is frequent, or where what else a product has makes another
 * difference than that it comes before those that have one word alone.
 *
 * @param ranking of products, by all that the search is about.
 * @param least products that have a frequent word.
 */
export function anyWordOf(
  segment: Segment,
  { search, words, groups }: WordSearch,
  stemOf: StemOf,
  { ranking, scratch }: { readonly ranking: (places: Uint16Array) => Sliced<Ranks>; readonly scratch: Scratch },
  least: number,
): AnyWord | undefined {
  const byMeaning = goesByMeaning(search);
  if (otherWords(groups).length > 0 || (!byMeaning && (search.type !== "ExactPhrase" || words.length > 1)))
    return undefined;
  const stems = words.map(stemOf);
  const meant = byMeaning ? stems.filter((stem) => stem !== "") : [];
  const [kind, terms] = meant.length > 0 ? (["stems", meant] as const) : (["words", words] as const);
  const postings = segment[kind];
  const different = [...new Set(terms)];
  // A word without a meaning of its own counts in the order of all, not in what is found.
  if (different.length > 1 && (search.type !== "AnyTerm" || meant.length < words.length)) return undefined;
  const entries = different.map((term) => postings.of(term));
  if (!entries.some(({ from, to }) => to - from >= least)) return undefined;
  const within = fieldBits(search).reduce((all, bit) => all | bit, 0);
  const fields = search.on.map(({ path }) => path.name).join();
  const number = { stems: different.length, words: new Set(words).size };
  const sought = different.map((term, index): SoughtWord => {
    const { from, to } = entries[index]!;
    const found = documentsOf(postings, Uint32Array.of(from, to), within);
    const isFrequent = to - from >= least;
    const name = [kind, within, term].join("\0");
    if (different.length === 1) {
      const order = [name, fields, foldedText(search.phrase)].join("\0");
      return { name, order, found, isFrequent, ranks: () => ranking(found) };
    }
    const own = [...new Set(words.filter((_, at) => stems[at] === term))];
    const counted = rankedGroups(groups).flatMap((group) => group.words.filter((one) => stemOf(one) === term)).length;
    function* ranks(): Sliced<Ranks> {
      const written = (one: string) => segment.words.rangesOf(one);
      const relevance = yield* relevanceOf(segment, search, own, { stemOf, written, places: found, number, scratch });
      return { grades: scratch.grades.subarray(0, found.length).fill(counted * gradeOf.count), relevance };
    }
    const order = [name, fields, number.stems, number.words, counted, ...own].join("\0");
    return { name, order, found, isFrequent, ranks };
  });
  const again =
    sought.length === 1
      ? nothing
      : repeated(
          sought.map(({ found }) => found),
          scratch.flags(segment.size),
        );
  return { words: sought, again };
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
