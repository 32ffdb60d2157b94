import { setTimeout } from "node:timers/promises";
import { BoundedCache, type OwnedCache, textBytes } from "../../platform/caches/bounded-cache.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import type { Tenants } from "../../platform/db/tenants.ts";
import { ownWork, type Terms } from "../../platform/db/terms.ts";
import type { ListQuery } from "../../platform/lists/list-query.ts";
import { mostFacets, mostValues } from "../facets/facets.store.ts";
import { countProducts, readChanged, readIds, readProducts, readStems } from "./index.store.ts";
import { type IndexAnswer, indexQuestion, ProductIndex } from "./product-index.ts";
import { inSlices } from "./slices.ts";

/** Products that a question is about. */
export interface IndexScope {
  /** Those of these classes; absent: all. */
  readonly classIds?: ReadonlySet<number>;
  readonly version?: number;
  readonly ordered: boolean;
}

/** Parts that the index needs of the work it answers for. */
export interface IndexWork {
  readonly db: TenantDb;
  readonly services: { readonly tenants: Tenants };
}

/** Products of a marketplace that is indexed at most: to be brought up, each row's version is looked at. */
const mostProducts = 100_000;
/** Products whose index the first question waits for; of more it is made while SQL answers. */
const soonRead = 2_000;
/** How long a question waits for an index to be made, in milliseconds. */
const patienceMs = 500;
/** Products whose index takes long to be brought up. */
const manyProducts = 20_000;
/** Products that may have changed before all are indexed together again. */
const mostChanged = 500;
/** Time before an index is made anew, as a multiple of what it took, and of one that is not to be made, in milliseconds. */
const rest = { factor: 20, otherwise: 60_000 };

/**
 * Indexes of the products of marketplaces, made when a list first asks what only a search of all products can tell, and
 * brought up to what is committed whenever an answer turns out to rest on less.
 *
 * An answer says of which state it is. Whoever asks reads the state along with the rows of the page, and takes the answer
 * only if both are the same: so it is what SQL would have found at that moment.
 */
export class ProductIndexes {
  readonly #held = new BoundedCache<ProductIndex>("product_indexes", {
    maxBytes: 256_000_000,
    bytesOf: ({ bytes }) => bytes,
    ofThings: true,
  });
  readonly #stems = new BoundedCache<string>("stems", { maxBytes: 4_000_000, bytesOf: textBytes });
  /** When the index of a marketplace may be made again. */
  readonly #resting = new BoundedCache<number>("product_indexes_resting", { maxBytes: 1_000_000, bytesOf: () => 8 });
  readonly #making = new Map<string, Promise<void>>();
  readonly #following = new Map<string, { readonly now: Promise<void>; next?: Promise<void> }>();
  readonly caches: readonly OwnedCache[] = [this.#held, this.#stems];

  /**
   * What a list finds among the products of some classes, or all; undefined for what the index cannot tell, or not yet.
   *
   * @param version of visibility and facets that the answer must rest on, if there is one to keep to.
   * @param ordered in the order of lists, if the client asks for no other: then the answer names the products of the page.
   */
  async find(
    { db, services: { tenants } }: IndexWork,
    query: ListQuery,
    { classIds, version, ordered }: IndexScope,
  ): Promise<IndexAnswer | undefined> {
    const question = indexQuestion(query);
    if (question === undefined) return undefined;
    const { marketplaceId } = db;
    // Whoever holds a connection must not wait for another one.
    if (db.mode === "read" && this.#held.get(marketplaceId) === undefined) await this.#make(tenants, marketplaceId);
    const stems = await this.#stemsOf(db, question.search?.words ?? []);
    if ((await this.#held.get(marketplaceId)?.prepare(question)) !== true) return undefined;
    const index = this.#held.get(marketplaceId);
    if (index === undefined || !index.isUsable || (version !== undefined && index.state.version !== version))
      return undefined;
    // It may have grown by what the question needed.
    this.#held.set(marketplaceId, index);
    return inSlices(index.answering(question, classIds, stems, ordered, { facets: mostFacets, values: mostValues }));
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
        if (this.#following.get(marketplaceId)?.now === now) this.#following.delete(marketplaceId);
      });
    this.#following.set(marketplaceId, { now });
    return now;
  }

  async #bringUp(tenants: Tenants, marketplaceId: string, terms: Terms): Promise<void> {
    const index = this.#held.get(marketplaceId);
    if (index === undefined) return;
    // Each row's version is looked at.
    const heavy = index.size > manyProducts;
    await tenants.transaction(
      marketplaceId,
      "snapshot",
      async (db) => {
        const { products, state, horizon, total } = await readChanged(db, index.horizon);
        const known = index.size + products.filter(({ id }) => !index.has(id)).length;
        const there = known === total ? undefined : new Set(await readIds(db));
        const gone = there === undefined ? [] : index.ids.filter((id) => !there.has(id));
        index.change(products, gone, state, horizon ?? index.horizon);
      },
      { ...terms, heavy },
    );
    if (this.#held.get(marketplaceId) !== index) return;
    if (index.changed <= mostChanged) this.#held.set(marketplaceId, index);
    else {
      this.#held.delete(marketplaceId);
      void this.#make(tenants, marketplaceId);
    }
  }

  /** Makes the index of a marketplace, unless it was made or refused just now. Waits for it if that takes no time. */
  async #make(tenants: Tenants, marketplaceId: string): Promise<void> {
    if (this.#making.has(marketplaceId) || performance.now() < (this.#resting.get(marketplaceId) ?? 0)) return;
    const began = performance.now();
    const made = Promise.withResolvers<void>();
    this.#making.set(marketplaceId, made.promise);
    const ended = (): void => {
      this.#making.delete(marketplaceId);
      made.resolve();
    };
    const read = async (db: TenantDb) => {
      const total = await countProducts(db);
      if (total > soonRead) made.resolve();
      return total > mostProducts ? undefined : readProducts(db);
    };
    const make = async (): Promise<void> => {
      const found = await tenants.transaction(marketplaceId, "snapshot", read, ownWork);
      if (found?.horizon !== undefined)
        this.#held.set(marketplaceId, await ProductIndex.of(found.products, found.state, found.horizon));
      const now = performance.now();
      this.#resting.set(marketplaceId, now + (found === undefined ? rest.otherwise : rest.factor * (now - began)));
    };
    // Whoever asks next meets what kept it from being read.
    make()
      .catch(() => {})
      .finally(ended);
    const enough = new AbortController();
    const patience = setTimeout(patienceMs, undefined, { signal: enough.signal, ref: false }).catch(() => {});
    await Promise.race([made.promise, patience]);
    enough.abort();
  }

  async #stemsOf(db: TenantDb, words: readonly string[]): Promise<readonly string[]> {
    const known = new Map(words.map((word) => [word, isNumeral(word) ? word : this.#stems.get(word)]));
    const unknown = words.filter((word) => known.get(word) === undefined);
    const read = unknown.length === 0 ? [] : await readStems(db, unknown);
    for (const [index, word] of unknown.entries()) {
      known.set(word, read[index]!);
      this.#stems.set(word, read[index]!);
    }
    return words.map((word) => known.get(word)!);
  }
}

/** What has no English stem but itself. */
const isNumeral = (word: string): boolean => /^\d+$/.test(word);
