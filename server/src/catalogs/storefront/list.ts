import type { BuyerProduct, ListFacet } from "@orderwell/contract";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, prepared, type RawBuilder, type Statement, sql } from "../../platform/db/sql.ts";
import type { Columns } from "../../platform/lists/columns.ts";
import { orderSql } from "../../platform/lists/order.ts";
import { type PageMeta, pageMeta } from "../../platform/lists/page.ts";
import { searchSql } from "../../platform/lists/search.ts";
import { filterSql } from "../../platform/lists/where.ts";
import type { AnyCall, ListRequest } from "../../platform/operation/call.ts";
import { readFacets } from "../facets/facets.ts";
import type { PriceArguments } from "../pricing/selection.ts";
import { productDocument } from "../products/table.ts";
import { priceArguments } from "../purchase/price-arguments.ts";
import { buyerProductOf, type ProductRow, productColumns, withSchedule } from "../purchase/product-view.ts";
import { type Look, look } from "../visibility/look.ts";
import type { ClassSet, Place } from "../visibility/sight.ts";
import { storefrontColumns } from "./columns.ts";
import { depthOf } from "./depth.ts";
import { sellerOf } from "./seller.ts";

/** What a shopper's list of products is asked for by name. */
export interface ProductsAsked {
  readonly catalogID?: string | undefined;
  readonly categoryID?: string | undefined;
  readonly depth?: string | undefined;
  readonly sellerID?: string | undefined;
}

export interface ProductPage {
  readonly Meta: PageMeta & { readonly Facets: readonly ListFacet[] };
  readonly Items: readonly Row<BuyerProduct>[];
}

type PageArguments = PriceArguments & { readonly marketplaceId: string };
type Fragments = { readonly [Name in keyof PageArguments]: RawBuilder<unknown> };

/**
 * The products of a page. `keys` selects their IDs in order, from an index alone where it can; each is then looked up by
 * its key, which the `offset` makes sure of.
 */
const pageOf = (args: Fragments, keys: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select ${productColumns(args)}
  from (select k.id, row_number() over () as n from (${keys}) k) k
  cross join lateral (select * from product p where p.marketplace_id = ${args.marketplaceId} and p.id = k.id offset 0) p
  ${withSchedule(args)}
  order by k.n`;

type PlainArguments = PageArguments & { readonly classes: string; readonly offset: number };

const plainPages = new Map<number, (args: PlainArguments) => Statement>();

/** Pages in the default order with nothing asked for, by their size: the statements of the busiest reads. */
function plainPage(pageSize: number): (args: PlainArguments) => Statement {
  let page = plainPages.get(pageSize);
  if (page === undefined) {
    page = prepared<PlainArguments>((args) =>
      pageOf(
        args,
        sql`select t.id from product t
          where t.marketplace_id = ${args.marketplaceId} and t.visibility_class_id = any(${args.classes}::int[])
          order by lower(t.owner_id) collate "C", lower(t.name) collate "C", lower(t.id) collate "C"
          limit ${sql.lit(pageSize)} offset ${args.offset}`,
      ),
    );
    plainPages.set(pageSize, page);
  }
  return page;
}

interface Counted {
  readonly total: number;
  /** Grows with every change of a product in these classes. */
  readonly changes: number;
}

const countsOf = prepared<{ marketplaceId: string; classes: string }>(
  ({ marketplaceId, classes }) => sql`
    select coalesce(sum(products), 0)::bigint as total, coalesce(sum(changes), 0)::bigint as changes
    from visibility_class_count where marketplace_id = ${marketplaceId} and class_id = any(${classes}::int[])`,
);

/** Fragments whose parameters are these values. */
const bound = (args: PageArguments): Fragments =>
  Object.fromEntries(Object.entries(args).map(([name, value]) => [name, sql`${value}`])) as unknown as Fragments;

/** A page of the products that the calling shopper sees, priced for him (spec: visibility-and-search §2). */
export async function listBuyerProducts(call: AnyCall, asked: ProductsAsked, list: ListRequest): Promise<ProductPage> {
  const depth = depthOf(asked.depth, undefined);
  const sellerId = await sellerOf(call.db, asked.sellerID);
  const plain = list.query.filters.length === 0 && list.query.search === undefined;
  const answer = await look(call, async (db, seen) => {
    const place = placeOf(seen, asked, depth);
    const classes = seen.sight.classesIn(place);
    const args = {
      ...priceArguments(db.marketplaceId, seen.shopper, seen.sight, sellerId),
      marketplaceId: db.marketplaceId,
    };
    const pages = plain
      ? plainly(db, args, classes, place, seen, list)
      : filtered(db, args, classes, place, seen, list);
    return { ...(await pages), classes };
  });
  const facets = answer.facets ?? (await freshFacets(call, answer.classes));
  return {
    Meta: { Facets: facets, ...pageMeta(list.query, answer.total) },
    Items: answer.rows.map((row) => buyerProductOf(row, call.now)),
  };
}

/** A category without a catalog is the default catalog's. */
function placeOf({ shopper }: Look, { catalogID, categoryID }: ProductsAsked, depth: number | undefined): Place {
  const catalogId = catalogID || (categoryID ? (shopper.defaultCatalogId ?? "") : undefined);
  return { catalogId, categoryId: categoryID || undefined, depth };
}

interface Read {
  readonly rows: readonly ProductRow[];
  readonly total: number;
  /** Absent when those that were kept no longer hold. */
  readonly facets: readonly ListFacet[] | undefined;
}

async function plainly(
  db: TenantDb,
  args: PageArguments,
  classes: ClassSet,
  place: Place,
  seen: Look,
  list: ListRequest,
): Promise<Read> {
  const { page, pageSize, sorted } = list.query;
  const usual = !sorted && place.categoryId === undefined;
  const kept = facetsKept.get(classes);
  const [rows, counted, facets] = await Promise.all([
    db.rows<ProductRow>(
      usual
        ? plainPage(pageSize)({ ...args, classes: classes.text, offset: (page - 1) * pageSize })
        : orderedPage(args, classes, place, seen, list),
    ),
    // Before the facets: should a product change between the two, the facets look outdated, never up to date.
    db.row<Counted>(countsOf({ marketplaceId: db.marketplaceId, classes: classes.text })),
    kept === undefined ? readFacets(db, facetedList(db, classes)) : kept.facets,
  ]);
  const { total, changes } = counted as Counted;
  if (kept === undefined) facetsKept.set(classes, { changes, facets });
  return { rows, total, facets: kept === undefined || kept.changes === changes ? facets : undefined };
}

/** Facets of everything in a set of classes, and how often its products had changed by then. */
const facetsKept = new WeakMap<ClassSet, { readonly changes: number; readonly facets: readonly ListFacet[] }>();

const facetedList = (db: TenantDb, classes: ClassSet) => ({
  from: sql`product as t`,
  scope: sql`t.marketplace_id = ${db.marketplaceId} and t.visibility_class_id = any(${classes.text}::int[])`,
  where: sql`true`,
  filters: [],
  columns: noColumns,
});

const noColumns: Columns = {
  of() {
    throw new Error("Nothing is filtered");
  },
};

async function freshFacets({ services, caller }: AnyCall, classes: ClassSet): Promise<readonly ListFacet[]> {
  return services.tenants.transaction(caller.marketplaceId, "read", async (db) => {
    const [counted, facets] = await Promise.all([
      db.row<Counted>(countsOf({ marketplaceId: db.marketplaceId, classes: classes.text })),
      readFacets(db, facetedList(db, classes)),
      db.finish(),
    ]);
    facetsKept.set(classes, { changes: counted?.changes ?? 0, facets });
    return facets;
  });
}

/** In an order of the client's, or of the category's list orders. */
function orderedPage(
  args: PageArguments,
  classes: ClassSet,
  place: Place,
  seen: Look,
  list: ListRequest,
  where: RawBuilder<unknown> = sql`true`,
  columns: Columns = storefrontColumns(seen.shopper),
  ranks: readonly RawBuilder<unknown>[] = [],
): RawBuilder<unknown> {
  const { query, shape } = list;
  const { page, pageSize } = query;
  const category =
    query.sorted || query.search !== undefined || !place.catalogId || !place.categoryId
      ? undefined
      : seen.sight.category(place.catalogId, place.categoryId);
  const usual = orderSql(query, shape, columns, { ranks });
  const join = category
    ? sql`left join category_product o on o.marketplace_id = t.marketplace_id and o.catalog_id = ${category.catalog}
        and o.category_id = ${category.id} and o.product_id = coalesce(t.parent_id, t.id)`
    : sql``;
  const order = category ? sql`o.list_order, lower(t.name) collate "C", lower(t.id) collate "C"` : usual;
  return pageOf(
    bound(args),
    sql`select t.id from product t ${join}
      where t.marketplace_id = ${args.marketplaceId} and t.visibility_class_id = any(${classes.text}::int[]) and ${where}
      order by ${order} limit ${sql.lit(pageSize)} offset ${(page - 1) * pageSize}`,
  );
}

async function filtered(
  db: TenantDb,
  args: PageArguments,
  classes: ClassSet,
  place: Place,
  seen: Look,
  list: ListRequest,
): Promise<Read> {
  const { query } = list;
  const columns = storefrontColumns(seen.shopper);
  const search = searchSql(query.search, columns, productDocument);
  const where = allOf([search.where, filterSql(query.filters, columns)]);
  const faceted = facetedList(db, classes);
  const [rows, counted, facets] = await Promise.all([
    db.rows<ProductRow>(orderedPage(args, classes, place, seen, list, where, columns, search.ranks)),
    db.row<{ total: number }>(sql`select count(*) as total from ${faceted.from} where ${faceted.scope} and ${where}`),
    readFacets(db, { ...faceted, where: search.where, filters: query.filters, columns }),
  ]);
  return { rows, total: counted?.total ?? 0, facets };
}
