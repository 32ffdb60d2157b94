import type { ListFacet } from "@orderwell/contract";
import type { ListQuery } from "../../platform/lists/list-query.ts";
import { areCountable, FacetCounts, type FacetDeclaration, keysOf } from "./facet-counts.ts";
import { leftBy, type ValueFilter, valueFilter } from "./filter-test.ts";
import { compareBytes } from "./postings.ts";
import { type IndexedProduct, type Read, Segment } from "./segment.ts";
import { atOnce, inSlices, type Sliced } from "./slices.ts";
import { isQuick, type Matches, matchesOf, type WordSearch, wordSearch } from "./word-match.ts";

/** State of a marketplace's products at one moment. */
export interface IndexState {
  /** Version of visibility and facets. */
  readonly version: number;
  /** Changes of the products of each class so far. */
  readonly changes: ReadonlyMap<number, number>;
  readonly facets: readonly FacetDeclaration[];
}

/** A question that the index can answer. */
export interface IndexQuestion {
  readonly query: ListQuery;
  readonly search: WordSearch | undefined;
  readonly filters: readonly ValueFilter[];
}

/** Products that a question finds. */
export interface IndexAnswer {
  /** Changes of the products of the classes asked for. */
  readonly changes: number;
  readonly version: number;
  readonly total: number;
  readonly facets: readonly ListFacet[];
  /** IDs of the products on the page; absent for an order that the index does not know. */
  readonly ids?: readonly string[];
}

/** What a list asks for, if the index can answer it; else undefined. */
export function indexQuestion(query: ListQuery): IndexQuestion | undefined {
  const search = query.search && wordSearch(query.search);
  const filters = query.filters.map(valueFilter);
  if (query.search !== undefined && search === undefined) return undefined;
  return filters.every((filter) => filter !== undefined) ? { query, search, filters } : undefined;
}

/** Paths that clients may have read of all products, within so many milliseconds. */
const mostRead = { paths: 8, within: 60_000 };

/** Products of a segment under a question. */
interface Looked {
  readonly segment: Segment;
  readonly matches: Matches | undefined;
  /** 1 for each product of the classes. */
  readonly seen: Uint8Array;
  /** Filters that each product fails; `noMatch` for what is not seen or not found by the search. */
  readonly failed: Uint8Array;
  /** One of those filters. */
  readonly failing: Uint8Array;
}

const noMatch = 255;
/** Different values of a facet: to sort more of them would hold up others. */
const mostTexts = 20_000;

/** A product of a segment. */
interface Hit {
  readonly in: Looked;
  readonly at: number;
}

/**
 * The products of one marketplace, as lists search, filter, count and order them: what SQL answers from the rows, answered
 * from structures made for it. What has changed since they were made stands in a small segment of its own.
 */
export class ProductIndex {
  state: IndexState;
  /** Oldest transaction of the database whose changes may be missing here. */
  horizon: string;
  readonly #base: Segment;
  readonly #changed = new Map<string, IndexedProduct>();
  #delta = atOnce(Segment.making([]));
  /** When the last paths were read that clients named. */
  #read: readonly number[] = [];
  #preparing: Promise<unknown> = Promise.resolve();

  private constructor(base: Segment, state: IndexState, horizon: string) {
    this.#base = base;
    this.state = state;
    this.horizon = horizon;
  }

  /** @param products in the order of lists. */
  static async of(products: readonly IndexedProduct[], state: IndexState, horizon: string): Promise<ProductIndex> {
    return new ProductIndex(await inSlices(Segment.making(products)), state, horizon);
  }

  /** Tells whether facets are such that this can count them. */
  get isUsable(): boolean {
    return areCountable(this.state.facets);
  }

  /** Memory, from above. */
  get bytes(): number {
    return this.#base.bytes + this.#delta.bytes;
  }

  /** Products that have changed since most were indexed together. */
  get changed(): number {
    return this.#changed.size;
  }

  /** Number of products. */
  get size(): number {
    return this.#base.present + this.#delta.present;
  }

  has(id: string): boolean {
    return this.#base.has(id) || this.#delta.has(id);
  }

  /** IDs of all products. */
  get ids(): readonly string[] {
    return [...this.#base.ids, ...this.#delta.ids];
  }

  /** Changes of the products of some classes so far, or of all. */
  changesOf(classIds?: Iterable<number>): number {
    let sum = 0;
    for (const id of classIds ?? this.state.changes.keys()) sum += this.state.changes.get(id) ?? 0;
    return sum;
  }

  /** Takes in products as they are now, and lets go of those that are no more. */
  change(products: readonly IndexedProduct[], gone: readonly string[], state: IndexState, horizon: string): void {
    for (const id of gone) {
      this.#base.drop(id);
      this.#changed.delete(id);
    }
    // Rows are written anew for more than what lists find them by: a product's stock, for one.
    const others = products.filter(
      (product) => !(this.#changed.has(product.id) ? this.#delta : this.#base).holds(product),
    );
    for (const product of others) {
      this.#base.drop(product.id);
      this.#changed.set(product.id, product);
    }
    if (others.length > 0 || gone.length > 0)
      this.#delta = atOnce(Segment.making([...this.#changed.values()].sort(byOrder)));
    this.state = state;
    this.horizon = horizon;
  }

  /**
   * Reads what a question needs and is not held yet, so that to answer it takes no time. False where clients have named so
   * many paths just now that the database had better look.
   */
  async prepare({ filters }: IndexQuestion): Promise<boolean> {
    const named = comparedPaths(filters);
    const missing = this.#base.missing(named).length;
    const now = performance.now();
    const recent = this.#read.filter((at) => now - at < mostRead.within);
    if (missing > 0 && recent.length + missing > mostRead.paths) return false;
    this.#read = [...recent, ...Array.from({ length: missing }, () => now)];
    const reads = [...this.#countedPaths, ...named];
    if (this.#base.missing(reads).length > 0) {
      this.#preparing = this.#preparing.then(() => inSlices(this.#base.reading(reads)));
      await this.#preparing;
    }
    return true;
  }

  get #countedPaths(): readonly Read[] {
    return this.state.facets.map((facet) => ({ reading: "counted", keys: keysOf(facet) }));
  }

  /**
   * Answers a question about the products of some classes, or all; undefined for one that would take so long that others wait.
   *
   * @param stems of the words searched.
   * @param ordered in the order of lists, if the client asks for no other.
   */
  *answering(
    { query, search, filters }: IndexQuestion,
    classIds: ReadonlySet<number> | undefined,
    stems: readonly string[],
    ordered: boolean,
    limits: { readonly facets: number; readonly values: number },
  ): Sliced<IndexAnswer | undefined> {
    if (search !== undefined && !isQuick(this.#base, search)) return undefined;
    // What is here now: it may change at each break.
    const { facets, version } = this.state;
    const changes = this.changesOf(classIds);
    const reads = this.#countedPaths;
    const seen = [this.#base, this.#delta].map((segment) => ({ segment, seen: segment.within(classIds) }));
    const looked: Looked[] = [];
    for (const part of seen) looked.push(yield* lookThrough(part, search, filters, stems));
    const counts = facets.map((facet) => new FacetCounts(facet));
    let total = 0;
    for (const { segment, seen, failed, failing } of looked) {
      for (let at = 0; at < segment.size; at++) if (failed[at] === 0) total++;
      const columns = segment.columns(reads);
      if (columns.some(({ texts }) => texts.length > mostTexts)) return undefined;
      const whole = failed.map((number) => (number === 0 ? 1 : 0));
      for (const [index, facet] of facets.entries()) {
        yield;
        const own = filters.map(({ keys }) => keys.join(".") === facet.path);
        // Without its own filter, so that others than the chosen value can be chosen.
        const among = own.includes(true)
          ? failed.map((number, at) => (number === 0 || (number === 1 && own[failing[at]!]) ? 1 : 0))
          : whole;
        counts[index]!.add(columns[index]!, among, seen);
      }
    }
    const listed = counts.flatMap((count) => count.listed(limits.values) ?? []);
    yield;
    const found = { changes, version, total, facets: listed.slice(0, limits.facets) };
    if (!ordered || query.sorted) return found;
    const hits = best(looked, query.page * query.pageSize).slice((query.page - 1) * query.pageSize);
    return { ...found, ids: hits.map((hit) => hit.in.segment.products[hit.at]!.id) };
  }
}

const comparedPaths = (filters: readonly ValueFilter[]): readonly Read[] =>
  filters.map(({ keys }) => ({ reading: "compared", keys }));

function* lookThrough(
  { segment, seen }: Pick<Looked, "segment" | "seen">,
  search: WordSearch | undefined,
  filters: readonly ValueFilter[],
  stems: readonly string[],
): Sliced<Looked> {
  const matches = search && (yield* matchesOf(segment, search, stems));
  const failed = seen.map((flag, at) =>
    flag === 1 && (matches === undefined || matches.found[at] === 1) ? 0 : noMatch,
  );
  const failing = new Uint8Array(segment.size);
  const columns = segment.columns(comparedPaths(filters));
  for (const [index, filter] of filters.entries()) {
    yield;
    const left = leftBy(segment, filter, columns[index]!);
    for (let at = 0; at < segment.size; at++) {
      if (left[at] === 1 || failed[at] === noMatch) continue;
      failed[at]!++;
      failing[at] = index;
    }
  }
  return { segment, matches, seen, failed, failing };
}

/** The best products, in order, so many of them. */
function best(looked: readonly Looked[], number: number): readonly Hit[] {
  let kept: Hit[] = [];
  let worst: Hit | undefined;
  for (const part of looked)
    for (let at = 0; at < part.segment.size; at++) {
      if (part.failed[at] !== 0 || (worst !== undefined && compareHits(worst, { in: part, at }) < 0)) continue;
      kept.push({ in: part, at });
      if (kept.length < 2 * number) continue;
      kept = kept.sort(compareHits).slice(0, number);
      worst = kept.at(-1);
    }
  return kept.sort(compareHits).slice(0, number);
}

/** By relevance, then in the order of lists. */
function compareHits(a: Hit, b: Hit): number {
  const x = a.in.matches;
  const y = b.in.matches;
  if (x !== undefined && y !== undefined) {
    const graded =
      y.nearness[b.at]! - x.nearness[a.at]! ||
      y.count[b.at]! - x.count[a.at]! ||
      y.relevance[b.at]! - x.relevance[a.at]!;
    if (graded !== 0) return graded;
  }
  if (a.in === b.in) return a.at - b.at;
  return byOrder(a.in.segment.products[a.at]!, b.in.segment.products[b.at]!);
}

/** Order of lists of products: owner, name, ID. */
export const byOrder = (a: IndexedProduct, b: IndexedProduct): number =>
  compareBytes(a.foldedOwner, b.foldedOwner) ||
  compareBytes(a.foldedName, b.foldedName) ||
  compareBytes(a.foldedId, b.foldedId);
