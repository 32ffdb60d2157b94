import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

/** The stored ID of a category that something is about to refer to: it stays until the transaction ends. */
export async function categoryId(db: TenantDb, catalogId: string, id: string): Promise<string | undefined> {
  const found = await db.row<{ id: string }>(sql`select id from category
    where marketplace_id = ${db.marketplaceId} and catalog_id = ${catalogId} and lower(id) = ${id.toLowerCase()}
    for key share`);
  return found?.id;
}

/** Whether category `id` is `ancestor` or lies below it. Keeps the tree as it is until the transaction ends. */
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

/** Makes room in the order of siblings: those at `listOrder` or behind it, but for category `id`, move by one. */
export async function pushSiblings(
  db: TenantDb,
  catalogId: string,
  { id, parentId, listOrder }: { readonly id: string; readonly parentId: string | null; readonly listOrder: number },
): Promise<void> {
  await db.run(sql`update category set list_order = list_order + 1
    where marketplace_id = ${db.marketplaceId} and catalog_id = ${catalogId} and id <> ${id}
      and ${parentId === null ? sql`parent_id is null` : sql`parent_id = ${parentId}`}
      and list_order >= ${listOrder} and list_order < 2147483647`);
}

/** Takes all products out of a category and those below it; returns their IDs. */
export async function emptySubtree(db: TenantDb, catalogId: string, id: string): Promise<string[]> {
  const rows = await db.rows<{ id: string }>(sql`
    with recursive subtree (id) as (
      select ${id}::text
      union
      select c.id from subtree s join category c
        on c.marketplace_id = ${db.marketplaceId} and c.catalog_id = ${catalogId} and c.parent_id = s.id)
    delete from category_product where marketplace_id = ${db.marketplaceId} and catalog_id = ${catalogId}
      and category_id in (select id from subtree) returning product_id as id`);
  return rows.map((row) => row.id);
}

/** Puts a product into a category, or changes its place there; true when it was not in it. */
export async function placeProduct(
  db: TenantDb,
  placement: { readonly catalogId: string; readonly categoryId: string; readonly productId: string },
  listOrder: number | null,
): Promise<boolean> {
  const row = await db.row<{ added: boolean }>(sql`
    insert into category_product (marketplace_id, catalog_id, category_id, product_id, list_order)
    values (${db.marketplaceId}, ${placement.catalogId}, ${placement.categoryId}, ${placement.productId}, ${listOrder})
    on conflict (marketplace_id, product_id, catalog_id, category_id) do update set list_order = excluded.list_order
    returning (xmax = 0) as added`);
  return row?.added === true;
}

/** Takes a product out of a category; false when it was not in it. */
export async function displaceProduct(
  db: TenantDb,
  placement: { readonly catalogId: string; readonly categoryId: string; readonly productId: string },
): Promise<boolean> {
  const removed = await db.run(sql`delete from category_product
    where marketplace_id = ${db.marketplaceId} and catalog_id = ${placement.catalogId}
      and category_id = ${placement.categoryId} and product_id = ${placement.productId}`);
  return removed > 0;
}

/** Whether a catalog is assigned to a buyer, itself or through its buyer group. */
export async function isAssigned(db: TenantDb, catalogId: string, buyerId: string): Promise<boolean> {
  const found = await db.row(sql`
    select from catalog_assignment a where a.marketplace_id = ${db.marketplaceId} and a.catalog_id = ${catalogId}
      and (a.buyer_id = ${buyerId} or a.buyer_group_id = (
        select group_id from buyer where marketplace_id = ${db.marketplaceId} and id = ${buyerId}))`);
  return found !== undefined;
}
