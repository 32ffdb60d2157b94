import { randomInt } from "node:crypto";
import { touched } from "../../platform/changes/object-write.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { together } from "../../platform/db/together.ts";

/** Counters of a class, so that parallel writers seldom wait for the same row. */
const shards = 16;

/** The class that a new product carries until it is classified. It is not counted. */
export const unclassified = 0;

interface Counting {
  readonly marketplaceId: string;
  readonly shard: number;
}

const counting = ({ marketplaceId }: TenantDb): Counting => ({ marketplaceId, shard: randomInt(shards) });

/**
 * Adds to the counts of classes: rows of a class and the products that it gains. Classes go in order, so that two
 * transactions never wait for each other crosswise. As many rows are touched as there are classes.
 */
const adding = ({ marketplaceId, shard }: Fragments<Counting>, rows: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  insert into visibility_class_count as c (marketplace_id, class_id, shard, products, changes)
  select ${marketplaceId}::text, m.class_id, ${shard}::int, m.products, 1
  from (${rows}) m where m.class_id <> ${sql.lit(unclassified)} order by m.class_id
  on conflict (marketplace_id, class_id, shard)
  do update set products = c.products + excluded.products, changes = c.changes + 1`;

/** Classified products that meet a condition, by their class, each counting for `by`. */
const those = (marketplaceId: RawBuilder<string>, which: RawBuilder<unknown>, by: -1 | 0 | 1) => sql`
  select visibility_class_id as class_id, count(*) * ${sql.lit(by)} as products from product
  where marketplace_id = ${marketplaceId} and ${which} group by 1`;

/** A product that is nowhere yet. */
export interface NewProduct {
  readonly id: string;
  readonly owner: string;
  readonly active: boolean;
}

/** Signature of the class of products that are nowhere yet. */
const signatureOfNew = (owner: RawBuilder<string>, active: RawBuilder<boolean>): RawBuilder<string> =>
  sql`jsonb_build_object('active', ${active}::boolean, 'owner', ${owner}::text, 'child', false,
    'catalogs', '[]'::jsonb, 'categories', '[]'::jsonb, 'parties', '[]'::jsonb)::text`;

const newOne = prepared<Counting & NewProduct>((args) => {
  const signature = signatureOfNew(args.owner, args.active);
  const rightly = sql`id = ${args.id} and visibility_class_id = (select v.id from visibility_class v
    where v.marketplace_id = ${args.marketplaceId} and md5(v.signature) = md5(${signature}))`;
  return adding(args, those(args.marketplaceId, rightly, 1));
});

type NewOnes = Pick<NewProduct, "owner" | "active"> & {
  readonly marketplaceId: string;
  readonly ids: readonly string[];
};

const rightlyNew = prepared<NewOnes, { readonly id: string; readonly classId: number }>(
  ({ marketplaceId, ids, owner, active }) => sql`
    select p.id, p.visibility_class_id as "classId" from product p where p.marketplace_id = ${marketplaceId}
      and p.id = any(${ids}::text[]) and p.visibility_class_id = (select v.id from visibility_class v
        where v.marketplace_id = ${marketplaceId} and md5(v.signature) = md5(${signatureOfNew(owner, active)}))`,
);

/** Counts a product that was just added with a guess at its class. False when it does not carry the right one. */
export const countNew = together<NewProduct, boolean>(500, async (db, products) => {
  const [only] = products;
  if (products.length === 1 && only !== undefined) return [(await db.run(newOne({ ...counting(db), ...only }))) > 0];
  const kinds = Map.groupBy(products, ({ owner, active }) => `${active} ${owner}`);
  const rightly = await Promise.all(
    [...kinds.values()].map((alike) => {
      const { owner, active } = alike[0] as NewProduct;
      return db.rows(rightlyNew({ marketplaceId: db.marketplaceId, ids: alike.map(({ id }) => id), owner, active }));
    }),
  );
  const found = rightly.flat();
  if (found.length > 0)
    await addGains(
      db,
      found.map(({ classId }) => ({ classId, products: 1 })),
    );
  const ids = new Set(found.map(({ id }) => id));
  return products.map(({ id }) => ids.has(id));
});

type Counted = Counting & { readonly ids: readonly string[] };

const leaving = prepared<Counted>((args) =>
  adding(args, those(args.marketplaceId, sql`id = any(${args.ids}::text[])`, -1)),
);

/** Takes products that are about to be deleted out of their classes' counts. */
export async function declassify(db: TenantDb, productIds: readonly string[]): Promise<void> {
  await db.run(leaving({ ...counting(db), ids: productIds }));
}

const changed = prepared<Counted>((args) =>
  adding(
    args,
    those(args.marketplaceId, sql`(id = any(${args.ids}::text[]) or parent_id = any(${args.ids}::text[]))`, 0),
  ),
);

/**
 * Makes every process find anew what lists found among products like these and their children, whose texts or extended
 * properties have changed.
 */
export async function invalidateResults(db: TenantDb, productIds: readonly string[]): Promise<void> {
  touched(db, "product", productIds);
  await db.run(changed({ ...counting(db), ids: productIds }));
}

const gained = prepared<Counting & { readonly classIds: readonly number[]; readonly products: readonly number[] }>(
  (args) =>
    adding(
      args,
      sql`select class_id, sum(products) as products
        from unnest(${args.classIds}::int[], ${args.products}::int[]) as m(class_id, products) group by 1`,
    ),
);

/** Products that a class gains; negative for those that it loses. */
export interface Gain {
  readonly classId: number;
  readonly products: number;
}

/** Counts products that move between classes. */
export async function addGains(db: TenantDb, gains: readonly Gain[]): Promise<void> {
  await db.run(
    gained({
      ...counting(db),
      classIds: gains.map(({ classId }) => classId),
      products: gains.map(({ products }) => products),
    }),
  );
}
