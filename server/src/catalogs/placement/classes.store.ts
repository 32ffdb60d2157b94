import { touched } from "../../platform/changes/object-write.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Built, type Fragments, prepared, type Statement, sql, tables } from "../../platform/db/sql.ts";
import { together } from "../../platform/db/together.ts";
import { countMoves, type NewProduct, unclassified } from "./class-counts.store.ts";
import { placedId } from "./placed.store.ts";

interface Family {
  readonly marketplaceId: string;
  readonly ids: readonly string[];
}

/** Products `p` of these IDs, and their children. */
const family = ({ marketplaceId, ids }: Fragments<Family>) =>
  sql`p.marketplace_id = ${marketplaceId} and (p.id = any(${ids}::text[]) or p.parent_id = any(${ids}::text[]))`;

// Bundles after all else: that is the order in which they follow what they consist of.
const held = prepared<Family>(
  (args) => sql`select p.id from product p where ${family(args)} order by p.is_bundle, p.id for update`,
);

/** Place of a product; the signature is the text of a `ClassContent`. */
interface Placement {
  readonly id: string;
  readonly classId: number;
  readonly signature: string;
  /** Some bundle contains it. */
  readonly component: boolean;
}

const placements = prepared<Family, Placement>(
  (args) => sql`
    select p.id, p.visibility_class_id as "classId",
      exists (select from bundle_product b where b.marketplace_id = p.marketplace_id and b.product_id = p.id) as component,
      (jsonb_build_object(
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
      ) || case when p.is_bundle then jsonb_build_object('components', coalesce((
          select jsonb_agg(c.id order by c.id) from (select distinct q.visibility_class_id as id from bundle_product b
            join product q on q.marketplace_id = p.marketplace_id and q.id = b.product_id
            where b.marketplace_id = p.marketplace_id and b.bundle_id = p.id) c), '[]')) else '{}' end)::text as signature
    from product p cross join lateral (select ${placedId("p")} as id) s
    where ${family(args)} order by p.id`,
);

const moving = prepared<{
  readonly marketplaceId: string;
  readonly ids: readonly string[];
  readonly classIds: readonly number[];
}>(
  ({ marketplaceId, ids, classIds }) => sql`
    update product p set visibility_class_id = m.class_id
    from unnest(${ids}::text[], ${classIds}::int[]) as m(id, class_id)
    where p.marketplace_id = ${marketplaceId} and p.id = m.id`,
);

const containing = prepared<Family, { readonly id: string }>(
  ({ marketplaceId, ids }) => sql`
    select distinct b.bundle_id as id from bundle_product b
    where b.marketplace_id = ${marketplaceId} and b.product_id = any(${ids}::text[]) order by 1`,
);

/** Products classified in one go; bounds what is held in memory. */
const batch = 500;

const classifyOne = together<string, void>(batch, async (db, ids) => {
  await classifyWithBundles(db, [...new Set(ids)].sort());
  return [];
});

/**
 * Puts products into the class that their present catalogs, categories, party assignments, owner and activity make, and
 * their children with them, which share the parent's placement; then the bundles of what moved, which follow the classes of
 * what they consist of. Unknown IDs (deleted products) are passed over. As many products as there may be; what a transaction
 * asks for at the same time is done together.
 */
export async function reclassify(db: TenantDb, productIds: readonly string[]): Promise<void> {
  for (let start = 0; start < productIds.length; start += batch)
    await Promise.all(productIds.slice(start, start + batch).map((id) => classifyOne(db, id)));
}

async function classifyWithBundles(db: TenantDb, productIds: readonly string[]): Promise<void> {
  const moved = await classify(db, productIds);
  const components = moved.flatMap(({ id, component }) => (component ? [id] : []));
  if (components.length === 0) return;
  const bundles = await db.rows(containing({ marketplaceId: db.marketplaceId, ids: components }));
  for (let start = 0; start < bundles.length; start += batch)
    await classify(
      db,
      bundles.slice(start, start + batch).map(({ id }) => id),
    );
}

/** Puts products and their children into their classes; gives those that moved. */
async function classify(db: TenantDb, productIds: readonly string[]): Promise<Placement[]> {
  if (productIds.length === 0) return [];
  touched(db, "product", productIds);
  const { marketplaceId } = db;
  // Two requests that place the same product must see each other's work: the second waits here, and looks afterwards.
  await db.rows(held({ marketplaceId, ids: productIds }));
  const rows = await db.rows(placements({ marketplaceId, ids: productIds }));
  const classes = await classesOf(db, [...new Set(rows.map(({ signature }) => signature))]);
  const classOf = ({ signature }: Placement) => classes.get(signature) as number;
  const moved = rows.filter((row) => classOf(row) !== row.classId);
  if (moved.length === 0) return moved;
  countMoves(
    db,
    moved.map((row) => ({ id: row.id, from: row.classId, to: classOf(row) })),
  );
  await db.run(moving({ marketplaceId, ids: moved.map(({ id }) => id), classIds: moved.map(classOf) }));
  return moved;
}

/** Runs statements whose rows hold the ID of a product (`product_id`), and classifies those products anew. */
export async function reclassifyThose(
  db: TenantDb,
  ...statements: (Built<{ product_id: string }> | Statement<{ product_id: string }>)[]
): Promise<void> {
  const rows = await Promise.all(statements.map((statement) => db.rows<{ product_id: string }>(statement)));
  await reclassify(db, [...new Set(rows.flat().map(({ product_id }) => product_id))].sort());
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

interface Signatures {
  readonly marketplaceId: string;
  readonly signatures: readonly string[];
}

interface VisibilityClass {
  readonly id: number;
  readonly signature: string;
}

const knownClasses = prepared<Signatures, VisibilityClass>(
  ({ marketplaceId, signatures }) => sql`
    select v.id, s.signature from unnest(${signatures}::text[]) as s(signature)
    join visibility_class v on v.marketplace_id = ${marketplaceId} and md5(v.signature) = md5(s.signature)`,
);

const newClasses = prepared<Signatures, VisibilityClass>(
  ({ marketplaceId, signatures }) => sql`
    insert into visibility_class (marketplace_id, id, signature, content)
    select ${marketplaceId}::text, f.last + row_number() over (order by s.signature), s.signature, s.signature::jsonb
    from unnest(${signatures}::text[]) as s(signature) cross join (
      select coalesce(max(id), ${sql.lit(unclassified)}) as last from visibility_class where marketplace_id = ${marketplaceId}
    ) f returning id, signature`,
);

/** The numbers of the classes with these signatures, made where they are new. */
async function classesOf(db: TenantDb, signatures: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { marketplaceId } = db;
  const known = new Map<string, number>();
  const missing = () => signatures.filter((signature) => !known.has(signature));
  const note = (rows: readonly VisibilityClass[]) => {
    for (const { id, signature } of rows) known.set(signature, id);
  };
  note(await db.rows(knownClasses({ marketplaceId, signatures })));
  if (known.size === signatures.length) return known;
  // Raising the version first also serialises those who make classes: the next free numbers are theirs alone.
  await invalidateVisibility(db);
  note(await db.rows(knownClasses({ marketplaceId, signatures: missing() })));
  note(await db.rows(newClasses({ marketplaceId, signatures: missing() })));
  return known;
}

const newVersion = prepared<{ readonly marketplaceId: string }>(
  ({ marketplaceId }) => sql`
    insert into visibility_version as v (marketplace_id, version)
    values (${marketplaceId}, (extract(epoch from clock_timestamp()) * 1000000)::bigint)
    on conflict (marketplace_id) do update set version = greatest(v.version + 1, excluded.version)`,
);

/**
 * Makes every process work out anew which classes a user sees, and what was found among them.
 *
 * Versions are times in microseconds, so that none is ever given twice: not to a marketplace that is made again under its
 * old ID, and not after a transaction that gave itself one and was rolled back.
 */
export async function invalidateVisibility(db: TenantDb): Promise<void> {
  await db.run(newVersion({ marketplaceId: db.marketplaceId }));
}
