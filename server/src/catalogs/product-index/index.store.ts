import type { ListFacet } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql } from "../../platform/db/sql.ts";
import type { FacetDeclaration } from "./facet-counts.ts";
import type { ChangePosition, IndexState } from "./product-index.ts";
import type { IndexedProduct } from "./segment.ts";

interface ProductRow extends IndexedProduct {
  /** Oldest transaction that was not over when the row was read. */
  readonly position: ChangePosition;
}

/** Products that have changed, as of one moment. */
export interface ChangedProducts {
  /** Undefined for more than were to be read, and where it cannot be told what has changed since the position. */
  readonly products: readonly IndexedProduct[] | undefined;
  readonly state: IndexState;
  /** Where the next look begins. */
  readonly position: ChangePosition;
  /** Classes of which a product has changed, or gone. */
  readonly classIds: readonly number[];
}

interface Marketplace {
  readonly marketplaceId: string;
}

const columns = sql`t.id, t.visibility_class_id as "classId", folded_text(t.owner_id) as "foldedOwner",
  folded_text(t.name) as "foldedName", folded_text(t.id) as "foldedId", folded_text(t.description) as "foldedDescription",
  t.words::text as words, t.stems::text as stems, t.xp_values::text as xp,
  (pg_snapshot_xmin(pg_current_snapshot())::text::bigint & 4294967295)::text as position`;

const pageOf = prepared<Marketplace & { readonly after: readonly string[]; readonly number: number }, ProductRow>(
  ({ marketplaceId, after, number }) => sql`
    select ${columns} from product t
    where t.marketplace_id = ${marketplaceId}
      and (folded_text(t.owner_id), folded_text(t.name), folded_text(t.id)) >
        ((${after}::text[])[1], (${after}::text[])[2], (${after}::text[])[3])
    order by folded_text(t.owner_id), folded_text(t.name), folded_text(t.id) limit ${number}::int`,
);

type Classes = Marketplace & { readonly classes: string };

/** Rows of some classes that were written by a transaction that may not have been over at the position: their versions say by which. */
const writtenSince = prepared<Classes & { readonly position: ChangePosition; readonly number: number }, ProductRow>(
  ({ marketplaceId, classes, position, number }) => sql`
    select ${columns} from product t
    where t.marketplace_id = ${marketplaceId} and t.visibility_class_id = any(${classes}::int[])
      and age(t.xmin) <= age(${position}::text::xid) limit ${number}::int`,
);

const idsOf = prepared<Classes & { readonly after: string; readonly number: number }, { readonly id: string }>(
  ({ marketplaceId, classes, after, number }) => sql`
    select t.id from product t
    where t.marketplace_id = ${marketplaceId} and t.visibility_class_id = any(${classes}::int[]) and t.id > ${after}
    order by t.id limit ${number}::int`,
);

interface StateRow {
  readonly version: number | null;
  readonly classes: Json | null;
  readonly facets: Json | null;
}

const stateOf = prepared<Marketplace, StateRow>(
  ({ marketplaceId }) => sql`
    select (select version from visibility_version where marketplace_id = ${marketplaceId}) as version,
      (select json_agg(json_build_array(class_id, changes, products)) from (
        select class_id, sum(changes) as changes, sum(products) as products from visibility_class_count
        where marketplace_id = ${marketplaceId} group by 1
      ) c) as classes,
      (select json_agg(json_build_object('name', name, 'path', coalesce(xp_path, id), 'minCount', min_count, 'xp', xp)
        order by list_order, folded_text(id)) from product_facet where marketplace_id = ${marketplaceId}) as facets`,
);

async function readState(db: TenantDb): Promise<IndexState> {
  const row = await db.row(stateOf({ marketplaceId: db.marketplaceId }));
  const classes = (row?.classes?.value ?? []) as [id: number, changes: number, products: number][];
  const facets = (row?.facets?.value ?? []) as (FacetDeclaration & { readonly xp: ListFacet["xp"] })[];
  return {
    version: row?.version ?? 0,
    changes: new Map(classes.map(([id, changes]) => [id, changes])),
    products: new Map(classes.map(([id, , products]) => [id, products])),
    facets,
  };
}

/** Products, or IDs, that are read in one trip: to take them in holds up others for a few milliseconds. */
const atOnce = { products: 200, ids: 2_000 };

/**
 * Reads all products, in the order of lists.
 *
 * @param db a snapshot.
 * @param take is given some at a time; the next are read meanwhile. False to read no more.
 * @returns the state that they are of, and where the look for changes begins; undefined where there are no products, or
 *   not all were read.
 */
export async function readProducts(
  db: TenantDb,
  take: (products: readonly IndexedProduct[]) => Promise<boolean>,
): Promise<{ readonly state: IndexState; readonly position: ChangePosition } | undefined> {
  const { marketplaceId } = db;
  const number = atOnce.products;
  const state = await readState(db);
  const pageAfter = (after: readonly string[]) => db.rows<ProductRow>(pageOf({ marketplaceId, after, number }));
  let position: ChangePosition | undefined;
  for (let rows = await pageAfter(["", "", ""]); rows.length > 0; ) {
    position ??= rows[0]!.position;
    const { foldedOwner, foldedName, foldedId } = rows.at(-1)!;
    const next = rows.length < number ? [] : pageAfter([foldedOwner, foldedName, foldedId]);
    const [goesOn, following] = await Promise.all([take(rows), next]);
    if (!goesOn) return undefined;
    rows = following;
  }
  return position === undefined ? undefined : { state, position };
}

/**
 * Products that have changed since the index was of a state: anybody may have changed all of them at once.
 *
 * @param db a snapshot.
 * @param position up to which they are known.
 * @param most products that are read.
 */
export async function readChanged(
  db: TenantDb,
  position: ChangePosition,
  before: IndexState,
  most: number,
): Promise<ChangedProducts> {
  const { marketplaceId } = db;
  const state = await readState(db);
  const known = new Set([...before.changes.keys(), ...state.changes.keys()]);
  const classIds = [...known].filter(
    (id) => before.changes.get(id) !== state.changes.get(id) || before.products.get(id) !== state.products.get(id),
  );
  if (classIds.length === 0) return { products: [], state, position, classIds };
  const classes = `{${classIds.join(",")}}`;
  const products = await db.rows<ProductRow>(writtenSince({ marketplaceId, classes, position, number: most + 1 }));
  return {
    products: products.length > most ? undefined : products,
    state,
    position: products[0]?.position ?? position,
    classIds,
  };
}

/** IDs of the products of some classes. */
export async function readIds(db: TenantDb, classIds: readonly number[]): Promise<ReadonlySet<string>> {
  const { marketplaceId } = db;
  const classes = `{${classIds.join(",")}}`;
  const ids = new Set<string>();
  for (let after = ""; ; ) {
    const rows = await db.rows(idsOf({ marketplaceId, classes, after, number: atOnce.ids }));
    for (const { id } of rows) ids.add(id);
    if (rows.length < atOnce.ids) return ids;
    after = rows.at(-1)!.id;
  }
}

/** Number of products, by the counters of their classes. */
export async function countProducts(db: TenantDb): Promise<number> {
  const { marketplaceId } = db;
  const row = await db.row<{ total: number }>(
    sql`select coalesce(sum(products), 0)::int8 as total from visibility_class_count where marketplace_id = ${marketplaceId}`,
  );
  return row?.total ?? 0;
}

/** English stems of words as the database makes them, one for each; empty for one without a meaning of its own. */
export async function readStems(db: TenantDb, words: readonly string[]): Promise<readonly string[]> {
  const rows = await db.rows<{ stem: string | null }>(stemsOf({ words }));
  return rows.map(({ stem }) => stem ?? "");
}

const stemsOf = prepared<{ readonly words: readonly string[] }>(
  ({ words }) => sql`
    select (ts_lexize('english_stem', left(w.word, 255)))[1] as stem
    from unnest(${words}::text[]) with ordinality as w (word, n) order by w.n`,
);
