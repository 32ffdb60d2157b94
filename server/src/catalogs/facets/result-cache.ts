import { BoundedCache, textBytes } from "../../platform/caches/bounded-cache.ts";
import { digest } from "../../platform/digest.ts";
import type { Filter, ListQuery, Search } from "../../platform/lists/list-query.ts";
import type { FieldPath } from "../../platform/lists/shape.ts";
import type { RawJson } from "../../platform/wire/reply.ts";

/** Result of a search and filters among some products, as long as none of these changes. */
export interface CachedResult {
  /** Differs after every change of one of the products in what they are found and ordered by. */
  readonly state: string;
  readonly total: number;
  readonly facets: RawJson;
  /** True where the index found it, which also looks for what was meant by words that nothing has. */
  readonly indexed?: true;
  /** The search by which it was found, where that was not the client's own: pages are read by it. */
  readonly search?: Search;
  /** The page that it was found with. */
  readonly first?: FirstPage;
}

/** A page of a result, by `pageKey` and what else it depends on. */
export interface FirstPage {
  readonly page: string;
  /** IDs of products, in order. */
  readonly ids: readonly string[];
}

/** Products on a page of such a result. */
export interface CachedPage {
  /** That of the result. */
  readonly state: string;
  /** IDs of products, in order. */
  readonly ids: readonly string[];
}

/**
 * Properties whose every change is counted as one of the product, where products are written. Stock, prices and parts of
 * products change without: what asks for them is found anew each time.
 */
const counted = new Set(["ID", "Name", "Description", "OwnerID", "xp"]);

const isCounted = ({ segments: [root = ""] }: FieldPath): boolean => counted.has(root);

/** Tells whether what a list asks for can only find something else once a product has changed. */
export const isCacheable = ({ search, filters }: ListQuery): boolean =>
  (search?.on ?? []).every(({ path }) => isCounted(path)) &&
  filters.every(({ alternatives }) => alternatives.every(({ path }) => isCounted(path)));

/** Tells whether products that a list finds can only come in another order once one of them has changed. */
export const isOrderCacheable = ({ sort }: ListQuery): boolean => sort.every(({ path }) => isCounted(path));

/** The same text for the same search, filters and other arguments, whatever the page and its order. */
export const queryKey = ({ search, filters }: ListQuery, ...others: readonly unknown[]): string =>
  shortened(JSON.stringify([search && searchParts(search), filters.map(filterParts), ...others]));

/** The same text for the same page in the same order. */
export const pageKey = ({ page, pageSize, sort, sorted }: ListQuery): string =>
  shortened(JSON.stringify([page, pageSize, sorted && sort.map(({ path, ...how }) => [path.name, how])]));

/** Paths go by their names: what else they are follows from these. */
const searchParts = ({ on, ...search }: Search) => [
  on.map(({ path, below }) => (below ? [path.name] : path.name)),
  search,
];

const filterParts = ({ alternatives }: Filter) => alternatives.map(({ path, ...held }) => [path.name, held]);

/** A question is kept under its own words while they are few: what somebody asks at length weighs no more than others. */
const shortened = (key: string): string => (key.length > 200 ? digest(key) : key);

/** Memory of a search with other words than the client's. */
const mostCorrectedBytes = 4_000;

/** Tells whether a result is as good as any that can be had for a query as long as nothing changes. */
export const isFinal = ({ indexed }: CachedResult, { search }: ListQuery): boolean =>
  indexed === true || search === undefined;

/** Memory of IDs, which are texts of their own at worst. */
function bytesOfIds(ids: readonly string[]): number {
  let bytes = 0;
  for (const id of ids) bytes += 24 + textBytes(id);
  return bytes;
}

/** Results of lists, by a key that names the products that were looked through and the query. */
export class ResultCache {
  readonly #results = new BoundedCache<CachedResult>("list_results", {
    maxBytes: 64_000_000,
    bytesOf: ({ state, facets, search, first }) =>
      textBytes(state) +
      textBytes(facets.text) +
      (search ? mostCorrectedBytes : 0) +
      (first ? bytesOfIds(first.ids) : 0),
  });
  readonly #pages = new BoundedCache<CachedPage>("list_pages", {
    maxBytes: 64_000_000,
    bytesOf: ({ state, ids }) => textBytes(state) + bytesOfIds(ids),
  });
  readonly caches = [this.#results, this.#pages];

  get(key: string): CachedResult | undefined {
    return this.#results.get(key);
  }

  /**
   * Keeps a result, and no more of what holds it, unless one of its state is held that was found the same way.
   *
   * @param found page that is kept with it. Default: none.
   */
  set(key: string, { state, total, facets, indexed, search }: CachedResult, found?: FirstPage): void {
    const held = this.#results.peek(key);
    if (held?.state === state && held.indexed === indexed) {
      if (found !== undefined && held.first?.page !== found.page)
        this.setPage(key, found.page, { state, ids: found.ids });
      return;
    }
    const first = found && { page: found.page, ids: found.ids };
    this.#results.set(key, {
      state,
      total,
      facets,
      ...(indexed && { indexed }),
      ...(search && { search }),
      ...(first && { first }),
    });
  }

  /** The page of a result that is held, if it is one of the same state. */
  page(key: string, page: string, { state, first }: CachedResult): CachedPage | undefined {
    if (first?.page === page) return { state, ids: first.ids };
    const found = this.lastPage(key, page);
    return found?.state === state ? found : undefined;
  }

  /** The page as it was held last, of whatever state. */
  lastPage(key: string, page: string): CachedPage | undefined {
    return this.#pages.get(`${key}\0${page}`);
  }

  setPage(key: string, page: string, found: CachedPage): void {
    this.#pages.set(`${key}\0${page}`, found);
  }
}
