import type { Search } from "../../platform/lists/list-query.ts";
import type { Sliced } from "../../platform/slices.ts";
import { RawJson } from "../../platform/wire/reply.ts";
import { type AnyWord, firstAmong, soughtTerms } from "./any-word.ts";
import type { BaseWords } from "./base-words.ts";
import type { Column, ColumnValues, Read } from "./columns.ts";
import { isOn } from "./documents.ts";
import { FacetCounts, type FacetDeclaration } from "./facet-counts.ts";
import { isMetByAll, leftValues, listedValues, looksOf, meant } from "./filter-test.ts";
import { byKeys, byRelevance, FirstHits, numbersIn, type OrderedColumn, type SortKey } from "./hits.ts";
import { comparedPaths, type IndexQuestion, orderedPaths } from "./index-question.ts";
import type { KeptCounts } from "./kept-counts.ts";
import type { KeptFirsts } from "./kept-firsts.ts";
import { lookThrough, without } from "./looked-through.ts";
import { Scratch } from "./scratch.ts";
import type { StemOf } from "./searched-words.ts";
import type { Segment } from "./segment.ts";
import type { SegmentSizes } from "./segment-sizes.ts";
import { countValues } from "./value-counts.ts";
import { type NamedTest, sizeOf, ValueLook } from "./value-look.ts";
import { addFound, addPage } from "./value-page.ts";
import type { MadeOfColumns } from "./value-postings.ts";
import { type KnownShare, type Seen, shareOfWords } from "./word-counts.ts";
import { matchesOf, rankingIn } from "./word-match.ts";

/** Stands for all classes. */
export const everyClass: ReadonlySet<number> = new Set();

/** Products that a question finds. */
export interface IndexAnswer {
  /** Changes of the products of the classes asked for; with those offered, if a facet names values that none of the others has. */
  readonly changes: number;
  readonly version: number;
  readonly total: number;
  readonly facets: RawJson;
  /** The search with what was meant by words that nothing has, where there are such: whoever reads the page by it finds the same. */
  readonly search?: Search;
  /** IDs of the products on the page; absent for an order that the index does not know. */
  readonly ids?: readonly string[];
}

/** Different values of a facet: to sort more of them would hold up others. */
const mostTexts = 20_000;
/** Looks that filters take at values: more of them would keep the process busy for seconds. */
const mostLooks = 16_000_000;

/** Classes of the products that there are for somebody. */
export type OfferedClasses = ReadonlySet<number> | "all";

/** What a question is about, and how much of it is answered. */
export interface Extent {
  /** Products of these classes; absent: all. */
  readonly classIds: ReadonlySet<number> | undefined;
  /** Those whose values a facet names even where none of them counts; absent: the same. */
  readonly offered?: OfferedClasses | undefined;
  /** Order in which the answer is to name the products of the page, none of lists; absent where it is to name none. */
  readonly order: readonly SortKey[] | undefined;
  readonly facets: number;
  readonly values: number;
}

/** What a question is answered from: an index as it is when the answer begins. It may change at each break. */
export interface AnsweredFrom {
  readonly facets: readonly FacetDeclaration[];
  readonly version: number;
  /** Those that have products; of the first ones each follows the one before in the order of lists. */
  readonly segments: readonly Segment[];
  /** How many of them do. */
  readonly ordered: number;
  /** Values that facets count. */
  readonly counted: readonly ColumnValues[];
  readonly sizes: SegmentSizes;
  readonly counts: KeptCounts;
  readonly firsts: KeptFirsts;
  readonly words: BaseWords;
  readonly ofColumns: MadeOfColumns;
  /** Values of a path, which is read if it is not yet. */
  valuesOf(read: Read): ColumnValues;
  /** Changes of the products of some classes so far, or of all. */
  changesOf(classIds: ReadonlySet<number> | undefined): number;
}

/** Answers a question about the products of some classes, or all; undefined for one that would take so long that others wait. */
export function* answering(
  from: AnsweredFrom,
  question: IndexQuestion,
  stemOf: StemOf,
  extent: Extent,
): Sliced<IndexAnswer | undefined> {
  const scratch = Scratch.take();
  try {
    return yield* answeringIn(from, question, stemOf, extent, scratch);
  } finally {
    scratch.giveBack();
  }
}

function* answeringIn(
  from: AnsweredFrom,
  { query, search, filters }: IndexQuestion,
  stemOf: StemOf,
  { classIds, offered, order: keys, ...most }: Extent,
  scratch: Scratch,
): Sliced<IndexAnswer | undefined> {
  /** Stands for the classes where counts are kept. */
  const set = classIds ?? everyClass;
  const { facets, version, sizes } = from;
  const names = facets.some(({ minCount }) => minCount < 1);
  const named = !names || offered === undefined ? classIds : offered === "all" ? undefined : offered;
  const changes = from.changesOf(named);
  const parts = from.segments.map((segment) => ({ segment, left: segment.left, gone: segment.gone }));
  const numbers = numbersIn(
    keys ?? [],
    parts.map(({ segment }) => segment),
  );
  const columnsOf = (of: ColumnValues): readonly Column[] => parts.map(({ segment }) => segment.column(of));
  const counted = from.counted;
  const countedColumns = counted.map(columnsOf);
  const filtered = comparedPaths(filters).map((read) => from.valuesOf(read));
  const filteredColumns = filtered.map(columnsOf);
  const orderedBy = orderedPaths(keys).map((read) => from.valuesOf(read));
  const orderedColumns = orderedBy.map(columnsOf);
  if (counted.some(({ texts }) => texts.size > mostTexts)) return undefined;
  const looks = filters.reduce((sum, filter, index) => sum + looksOf(filter, filtered[index]!.texts.size), 0);
  if (looks > mostLooks) return undefined;
  const counts = facets.map((facet, index) => new FacetCounts(facet, counted[index]!));
  const owns = filters.map(({ keys: own }) => facets.some(({ path }) => path === own.join(".")));
  const wanted: Omit<NamedTest, "column" | "owns">[] = [];
  for (const [index, filter] of filters.entries()) {
    const of = filtered[index]!;
    const conditions = yield* meant(filter, of);
    const listed = listedValues(conditions);
    const values = yield* leftValues(conditions, of.texts.size, listed);
    wanted.push({ conditions, listed, values, name: filter.name, path: of.key });
  }
  const isByValue = owns.filter((own) => own).length <= sizes.own;
  const leaveAll = wanted.every(({ conditions }) => conditions.some(isMetByAll));
  const columns: OrderedColumn[] = [];
  const backwards = (keys ?? []).flatMap((key) => ("read" in key ? [key.descending] : []));
  for (const [index, of] of orderedBy.entries())
    columns.push({ columns: orderedColumns[index]!, ranks: yield* of.ranks(backwards[index]!) });
  const ordering =
    keys && keys.length > 0 ? { keys, names: keys.map((key) => JSON.stringify(key)), columns, numbers } : undefined;
  const order = ordering === undefined ? byRelevance(from.ordered) : byKeys(ordering);
  const number = query.page * query.pageSize;
  const first = keys && new FirstHits(number, order);
  let total = 0;
  const sought = search && soughtTerms(search, stemOf);
  /** Segments that are answered for together. */
  let together = 0;
  if (sought !== undefined && leaveAll && ordering === undefined && (!first || number <= sizes.first)) {
    together = from.ordered;
    const share = yield* from.words.share(sought, {
      parts: parts
        .slice(0, together)
        .map((of, part) => ({ ...of, columns: countedColumns.map((column) => column[part]!) })),
      classIds,
      set,
      counted,
      counts,
      search: search!.search,
      stemOf,
      rankingIn: (segment) => rankingIn(segment, search!, stemOf, scratch),
      number: first && number,
      scratch,
    });
    total += share.total;
    for (let part = 0; part < together; part++) {
      const places = share.first.get(part);
      if (first === undefined || places === undefined) continue;
      yield;
      scratch.begin();
      const { segment } = parts[part]!;
      const ranks = yield* rankingIn(segment, search!, stemOf, scratch)(places);
      yield* first.addingRanked(part, segment, places, ranks, true);
    }
  }
  for (const [part, { segment, left, gone }] of parts.entries()) {
    if (part < together && !names) continue;
    yield;
    scratch.begin();
    if (names) {
      const all = segment.within(named, left);
      for (const [index, count] of counts.entries()) count.name(countedColumns[index]![part]!, all);
    }
    if (part < together) continue;
    // Of products that have the same place in an order, those of one segment come behind those of the one before it.
    const isBehind = part < from.ordered;
    const matches = search && (yield* matchesOf(segment, search, sought, stemOf, scratch, sizes.frequent));
    if (search !== undefined && matches === undefined) continue;
    const tests = wanted.map((one, index) => ({
      ...one,
      column: filteredColumns[index]![part]!,
      owns: owns[index]!,
    }));
    const columns = countedColumns.map((of) => of[part]!);
    const page = first && { first, number, ordering, part, segment, isBehind, made: from.ofColumns, sizes, scratch };
    if (matches === undefined && isByValue) {
      const look = new ValueLook(
        {
          segment,
          classIds,
          set,
          left,
          moment: { gone, columns },
          counted,
          filters: tests,
          scratch,
        },
        { made: from.ofColumns, counts: from.counts, few: sizes.few, least: sizes.counted },
      );
      const counting = facets.map(({ path }, index) => ({
        count: counts[index]!,
        column: columns[index]!,
        own: tests.filter((_, filter) => filters[filter]!.keys.join(".") === path),
      }));
      const share = yield* countValues(counting, tests, look);
      total += sizeOf(share);
      if (page !== undefined) yield* addPage(page, look, share);
      continue;
    }
    const seen: Seen = { segment, classIds, left, moment: { gone, columns }, counted, scratch };
    const asked = (): Uint16Array => segment.places(classIds, left, matches?.found(), scratch.places);
    const anyWord = matches?.anyWord;
    /** What is known of all that are asked for, before filters. */
    let all: KnownShare | undefined;
    /** Absent for all that are asked for. */
    let places: Uint16Array | undefined;
    if (leaveAll && anyWord !== undefined) {
      all = yield* shareOfWords(anyWord, seen, from.counts, set);
      total += all.total;
      for (const [index, count] of counts.entries()) all.addTo(count, columns[index]!, index);
    } else {
      const before = asked();
      const looked = yield* lookThrough(before, tests, scratch);
      places = looked.places;
      total += places.length;
      // Of most that there are, those are counted that are not among them.
      if (anyWord !== undefined && 2 * places.length >= before.length)
        all = yield* shareOfWords(anyWord, seen, from.counts, set);
      const rest = all === undefined ? nothing : without(before, places, scratch.rest);
      for (const [index, facet] of facets.entries()) {
        yield;
        const column = columns[index]!;
        const count = counts[index]!;
        // Without its own filters, so that others than the chosen values can be chosen.
        const own = filters.flatMap(({ keys: of }, filter) => (of.join(".") === facet.path ? [filter] : []));
        all?.addTo(count, column, index);
        if (all !== undefined && own.length > 0 && looked.refusesAll(own)) continue;
        if (all === undefined) count.add(column, places);
        else count.add(column, rest, -1);
        if (own.length > 0) count.add(column, looked.refusedBy(own));
      }
    }
    yield;
    if (first === undefined || page === undefined) continue;
    if (ordering !== undefined || matches === undefined) yield* addFound(page, places ?? asked());
    else {
      const isAsked = places === undefined ? segment.seeing(classIds, left) : isOn(places);
      const areFew = places !== undefined && places.length <= sizes.first;
      const chosen = anyWord && !areFew ? yield* firstOf(from, segment, anyWord, first, isBehind, isAsked) : undefined;
      const ranked = chosen ?? places ?? asked();
      if (ranked.length > 0) yield* first.addingRanked(part, segment, ranked, yield* matches.ranking(ranked), isBehind);
    }
  }
  const listed: string[] = [];
  for (const count of counts) {
    if (listed.length === most.facets) break;
    yield;
    const facet = count.text(most.values);
    if (facet !== undefined) listed.push(facet);
  }
  const found = { changes, version, total, facets: RawJson.array(listed) };
  return first === undefined ? found : { ...found, ids: first.ids((query.page - 1) * query.pageSize) };
}

/** Products of a segment among which are the first that a search finds, if what is kept of its frequent words tells them. */
function* firstOf(
  { firsts, sizes }: AnsweredFrom,
  segment: Segment,
  anyWord: AnyWord,
  first: FirstHits,
  isBehind: boolean,
  isAsked: (at: number) => boolean,
): Sliced<Uint16Array | undefined> {
  const { number } = first;
  if (number > sizes.first) return undefined;
  const mayTake = (grade: number, relevance: number) => first.mayTake(grade, relevance, isBehind);
  return yield* firstAmong(anyWord, (word) => firsts.of(segment, word), { number, isAsked, mayTake });
}

const nothing = new Uint16Array(0);
