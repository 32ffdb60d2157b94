import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { ColumnOverride, Columns } from "../../platform/lists/columns.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { orderSql } from "../../platform/lists/order.ts";
import type { RawJson } from "../../platform/wire/reply.ts";
import { placedId } from "../placement/placed.store.ts";
import {
  isSoldByMarketplace,
  joinSchedule,
  type PriceArguments,
  type PriceChoice,
} from "../pricing/selection.store.ts";
import {
  type ClassCounts,
  type CountArguments,
  type CountedRow,
  type CountedRows,
  countedNow,
} from "../visibility/counted-classes.store.ts";
import type { CategoryNode } from "../visibility/rules.ts";
import type { ClassSet, Place } from "../visibility/visible-products.ts";
import { addedText, placedColumns, placedSchedule, type VersionedProduct } from "./product-json.store.ts";
import { type ShopperArguments, shopperStamp } from "./shopper.store.ts";
import type { ShopperView } from "./shopper-views.ts";

/** Products that rows of another table pick out, such as the entries of a collection. */
export interface Picked {
  /** Joins those rows to product `t`. */
  readonly join: RawBuilder<unknown>;
  /** Model of products with the properties that those rows add. */
  readonly model: "ProductCollectionBuyerProduct";
  /**
   * Properties that they add to each product, by name, in the order of the contract: it all comes before the product's
   * own.
   */
  readonly properties: Readonly<Record<string, ColumnOverride & { readonly scalar: RawBuilder<unknown> }>>;
}

export interface PageArguments extends PriceArguments, ShopperArguments, CountArguments {}

type Fragments = { readonly [Name in keyof PageArguments]: RawBuilder<unknown> };

/** A row of a page; what concerns the whole answer stands in the first one, which is there even when the page is empty. */
export interface PageRow extends VersionedProduct, CountedRow {
  readonly stamp: string | null;
}

/**
 * The products of a page and what else the answer needs, in one statement. `keys` selects their IDs in order, from an index
 * alone where it can; each is then looked up by its key, which the inner `offset` makes sure of. They may select texts as
 * `added` beside.
 */
export const pageOf = (
  choice: PriceChoice,
  args: Fragments,
  keys: RawBuilder<unknown>,
  added = false,
): RawBuilder<unknown> => sql`
  select case when r.n > 1 then null else c.stamp end as stamp, case when r.n > 1 then null else c.state end as state,
    case when r.n > 1 then null else c.counts end as counts, r.*
  from (select ${shopperStamp(args)} as stamp, n.state, n.counts from ${countedNow(args)} n offset 0) c
  left join lateral (
    select k.n${added ? sql`, k.added` : sql``}, ${placedColumns(args)}
    from (select k.id${added ? sql`, k.added` : sql``}, row_number() over () as n from (${keys}) k) k
    cross join lateral (select p.*, p.xmin, p.ctid from product p where p.marketplace_id = ${args.marketplaceId} and p.id = k.id offset 0) p
    ${joinSchedule(choice, args, placedSchedule)}
  ) r on true
  order by r.n`;

/** A page as it is in the database. */
export interface PageNow {
  /** The shopper's. */
  readonly stamp: string | null;
  /** Counts of all products that were looked through. */
  readonly counts: ClassCounts;
  readonly rows: readonly VersionedProduct[];
}

/** The page of a statement's rows. */
export const pageNow = ({ rows, counts }: CountedRows<PageRow>): PageNow => ({
  stamp: rows[0]?.stamp ?? null,
  counts,
  rows: rows.filter(({ id }) => id !== null),
});

/** Fragments whose parameters are these values. */
const bound = (args: PageArguments): Fragments =>
  Object.fromEntries(Object.entries(args).map(([name, value]) => [name, sql`${value}`])) as unknown as Fragments;

export interface PageRequest {
  readonly args: Omit<PageArguments, keyof CountArguments>;
  readonly choice: PriceChoice;
  readonly classes: ClassSet;
  readonly place: Place;
  readonly view: ShopperView;
  readonly list: ListRequest;
  readonly picked: Picked | undefined;
}

/** Tells whether a product's default price is the only one that can apply to the shopper, even where others have others. */
export const isDefaultPriced =
  ({
    choice,
    args: { marketplaceId, sellerId },
    view: { visible },
  }: Pick<PageRequest, "choice" | "args" | "view">): ((row: Pick<VersionedProduct, "classId">) => boolean) =>
  ({ classId }) =>
    choice === "default" ||
    (isSoldByMarketplace(marketplaceId, sellerId) && classId !== null && visible.hasDefaultPrice(classId));

export interface Read extends PageNow {
  readonly total: number;
  /** Absent when those that were kept no longer hold. */
  readonly facets: RawJson | undefined;
  /** True where what was kept and read by turned out to be of another state. */
  readonly outdated?: boolean;
}

export const facetedList = (db: TenantDb, classes: ClassSet, picked?: Picked) => ({
  from: sql`product as t ${picked?.join ?? sql``}`,
  scope: sql`t.marketplace_id = ${db.marketplaceId} and t.visibility_class_id = any(${classes.text}::int[])`,
  where: sql`true`,
  filters: [],
  columns: noColumns,
});

const noColumns: Columns = {
  of() {
    throw new Error("Nothing is filtered");
  },
};

/** The category whose own order a page is in: where one is named and the client names no other order. */
export const orderingCategory = ({ place, view, list: { query } }: PageRequest): CategoryNode | undefined =>
  query.sorted || query.search !== undefined || !place.catalogId || !place.categoryId
    ? undefined
    : view.visible.category(place.catalogId, place.categoryId);

/** In an order of the client's, or of the category's list orders. */
export function orderedPage(
  request: PageRequest,
  counted: CountArguments,
  where: RawBuilder<unknown>,
  columns: Columns,
  ranks: readonly RawBuilder<unknown>[],
): RawBuilder<unknown> {
  const { choice, classes, list, picked } = request;
  const args = { ...request.args, ...counted };
  const { query, shape } = list;
  const { page, pageSize } = query;
  const category = orderingCategory(request);
  const join = category
    ? sql`left join category_product o on o.marketplace_id = t.marketplace_id and o.catalog_id = ${category.catalog}
        and o.category_id = ${category.id} and o.product_id = ${placedId("t")}`
    : (picked?.join ?? sql``);
  const added = picked ? sql`, ${addedText(picked.model, picked.properties)} as added` : sql``;
  const order = category
    ? sql`o.list_order, folded_text(t.name), folded_text(t.id)`
    : orderSql(query, shape, columns, { ranks, missingLast: query.sorted });
  return pageOf(
    choice,
    bound(args),
    sql`select t.id${added} from product t ${join}
      where t.marketplace_id = ${args.marketplaceId} and t.visibility_class_id = any(${classes.text}::int[]) and ${where}
      order by ${order} limit ${sql.lit(pageSize)} offset ${(page - 1) * pageSize}`,
    picked !== undefined,
  );
}
