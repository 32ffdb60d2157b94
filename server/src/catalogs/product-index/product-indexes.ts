import { totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { BoundedCache, type OwnedCache } from "../../platform/caches/bounded-cache.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import type { Tenants } from "../../platform/db/tenants.ts";
import { ownWork, type Terms } from "../../platform/db/terms.ts";
import type { ListQuery } from "../../platform/lists/list-query.ts";
import { inSlices } from "../../platform/slices.ts";
import { type Entrant, Turns } from "../../platform/turns.ts";
import { mostFacets, mostValues } from "../facets/facets.store.ts";
import type { IndexAnswer, OfferedClasses } from "./answering.ts";
import { meantWords } from "./corrections.ts";
import { inCategory } from "./hits.ts";
import { countProducts, readChanged, readProducts } from "./index.store.ts";
import { IndexBuilder } from "./index-builder.ts";
import { IndexDisk } from "./index-disk.ts";
import { type IndexQuestion, indexQuestion } from "./index-question.ts";
import type { KeptIndexes } from "./kept-indexes.ts";
import type { ProductIndex } from "./product-index.ts";
import { mostQuestions } from "./scratch.ts";
import { type StemOf, stemmedWords } from "./searched-words.ts";
import { type SegmentSizes, usualSizes } from "./segment-sizes.ts";
import type { Stems } from "./stems.ts";
import { differentEndings, suggestionsOf, type TypedWords } from "./suggestions.ts";

/** Products that a question is about. */
export interface IndexScope {
  /** Those of these classes; absent: all. */
  readonly classIds?: ReadonlySet<number>;
  /** Those whose values a facet names even where none of them counts; absent: the same. */
  readonly offered?: OfferedClasses;
  readonly version?: number;
  /** The category whose order the page is in, by the numbers that it gives to products: see `inCategory`. */
  readonly numbers?: ReadonlyMap<string, number>;
  /** Whether the answer is to count alone. */
  readonly counts?: boolean;
}

/** Products, and the version of visibility, that suggestions rest on. */
export interface SuggestionScope extends Required<Pick<IndexScope, "classIds" | "version">> {
  /** Whether words that nothing has are taken as they are written, not as they may have been meant. */
  readonly asWritten: boolean;
}

/** How a phrase may go on. */
export interface IndexSuggestions {
  /** Changes of the products of the classes asked for. */
  readonly changes: number;
  /** The phrase with its last word completed, the likeliest first. */
  readonly texts: readonly string[];
  /** IDs of products that are found by it. */
  readonly ids: readonly string[];
}

/** Parts that the index needs of the work it answers for. */
export interface IndexWork {
  readonly db: TenantDb;
  readonly services: { readonly tenants: Tenants };
}

/** Memory that all indexes of a process take at most: a quarter of what there is, up to a gigabyte. */
const mostBytes = Math.min(1_000_000_000, Math.max(256_000_000, (process.constrainedMemory() || totalmem()) / 4));
/** Memory of a product at least: of so many that they need more than all there is, none is read. */
const leastBytes = 200;
/** Bounds of questions: a marketplace that is alone has six answered at a time. */
const questionTurns = {
  size: mostQuestions,
  heavySize: mostQuestions,
  waitMs: 10_000,
  waitingEach: 500,
  waitingAll: 2_500,
} as const;
/** Whoever wants a turn at a question. */
const askerOf = ({ marketplaceId, terms: { left } }: TenantDb): Entrant => ({ marketplaceId, heavy: false, left });
/** Products whose index the first question waits for; of more it is made while SQL answers. */
const soonRead = 2_000;
/** Products that the database sorts in no time. */
const soonSorted = 1_000;
/** Time that counting facets takes the database where an index had better do so, in milliseconds. */
const longCount = 200;
/**
 * How often a question is asked at most, of an index that others move meanwhile, before the database is, which takes far longer
 * where there are many products.
 */
export const mostAttempts = 4;
/** How long a question waits for an index to be made, in milliseconds. */
const patienceMs = 500;
/** Share of the products that may have changed before all are indexed together again, and their number at least and at most. */
const changing = { share: 0.02, least: 500, most: 20_000 };
/** How long a list waits for an index to be read from the disk, in milliseconds: what it needs may take the database longer. */
const readingMs = 5_000;
/** Time before an index is made anew, as a multiple of what it took, and of one that cannot be made, in milliseconds at least. */
const rest = { factor: 20, otherwise: 60_000 };

/**
 * Indexes of the products of marketplaces, made when a list first asks what only a search of all products can tell, and
 * brought up to what is committed whenever an answer turns out to rest on less.
 *
 * An answer says of which state it is. Whoever asks reads the state along with the rows of the page, and takes the answer
 * only if both are the same: so it is what SQL would have found at that moment.
 */
export class ProductIndexes {
  readonly #held: BoundedCache<ProductIndex>;
  readonly #stems: Stems;
  /** When the index of a marketplace may be made again. */
  readonly #resting = new BoundedCache<number>("product_indexes_resting", { maxBytes: 1_000_000, bytesOf: () => 8 });
  /** Marketplaces whose index is being made, and whether it takes the place of one that was there. */
  readonly #making = new Map<string, boolean>();
  /** Marketplaces that went while their index was being made. */
  readonly #gone = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();
  /** Turns at answering. Nobody waits for anything else while they have one. */
  readonly #turns = new Turns(questionTurns);
  readonly #following = new Map<string, { readonly now: Promise<void>; next?: Promise<void> }>();
  readonly caches: readonly OwnedCache[];
  readonly #sizes: SegmentSizes;
  readonly #mostBytes: number;
  readonly #disk: IndexDisk | undefined;

  /**
   * @param memory of all indexes together, in bytes. Default: `mostBytes`.
   * @param kept indexes on the disk. Default: none.
   */
  constructor(stems: Stems, sizes: Partial<SegmentSizes> = {}, memory = mostBytes, kept?: KeptIndexes) {
    this.#stems = stems;
    this.#sizes = { ...usualSizes, ...sizes };
    this.#mostBytes = memory;
    this.#disk = kept && new IndexDisk(kept, this.#sizes, memory);
    this.#held = new BoundedCache<ProductIndex>("product_indexes", {
      maxBytes: memory,
      bytesOf: ({ bytes }) => bytes,
      ofThings: true,
    });
    this.caches = [this.#held];
  }

  /**
   * What a list finds among the products of some classes, or all; undefined for what the index cannot tell, or not yet.
   *
   * The answer names the products of the page, unless the client asks for an order that the index does not know. Words that
   * none of these products has are looked for as they may have been meant.
   *
   * @param version of visibility and facets that the answer must rest on, if there is one to keep to.
   * @throws ApiError as `Turns.enter`, where too much is asked (docs/behaviour/conventions.md §7.3).
   */
  find(work: IndexWork, query: ListQuery, scope: IndexScope): Promise<IndexAnswer | undefined> {
    return this.#find(work, query, scope, mostAttempts);
  }

  /** @param attempts that are left while others move the index. */
  async #find(
    work: IndexWork,
    query: ListQuery,
    scope: IndexScope,
    attempts: number,
  ): Promise<IndexAnswer | undefined> {
    if (attempts === 0) return undefined;
    const { db } = work;
    const { classIds, offered, version, numbers, counts = false } = scope;
    const question = indexQuestion(query);
    if (question === undefined) return undefined;
    const { marketplaceId } = db;
    if ((await this.#madeFor(work, version)) === undefined) return undefined;
    const stemOf = await this.#stemsFor(db, question);
    const order = counts ? undefined : numbers === undefined ? question.sort : inCategory(numbers);
    if ((await this.#held.get(marketplaceId)?.prepare(question, order)) !== true) return undefined;
    const index = this.#held.get(marketplaceId);
    if (index === undefined || !index.isUsable || (version !== undefined && index.state.version !== version))
      return undefined;
    // By what the question needed, or earlier ones kept.
    if (index.grew()) this.#held.set(marketplaceId, index);
    const extent = { classIds, offered, order, facets: mostFacets, values: mostValues };
    const asker = askerOf(db);
    const asked = await this.#turns.run(asker, async () => {
      const { state } = index;
      const extended = await inSlices(index.extending(question, stemOf, classIds));
      if (extended !== undefined) return { extended, state };
      return { found: await inSlices(index.answering(question, stemOf, extent)) };
    });
    if (asked.extended === undefined) return asked.found;
    const { extended, state } = asked;
    // Outside of a turn: it may take a trip to the database.
    const stemOfAll = await this.#stemsFor(db, extended);
    const again = await this.#turns.run(asker, async () =>
      // What nothing had, or a further form, may have come meanwhile.
      index.state === state ? { found: await inSlices(index.answering(extended, stemOfAll, extent)) } : undefined,
    );
    if (again === undefined) return this.#find(work, query, scope, attempts - 1);
    return again.found && { ...again.found, search: extended.search!.search };
  }

  /** The index of a marketplace, which is made if there is none, and brought up if it is of an earlier version. */
  async #madeFor(work: IndexWork, version: number | undefined): Promise<ProductIndex | undefined> {
    const { marketplaceId, mode } = work.db;
    // Whoever holds a connection must not wait for another one.
    if (mode === "read" && this.#held.get(marketplaceId) === undefined)
      await this.#make(work.services.tenants, marketplaceId);
    const index = this.#held.get(marketplaceId);
    if (index === undefined || version === undefined || index.state.version >= version) return index;
    return (await this.follow(work)) ? this.#held.get(marketplaceId) : undefined;
  }

  /**
   * How a phrase that is being typed may go on, by the products of some classes (docs/behaviour/visibility-and-search.md §11).
   * Undefined where there is no index, or it is of another version.
   *
   * @param most of words and of products.
   * @throws ApiError as `find`.
   */
  async suggest(
    work: IndexWork,
    { before, begun }: TypedWords,
    { classIds, version, asWritten }: SuggestionScope,
    most: number,
  ): Promise<IndexSuggestions | undefined> {
    const { db } = work;
    const index = await this.#madeFor(work, version);
    if (index === undefined || index.state.version !== version) return undefined;
    const asker = askerOf(db);
    let meant = before;
    if (!asWritten) {
      const stemOf = await this.#stems.of(db, before);
      meant = await this.#turns.run(asker, () => inSlices(meantWords(index.sights(classIds), before, stemOf)));
    }
    const stemOf = await this.#stems.of(db, meant);
    const suggested = await this.#turns.run(asker, async () => {
      // Products may have changed by now, and visibility.
      if (index.state.version !== version) return undefined;
      const changes = index.changesOf(classIds);
      const sights = index.sights(classIds);
      return {
        changes,
        ...(await inSlices(suggestionsOf(sights, { before: meant, begun }, stemOf, { most, asWritten }))),
      };
    });
    if (suggested === undefined) return undefined;
    const { changes, endings, ids } = suggested;
    const different = differentEndings(endings, await this.#stems.of(db, endings));
    return { changes, ids, texts: different.slice(0, most).map((ending) => [...meant, ending].join(" ")) };
  }

  #stemsFor(db: TenantDb, { search }: IndexQuestion): Promise<StemOf> {
    return this.#stems.of(db, search ? stemmedWords(search) : []);
  }

  /** As `find`, of what is committed now: the index is brought up to it first. Undefined as well where there is none. */
  async findNow(work: IndexWork, query: ListQuery, scope: IndexScope): Promise<IndexAnswer | undefined> {
    if (indexQuestion(query) === undefined || !(await this.follow(work))) return undefined;
    return this.find(work, query, scope);
  }

  /**
   * Tells whether the index of a marketplace is made already and has facets to count. Nothing else of it is of use to a list
   * that neither searches nor filters: the database's own indexes give the page, counters of classes the total.
   */
  countsFacets(marketplaceId: string): boolean {
    return (this.#held.get(marketplaceId)?.state.facets.length ?? 0) > 0;
  }

  /** Tells whether there is an index to ask for the order of some products: of more than the database sorts in no time. */
  orders(marketplaceId: string, classIds?: ReadonlySet<number>): boolean {
    return (this.#held.get(marketplaceId)?.count(classIds) ?? 0) > soonSorted;
  }

  /**
   * Has an index made, unless there is one, for an order that it knows, of so many products that the database took time to sort
   * them.
   */
  wantedToOrder(work: IndexWork, query: ListQuery, products: number): void {
    if (products > soonSorted && indexQuestion(query)?.sort !== undefined) this.#wanted(work);
  }

  /**
   * Has an index made, unless there is one, once the database has taken long to count facets, or has been stopped: until then
   * whoever waits for the count has the machine.
   */
  async counting<Result>(work: IndexWork, reading: Promise<Result>): Promise<Result> {
    const began = performance.now();
    try {
      return await reading;
    } finally {
      if (performance.now() - began > longCount) this.wantedToCount(work);
    }
  }

  /** Has an index made to count facets, unless there is one. */
  wantedToCount(work: IndexWork): void {
    this.#wanted(work);
  }

  /** Has an index made, unless there is one. */
  #wanted({ db, services: { tenants } }: IndexWork): void {
    // Nobody waits for it, so it does not matter whether a connection is held.
    if (this.#held.get(db.marketplaceId) === undefined) void this.#make(tenants, db.marketplaceId);
  }

  /**
   * Waits until the index of a marketplace is read from the disk, if it is there and not held. For whoever is about to read
   * products and holds no connection.
   *
   * @param patience in milliseconds, for whoever can do without.
   */
  async ready({ db, services: { tenants } }: IndexWork, patience = readingMs): Promise<void> {
    const { marketplaceId, mode } = db;
    if (this.#disk === undefined || mode !== "read" || this.#held.get(marketplaceId) !== undefined) return;
    const enough = new AbortController();
    const time = sleep(patience, undefined, { signal: enough.signal, ref: false }).catch(() => {});
    await Promise.race([this.#read(tenants, marketplaceId), time]);
    enough.abort();
  }

  /** Reads indexes from the disk that were used last, as many as there is memory for. */
  async warm(tenants: Tenants): Promise<void> {
    for await (const marketplaceId of this.#disk?.marketplaces() ?? []) {
      if (this.#held.bytes > this.#mostBytes / 2) return;
      await this.#read(tenants, marketplaceId);
    }
  }

  /** Lets go of all that is held and kept of a marketplace that is no more. */
  async forget(marketplaceId: string): Promise<void> {
    if (this.#making.has(marketplaceId)) this.#gone.add(marketplaceId);
    this.#held.delete(marketplaceId);
    await this.#disk?.forget(marketplaceId);
  }

  /** Ends what is being read or written. */
  async close(): Promise<void> {
    await this.#disk?.close();
  }

  /** Waits for what is being read or written. */
  async settled(): Promise<void> {
    await this.#disk?.settled();
  }

  /** Reads the index of a marketplace from the disk, unless it is held or there is none. */
  async #read(tenants: Tenants, marketplaceId: string): Promise<void> {
    // What is being made anew is not to be there twice.
    if (this.#held.get(marketplaceId) !== undefined || this.#making.get(marketplaceId) === true) return;
    const bringUp = (index: ProductIndex) => this.#caughtUp(tenants, marketplaceId, index, ownWork);
    const index = await this.#disk?.read(marketplaceId, bringUp);
    if (index !== undefined && this.#held.get(marketplaceId) === undefined) this.#held.set(marketplaceId, index);
  }

  #keep(marketplaceId: string, index: ProductIndex): void {
    this.#disk?.write(marketplaceId, index, () => this.#held.get(marketplaceId) === index);
  }

  /** Brings the index of a marketplace up to what is committed now. False where there is none. */
  async follow({ db, services: { tenants } }: IndexWork): Promise<boolean> {
    const { marketplaceId } = db;
    if (db.mode !== "read" || this.#held.get(marketplaceId) === undefined) return false;
    // Others may wait for it by the time that this caller has gone.
    const terms: Terms = { asker: db.terms.asker };
    const running = this.#following.get(marketplaceId);
    // One that has begun may rest on an earlier moment.
    if (running === undefined) await this.#begin(tenants, marketplaceId, terms);
    else {
      running.next ??= running.now.then(() => this.#begin(tenants, marketplaceId, terms));
      await running.next;
    }
    return this.#held.get(marketplaceId) !== undefined;
  }

  #begin(tenants: Tenants, marketplaceId: string, terms: Terms): Promise<void> {
    const now = this.#bringUp(tenants, marketplaceId, terms)
      .catch(() => this.#held.delete(marketplaceId))
      .finally(() => {
        const running = this.#following.get(marketplaceId);
        // Where somebody waits for the next one, whoever comes now waits for the same: two at a time would undo each other.
        if (running?.now === now && running.next === undefined) this.#following.delete(marketplaceId);
      });
    this.#following.set(marketplaceId, { now });
    return now;
  }

  async #bringUp(tenants: Tenants, marketplaceId: string, terms: Terms): Promise<void> {
    const index = this.#held.get(marketplaceId);
    if (index === undefined) return;
    if (!(await this.#caughtUp(tenants, marketplaceId, index, terms))) {
      this.#held.delete(marketplaceId);
      await this.#disk?.remove(marketplaceId);
      void this.#make(tenants, marketplaceId, true);
      return;
    }
    if (this.#held.get(marketplaceId) !== index) return;
    this.#held.set(marketplaceId, index);
    this.#keep(marketplaceId, index);
    const { share, least, most } = changing;
    if (index.changed <= Math.max(least, Math.min(most, share * index.size)) && !index.isWorn) return;
    if (this.#rests(marketplaceId)) return;
    // A large one leaves first, so that there are never two of it.
    if (index.bytes > this.#mostBytes / 4) this.#held.delete(marketplaceId);
    void this.#make(tenants, marketplaceId, true);
  }

  /** Takes in what has changed since the index was of its state. False where that is more than it has room for, or nobody can tell. */
  async #caughtUp(tenants: Tenants, marketplaceId: string, index: ProductIndex, terms: Terms): Promise<boolean> {
    const read = (db: TenantDb) => readChanged(db, index.position, index.state, index.room);
    const changed = await tenants.transaction(marketplaceId, "snapshot", read, terms);
    if (changed === undefined) return false;
    await index.change(changed);
    return true;
  }

  /** Tells whether the index of a marketplace is being made, or was made or refused just now. */
  #rests(marketplaceId: string): boolean {
    return this.#making.has(marketplaceId) || performance.now() < (this.#resting.get(marketplaceId) ?? 0);
  }

  /**
   * Makes the index of a marketplace, unless it was made or refused just now. Waits for it if that takes no time.
   *
   * @param anew though there is one, perhaps on the disk.
   */
  async #make(tenants: Tenants, marketplaceId: string, anew = false): Promise<void> {
    if (this.#rests(marketplaceId)) return;
    const began = performance.now();
    const made = Promise.withResolvers<void>();
    this.#making.set(marketplaceId, anew);
    const ended = (): void => {
      this.#making.delete(marketplaceId);
      this.#gone.delete(marketplaceId);
      made.resolve();
    };
    const make = async (): Promise<void> => {
      if (!anew) await this.#read(tenants, marketplaceId);
      if (!anew && this.#held.get(marketplaceId) !== undefined) return;
      const total = await tenants.transaction(marketplaceId, "read", countProducts, ownWork);
      let index: ProductIndex | undefined;
      if (total > soonRead) made.resolve();
      if (total * leastBytes <= this.#mostBytes) {
        // One large one after the other.
        const work = () => this.#madeOf(tenants, marketplaceId);
        if (total <= soonRead) index = await work();
        else {
          const turn = this.#turn.then(work);
          this.#turn = turn.catch(() => {});
          index = await turn;
        }
      }
      if (index !== undefined && !this.#gone.has(marketplaceId)) {
        this.#held.set(marketplaceId, index);
        this.#keep(marketplaceId, index);
      }
      const now = performance.now();
      // To find that the memory does not do may take as long.
      const pause = rest.factor * (now - began);
      this.#resting.set(marketplaceId, now + (index === undefined ? Math.max(rest.otherwise, pause) : pause));
    };
    // Whoever asks next meets what kept it from being read.
    make()
      .catch(() => {})
      .finally(ended);
    const enough = new AbortController();
    const patience = sleep(patienceMs, undefined, { signal: enough.signal, ref: false }).catch(() => {});
    await Promise.race([made.promise, patience]);
    enough.abort();
  }

  /** Reads the products of a marketplace into an index; undefined for more than there is memory for. */
  async #madeOf(tenants: Tenants, marketplaceId: string): Promise<ProductIndex | undefined> {
    const found = await tenants.transaction(
      marketplaceId,
      "snapshot",
      async (db) => {
        const builder = new IndexBuilder(this.#sizes);
        const read = await readProducts(db, async (products) => {
          await inSlices(builder.adding(products));
          return builder.bytes <= this.#mostBytes;
        });
        return read && { builder, ...read };
      },
      ownWork,
    );
    return found && inSlices(found.builder.building(found.state, found.position));
  }
}
