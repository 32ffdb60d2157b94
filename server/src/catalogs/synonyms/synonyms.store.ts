import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql } from "../../platform/db/sql.ts";
import type { StoredSynonym } from "./synonym-sets.ts";

/** Row of the settings of searches, of which a marketplace has one. */
export const onlySettings = "only";

interface SynonymsRow {
  readonly version: number | null;
  readonly typoTolerance: boolean | null;
  readonly synonyms: Json | null;
}

const synonymsOf = prepared<{ readonly marketplaceId: string }, SynonymsRow>(
  ({ marketplaceId }) => sql`
    select (select version from visibility_version where marketplace_id = ${marketplaceId}) as version,
      (select json_agg(json_build_object('terms', terms, 'oneWayTo', one_way_to) order by lower(id))
        from synonym where marketplace_id = ${marketplaceId}) as synonyms,
      (select typo_tolerance from search_settings where marketplace_id = ${marketplaceId} and id = ${sql.lit(onlySettings)})
        as "typoTolerance"`,
);

const versionOf = prepared<{ readonly marketplaceId: string }, { readonly version: number }>(
  ({ marketplaceId }) => sql`select version from visibility_version where marketplace_id = ${marketplaceId}`,
);

/** What a marketplace says of how its products are searched, and the version of visibility that it belongs to. */
interface SearchRules {
  readonly version: number;
  readonly synonyms: readonly StoredSynonym[];
  /** Whether words that nothing has are taken as they may have been meant. */
  readonly typoTolerance: boolean;
}

/** Reads the synonyms and settings of a marketplace's searches. */
export async function readSearchRules(db: TenantDb): Promise<SearchRules> {
  const row = await db.row(synonymsOf({ marketplaceId: db.marketplaceId }));
  return {
    version: row?.version ?? 0,
    synonyms: (row?.synonyms?.value ?? []) as unknown as StoredSynonym[],
    typoTolerance: row?.typoTolerance ?? true,
  };
}

/** Version of visibility, facets and synonyms. */
export async function readVersion(db: TenantDb): Promise<number> {
  return (await db.row(versionOf({ marketplaceId: db.marketplaceId })))?.version ?? 0;
}
