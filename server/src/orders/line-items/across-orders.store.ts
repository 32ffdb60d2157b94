import type { ExtendedLineItem, Operations, OrderDirection } from "@orderwell/contract";
import { type Page, readPage } from "../../platform/crud/page.ts";
import type { Row } from "../../platform/db/json.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { ListQuery } from "../../platform/lists/list-query.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import { pageMeta } from "../../platform/lists/page.ts";
import type { FieldPath, ShapeExtras } from "../../platform/lists/shape.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { countedTotal } from "../aggregate/counts.store.ts";
import { type LineRow, lineColumns, lineTable, unlinkedColumns } from "../aggregate/line-row.store.ts";
import { asNumber } from "../aggregate/number-search.ts";
import { submittedColumns } from "../aggregate/order-row.store.ts";
import { listable } from "../aggregate/visibility.store.ts";
import { argumentConditions } from "../order/list.store.ts";

export const acrossOrdersShape: ShapeExtras = { defaultSort: ["!Order.DateSubmitted", "OrderID", "DateAdded"] };

const ofOrders = { OrderID: sql`t.order_id`, Order: { joined: submittedColumns("o") } };
const columns = columnsOf({ ...lineColumns, ...ofOrders });
const unlinked = columnsOf({ ...unlinkedColumns, ...ofOrders });

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

/** Line items of all submitted orders that the caller may see. */
export async function listAcrossOrders(
  { actor, db }: UserWork,
  list: ListRequest,
  direction: OrderDirection,
  query: Operations["LineItems.ListAcrossOrders"]["query"],
): Promise<Page<Row<ExtendedLineItem>>> {
  check(list.query);
  const seller = actor.userType === "Seller";
  const { where, counted } = listable(actor, direction, "submitted", "o");
  const more = argumentConditions(db.marketplaceId, query, "o");
  const isAll = list.query.filters.length === 0 && list.query.search === undefined && more.length === 0;
  const search = list.query.search && { search: asNumber(list.query.search) };
  const asked = { ...list, query: { ...list.query, ...search } };
  const page = await readPage<LineRow & { readonly OrderID: string }>(db, asked, {
    select: sql`${lineTable.select}, t.order_id as "OrderID"`,
    from: sql`line_item as t join purchase_order as o on o.marketplace_id = t.marketplace_id and o.id = t.order_id`,
    where: [sql`t.marketplace_id = ${db.marketplaceId}`, sql`o.is_submitted`, ...where, ...more],
    total: counted && isAll ? countedTotal(db.marketplaceId, "lines", sql`c.is_submitted and ${counted}`) : undefined,
    columns: seller ? columns : unlinked,
    last: [sql`t.order_id`],
  });
  return {
    Meta: pageMeta(list.query, page.Meta.TotalCount, true),
    Items: page.Items.map((line) => ({
      ...line,
      Order: null,
      IncomingOrderID: seller ? line.IncomingOrderID : null,
      OutgoingOrderID: seller ? line.OutgoingOrderID : null,
    })),
  };
}
