import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { invalidateResults, reclassify } from "./classes.store.ts";

/** A product's place in a category, by stored IDs. */
export interface CategoryPlace {
  readonly catalogId: string;
  readonly categoryId: string;
  readonly productId: string;
}

/** Puts a product into a catalog, unless it is there already. */
export async function putIntoCatalog(db: TenantDb, catalogId: string, productId: string): Promise<void> {
  if (await enterCatalog(db, catalogId, productId)) await reclassify(db, [productId]);
}

async function enterCatalog(db: TenantDb, catalogId: string, productId: string): Promise<boolean> {
  const added = await db.run(sql`insert into catalog_product (marketplace_id, catalog_id, product_id)
    values (${db.marketplaceId}, ${catalogId}, ${productId}) on conflict do nothing`);
  return added > 0;
}

/** Takes a product out of a catalog and, with its children, out of the catalog's categories; false when it was not in. */
export async function takeOutOfCatalog(db: TenantDb, catalogId: string, productId: string): Promise<boolean> {
  const removed = await db.run(sql`delete from catalog_product
    where marketplace_id = ${db.marketplaceId} and catalog_id = ${catalogId} and product_id = ${productId}`);
  if (removed === 0) return false;
  await db.run(sql`delete from category_product
    where marketplace_id = ${db.marketplaceId} and catalog_id = ${catalogId} and (product_id = ${productId} or product_id in (
      select id from product where marketplace_id = ${db.marketplaceId} and parent_id = ${productId}))`);
  await reclassify(db, [productId]);
  return true;
}

/** Tells whether a product is in a catalog. */
export async function isInCatalog(db: TenantDb, catalogId: string, productId: string): Promise<boolean> {
  const found = await db.row(sql`select from catalog_product
    where marketplace_id = ${db.marketplaceId} and catalog_id = ${catalogId} and product_id = ${productId}`);
  return found !== undefined;
}

/**
 * Puts a product into a category, or changes its place there.
 *
 * @param entersCatalog whether it is put into the catalog as well, unless it is there already; a child is where its parent is.
 */
export async function putIntoCategory(
  db: TenantDb,
  { catalogId, categoryId, productId }: CategoryPlace,
  listOrder: number | null,
  entersCatalog: boolean,
): Promise<void> {
  const entered = entersCatalog && (await enterCatalog(db, catalogId, productId));
  const row = await db.row<{ added: boolean }>(sql`
    insert into category_product (marketplace_id, catalog_id, category_id, product_id, list_order)
    values (${db.marketplaceId}, ${catalogId}, ${categoryId}, ${productId}, ${listOrder})
    on conflict (marketplace_id, product_id, catalog_id, category_id) do update set list_order = excluded.list_order
    returning (xmax = 0) as added`);
  if (entered || row?.added === true) await reclassify(db, [productId]);
  // Lists of the category may be in its order.
  else await invalidateResults(db, [productId]);
}

/** Takes a product out of a category; false when it was not in it. */
export async function takeOutOfCategory(
  db: TenantDb,
  { catalogId, categoryId, productId }: CategoryPlace,
): Promise<boolean> {
  const removed = await db.run(sql`delete from category_product
    where marketplace_id = ${db.marketplaceId} and catalog_id = ${catalogId}
      and category_id = ${categoryId} and product_id = ${productId}`);
  if (removed > 0) await reclassify(db, [productId]);
  return removed > 0;
}
