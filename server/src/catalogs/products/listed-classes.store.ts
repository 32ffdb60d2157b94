import { BoundedCache, textBytes } from "../../platform/caches/bounded-cache.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, type RawBuilder, sql } from "../../platform/db/sql.ts";

/** Visibility classes that meet conditions, as of one version of visibility: a class never changes, but others come. */
export interface ListedClasses {
  readonly version: number;
  readonly ids: ReadonlySet<number>;
  /** As the text of an `int[]`. */
  readonly text: string;
}

/**
 * Visibility classes of the products that lists of sellers and suppliers are about: those of catalogs and categories, and a
 * supplier's own. Which version they are of has to be held against the one of now, which is read along with each list.
 */
export class ListedClassesCache {
  readonly #held = new BoundedCache<ListedClasses>("listed_classes", {
    maxBytes: 32_000_000,
    bytesOf: ({ ids, text }) => 64 * ids.size + textBytes(text),
  });
  readonly caches = [this.#held];

  /**
   * The classes that meet all conditions, as this process read them last.
   *
   * @param key the same for the same conditions, and for no others of the marketplace.
   * @param conditions over the alias `v` of visibility classes.
   * @param version of no other are they any good. Absent: of whatever version they are held.
   */
  async of(
    db: TenantDb,
    key: string,
    conditions: readonly RawBuilder<unknown>[],
    version?: number,
  ): Promise<ListedClasses> {
    const name = `${db.marketplaceId}\0${key}`;
    const held = this.#held.get(name);
    if (held !== undefined && (version === undefined || held.version === version)) return held;
    const read = await readClasses(db, conditions);
    // Another request may have met a change that this one's transaction does not see.
    if (held === undefined || held.version <= read.version) this.#held.set(name, read);
    return read;
  }
}

async function readClasses(db: TenantDb, conditions: readonly RawBuilder<unknown>[]): Promise<ListedClasses> {
  const { marketplaceId } = db;
  const row = await db.row<{ version: number | null; text: string }>(sql`
    select (select version from visibility_version where marketplace_id = ${marketplaceId}) as version,
      array(select v.id from visibility_class v where v.marketplace_id = ${marketplaceId} and ${allOf(conditions)} order by 1)::text
        as text`);
  const text = row?.text ?? "{}";
  const ids = text === "{}" ? [] : text.slice(1, -1).split(",").map(Number);
  return { version: row?.version ?? 0, ids: new Set(ids), text };
}
