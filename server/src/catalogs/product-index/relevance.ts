import type { Search } from "../../platform/lists/list-query.ts";
import { importanceOf } from "../../platform/lists/word-search.ts";
import type { Sliced } from "../../platform/slices.ts";
import { areFew, compareBytes, type Pattern, type Postings, type Ranges } from "./postings.ts";
import type { Scratch } from "./scratch.ts";
import type { Segment, TextField } from "./segment.ts";

/** Weights that the words of indexed fields stand under. */
export const fields: Readonly<Record<string, string>> = { ID: "A", Name: "B", Description: "C" } satisfies Record<
  TextField,
  string
>;

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
export const gradeOf = { nearness: 65_536, count: 256, written: 1 } as const;

/** Entries between two breaks. */
const eachTime = 8_192;

/** What ranks go by beside the words. */
interface RankedBy {
  /** Stem of a word; empty for one without a meaning of its own. */
  readonly stemOf: (word: string) => string;
  /** Entries of a word as it is written, or begun. */
  readonly written: (word: string) => Ranges;
  /** Numbers of the products that are ranked. */
  readonly places: Uint16Array;
  /** Different stems and words of the search, where these products have no others of them. Default: those of the words. */
  readonly number?: { readonly stems: number; readonly words: number };
  readonly scratch: Scratch;
}

/** Relevance of some products to the words of a search, in the order in which they are named: as `rankOf` of `words.ts`. */
export function* relevanceOf(
  segment: Segment,
  search: Search,
  words: readonly string[],
  { stemOf, written, places, number, scratch }: RankedBy,
): Sliced<Float64Array> {
  const stems = words.map(stemOf).filter((stem) => stem !== "");
  const importance = [0, 0, 0, 0];
  for (const [index, { path }] of search.on.entries()) {
    const weight = 3 - "ABCD".indexOf(fields[path.name]!);
    importance[weight] ||= Math.fround(importanceOf(index));
  }
  const byStem = yield* ranks(
    segment.stems,
    stems.map((text) => ({ text, ranges: segment.stems.rangesOf(text) })),
    importance,
    { places, number: number?.stems, into: scratch.ranks[0], sums: scratch.sums },
  );
  const byWord = yield* ranks(
    segment.words,
    words.map((text) => ({ text, ranges: written(text) })),
    importance,
    { places, number: number?.words, into: scratch.ranks[1], sums: scratch.sums },
  );
  const relevance = scratch.relevance.subarray(0, places.length);
  if (search.type === "ExactPhrasePrefix")
    for (let n = 0; n < places.length; n++) relevance[n] = Math.fround(byStem[n]! + byWord[n]!);
  else for (let n = 0; n < places.length; n++) relevance[n] = byStem[n]! + byWord[n]! / 10;
  return relevance;
}

/** Lexemes of a rank, with their entries. */
interface Lexeme {
  readonly text: string;
  readonly ranges: Ranges;
}

interface RankedInto {
  readonly places: Uint16Array;
  /** Lexemes altogether. Default: those that are given. */
  readonly number: number | undefined;
  readonly into: Float32Array;
  readonly sums: Float32Array;
}

/** As `ts_rank` for lexemes joined by `|`, in single precision and in its order of additions, of some documents. */
function* ranks(
  postings: Postings,
  lexemes: readonly Lexeme[],
  importance: readonly number[],
  { places, number, into, sums }: RankedInto,
): Sliced<Float32Array> {
  const { length } = places;
  const different = [...new Map(lexemes.map((lexeme) => [lexeme.text, lexeme])).values()];
  different.sort((a, b) => compareBytes(a.text, b.text));
  const shares = sharesOf(postings, importance);
  const [only] = different;
  if (only === undefined || (different.length === 1 && only.ranges.length <= 2)) {
    sharesInOrder(postings, only?.ranges ?? [], shares, places, into);
    if (number !== undefined && number > 1) for (let n = 0; n < length; n++) into[n]! /= number;
    return into;
  }
  for (let n = 0; n < length; n++) sums[places[n]!] = 0;
  let looked = 0;
  for (const { ranges } of different)
    for (let range = 0; range < ranges.length; range += 2) {
      const [from, to] = [ranges[range]!, ranges[range + 1]!];
      const few = areFew(length, to - from);
      if (few) addSharesOf(places, postings, from, to, shares, sums);
      else addShares(postings, from, to, shares, sums);
      looked += 1 + (few ? length : to - from);
      if (looked < eachTime) continue;
      looked = 0;
      yield;
    }
  for (let n = 0; n < length; n++) into[n] = sums[places[n]!]! / (number ?? different.length);
  return into;
}

/** What a term adds to the ranks of some documents, which are met in the order of its entries. */
function sharesInOrder(
  { documents, patternOf }: Postings,
  [from = 0, to = 0]: Iterable<number>,
  shares: Float64Array,
  places: Uint16Array,
  into: Float32Array,
): void {
  let entry = from;
  for (let n = 0; n < places.length; n++) {
    const document = places[n]!;
    while (entry < to && documents[entry]! < document) entry++;
    into[n] = entry < to && documents[entry] === document ? shares[patternOf[entry]!]! : 0;
  }
}

/** Adds what a term adds to the ranks of its documents. */
function addShares(
  { documents, patternOf }: Postings,
  from: number,
  to: number,
  shares: Float64Array,
  sums: Float32Array,
): void {
  for (let entry = from; entry < to; entry++) {
    const document = documents[entry]!;
    sums[document] = sums[document]! + shares[patternOf[entry]!]!;
  }
}

/** The same of a few documents, in their order. */
function addSharesOf(
  places: Uint16Array,
  postings: Postings,
  from: number,
  to: number,
  shares: Float64Array,
  sums: Float32Array,
): void {
  const { documents, patternOf } = postings;
  let entry = from;
  for (let n = 0; n < places.length; n++) {
    const document = places[n]!;
    entry = postings.entryFrom(entry, to, document);
    if (entry === to) return;
    if (documents[entry] === document) sums[document] = sums[document]! + shares[patternOf[entry]!]!;
  }
}

/** What patterns add to a rank, by number, as it was worked out last for some postings: most searches are about the same fields. */
const knownShares = new WeakMap<Postings, { readonly importance: string; readonly shares: Float64Array }>();

function sharesOf(postings: Postings, of: readonly number[]): Float64Array {
  const importance = of.join();
  const known = knownShares.get(postings);
  if (known?.importance === importance) return known.shares;
  const shares = Float64Array.from(postings.patterns, (pattern) => shareOf(pattern, of));
  knownShares.set(postings, { importance, shares });
  return shares;
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
