import type { ListFacet } from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, prepared, type RawBuilder, type Statement, sql } from "../../platform/db/sql.ts";
import type { Written } from "../../platform/http/reply.ts";
import type { ColumnOverride, Columns } from "../../platform/lists/columns.ts";
import { orderSql } from "../../platform/lists/order.ts";
import { type PageMeta, pageMeta } from "../../platform/lists/page.ts";
import { searchSql } from "../../platform/lists/search.ts";
import { filterSql } from "../../platform/lists/where.ts";
import type { AnyCall, ListRequest } from "../../platform/operation/call.ts";
import { readDepth } from "../categories/depth.ts";
import { readFacets } from "../facets/facets.ts";
import { joinSchedule, type PriceArguments, type PriceChoice } from "../pricing/selection.ts";
import { productDocument } from "../products/table.ts";
import { priceArguments, priceChoice } from "../purchase/price-arguments.ts";
import { type ShopperArguments, shopperStamp } from "../shopper.ts";
import { type Look, lookThen } from "../visibility/look.ts";
import type { ClassSet, Place } from "../visibility/sight.ts";
import { storefrontColumns } from "./columns.ts";
import { keepFacets, keptFacets } from "./kept-facets.ts";
import { addedText, type ProductRow, versionColumns, versionedSchedule, writtenProducts } from "./product-text.ts";
import { sellerOf } from "./seller.ts";

/** What a shopper's list of products is asked for by name. */
export interface ProductsAsked {
  readonly catalogID?: string | undefined;
  readonly categoryID?: string | undefined;
  readonly depth?: string | undefined;
  readonly sellerID?: string | undefined;
}

/** Products that rows of another table pick out, such as the entries of a collection. */
export interface Picked {
  /** Joins those rows to product `t`. */
  readonly join: RawBuilder<unknown>;
  /** What products are with the properties that those rows add. */
  readonly model: "ProductCollectionBuyerProduct";
  /** What they add to each product, by property, in the order of the contract: it all comes before the product's own. */
  readonly properties: Readonly<Record<string, ColumnOverride & { readonly scalar: RawBuilder<unknown> }>>;
}

export interface ProductPage {
  readonly Meta: PageMeta & { readonly Facets: readonly ListFacet[] };
  readonly Items: readonly Written[];
}

interface PageArguments extends PriceArguments, ShopperArguments {
  readonly classes: string;
}

type Fragments = { readonly [Name in keyof PageArguments]: RawBuilder<unknown> };

/** A row of a page; what concerns the whole answer stands in the first one, which is there even when the page is empty. */
interface PageRow extends ProductRow {
  readonly stamp: string | null;
  /** How many products are in the classes. */
  readonly total: number;
  /** Grows with every change of a product in the classes. */
  readonly changes: number;
}

/** Products and changes of a set of classes. */
const counts = ({ marketplaceId, classes }: Pick<Fragments, "marketplaceId" | "classes">): RawBuilder<unknown> => sql`
  (select coalesce(sum(products), 0)::int8 as total, coalesce(sum(changes), 0)::int8 as changes
    from visibility_class_count where marketplace_id = ${marketplaceId} and class_id = any(${classes}::int[]))`;

/**
 * The products of a page and what else the answer needs, in one statement. `keys` selects their IDs in order, from an index
 * alone where it can; each is then looked up by its key, which the inner `offset` makes sure of. They may select texts as
 * `added` beside.
 */
const pageOf = (
  choice: PriceChoice,
  args: Fragments,
  keys: RawBuilder<unknown>,
  added = false,
): RawBuilder<unknown> => sql`
  select case when r.n > 1 then null else c.stamp end as stamp, c.total, c.changes, r.*
  from (select ${shopperStamp(args)} as stamp, n.total, n.changes from ${counts(args)} n offset 0) c
  left join lateral (
    select k.n${added ? sql`, k.added` : sql``}, ${versionColumns(args)}
    from (select k.id${added ? sql`, k.added` : sql``}, row_number() over () as n from (${keys}) k) k
    cross join lateral (select p.*, p.xmin from product p where p.marketplace_id = ${args.marketplaceId} and p.id = k.id offset 0) p
    ${joinSchedule(choice, args, versionedSchedule)}
  ) r on true
  order by r.n`;

type PlainArguments = PageArguments & { readonly offset: number };

/**
 * Pages in the default order with nothing asked for: the statement of the busiest read. The offset hides behind a `select`
 * so that the planner does not make a new plan for every page.
 */
const plainPage = (choice: PriceChoice, pageSize: number) =>
  prepared<PlainArguments>((args) =>
    pageOf(
      choice,
      args,
      sql`select t.id from product t
        where t.marketplace_id = ${args.marketplaceId} and t.visibility_class_id = any(${args.classes}::int[])
        order by lower(t.owner_id) collate "C", lower(t.name) collate "C", lower(t.id) collate "C"
        limit ${sql.lit(pageSize)} offset (select ${args.offset}::int8)`,
    ),
  );

const plainPages = new Map<string, (args: PlainArguments) => Statement>();

function plainStatement(choice: PriceChoice, pageSize: number): (args: PlainArguments) => Statement {
  const key = `${choice} ${pageSize}`;
  let page = plainPages.get(key);
  if (page === undefined) {
    page = plainPage(choice, pageSize);
    plainPages.set(key, page);
  }
  return page;
}

const countsOf = prepared<Pick<PageArguments, "marketplaceId" | "classes">>(
  (args) => sql`select * from ${counts(args)} n`,
);

/** Fragments whose parameters are these values. */
const bound = (args: PageArguments): Fragments =>
  Object.fromEntries(Object.entries(args).map(([name, value]) => [name, sql`${value}`])) as unknown as Fragments;

/** A page of the products that the calling shopper sees, priced for him (spec: visibility-and-search §2). */
export async function listBuyerProducts(
  call: AnyCall,
  asked: ProductsAsked,
  list: ListRequest,
  picked?: Picked,
): Promise<ProductPage> {
  const levels = readDepth(asked.depth, Number.POSITIVE_INFINITY);
  const depth = Number.isFinite(levels) ? levels : undefined;
  const sellerId = await sellerOf(call.db, asked.sellerID);
  const plain = picked === undefined && list.query.filters.length === 0 && list.query.search === undefined;
  const answer = await lookThen(
    call,
    async (db, seen) => {
      const place = placeOf(seen, asked, depth);
      const classes = seen.sight.classesIn(place);
      const page: PageRequest = {
        args: {
          ...priceArguments(db.marketplaceId, seen.shopper, seen.sight, sellerId),
          marketplaceId: db.marketplaceId,
          userKey: seen.shopper.userKey,
          classes: classes.text,
        },
        choice: priceChoice(db.marketplaceId, seen.sight, sellerId),
        classes,
        place,
        seen,
        list,
        picked,
      };
      const read = await (plain ? readPlain(db, page) : readFiltered(db, page));
      return { result: { ...read, classes }, stamp: read.rows[0]?.stamp ?? null };
    },
    async (db, { rows, total, facets, classes }) => {
      const products = await writtenProducts(db, rows, call.now);
      return products && { products, total, facets, classes };
    },
  );
  const facets = answer.facets ?? (await freshFacets(call, answer.classes));
  return { Meta: { Facets: facets, ...pageMeta(list.query, answer.total) }, Items: answer.products };
}

/** A category without a catalog is the default catalog's. */
function placeOf({ shopper }: Look, { catalogID, categoryID }: ProductsAsked, depth: number | undefined): Place {
  const catalogId = catalogID || (categoryID ? (shopper.defaultCatalogId ?? "") : undefined);
  return { catalogId, categoryId: categoryID || undefined, depth };
}

interface PageRequest {
  readonly args: PageArguments;
  readonly choice: PriceChoice;
  readonly classes: ClassSet;
  readonly place: Place;
  readonly seen: Look;
  readonly list: ListRequest;
  readonly picked: Picked | undefined;
}

interface Read {
  readonly rows: readonly PageRow[];
  readonly total: number;
  /** Absent when those that were kept no longer hold. */
  readonly facets: readonly ListFacet[] | undefined;
}

async function readPlain(db: TenantDb, request: PageRequest): Promise<Read> {
  const { args, choice, classes, place, list } = request;
  const { page, pageSize, sorted } = list.query;
  const usual = !sorted && place.categoryId === undefined;
  const began = performance.now();
  const kept = keptFacets(classes);
  const [rows, facets] = await Promise.all([
    db.rows<PageRow>(
      usual
        ? plainStatement(choice, pageSize)({ ...args, offset: (page - 1) * pageSize })
        : orderedPage(request, sql`true`, storefrontColumns(request.args.marketplaceId, request.seen.shopper), []),
    ),
    // Behind the count of changes: should a product change between the two, the facets look outdated, never up to date.
    kept === undefined ? readFacets(db, facetedList(db, classes)) : undefined,
  ]);
  const { total = 0, changes = 0 } = rows[0] ?? {};
  return {
    rows,
    total,
    facets: facets === undefined ? keptFacets(classes, changes) : keepFacets(classes, facets, changes, began),
  };
}

const facetedList = (db: TenantDb, classes: ClassSet, picked?: Picked) => ({
  from: sql`product as t ${picked?.join ?? sql``}`,
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
    const began = performance.now();
    const [counted, facets] = await Promise.all([
      db.row<Pick<PageRow, "total" | "changes">>(countsOf({ marketplaceId: db.marketplaceId, classes: classes.text })),
      readFacets(db, facetedList(db, classes)),
      db.finish(),
    ]);
    return keepFacets(classes, facets, counted?.changes ?? 0, began);
  });
}

/** In an order of the client's, or of the category's list orders. */
function orderedPage(
  { args, choice, place, seen, list, picked }: PageRequest,
  where: RawBuilder<unknown>,
  columns: Columns,
  ranks: readonly RawBuilder<unknown>[],
): RawBuilder<unknown> {
  const { query, shape } = list;
  const { page, pageSize } = query;
  const category =
    query.sorted || query.search !== undefined || !place.catalogId || !place.categoryId
      ? undefined
      : seen.sight.category(place.catalogId, place.categoryId);
  const join = category
    ? sql`left join category_product o on o.marketplace_id = t.marketplace_id and o.catalog_id = ${category.catalog}
        and o.category_id = ${category.id} and o.product_id = coalesce(t.parent_id, t.id)`
    : (picked?.join ?? sql``);
  const added = picked ? sql`, ${addedText(picked.model, picked.properties)} as added` : sql``;
  const order = category
    ? sql`o.list_order, lower(t.name) collate "C", lower(t.id) collate "C"`
    : orderSql(query, shape, columns, { ranks });
  return pageOf(
    choice,
    bound(args),
    sql`select t.id${added} from product t ${join}
      where t.marketplace_id = ${args.marketplaceId} and t.visibility_class_id = any(${args.classes}::int[]) and ${where}
      order by ${order} limit ${sql.lit(pageSize)} offset ${(page - 1) * pageSize}`,
    picked !== undefined,
  );
}

async function readFiltered(db: TenantDb, request: PageRequest): Promise<Read> {
  const { classes, seen, list, picked } = request;
  const { query } = list;
  const columns = storefrontColumns(db.marketplaceId, seen.shopper, picked?.properties);
  const search = searchSql(query.search, columns, productDocument);
  const where = allOf([search.where, filterSql(query.filters, columns)]);
  const faceted = facetedList(db, classes, picked);
  const [counted, facets, rows] = await Promise.all([
    db.row<{ total: number }>(sql`select count(*) as total from ${faceted.from} where ${faceted.scope} and ${where}`),
    readFacets(db, { ...faceted, where: search.where, filters: query.filters, columns }),
    // Last: its first row tells whether the shopper was the same all along.
    db.rows<PageRow>(orderedPage(request, where, columns, search.ranks)),
  ]);
  return { rows, total: counted?.total ?? 0, facets };
}
