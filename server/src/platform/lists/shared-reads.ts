import type { TenantDb } from "../db/session.ts";
import { compile, type RawBuilder, type Statement } from "../db/sql.ts";

/** Tells a statement of a marketplace from all others. */
export const readKey = ({ marketplaceId }: TenantDb, { text, values }: Statement): string =>
  JSON.stringify([marketplaceId, text, values]);

interface UnderWay {
  readonly read: Promise<unknown>;
  /** Who has waited for it. */
  waiting: number;
}

/** Who waits for the same at most: others read by themselves, and are refused where too much waits for connections. */
const mostWaiting = 250;

/**
 * Reads that take long. Whoever asks while the same is being read waits for it, and then shares the next one with all others
 * who waited: one that was begun before they asked may not have what they wrote themselves. So however many ask for the same,
 * one of it is under way, unless it fails: then they read by themselves. Nothing is kept.
 */
export class SharedReads {
  readonly #underWay = new Map<string, UnderWay>();

  /** The rows of a query for the marketplace of the database. */
  rows<Row>(db: TenantDb, query: RawBuilder<unknown>): Promise<Row[]> {
    const statement = compile(query);
    return this.share(readKey(db, statement), () => db.rows<Row>(statement));
  }

  /**
   * @param key what is read, by everything that makes a difference.
   * @param isOf whether what was begun before is good enough. Default: it is not.
   */
  async share<Result>(
    key: string,
    read: () => Promise<Result>,
    isOf: (earlier: Result) => boolean = () => false,
  ): Promise<Result> {
    const earlier = this.#underWay.get(key);
    if (earlier !== undefined && earlier.waiting < mostWaiting) {
      const former = await outcome<Result>(earlier);
      if (former !== undefined && isOf(former)) return former;
      const next = this.#underWay.get(key);
      const latter = next && (await outcome<Result>(next));
      if (latter !== undefined) return latter;
    }
    const own = read();
    if (this.#underWay.has(key)) return own;
    this.#underWay.set(key, { read: own, waiting: 0 });
    try {
      return await own;
    } finally {
      this.#underWay.delete(key);
    }
  }
}

/** What a read came to, or undefined: its failure is no other's, since whoever began it may have gone. */
function outcome<Result>(one: UnderWay): Promise<Result | undefined> {
  one.waiting++;
  return (one.read as Promise<Result>).catch(() => undefined);
}
