import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, prepared, type RawBuilder, type Statement, sql } from "../../platform/db/sql.ts";
import { searchSql } from "../../platform/lists/search.ts";
import { filterSql } from "../../platform/lists/where.ts";
import { readFacets } from "../facets/facets.store.ts";
import {
  type CachedResult,
  isCacheable,
  isFinal,
  isOrderCacheable,
  pageKey,
  queryKey,
  type ResultCache,
} from "../facets/result-cache.ts";
import { indexedIds, indexedQuery } from "../product-index/any-order.ts";
import { type IndexWork, mostAttempts } from "../product-index/product-indexes.ts";
import { searchedDocument } from "../products/store.ts";
import type { CountArguments } from "../visibility/counted-classes.store.ts";
import { storefrontColumns } from "./columns.store.ts";
import { readKnownPage } from "./known-pages.store.ts";
import { readListOrders } from "./list-orders.store.ts";
import type { Way } from "./optimistic-read.ts";
import {
  facetedList,
  isDefaultPriced,
  orderedPage,
  orderingCategory,
  type PageArguments,
  type PageNow,
  type PageRequest,
  type PageRow,
  pageNow,
  pageOf,
  type Read,
} from "./page.store.ts";
import type { ReadCaches } from "./read-caches.ts";

type KnownArguments = PageArguments & { readonly ids: readonly string[] };

/** A page of which it is known which products are on it, where products may have other prices than their default. */
const pricedPage = prepared<KnownArguments, PageRow>((args) =>
  pageOf("full", args, sql`select u.id from unnest(${args.ids}::text[]) with ordinality as u(id, n) order by u.n`),
);

/** A page of which it is known which products are on it. */
async function readKnown(
  { counted, json, pageTrips }: ReadCaches,
  { db, services }: IndexWork,
  request: PageRequest,
  way: Way,
  ids: readonly string[],
): Promise<PageNow> {
  const { args, choice, classes: set, view } = request;
  const { userKey, buyerId, groupKeys, currency } = args;
  const quick = way === "quick" && db.mode === "read";
  const rows = quick ? json.heldOf(db.marketplaceId, ids, view.shopper) : ids;
  const isPriced = isDefaultPriced(request);
  const priced = () => counted.read(db, set, false, (now) => pricedPage({ ...args, ...now, ids }));
  if (choice === "full" && !rows.every((row) => typeof row !== "string" && isPriced(row)))
    return pageNow(await priced());
  const texts = quick && rows.some((row) => typeof row === "string" && !json.hasText(db.marketplaceId, row));
  const page = { userKey, buyerId, groupKeys, currency, classesKey: set.key, rows, texts };
  const known = await counted.told(set, false, (now) =>
    quick ? pageTrips.read({ db, services }, { ...page, ...now }) : readKnownPage(db, { ...page, ...now }),
  );
  // One may be of another class by now.
  return known.rows.every(isPriced) ? known : pageNow(await priced());
}

/** Finds the products of a page and reads them. */
export type ReadAnew = (now: CountArguments) => Statement<PageRow> | RawBuilder<unknown>;

/** Names what is searched and filtered, and the page; undefined where what is found may change without its products. */
function keysOf(request: PageRequest): Keys | undefined {
  const { classes, list, picked } = request;
  if (picked !== undefined || !isCacheable(list.query)) return undefined;
  const category = orderingCategory(request);
  return {
    query: `${classes.key}\0${queryKey(list.query)}`,
    page: isOrderCacheable(list.query)
      ? `${pageKey(list.query)}${category ? `${category.catalog}/${category.id}` : ""}`
      : undefined,
  };
}

interface Keys {
  readonly query: string;
  /** Absent where products may come in another order without one of them having changed. */
  readonly page: string | undefined;
}

/**
 * Serves a read with what the same search and filters found before, or with what the index finds, until the answer tells, in
 * the same trip, that a product has changed since. Then all is found anew.
 *
 * @param otherwise reads the page from the database alone, if there is a better way than to find all anew.
 */
export async function readFiltered(
  caches: ReadCaches,
  work: IndexWork,
  request: PageRequest,
  way: Way,
  otherwise?: () => Promise<Read>,
): Promise<Read> {
  const { results } = caches;
  const { db } = work;
  const keys = keysOf(request);
  const anew = otherwise ?? (() => findAnew(caches, db, request, keys));
  if (keys === undefined) return anew();
  const held = way === "quick" ? results.get(keys.query) : undefined;
  const page = held && isFinal(held, request.list.query) && pageIn(results, keys, held);
  const found = !page ? ((await findIndexed(caches, work, request, "find")) ?? held) : held;
  if (found === undefined) return anew();
  let read = await readFound(caches, work, request, way, keys, found);
  // What others hold of the snapshot may be older or newer; only a quick read may look at another moment.
  if (read.outdated && way === "exact") return anew();
  // A product may change while its index answers.
  for (let attempt = 0; read.outdated && attempt < mostAttempts; attempt++) {
    const followed = await findIndexed(caches, work, request, "findNow");
    if (followed === undefined) break;
    read = await readFound(caches, work, request, way, keys, followed);
  }
  return read;
}

/** What was found, with the IDs of the page, or of all that was found (`indexedIds`). */
type Found = CachedResult & { readonly ids?: readonly string[]; readonly among?: readonly string[] };

const pageIn = (results: ResultCache, { query, page }: Keys, result: CachedResult) =>
  page === undefined ? undefined : results.page(query, page, result);

/** What the index finds. Where a category orders its products, it names those of the page only if it is of one state with that order. */
async function findIndexed(
  caches: ReadCaches,
  work: IndexWork,
  request: PageRequest,
  how: "find" | "findNow",
): Promise<Found | undefined> {
  const { classes, view, list } = request;
  const category = orderingCategory(request);
  // The database sorts few in no time, and all while there is no index.
  const asked = category && caches.indexes.orders(work.db.marketplaceId, classes.ids) ? category : undefined;
  const ordered = asked && (await readListOrders(work.db, caches.counted, classes, asked));
  const found = await caches.indexes[how](work, indexedQuery(list.query), {
    classIds: classes.ids,
    version: view.visible.version,
    counts: category !== undefined && ordered === undefined,
    ...(ordered && { numbers: ordered.numbers }),
  });
  if (found === undefined) return undefined;
  const { ids, changes, total, facets, search } = found;
  const isOrdered = ordered === undefined || ordered.changes === changes;
  if (!isOrdered && how === "find") return findIndexed(caches, work, request, "findNow");
  return {
    state: String(changes),
    total,
    facets,
    indexed: true,
    ...(search && { search }),
    ...(isOrdered && indexedIds(list.query, { total, ...(ids && { ids }) })),
  };
}

/** Reads the rows of what was found. */
async function readFound(
  caches: ReadCaches,
  work: IndexWork,
  request: PageRequest,
  way: Way,
  keys: Keys,
  found: Found,
): Promise<Read> {
  const { results, counted } = caches;
  const { db } = work;
  const ids = found.ids ?? pageIn(results, keys, found)?.ids;
  const page =
    ids === undefined
      ? pageNow(
          await counted.read(
            db,
            request.classes,
            true,
            foundPage(db, searchedBy(request, found), found.among).statement,
          ),
        )
      : await readKnown(caches, work, request, way, ids);
  const { total, facets } = found;
  const state = stateOf(page);
  if (state !== found.state) return { ...page, total, facets, outdated: true };
  const isNew = found.ids !== undefined || pageIn(results, keys, found) === undefined;
  results.set(keys.query, found, keys.page !== undefined && isNew ? { page: keys.page, ids: idsOf(page) } : undefined);
  return { ...page, total, facets };
}

/** A page by the search that its result was found by. */
const searchedBy = (request: PageRequest, { search }: CachedResult): PageRequest =>
  search === undefined ? request : { ...request, list: { ...request.list, query: { ...request.list.query, search } } };

const stateOf = ({ counts: { changes } }: PageNow): string => String(changes);
const idsOf = ({ rows }: PageNow): string[] => rows.flatMap(({ id }) => (id === null ? [] : [id]));

/**
 * A page that is neither searched nor filtered. Which products are on it is kept, and read by that as long as none of those
 * that it may show changes.
 *
 * @param quick where it may take a second trip to find out that one has.
 * @param anew finds the page. Default: by its order.
 */
export async function readUnfiltered(
  caches: ReadCaches,
  work: IndexWork,
  request: PageRequest,
  quick: boolean,
  anew?: ReadAnew,
): Promise<PageNow> {
  const { results, counted } = caches;
  const { db } = work;
  const keys = keysOf(request);
  const held = quick && keys?.page ? results.lastPage(keys.query, keys.page) : undefined;
  if (held !== undefined) {
    const page = await readKnown(caches, work, request, "quick", held.ids);
    if (stateOf(page) === held.state) return page;
  }
  const columns = storefrontColumns(db.marketplaceId, request.view.shopper);
  const ordered: ReadAnew = (now) => orderedPage(request, now, sql`true`, columns, []);
  const page = pageNow(await counted.read(db, request.classes, true, anew ?? ordered));
  if (keys?.page) results.setPage(keys.query, keys.page, { state: stateOf(page), ids: idsOf(page) });
  return page;
}

/**
 * A page of what is searched and filtered, and the conditions by themselves.
 *
 * @param among IDs of all that is found, where that is known.
 */
function foundPage(db: TenantDb, request: PageRequest, among?: readonly string[]) {
  const { view, list, picked } = request;
  const columns = storefrontColumns(db.marketplaceId, view.shopper, picked?.properties);
  const search = searchSql(list.query.search, columns, searchedDocument);
  const where = allOf([search.where, filterSql(list.query.filters, columns)]);
  const known = among === undefined ? where : sql`t.id = any(${among}::text[])`;
  const statement: ReadAnew = (now) => orderedPage(request, now, known, columns, search.ranks);
  return { columns, search, where, statement };
}

async function findAnew(
  { results, counted }: ReadCaches,
  db: TenantDb,
  request: PageRequest,
  keys: Keys | undefined,
): Promise<Read> {
  const { classes, list, picked } = request;
  const { columns, search, where, statement } = foundPage(db, request);
  const faceted = facetedList(db, classes, picked);
  const [found, facets, read] = await Promise.all([
    db.row<{ total: number }>(sql`select count(*) as total from ${faceted.from} where ${faceted.scope} and ${where}`),
    readFacets(db, { ...faceted, where: search.where, filters: list.query.filters, columns }),
    counted.read(db, classes, true, statement),
  ]);
  const total = found?.total ?? 0;
  const page = pageNow(read);
  if (keys !== undefined) {
    const state = stateOf(page);
    results.set(
      keys.query,
      { state, total, facets },
      keys.page === undefined ? undefined : { page: keys.page, ids: idsOf(page) },
    );
  }
  return { ...page, total, facets };
}
