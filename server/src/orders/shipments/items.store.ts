import type { Operations, ShipmentItem } from "@orderwell/contract";
import type { Caller } from "../../platform/access/caller.ts";
import { type Page, readPage } from "../../platform/crud/page.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { allOf, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { apiError, invalidProperty, notFound } from "../../platform/errors/api-error.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { lineColumns } from "../aggregate/line-row.store.ts";
import { followItems } from "./follow.ts";
import { lockWithLinked } from "./linked-orders.store.ts";
import { requireShipment, type ShipmentHead } from "./shipment-row.store.ts";

type Condition = RawBuilder<unknown>;

/** Properties that a shipment's item shows beside its quantity, the line item's: alias `t`; the item itself is `i`. */
const select = sql`i.order_id as "OrderID", i.line_item_id as "LineItemID", i.quantity_shipped as "QuantityShipped",
  t.unit_price as "UnitPrice", t.cost_center as "CostCenter", t.date_needed as "DateNeeded",
  ${lineColumns.Product.json} as "Product", ${lineColumns.Variant.json} as "Variant", t.specs as "Specs", t.xp as "xp"`;

const from = sql`shipment_item as i
  join line_item as t on t.marketplace_id = i.marketplace_id and t.order_id = i.order_id and t.id = i.line_item_id`;

const columns = columnsOf({
  ...lineColumns,
  OrderID: { scalar: sql`i.order_id`, nullable: false },
  LineItemID: { scalar: sql`i.line_item_id`, nullable: false },
  QuantityShipped: { scalar: sql`i.quantity_shipped`, nullable: false },
});

const ofShipment = (db: TenantDb, shipmentId: string): Condition[] => [
  sql`i.marketplace_id = ${db.marketplaceId}`,
  sql`i.shipment_id = ${shipmentId}`,
];

/** A page of a shipment's items. @param further conditions over `i` and, for its line item, `t`. */
export const listItems = (
  db: TenantDb,
  list: ListRequest,
  shipment: ShipmentHead,
  further: readonly Condition[] = [],
): Promise<Page<Row<ShipmentItem>>> =>
  readPage(db, list, {
    select,
    from,
    where: [...ofShipment(db, shipment.id), ...further],
    columns,
    last: [sql`i.order_id`, sql`i.line_item_id`],
  });

/** @throws ApiError NotFound (ShipmentItem) */
export async function findItem(
  db: TenantDb,
  shipment: ShipmentHead,
  orderId: string,
  lineItemId: string,
): Promise<Row<ShipmentItem>> {
  const item = await db.row<Row<ShipmentItem>>(
    sql`select ${select} from ${from} where ${allOf(ofShipment(db, shipment.id))}
      and lower(i.order_id) = ${orderId.toLowerCase()} and lower(i.line_item_id) = ${lineItemId.toLowerCase()}`,
  );
  if (item === undefined) throw notFound("ShipmentItem", lineItemId);
  return item;
}

interface Line {
  readonly id: string;
  readonly order_id: string;
  readonly status: string;
  readonly completed_by_shipment: boolean;
  /** Of the order, or of the one from which it was forwarded. */
  readonly buyer_id: string | null;
  readonly quantity: number;
  readonly is_bundle: boolean;
  /** By other shipments, and by this one under the ID of the order on the other side of a forward. */
  readonly elsewhere: number;
}

/** Orders of the caller's organization, over the aliases `o` and `l`; a supplier also knows lines forwarded to it. */
function within({ userType, companyId }: Caller): Condition {
  switch (userType) {
    case "Seller":
      return sql`true`;
    case "Buyer":
      return sql`o.buyer_id = ${companyId}`;
    case "Supplier":
      return sql`(o.supplier_id = ${companyId} or exists (select from purchase_order f
        where f.marketplace_id = l.marketplace_id and f.id = l.outgoing_order_id and f.supplier_id = ${companyId}))`;
  }
}

async function findLine(
  { db, actor }: UserWork,
  shipment: ShipmentHead,
  orderId: string,
  lineItemId: string,
): Promise<Line> {
  const order = sql`o.marketplace_id = ${db.marketplaceId} and lower(o.id) = ${orderId.toLowerCase()}`;
  const row = await db.row<Line>(
    sql`select l.id, o.id as order_id, o.status, o.completed_by_shipment, l.quantity, l.is_bundle,
        coalesce(o.buyer_id, (select n.buyer_id from purchase_order n
          where n.marketplace_id = l.marketplace_id and n.id = l.incoming_order_id)) as buyer_id,
        coalesce((select sum(i.quantity_shipped) from shipment_item i
          where i.marketplace_id = l.marketplace_id and i.line_item_id = l.id
            and i.order_id in (l.order_id, l.incoming_order_id, l.outgoing_order_id)
            and (i.shipment_id, i.order_id) <> (${shipment.id}, l.order_id)), 0)::int as elsewhere
      from purchase_order o
      join line_item l on l.marketplace_id = o.marketplace_id and l.order_id = o.id
      where ${order} and lower(l.id) = ${lineItemId.toLowerCase()} and ${within(actor)}`,
  );
  if (row !== undefined) return row;
  const seen = await db.row(
    sql`select from purchase_order o left join line_item l on l.marketplace_id = o.marketplace_id and l.order_id = o.id
      where ${order} and ${within(actor)} limit 1`,
  );
  throw seen === undefined ? notFound("Order", orderId) : notFound("LineItem", lineItemId);
}

/** Adds an item, whatever its order's state. */
export async function insertItem(
  db: TenantDb,
  shipmentId: string,
  orderId: string,
  lineItemId: string,
  quantity: number,
): Promise<void> {
  await db.run(
    sql`insert into shipment_item (marketplace_id, shipment_id, order_id, line_item_id, quantity_shipped)
      values (${db.marketplaceId}, ${shipmentId}, ${orderId}, ${lineItemId}, ${quantity})
      on conflict (marketplace_id, shipment_id, order_id, line_item_id)
      do update set quantity_shipped = excluded.quantity_shipped`,
  );
}

/** Lets a shipment be of the buyer whose goods are on it, as orders name it. */
export async function nameBuyer(db: TenantDb, shipmentId: string, buyerId: string | null): Promise<void> {
  await db.run(
    sql`update shipment set buyer_id = ${buyerId} where marketplace_id = ${db.marketplaceId} and id = ${shipmentId}`,
  );
}

/**
 * Adds a line item to a shipment, or changes how many of it are on it (docs/behaviour/fulfilment.md §1).
 *
 * @throws ApiError NotFound (Shipment, Order, LineItem), ShipmentItem.CannotBeBundle, ShipmentItem.QuantityExceeded,
 *   Order.CannotShipBadStatus for orders that were canceled, or completed without shipments
 */
export async function saveItem(
  work: UserWork,
  shipmentId: string,
  body: Operations["Shipments.SaveItem"]["body"],
): Promise<Row<ShipmentItem>> {
  const { db, actor } = work;
  const { OrderID, LineItemID, QuantityShipped } = body;
  if (QuantityShipped < 1)
    throw invalidProperty("ShipmentItem", "QuantityShipped", "QuantityShipped must be 1 or more.");
  const shipment = await requireShipment(db, actor, shipmentId);
  const { order_id: orderId } = await findLine(work, shipment, OrderID, LineItemID);
  const orders = await lockWithLinked(db, orderId);
  const line = await findLine(work, shipment, orderId, LineItemID);
  const { status } = line;
  if (status === "Canceled" || (status === "Completed" && !line.completed_by_shipment))
    throw apiError("Order.CannotShipBadStatus", { OrderID: orderId, Status: status });
  if (line.is_bundle) throw apiError("ShipmentItem.CannotBeBundle", { OrderID: orderId, LineItemID: line.id });
  if (shipment.buyer_id !== null && line.buyer_id !== shipment.buyer_id)
    throw invalidProperty("ShipmentItem", "OrderID", "OrderID must name an order of the shipment's buyer.");
  if (QuantityShipped + line.elsewhere > line.quantity)
    throw apiError("ShipmentItem.QuantityExceeded", {
      OrderID: orderId,
      LineItemID: line.id,
      Quantity: line.quantity,
      QuantityShipped: line.elsewhere,
    });
  await Promise.all([
    insertItem(db, shipment.id, orderId, line.id, QuantityShipped),
    shipment.buyer_id === null && nameBuyer(db, shipment.id, line.buyer_id),
  ]);
  await followItems(work, orders, "reopen");
  return findItem(db, shipment, orderId, line.id);
}

/** Takes an item off a shipment. @throws ApiError NotFound (Shipment, ShipmentItem) */
export async function removeItem(
  work: UserWork,
  shipmentId: string,
  orderId: string,
  lineItemId: string,
): Promise<void> {
  const { db, actor } = work;
  const shipment = await requireShipment(db, actor, shipmentId);
  const item = await findItem(db, shipment, orderId, lineItemId);
  const orders = await lockWithLinked(db, item.OrderID);
  await db.run(
    sql`delete from shipment_item where marketplace_id = ${db.marketplaceId} and shipment_id = ${shipment.id}
      and order_id = ${item.OrderID} and line_item_id = ${item.LineItemID}`,
  );
  await followItems(work, orders, "reopen");
}
