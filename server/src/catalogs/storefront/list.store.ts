import { prepared, type Statement, sql } from "../../platform/db/sql.ts";
import { ownWork } from "../../platform/db/terms.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { type PageMeta, pageMeta } from "../../platform/lists/page.ts";
import type { RawJson } from "../../platform/wire/reply.ts";
import { readDepth } from "../categories/depth.ts";
import { facetPaths, readFacets } from "../facets/facets.store.ts";
import { keepFacets, readKeptFacets } from "../facets/kept-facets.store.ts";
import { type PriceChoice, priceChoice } from "../pricing/selection.store.ts";
import type { IndexWork } from "../product-index/product-indexes.ts";
import { isPlain } from "../products/placement-filter.store.ts";
import type { ClassCounts } from "../visibility/counted-classes.store.ts";
import type { ClassSet, Place } from "../visibility/visible-products.ts";
import { type ReadAnew, readFiltered, readUnfiltered } from "./filtered-page.store.ts";
import { readOptimistically, type ShopperWork, type Way } from "./optimistic-read.ts";
import {
  facetedList,
  isDefaultPriced,
  type PageArguments,
  type PageRequest,
  type PageRow,
  type Picked,
  pageOf,
  type Read,
} from "./page.store.ts";
import { priceArguments } from "./price-arguments.ts";
import type { ReadCaches } from "./read-caches.ts";
import { sellerOf } from "./seller.store.ts";
import type { ShopperView } from "./shopper-views.ts";

/** Named arguments of a shopper's list of products. */
export interface ProductsAsked {
  readonly catalogID?: string | undefined;
  readonly categoryID?: string | undefined;
  readonly depth?: string | undefined;
  readonly sellerID?: string | undefined;
}

export interface ProductPage {
  readonly Meta: PageMeta & { readonly Facets: RawJson };
  readonly Items: readonly RawJson[];
}

/** Classes whose products the database merges into a page in no time. */
const fewClasses = 64;

type PlainArguments = PageArguments & { readonly offset: number };

/**
 * Pages in the default order with nothing asked for: the statement of the busiest read. The offset hides behind a `select`
 * so that the planner does not make a new plan for every page.
 *
 * @param many where the classes are many of all. The planner, which guesses ten, would read and sort all products of theirs; so
 *   the classes are put such that only the index in the order of lists will do, each of whose entries is looked up among them.
 */
const plainPage = (choice: PriceChoice, pageSize: number, many: boolean) =>
  prepared<PlainArguments, PageRow>((args) =>
    pageOf(
      choice,
      args,
      sql`select t.id from product t
        where t.marketplace_id = ${args.marketplaceId} and ${
          many
            ? sql`(t.visibility_class_id in (select unnest(${args.classes}::int[]))) is true`
            : sql`t.visibility_class_id = any(${args.classes}::int[])`
        }
        order by folded_text(t.owner_id), folded_text(t.name), folded_text(t.id)
        limit ${sql.lit(pageSize)} offset (select ${args.offset}::int8)`,
    ),
  );

/** By choice, page size and number of classes: at most four hundred. */
const plainPages = new Map<string, (args: PlainArguments) => Statement<PageRow>>();

function plainStatement(
  choice: PriceChoice,
  pageSize: number,
  many: boolean,
): (args: PlainArguments) => Statement<PageRow> {
  const key = `${choice} ${pageSize} ${many}`;
  let page = plainPages.get(key);
  if (page === undefined) {
    page = plainPage(choice, pageSize, many);
    plainPages.set(key, page);
  }
  return page;
}

/** How long the counts of another process wait for an index to be read from the disk, which counts what is there now, in milliseconds. */
const soonMs = 700;

/** Carries out `ProductReads.listForShopper`. */
export async function listProductsForShopper(
  caches: ReadCaches,
  work: ShopperWork,
  asked: ProductsAsked,
  list: ListRequest,
  picked?: Picked,
): Promise<ProductPage> {
  const levels = readDepth(asked.depth, Number.POSITIVE_INFINITY);
  const depth = Number.isFinite(levels) ? levels : undefined;
  const plain = picked === undefined && isPlain(list);
  const { marketplaceId } = work.db;
  if (plain && !caches.indexes.countsFacets(marketplaceId) && caches.facets.asksFor(marketplaceId))
    caches.facets.lend(marketplaceId, await readKeptFacets(work.db));
  await caches.indexes.ready(work, plain && caches.facets.isLentTo(marketplaceId) ? soonMs : undefined);
  const sellerId = await sellerOf(work.db, asked.sellerID);
  return readOptimistically(
    caches.views,
    work,
    async (db, view, way) => {
      const { shopper, visible } = view;
      const place = placeOf(view, asked, depth);
      const classes = caches.visibility.classesIn(visible, place);
      const query = await caches.synonyms.applied(db, list.query, visible.version, shopper.language);
      const request: PageRequest = {
        args: {
          ...priceArguments(marketplaceId, shopper, visible, sellerId),
          marketplaceId,
          userKey: shopper.userKey,
        },
        choice: priceChoice(visible.onlyDefaultPrices, marketplaceId, sellerId),
        classes,
        place,
        view,
        list: { ...list, query },
        picked,
      };
      const indexed = { db, services: work.services };
      const plainly = () => readPlain(caches, indexed, request, way);
      // The database takes long to sort many, and to merge the pages of classes of which it looks up each.
      const isOrdered =
        list.query.sorted ||
        place.categoryId !== undefined ||
        (classes.ids.size > fewClasses && !visible.areMany(classes));
      const read = !plain
        ? await readFiltered(caches, indexed, request, way)
        : isOrdered && caches.indexes.orders(marketplaceId, classes.ids)
          ? await readFiltered(caches, indexed, request, way, plainly)
          : await plainly();
      if (isOrdered) caches.indexes.wantedToOrder(indexed, query, read.total);
      return { result: { ...read, request }, stamp: read.stamp };
    },
    async (db, { rows, counts, total, facets, request, outdated }) => {
      if (outdated) return undefined;
      const { view } = request;
      const [products, Facets] = await Promise.all([
        caches.json.of(db, { rows, isDefaultPriced: isDefaultPriced(request), now: work.now, view }),
        facets ?? countFacets(caches, { db, services: work.services }, request, counts),
      ]);
      return products && Facets && { Meta: { Facets, ...pageMeta(list.query, total) }, Items: products };
    },
    !plain || list.query.sorted || Boolean(asked.categoryID),
  );
}

/** Place of an asked list; a category without a catalog is the default catalog's. */
export function placeOf(
  { shopper }: ShopperView,
  { catalogID, categoryID }: Pick<ProductsAsked, "catalogID" | "categoryID">,
  depth?: number,
): Place {
  const catalogId = catalogID || (categoryID ? (shopper.defaultCatalogId ?? "") : undefined);
  return { catalogId, categoryId: categoryID || undefined, depth };
}

async function readPlain(caches: ReadCaches, work: IndexWork, request: PageRequest, way: Way): Promise<Read> {
  const { db } = work;
  const { args, choice, classes, place, list } = request;
  const { page, pageSize, sorted } = list.query;
  const usual = !sorted && place.categoryId === undefined;
  const many = request.view.visible.areMany(classes);
  const hasIndex = caches.indexes.countsFacets(db.marketplaceId);
  if (hasIndex) caches.facets.giveBack(classes);
  const began = performance.now();
  const known = caches.facets.get(classes);
  // An index counts what belongs to the rows once these are read.
  const isCounting = known === undefined && !hasIndex;
  // What is counted here must be of the same moment as the rows: then these are read in one trip.
  const quick = way === "quick" && !isCounting;
  const statement = plainStatement(choice, pageSize, many);
  const anew: ReadAnew = (counted) => statement({ ...args, ...counted, offset: (page - 1) * pageSize });
  const paths = isCounting ? await facetPaths(db) : [];
  const reading = Promise.all([
    readUnfiltered(caches, work, request, quick, usual ? anew : undefined),
    isCounting ? readFacets(db, facetedList(db, classes), paths) : undefined,
  ]);
  const [now, facets] = await (isCounting ? caches.indexes.counting(work, reading) : reading);
  const { counts } = now;
  if (facets !== undefined) setFacets(caches, work, classes, facets, counts, began);
  if (caches.facets.isLent(classes)) caches.indexes.wantedToCount(work);
  return { ...now, total: counts.total, facets: facets ?? caches.facets.get(classes, counts) };
}

/** The facets that belong to the rows of a page; undefined when products have changed since these were read. */
async function countFacets(
  caches: ReadCaches,
  work: IndexWork,
  { classes, view, list }: PageRequest,
  now: ClassCounts,
): Promise<RawJson | undefined> {
  const { db } = work;
  const began = performance.now();
  const scope = { classIds: classes.ids, version: view.visible.version, counts: true };
  if (caches.indexes.countsFacets(db.marketplaceId)) {
    let indexed = await caches.indexes.find(work, list.query, scope);
    if (indexed?.changes !== now.changes) indexed = await caches.indexes.findNow(work, list.query, scope);
    if (indexed !== undefined) {
      const { total, changes } = indexed;
      setFacets(caches, work, classes, indexed.facets, { total, changes }, began);
      // What lags behind by a change does where the database would count for long.
      const counted = caches.facets.get(classes, now);
      if (counted !== undefined) return counted;
    }
  }
  const paths = await facetPaths(db);
  const counting = Promise.all([caches.counted.now(db, classes), readFacets(db, facetedList(db, classes), paths)]);
  const [counted, facets] = await caches.indexes.counting(work, counting);
  setFacets(caches, work, classes, facets, counted, began);
  return caches.facets.get(classes, now);
}

/** Holds what was counted, and keeps it for processes that start. */
function setFacets(
  { facets }: ReadCaches,
  { db, services: { tenants } }: IndexWork,
  classes: ClassSet,
  counted: RawJson,
  counts: ClassCounts,
  began: number,
): void {
  facets.set(classes, counted, counts, began);
  const kept = facets.toKeep(classes);
  // Nobody waits for it; what fails is counted again.
  if (kept !== undefined)
    void tenants.transaction(db.marketplaceId, "write", (own) => keepFacets(own, kept), ownWork).catch(() => {});
}
