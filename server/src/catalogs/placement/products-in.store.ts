import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql, tables } from "../../platform/db/sql.ts";
import { together } from "../../platform/db/together.ts";
import { invalidateResults } from "./class-counts.store.ts";
import { reclassify } from "./classes.store.ts";

/** A product's place in a category, by stored IDs. */
export interface CategoryPlace {
  readonly catalogId: string;
  readonly categoryId: string;
  readonly productId: string;
}

/** Puts a product into a catalog, unless it is there already. */
export async function putIntoCatalog(db: TenantDb, catalogId: string, productId: string): Promise<void> {
  if (await enter(db, { catalogId, productId })) await reclassify(db, [productId]);
}

interface CatalogPlace {
  readonly catalogId: string;
  readonly productId: string;
}

const placeKey = (...ids: readonly string[]): string => ids.join(" ");

const entering = prepared<
  { readonly marketplaceId: string; readonly catalogIds: readonly string[]; readonly productIds: readonly string[] },
  CatalogPlace
>(
  ({ marketplaceId, catalogIds, productIds }) => sql`
    insert into catalog_product (marketplace_id, catalog_id, product_id)
    select ${marketplaceId}::text, n.catalog_id, n.product_id
    from unnest(${catalogIds}::text[], ${productIds}::text[]) as n (catalog_id, product_id) order by 3, 2
    on conflict do nothing returning catalog_id as "catalogId", product_id as "productId"`,
);

/** Tells of each place whether it is new: what a transaction puts into catalogs at the same time shares a statement. */
const enter = together<CatalogPlace, boolean>(500, async (db, places) => {
  const rows = await db.rows(
    entering({
      marketplaceId: db.marketplaceId,
      catalogIds: places.map(({ catalogId }) => catalogId),
      productIds: places.map(({ productId }) => productId),
    }),
  );
  const added = new Set(rows.map(({ catalogId, productId }) => placeKey(catalogId, productId)));
  return places.map(({ catalogId, productId }) => added.has(placeKey(catalogId, productId)));
});

/** Takes a product out of a catalog and, with its children, out of the catalog's categories; false when it was not in. */
export async function takeOutOfCatalog(db: TenantDb, catalogId: string, productId: string): Promise<boolean> {
  const placed = tables.deleteFrom("catalog_product").where("marketplace_id", "=", db.marketplaceId);
  const removed = await db.run(placed.where("catalog_id", "=", catalogId).where("product_id", "=", productId));
  if (removed === 0) return false;
  const children = tables.selectFrom("product").select("id").where("marketplace_id", "=", db.marketplaceId);
  await db.run(
    tables
      .deleteFrom("category_product")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("catalog_id", "=", catalogId)
      .where((of) =>
        of.or([of("product_id", "=", productId), of("product_id", "in", children.where("parent_id", "=", productId))]),
      ),
  );
  await reclassify(db, [productId]);
  return true;
}

/** Tells whether a product is in a catalog. */
export async function isInCatalog(db: TenantDb, catalogId: string, productId: string): Promise<boolean> {
  const placed = tables.selectFrom("catalog_product").where("marketplace_id", "=", db.marketplaceId);
  const found = await db.row(placed.where("catalog_id", "=", catalogId).where("product_id", "=", productId));
  return found !== undefined;
}

/** A product's place in a category, and its number in the category's order. */
type OrderedPlace = CategoryPlace & { readonly listOrder: number | null };

const putting = prepared<
  {
    readonly marketplaceId: string;
    readonly catalogIds: readonly string[];
    readonly categoryIds: readonly string[];
    readonly productIds: readonly string[];
    readonly listOrders: readonly (number | null)[];
  },
  CategoryPlace & { readonly added: boolean }
>(
  ({ marketplaceId, catalogIds, categoryIds, productIds, listOrders }) => sql`
    insert into category_product as t (marketplace_id, catalog_id, category_id, product_id, list_order)
    select ${marketplaceId}::text, n.catalog_id, n.category_id, n.product_id, n.list_order
    from unnest(${catalogIds}::text[], ${categoryIds}::text[], ${productIds}::text[], ${listOrders}::int[])
      as n (catalog_id, category_id, product_id, list_order) order by 4, 2, 3
    on conflict (marketplace_id, product_id, catalog_id, category_id) do update set list_order = excluded.list_order
    returning catalog_id as "catalogId", category_id as "categoryId", product_id as "productId", xmax = 0 as added`,
);

const keyOfPlace = ({ catalogId, categoryId, productId }: CategoryPlace): string =>
  placeKey(catalogId, categoryId, productId);

/** As `enter`, with categories. Of several orders at the same place the last is kept. */
const put = together<OrderedPlace, boolean>(500, async (db, places) => {
  const last = [...new Map(places.map((place) => [keyOfPlace(place), place])).values()];
  const rows = await db.rows(
    putting({
      marketplaceId: db.marketplaceId,
      catalogIds: last.map(({ catalogId }) => catalogId),
      categoryIds: last.map(({ categoryId }) => categoryId),
      productIds: last.map(({ productId }) => productId),
      listOrders: last.map(({ listOrder }) => listOrder),
    }),
  );
  const added = new Map(rows.map((row) => [keyOfPlace(row), row.added]));
  return places.map((place) => added.get(keyOfPlace(place)) === true);
});

const invalidate = together<string, void>(500, async (db, productIds) => {
  await invalidateResults(db, [...new Set(productIds)]);
  return [];
});

/**
 * Puts a product into a category, or changes its place there.
 *
 * @param entersCatalog whether it is put into the catalog as well, unless it is there already; a child is where its parent is.
 */
export async function putIntoCategory(
  db: TenantDb,
  place: CategoryPlace,
  listOrder: number | null,
  entersCatalog: boolean,
): Promise<void> {
  const entered = entersCatalog && (await enter(db, place));
  const added = await put(db, { ...place, listOrder });
  if (entered || added) await reclassify(db, [place.productId]);
  // Lists of the category may be in its order.
  else await invalidate(db, place.productId);
}

/** Takes a product out of a category; false when it was not in it. */
export async function takeOutOfCategory(
  db: TenantDb,
  { catalogId, categoryId, productId }: CategoryPlace,
): Promise<boolean> {
  const removed = await db.run(
    tables
      .deleteFrom("category_product")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("catalog_id", "=", catalogId)
      .where("category_id", "=", categoryId)
      .where("product_id", "=", productId),
  );
  if (removed > 0) await reclassify(db, [productId]);
  return removed > 0;
}
