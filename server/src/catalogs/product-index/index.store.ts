import type { ListFacet } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql } from "../../platform/db/sql.ts";
import type { FacetDeclaration } from "./facet-counts.ts";
import type { IndexState } from "./product-index.ts";
import type { IndexedProduct } from "./segment.ts";

interface ProductRow extends IndexedProduct {
  /** Oldest transaction that was not over when the row was read. */
  readonly horizon: string;
}

/** Products that the index is made of, as of one moment. */
export interface ReadProducts {
  readonly products: readonly IndexedProduct[];
  readonly state: IndexState;
  /** Absent where no row says. */
  readonly horizon: string | undefined;
  /** Number of products that there are. */
  readonly total: number;
}

interface Marketplace {
  readonly marketplaceId: string;
}

const columns = sql`t.id, t.visibility_class_id as "classId", folded_text(t.owner_id) as "foldedOwner",
  folded_text(t.name) as "foldedName", folded_text(t.id) as "foldedId", folded_text(t.description) as "foldedDescription",
  t.words::text as words, t.stems::text as stems, t.xp_values::text as xp,
  (pg_snapshot_xmin(pg_current_snapshot())::text::bigint & 4294967295)::text as horizon`;

const pageOf = prepared<Marketplace & { readonly after: readonly string[]; readonly number: number }, ProductRow>(
  ({ marketplaceId, after, number }) => sql`
    select ${columns} from product t
    where t.marketplace_id = ${marketplaceId}
      and (folded_text(t.owner_id), folded_text(t.name), folded_text(t.id)) >
        ((${after}::text[])[1], (${after}::text[])[2], (${after}::text[])[3])
    order by folded_text(t.owner_id), folded_text(t.name), folded_text(t.id) limit ${number}::int`,
);

/** Rows that were written by a transaction that may not have been over at the horizon: their versions say by which. */
const writtenSince = prepared<Marketplace & { readonly horizon: string }, ProductRow>(
  ({ marketplaceId, horizon }) => sql`
    select ${columns} from product t
    where t.marketplace_id = ${marketplaceId} and age(t.xmin) <= age(${horizon}::text::xid)`,
);

const idsOf = prepared<Marketplace, { readonly id: string }>(
  ({ marketplaceId }) => sql`select t.id from product t where t.marketplace_id = ${marketplaceId}`,
);

const totalOf = prepared<Marketplace, { readonly total: number }>(
  ({ marketplaceId }) => sql`select count(*) as total from product where marketplace_id = ${marketplaceId}`,
);

interface StateRow {
  readonly version: number | null;
  readonly changes: Json | null;
  readonly facets: Json | null;
}

const stateOf = prepared<Marketplace, StateRow>(
  ({ marketplaceId }) => sql`
    select (select version from visibility_version where marketplace_id = ${marketplaceId}) as version,
      (select json_agg(json_build_array(class_id, changes)) from (
        select class_id, sum(changes) as changes from visibility_class_count where marketplace_id = ${marketplaceId} group by 1
      ) c) as changes,
      (select json_agg(json_build_object('name', name, 'path', coalesce(xp_path, id), 'minCount', min_count, 'xp', xp)
        order by list_order, folded_text(id)) from product_facet where marketplace_id = ${marketplaceId}) as facets`,
);

async function readState(db: TenantDb): Promise<IndexState> {
  const row = await db.row(stateOf({ marketplaceId: db.marketplaceId }));
  const changes = (row?.changes?.value ?? []) as [number, number][];
  const facets = (row?.facets?.value ?? []) as (FacetDeclaration & { readonly xp: ListFacet["xp"] })[];
  return { version: row?.version ?? 0, changes: new Map(changes), facets };
}

/** Products that are read in one trip: taking them in holds up others for some 20 ms. */
const atOnce = 500;

/** All products, in the order of lists. @param db a snapshot. */
export async function readProducts(db: TenantDb): Promise<ReadProducts> {
  const { marketplaceId } = db;
  const state = await readState(db);
  const products: IndexedProduct[] = [];
  let horizon: string | undefined;
  for (let after: readonly string[] = ["", "", ""]; ; ) {
    const rows = await db.rows<ProductRow>(pageOf({ marketplaceId, after, number: atOnce }));
    for (const { horizon: of, ...product } of rows) {
      horizon ??= of;
      products.push(product);
    }
    const last = products.at(-1);
    if (rows.length < atOnce || last === undefined) break;
    after = [last.foldedOwner, last.foldedName, last.foldedId];
  }
  return { products, state, horizon, total: products.length };
}

/** Products that have changed since a horizon. @param db a snapshot. */
export async function readChanged(db: TenantDb, horizon: string): Promise<ReadProducts> {
  const { marketplaceId } = db;
  const [state, rows, counted] = await Promise.all([
    readState(db),
    db.rows<ProductRow>(writtenSince({ marketplaceId, horizon })),
    db.row(totalOf({ marketplaceId })),
  ]);
  const products = rows.map(({ horizon: _, ...product }): IndexedProduct => product);
  return { products, state, horizon: rows[0]?.horizon, total: counted?.total ?? 0 };
}

/** IDs of all products. */
export async function readIds(db: TenantDb): Promise<readonly string[]> {
  return (await db.rows<{ id: string }>(idsOf({ marketplaceId: db.marketplaceId }))).map(({ id }) => id);
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
