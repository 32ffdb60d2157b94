import type { Category, CategoryBundleAssignment, CategoryProductAssignment } from "@orderwell/contract";
import { type Page, readPage } from "../../platform/crud/page.ts";
import type { Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, prepared, type RawBuilder, refersTo, sql, tables } from "../../platform/db/sql.ts";
import { together } from "../../platform/db/together.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { isBundle } from "../placement/bundles.store.ts";
import { withinDepth } from "./depth.store.ts";

interface Named {
  readonly catalogId: string;
  readonly id: string;
}

const stayingCategories = prepared<
  { readonly marketplaceId: string; readonly catalogIds: readonly string[]; readonly ids: readonly string[] },
  Named
>(
  ({ marketplaceId, catalogIds, ids }) => sql`
    select t.catalog_id as "catalogId", t.id from category t
    where t.marketplace_id = ${marketplaceId}
      and (t.catalog_id, lower(t.id)) in (select * from unnest(${catalogIds}::text[], ${ids}::text[]))
    order by t.catalog_id, t.id for key share of t`,
);

const keyOf = ({ catalogId, id }: Named): string => `${catalogId} ${id.toLowerCase()}`;

const stayingCategory = together<Named, string | undefined>(500, async (db, items) => {
  const asked = [...new Map(items.map((item) => [keyOf(item), item])).values()];
  const rows = await db.rows(
    stayingCategories({
      marketplaceId: db.marketplaceId,
      catalogIds: asked.map(({ catalogId }) => catalogId),
      ids: asked.map(({ id }) => id.toLowerCase()),
    }),
  );
  const found = new Map(rows.map((row) => [keyOf(row), row.id]));
  return items.map((item) => found.get(keyOf(item)));
});

/**
 * The stored ID of a category that something is about to refer to: it stays until the transaction ends. Those that a transaction
 * asks for at the same time share a statement.
 */
export const categoryId = (db: TenantDb, catalogId: string, id: string): Promise<string | undefined> =>
  stayingCategory(db, { catalogId, id });

/** The condition that a category is in the catalog of an ID in any case. */
export const inCatalog = (marketplaceId: string, catalogId: string): RawBuilder<boolean> =>
  refersTo("t.catalog_id", marketplaceId, "catalog", catalogId);

/** The conditions that an assignment is of a category of this catalog, or of the one that is named. */
export const ofCategory = (catalogId: string, id: string | undefined): RawBuilder<unknown>[] => [
  sql`t.catalog_id = ${catalogId}`,
  ...(id === undefined ? [] : [idIs("t.category_id", id)]),
];

/** A page of the categories of a catalog, as many levels down as `depth` says. */
export function listCategories(
  db: TenantDb,
  { select, columns }: Pick<Table<Category>, "select" | "columns">,
  catalogId: string,
  asked: ListRequest,
  depth: number,
): Promise<Page<Row<Category>>> {
  const { source, where, list } = withinDepth(db, catalogId, asked, depth);
  return readPage(db, list, {
    select,
    from: sql`${source} as t`,
    where: [sql`t.marketplace_id = ${db.marketplaceId}`, sql`t.catalog_id = ${catalogId}`, where],
    columns,
  });
}

interface Asked {
  readonly categoryID?: string | undefined;
  readonly productID?: string | undefined;
}

/** A page of the products that are in the categories of a catalog, bundles among them. */
export const listCategoryProducts = (
  db: TenantDb,
  catalogId: string,
  list: ListRequest,
  asked: Asked,
): Promise<Page<CategoryProductAssignment>> => listPlaced(db, catalogId, list, asked, sql`t.product_id as "ProductID"`);

/** A page of the bundles that are in the categories of a catalog. */
export const listCategoryBundles = (
  db: TenantDb,
  catalogId: string,
  list: ListRequest,
  { categoryID, bundleID }: { readonly categoryID?: string | undefined; readonly bundleID?: string | undefined },
): Promise<Page<CategoryBundleAssignment>> =>
  listPlaced(db, catalogId, list, { categoryID, productID: bundleID }, sql`t.product_id as "BundleID"`, [isBundle]);

const listPlaced = <Model extends object>(
  db: TenantDb,
  catalogId: string,
  list: ListRequest,
  { categoryID, productID }: Asked,
  product: RawBuilder<unknown>,
  further: readonly RawBuilder<boolean>[] = [],
): Promise<Page<Model>> =>
  readPage(db, list, {
    select: sql`t.category_id as "CategoryID", ${product}, t.list_order as "ListOrder"`,
    from: sql`category_product as t`,
    where: [
      sql`t.marketplace_id = ${db.marketplaceId}`,
      ...ofCategory(catalogId, categoryID),
      ...(productID === undefined ? [] : [refersTo("t.product_id", db.marketplaceId, "product", productID)]),
      ...further,
    ],
    columns: columnsOf(),
    last: [sql`t.list_order nulls first`, sql`lower(t.product_id)`, sql`lower(t.category_id)`],
  });

const pathThrough = prepared<{
  readonly marketplaceId: string;
  readonly catalogId: string;
  readonly id: string;
  readonly ancestor: string;
}>(
  ({ marketplaceId, catalogId, id, ancestor }) => sql`
    with recursive path (id, parent_id) as (
      select c.id, c.parent_id from category c
      where c.marketplace_id = ${marketplaceId} and c.catalog_id = ${catalogId} and c.id = ${id}
      union
      select c.id, c.parent_id from path p join category c
        on c.marketplace_id = ${marketplaceId} and c.catalog_id = ${catalogId} and c.id = p.parent_id)
    select from path where id = ${ancestor}`,
);

/** Tells whether category `id` is `ancestor` or lies below it. Keeps the tree as it is until the transaction ends. */
export async function liesWithin(db: TenantDb, catalogId: string, id: string, ancestor: string): Promise<boolean> {
  // Two moves at a time could each be sound and together close a circle.
  await db.run(
    tables
      .selectFrom("catalog")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("id", "=", catalogId)
      .forNoKeyUpdate(),
  );
  const { marketplaceId } = db;
  return (await db.row(pathThrough({ marketplaceId, catalogId, id, ancestor }))) !== undefined;
}

const levelsThrough = prepared<{
  readonly marketplaceId: string;
  readonly catalogId: string;
  readonly id: string;
  readonly moved: string | null;
  readonly most: number;
}>(
  ({ marketplaceId, catalogId, id, moved, most }) => sql`
    with recursive above (parent_id, level) as (
      select c.parent_id, 1 from category c
      where c.marketplace_id = ${marketplaceId} and c.catalog_id = ${catalogId} and c.id = ${id}
      union all
      select c.parent_id, a.level + 1 from above a join category c
        on c.marketplace_id = ${marketplaceId} and c.catalog_id = ${catalogId} and c.id = a.parent_id
      where a.level <= ${most}::int
    ), below (id, level) as (
      select ${moved}::text collate "C", 1
      union all
      select c.id, b.level + 1 from below b join category c
        on c.marketplace_id = ${marketplaceId} and c.catalog_id = ${catalogId} and c.parent_id = b.id
      where b.level <= ${most}::int
    )
    select (select max(level) from above) + (select max(level) from below) as levels`,
);

/**
 * Levels that a tree has from the top to the lowest category, once a category stands below `parent`: `moved` with all that
 * is below it, or, where that is null, a new one. Counted until they are more than `most`.
 */
export async function levelsBelow(
  db: TenantDb,
  catalogId: string,
  parent: string,
  moved: string | null,
  most: number,
): Promise<number> {
  const { marketplaceId } = db;
  const statement = levelsThrough({ marketplaceId, catalogId, id: parent, moved, most });
  return (await db.row<{ levels: number }>(statement))?.levels ?? 0;
}

const counted = prepared<{ readonly marketplaceId: string; readonly catalogId: string; readonly most: number }>(
  ({ marketplaceId, catalogId, most }) => sql`
    select count(*)::int as categories from (
      select from category where marketplace_id = ${marketplaceId} and catalog_id = ${catalogId} limit ${most}) c`,
);

/** Number of categories in a catalog, counted up to `most`. */
export async function countCategories(db: TenantDb, catalogId: string, most: number): Promise<number> {
  const { marketplaceId } = db;
  return (await db.row<{ categories: number }>(counted({ marketplaceId, catalogId, most })))?.categories ?? 0;
}
