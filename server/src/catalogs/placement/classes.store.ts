import { touched } from "../../platform/changes/object-write.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Built, type Fragments, prepared, type RawBuilder, type Statement, sql } from "../../platform/db/sql.ts";
import { together } from "../../platform/db/together.ts";
import { countChanges, countMoves, unclassified } from "./class-counts.store.ts";
import type { KnownClass } from "./known-placements.ts";
import { type KnownPlace, putAsKnown } from "./known-places.store.ts";
import { placedId } from "./placed.store.ts";
import { type Places, writePlaces } from "./places.store.ts";

interface Family {
  readonly marketplaceId: string;
  readonly ids: readonly string[];
}

/** Products `p` of these IDs, and their children. */
const family = ({ marketplaceId, ids }: Fragments<Family>) =>
  sql`p.marketplace_id = ${marketplaceId} and (p.id = any(${ids}::text[]) or p.parent_id = any(${ids}::text[]))`;

// Bundles after all else: that is the order in which they follow what they consist of.
const held = prepared<Family, { readonly id: string }>(
  (args) => sql`select p.id from product p where ${family(args)} order by p.is_bundle, p.id for update`,
);

/** Place of a product; the signature is the text of a `ClassContent`. */
interface Placement {
  readonly id: string;
  readonly parentId: string | null;
  readonly classId: number;
  readonly signature: string;
  readonly digest: string;
  /** The class of that signature; null where it is new. */
  readonly rightId: number | null;
  /** Some bundle contains it. */
  readonly component: boolean;
}

// Digests are made once, ahead of what is compared with them: where there are few classes, that is all of them.
const placements = prepared<Family, Placement>(
  (args) => sql`
    select p.id, p.parent_id as "parentId", p.visibility_class_id as "classId", g.signature, d.digest,
      (select v.id from visibility_class v
        where v.marketplace_id = ${args.marketplaceId} and v.digest = d.digest) as "rightId",
      exists (select from bundle_product b where b.marketplace_id = ${args.marketplaceId} and b.product_id = p.id) as component
    from product p cross join lateral (select ${placedId("p")} as id) s cross join lateral (select
      (jsonb_build_object(
        'active', p.active,
        'owner', p.owner_id,
        'child', p.parent_id is not null,
        'catalogs', array(select c.catalog_id from catalog_product c
          where c.marketplace_id = ${args.marketplaceId} and c.product_id = s.id order by 1),
        'categories', array(select jsonb_build_array(c.catalog_id, c.category_id)
          from (select distinct c.catalog_id, c.category_id from category_product c
            where c.marketplace_id = ${args.marketplaceId} and c.product_id in (s.id, p.id) order by 1, 2) c),
        'parties', array(select jsonb_build_array(a.buyer_id, a.group_key)
          from (select distinct a.buyer_id, coalesce(a.group_key, 0) as group_key from product_assignment a
            where a.marketplace_id = ${args.marketplaceId} and a.product_id in (s.id, p.id) order by 1, 2) a)
      ) || case when p.is_bundle then jsonb_build_object('components', array(
          select distinct q.visibility_class_id from bundle_product b
            join product q on q.marketplace_id = ${args.marketplaceId} and q.id = b.product_id
            where b.marketplace_id = ${args.marketplaceId} and b.bundle_id = p.id order by 1)) else '{}' end)::text as signature
      offset 0) g cross join lateral (select md5(g.signature) as digest offset 0) d
    where ${family(args)} order by p.id`,
);

/** A product with its class, and the one that it had. */
interface Placed extends Placement {
  readonly rightId: number;
}

const hasMoved = ({ classId, rightId }: Placed): boolean => classId !== rightId;

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

/** A product that is to be classified, and where it is put before. */
interface Classified extends Places {
  readonly productId: string;
  /** What is known to become of it, where it is put into a single place. */
  readonly known?: KnownPlace;
}

/** What has become of a product. */
interface Outcome {
  /** It was to be done as is known, and something else of the transaction is about the same product: nothing is done. */
  readonly refused?: true;
  /** Anything may have: not where it only was to come to places that it had. */
  readonly changed: boolean;
  /** The class that it is in, unless others follow it there, or that is not known. */
  readonly alone?: KnownClass | undefined;
}

/** Products that a transaction has classified. */
const classifiedIn = new WeakMap<TenantDb, Set<string>>();

/** Those of a round of which it is known what becomes of them, and that nothing else of the transaction has classified. */
function knownOf(db: TenantDb, products: readonly Classified[]): ReadonlySet<KnownPlace> {
  const done = classifiedIn.get(db.transaction) ?? new Set<string>();
  classifiedIn.set(db.transaction, done);
  const others = new Set(products.flatMap(({ known, productId }) => (known === undefined ? [productId] : [])));
  const known = new Set<KnownPlace>();
  for (const product of products)
    if (product.known !== undefined && !done.has(product.productId) && !others.has(product.productId)) {
      done.add(product.productId);
      known.add(product.known);
    }
  for (const id of others) done.add(id);
  return known;
}

/** Classifies products, of which a round follows the other: no two of a transaction count the same move. */
const classifyOne = together<Classified, Outcome>(
  batch,
  async (db, products) => {
    const known = knownOf(db, products);
    const unknown = products.filter((one) => one.known === undefined);
    const [changed, outcomes] = await Promise.all([
      known.size === 0 ? known : putAsKnown(db, [...known]),
      unknown.length === 0 ? undefined : classifyUnknown(db, unknown),
    ]);
    return products.map((one) => {
      if (one.known === undefined) return outcomes?.(one) as Outcome;
      if (!known.has(one.known)) return { changed: false, refused: true };
      return { changed: changed.has(one.known), alone: one.known.move.to };
    });
  },
  true,
);

async function classifyUnknown(
  db: TenantDb,
  products: readonly Classified[],
): Promise<(product: Classified) => Outcome> {
  const catalogs = products.flatMap((one) => one.catalogs);
  const categories = products.flatMap((one) => one.categories);
  // In the trip that puts them where they belong, behind that: what is looked at has been written.
  const [{ entered, ordered }, classified] = await Promise.all([
    writePlaces(db, { catalogs, categories }),
    classifyWithBundles(db, [...new Set(products.map(({ productId }) => productId))].sort()),
  ]);
  // Lists of a category may be in its order: what has not moved has changed as well, and children with it.
  const stayed = classified.filter((one) => !hasMoved(one) && (ordered.has(one.id) || ordered.has(one.parentId ?? "")));
  countChanges(db, stayed);
  const places = new Map(classified.map((one) => [one.id, one]));
  return ({ productId, ...put }) => {
    const placed = places.get(productId);
    return {
      changed:
        (put.catalogs.length === 0 && put.categories.length === 0) || entered.has(productId) || ordered.has(productId),
      alone:
        placed === undefined || placed.component
          ? undefined
          : { id: placed.rightId, signature: placed.signature, digest: placed.digest },
    };
  };
}

/**
 * Puts a product into catalogs and categories, and then into the class that these make.
 *
 * @returns its class, unless something else follows it there; `refused` where it was to be as is known, and was not done.
 * @see reclassify
 */
export async function putAndClassify(db: TenantDb, product: Classified): Promise<Outcome> {
  const outcome = await classifyOne(db, product);
  // Noted by the work itself, which may share the round with others': followers are told who did it.
  if (outcome.changed) touched(db, "product", [product.productId]);
  return outcome;
}

/**
 * Puts products into the class that their present catalogs, categories, party assignments, owner and activity make, and
 * their children with them, which share the parent's placement; then the bundles of what moved, which follow the classes of
 * what they consist of. Unknown IDs (deleted products) are passed over. As many products as there may be; what a transaction
 * asks for at the same time is done together.
 */
export async function reclassify(db: TenantDb, productIds: readonly string[]): Promise<void> {
  for (let start = 0; start < productIds.length; start += batch)
    await Promise.all(
      productIds
        .slice(start, start + batch)
        .map((productId) => putAndClassify(db, { productId, catalogs: [], categories: [] })),
    );
}

/** @returns all that were looked at, children among them, but not the bundles. */
async function classifyWithBundles(db: TenantDb, productIds: readonly string[]): Promise<readonly Placed[]> {
  const rows = await classify(db, productIds);
  const components = rows.flatMap((row) => (row.component && hasMoved(row) ? [row.id] : []));
  if (components.length === 0) return rows;
  const bundles = await db.rows(containing({ marketplaceId: db.marketplaceId, ids: components }));
  for (let start = 0; start < bundles.length; start += batch)
    await classify(
      db,
      bundles.slice(start, start + batch).map(({ id }) => id),
    );
  return rows;
}

/**
 * Places of products and their children, which are held. Two requests that place the same product must see each other's work: the
 * second waits here, and looks afterwards. What has come while it waited is not held yet, and is looked at once more.
 */
async function placed(db: TenantDb, ids: readonly string[]): Promise<readonly Placement[]> {
  const { marketplaceId } = db;
  for (;;) {
    const [rows, found] = await Promise.all([
      db.rows(held({ marketplaceId, ids })),
      db.rows(placements({ marketplaceId, ids })),
    ]);
    const isHeld = new Set(rows.map(({ id }) => id));
    if (found.every(({ id }) => isHeld.has(id))) return found;
  }
}

/** Puts products and their children into their classes. */
async function classify(db: TenantDb, productIds: readonly string[]): Promise<readonly Placed[]> {
  if (productIds.length === 0) return [];
  const { marketplaceId } = db;
  const found = await placed(db, productIds);
  const unknown = found.flatMap(({ rightId, signature }) => (rightId === null ? [signature] : []));
  const made = unknown.length === 0 ? undefined : await classesOf(db, [...new Set(unknown)]);
  const rows = found.map((row) => ({ ...row, rightId: row.rightId ?? (made?.get(row.signature) as number) }));
  const moved = rows.filter(hasMoved);
  if (moved.length === 0) return rows;
  countMoves(
    db,
    moved.map(({ id, classId, rightId }) => ({ id, from: classId, to: rightId })),
  );
  const [ids, classIds] = [moved.map(({ id }) => id), moved.map(({ rightId }) => rightId)];
  db.runLater(moving({ marketplaceId, ids, classIds }));
  return rows;
}

/** Runs statements whose rows hold the ID of a product (`product_id`), and classifies those products anew. */
export async function reclassifyThose(
  db: TenantDb,
  ...statements: (Built<{ product_id: string }> | Statement<{ product_id: string }>)[]
): Promise<void> {
  const rows = await Promise.all(statements.map((statement) => db.rows<{ product_id: string }>(statement)));
  await reclassify(db, [...new Set(rows.flat().map(({ product_id }) => product_id))].sort());
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
    join visibility_class v on v.marketplace_id = ${marketplaceId} and v.digest = md5(s.signature)`,
);

const newClasses = prepared<Signatures, VisibilityClass>(
  ({ marketplaceId, signatures }) => sql`
    insert into visibility_class (marketplace_id, id, signature, content)
    select ${marketplaceId}::text, f.last + row_number() over (order by s.signature), s.signature, s.signature::jsonb
    from unnest(${signatures}::text[]) as s(signature) cross join (
      select coalesce(max(id), ${sql.lit(unclassified)}) as last from visibility_class where marketplace_id = ${marketplaceId}
    ) f returning id, signature`,
);

/** The numbers of classes with signatures that were not known, made where they still are new. */
async function classesOf(db: TenantDb, signatures: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { marketplaceId } = db;
  const known = new Map<string, number>();
  const missing = () => signatures.filter((signature) => !known.has(signature));
  const note = (rows: readonly VisibilityClass[]) => {
    for (const { id, signature } of rows) known.set(signature, id);
  };
  // Raising the version first also serialises those who make classes: the next free numbers are theirs alone.
  await invalidateVisibility(db);
  note(await db.rows(knownClasses({ marketplaceId, signatures })));
  if (known.size < signatures.length) note(await db.rows(newClasses({ marketplaceId, signatures: missing() })));
  return known;
}

/** What the class of a product that is nowhere yet depends on. */
interface NewProduct {
  readonly owner: string;
  readonly active: boolean;
}

/** Signature of that class. */
const signatureOfNew = (owner: RawBuilder<string>, active: RawBuilder<boolean>): RawBuilder<string> =>
  sql`jsonb_build_object('active', ${active}::boolean, 'owner', ${owner}::text, 'child', false,
    'catalogs', '[]'::jsonb, 'categories', '[]'::jsonb, 'parties', '[]'::jsonb)::text`;

const classOfNew = prepared<
  NewProduct & { readonly marketplaceId: string },
  { readonly signature: string; readonly digest: string; readonly id: number | null }
>(
  ({ marketplaceId, owner, active }) => sql`
    select d.signature, d.digest, v.id
    from (select s.signature, md5(s.signature) as digest
      from (select ${signatureOfNew(owner, active)} as signature offset 0) s offset 0) d
    left join visibility_class v on v.marketplace_id = ${marketplaceId} and v.digest = d.digest`,
);

/** The class of a product that is nowhere yet, by its owner's stored ID and whether it is active. */
export const newProductClass = together<NewProduct, KnownClass>(500, async (db, products) => {
  const { marketplaceId } = db;
  const keyOf = ({ owner, active }: NewProduct) => `${active} ${owner}`;
  const kinds = [...new Map(products.map((one) => [keyOf(one), one])).values()];
  const found = await Promise.all(
    kinds.map(({ owner, active }) => db.row(classOfNew({ marketplaceId, owner, active }))),
  );
  const missing = found.flatMap((one) => (one !== undefined && one.id === null ? [one.signature] : []));
  const made = missing.length === 0 ? undefined : await classesOf(db, missing);
  const classes = new Map(
    kinds.map((kind, index) => {
      const { id, signature, digest } = found[index] as { id: number | null; signature: string; digest: string };
      return [keyOf(kind), { id: id ?? (made?.get(signature) as number), signature, digest }];
    }),
  );
  return products.map((one) => classes.get(keyOf(one)) as KnownClass);
});

const newVersion = prepared<{ readonly marketplaceId: string }>(
  ({ marketplaceId }) => sql`
    insert into visibility_version as v (marketplace_id, version)
    values (${marketplaceId}, (extract(epoch from clock_timestamp()) * 1000000)::bigint)
    on conflict (marketplace_id) do update set version = greatest(v.version + 1, excluded.version)`,
);

const newCategoryVersion = prepared<{ readonly marketplaceId: string }>(
  ({ marketplaceId }) => sql`
    insert into visibility_version as v (marketplace_id, version, category_version)
    values (${marketplaceId}, (extract(epoch from clock_timestamp()) * 1000000)::bigint,
      (extract(epoch from clock_timestamp()) * 1000000)::bigint)
    on conflict (marketplace_id) do update set category_version = greatest(v.category_version + 1, excluded.category_version)`,
);

/** Transactions that end with a new version. */
const invalidating = new WeakSet<TenantDb>();

/**
 * Makes every process read the categories of a marketplace anew, with the commit. Who sees them is another version's: that
 * of `invalidateVisibility`, whose versions these are like.
 */
export function invalidateCategories(db: TenantDb): void {
  if (invalidating.has(db.transaction)) return;
  invalidating.add(db.transaction);
  db.runLast(() => [newCategoryVersion({ marketplaceId: db.marketplaceId })]);
}

/**
 * Makes every process work out anew which classes a user sees, and what was found among them.
 *
 * Versions are times in microseconds, so that none is ever given twice: not to a marketplace that is made again under its
 * old ID, and not after a transaction that gave itself one and was rolled back.
 */
export async function invalidateVisibility(db: TenantDb): Promise<void> {
  await db.run(newVersion({ marketplaceId: db.marketplaceId }));
}
