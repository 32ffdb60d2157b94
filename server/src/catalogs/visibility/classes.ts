import { randomInt } from "node:crypto";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";

/** What a product's visibility depends on; products that agree in it share a class. */
export interface ClassContent {
  readonly active: boolean;
  readonly owner: string;
  /** IDs of the catalogs it is in. */
  readonly catalogs: readonly string[];
  /** `[catalog, category]` of the categories it is in. */
  readonly categories: readonly (readonly [catalog: string, category: string])[];
  /** `[buyer, group key]` of its party assignments; group key 0 for the buyer as a whole. */
  readonly parties: readonly (readonly [buyer: string, group: number])[];
}

/** Counters of a class, so that parallel writers seldom wait for the same row. */
const shards = 16;

/**
 * Puts products into the class that their present catalogs, categories, party assignments and activity make, and their
 * children with them, which share the parent's placement. To be called, at the end of its work, by every operation that
 * changes any of these, with the IDs of the products concerned; unknown IDs (deleted products) are passed over.
 */
export async function reclassify(db: TenantDb, productIds: readonly string[]): Promise<void> {
  if (productIds.length === 0) return;
  const family = sql`p.marketplace_id = ${db.marketplaceId} and (p.id = any(${productIds}) or p.parent_id = any(${productIds}))`;
  // Two requests that place the same product must see each other's work: the second waits here, and looks afterwards.
  await db.rows(sql`select p.id from product p where ${family} order by p.id for update`);
  const rows = await db.rows<{ id: string; classId: number; signature: string }>(sql`
    select p.id, p.visibility_class_id as "classId", jsonb_build_object(
        'active', p.active,
        'owner', p.owner_id,
        'catalogs', coalesce((select jsonb_agg(c.catalog_id order by c.catalog_id) from catalog_product c
          where c.marketplace_id = p.marketplace_id and c.product_id = s.id), '[]'),
        'categories', coalesce((select jsonb_agg(jsonb_build_array(c.catalog_id, c.category_id) order by c.catalog_id, c.category_id)
          from (select catalog_id, category_id from category_product c
            where c.marketplace_id = p.marketplace_id and c.product_id in (s.id, p.id) group by 1, 2) c), '[]'),
        'parties', coalesce((select jsonb_agg(jsonb_build_array(a.buyer_id, a.group_key) order by a.buyer_id, a.group_key)
          from (select buyer_id, coalesce(group_key, 0) as group_key from product_assignment a
            where a.marketplace_id = p.marketplace_id and a.product_id in (s.id, p.id) group by 1, 2) a), '[]')
      )::text as signature
    from product p cross join lateral (select coalesce(p.parent_id, p.id) as id) s
    where ${family} order by p.id`);
  const changes = new Map<number, number>();
  const count = (classId: number, by: number): void => void changes.set(classId, (changes.get(classId) ?? 0) + by);
  const classes = new Map<string, number>();
  const moved = new Map<number, string[]>();
  for (const row of rows) {
    let classId = classes.get(row.signature);
    if (classId === undefined) {
      classId = await classOf(db, row.signature);
      classes.set(row.signature, classId);
    }
    if (classId === row.classId) continue;
    moved.set(classId, [...(moved.get(classId) ?? []), row.id]);
    count(classId, 1);
    if (row.classId !== unclassified) count(row.classId, -1);
  }
  for (const [classId, ids] of moved)
    await db.run(
      sql`update product set visibility_class_id = ${classId} where marketplace_id = ${db.marketplaceId} and id = any(${ids})`,
    );
  await countProducts(db, changes);
}

/** The class that a new product carries until `reclassify` has seen it. */
export const unclassified = 0;

/**
 * The class of a product that is nowhere yet, as an expression for the statement that adds it: the one of all such
 * products of its owner. `unclassified` when there is no such class so far, and `reclassify` must follow.
 */
export const classOfNew = (db: TenantDb, owner: string, active: boolean): RawBuilder<number> => sql`coalesce((
  select id from visibility_class where marketplace_id = ${db.marketplaceId} and md5(signature) = md5(jsonb_build_object(
    'active', ${active}::boolean, 'owner', ${owner}::text, 'catalogs', '[]'::jsonb, 'categories', '[]'::jsonb,
    'parties', '[]'::jsonb)::text)), ${unclassified})`;

/** Counts a product that was just added with `classOfNew`; false when it is still unclassified. */
export async function countNew(db: TenantDb, productId: string): Promise<boolean> {
  const counted = await db.run(sql`
    insert into visibility_class_count as c (marketplace_id, class_id, shard, products)
    select marketplace_id, visibility_class_id, ${randomInt(shards)}::int, 1 from product
    where marketplace_id = ${db.marketplaceId} and id = ${productId} and visibility_class_id <> ${unclassified}
    on conflict (marketplace_id, class_id, shard) do update set products = c.products + excluded.products`);
  return counted > 0;
}

/** Takes products out of their classes' counts; to be called before they are deleted. */
export async function declassify(db: TenantDb, productIds: readonly string[]): Promise<void> {
  const rows = await db.rows<{ classId: number; products: number }>(sql`
    select visibility_class_id as "classId", count(*) as products from product
    where marketplace_id = ${db.marketplaceId} and id = any(${productIds}) and visibility_class_id <> ${unclassified}
    group by 1`);
  await countProducts(db, new Map(rows.map(({ classId, products }) => [classId, -products])));
}

async function countProducts(db: TenantDb, changes: ReadonlyMap<number, number>): Promise<void> {
  const shard = randomInt(shards);
  // In the order of the classes, so that two transactions never wait for each other crosswise.
  for (const [classId, by] of [...changes].sort(([a], [b]) => a - b)) {
    if (by === 0) continue;
    await db.run(sql`
      insert into visibility_class_count as c (marketplace_id, class_id, shard, products)
      values (${db.marketplaceId}, ${classId}, ${shard}, ${by})
      on conflict (marketplace_id, class_id, shard) do update set products = c.products + excluded.products`);
  }
}

/** The number of the class with this signature, made when it is new. */
async function classOf(db: TenantDb, signature: string): Promise<number> {
  const find = () =>
    db.row<{ id: number }>(
      sql`select id from visibility_class where marketplace_id = ${db.marketplaceId} and md5(signature) = md5(${signature})`,
    );
  const known = await find();
  if (known !== undefined) return known.id;
  // Raising the version first also serialises those who make classes: the next free number is theirs alone.
  await visibilityChanged(db);
  const raced = await find();
  if (raced !== undefined) return raced.id;
  const made = await db.row<{ id: number }>(sql`
    insert into visibility_class (marketplace_id, id, signature, content)
    select ${db.marketplaceId}, coalesce(max(id), ${unclassified}) + 1, ${signature}, ${signature}::jsonb
    from visibility_class where marketplace_id = ${db.marketplaceId} returning id`);
  return (made as { id: number }).id;
}

/**
 * Makes every process work out anew which classes a user sees. To be called by every operation that changes a catalog's
 * activity or assignments, or a category's activity, parent or assignments, and by the making and deleting of both.
 *
 * Versions begin with the time, so that a marketplace that is made again under its old ID never repeats one.
 */
export async function visibilityChanged(db: TenantDb): Promise<void> {
  await db.run(sql`
    insert into visibility_version as v (marketplace_id, version)
    values (${db.marketplaceId}, (extract(epoch from clock_timestamp()) * 1000)::bigint)
    on conflict (marketplace_id) do update set version = v.version + 1`);
}

/** All classes of a marketplace. */
export async function readClasses(db: TenantDb): Promise<{ id: number; content: ClassContent }[]> {
  const rows = await db.rows<{ id: number; content: Json }>(
    sql`select id, content from visibility_class where marketplace_id = ${db.marketplaceId}`,
  );
  return rows.map(({ id, content }) => ({ id, content: content.value as ClassContent }));
}
