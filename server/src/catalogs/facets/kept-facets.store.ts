import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql } from "../../platform/db/sql.ts";
import { RawJson } from "../../platform/wire/reply.ts";

/** Counts of the facets of all products of some classes, as of one moment. */
export interface KeptFacets {
  /** Names the classes, and the version of visibility and facets. */
  readonly key: string;
  /** Number of products of the classes, and of their changes so far. */
  readonly total: number;
  readonly changes: number;
  readonly facets: RawJson;
}

/** Counts that are kept of a marketplace: those of the classes that most see, mostly. */
const mostKept = 20;
/** Characters of one of them at most. */
const mostText = 1_000_000;

interface Marketplace {
  readonly marketplaceId: string;
}

const keeping = prepared<Marketplace & Omit<KeptFacets, "facets"> & { readonly facets: string }>(
  ({ marketplaceId, key, total, changes, facets }) => sql`
    insert into counted_facets (marketplace_id, key, total, changes, facets, counted_at)
    values (${marketplaceId}, ${key}, ${total}::int8, ${changes}::int8, ${facets}::json, now())
    on conflict (marketplace_id, key) do update
    set total = excluded.total, changes = excluded.changes, facets = excluded.facets, counted_at = excluded.counted_at`,
);

const leaving = prepared<Marketplace>(
  ({ marketplaceId }) => sql`
    delete from counted_facets where marketplace_id = ${marketplaceId} and counted_at < (
      select counted_at from counted_facets where marketplace_id = ${marketplaceId}
      order by counted_at desc offset ${sql.lit(mostKept - 1)} limit 1)`,
);

/** Keeps counts for processes that start, in place of what was kept of the same classes and of what was counted long ago. */
export async function keepFacets(db: TenantDb, { facets, ...counts }: KeptFacets): Promise<void> {
  const { marketplaceId } = db;
  const { text } = facets;
  if (text.length > mostText) return;
  await db.run(keeping({ marketplaceId, ...counts, facets: text }));
  await db.run(leaving({ marketplaceId }));
}

const kept = prepared<Marketplace, Omit<KeptFacets, "facets"> & { readonly facets: Json }>(
  ({ marketplaceId }) => sql`
    select key, total, changes, facets from counted_facets
    where marketplace_id = ${marketplaceId} and counted_at > now() - interval '1 day'`,
);

/** Counts that were kept within a day. */
export async function readKeptFacets(db: TenantDb): Promise<readonly KeptFacets[]> {
  const rows = await db.rows(kept({ marketplaceId: db.marketplaceId }));
  return rows.map((row) => ({ ...row, facets: new RawJson(row.facets.text) }));
}
