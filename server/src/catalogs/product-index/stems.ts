import { BoundedCache, textBytes } from "../../platform/caches/bounded-cache.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { readStems } from "./index.store.ts";
import type { StemOf } from "./searched-words.ts";

/** English stems of words as the database makes them, kept once they were asked for. */
export class Stems {
  readonly #known = new BoundedCache<string>("stems", { maxBytes: 4_000_000, bytesOf: textBytes });
  readonly caches = [this.#known];

  /** Stems of these words, by word. At most one trip to the database. */
  async of(db: TenantDb, words: readonly string[]): Promise<StemOf> {
    const known = new Map(words.map((word) => [word, isOwnStem(word) ? word : this.#known.get(word)]));
    const unknown = [...known].flatMap(([word, stem]) => (stem === undefined ? [word] : []));
    const read = unknown.length === 0 ? [] : await readStems(db, unknown);
    for (const [index, word] of unknown.entries()) {
      known.set(word, read[index]!);
      this.#known.set(word, read[index]!);
    }
    return (word) => known.get(word) ?? "";
  }
}

/** English stems differ from words in how letters end: part numbers are their own. */
const isOwnStem = (word: string): boolean => /[0-9]$/.test(word);
