import type { TenantDb } from "../../platform/db/session.ts";
import { tables } from "../../platform/db/sql.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { putAndClassify, reclassify } from "./classes.store.ts";

/** A product's place in a category, by stored IDs. */
export interface CategoryPlace {
  readonly catalogId: string;
  readonly categoryId: string;
  readonly productId: string;
}

/** A product's place in a category of a catalog, or in the catalog alone. */
interface Place {
  readonly catalogId: string;
  readonly categoryId: string | null;
  readonly productId: string;
}

/** A product as whoever places it has found it. */
interface FoundProduct {
  readonly parentId: string | null;
  readonly isParent: boolean;
  readonly isBundle: boolean;
}

/**
 * Puts a product into a catalog and one of its categories, if one is named, or changes its place there; a child is in the catalogs
 * where its parent is.
 *
 * @param place stored IDs.
 * @param catalogOwner who owns the catalog, so that others that are placed alike are known (`putWhereKnown`).
 */
export async function putIntoPlace(
  work: UserWork,
  { categoryId, ...place }: Place,
  listOrder: number | null,
  { parentId, isParent, isBundle }: FoundProduct,
  catalogOwner: string,
): Promise<void> {
  const { db, afterCommit, services } = work;
  const { catalogId, productId } = place;
  const { alone } = await putAndClassify(db, {
    productId,
    catalogs: parentId === null ? [place] : [],
    categories: categoryId === null ? [] : [{ ...place, categoryId, listOrder }],
  });
  if (alone === undefined || parentId !== null || isParent || isBundle) return;
  const { marketplaceId } = db;
  afterCommit(() => {
    services.placements.noteCatalog(marketplaceId, { id: catalogId, ownerId: catalogOwner });
    services.placements.note(marketplaceId, productId, alone);
  });
}

/**
 * Does the same for a seller, without a trip, where this process knows what becomes of the product. Should that not be so any
 * more, the work is done again.
 *
 * @param place IDs as the request names them.
 * @returns false where it is not known.
 */
export async function putWhereKnown(
  { db, actor, afterCommit, services: { placements } }: UserWork,
  place: Place,
  listOrder: number | null,
): Promise<boolean> {
  if (actor.userType !== "Seller" || db.again || db.distributed) return false;
  const { marketplaceId } = db;
  const { productId } = place;
  const move = placements.move(marketplaceId, place);
  if (move === undefined) return false;
  const outdated = (): void => placements.mistrust(marketplaceId, productId);
  const known = { ...place, listOrder, move, outdated };
  const { refused, alone } = await putAndClassify(db, { productId, catalogs: [], categories: [], known });
  if (refused || alone === undefined) return false;
  afterCommit(() => placements.note(marketplaceId, productId, alone));
  return true;
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
