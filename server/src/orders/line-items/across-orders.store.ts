import type { ExtendedLineItem, Operations, OrderDirection } from "@orderwell/contract";
import { type LargeSource, lookedUp, readLargePage } from "../../platform/crud/large-page.ts";
import type { Page } from "../../platform/crud/page.ts";
import type { Row } from "../../platform/db/json.ts";
import { allOf, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { type Columns, columnsOf, idAt } from "../../platform/lists/columns.ts";
import type { Filter, ListQuery } from "../../platform/lists/list-query.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { orderSql } from "../../platform/lists/order.ts";
import { pageMeta } from "../../platform/lists/page.ts";
import { searchSql } from "../../platform/lists/search.ts";
import type { FieldPath, ListShape, ShapeExtras } from "../../platform/lists/shape.ts";
import { filterSql } from "../../platform/lists/where.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { countedColumns, countedTotal } from "../aggregate/counts.store.ts";
import { type LineRow, lineColumns, lineTable, unlinkedColumns } from "../aggregate/line-row.store.ts";
import { asNumber } from "../aggregate/number-search.ts";
import { submittedColumns } from "../aggregate/order-row.store.ts";
import { listable } from "../aggregate/visibility.store.ts";
import {
  dividedFilters,
  foundBy,
  isBySubmission,
  isOrdered,
  namedIds,
  namesValues,
} from "../order/indexed-lists.store.ts";
import { argumentConditions } from "../order/list.store.ts";

export const acrossOrdersShape: ShapeExtras = { defaultSort: ["!Order.DateSubmitted", "OrderID", "DateAdded"] };

const ofOrders = {
  OrderID: idAt(sql`o.id`),
  Order: { joined: submittedColumns("o") },
};
const columns = columnsOf({ ...lineColumns, ...ofOrders });
const unlinked = columnsOf({ ...unlinkedColumns, ...ofOrders });
/** Filters by what lines are counted by. */
const ofCounted = columnsOf({ Order: { joined: columnsOf(countedColumns, "c") } });

/** The name of a property of the order. */
function orderName({ segments: [first, ...others], name }: FieldPath): string | undefined {
  if (name === "OrderID") return "ID";
  return first === "Order" ? others.join(".") : undefined;
}

const ofOrder = ({ segments }: FieldPath): boolean => segments[0] === "Order" || segments[0] === "OrderID";

const mixed = (paths: readonly FieldPath[]): boolean => paths.some(ofOrder) && !paths.every(ofOrder);

/**
 * Properties of orders and of their line items that can be asked for together (docs/behaviour/orders.md §15).
 *
 * @throws ApiError LineItem.MustSortByOrderFirst, LineItem.CannotFilterByOrderOrLineItem,
 *   LineItem.CannotSearchByOrderOrLineItem
 */
function check({ filters, search, sort, sorted }: ListQuery): void {
  if (sorted && sort[0] !== undefined && !ofOrder(sort[0].path)) throw apiError("LineItem.MustSortByOrderFirst");
  if (filters.some(({ alternatives }) => mixed(alternatives.map(({ path }) => path))))
    throw apiError("LineItem.CannotFilterByOrderOrLineItem");
  if (search !== undefined && mixed(search.on.map(({ path }) => path)))
    throw apiError("LineItem.CannotSearchByOrderOrLineItem");
}

/** Tells whether a filter names orders by their IDs. */
const namesOrders = ({ alternatives: [only, ...others] }: Filter): boolean =>
  only !== undefined && others.length === 0 && orderName(only.path) === "ID" && namesValues(only.conditions);

const isCounted = (path: FieldPath): boolean =>
  path.segments[0] === "Order" && Object.hasOwn(countedColumns, orderName(path) ?? "");

const byProducts: Parameters<typeof foundBy>[1]["products"] = {
  names: ["ProductID", "Product.ID"],
  isOfLine: (path) => !ofOrder(path),
  are: (ids) => sql`lower(t.product_id) = any(${ids}::text[])`,
};

/** The order of lines by what is of their orders alone: the orders are walked in it. */
function walkOf(query: ListQuery, shape: ListShape, of: Columns): LargeSource["walk"] {
  const end = query.sort.findIndex(({ path }) => !ofOrder(path));
  const sort = end === -1 ? query.sort : query.sort.slice(0, end);
  const [first] = sort;
  if (query.filters.some(namesOrders)) return undefined;
  if ((query.search !== undefined && !query.sorted) || first === undefined) return undefined;
  if (!isOrdered([first], orderName)) return undefined;
  return {
    order: orderSql({ ...query, sort }, { ...shape, tieBreaker: undefined }, of),
    isUnique: sort.some(({ path }) => orderName(path) === "ID"),
  };
}

/** Line items of all submitted orders that the caller may see. */
export async function listAcrossOrders(
  { actor, db, services }: UserWork,
  { query: asked, shape }: ListRequest,
  direction: OrderDirection,
  parameters: Operations["LineItems.ListAcrossOrders"]["query"],
): Promise<Page<Row<ExtendedLineItem>>> {
  check(asked);
  const query = asked.search ? { ...asked, search: asNumber(asked.search) } : asked;
  const seller = actor.userType === "Seller";
  const of = seller ? columns : unlinked;
  const { where, counted } = listable(actor, direction, "submitted", "o");
  const { companies, dates } = argumentConditions(db.marketplaceId, parameters, "o");
  const isCountedByKinds =
    companies.length === 0 &&
    dates.length === 0 &&
    query.search === undefined &&
    query.filters.every(({ alternatives }) => alternatives.every(({ path }) => isCounted(path)));
  const { passing, rest } = dividedFilters(query, orderName);
  const search = searchSql(query.search, of);
  // Those of a company, indexes have by submission alone.
  const isOrderedWithin = isBySubmission(query.sort, orderName) || (seller && companies.length === 0);
  const filterOf = (filters: readonly Filter[]) => allOf([filterSql(filters, of), search.where, ...dates]);
  const found = foundBy(rest, {
    nameOf: orderName,
    isDated: dates.length > 0,
    isSearched: false,
    products: byProducts,
  });
  const from = (orders: RawBuilder<unknown>) =>
    sql`${orders} join line_item as t on t.marketplace_id = ${db.marketplaceId} and t.order_id = o.id`;
  // Sorted by the rest of the primary key, so that there is no other way to look them up.
  const looked = (orders: RawBuilder<unknown>, condition: RawBuilder<boolean>) =>
    sql`${orders} cross join lateral (select t.* from line_item as t
      where t.marketplace_id = ${db.marketplaceId} and t.order_id = o.id and ${condition} order by t.id offset 0) as t`;
  const isByProduct = (found?.conditions.length ?? 0) > 0;
  const page = await readLargePage<LineRow & { readonly OrderID: string }>(db, services, query, {
    table: "purchase_order",
    alias: "o",
    scope: [
      sql`o.marketplace_id = ${db.marketplaceId}`,
      sql`o.is_submitted`,
      ...where,
      ...companies,
      ...namedIds(passing, sql`lower(o.id)`, orderName),
      filterSql(passing, of),
    ],
    walk: isOrderedWithin ? walkOf(query, shape, of) : undefined,
    filter: rest.length > 0 || dates.length > 0 || query.search ? filterOf(rest) : undefined,
    isFew: query.filters.some(namesOrders),
    isOfParts: true,
    found: found && {
      conditions: found.conditions,
      filter: filterOf(found.rest),
      isWhole: found.isWhole && query.search === undefined,
    },
    order: orderSql(query, shape, of, { ...search, last: [sql`t.order_id`] }),
    from,
    some: (orders, condition, most) =>
      sql`(select t.* from ${isByProduct ? from(orders) : looked(orders, sql`true`)} where ${condition} limit ${sql.lit(most)}) as t
        cross join lateral (select o.* from purchase_order as o
          where o.marketplace_id = ${db.marketplaceId} and o.id = t.order_id ${lookedUp(db)}) as o`,
    around: looked,
    items: (from, condition, order, limit, number) => sql`select r.*${number ? sql`, f.found` : sql``}
      from (select k.*, row_number() over () as place
        from (select t.order_id, t.id${number ? sql`, ${number} as found` : sql``} from ${from} where ${condition} order by ${order} ${limit}) as k) as f
      cross join lateral (select ${lineTable.select}, t.order_id as "OrderID" from line_item as t
        where t.marketplace_id = ${db.marketplaceId} and t.order_id = f.order_id and t.id = f.id ${lookedUp(db)}) as r
      order by f.place`,
    total:
      counted && isCountedByKinds
        ? countedTotal(
            db.marketplaceId,
            "lines",
            sql`c.is_submitted and ${counted} and ${filterSql(query.filters, ofCounted)}`,
          )
        : undefined,
  });
  return {
    Meta: pageMeta(query, page.Meta.TotalCount, true),
    Items: page.Items.map((line) => ({
      ...line,
      Order: null,
      IncomingOrderID: seller ? line.IncomingOrderID : null,
      OutgoingOrderID: seller ? line.OutgoingOrderID : null,
    })),
  };
}
