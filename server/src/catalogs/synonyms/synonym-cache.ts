import { BoundedCache } from "../../platform/caches/bounded-cache.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import type { ListQuery, OtherWords, Search } from "../../platform/lists/list-query.ts";
import { together } from "../../platform/lists/other-words.ts";
import { goesByMeaning } from "../../platform/lists/word-search.ts";
import { wordsOf } from "../../platform/lists/words.ts";
import { languageOf } from "../product-index/languages.ts";
import type { Stems } from "../product-index/stems.ts";
import { SynonymSets } from "./synonym-sets.ts";
import { readSearchRules, readVersion } from "./synonyms.store.ts";
import { wordForms } from "./word-forms.ts";

interface Versioned {
  readonly version: number;
  readonly sets: SynonymSets;
  readonly typoTolerance: boolean;
  readonly wordForms: boolean;
}

/**
 * Synonyms of marketplaces, and the settings of their searches, by the version of what shoppers see, which each write of one
 * raises: it is read with every search, whichever process raised it (docs/behaviour/visibility-and-search.md §4).
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
   * A list of products with what its search finds by synonyms as well, or is not to find where typos are not tolerated.
   *
   * @param version that the caller knows and answers by.
   * @param language of the locale of whoever searches, in whose forms words are found as well.
   */
  async applied(db: TenantDb, query: ListQuery, version: number, language: string | null = null): Promise<ListQuery> {
    return isConcerned(query) ? this.#appliedFrom(db, query, await this.#rulesOf(db, version), language) : query;
  }

  /**
   * The same by the synonyms that this process read last, with the version that they are of, which has to be held against the
   * one of now. Absent where synonyms have no part.
   */
  async appliedLast(db: TenantDb, query: ListQuery): Promise<{ readonly query: ListQuery; readonly version?: number }> {
    if (!isConcerned(query)) return { query };
    const held = this.#held.get(db.marketplaceId) ?? (await this.#read(db));
    return { query: await this.#appliedFrom(db, query, held), version: held.version };
  }

  /**
   * Reads something by a list's search and its synonyms; their version is read in the same trip, and all of it again if another
   * one has come.
   *
   * @param read has no effect, and sends all of its statements before it first waits.
   */
  async reading<Result>(db: TenantDb, query: ListQuery, read: (query: ListQuery) => Promise<Result>): Promise<Result> {
    const last = await this.appliedLast(db, query);
    const { version } = last;
    if (version === undefined) return read(query);
    const [result, now] = await Promise.all([read(last.query), readVersion(db)]);
    return now === version ? result : read(await this.applied(db, query, now));
  }

  /** Tells whether words that no product has are taken as they may have been meant. @param version that the caller answers by. */
  async toleratesTypos(db: TenantDb, version: number): Promise<boolean> {
    return (await this.#rulesOf(db, version)).typoTolerance;
  }

  async #appliedFrom(
    db: TenantDb,
    query: ListQuery,
    rules: Versioned,
    language: string | null = null,
  ): Promise<ListQuery> {
    if (query.search === undefined) return query;
    const spoken = rules.wordForms ? languageOf(language) : undefined;
    const search: Search = {
      ...query.search,
      ...(!rules.typoTolerance && { asWritten: true }),
      ...(spoken !== undefined && { language: spoken }),
    };
    const words = wordsOf(search.phrase);
    const others = together(
      await this.#synonymsOf(db, words, rules.sets),
      rules.wordForms ? wordForms.othersOf(words, (word) => word) : [],
    );
    return { ...query, search: others.length === 0 ? search : { ...search, others } };
  }

  async #synonymsOf(db: TenantDb, words: readonly string[], sets: SynonymSets): Promise<readonly OtherWords[]> {
    if (sets.isEmpty) return [];
    const stemOf = await this.#stems.of(db, words);
    return sets.othersOf(words, (word) => stemOf(word) || word);
  }

  async #rulesOf(db: TenantDb, version: number): Promise<Versioned> {
    const held = this.#held.get(db.marketplaceId);
    return held?.version === version ? held : this.#read(db);
  }

  async #read(db: TenantDb): Promise<Versioned> {
    const { synonyms, version, ...settings } = await readSearchRules(db);
    const words = synonyms.flatMap(({ terms, oneWayTo }) => [...terms, ...oneWayTo].flatMap(wordsOf));
    const stemOf = await this.#stems.of(db, words);
    const read = { version, ...settings, sets: new SynonymSets(synonyms, (word) => stemOf(word) || word) };
    // Another request may have met a change that this one's transaction does not see.
    const held = this.#held.get(db.marketplaceId);
    if (held === undefined || held.version < version) this.#held.set(db.marketplaceId, read);
    return read;
  }
}

/** Tells whether a list is searched in a way that knows synonyms. */
const isConcerned = ({ search }: ListQuery): boolean =>
  search !== undefined && search.by === "words" && goesByMeaning(search);
