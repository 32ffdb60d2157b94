import type { OtherWords } from "../../platform/lists/list-query.ts";
import { goesByMeaning } from "../../platform/lists/word-search.ts";
import type { Sliced } from "../../platform/slices.ts";
import { type Effort, editsOf, nearTerms } from "./near-words.ts";
import { allWeights, compareBytes, type Postings, type Range } from "./postings.ts";
import { fieldBits, type StemOf, type WordSearch } from "./searched-words.ts";
import type { Segment } from "./segment.ts";

/** Products of a segment that are looked through. */
export interface Sight {
  readonly segment: Segment;
  /** Tells of a product whether it is one of them. */
  readonly sees: (at: number) => boolean;
  /** 1 for each that is one of them. */
  readonly seen: () => Uint8Array;
}

/** Words of a search that are looked up otherwise; those behind stay as they are. */
const mostCorrected = 4;
/** Words that may be meant by one. */
const mostMeant = 5;
/** Letters compared for one word, in all segments together. */
const mostCompared = 30_000;
/** Products counted to tell which of two words is the more frequent. */
const mostCounted = 100;

/**
 * What was meant by words of a search that none of the products has in the searched fields: the words closest to them that
 * some of these products have. Only for kinds of search that do not go by what is written, and for words that nothing else
 * stands for; in marketplaces that tolerate typos.
 */
export function* correctionsOf(
  parts: readonly Sight[],
  { search, groups }: WordSearch,
  stemOf: StemOf,
): Sliced<readonly OtherWords[]> {
  if (!goesByMeaning(search) || search.asWritten) return [];
  const within = fieldBits(search).reduce((all, bit) => all | bit, 0);
  const found: OtherWords[] = [];
  let at = 0;
  let looked = 0;
  for (const { words, alternatives } of groups) {
    const [word = ""] = words;
    const edits = editsOf(word);
    if (alternatives.length === 0 && edits > 0 && looked < mostCorrected) {
      yield;
      if (!isKnown(parts, stemOf(word), within)) {
        looked++;
        const meant = yield* meantBy(parts, word, edits, within);
        if (meant.length > 0) found.push({ at, number: 1, alternatives: meant.map((one) => [one]) });
      }
    }
    at += words.length;
  }
  return found;
}

/** Words of a phrase, with the most likely one in place of each by whose stem none of the products is found. */
export function* meantWords(
  parts: readonly Sight[],
  words: readonly string[],
  stemOf: StemOf,
): Sliced<readonly string[]> {
  const meant: string[] = [];
  let looked = 0;
  for (const word of words) {
    const edits = editsOf(word);
    if (edits === 0 || looked === mostCorrected || isKnown(parts, stemOf(word), allWeights)) {
      meant.push(word);
      continue;
    }
    looked++;
    const [likely] = yield* meantBy(parts, word, edits, allWeights);
    meant.push(likely ?? word);
  }
  return meant;
}

/** Tells whether some of the products have a stem; one without a meaning of its own counts as had. */
const isKnown = (parts: readonly Sight[], stem: string, within: number): boolean =>
  stem === "" || parts.some((part) => count(part, part.segment.stems, part.segment.stems.of(stem), within, 1) > 0);

/** Words of the products that a word was meant to be: with the fewest edits, of those the most frequent. */
function* meantBy(parts: readonly Sight[], word: string, edits: number, within: number): Sliced<readonly string[]> {
  const effort: Effort = { left: mostCompared };
  const known = new Map<string, { readonly edits: number; products: number }>();
  for (const part of parts) {
    yield;
    const { words } = part.segment;
    for (const { term, edits: needed, place } of yield* nearTerms(words, { word, edits, begun: false }, effort)) {
      const one = known.get(term) ?? { edits: needed, products: 0 };
      if (one.products < mostCounted)
        one.products += count(part, words, words.entriesAt(place), within, mostCounted - one.products);
      known.set(term, one);
    }
  }
  const there = [...known].filter(([, { products }]) => products > 0);
  const fewest = Math.min(...there.map(([, one]) => one.edits));
  return there
    .filter(([, one]) => one.edits === fewest)
    .sort(([a, x], [b, y]) => y.products - x.products || compareBytes(a, b))
    .slice(0, mostMeant)
    .map(([term]) => term);
}

/** Products that are looked through among the entries of a term, counted no further than `most`. */
function count({ sees }: Sight, postings: Postings, { from, to }: Range, within: number, most: number): number {
  const { documents, patternOf } = postings;
  const wanted = postings.within(within);
  let products = 0;
  for (let entry = from; entry < to && products < most; entry++)
    if ((wanted === undefined || wanted[patternOf[entry]!] === 1) && sees(documents[entry]!)) products++;
  return products;
}
