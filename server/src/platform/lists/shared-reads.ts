import type { TenantDb } from "../db/session.ts";
import { compile, type RawBuilder, type Statement } from "../db/sql.ts";

/** Tells a statement of a marketplace from all others. */
export const readKey = ({ marketplaceId }: TenantDb, { text, values }: Statement): string =>
  JSON.stringify([marketplaceId, text, values]);

/**
 * Reads that take long. Whoever asks while the same is being read waits for it, and then shares the next one with all others
 * who waited: one that was begun before they asked may not have what they wrote themselves. So however many ask for the same,
 * one of it is under way. Nothing is kept.
 */
export class SharedReads {
  readonly #underWay = new Map<string, Promise<unknown>>();

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
    const earlier = this.#underWay.get(key) as Promise<Result> | undefined;
    if (earlier !== undefined) {
      const former = await outcome(earlier);
      if (former !== undefined && isOf(former)) return former;
      const next = this.#underWay.get(key) as Promise<Result> | undefined;
      const latter = next && (await outcome(next));
      if (latter !== undefined) return latter;
    }
    const own = read();
    if (this.#underWay.has(key)) return own;
    this.#underWay.set(key, own);
    try {
      return await own;
    } finally {
      this.#underWay.delete(key);
    }
  }
}

/** What a read came to, or undefined: its failure is no other's, since whoever began it may have gone. */
const outcome = <Result>(read: Promise<Result>): Promise<Result | undefined> => read.catch(() => undefined);
