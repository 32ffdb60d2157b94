import { randomInt } from "node:crypto";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";

/** Facts that a product's visibility depends on; products that agree in them share a class. */
export interface ClassContent {
  readonly active: boolean;
  readonly owner: string;
  /** It has a parent. */
  readonly child: boolean;
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
        'child', p.parent_id is not null,
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
  const classes = await classesOf(db, [...new Set(rows.map(({ signature }) => signature))]);
  const moved = rows.flatMap(({ id, classId: from, signature }) => {
    const to = classes.get(signature) as number;
    return to === from ? [] : [{ id, from, to }];
  });
  if (moved.length === 0) return;
  await Promise.all([
    db.run(sql`
      update product p set visibility_class_id = m.class_id
      from unnest(${moved.map(({ id }) => id)}::text[], ${moved.map(({ to }) => to)}::int[]) as m(id, class_id)
      where p.marketplace_id = ${db.marketplaceId} and p.id = m.id`),
    count(
      db,
      moved.flatMap(({ from, to }) => [
        { classId: to, products: 1 },
        { classId: from, products: -1 },
      ]),
    ),
  ]);
}

/** The class that a new product carries until `reclassify` has seen it. */
export const unclassified = 0;

/** Classes of products that are nowhere yet, as this process last saw them. A guess: `countNew` makes sure of it. */
const newClasses = new Map<string, number>();
const newClassesKept = 10_000;
const newClassKey = (db: TenantDb, owner: string, active: boolean): string => `${db.marketplaceId}|${owner}|${active}`;

/** The class of a product that is nowhere yet, the one of all such products of its owner; `unclassified` when not known. */
export const classOfNew = (db: TenantDb, owner: string, active: boolean): number =>
  newClasses.get(newClassKey(db, owner, active)) ?? unclassified;

/**
 * Counts a product that was just added with `classOfNew`. False when it does not carry the right class: then
 * `classifyNew` must follow.
 */
export async function countNew(db: TenantDb, productId: string, owner: string, active: boolean): Promise<boolean> {
  const signature = sql`jsonb_build_object('active', ${active}::boolean, 'owner', ${owner}::text, 'child', false,
    'catalogs', '[]'::jsonb, 'categories', '[]'::jsonb, 'parties', '[]'::jsonb)::text`;
  const counted = await countRows(
    db,
    sql`id = ${productId} and visibility_class_id = (select v.id from visibility_class v
      where v.marketplace_id = ${db.marketplaceId} and md5(v.signature) = md5(${signature}))`,
    1,
  );
  return counted > 0;
}

/** Gives a product that was just added its class, and remembers it for those that follow. */
export async function classifyNew(db: TenantDb, productId: string, owner: string, active: boolean): Promise<void> {
  await db.run(sql`
    update product set visibility_class_id = ${unclassified}
    where marketplace_id = ${db.marketplaceId} and id = ${productId} and visibility_class_id <> ${unclassified}`);
  await reclassify(db, [productId]);
  const row = await db.row<{ classId: number }>(sql`
    select visibility_class_id as "classId" from product where marketplace_id = ${db.marketplaceId} and id = ${productId}`);
  if (newClasses.size >= newClassesKept) newClasses.clear();
  if (row !== undefined) newClasses.set(newClassKey(db, owner, active), row.classId);
}

/** Takes products out of their classes' counts; to be called before they are deleted. */
export async function declassify(db: TenantDb, productIds: readonly string[]): Promise<void> {
  await countRows(db, sql`id = any(${productIds})`, -1);
}

/**
 * Marks what was worked out over the classes of products, such as the counts of facets, as outdated. To be called by every
 * operation that changes extended properties of products, its children's included, without moving them to another class.
 */
export async function productsChanged(db: TenantDb, productIds: readonly string[]): Promise<void> {
  await countRows(db, sql`(id = any(${productIds}) or parent_id = any(${productIds}))`, 0);
}

/**
 * Adds `by` for each of the classified products that meet the condition. Classes go in order, so that two transactions
 * never wait for each other crosswise.
 *
 * @returns how many classes they are in.
 */
function countRows(db: TenantDb, which: RawBuilder<unknown>, by: -1 | 0 | 1): Promise<number> {
  return addCounts(
    db,
    sql`select visibility_class_id as class_id, count(*) * ${sql.lit(by)} as products from product
      where marketplace_id = ${db.marketplaceId} and ${which} group by 1`,
  );
}

async function count(db: TenantDb, moves: readonly { classId: number; products: number }[]): Promise<void> {
  await addCounts(
    db,
    sql`select class_id, sum(products) as products
      from unnest(${moves.map(({ classId }) => classId)}::int[], ${moves.map(({ products }) => products)}::int[])
        as m(class_id, products) group by 1`,
  );
}

const addCounts = (db: TenantDb, rows: RawBuilder<unknown>): Promise<number> =>
  db.run(sql`
    insert into visibility_class_count as c (marketplace_id, class_id, shard, products, changes)
    select ${db.marketplaceId}, m.class_id, ${randomInt(shards)}::int, m.products, 1
    from (${rows}) m where m.class_id <> ${unclassified} order by m.class_id
    on conflict (marketplace_id, class_id, shard)
    do update set products = c.products + excluded.products, changes = c.changes + 1`);

/** The numbers of the classes with these signatures, made where they are new. */
async function classesOf(db: TenantDb, signatures: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const known = new Map<string, number>();
  const missing = () => signatures.filter((signature) => !known.has(signature));
  const find = async (wanted: readonly string[]): Promise<void> => {
    const rows = await db.rows<{ id: number; signature: string }>(sql`
      select v.id, s.signature from unnest(${wanted}::text[]) as s(signature)
      join visibility_class v on v.marketplace_id = ${db.marketplaceId} and md5(v.signature) = md5(s.signature)`);
    for (const { id, signature } of rows) known.set(signature, id);
  };
  await find(signatures);
  if (known.size === signatures.length) return known;
  // Raising the version first also serialises those who make classes: the next free numbers are theirs alone.
  await visibilityChanged(db);
  await find(missing());
  const made = await db.rows<{ id: number; signature: string }>(sql`
    insert into visibility_class (marketplace_id, id, signature, content)
    select ${db.marketplaceId}, f.last + row_number() over (order by s.signature), s.signature, s.signature::jsonb
    from unnest(${missing()}::text[]) as s(signature) cross join (
      select coalesce(max(id), ${unclassified}) as last from visibility_class where marketplace_id = ${db.marketplaceId}
    ) f returning id, signature`);
  for (const { id, signature } of made) known.set(signature, id);
  return known;
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
