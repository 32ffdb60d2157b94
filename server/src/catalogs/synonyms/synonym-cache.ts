import { BoundedCache } from "../../platform/caches/bounded-cache.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import type { ListQuery } from "../../platform/lists/list-query.ts";
import { goesByMeaning } from "../../platform/lists/word-search.ts";
import { wordsOf } from "../../platform/lists/words.ts";
import type { Stems } from "../product-index/stems.ts";
import { SynonymSets } from "./synonym-sets.ts";
import { readSynonyms, readVersion } from "./synonyms.store.ts";

interface Versioned {
  readonly version: number;
  readonly sets: SynonymSets;
}

/**
 * Synonyms of marketplaces, by the version of what shoppers see, which each write of one raises: it is read with every
 * search, whichever process raised it (docs/behaviour/visibility-and-search.md §4).
 */
export class SynonymCache {
  readonly #stems: Stems;
  readonly #held = new BoundedCache<Versioned>("synonyms", {
    maxBytes: 16_000_000,
    bytesOf: ({ sets }) => sets.bytes,
  });
  readonly caches = [this.#held];

  constructor(stems: Stems) {
    this.#stems = stems;
  }

  /**
   * A list of products with what its search finds by synonyms as well.
   *
   * @param version that the caller knows and answers by; absent: the one of now.
   */
  async applied(db: TenantDb, query: ListQuery, version?: number): Promise<ListQuery> {
    const { search } = query;
    if (search === undefined || search.by !== "words" || !goesByMeaning(search)) return query;
    const sets = await this.#setsOf(db, version ?? (await readVersion(db)));
    if (sets.isEmpty) return query;
    const words = wordsOf(search.phrase);
    const stemOf = await this.#stems.of(db, words);
    return { ...query, search: sets.applied(search, words, (word) => stemOf(word) || word) };
  }

  async #setsOf(db: TenantDb, version: number): Promise<SynonymSets> {
    const known = this.#held.get(db.marketplaceId);
    if (known?.version === version) return known.sets;
    const { synonyms, version: now } = await readSynonyms(db);
    const words = synonyms.flatMap(({ terms, oneWayTo }) => [...terms, ...oneWayTo].flatMap(wordsOf));
    const stemOf = await this.#stems.of(db, words);
    const sets = new SynonymSets(synonyms, (word) => stemOf(word) || word);
    // Another request may have met a change that this one's transaction does not see.
    const held = this.#held.get(db.marketplaceId);
    if (held === undefined || held.version < now) this.#held.set(db.marketplaceId, { version: now, sets });
    return sets;
  }
}
