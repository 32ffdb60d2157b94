import type { OtherWords } from "../../platform/lists/list-query.ts";
import { together } from "../../platform/lists/other-words.ts";
import { othersOf } from "../../platform/lists/word-search.ts";
import { inSlices, type Sliced } from "../../platform/slices.ts";
import { type AnsweredFrom, answering, type Extent, everyClass, type IndexAnswer } from "./answering.ts";
import { BaseWords } from "./base-words.ts";
import { bytesOfShared, ColumnValues, keyOf, type Read, type SharedValues } from "./columns.ts";
import { correctionsOf, type Sight } from "./corrections.ts";
import { areCountable, type FacetDeclaration, keysOf } from "./facet-counts.ts";
import { rankedFields, type SortKey } from "./hits.ts";
import { comparedPaths, type IndexQuestion, indexQuestion, orderedPaths } from "./index-question.ts";
import { byOrder, type IndexedProduct } from "./indexed-product.ts";
import { inflectionsOf } from "./inflections.ts";
import { KeptCounts } from "./kept-counts.ts";
import { KeptFirsts } from "./kept-firsts.ts";
import { sorting } from "./numbers.ts";
import type { StemOf } from "./searched-words.ts";
import type { OrderedField, Segment } from "./segment.ts";
import { makingSegment } from "./segment-builder.ts";
import type { SegmentSizes } from "./segment-sizes.ts";
import { MadeOfColumns } from "./value-postings.ts";

/** State of a marketplace's products at one moment. */
export interface IndexState {
  /** Version of visibility and facets. */
  readonly version: number;
  /** Changes of the products of each class so far. */
  readonly changes: ReadonlyMap<number, number>;
  /** Number of products of each class. */
  readonly products: ReadonlyMap<number, number>;
  readonly facets: readonly FacetDeclaration[];
}

/**
 * Up to where changes of a marketplace's products are known: what was committed then, and no more. A text that means nothing
 * to anybody but `changes.store.ts`; it may be kept for as long as one likes.
 */
export type ChangePosition = string;

/** Products that have changed, as of one moment. */
export interface ChangedProducts {
  readonly products: readonly IndexedProduct[];
  /** IDs of those that are no more. */
  readonly gone: readonly string[];
  readonly state: IndexState;
  /** Where the next look begins. */
  readonly position: ChangePosition;
}

/** Paths that clients may have read of all products, within so many milliseconds. */
const mostRead = { paths: 8, within: 60_000 };
/** Paths that are held as columns, beside those of facets. */
const mostColumns = 64;
/** Products between two breaks. */
const eachTime = 16;

/** What an index consists of at one moment. */
export interface IndexContent {
  readonly state: IndexState;
  readonly position: string;
  /** Follow each other in the order of lists. */
  readonly base: readonly Segment[];
  /** Products that have changed since, by ID, and those of them that changed last. */
  readonly changed: ReadonlyMap<string, IndexedProduct>;
  readonly recent: ReadonlyMap<string, IndexedProduct>;
  /** The same as segments: those that changed last are in `delta`. */
  readonly grown: Segment;
  readonly delta: Segment;
  /** Number of changes, of the same products or others. */
  readonly changes: number;
  readonly shared: SharedValues;
  /** Values of paths that all segments have columns of. */
  readonly columns: readonly ColumnValues[];
}

/**
 * The products of one marketplace, as lists search, filter, count and order them: what SQL answers from the rows, answered
 * from structures made for it. What has changed since they were made stands in two small segments: what changed last, which is
 * made anew each time, and what changed before.
 */
export class ProductIndex {
  state: IndexState;
  /** Up to where changes are taken in. */
  position: ChangePosition;
  /** Follow each other in the order of lists. */
  readonly #base: readonly Segment[];
  readonly #sizes: SegmentSizes;
  readonly #shared: SharedValues;
  readonly #columns = new Map<string, ColumnValues>();
  /** What facets count, and of which facets that is. */
  #countedNow: readonly ColumnValues[] = [];
  #countedOf: IndexState["facets"] | undefined;
  #changed: ReadonlyMap<string, IndexedProduct>;
  #recent: ReadonlyMap<string, IndexedProduct>;
  #changes: number;
  #grown: Segment;
  #delta: Segment;
  /** When the last paths were read that clients named. */
  #readAt: readonly number[] = [];
  #preparing: Promise<unknown> = Promise.resolve();
  /** As of when `grew` was asked last: whether anything was read since, and memory of what is kept of questions. */
  #hasRead = true;
  #keptBytes = 0;
  readonly #counts: KeptCounts;
  readonly #ofColumns = new MadeOfColumns();
  readonly #firsts: KeptFirsts;
  readonly #words: BaseWords;
  /** Changes of sets of classes, for as long as whoever asks holds the set, and of which state they are. */
  readonly #changesOf = new WeakMap<
    ReadonlySet<number>,
    { readonly of: IndexState["changes"]; readonly sum: number }
  >();

  constructor(content: IndexContent, sizes: SegmentSizes) {
    this.#sizes = sizes;
    this.#counts = new KeptCounts(Math.min(sizes.counted, sizes.frequent));
    this.#firsts = new KeptFirsts(sizes.first);
    this.#words = new BaseWords(sizes, this.#firsts);
    this.#base = content.base;
    this.#grown = content.grown;
    this.#delta = content.delta;
    this.#shared = content.shared;
    this.#changed = content.changed;
    this.#recent = content.recent;
    this.#changes = content.changes;
    for (const of of content.columns) this.#columns.set(of.key, of);
    this.state = content.state;
    this.position = content.position;
  }

  /** What this consists of now, with the values that facets count. Nothing of it changes, but that values are added. */
  get content(): IndexContent {
    return {
      state: this.state,
      position: this.position,
      base: this.#base,
      changed: this.#changed,
      recent: this.#recent,
      grown: this.#grown,
      delta: this.#delta,
      changes: this.#changes,
      shared: this.#shared,
      columns: this.#counted,
    };
  }

  /** Reads what facets count, as far as it is not held yet. */
  readFacets(): Promise<void> {
    return this.#read(this.#counted);
  }

  /** Changes that were taken in since most were indexed together. */
  get changes(): number {
    return this.#changes;
  }

  /** Tells whether facets are such that this can count them. */
  get isUsable(): boolean {
    return areCountable(this.state.facets);
  }

  get #segments(): readonly Segment[] {
    return [...this.#base, this.#grown, this.#delta];
  }

  /** Those that there is something to find in. */
  get #filled(): readonly Segment[] {
    return [...this.#base, ...[this.#grown, this.#delta].filter(({ size }) => size > 0)];
  }

  /** Memory, from above. */
  get bytes(): number {
    const segments = this.#segments.reduce((sum, { bytes }) => sum + bytes, bytesOfShared(this.#shared));
    const columns = [...this.#columns.values()].reduce(
      (sum, { bytes }) => sum + bytes,
      segments + this.#bytesOfQuestions,
    );
    return 4_096 * this.#changed.size + columns;
  }

  /** Memory of what is kept of questions, beside segments. */
  get #bytesOfQuestions(): number {
    return this.#counts.bytes + this.#firsts.bytes + this.#words.bytes + this.#ofColumns.bytes;
  }

  /** Tells whether this may take more memory than when it was asked last. */
  grew(): boolean {
    const kept = this.#segments.reduce((sum, { bytesOfNamed }) => sum + bytesOfNamed, this.#bytesOfQuestions);
    const grew = this.#hasRead || kept !== this.#keptBytes;
    this.#hasRead = false;
    this.#keptBytes = kept;
    return grew;
  }

  /** Products that have changed since most were indexed together. */
  get changed(): number {
    return this.#changed.size;
  }

  /** Tells whether so much was taken in that much of what is held may be of no use any more. */
  get isWorn(): boolean {
    return this.#changes > Math.max(this.#sizes.changes, this.size);
  }

  /** How many more may change. */
  get room(): number {
    return Math.max(0, this.#sizes.changed - this.#changed.size);
  }

  /** Number of products. */
  get size(): number {
    return this.#segments.reduce((sum, { present }) => sum + present, 0);
  }

  /** Number of products of some classes, or of all. */
  count(classIds: Iterable<number> = this.state.products.keys()): number {
    let sum = 0;
    for (const id of classIds) sum += this.state.products.get(id) ?? 0;
    return sum;
  }

  /** Changes of the products of some classes so far, or of all. */
  changesOf(classIds?: ReadonlySet<number>): number {
    const { changes } = this.state;
    const set = classIds ?? everyClass;
    // Sets of thousands of classes are asked for again and again.
    const known = this.#changesOf.get(set);
    if (known?.of === changes) return known.sum;
    let sum = 0;
    for (const id of classIds ?? changes.keys()) sum += changes.get(id) ?? 0;
    this.#changesOf.set(set, { of: changes, sum });
    return sum;
  }

  /**
   * Takes in products as they are now, and lets go of those that are no more. Whoever asks meanwhile is answered as before.
   *
   * @param changed of products `room` at most.
   */
  async change({ products, gone, state, position }: ChangedProducts): Promise<void> {
    // Rows are written anew for more than what lists find them by: a product's stock, for one.
    const others = await inSlices(this.#different(products));
    if (others.length > 0 || gone.length > 0) {
      const recent = new Map(this.#recent);
      const changed = new Map(this.#changed);
      for (const id of gone) for (const map of [recent, changed]) map.delete(id);
      for (const product of others) for (const map of [recent, changed]) map.set(product.id, product);
      const grows = recent.size > this.#sizes.recent;
      const grown = grows ? await this.#made(changed) : undefined;
      const delta = await this.#made(grows ? new Map() : recent);
      const replaced = [...gone, ...others.map(({ id }) => id)];
      for (const segment of [...this.#base, this.#grown]) segment.drop(replaced);
      this.#grown = grown ?? this.#grown;
      this.#delta = delta;
      this.#recent = grows ? new Map() : recent;
      this.#changes += others.length;
      this.#changed = changed;
    }
    this.state = state;
    this.position = position;
  }

  /** Those of some products that are not here as they are. */
  *#different(products: readonly IndexedProduct[]): Sliced<readonly IndexedProduct[]> {
    const different: IndexedProduct[] = [];
    for (const [n, product] of products.entries()) {
      if (n % eachTime === 0) yield;
      if (!this.#segments.some((segment) => segment.holds(product))) different.push(product);
    }
    return different;
  }

  #made(products: ReadonlyMap<string, IndexedProduct>): Promise<Segment> {
    return inSlices(this.#making([...products.values()]));
  }

  *#making(products: readonly IndexedProduct[]): Sliced<Segment> {
    const order = yield* sorting(products.length, (a, b) => byOrder(products[a]!, products[b]!));
    const inOrder = Array.from(order, (n) => products[n]!);
    const segment = yield* makingSegment(inOrder, this.#shared);
    for (const of of this.#columns.values()) yield* segment.reading(of);
    return segment;
  }

  /**
   * Reads what a question needs and is not held yet, so that to answer it takes no time. False where clients have named so
   * many paths just now that the database had better look.
   *
   * @param order in which the answer is to name products.
   */
  async prepare({ filters, sort }: IndexQuestion, order: readonly SortKey[] = []): Promise<boolean> {
    const named = [...comparedPaths(filters), ...orderedPaths(sort)];
    if (named.length > mostColumns) return false;
    const missing = named.filter((read) => !this.#columns.has(keyOf(read))).length;
    const now = performance.now();
    const recent = this.#readAt.filter((at) => now - at < mostRead.within);
    if (missing > 0 && recent.length + missing > mostRead.paths) return false;
    this.#readAt = [...recent, ...Array.from({ length: missing }, () => now)];
    const values = [...this.#counted, ...named.map((read) => this.#valuesOf(read))];
    await this.#read(values);
    const fields = rankedFields(order, this.size, this.#sizes.together, (read) => this.#valuesOf(read).texts.size);
    if (fields.length > 0) await this.#ranked(fields);
    return true;
  }

  async #read(values: readonly ColumnValues[]): Promise<void> {
    if (this.#segments.every((segment) => values.every((of) => segment.hasColumn(of)))) return;
    await this.#afterOthers(() => inSlices(this.#reading(values)));
  }

  async #ranked(fields: readonly OrderedField[]): Promise<void> {
    if (this.#segments.every((segment) => fields.every((field) => segment.hasRanking(field)))) return;
    await this.#afterOthers(() => inSlices(this.#ranking(fields)));
  }

  /** Prepares something once what others have begun is over, whether or not it came to a good end. */
  #afterOthers(work: () => Promise<void>): Promise<void> {
    this.#hasRead = true;
    const ended = this.#preparing.then(work);
    this.#preparing = ended.catch(() => {});
    return ended;
  }

  *#ranking(fields: readonly OrderedField[]): Sliced<void> {
    for (const field of fields) for (const segment of this.#segments) yield* segment.ranking(field);
  }

  *#reading(values: readonly ColumnValues[]): Sliced<void> {
    for (const of of values)
      for (const segment of this.#segments) {
        yield;
        yield* segment.reading(of);
      }
  }

  #valuesOf(read: Read): ColumnValues {
    const key = keyOf(read);
    const values = this.#columns.get(key) ?? new ColumnValues(read, this.#shared);
    // What was asked for last goes last.
    this.#columns.delete(key);
    this.#columns.set(key, values);
    const most = mostColumns + this.state.facets.length;
    for (const [first, of] of this.#columns) {
      if (this.#columns.size <= most) break;
      if (this.#countedNow.includes(of)) continue;
      this.#columns.delete(first);
      for (const segment of this.#segments) segment.forget(of.read);
    }
    return values;
  }

  /** What facets count, which is asked for by each question. */
  get #counted(): readonly ColumnValues[] {
    const { facets } = this.state;
    if (this.#countedOf !== facets) {
      this.#countedNow = [];
      this.#countedNow = facets.map((facet) => this.#valuesOf({ reading: "counted", keys: keysOf(facet) }));
      this.#countedOf = facets;
    }
    return this.#countedNow;
  }

  /** Products of some classes, or all, as they are now: those that come or leave later make no difference. */
  sights(classIds: ReadonlySet<number> | undefined): readonly Sight[] {
    return this.#filled.map((segment) => {
      const { left } = segment;
      return {
        segment,
        sees: segment.seeing(classIds, left),
        seen: () => segment.within(classIds, left),
      };
    });
  }

  /**
   * A question with what else its words are found by that only products tell: their forms in the language of whoever searches,
   * and what was meant by words that none of the products of some classes has (`inflectionsOf`, `correctionsOf`). Undefined
   * where there is nothing of the kind.
   */
  *extending(
    question: IndexQuestion,
    stemOf: StemOf,
    classIds: ReadonlySet<number> | undefined,
  ): Sliced<IndexQuestion | undefined> {
    if (question.search === undefined) return undefined;
    const words = this.#filled.map((segment) => segment.words);
    const forms = yield* inflectionsOf(words, question.search);
    const inflected = forms.length > 0 ? withOthers(question, forms) : question;
    if (inflected?.search === undefined) return undefined;
    const corrections = yield* correctionsOf(this.sights(classIds), inflected.search, stemOf);
    if (corrections.length > 0) return withOthers(inflected, corrections);
    return inflected === question ? undefined : inflected;
  }

  /** Answers a question about the products of some classes, or all; undefined for one that would take so long that others wait. */
  *answering(question: IndexQuestion, stemOf: StemOf, extent: Extent): Sliced<IndexAnswer | undefined> {
    const { facets, version } = this.state;
    const from: AnsweredFrom = {
      facets,
      version,
      segments: this.#filled,
      ordered: this.#base.length,
      counted: this.#counted,
      sizes: this.#sizes,
      counts: this.#counts,
      firsts: this.#firsts,
      words: this.#words,
      ofColumns: this.#ofColumns,
      valuesOf: (read) => this.#valuesOf(read),
      changesOf: (classes) => this.changesOf(classes),
    };
    return yield* answering(from, question, stemOf, extent);
  }
}

/** A question whose search is for others of its words as well. */
function withOthers({ query, search }: IndexQuestion, others: readonly OtherWords[]): IndexQuestion | undefined {
  if (search === undefined) return undefined;
  return indexQuestion({ ...query, search: { ...search.search, others: together(othersOf(search.search), others) } });
}
