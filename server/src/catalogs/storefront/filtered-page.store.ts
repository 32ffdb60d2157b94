import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, prepared, sql } from "../../platform/db/sql.ts";
import { searchSql } from "../../platform/lists/search.ts";
import { filterSql } from "../../platform/lists/where.ts";
import { readFacets } from "../facets/facets.store.ts";
import { isCacheable, pageKey, queryKey, type ResultCache } from "../facets/result-cache.ts";
import type { PriceChoice } from "../pricing/selection.store.ts";
import { productDocument } from "../products/store.ts";
import { storefrontColumns } from "./columns.store.ts";
import type { Way } from "./optimistic-read.ts";
import {
  facetedList,
  orderedPage,
  orderingCategory,
  type PageArguments,
  type PageRequest,
  type PageRow,
  pageOf,
  type Read,
} from "./page.store.ts";

type KnownArguments = PageArguments & { readonly ids: readonly string[] };

/** A page of which it is known which products are on it. */
const knownPage = (choice: PriceChoice) =>
  prepared<KnownArguments>((args) =>
    pageOf(choice, args, sql`select u.id from unnest(${args.ids}::text[]) with ordinality as u(id, n) order by u.n`),
  );

const knownPages = { default: knownPage("default"), full: knownPage("full") };

/** Names what is searched and filtered, and the page; undefined where what is found may change without its products. */
function keysOf(request: PageRequest): { query: string; page: string } | undefined {
  const { classes, list, picked } = request;
  if (picked !== undefined || !isCacheable(list.query)) return undefined;
  const category = orderingCategory(request);
  return {
    query: `${classes.key}\0${queryKey(list.query)}`,
    page: `${pageKey(list.query)}${category ? `${category.catalog}/${category.id}` : ""}`,
  };
}

/**
 * Serves a quick read with what the same search and filters found before until the answer tells, in the same trip, that
 * a product has changed since. Then all is found anew.
 */
export async function readFiltered(results: ResultCache, db: TenantDb, request: PageRequest, way: Way): Promise<Read> {
  const keys = keysOf(request);
  const found = keys && way === "quick" ? results.get(keys.query) : undefined;
  if (keys === undefined || found === undefined) return findAnew(results, db, request, keys);
  const page = results.page(keys.query, keys.page, found);
  const rows = await db.rows<PageRow>(
    page === undefined
      ? foundPage(db, request).statement
      : knownPages[request.choice]({ ...request.args, ids: page.ids }),
  );
  const state = stateOf(rows);
  const outdated = state !== found.state;
  if (!outdated && page === undefined) results.setPage(keys.query, keys.page, { state, ids: idsOf(rows) });
  return { rows, total: found.total, facets: found.facets, outdated };
}

const stateOf = ([first]: readonly PageRow[]): string => String(first?.changes);
const idsOf = (rows: readonly PageRow[]): string[] => rows.flatMap(({ id }) => (id === null ? [] : [id]));

/** A page of what is searched and filtered, and the conditions by themselves. */
function foundPage(db: TenantDb, request: PageRequest) {
  const { view, list, picked } = request;
  const columns = storefrontColumns(db.marketplaceId, view.shopper, picked?.properties);
  const search = searchSql(list.query.search, columns, productDocument);
  const where = allOf([search.where, filterSql(list.query.filters, columns)]);
  return { columns, search, where, statement: orderedPage(request, where, columns, search.ranks) };
}

async function findAnew(
  results: ResultCache,
  db: TenantDb,
  request: PageRequest,
  keys: { readonly query: string; readonly page: string } | undefined,
): Promise<Read> {
  const { classes, list, picked } = request;
  const { columns, search, where, statement } = foundPage(db, request);
  const faceted = facetedList(db, classes, picked);
  const [counted, facets, rows] = await Promise.all([
    db.row<{ total: number }>(sql`select count(*) as total from ${faceted.from} where ${faceted.scope} and ${where}`),
    readFacets(db, { ...faceted, where: search.where, filters: list.query.filters, columns }),
    db.rows<PageRow>(statement),
  ]);
  const total = counted?.total ?? 0;
  if (keys !== undefined) {
    const state = stateOf(rows);
    results.set(keys.query, { state, total, facets });
    results.setPage(keys.query, keys.page, { state, ids: idsOf(rows) });
  }
  return { rows, total, facets };
}
