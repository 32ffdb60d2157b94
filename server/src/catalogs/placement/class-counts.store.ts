import { randomInt } from "node:crypto";
import { touched } from "../../platform/changes/object-write.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql } from "../../platform/db/sql.ts";
import { listChanges, mostNamed } from "./product-changes.store.ts";

/** Rows of what is counted of a marketplace, so that parallel writers seldom wait for the same one. */
const shards = 16;

let lastShard = randomInt(shards);

/** The next shard: one after the other, transactions of a process that are under way together seldom have the same. */
function nextShard(): number {
  lastShard = (lastShard + 1) % shards;
  return lastShard;
}

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
  const known = gathered.get(db.transaction);
  if (known !== undefined) return known;
  const own = new Gathered();
  gathered.set(db.transaction, own);
  db.runLast(() => {
    const { changed, gains } = own;
    if (changed.number === 0) return [];
    const shard = nextShard();
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

interface Classified {
  readonly id: string;
  readonly classId: number;
}

/** Counts changes of products that leave them in their classes. */
export const countChanges = (db: TenantDb, products: readonly Classified[]): void =>
  count(
    db,
    products.map(({ id, classId }) => ({ id, classId, by: 0 })),
  );

/** Counts a product that is being added with its class. */
export const countNew = (db: TenantDb, product: Classified): void => count(db, [{ ...product, by: 1 }]);

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
  countChanges(db, await db.rows(families({ marketplaceId: db.marketplaceId, ids: productIds })));
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
