import { goesByMeaning, rankedGroups } from "../../platform/lists/word-search.ts";
import { foldedText } from "../../platform/lists/words.ts";
import { besides, documentsOf, inOrder, united } from "./documents.ts";
import { gradeOf, type Ranks, relevanceOf } from "./relevance.ts";
import type { Scratch } from "./scratch.ts";
import { fieldBits, otherWords, type StemOf, type WordSearch } from "./searched-words.ts";
import type { Segment } from "./segment.ts";
import type { Sliced } from "./slices.ts";

/**
 * The most frequent word of a search that finds whatever has any of its words, in a segment where many products have it. What
 * facets count of these and which of them come first is the same in each search for the word, so that it is kept; what else is
 * found is looked at each time.
 */
export interface Leading {
  /** Names the products that have it, in any segment. */
  readonly word: string;
  /** Names their order as well. */
  readonly order: string;
  /** Numbers of the products that have it, from the lowest. */
  readonly found: Uint16Array;
  /** Those that have another of the words, from the lowest, and those of them that do not have this one. */
  readonly others: Uint16Array;
  readonly beside: Uint16Array;
  /** How well those that have it would be found if they had no other of the words. */
  ranks(): Sliced<Ranks>;
}

const nothing = new Uint16Array(0);

/**
 * The leading word of a search; undefined where fewer products have it, or where what else a product has makes another
 * difference than that it comes before those that have this word alone.
 *
 * @param ranking of products, by all that the search is about.
 * @param least products that have it.
 */
export function leadingOf(
  segment: Segment,
  { search, words, groups }: WordSearch,
  stemOf: StemOf,
  { ranking, scratch }: { readonly ranking: (places: Uint16Array) => Sliced<Ranks>; readonly scratch: Scratch },
  least: number,
): Leading | undefined {
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
  const ranges = different.map((term) => postings.of(term));
  const frequencies = ranges.map(({ from, to }) => to - from);
  const most = frequencies.indexOf(Math.max(...frequencies));
  if (frequencies[most]! < least) return undefined;
  const within = fieldBits(search).reduce((all, bit) => all | bit, 0);
  const of = (index: number, into: Uint16Array): Uint16Array =>
    documentsOf(postings, Uint32Array.of(ranges[index]!.from, ranges[index]!.to), within, into);
  const found = of(most, scratch.leading);
  const term = different[most]!;
  const word = [kind, within, term].join("\0");
  const fields = search.on.map(({ path }) => path.name).join();
  if (different.length === 1) {
    const order = [word, fields, foldedText(search.phrase)].join("\0");
    return { word, order, found, others: nothing, beside: nothing, ranks: () => ranking(found) };
  }
  const others = united(
    different.flatMap((_, index) => (index === most ? [] : [of(index, new Uint16Array(frequencies[index]!))])),
  );
  const own = [...new Set(words.filter((_, index) => stems[index] === term))];
  const number = { stems: different.length, words: new Set(words).size };
  const counted = rankedGroups(groups).flatMap((group) => group.words.filter((one) => stemOf(one) === term)).length;
  function* ranks(): Sliced<Ranks> {
    const relevance = yield* relevanceOf(segment, search, own, {
      stemOf,
      written: (one) => segment.words.rangesOf(one),
      places: found,
      number,
      scratch,
    });
    return { grades: scratch.grades.subarray(0, found.length).fill(counted * gradeOf.count), relevance };
  }
  const order = [word, fields, number.stems, number.words, counted, ...own].join("\0");
  return { word, order, found, others, beside: besides(others, found), ranks };
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
  /** Whether one that has the leading word alone may be among the first: others of other segments may be before it. */
  readonly leads: boolean;
}

/**
 * Numbers of some products that are found, from the lowest, the first of all among them. Undefined where more would have to be
 * known of those that have the leading word than is kept.
 */
export function firstAmong(
  { others }: Leading,
  { places, isAll }: Firsts,
  { number, isAsked, leads }: Wanted,
): Uint16Array | undefined {
  const chosen: number[] = [];
  for (let n = 0; leads && n < places.length && chosen.length < number; n++)
    if (isAsked(places[n]!)) chosen.push(places[n]!);
  if (leads && chosen.length < number && !isAll) return undefined;
  // Whatever has another word as well comes no later than if it had not.
  for (let n = 0; n < others.length; n++) if (isAsked(others[n]!)) chosen.push(others[n]!);
  return inOrder(Uint16Array.from(chosen));
}
