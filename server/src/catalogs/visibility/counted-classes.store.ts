import { BoundedCache, textBytes } from "../../platform/caches/bounded-cache.ts";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, type RawBuilder, type Statement, sql } from "../../platform/db/sql.ts";
import type { ClassSet } from "./visible-products.ts";

/** Counters of a set of classes. */
export interface ClassCounts {
  /** Number of products in the classes. */
  readonly total: number;
  /** Number of their changes so far. */
  readonly changes: number;
}

/** Which classes a statement counts, and what of it is known. */
export interface CountArguments {
  /** As the text of an `int[]`; null where it had better not be sent, as the counts are known unless something has changed. */
  readonly classes: string | null;
  /** The state of the marketplace's products that the counts are known of; empty for none. */
  readonly known: string;
}

/** What the first row of a statement says of the classes that were asked for. */
export interface CountedRow {
  /** State of the marketplace's products: another one after every change of one of them. */
  readonly state: string;
  /** Absent where the state is the one that is known, or no classes were sent. */
  readonly counts: Json | null;
}

type Fragments = { readonly [Name in keyof CountArguments | "marketplaceId"]: RawBuilder<unknown> };

/** Products and changes of a set of classes, as a list of the two. Takes a third of a microsecond for each class. */
export const countsOf = ({
  marketplaceId,
  classes,
}: Pick<Fragments, "marketplaceId" | "classes">): RawBuilder<unknown> => sql`
  (select json_build_array(coalesce(sum(products), 0), coalesce(sum(changes), 0))
    from visibility_class_count where marketplace_id = ${marketplaceId} and class_id = any(${classes}::int[]))`;

/** The same of all classes. */
export const countsOfAll = (marketplaceId: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  (select json_build_array(coalesce(sum(products), 0), coalesce(sum(changes), 0))
    from visibility_class_count where marketplace_id = ${marketplaceId})`;

/** Stands for all classes of a marketplace, in statements that count `countsOfAll`. */
export const everyClassOf = (marketplaceId: string): ClassSet => ({
  ids: new Set(),
  text: "{}",
  key: `${marketplaceId}\0`,
});

/** The state of a marketplace's products, as a subquery of one row. Each change is listed, with its stamp, along with its counts. */
export const stateNow = (marketplaceId: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  (select concat(sum(changes), '/', bit_xor(stamp)) as state from product_change_count
    where marketplace_id = ${marketplaceId} offset 0)`;

/** The columns of a `CountedRow`, as a subquery of one row. */
export const countedNow = ({ marketplaceId, classes, known }: Fragments): RawBuilder<unknown> => sql`
  (select s.state, case when s.state = ${known}::text or ${classes}::text is null then null
      else ${countsOf({ marketplaceId, classes })} end as counts
    from ${stateNow(marketplaceId)} s offset 0)`;

/** The two of `countsOf`. */
export const asCounts = ([total, changes]: readonly [number, number]): ClassCounts => ({ total, changes });

/** Texts of classes that are sent whenever they may be needed: to send them takes less than another trip. */
const mostSent = 2_000;

/** Tells whether a set has so many classes that to send and count them takes the database longer than what it is asked for. */
export const isLong = ({ text }: ClassSet): boolean => text.length > mostSent;

interface Counted extends ClassCounts {
  readonly state: string;
}

/** State of the marketplace's products as of an answer, and the counts asked for where the state is not the one that is known. */
export interface Told {
  readonly state: string;
  readonly counts: ClassCounts | undefined;
}

/** Rows, of which there is one at least, and the counts of the classes that they belong to as of the same moment. */
export interface CountedRows<Row> {
  readonly rows: readonly Row[];
  readonly counts: ClassCounts;
}

/**
 * Counts of sets of classes by the state of all products: as long as nothing changes in a marketplace, nothing is counted again,
 * however many classes somebody sees.
 */
export class CountedClasses {
  readonly #counted = new BoundedCache<Counted>("class_counts", {
    maxBytes: 8_000_000,
    bytesOf: ({ state }) => 64 + textBytes(state),
  });
  readonly caches = [this.#counted];

  /**
   * Reads rows by a statement that answers `countedNow` with the first of them.
   *
   * @param needed whether the statement needs the classes in any case.
   */
  async read<Row extends CountedRow>(
    db: TenantDb,
    set: ClassSet,
    needed: boolean,
    statement: (counted: CountArguments) => Statement<Row> | RawBuilder<unknown>,
  ): Promise<CountedRows<Row>> {
    return this.told(set, needed, async (counted) => {
      const rows = await db.rows<Row>(statement(counted));
      const { state = "", counts } = rows[0] ?? {};
      return { rows, state, counts: counts == null ? undefined : asCounts(counts.value as [number, number]) };
    });
  }

  /**
   * Reads something by a statement that tells the counts as well.
   *
   * @param needed whether the statement needs the classes in any case.
   * @param read is done twice where something has changed.
   */
  async told<Answer extends Told>(
    set: ClassSet,
    needed: boolean,
    read: (counted: CountArguments) => Promise<Answer>,
  ): Promise<Answer & { readonly counts: ClassCounts }> {
    const known = this.#counted.get(set.key);
    const classes = needed || known === undefined || !isLong(set) ? set.text : null;
    const answer = await read({ classes, known: known?.state ?? "" });
    const counts = this.#countsIn(answer, set, known);
    if (counts !== undefined) return { ...answer, counts };
    // Something has changed since.
    const again = await read({ classes: set.text, known: "" });
    return { ...again, counts: this.#countsIn(again, set) ?? nothing };
  }

  /** The counts alone, by one statement that is sent at once. */
  async now(db: TenantDb, set: ClassSet): Promise<ClassCounts> {
    const { marketplaceId } = db;
    return (await this.read(db, set, true, (counted) => counting({ marketplaceId, ...counted }))).counts;
  }

  #countsIn({ state, counts }: Told, { key }: ClassSet, known?: Counted): ClassCounts | undefined {
    if (counts === undefined) return state === known?.state ? known : undefined;
    this.#counted.set(key, { state, ...counts });
    return counts;
  }
}

const counting = prepared<CountArguments & { readonly marketplaceId: string }, CountedRow>(
  (args) => sql`select n.state, n.counts from ${countedNow(args)} n`,
);

const nothing: ClassCounts = { total: 0, changes: 0 };
