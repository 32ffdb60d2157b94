import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, sql } from "../../platform/db/sql.ts";
import type { StoredSynonym } from "./synonym-sets.ts";

/** Row of the settings of searches, of which a marketplace has one. */
export const onlySettings = "only";

interface SynonymsRow {
  readonly version: number | null;
  readonly settings: Json | null;
  readonly synonyms: Json | null;
}

const synonymsOf = prepared<{ readonly marketplaceId: string }, SynonymsRow>(
  ({ marketplaceId }) => sql`
    select (select version from visibility_version where marketplace_id = ${marketplaceId}) as version,
      (select json_agg(json_build_object('terms', terms, 'oneWayTo', one_way_to) order by lower(id))
        from synonym where marketplace_id = ${marketplaceId}) as synonyms,
      (select json_build_object('typoTolerance', typo_tolerance, 'wordForms', word_forms)
        from search_settings where marketplace_id = ${marketplaceId} and id = ${sql.lit(onlySettings)}) as settings`,
);

const versionOf = prepared<{ readonly marketplaceId: string }, { readonly version: number }>(
  ({ marketplaceId }) => sql`select version from visibility_version where marketplace_id = ${marketplaceId}`,
);

interface Settings {
  /** Whether words that nothing has are taken as they may have been meant. */
  readonly typoTolerance: boolean;
  /** Whether words are found in other forms of theirs. */
  readonly wordForms: boolean;
}

/** What a marketplace says of how its products are searched, and the version of visibility that it belongs to. */
interface SearchRules extends Settings {
  readonly version: number;
  readonly synonyms: readonly StoredSynonym[];
}

const usual: Settings = { typoTolerance: true, wordForms: true };

/** Reads the synonyms and settings of a marketplace's searches. */
export async function readSearchRules(db: TenantDb): Promise<SearchRules> {
  const row = await db.row(synonymsOf({ marketplaceId: db.marketplaceId }));
  return {
    version: row?.version ?? 0,
    synonyms: (row?.synonyms?.value ?? []) as unknown as StoredSynonym[],
    ...((row?.settings?.value ?? usual) as unknown as Settings),
  };
}

/** Version of visibility, facets and synonyms. */
export async function readVersion(db: TenantDb): Promise<number> {
  return (await db.row(versionOf({ marketplaceId: db.marketplaceId })))?.version ?? 0;
}
