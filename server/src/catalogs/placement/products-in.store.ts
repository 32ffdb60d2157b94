import type { TenantDb } from "../../platform/db/session.ts";
import { tables } from "../../platform/db/sql.ts";
import { putAndClassify, reclassify } from "./classes.store.ts";

/** A product's place in a category, by stored IDs. */
export interface CategoryPlace {
  readonly catalogId: string;
  readonly categoryId: string;
  readonly productId: string;
}

/** Puts a product into a catalog, unless it is there already. */
export async function putIntoCatalog(db: TenantDb, catalogId: string, productId: string): Promise<void> {
  await putAndClassify(db, { productId, catalogs: [{ catalogId, productId }], categories: [] });
}

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
  const { productId } = place;
  await putAndClassify(db, {
    productId,
    catalogs: entersCatalog ? [place] : [],
    categories: [{ ...place, listOrder }],
  });
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
