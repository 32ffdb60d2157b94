import type { Category } from "@orderwell/contract";
import { type Page, Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { ListQuery } from "../../platform/lists/list-query.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { orderSql } from "../../platform/lists/order.ts";
import { pageMeta } from "../../platform/lists/page.ts";
import { searchSql } from "../../platform/lists/search.ts";
import { filterSql } from "../../platform/lists/where.ts";
import { RawJson } from "../../platform/wire/reply.ts";
import { withinDepth } from "../categories/depth.store.ts";
import { readDepth } from "../categories/depth.ts";
import { queryKey } from "../facets/result-cache.ts";
import type { CategoriesNow, CategoryIds, CategoryText } from "./category-cache.ts";
import { readAsShopper, readOptimistically, type ShopperWork } from "./optimistic-read.ts";
import { asJson, gap } from "./product-json.store.ts";
import type { ReadCaches } from "./read-caches.ts";
import { type ShopperArguments, shopperStamp } from "./shopper.store.ts";
import type { ShopperView } from "./shopper-views.ts";

/** Named arguments of a shopper's list of categories. */
export interface CategoriesAsked {
  readonly depth?: string | undefined;
  /** Absent: the shopper's default catalog. */
  readonly catalogID?: string | undefined;
  readonly productID?: string | undefined;
}

export type CategoryPage = Page<RawJson | Row<Category>>;

const catalogIn = ({ shopper, visible }: ShopperView, named: string | undefined): string | undefined =>
  visible.catalog(named || (shopper.defaultCatalogId ?? ""))?.id;

/**
 * The categories of one catalog that the calling shopper sees (docs/behaviour/visibility-and-search.md §2). What is found
 * among all of the catalog's is held as long as none of the marketplace's changes: then an answer takes one statement,
 * which reads nothing of them.
 *
 * @throws ApiError NotFound (Catalog) for a catalog that they do not see, Category.InvalidDepth
 */
export async function listCategoriesForShopper(
  caches: ReadCaches,
  work: ShopperWork,
  asked: CategoriesAsked,
  list: ListRequest,
): Promise<CategoryPage> {
  // Who asks for a product's categories wants all of them, wherever they are.
  const depth = readDepth(asked.depth, asked.productID ? Number.POSITIVE_INFINITY : 1);
  const read = asksForChildren(list.query) ? listAnew : listHeld;
  const page = await read(caches, work, asked, depth, list);
  if (page !== null) return page;
  if (asked.catalogID) throw notFound("Catalog", asked.catalogID);
  return { Meta: pageMeta(list.query, 0), Items: [] };
}

/** @throws ApiError NotFound (Category) for one that the calling shopper does not see in that catalog. */
export async function getCategoryForShopper(
  caches: ReadCaches,
  work: ShopperWork,
  categoryId: string,
  namedCatalog: string | undefined,
): Promise<RawJson> {
  const id = categoryId.toLowerCase();
  const found = await readHeld(caches, work, namedCatalog, async (db, now, { visible }) => {
    if (!caches.categories.seen(visible, now.catalogId).has(id)) return null;
    const [item] = (await itemsOf(caches, db, now, [id], visible)) ?? [];
    return item;
  });
  if (found === null) throw notFound("Category", categoryId);
  return found;
}

/** Numbers of children depend on who asks. Lists can be filtered by them, neither searched nor sorted. */
const asksForChildren = ({ filters }: ListQuery): boolean =>
  filters.some(({ alternatives }) =>
    alternatives.some(({ path }) => path.name === ("ChildCount" satisfies keyof Category)),
  );

const columns = columnsOf();

const listHeld = (
  caches: ReadCaches,
  work: ShopperWork,
  { catalogID, productID }: CategoriesAsked,
  depth: number,
  list: ListRequest,
): Promise<CategoryPage | null> => {
  const { query } = list;
  const sort = query.sort.map(({ path, descending }) => [path.name, descending]);
  const question = queryKey(query, depth === Number.POSITIVE_INFINITY ? "all" : depth, query.sorted, sort);
  return readHeld(
    caches,
    work,
    catalogID,
    async (db, now, { visible }, placed) => {
      const all = await caches.categories.list(now, visible, question, () => find(db, now, depth, list));
      if (all === undefined) return undefined;
      const ids = placed === undefined ? all : all.filter((id) => placed.has(id));
      const offset = (query.page - 1) * query.pageSize;
      const Items = await itemsOf(caches, db, now, ids.slice(offset, offset + query.pageSize), visible);
      return Items && { Meta: pageMeta(query, ids.length), Items };
    },
    productID,
  );
};

/**
 * The version of the categories, as part of a statement that reads something of them.
 *
 * @param marketplaceId its value, or the parameter of a statement that is composed once.
 */
const versionOf = (marketplaceId: unknown) =>
  sql`(select v.category_version from visibility_version v where v.marketplace_id = ${marketplaceId})`;

const nowOf = prepared<ShopperArguments>(
  (args) => sql`select ${shopperStamp(args)} as stamp, ${versionOf(args.marketplaceId)} as version`,
);

/** Categories of a catalog that hold a product or its parent. */
const placesOf = prepared<
  { readonly marketplaceId: string; readonly catalogId: string; readonly productId: string },
  { readonly id: string; readonly classId: number }
>(
  ({ marketplaceId, catalogId, productId }) => sql`
    select lower(o.category_id) as id, p.visibility_class_id as "classId"
    from product p join category_product o on o.marketplace_id = ${marketplaceId}
      and o.product_id in (p.id, p.parent_id) and o.catalog_id = ${catalogId}
    where p.marketplace_id = ${marketplaceId} and lower(p.id) = ${productId}`,
);

/**
 * Answers with what is held of the categories of a catalog as the shopper sees them; null where they do not see the catalog.
 *
 * @param answer undefined when categories have changed since: it is asked again then.
 * @param productId of which `answer` is told the categories that have it; empty where the shopper does not see it.
 */
function readHeld<Answer extends {}>(
  caches: ReadCaches,
  work: ShopperWork,
  namedCatalog: string | undefined,
  answer: (
    db: TenantDb,
    now: CategoriesNow,
    view: ShopperView,
    placed?: ReadonlySet<string>,
  ) => Promise<Answer | null | undefined>,
  productId?: string,
): Promise<Answer | null> {
  const { marketplaceId } = work.db;
  return readOptimistically(
    caches.views,
    work,
    async (db, view) => {
      const catalogId = catalogIn(view, namedCatalog);
      const isPlaced = productId && catalogId !== undefined;
      const [now, places] = await Promise.all([
        db.row<{ stamp: string | null; version: number | null }>(
          nowOf({ marketplaceId, userKey: view.shopper.userKey }),
        ),
        isPlaced ? db.rows(placesOf({ marketplaceId, catalogId, productId: productId.toLowerCase() })) : undefined,
      ]);
      const placed = places?.filter(({ classId }) => view.visible.sees(classId)).map(({ id }) => id);
      return {
        result: { view, catalogId, version: now?.version ?? 0, placed: placed && new Set(placed) },
        stamp: now?.stamp ?? null,
      };
    },
    async (db, { view, catalogId, version, placed }) =>
      catalogId === undefined ? null : answer(db, { marketplaceId, version, catalogId }, view, placed),
  );
}

/** What a list's options leave of a catalog's categories, whoever sees them; undefined when these have changed. */
async function find(
  db: TenantDb,
  { marketplaceId, catalogId, version }: CategoriesNow,
  depth: number,
  asked: ListRequest,
): Promise<CategoryIds | undefined> {
  const { source, where, list } = withinDepth(db, catalogId, asked, depth);
  const search = searchSql(list.query.search, columns);
  const found = await db.row<{ version: number | null; ids: readonly string[] }>(sql`
    select ${versionOf(marketplaceId)} as version, array(
      select lower(t.id) from ${source} as t
      where t.marketplace_id = ${marketplaceId} and t.catalog_id = ${catalogId} and ${where}
        and ${filterSql(list.query.filters, columns)} and ${search.where}
      order by ${orderSql(list.query, list.shape, columns, search)}) as ids`);
  return found && (found.version ?? 0) === version ? found.ids : undefined;
}

const textsOf = prepared<
  { readonly marketplaceId: string; readonly catalogId: string; readonly ids: readonly string[] },
  { readonly version: number | null; readonly id: string; readonly text: string }
>(
  ({ marketplaceId, catalogId, ids }) => sql`
    select ${versionOf(marketplaceId)} as version, lower(c.id) as id,
      ${asJson("Category", "c", { open: "ChildCount" })} as text
    from category c where c.marketplace_id = ${marketplaceId} and c.catalog_id = ${catalogId}
      and lower(c.id) = any(${ids}::text[])`,
);

async function itemsOf(
  caches: ReadCaches,
  db: TenantDb,
  now: CategoriesNow,
  ids: CategoryIds,
  visible: ShopperView["visible"],
): Promise<readonly RawJson[] | undefined> {
  const { marketplaceId, catalogId, version } = now;
  const texts = await caches.categories.texts(now, ids, async (missing) => {
    const rows = await db.rows(textsOf({ marketplaceId, catalogId, ids: missing }));
    if (rows.some((row) => (row.version ?? 0) !== version)) return undefined;
    return new Map(
      rows.map(({ id, text }): [string, CategoryText] => {
        const [before = "", after = ""] = text.split(gap);
        return [id, [before, after]];
      }),
    );
  });
  const seen = caches.categories.seen(visible, catalogId);
  return texts?.map(([before, after], index) => new RawJson(`${before}${seen.get(ids[index] ?? "")}${after}`));
}

/** What is asked of the numbers of children, worked out by the database. */
const listAnew = async (
  caches: ReadCaches,
  work: ShopperWork,
  { catalogID, productID }: CategoriesAsked,
  depth: number,
  list: ListRequest,
): Promise<CategoryPage | null> =>
  readAsShopper(caches.views, work, async (db, view) => {
    const catalogId = catalogIn(view, catalogID);
    if (catalogId === undefined) return null;
    const ids = [...caches.categories.seen(view.visible, catalogId).keys()];
    const seen = sql`lower(t.id) = any(${ids}::text[])`;
    const within = withinDepth(db, catalogId, list, depth);
    const table = new Table("category", "Category", {
      source: within.source,
      computed: {
        ChildCount: sql`(select count(*) from category c where c.marketplace_id = t.marketplace_id
          and c.catalog_id = t.catalog_id and c.parent_id = t.id and lower(c.id) = any(${ids}::text[]))`,
      },
    });
    const holds = productID
      ? sql`exists (select from product p join category_product o on o.marketplace_id = p.marketplace_id
            and o.product_id in (p.id, p.parent_id) and o.catalog_id = t.catalog_id and o.category_id = t.id
            where p.marketplace_id = t.marketplace_id and lower(p.id) = ${productID.toLowerCase()}
              and p.visibility_class_id = any(${view.visible.classes.text}::int[]))`
      : sql`true`;
    return table.list(
      db,
      { columns: { catalog_id: catalogId }, where: sql`${seen} and ${within.where} and ${holds}` },
      within.list,
    );
  });
