import type { Operations, Product } from "@orderwell/contract";
import type { Page, Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, type Fragments, prepared, type RawBuilder, type Statement, sql } from "../../platform/db/sql.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { orderSql } from "../../platform/lists/order.ts";
import { pageMeta, pageSql } from "../../platform/lists/page.ts";
import { searchSql } from "../../platform/lists/search.ts";
import type { ShapeExtras } from "../../platform/lists/shape.ts";
import { filterSql } from "../../platform/lists/where.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { type FacetedList, facetPaths, readFacets } from "../facets/facets.store.ts";
import {
  type CachedResult,
  isCacheable,
  isFinal,
  isOrderCacheable,
  pageKey,
  queryKey,
} from "../facets/result-cache.ts";
import type { OfferedClasses } from "../product-index/answering.ts";
import { indexedIds, indexedQuery } from "../product-index/any-order.ts";
import { mostAttempts } from "../product-index/product-indexes.ts";
import { readVersion } from "../synonyms/synonyms.store.ts";
import {
  type CountArguments,
  type CountedClasses,
  type CountedRow,
  countsOfAll,
  everyClassOf,
  stateNow as stateOfProducts,
} from "../visibility/counted-classes.store.ts";
import type { ListedClasses } from "./listed-classes.store.ts";
import { inClasses, isPlain, type PlacementConditions, placementConditions } from "./placement-filter.store.ts";
import { readable } from "./scope.store.ts";
import { productColumns, products, searchedDocument } from "./store.ts";

/** Order and further filters of lists of products (docs/behaviour/visibility-and-search.md §2 and §3). */
export const productListShape: ShapeExtras = {
  defaultSort: ["OwnerID", "Name", "ID"],
  fields: {
    BundleID: { type: "string" },
    InventoryRecords: { type: "array", items: { type: "model", model: "InventoryRecord" } },
    InventoryRecord: { type: "array", items: { type: "model", model: "InventoryRecord" } },
  },
};

type KnownPage = { readonly marketplaceId: string; readonly ids: readonly string[] };

/** Kind of products that a list is of. */
export interface ProductKind<Model extends object> {
  readonly table: Table<Model>;
  /** Condition over the alias `v` that tells the kind's visibility classes from others; absent: all are. */
  readonly classes?: RawBuilder<unknown>;
  /** A page of which it is known which products are on it. */
  readonly known: (args: KnownPage) => Statement;
}

/** The products that a table shows, with the condition over the alias `v` on their visibility classes, if they have one. */
export const productKind = <Model extends object>(
  table: Table<Model>,
  classes?: RawBuilder<unknown>,
): ProductKind<Model> => ({
  table,
  ...(classes && { classes }),
  known: prepared<KnownPage>(
    ({ marketplaceId, ids }) => sql`
      select ${table.select} from unnest(${ids}::text[]) with ordinality as u(id, n)
      join product t on t.marketplace_id = ${marketplaceId} and t.id = u.id order by u.n`,
  ),
});

const anyProduct = productKind<Product>(products);
const idOf = (item: object): string => (item as { readonly ID: string }).ID;

/** A page of products with the facets of the whole result: see `listKind`. */
export const listProducts = (
  work: UserWork,
  list: ListRequest,
  named: Operations["Products.List"]["query"],
): Promise<Page<Row<Product>>> => listKind(anyProduct, work, list, named);

/**
 * A page of products of a kind with the facets of the whole result. Its total comes from the counters of visibility classes unless
 * something is searched or filtered that classes do not tell apart.
 */
export async function listKind<Model extends object>(
  kind: ProductKind<Model>,
  work: UserWork,
  list: ListRequest,
  named: Operations["Products.List"]["query"],
): Promise<Page<Row<Model>>> {
  const { db, actor, services } = work;
  const { results, indexes, countedClasses } = services.productReads;
  await indexes.ready(work);
  const prefix = `${db.marketplaceId}\0${actor.companyId}\0${kind.table.model}\0`;
  const placement = placementOf(kind, work, named);
  const askedAt = (version?: number) => askedBy(kind, work, list, named, placement, version);
  const kept = ({ query, keeps }: Questions) => {
    const key = prefix + queryKey(query, named.catalogID, named.categoryID);
    const result = keeps ? results.get(key) : undefined;
    const page = result && isOrderCacheable(query) ? results.page(key, pageKey(query), result) : undefined;
    return { key, result, page };
  };
  const readBy = (asked: Questions, before: Found | undefined) => {
    const reading = readPage<Model>(
      db,
      countedClasses,
      before?.search
        ? questions(kind, work, { ...list, query: { ...asked.query, search: before.search } }, asked)
        : asked,
      before,
    );
    return asked.keeps && before?.indexed !== true ? indexes.counting(work, reading) : reading;
  };
  let asked = await askedAt();
  const held = kept(asked);
  const known = held.result && held.page ? { ...held.result, ids: held.page.ids } : held.result;
  const isWhole = held.page !== undefined && known !== undefined && isFinal(known, asked.query);
  let read = await readBy(asked, isWhole ? known : ((await findIndexed(work, asked, "find")) ?? known));
  // What was found before no longer holds, or a product has changed while the index answered.
  for (let attempt = 0; !read.fits && attempt < mostAttempts; attempt++) {
    if (!restsOn(asked, read.version)) asked = await askedAt(read.version);
    const followed = await findIndexed(work, asked, "findNow");
    if (followed === undefined) break;
    read = await readBy(asked, followed);
  }
  // Everything is read again, as of one moment.
  if (!read.fits) read = await readBy(asked, undefined);
  const { items, state, total, facets, indexed } = read;
  // What others wrote meanwhile may be of other synonyms or classes.
  if (asked.keeps && restsOn(asked, read.version)) {
    const { key, page } = kept(asked);
    const isNew = page?.state !== state && isOrderCacheable(asked.query);
    results.set(key, read, isNew ? { page: pageKey(asked.query), ids: items.map((item) => idOf(item)) } : undefined);
  }
  if (asked.keeps && indexed !== true && isOrderedAnew(asked)) indexes.wantedToOrder(work, asked.query, total);
  const meta = { Facets: facets, ...pageMeta(list.query, total) };
  return { Meta: meta, Items: items };
}

interface FoundPage<Model> extends CachedResult {
  readonly items: Row<Model>[];
  /** Version of visibility, facets and synonyms at that moment; undefined where it does not matter. */
  readonly version: number | undefined;
  /** True where the earlier result is of the same state as the page, and so is what the question rests on. */
  readonly fits: boolean;
}

/** What was found before, and perhaps which products are on the page, or all that were found (`indexedIds`). */
type Found = CachedResult & { readonly ids?: readonly string[]; readonly among?: readonly string[] };

/** Tells whether no index of the database gives the order of a list. */
const isOrderedAnew = ({ query, classes }: Questions): boolean => query.sorted || classes !== undefined;

/** What the index finds, where a list asks for what the index is of use for. */
async function findIndexed(work: UserWork, asked: Questions, how: "find" | "findNow"): Promise<Found | undefined> {
  const { query, classes, keeps, plain } = asked;
  const { marketplaceId } = work.db;
  const { indexes } = work.services.productReads;
  const isOfUse = (): boolean =>
    !plain ||
    indexes.countsFacets(marketplaceId) ||
    (isOrderedAnew(asked) && indexes.orders(marketplaceId, classes?.ids));
  if (!keeps || !isOfUse()) return undefined;
  const offered: OfferedClasses = asked.offered?.ids ?? "all";
  const scope = classes ? { classIds: classes.ids, offered } : {};
  const found = await indexes[how](work, indexedQuery(query), scope);
  if (found === undefined) return undefined;
  const { ids, total, facets, search } = found;
  const known = indexedIds(query, { total, ...(ids && { ids }) });
  return { total, facets, ...(search && { search }), ...known, indexed: true, state: stateOf(found) };
}

/** What a list rests on beside its rows: synonyms and classes, of one version or, where they were held, of several. */
interface Basis {
  /** With synonyms. */
  readonly query: ListRequest["query"];
  /** Classes of all products that the list is about, whatever it searches and filters; absent: all there are. */
  readonly classes: ListedClasses | undefined;
  /** Those of the products that there are for the caller at all; absent: all there are. */
  readonly offered: ListedClasses | undefined;
  /** Versions of visibility that these are of; none where nothing rests on it. */
  readonly versions: readonly number[];
  readonly placement: Placement;
}

/** Questions of a list to the database. */
interface Questions extends Basis {
  /** @param among IDs of all that is found, where that is known. */
  readonly page: (among?: readonly string[]) => RawBuilder<unknown>;
  readonly known: ProductKind<object>["known"];
  readonly counting: RawBuilder<unknown>;
  readonly list: FacetedList;
  /** True where its result holds until a product changes. */
  readonly keeps: boolean;
  /** True where nothing is searched or filtered. */
  readonly plain: boolean;
}

const restsOn = ({ versions }: Basis, now: number | undefined): boolean => versions.every((version) => version === now);

/** Where a list looks for products: see `placementConditions`. */
interface Placement extends PlacementConditions {
  /** Over classes as well: those of a supplier's own products, which `readable` tells by the products. */
  readonly own: readonly RawBuilder<unknown>[];
}

/** Where a list looks for products; a kind is told by classes as well. */
function placementOf<Model extends object>(
  { classes }: ProductKind<Model>,
  { actor }: UserWork,
  named: Operations["Products.List"]["query"],
): Placement {
  const placed = placementConditions(named);
  return {
    ...placed,
    classes: [...(classes ? [classes] : []), ...placed.classes],
    own: actor.userType === "Supplier" ? [sql`v.content ->> 'owner' = ${actor.companyId}`] : [],
  };
}

/**
 * The questions of a list, by the synonyms and classes that this process holds.
 *
 * @param version that these must be of at least; absent: whatever it is.
 */
async function askedBy<Model extends object>(
  kind: ProductKind<Model>,
  work: UserWork,
  list: ListRequest,
  named: Operations["Products.List"]["query"],
  placement: Placement,
  version: number | undefined,
): Promise<Questions> {
  const { db, actor, services } = work;
  const { synonyms, listedClasses } = services.productReads;
  const { own, classes: placed } = placement;
  const listed = (conditions: Placement["own"], ...key: readonly unknown[]) =>
    conditions.length === 0 || !isByClasses(work, placement)
      ? undefined
      : listedClasses.of(db, JSON.stringify([own.length > 0 && actor.companyId, ...key]), conditions, version);
  const [searched, offered, within] = await Promise.all([
    version === undefined
      ? synonyms.appliedLast(db, list.query)
      : synonyms.applied(db, list.query, version).then((query) => ({ query, version })),
    listed(own),
    placed.length === 0 ? undefined : listed([...own, ...placed], kind.table.model, named.catalogID, named.categoryID),
  ]);
  const { query } = searched;
  const versions = [searched.version, offered?.version, within?.version].filter((one) => one !== undefined);
  const basis = { query, classes: within ?? offered, offered, versions, placement };
  return questions(kind, work, { ...list, query }, basis);
}

/** What a buyer's user reads is no set of classes, and who sells what changes without its product. */
const isByClasses = ({ actor }: UserWork, { products: others }: PlacementConditions): boolean =>
  others.length === 0 && actor.userType !== "Buyer";

function questions<Model extends object>(
  { table, known }: ProductKind<Model>,
  work: UserWork,
  { query, shape }: ListRequest,
  basis: Basis,
): Questions {
  const { marketplaceId } = work.db;
  const { placement } = basis;
  const search = searchSql(query.search, productColumns, searchedDocument);
  const scope = allOf([sql`t.marketplace_id = ${marketplaceId}`, readable(work).where ?? sql`true`]);
  const asked = allOf([
    ...(placement.classes.length > 0 ? [inClasses(marketplaceId, placement.classes)] : []),
    ...placement.products,
    search.where,
  ]);
  const from = sql`product as t`;
  const where = allOf([scope, asked, filterSql(query.filters, productColumns)]);
  const order = orderSql(query, shape, productColumns, { ranks: search.ranks, missingLast: query.sorted });
  const byClasses = isByClasses(work, placement);
  const plain = isPlain({ query });
  return {
    ...basis,
    page: (among) => {
      const known = among === undefined ? where : sql`${scope} and t.id = any(${among}::text[])`;
      return sql`select ${table.select} from ${from} where ${known} order by ${order} ${pageSql(query)}`;
    },
    known,
    counting:
      byClasses && plain
        ? sumOfClasses(marketplaceId, [...placement.own, ...placement.classes])
        : sql`select count(*) as total from ${from} where ${where}`,
    list: { from, scope, where: asked, filters: query.filters, columns: productColumns },
    query,
    keeps: byClasses && isCacheable(query),
    plain,
  };
}

/** A page, with what was found before if that is given, else with what is found along with it. */
async function readPage<Model>(
  db: TenantDb,
  counted: CountedClasses,
  asked: Questions,
  before: Found | undefined,
): Promise<FoundPage<Model>> {
  const { page, known, counting, list, plain, versions } = asked;
  const { marketplaceId } = db;
  const ids = before?.ids;
  const paths = before === undefined && plain ? await facetPaths(db) : [];
  const [items, now, found] = await Promise.all([
    db.rows<Row<Model>>(ids === undefined ? page(before?.among) : known({ marketplaceId, ids })),
    readNow(db, counted, asked),
    before ?? find(db, counting, list, paths),
  ]);
  const state = now ? stateOf(now) : "";
  const holds = versions.every((version) => version === now?.version);
  return {
    ...found,
    items,
    state,
    version: now?.version,
    fits: holds && (before === undefined || before.state === state),
  };
}

/** Changes of the products that a list rests on, and the version of visibility, facets and synonyms. */
interface State {
  readonly changes: number;
  readonly version: number;
}

/** Differs after every change of a product that the list rests on, and of the facets themselves. */
const stateOf = ({ changes, version }: State): string => `${changes}/${version}`;

interface StateArguments {
  readonly marketplaceId: string;
  readonly classes: string;
  readonly offered: string;
}

const stateNow = (isMeant: (args: Fragments<StateArguments>) => RawBuilder<unknown>) =>
  prepared<StateArguments, State>(
    (args) => sql`
      select coalesce(sum(c.changes), 0)::int8 as changes,
        coalesce((select version from visibility_version where marketplace_id = ${args.marketplaceId}), 0)::int8 as version
      from visibility_class_count c where c.marketplace_id = ${args.marketplaceId} and ${isMeant(args)}`,
  );

/** A facet that names values of which none counts rests on all products that there are for the caller. */
const namesAll = ({ marketplaceId }: Fragments<StateArguments>): RawBuilder<unknown> =>
  sql`exists (select from product_facet f where f.marketplace_id = ${marketplaceId} and f.min_count < 1)`;

const states = {
  offered: stateNow(({ offered }) => sql`c.class_id = any(${offered}::int[])`),
  placed: stateNow((args) => sql`(c.class_id = any(${args.classes}::int[]) or (select ${namesAll(args)}))`),
  offeredPlaced: stateNow(
    (args) =>
      sql`c.class_id = any(case when (select ${namesAll(args)}) then ${args.offered} else ${args.classes} end::int[])`,
  ),
};

const wholeNow = prepared<CountArguments & Pick<StateArguments, "marketplaceId">, CountedRow & Pick<State, "version">>(
  ({ marketplaceId, known }) => sql`
    select s.state, case when s.state = ${known}::text then null else ${countsOfAll(marketplaceId)} end as counts,
      coalesce((select version from visibility_version where marketplace_id = ${marketplaceId}), 0)::int8 as version
    from ${stateOfProducts(marketplaceId)} s`,
);

/** What a list rests on as it is now; undefined where that makes no difference to it. */
async function readNow(
  db: TenantDb,
  counted: CountedClasses,
  { keeps, classes, offered, versions }: Questions,
): Promise<State | undefined> {
  if (keeps) return classes === undefined ? readWhole(db, counted) : readState(db, classes, offered);
  return versions.length > 0 ? { changes: 0, version: await readVersion(db) } : undefined;
}

/** Of all products: their changes are counted again only once there are others. */
async function readWhole(db: TenantDb, counted: CountedClasses): Promise<State> {
  const { marketplaceId } = db;
  const { rows, counts } = await counted.read(db, everyClassOf(marketplaceId), true, (now) =>
    wholeNow({ marketplaceId, ...now }),
  );
  return { changes: counts.changes, version: rows[0]?.version ?? 0 };
}

async function readState(db: TenantDb, classes: ListedClasses, offered: ListedClasses | undefined): Promise<State> {
  const name = classes === offered ? "offered" : offered === undefined ? "placed" : "offeredPlaced";
  const args = { marketplaceId: db.marketplaceId, classes: classes.text, offered: offered?.text ?? "{}" };
  return (await db.row(states[name](args))) ?? { changes: 0, version: 0 };
}

async function find(
  db: TenantDb,
  counting: RawBuilder<unknown>,
  list: FacetedList,
  paths: readonly string[],
): Promise<Omit<CachedResult, "state">> {
  const [counted, facets] = await Promise.all([db.row<{ total: number }>(counting), readFacets(db, list, paths)]);
  return { total: counted?.total ?? 0, facets };
}

function sumOfClasses(marketplaceId: string, classes: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const those =
    classes.length === 0
      ? sql`true`
      : sql`c.class_id in (select v.id from visibility_class v where v.marketplace_id = ${marketplaceId} and ${allOf(classes)})`;
  return sql`select coalesce(sum(c.products), 0)::bigint as total
    from visibility_class_count c where c.marketplace_id = ${marketplaceId} and ${those}`;
}
