import { randomInt } from "node:crypto";
import { touched } from "../../platform/changes/object-write.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { together } from "../../platform/db/together.ts";
import { listChanges, mostNamed } from "./product-changes.store.ts";

/** Rows of what is counted of a marketplace, so that parallel writers seldom wait for the same one. */
const shards = 16;

/** The class that a new product carries until it is classified. It is not counted. */
export const unclassified = 0;

/** Something that became of a product: its class, or its former one, has one more or one less, or as many as before. */
interface ProductChange {
  readonly id: string;
  readonly classId: number;
  readonly by: -1 | 0 | 1;
}

/** What a transaction has come to so far. */
class Gathered {
  readonly #ids = new Set<string>();
  #more = 0;
  readonly gains = new Map<number, number>();

  add({ id, classId, by }: ProductChange): void {
    this.name(id);
    if (classId !== unclassified) this.gains.set(classId, (this.gains.get(classId) ?? 0) + by);
  }

  name(id: string): void {
    if (this.#ids.size < mostNamed) this.#ids.add(id);
    else if (!this.#ids.has(id)) this.#more++;
  }

  get changed() {
    const classIds = [...this.gains.keys()].sort((a, b) => a - b);
    const number = this.#ids.size + this.#more;
    return { ids: this.#more === 0 ? [...this.#ids] : [], number, classIds };
  }
}

const gathered = new WeakMap<TenantDb, Gathered>();

interface Gains {
  readonly marketplaceId: string;
  readonly shard: number;
  readonly classIds: readonly number[];
  readonly products: readonly number[];
}

const counting = prepared<Gains>(
  ({ marketplaceId, shard, classIds, products }) => sql`
    insert into visibility_class_count as c (marketplace_id, class_id, shard, products, changes)
    select ${marketplaceId}::text, m.class_id, ${shard}::int, m.products, 1
    from unnest(${classIds}::int[], ${products}::int[]) as m(class_id, products)
    on conflict (marketplace_id, class_id, shard)
    do update set products = c.products + excluded.products, changes = c.changes + 1`,
);

/**
 * Counts and lists what became of products, along with the commit: all of a transaction at once, and others wait for its rows
 * no longer than that takes. Two transactions never wait for each other crosswise, since who has the list's row of a shard has
 * those of all classes.
 */
function gather(db: TenantDb): Gathered {
  const known = gathered.get(db);
  if (known !== undefined) return known;
  const own = new Gathered();
  gathered.set(db, own);
  db.runLast(() => {
    const { changed, gains } = own;
    if (changed.number === 0) return [];
    const shard = randomInt(shards);
    const { classIds } = changed;
    const products = classIds.map((id) => gains.get(id) ?? 0);
    return [
      ...listChanges(db, shard, changed),
      ...(classIds.length === 0 ? [] : [counting({ marketplaceId: db.marketplaceId, shard, classIds, products })]),
    ];
  });
  return own;
}

function count(db: TenantDb, changes: readonly ProductChange[]): void {
  if (changes.length === 0) return;
  const all = gather(db);
  for (const change of changes) all.add(change);
}

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

type NewOnes = Pick<NewProduct, "owner" | "active"> & {
  readonly marketplaceId: string;
  readonly ids: readonly string[];
};

interface Classified {
  readonly id: string;
  readonly classId: number;
}

const rightlyNew = prepared<NewOnes, Classified>(
  ({ marketplaceId, ids, owner, active }) => sql`
    select p.id, p.visibility_class_id as "classId" from product p where p.marketplace_id = ${marketplaceId}
      and p.id = any(${ids}::text[]) and p.visibility_class_id = (select v.id from visibility_class v
        where v.marketplace_id = ${marketplaceId} and md5(v.signature) = md5(${signatureOfNew(owner, active)}))`,
);

/** Counts a product that was just added with a guess at its class. False when it does not carry the right one. */
export const countNew = together<NewProduct, boolean>(500, async (db, products) => {
  const kinds = Map.groupBy(products, ({ owner, active }) => `${active} ${owner}`);
  const rightly = await Promise.all(
    [...kinds.values()].map((alike) => {
      const { owner, active } = alike[0] as NewProduct;
      return db.rows(rightlyNew({ marketplaceId: db.marketplaceId, ids: alike.map(({ id }) => id), owner, active }));
    }),
  );
  const found = rightly.flat();
  count(
    db,
    found.map((one) => ({ ...one, by: 1 })),
  );
  const ids = new Set(found.map(({ id }) => id));
  return products.map(({ id }) => ids.has(id));
});

interface Named {
  readonly marketplaceId: string;
  readonly ids: readonly string[];
}

const leaving = prepared<Named, Classified>(
  ({ marketplaceId, ids }) => sql`
    select p.id, p.visibility_class_id as "classId" from product p
    where p.marketplace_id = ${marketplaceId} and p.id = any(${ids}::text[]) order by p.is_bundle, p.id for update`,
);

/** Takes products that are about to be deleted out of their classes' counts. */
export async function declassify(db: TenantDb, productIds: readonly string[]): Promise<void> {
  const rows = await db.rows(leaving({ marketplaceId: db.marketplaceId, ids: productIds }));
  count(
    db,
    rows.map((one) => ({ ...one, by: -1 })),
  );
}

const families = prepared<Named, Classified>(
  ({ marketplaceId, ids }) => sql`
    select p.id, p.visibility_class_id as "classId" from product p
    where p.marketplace_id = ${marketplaceId} and (p.id = any(${ids}::text[]) or p.parent_id = any(${ids}::text[]))`,
);

/**
 * Makes every process find anew what lists found among products like these and their children, whose texts or extended
 * properties have changed.
 *
 * @param formerId ID that one of them had before.
 */
export async function invalidateResults(db: TenantDb, productIds: readonly string[], formerId?: string): Promise<void> {
  touched(db, "product", productIds);
  const rows = await db.rows(families({ marketplaceId: db.marketplaceId, ids: productIds }));
  count(
    db,
    rows.map((one) => ({ ...one, by: 0 })),
  );
  if (formerId !== undefined) gather(db).name(formerId);
}

/** A product that has gone from one class to another. */
export interface Move {
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

/** Counts products that have moved between classes. */
export function countMoves(db: TenantDb, moves: readonly Move[]): void {
  count(
    db,
    moves.flatMap(({ id, from, to }) => [
      { id, classId: from, by: -1 },
      { id, classId: to, by: 1 },
    ]),
  );
}
