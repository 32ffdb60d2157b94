import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql } from "../../platform/db/sql.ts";
import type { StoredSynonym } from "./synonym-sets.ts";

interface SynonymsRow {
  readonly version: number | null;
  readonly synonyms: Json | null;
}

const synonymsOf = prepared<{ readonly marketplaceId: string }, SynonymsRow>(
  ({ marketplaceId }) => sql`
    select (select version from visibility_version where marketplace_id = ${marketplaceId}) as version,
      (select json_agg(json_build_object('terms', terms, 'oneWayTo', one_way_to) order by lower(id))
        from synonym where marketplace_id = ${marketplaceId}) as synonyms`,
);

const versionOf = prepared<{ readonly marketplaceId: string }, { readonly version: number }>(
  ({ marketplaceId }) => sql`select version from visibility_version where marketplace_id = ${marketplaceId}`,
);

/** The synonyms of a marketplace, and the version of visibility that they belong to. */
export async function readSynonyms(
  db: TenantDb,
): Promise<{ readonly version: number; readonly synonyms: readonly StoredSynonym[] }> {
  const row = await db.row(synonymsOf({ marketplaceId: db.marketplaceId }));
  return { version: row?.version ?? 0, synonyms: (row?.synonyms?.value ?? []) as unknown as StoredSynonym[] };
}

/** Version of visibility, facets and synonyms. */
export async function readVersion(db: TenantDb): Promise<number> {
  return (await db.row(versionOf({ marketplaceId: db.marketplaceId })))?.version ?? 0;
}
