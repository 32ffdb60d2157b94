import { randomInt } from "node:crypto";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Built, type RawBuilder, sql, tables } from "../../platform/db/sql.ts";

/** Counters of a class, so that parallel writers seldom wait for the same row. */
const shards = 16;

/**
 * Puts products into the class that their present catalogs, categories, party assignments, owner and activity make, and
 * their children with them, which share the parent's placement. Unknown IDs (deleted products) are passed over.
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

/** Products classified in one go; bounds what is held in memory. */
const batch = 500;

/** As `reclassify`, for as many products as there may be. */
async function reclassifyMany(db: TenantDb, productIds: Iterable<string>): Promise<void> {
  const ids = [...new Set(productIds)].sort();
  for (let start = 0; start < ids.length; start += batch) await reclassify(db, ids.slice(start, start + batch));
}

/** Runs statements whose rows hold the ID of a product (`product_id`), and classifies those products anew. */
export async function reclassifyThose(
  db: TenantDb,
  ...statements: (Built<{ product_id: string }> | RawBuilder<unknown>)[]
): Promise<void> {
  const rows = await Promise.all(statements.map((statement) => db.rows<{ product_id: string }>(statement)));
  await reclassifyMany(
    db,
    rows.flat().map(({ product_id }) => product_id),
  );
}

/** The class that a new product carries until it is classified. */
export const unclassified = 0;

/** A product that is nowhere yet. */
export interface NewProduct {
  readonly id: string;
  readonly owner: string;
  readonly active: boolean;
}

/** Counts a product that was just added with a guess at its class. False when it does not carry the right one. */
export async function countNew(db: TenantDb, { id, owner, active }: NewProduct): Promise<boolean> {
  const signature = sql`jsonb_build_object('active', ${active}::boolean, 'owner', ${owner}::text, 'child', false,
    'catalogs', '[]'::jsonb, 'categories', '[]'::jsonb, 'parties', '[]'::jsonb)::text`;
  const counted = await countRows(
    db,
    sql`id = ${id} and visibility_class_id = (select v.id from visibility_class v
      where v.marketplace_id = ${db.marketplaceId} and md5(v.signature) = md5(${signature}))`,
    1,
  );
  return counted > 0;
}

/** Gives a product that was just added its class; returns it. */
export async function classifyNew(db: TenantDb, { id }: NewProduct): Promise<number | undefined> {
  await db.run(
    tables
      .updateTable("product")
      .set({ visibility_class_id: unclassified })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("id", "=", id)
      .where("visibility_class_id", "<>", unclassified),
  );
  await reclassify(db, [id]);
  const product = tables.selectFrom("product").select("visibility_class_id as classId");
  return (await db.row(product.where("marketplace_id", "=", db.marketplaceId).where("id", "=", id)))?.classId;
}

/** Takes products that are about to be deleted out of their classes' counts. */
export async function declassify(db: TenantDb, productIds: readonly string[]): Promise<void> {
  await countRows(db, sql`id = any(${productIds})`, -1);
}

/**
 * Makes every process find anew what lists found among products like these and their children, whose texts or extended
 * properties have changed.
 */
export async function invalidateResults(db: TenantDb, productIds: readonly string[]): Promise<void> {
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
  await invalidateVisibility(db);
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
 * Makes every process work out anew which classes a user sees, and what was found among them.
 *
 * Versions are times in microseconds, so that none is ever given twice: not to a marketplace that is made again under its
 * old ID, and not after a transaction that gave itself one and was rolled back.
 */
export async function invalidateVisibility(db: TenantDb): Promise<void> {
  const now = sql`(extract(epoch from clock_timestamp()) * 1000000)::bigint`;
  await db.run(sql`
    insert into visibility_version as v (marketplace_id, version) values (${db.marketplaceId}, ${now})
    on conflict (marketplace_id) do update set version = greatest(v.version + 1, excluded.version)`);
}
