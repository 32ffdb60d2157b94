import type { TenantDb } from "../../platform/db/session.ts";
import { SharedTrips } from "../../platform/db/shared-trips.ts";
import { type Fragments, prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { joinSchedule } from "../pricing/selection.store.ts";
import { asCounts, type CountArguments, countsOf, stateNow, type Told } from "../visibility/counted-classes.store.ts";
import type { KeptRow } from "./kept-rows.ts";
import { type NamedArguments, NamedRows } from "./named-rows.ts";
import type { PageNow } from "./page.store.ts";
import { gap, placedSchedule, places, textColumns, type VersionedProduct } from "./product-json.store.ts";
import { availableQuantity } from "./product-row.store.ts";
import { shopperStamp } from "./shopper.store.ts";

/** A page of which it is known which products are on it, all at their default price, as a shopper sees it. */
export interface KnownPage extends CountArguments {
  readonly userKey: number;
  /** The same for the same classes. */
  readonly classesKey: string;
  readonly buyerId: string;
  /** As the text of a `bigint[]`. */
  readonly groupKeys: string;
  readonly currency: string | null;
  /** What is held of each product, in their order, or its ID. */
  readonly rows: readonly (KeptRow | string)[];
  /** Whether texts are read along of products of which nothing is held. */
  readonly texts: boolean;
}

interface Arguments extends NamedArguments {
  readonly marketplaceId: string;
  readonly userKeys: readonly number[];
  readonly classSets: readonly (string | null)[];
  readonly knownStates: readonly string[];
}

/** A product that may not be as it was named, by its place among all, from 1; a place alone: it is gone. */
interface Row extends VersionedProduct {
  readonly stamps: string;
  readonly state: string;
  /** As `countsOf` has them, or empty. */
  readonly counts: string;
  /** Null in the one row there is when all are as they were named. */
  readonly n: number | null;
}

/**
 * Tells whether what lies at some places is what lay there: the rows of these IDs and versions, and no others.
 *
 * @param of arrays. Places must be a column: row-level security lets no expression be looked up that it does not trust.
 */
const lieAs = (
  table: RawBuilder<unknown>,
  marketplaceId: RawBuilder<unknown>,
  of: {
    readonly ids: RawBuilder<unknown>;
    readonly versions: RawBuilder<unknown>;
    readonly places: RawBuilder<unknown>;
  },
): RawBuilder<unknown> => sql`(select array_agg(l.id) = ${of.ids} and array_agg(l.xmin) = ${of.versions}
    from ${table} l where l.marketplace_id = ${marketplaceId} and l.ctid = any(${of.places}))`;

/** Products of groups of which one may not be as it was named. */
const inGroups = (args: Fragments<Arguments>): RawBuilder<unknown> => {
  const { marketplaceId } = args;
  const products = { ids: sql`g.ids`, versions: sql`g.versions`, places: sql`g.places` };
  const schedules = { ids: sql`g.schedule_ids`, versions: sql`g.schedule_versions`, places: sql`g.schedule_places` };
  return sql`
        union all
        select i.id, g.view, i.n
        from (select g.view, string_to_array(g.ids, ',') as ids, string_to_array(g.numbers, ',')::int[] as numbers,
            string_to_array(g.versions, ',')::xid[] as versions, string_to_array(g.places, ';')::tid[] as places,
            string_to_array(g.schedule_ids, ',') as schedule_ids, string_to_array(g.schedule_versions, ',')::xid[] as schedule_versions,
            string_to_array(g.schedule_places, ';')::tid[] as schedule_places
          from unnest(${args.groupIds}::text[], ${args.groupNumbers}::text[], ${args.groupViews}::int[], ${args.versions}::text[],
            ${args.places}::text[], ${args.scheduleIds}::text[], ${args.scheduleVersions}::text[], ${args.schedulePlaces}::text[])
            as g(ids, numbers, view, versions, places, schedule_ids, schedule_versions, schedule_places) offset 0) g
        cross join lateral unnest(g.ids, g.numbers) as i(id, n)
        where (${lieAs(sql`product`, marketplaceId, products)} and ${lieAs(sql`price_schedule`, marketplaceId, schedules)}) is not true`;
};

/**
 * Several pages in one statement. Of their products only those are answered that may not be as they were named: as long as
 * nothing changes, what is sent and read is who the shoppers are and the counts.
 *
 * Products are looked at where they and their schedules lay last, group by group, which takes a fraction of what finding them by
 * their keys does. A row of the same place, ID and version is the same row, and rows that are come in the order in which they
 * lie, so that a group is compared as a whole. All others are found by their keys; so is a group of which one has moved.
 *
 * @param texts columns that are read of them beside.
 * @param groups whether there are any.
 */
const knownPages = (texts: RawBuilder<unknown>, groups: boolean) =>
  prepared<Arguments>((args: Fragments<Arguments>) => {
    const { marketplaceId } = args;
    const of = {
      marketplaceId,
      buyerId: sql`(${args.buyerIds}::text[])[u.view]`,
      groupKeys: sql`(${args.groupKeys}::text[])[u.view]`,
      currency: sql`(${args.currencies}::text[])[u.view]`,
      // A default price depends on neither.
      sellerId: marketplaceId,
      anySeller: sql`true`,
      assigned: sql`'{}'`,
    };
    return sql`
    select c.stamps, c.state, c.counts, r.*
    from (select
      (select string_agg(coalesce(${shopperStamp({ marketplaceId, userKey: sql`s.user_key` })}, ''), ${sql.lit(gap)} order by s.n)
        from unnest(${args.userKeys}::bigint[]) with ordinality as s(user_key, n)) as stamps,
      s.state,
      (select string_agg(case when k.state = s.state or k.classes is null then '' else
          (select ${countsOf({ marketplaceId, classes: sql`i.classes` })} from (select k.classes::int[] as classes offset 0) i)::text
          end, ${sql.lit(gap)} order by k.n)
        from unnest(${args.classSets}::text[], ${args.knownStates}::text[]) with ordinality as k(classes, state, n)) as counts
      from ${stateNow(marketplaceId)} s offset 0) c
    left join lateral (
      select u.n, p.id, p.xmin as version, p.visibility_class_id as "classId", q.quantity, e.id as "scheduleId", e.xmin as "scheduleVersion",
        ${places}${texts}
      from (select i.id, i.view, i.n from unnest(${args.ids}::text[], ${args.views}::int[], ${args.numbers}::int[]) as i(id, view, n)${groups ? inGroups(args) : sql``}
        offset 0) u
      left join lateral (select p.*, p.xmin, p.ctid from product p
        where p.marketplace_id = ${marketplaceId} and p.id = u.id offset 0) p on true
      ${joinSchedule("default", of, placedSchedule)}
      cross join lateral (select ${availableQuantity(of)} as quantity offset 0) q
    ) r on true`;
  });

const statementsWith = (texts: RawBuilder<unknown>) => ({
  keys: knownPages(texts, false),
  groups: knownPages(texts, true),
});

const statements = { versions: statementsWith(sql``), texts: statementsWith(sql`, ${textColumns}`) };

/** The page, and what it tells of the counts. */
type KnownPageNow = Told & Pick<PageNow, "stamp" | "rows">;

/** Numbers values as they come, from 1; the same value has the same number. */
class Numbered<Value> {
  readonly #numbers = new Map<Value, number>();

  of(value: Value): number {
    let number = this.#numbers.get(value);
    if (number === undefined) {
      number = this.#numbers.size + 1;
      this.#numbers.set(value, number);
    }
    return number;
  }

  get all(): Value[] {
    return [...this.#numbers.keys()];
  }
}

/** Reads pages in one trip: each in what is held where that is right, else in what there is now. */
async function readKnownPages(db: TenantDb, pages: readonly KnownPage[]): Promise<KnownPageNow[]> {
  const { marketplaceId } = db;
  const users = new Numbered<number>();
  const classSets = new Numbered<string>();
  const counted: CountArguments[] = [];
  const named = new NamedRows();
  const placeOf = ({ classesKey, classes, known }: KnownPage): number => {
    const place = classSets.of(`${known}\0${classes === null}\0${classesKey}`) - 1;
    counted[place] ??= { classes, known };
    return place;
  };
  const asked = pages.map((page) => ({
    user: users.of(page.userKey) - 1,
    classes: placeOf(page),
    places: named.of(page),
  }));
  const of = statements[pages.some(({ texts }) => texts) ? "texts" : "versions"];
  const args = {
    marketplaceId,
    userKeys: users.all,
    classSets: counted.map(({ classes }) => classes),
    knownStates: counted.map(({ known }) => known),
    ...named.arguments,
  };
  const rows = await (named.areGrouped
    ? db.under({ planning: "places" }).rows<Row>(of.groups(args))
    : db.rows<Row>(of.keys(args)));
  const [{ stamps = "", state = "", counts = "" } = {}] = rows;
  const stampsOf = stamps.split(gap);
  const told = counts.split(gap).map((text) => (text === "" ? undefined : asCounts(JSON.parse(text))));
  const now: (VersionedProduct | undefined)[] = named.named.map((row) => (typeof row === "string" ? undefined : row));
  for (const row of rows) if (row.n !== null) now[row.n - 1] = row.id === null ? undefined : row;
  return asked.map(({ user, classes, places }) => {
    const found = places.map((place) => now[place]).filter((row) => row !== undefined);
    return { stamp: stampsOf[user] || null, state, counts: told[classes], rows: found };
  });
}

/** Reads a page. */
export async function readKnownPage(db: TenantDb, page: KnownPage): Promise<KnownPageNow> {
  const [now] = await readKnownPages(db, [page]);
  return now!;
}

/** Products of a page that weighs as much as anything that shares trips. */
const usualSize = 20;

/** Reads of known pages, which share trips. */
export const pageTrips = (): PageTrips =>
  new SharedTrips({
    alone: readKnownPage,
    together: readKnownPages,
    weightOf: ({ rows }) => Math.max(1, rows.length / usualSize),
  });

export type PageTrips = SharedTrips<KnownPage, KnownPageNow>;
