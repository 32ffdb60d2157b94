import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

/** Named at most in a refusal. */
const named = 100;

/** Who has a catalog as default: IDs of buyers and buyer groups. */
export async function defaultOf(db: TenantDb, catalogId: string): Promise<{ buyers: string[]; groups: string[] }> {
  const holders = (table: string) =>
    db.rows<{ id: string }>(sql`select id from ${sql.table(table)}
      where marketplace_id = ${db.marketplaceId} and default_catalog_id = ${catalogId} order by lower(id) limit ${named}`);
  const [buyers, groups] = await Promise.all([holders("buyer"), holders("buyer_group")]);
  return { buyers: buyers.map(({ id }) => id), groups: groups.map(({ id }) => id) };
}

/** Takes all products out of a catalog and of its categories; returns their IDs. */
export async function emptyCatalog(db: TenantDb, catalogId: string): Promise<string[]> {
  const removed = (table: string) =>
    db.rows<{ id: string }>(sql`delete from ${sql.table(table)}
      where marketplace_id = ${db.marketplaceId} and catalog_id = ${catalogId} returning product_id as id`);
  const rows = await Promise.all([removed("category_product"), removed("catalog_product")]);
  return rows.flat().map(({ id }) => id);
}

/** Puts a product into a catalog; false when it is there already. */
export async function addProduct(db: TenantDb, catalogId: string, productId: string): Promise<boolean> {
  const added = await db.run(sql`insert into catalog_product (marketplace_id, catalog_id, product_id)
    values (${db.marketplaceId}, ${catalogId}, ${productId}) on conflict do nothing`);
  return added > 0;
}

/** Whether a product is in a catalog. */
export async function holdsProduct(db: TenantDb, catalogId: string, productId: string): Promise<boolean> {
  const found = await db.row(sql`select from catalog_product
    where marketplace_id = ${db.marketplaceId} and catalog_id = ${catalogId} and product_id = ${productId}`);
  return found !== undefined;
}

/** Takes a product out of a catalog and, with its children, out of the catalog's categories; false when it was not in. */
export async function removeProduct(db: TenantDb, catalogId: string, productId: string): Promise<boolean> {
  const removed = await db.run(sql`delete from catalog_product
    where marketplace_id = ${db.marketplaceId} and catalog_id = ${catalogId} and product_id = ${productId}`);
  if (removed === 0) return false;
  await db.run(sql`delete from category_product
    where marketplace_id = ${db.marketplaceId} and catalog_id = ${catalogId} and (product_id = ${productId} or product_id in (
      select id from product where marketplace_id = ${db.marketplaceId} and parent_id = ${productId}))`);
  return true;
}
