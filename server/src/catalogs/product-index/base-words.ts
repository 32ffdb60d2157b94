import { BoundedCache } from "../../platform/caches/bounded-cache.ts";
import type { Search } from "../../platform/lists/list-query.ts";
import type { Sliced } from "../../platform/slices.ts";
import { firstAmong, hadAgain, type SoughtTerm, type SoughtTerms, type SoughtWord, soughtWord } from "./any-word.ts";
import type { Column, ColumnValues } from "./columns.ts";
import { collected, documentsOf, isOn } from "./documents.ts";
import { countInto, type FacetCounts } from "./facet-counts.ts";
import { byRelevance, FirstHits } from "./hits.ts";
import type { KeptFirsts } from "./kept-firsts.ts";
import type { Range } from "./postings.ts";
import type { Ranks } from "./relevance.ts";
import type { Scratch } from "./scratch.ts";
import type { StemOf } from "./searched-words.ts";
import type { Segment } from "./segment.ts";
import type { SegmentSizes } from "./segment-sizes.ts";

/** Memory for what is known of the words of an index; of words those that were asked for the longest ago leave. */
const mostBytes = { known: 16_000_000, entries: 1_000_000 };
/** Memory of what is known of a word beside its arrays. */
const heldBytes = 500;
/** Products that are kept beyond those that a page wants: some of them will have left. */
const spare = 8;

/** A segment of those that follow each other in the order of lists, as a question finds it. */
export interface BasePart {
  readonly segment: Segment;
  readonly left: Uint8Array;
  readonly gone: number;
  /** One for each facet. */
  readonly columns: readonly Column[];
}

/** What a question looks for in all of them. */
export interface BaseQuestion {
  readonly parts: readonly BasePart[];
  readonly classIds: ReadonlySet<number> | undefined;
  /** Stands for the classes where something is kept of them. */
  readonly set: ReadonlySet<number>;
  /** Values that facets count. */
  readonly counted: readonly ColumnValues[];
  /** Counts of the facets, to which what is found is added. */
  readonly counts: readonly FacetCounts[];
  readonly search: Search;
  readonly stemOf: StemOf;
  /** Ranks of products of a segment, by all that the search is about. */
  readonly rankingIn: (segment: Segment) => (places: Uint16Array) => Sliced<Ranks>;
  /** Products up to the end of the page; undefined where the answer is to count alone. */
  readonly number: number | undefined;
  readonly scratch: Scratch;
}

/** What a search for any of some words finds in all segments. */
export interface BaseShare {
  readonly total: number;
  /** Numbers of products, by number of their segment and from the lowest, the first by relevance among them. */
  readonly first: ReadonlyMap<number, Uint16Array>;
}

/** The first of the products of some classes that have a word, the best first. Some of them may have left. */
interface FirstOfAll {
  /** Numbers of their segments, and theirs there. */
  readonly parts: Uint16Array;
  readonly places: Uint16Array;
  /** Whether they are all that there were. */
  readonly isAll: boolean;
}

/** What is known of the products of some classes that have a word. Never changes, but is replaced. */
interface Known {
  /** How many products of each segment had left. */
  readonly gone: Uint32Array;
  readonly counted: readonly ColumnValues[];
  readonly total: number;
  /** By facet, then by ordinal and one. */
  readonly counts: readonly Uint32Array[];
  readonly first?: FirstOfAll;
}

const bytesOf = ({ gone, counts, first }: Known): number =>
  counts.reduce(
    (sum, { byteLength }) => sum + 100 + byteLength,
    heldBytes + gone.byteLength + 4 * (first?.places.length ?? 0),
  );

/** A word and its entries in each segment. */
interface Met {
  readonly term: SoughtTerm;
  /** First entry in each segment, and the one behind the last. */
  readonly entries: Uint32Array;
  readonly frequency: number;
}

/**
 * What searches for any of some words find in the segments that follow each other in the order of lists, which are most of an
 * index. Of a frequent word it is known for all of them together what facets count and what comes first, by set of classes: so
 * a search for it costs what else it finds, however many segments there are.
 */
export class BaseWords {
  readonly #known = new BoundedCache<Known>("product_index_words", {
    maxBytes: mostBytes.known,
    bytesOf,
    ofThings: true,
  });
  readonly #entries = new BoundedCache<Pick<Met, "entries" | "frequency">>("product_index_entries", {
    maxBytes: mostBytes.entries,
    bytesOf: ({ entries }) => 200 + entries.byteLength,
    ofThings: true,
  });
  /** Sets are known for as long as whoever asks holds them. */
  readonly #keys = new WeakMap<ReadonlySet<number>, string>();
  readonly #firsts: KeptFirsts;
  readonly #sizes: SegmentSizes;
  #next = 0;

  /** @param firsts of segments. */
  constructor(sizes: SegmentSizes, firsts: KeptFirsts) {
    this.#sizes = sizes;
    this.#firsts = firsts;
  }

  get bytes(): number {
    return this.#known.bytes + this.#entries.bytes;
  }

  /** What a search finds among the products of some classes, whose values it counts. */
  *share(sought: SoughtTerms, question: BaseQuestion): Sliced<BaseShare> {
    const { parts, counts, number, scratch } = question;
    const met = sought.terms.map((term) => this.#met(sought.kind, term, parts));
    /** The first of those that have a frequent word, by number of their segment. */
    const chosen = new Map<number, number[]>();
    let total = 0;
    for (const word of met) {
      if (!this.#isFrequent(word)) continue;
      const known = yield* this.#knownOf(sought, word, question);
      total += known.total;
      for (const [index, count] of counts.entries()) count.addCounts(known.counts[index]!);
      if (number !== undefined) this.#chooseFirst(known.first!, question, chosen);
    }
    const first = new Map<number, Uint16Array>();
    for (const [part, of] of parts.entries()) {
      scratch.begin();
      const { segment, columns } = of;
      const lists: Uint16Array[] = [Uint16Array.from(chosen.get(part) ?? [])];
      const there = met.filter(({ entries }) => entries[2 * part]! < entries[2 * part + 1]!);
      if (there.length > 1 || there.some((word) => !this.#isFrequent(word))) {
        yield;
        const add = (places: Uint16Array, by: 1 | -1): void => {
          const seen = seenOf(of, question, places, new Uint16Array(places.length + 1));
          total += by * seen.length;
          for (const [index, count] of counts.entries()) count.add(columns[index]!, seen, by);
          lists.push(seen);
        };
        const words = there.map((word) => ({ found: this.#found(sought, word, segment, part), word }));
        for (const { found, word } of words) if (!this.#isFrequent(word)) add(found, 1);
        // Counted too much.
        add(hadAgain(words, segment, scratch), -1);
      }
      if (number === undefined) continue;
      const places = collected(lists, segment.size, () => scratch.flags(segment.size));
      if (places.length > 0) first.set(part, places);
    }
    return { total, first };
  }

  #isFrequent({ frequency }: Met): boolean {
    return frequency >= this.#sizes.frequent;
  }

  /** A word with its entries, which are looked up once for a frequent one. */
  #met(kind: SoughtTerms["kind"], term: SoughtTerm, parts: readonly BasePart[]): Met {
    const key = `${kind}\0${term.term}`;
    const held = this.#entries.get(key);
    if (held !== undefined) return { term, ...held };
    const entries = new Uint32Array(2 * parts.length);
    let frequency = 0;
    for (const [part, { segment }] of parts.entries()) {
      const { from, to }: Range = segment[kind].of(term.term);
      entries[2 * part] = from;
      entries[2 * part + 1] = to;
      frequency += to - from;
    }
    const met = { term, entries, frequency };
    if (this.#isFrequent(met)) this.#entries.set(key, { entries, frequency });
    return met;
  }

  /** Numbers of the products of a segment that have a word, from the lowest. */
  #found({ kind, within }: SoughtTerms, { entries }: Met, segment: Segment, part: number): Uint16Array {
    return documentsOf(segment[kind], entries.subarray(2 * part, 2 * part + 2), within);
  }

  /** What is known of a frequent word, as the question finds it: with what comes first, where it wants to know. */
  *#knownOf(sought: SoughtTerms, word: Met, question: BaseQuestion): Sliced<Known> {
    const { parts, counted, number } = question;
    const key = [this.#keyOf(question.set), word.term.order].join("\n");
    const held = this.#known.get(key);
    // Of a later moment, or of other facets: counted for this question alone, or anew.
    const isLater = held !== undefined && parts.some(({ gone }, part) => held.gone[part]! > gone);
    const usable = isLater || !areSame(held?.counted, counted) ? undefined : held;
    let known =
      usable === undefined
        ? yield* this.#counting(sought, word, question)
        : yield* this.#broughtUp(sought, word, question, usable);
    if (number !== undefined && !isEnough(known.first, question, number))
      known = { ...known, first: yield* this.#firstOf(sought, word, question, number) };
    if (!isLater && known !== held) this.#known.set(key, known);
    return known;
  }

  #keyOf(set: ReadonlySet<number>): string {
    let key = this.#keys.get(set);
    if (key === undefined) {
      key = String(this.#next++);
      this.#keys.set(set, key);
    }
    return key;
  }

  *#counting(sought: SoughtTerms, word: Met, question: BaseQuestion): Sliced<Known> {
    const { parts, counted, scratch } = question;
    const counts = counted.map(({ texts }) => new Uint32Array(texts.size + 1));
    let total = 0;
    for (const [part, of] of parts.entries()) {
      yield;
      scratch.begin();
      const places = seenOf(of, question, this.#found(sought, word, of.segment, part), scratch.places);
      total += places.length;
      for (const [index, column] of of.columns.entries()) countInto(counts[index]!, column, places);
    }
    return { gone: goneOf(parts), counted, total, counts };
  }

  /** What was counted, without those that have left since. */
  *#broughtUp(sought: SoughtTerms, word: Met, { parts, classIds }: BaseQuestion, known: Known): Sliced<Known> {
    if (parts.every(({ gone }, part) => known.gone[part] === gone)) return known;
    const counts = known.counts.map((own) => own.slice());
    let { total } = known;
    for (const [part, { segment, gone, columns }] of parts.entries()) {
      if (known.gone[part] === gone) continue;
      yield;
      const had = isOn(this.#found(sought, word, segment, part));
      const places = segment.goneBetween(classIds, known.gone[part]!, gone).filter(had);
      total -= places.length;
      for (const [index, column] of columns.entries()) countInto(counts[index]!, column, places, -1);
    }
    return { ...known, gone: goneOf(parts), total, counts };
  }

  /** Which come first of those that have a word. */
  *#firstOf(sought: SoughtTerms, word: Met, question: BaseQuestion, number: number): Sliced<FirstOfAll> {
    const { parts, classIds, search, stemOf, scratch } = question;
    const most = Math.max(number, Math.min(this.#sizes.first, 2 ** Math.ceil(Math.log2(number + spare))));
    const first = new FirstHits(most, byRelevance(parts.length));
    const isBehind = true;
    const mayTake = (grade: number, relevance: number) => first.mayTake(grade, relevance, isBehind);
    for (const [part, of] of parts.entries()) {
      yield;
      scratch.begin();
      const { segment, left } = of;
      const found = this.#found(sought, word, segment, part);
      if (found.length === 0) continue;
      const isFrequent = found.length >= this.#sizes.frequent;
      const ranked = { segment, search, stemOf, ranking: question.rankingIn(segment), scratch };
      const one: SoughtWord = soughtWord(word.term, sought.number, found, isFrequent, ranked);
      const isAsked = segment.seeing(classIds, left);
      const wanted = { number: most, isAsked, mayTake };
      const chosen = isFrequent
        ? yield* firstAmong({ words: [one], again: nothing }, () => this.#firsts.of(segment, one), wanted)
        : undefined;
      const places = chosen ?? seenOf(of, question, found, scratch.places);
      if (places.length > 0) yield* first.addingRanked(part, segment, places, yield* one.ranks(places), isBehind);
    }
    return {
      parts: Uint16Array.from(first.hits, ({ part }) => part),
      places: Uint16Array.from(first.hits, ({ at }) => at),
      isAll: !first.isFull,
    };
  }

  /** Chooses those that come first and are still there. Whatever has another of the words comes no later than if it had not. */
  #chooseFirst(first: FirstOfAll, { parts, number }: BaseQuestion, chosen: Map<number, number[]>): void {
    let length = 0;
    for (let n = 0; n < first.places.length && length < number!; n++) {
      const [part, at] = [first.parts[n]!, first.places[n]!];
      if (parts[part]!.left[at] === 1) continue;
      const own = chosen.get(part);
      if (own === undefined) chosen.set(part, [at]);
      else own.push(at);
      length++;
    }
  }
}

const nothing = new Uint16Array(0);

const goneOf = (parts: readonly BasePart[]): Uint32Array => Uint32Array.from(parts, ({ gone }) => gone);

const areSame = (some: readonly ColumnValues[] | undefined, others: readonly ColumnValues[]): boolean =>
  some?.length === others.length && others.every((one, index) => one === some[index]);

/** Those of some products of a segment that somebody sees. @param into where they are written, unless they are all. */
const seenOf = (
  { segment, left }: BasePart,
  { classIds }: BaseQuestion,
  places: Uint16Array,
  into: Uint16Array,
): Uint16Array => segment.places(classIds, left, places, into);

/** Tells whether so many of those that come first are still there, or all are known. */
function isEnough(first: FirstOfAll | undefined, { parts }: BaseQuestion, number: number): boolean {
  if (first === undefined || first.isAll) return first !== undefined;
  let length = 0;
  for (let n = 0; n < first.places.length && length < number; n++)
    if (parts[first.parts[n]!]!.left[first.places[n]!] === 0) length++;
  return length === number;
}
