import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

/** The stored ID of a category that something is about to refer to: it stays until the transaction ends. */
export async function categoryId(db: TenantDb, catalogId: string, id: string): Promise<string | undefined> {
  const found = await db.row<{ id: string }>(sql`select id from category
    where marketplace_id = ${db.marketplaceId} and catalog_id = ${catalogId} and lower(id) = ${id.toLowerCase()}
    for key share`);
  return found?.id;
}

/** Tells whether category `id` is `ancestor` or lies below it. Keeps the tree as it is until the transaction ends. */
export async function liesWithin(db: TenantDb, catalogId: string, id: string, ancestor: string): Promise<boolean> {
  // Two moves at a time could each be sound and together close a circle.
  await db.run(
    sql`select from catalog where marketplace_id = ${db.marketplaceId} and id = ${catalogId} for no key update`,
  );
  const found = await db.row(sql`
    with recursive path (id, parent_id) as (
      select c.id, c.parent_id from category c
      where c.marketplace_id = ${db.marketplaceId} and c.catalog_id = ${catalogId} and c.id = ${id}
      union
      select c.id, c.parent_id from path p join category c
        on c.marketplace_id = ${db.marketplaceId} and c.catalog_id = ${catalogId} and c.id = p.parent_id)
    select from path where id = ${ancestor}`);
  return found !== undefined;
}

/** Tells whether a catalog is assigned to a buyer, itself or through its buyer group. */
export async function isAssigned(db: TenantDb, catalogId: string, buyerId: string): Promise<boolean> {
  const found = await db.row(sql`
    select from catalog_assignment a where a.marketplace_id = ${db.marketplaceId} and a.catalog_id = ${catalogId}
      and (a.buyer_id = ${buyerId} or a.buyer_group_id = (
        select group_id from buyer where marketplace_id = ${db.marketplaceId} and id = ${buyerId}))`);
  return found !== undefined;
}
