import type { ListFacet } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { changesSince, lastChanges, positionOf } from "./changes.store.ts";
import type { FacetDeclaration } from "./facet-counts.ts";
import type { IndexedProduct } from "./indexed-product.ts";
import type { ChangedProducts, ChangePosition, IndexState } from "./product-index.ts";

interface Marketplace {
  readonly marketplaceId: string;
}

const columns = sql`t.id, t.visibility_class_id as "classId", folded_text(t.owner_id) as "foldedOwner",
  folded_text(t.name) as "foldedName", folded_text(t.id) as "foldedId", folded_text(t.description) as "foldedDescription",
  t.words::text as words, t.stems::text as stems, t.xp_values::text as xp`;

const pageOf = prepared<Marketplace & { readonly after: readonly string[]; readonly number: number }, IndexedProduct>(
  ({ marketplaceId, after, number }) => sql`
    select ${columns} from product t
    where t.marketplace_id = ${marketplaceId}
      and (folded_text(t.owner_id), folded_text(t.name), folded_text(t.id)) >
        ((${after}::text[])[1], (${after}::text[])[2], (${after}::text[])[3])
    order by folded_text(t.owner_id), folded_text(t.name), folded_text(t.id) limit ${number}::int`,
);

const named = prepared<Marketplace & { readonly ids: readonly string[] }, IndexedProduct>(
  ({ marketplaceId, ids }) => sql`
    select ${columns} from product t where t.marketplace_id = ${marketplaceId} and t.id = any(${ids}::text[])`,
);

type Classes = readonly (readonly [id: number, changes: number, products: number])[];

const countsOf = (marketplaceId: RawBuilder<string>, which: RawBuilder<boolean>): RawBuilder<unknown> => sql`
  (select json_agg(json_build_array(class_id, changes, products)) from (
    select class_id, sum(changes) as changes, sum(products) as products from visibility_class_count
    where marketplace_id = ${marketplaceId} and ${which} group by 1
  ) c) as classes`;

/** Where a marketplace's products stand, without the counts of classes. */
const momentOf = (marketplaceId: RawBuilder<string>): RawBuilder<unknown> => sql`
  (select version from visibility_version where marketplace_id = ${marketplaceId}) as version,
  (select json_agg(json_build_object('name', name, 'path', coalesce(xp_path, id), 'minCount', min_count, 'xp', xp)
    order by list_order, folded_text(id)) from product_facet where marketplace_id = ${marketplaceId}) as facets,
  ${lastChanges(marketplaceId)}`;

interface MomentRow {
  readonly version: number | null;
  readonly facets: Json | null;
  readonly changes: Json | null;
}

interface ClassesRow {
  readonly classes: Json | null;
}

const moment = prepared<Marketplace, MomentRow>(({ marketplaceId }) => sql`select ${momentOf(marketplaceId)}`);

const whole = prepared<Marketplace, MomentRow & ClassesRow>(
  ({ marketplaceId }) => sql`select ${momentOf(marketplaceId)}, ${countsOf(marketplaceId, sql`true`)}`,
);

const some = prepared<Marketplace & { readonly classIds: readonly number[] }, ClassesRow>(
  ({ marketplaceId, classIds }) => sql`select ${countsOf(marketplaceId, sql`class_id = any(${classIds}::int[])`)}`,
);

const classesOf = (row: ClassesRow | undefined): Classes => (row?.classes?.value ?? []) as Classes;

/** @param before counts of other classes. */
function stateOf(row: MomentRow | undefined, classes: Classes, before?: IndexState): IndexState {
  const changes = new Map(before?.changes);
  const products = new Map(before?.products);
  for (const [id, changed, number] of classes) {
    changes.set(id, changed);
    products.set(id, number);
  }
  const facets = (row?.facets?.value ?? []) as (FacetDeclaration & { readonly xp: ListFacet["xp"] })[];
  return { version: row?.version ?? 0, changes, products, facets };
}

/** Products that are read in one trip: to take them in holds up others for a few milliseconds. */
const atOnce = 200;

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
  const number = atOnce;
  const row = await db.row(whole({ marketplaceId }));
  const pageAfter = (after: readonly string[]) => db.rows(pageOf({ marketplaceId, after, number }));
  let some = false;
  for (let rows = await pageAfter(["", "", ""]); rows.length > 0; ) {
    some = true;
    const { foldedOwner, foldedName, foldedId } = rows.at(-1)!;
    const next = rows.length < number ? [] : pageAfter([foldedOwner, foldedName, foldedId]);
    const [goesOn, following] = await Promise.all([take(rows), next]);
    if (!goesOn) return undefined;
    rows = following;
  }
  return some ? { state: stateOf(row, classesOf(row)), position: positionOf(row?.changes ?? null) } : undefined;
}

/**
 * Products that have changed since an index was of a state, which costs as much as there are.
 *
 * @param db a snapshot.
 * @param position up to which changes are known.
 * @param most products that are read: anybody may have changed all of them at once.
 * @returns undefined for more, and where it cannot be told what has changed since the position.
 */
export async function readChanged(
  db: TenantDb,
  position: ChangePosition,
  before: IndexState,
  most: number,
): Promise<ChangedProducts | undefined> {
  const { marketplaceId } = db;
  const row = await db.row(moment({ marketplaceId }));
  const last = positionOf(row?.changes ?? null);
  const changed = await changesSince(db, position, last);
  if (changed === undefined || changed.productIds.size > most) return undefined;
  const ids = [...changed.productIds];
  const products: IndexedProduct[] = [];
  const counted =
    changed.classIds.size > 0 ? db.row(some({ marketplaceId, classIds: [...changed.classIds] })) : undefined;
  for (let from = 0; from < ids.length; from += atOnce)
    products.push(...(await db.rows(named({ marketplaceId, ids: ids.slice(from, from + atOnce) }))));
  const there = new Set(products.map(({ id }) => id));
  const state = stateOf(row, classesOf(await counted), before);
  return { products, gone: ids.filter((id) => !there.has(id)), state, position: last };
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
