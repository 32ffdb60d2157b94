import type { TenantDb } from "../../platform/db/session.ts";
import { SharedTrips } from "../../platform/db/shared-trips.ts";
import { type Fragments, prepared, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { quantityOfSimple } from "../inventory/available.store.ts";
import { joinSchedule } from "../pricing/selection.store.ts";
import { asCounts, type CountArguments, countsOf, stateNow, type Told } from "../visibility/counted-classes.store.ts";
import { elementOf, type KeptRow } from "./kept-rows.ts";
import type { PageNow } from "./page.store.ts";
import { gap, placedSchedule, textColumns, type VersionedProduct } from "./product-json.store.ts";
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

/** Arrays as texts, so that a batch of pages is put together from texts that are held. */
interface Arguments {
  readonly marketplaceId: string;
  readonly userKeys: readonly number[];
  readonly classSets: readonly (string | null)[];
  readonly knownStates: readonly string[];
  readonly buyerIds: readonly string[];
  readonly groupKeys: readonly string[];
  readonly currencies: readonly (string | null)[];
  readonly ids: string;
  /** Places in the three above, from 1. */
  readonly views: string;
  readonly versions: string;
  readonly scheduleVersions: string;
  readonly quantities: string;
  readonly places: string;
  readonly schedulePlaces: string;
}

/** A product that is not as it was named, by its place among all, from 1; a place alone: it is gone. */
interface Row extends VersionedProduct {
  readonly stamps: string;
  readonly state: string;
  /** As `countsOf` has them, or empty. */
  readonly counts: string;
  /** Null in the one row there is when all are as they were named. */
  readonly n: number | null;
}

/**
 * Several pages in one statement. Of their products only those are answered that are not as they were named: as long as
 * nothing changes, what is sent and read is who the shoppers are and the counts.
 *
 * Products are looked up where they and their schedules lay last, which takes a fraction of what finding them by their keys
 * does. What is seen there and has the same keys and versions is what the keys would find, as long as its stock is its own. All
 * others are found by their keys; so is what was moved, which is answered as well, for the sake of its place.
 *
 * @param texts columns that are read of them beside.
 */
const knownPages = (texts: RawBuilder<unknown>) =>
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
        p.ctid as place, e.ctid as "schedulePlace"${texts}
      from (select u.*
        from unnest(${args.ids}::text[], ${args.views}::int[], ${args.versions}::xid[], ${args.scheduleVersions}::xid[],
          ${args.quantities}::int[], ${args.places}::tid[], ${args.schedulePlaces}::tid[])
          with ordinality as u(id, view, version, schedule_version, quantity, place, schedule_place, n)
        left join lateral (select true as same from product p
          join price_schedule e on e.marketplace_id = ${marketplaceId} and e.ctid = u.schedule_place
            and e.id = p.default_price_schedule_id and e.xmin = u.schedule_version
          where p.marketplace_id = ${marketplaceId} and p.ctid = u.place and p.id = u.id and p.xmin = u.version
            and p.inventory_records = 0 and not p.variant_level_tracking
            and ${quantityOfSimple("p")} is not distinct from u.quantity offset 0) s on true
        where s.same is null offset 0) u
      left join lateral (select p.*, p.xmin, p.ctid from product p
        where p.marketplace_id = ${marketplaceId} and p.id = u.id offset 0) p on true
      ${joinSchedule("default", of, placedSchedule)}
      cross join lateral (select ${availableQuantity(of)} as quantity offset 0) q
      where p.xmin is distinct from u.version or e.xmin is distinct from u.schedule_version
        or q.quantity is distinct from u.quantity
        or p.ctid is distinct from u.place or e.ctid is distinct from u.schedule_place
    ) r on true`;
  });

const statements = { versions: knownPages(sql``), texts: knownPages(sql`, ${textColumns}`) };

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

/** Products of several pages, each once for those who are shown the same of it. */
class NamedRows {
  readonly #views = new Map<
    string,
    { readonly number: number; readonly page: KnownPage; readonly places: Map<string, number> }
  >();
  readonly #view: number[] = [];
  readonly named: (KeptRow | string)[] = [];

  /** Places of a page's products among all, from 0. */
  of(page: KnownPage): number[] {
    const key = `${page.currency ?? ""}\0${page.groupKeys}\0${page.buyerId}`;
    let view = this.#views.get(key);
    if (view === undefined) {
      view = { number: this.#views.size + 1, page, places: new Map() };
      this.#views.set(key, view);
    }
    const { number, places } = view;
    return page.rows.map((row) => {
      const id = typeof row === "string" ? row : row.id;
      let place = places.get(id);
      if (place === undefined) {
        place = this.named.push(row) - 1;
        this.#view.push(number);
        places.set(id, place);
      }
      return place;
    });
  }

  get arguments(): Omit<Arguments, "marketplaceId" | "userKeys" | "classSets" | "knownStates"> {
    const pages = [...this.#views.values()].map(({ page }) => page);
    let ids = "";
    let versions = "";
    let scheduleVersions = "";
    let quantities = "";
    let places = "";
    let schedulePlaces = "";
    let comma = "{";
    for (const row of this.named) {
      if (typeof row === "string") {
        ids += comma + elementOf(row);
        versions += `${comma}null`;
        scheduleVersions += `${comma}null`;
        quantities += `${comma}null`;
        places += `${comma}null`;
        schedulePlaces += `${comma}null`;
      } else {
        ids += comma + row.element;
        versions += comma + row.version;
        scheduleVersions += comma + row.scheduleVersion;
        quantities += comma + row.quantity;
        places += comma + row.placeElement;
        schedulePlaces += comma + row.schedulePlaceElement;
      }
      comma = ",";
    }
    const closed = (text: string): string => (text === "" ? "{}" : `${text}}`);
    return {
      buyerIds: pages.map(({ buyerId }) => buyerId),
      groupKeys: pages.map(({ groupKeys }) => groupKeys),
      currencies: pages.map(({ currency }) => currency),
      ids: closed(ids),
      views: `{${this.#view.join()}}`,
      versions: closed(versions),
      scheduleVersions: closed(scheduleVersions),
      quantities: closed(quantities),
      places: closed(places),
      schedulePlaces: closed(schedulePlaces),
    };
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
  const rows = await db.rows<Row>(
    statements[pages.some(({ texts }) => texts) ? "texts" : "versions"]({
      marketplaceId,
      userKeys: users.all,
      classSets: counted.map(({ classes }) => classes),
      knownStates: counted.map(({ known }) => known),
      ...named.arguments,
    }),
  );
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
