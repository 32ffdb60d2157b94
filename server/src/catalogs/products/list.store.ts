import type { Operations, Product } from "@orderwell/contract";
import type { Page, Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, prepared, type RawBuilder, type Statement, sql } from "../../platform/db/sql.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { orderSql } from "../../platform/lists/order.ts";
import { pageMeta, pageSql } from "../../platform/lists/page.ts";
import { searchSql } from "../../platform/lists/search.ts";
import type { ShapeExtras } from "../../platform/lists/shape.ts";
import { filterSql } from "../../platform/lists/where.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { type FacetedList, readFacets } from "../facets/facets.store.ts";
import { type CachedResult, isCacheable, isFinal, pageKey, queryKey } from "../facets/result-cache.ts";
import { inClasses, isPlain, placementConditions } from "./placement-filter.store.ts";
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

/** How often the index is asked before the database is, which takes far longer where there are many products. */
const mostAttempts = 4;

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
  const query = await services.productReads.synonyms.applied(db, list.query);
  const asked = questions(kind, work, { ...list, query }, named);
  const { results } = services.productReads;
  const key = `${db.marketplaceId}\0${actor.companyId}\0${kind.table.model}\0${queryKey(query, named.catalogID, named.categoryID)}`;
  const page = pageKey(query);
  const kept = asked.keeps ? results.get(key) : undefined;
  const known = kept && results.page(key, page, kept);
  const held = kept && known ? { ...kept, ids: known.ids } : kept;
  const found = held && known && isFinal(held, query) ? held : ((await findIndexed(work, asked, "find")) ?? held);
  const readBy = (before: Found | undefined) => {
    const { search: meant } = before ?? {};
    const by = meant && questions(kind, work, { ...list, query: { ...query, search: meant } }, named);
    return readPage<Model>(db, by ?? asked, before);
  };
  let read = await readBy(found);
  // What was found before no longer holds, or a product has changed while the index answered.
  for (let attempt = 0; !read.fits && attempt < mostAttempts; attempt++) {
    const followed = await findIndexed(work, asked, "findNow");
    if (followed === undefined) break;
    read = await readBy(followed);
  }
  // Everything is read again, as of one moment.
  if (!read.fits) read = await readBy(undefined);
  const { items, state, total, facets, indexed, search } = read;
  if (asked.keeps) {
    if (kept?.state !== state || kept.indexed !== indexed)
      results.set(key, { state, total, facets, ...(indexed && { indexed }), ...(search && { search }) });
    if (known?.state !== state) results.setPage(key, page, { state, ids: items.map((item) => idOf(item)) });
  }
  const meta = { Facets: facets, ...pageMeta(query, total) };
  return { Meta: meta, Items: items };
}

interface FoundPage<Model> extends CachedResult {
  readonly items: Row<Model>[];
  /** True where the earlier result is of the same state as the page. */
  readonly fits: boolean;
}

/** What was found before, and perhaps which products are on the page. */
type Found = CachedResult & { readonly ids?: readonly string[] };

/** What the index finds, where a list is about all products and asks for what the index is of use for. */
async function findIndexed(
  work: UserWork,
  { query, keeps, whole, plain }: Questions,
  how: "find" | "findNow",
): Promise<Found | undefined> {
  const { indexes } = work.services.productReads;
  const isOfUse = (): boolean =>
    !plain || indexes.countsFacets(work.db.marketplaceId) || (query.sorted && indexes.orders(work));
  if (!keeps || !whole || !isOfUse()) return undefined;
  const found = await indexes[how](work, query, {});
  return found && { ...found, indexed: true, state: `${found.changes}/${found.version}` };
}

/** Questions of a list to the database. */
interface Questions {
  readonly page: RawBuilder<unknown>;
  readonly known: ProductKind<object>["known"];
  readonly counting: RawBuilder<unknown>;
  readonly list: FacetedList;
  readonly query: ListRequest["query"];
  /** True where its result holds until a product changes. */
  readonly keeps: boolean;
  /** True where all products of the marketplace are looked through. */
  readonly whole: boolean;
  /** True where nothing is searched or filtered. */
  readonly plain: boolean;
}

function questions<Model extends object>(
  { table, classes, known }: ProductKind<Model>,
  work: UserWork,
  list: ListRequest,
  named: Operations["Products.List"]["query"],
): Questions {
  const { db, actor } = work;
  const { query, shape } = list;
  const placed = placementConditions(named);
  const placement = classes === undefined ? placed : { ...placed, classes: [classes, ...placed.classes] };
  const search = searchSql(query.search, productColumns, searchedDocument);
  const scope = allOf([sql`t.marketplace_id = ${db.marketplaceId}`, readable(work).where ?? sql`true`]);
  const asked = allOf([
    ...(placement.classes.length > 0 ? [inClasses(db.marketplaceId, placement.classes)] : []),
    ...placement.products,
    search.where,
  ]);
  const from = sql`product as t`;
  const where = allOf([scope, asked, filterSql(query.filters, productColumns)]);
  const order = orderSql(query, shape, productColumns, search);
  // What a buyer's user reads is no set of classes, and who sells what changes without its product.
  const byClasses = placement.products.length === 0 && actor.userType !== "Buyer";
  const plain = isPlain(list);
  return {
    page: sql`select ${table.select} from ${from} where ${where} order by ${order} ${pageSql(query)}`,
    known,
    counting:
      byClasses && plain
        ? sumOfClasses(db.marketplaceId, [...placement.classes, ...ownClasses(work)])
        : sql`select count(*) as total from ${from} where ${where}`,
    list: { from, scope, where: asked, filters: query.filters, columns: productColumns },
    query,
    keeps: byClasses && isCacheable(query),
    whole: actor.userType === "Seller" && placement.classes.length === 0,
    plain,
  };
}

/** A page, with what was found before if that is given, else with what is found along with it. */
async function readPage<Model>(
  db: TenantDb,
  { page, known, counting, list, keeps }: Questions,
  before: Found | undefined,
): Promise<FoundPage<Model>> {
  const { marketplaceId } = db;
  const ids = before?.ids;
  const [items, state, found] = await Promise.all([
    db.rows<Row<Model>>(ids === undefined ? page : known({ marketplaceId, ids })),
    keeps ? readState(db) : "",
    before ?? find(db, counting, list),
  ]);
  const fits = before === undefined || before.state === state;
  return { ...found, items, state, fits };
}

const stateOf = prepared<{ readonly marketplaceId: string }, { readonly state: string }>(
  ({ marketplaceId }) => sql`
    select concat_ws('/', sum(c.changes), (select version from visibility_version where marketplace_id = ${marketplaceId})) as state
    from visibility_class_count c where c.marketplace_id = ${marketplaceId}`,
);

/** Differs after every change of a product of the marketplace, and of the facets themselves. */
async function readState(db: TenantDb): Promise<string> {
  return (await db.row(stateOf({ marketplaceId: db.marketplaceId })))?.state ?? "";
}

async function find(
  db: TenantDb,
  counting: RawBuilder<unknown>,
  list: FacetedList,
): Promise<Omit<CachedResult, "state">> {
  const [counted, facets] = await Promise.all([db.row<{ total: number }>(counting), readFacets(db, list)]);
  return { total: counted?.total ?? 0, facets };
}

/** The classes of a supplier's own products. */
const ownClasses = ({ actor }: UserWork): RawBuilder<unknown>[] =>
  actor.userType === "Supplier" ? [sql`v.content ->> 'owner' = ${actor.companyId}`] : [];

function sumOfClasses(marketplaceId: string, classes: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const those =
    classes.length === 0
      ? sql`true`
      : sql`c.class_id in (select v.id from visibility_class v where v.marketplace_id = ${marketplaceId} and ${allOf(classes)})`;
  return sql`select coalesce(sum(c.products), 0)::bigint as total
    from visibility_class_count c where c.marketplace_id = ${marketplaceId} and ${those}`;
}
