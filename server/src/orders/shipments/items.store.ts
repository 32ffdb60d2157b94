import type { CommerceRole, ShipmentItem } from "@orderwell/contract";
import { touched } from "../../platform/changes/object-write.ts";
import { type Page, readPage } from "../../platform/crud/page.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, idIs, prepared, type RawBuilder, sql, tables } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { lineColumns } from "../aggregate/line-row.store.ts";
import type { ShipmentHead } from "./shipment-row.store.ts";

type Condition = RawBuilder<unknown>;

/** Properties that a shipment's item shows beside its quantity, the line item's: alias `t`; the item itself is `i`. */
export const itemSelect = sql`i.order_id as "OrderID", i.line_item_id as "LineItemID", i.quantity_shipped as "QuantityShipped",
  t.unit_price as "UnitPrice", t.cost_center as "CostCenter", t.date_needed as "DateNeeded",
  ${lineColumns.Product.json} as "Product", ${lineColumns.Variant.json} as "Variant", t.specs as "Specs", t.xp as "xp"`;

/** Where they come from. */
export const itemSource = sql`shipment_item as i
  join line_item as t on t.marketplace_id = i.marketplace_id and t.order_id = i.order_id and t.id = i.line_item_id`;

const columns = columnsOf({
  ...lineColumns,
  OrderID: { scalar: sql`i.order_id`, nullable: false },
  LineItemID: { scalar: sql`i.line_item_id`, nullable: false },
  QuantityShipped: { scalar: sql`i.quantity_shipped`, nullable: false },
});

/** Items of an order, whose ID may be in any case. */
export const itemsOfOrder = (orderId: string): Condition => idIs("i.order_id", orderId);

/** A page of a shipment's items. @param further conditions over `i` and, for its line item, `t`. */
export const listItems = (
  db: TenantDb,
  list: ListRequest,
  shipment: ShipmentHead,
  further: readonly Condition[] = [],
): Promise<Page<Row<ShipmentItem>>> =>
  readPage(db, list, {
    select: itemSelect,
    from: itemSource,
    where: [sql`i.marketplace_id = ${db.marketplaceId}`, sql`i.shipment_id = ${shipment.id}`, ...further],
    columns,
    last: [sql`i.order_id`, sql`i.line_item_id`],
  });

interface ItemKeys {
  readonly marketplaceId: string;
  readonly shipmentId: string;
  /** Folded, as the line's. */
  readonly orderId: string;
  readonly lineId: string;
}

const oneItem = prepared<ItemKeys, Row<ShipmentItem>>(
  ({ marketplaceId, shipmentId, orderId, lineId }: Fragments<ItemKeys>) =>
    sql`select ${itemSelect} from ${itemSource} where i.marketplace_id = ${marketplaceId} and i.shipment_id = ${shipmentId}
      and lower(i.order_id) = ${orderId} and lower(i.line_item_id) = ${lineId}`,
);

/** @throws ApiError NotFound (ShipmentItem) */
export async function findItem(
  db: TenantDb,
  shipment: ShipmentHead,
  orderId: string,
  lineItemId: string,
): Promise<Row<ShipmentItem>> {
  const { marketplaceId } = db;
  const item = await db.row(
    oneItem({
      marketplaceId,
      shipmentId: shipment.id,
      orderId: orderId.toLowerCase(),
      lineId: lineItemId.toLowerCase(),
    }),
  );
  if (item === undefined) throw notFound("ShipmentItem", lineItemId);
  return item;
}

/** A line item as shipping it depends on. */
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

interface LineKeys extends ItemKeys {
  readonly companyId: string;
}

/** Orders of an organization, over the aliases `o` and `l`; a supplier also knows lines forwarded to it. */
function within(userType: CommerceRole, { marketplaceId, companyId }: Fragments<LineKeys>): Condition {
  switch (userType) {
    case "Seller":
      return sql`true`;
    case "Buyer":
      return sql`o.buyer_id = ${companyId}`;
    case "Supplier":
      return sql`(o.supplier_id = ${companyId} or exists (select from purchase_order f
        where f.marketplace_id = ${marketplaceId} and f.id = l.outgoing_order_id and f.supplier_id = ${companyId}))`;
  }
}

/** Statements that find a line item, and tell whether there is its order at all, in the eyes of a kind of organization. */
const statementsFor = (userType: CommerceRole) => ({
  line: prepared<LineKeys, Line>(
    (keys: Fragments<LineKeys>) =>
      sql`select l.id, o.id as order_id, o.status, o.completed_by_shipment, l.quantity, l.is_bundle,
          coalesce(o.buyer_id, (select n.buyer_id from purchase_order n
            where n.marketplace_id = ${keys.marketplaceId} and n.id = l.incoming_order_id)) as buyer_id,
          coalesce((select sum(i.quantity_shipped) from shipment_item i
            where i.marketplace_id = ${keys.marketplaceId} and i.line_item_id = l.id
              and i.order_id in (l.order_id, l.incoming_order_id, l.outgoing_order_id)
              and (i.shipment_id, i.order_id) <> (${keys.shipmentId}, l.order_id)), 0)::int as elsewhere
        from purchase_order o
        join line_item l on l.marketplace_id = ${keys.marketplaceId} and l.order_id = o.id
        where o.marketplace_id = ${keys.marketplaceId} and lower(o.id) = ${keys.orderId} and lower(l.id) = ${keys.lineId}
          and ${within(userType, keys)}`,
  ),
  order: prepared<LineKeys>(
    (keys: Fragments<LineKeys>) =>
      sql`select from purchase_order o
        left join line_item l on l.marketplace_id = ${keys.marketplaceId} and l.order_id = o.id
        where o.marketplace_id = ${keys.marketplaceId} and lower(o.id) = ${keys.orderId} and ${within(userType, keys)}
        limit 1`,
  ),
});

const finding = {
  Seller: statementsFor("Seller"),
  Buyer: statementsFor("Buyer"),
  Supplier: statementsFor("Supplier"),
};

/** A line item that the caller may ship. @throws ApiError NotFound (Order, LineItem) */
export async function findLine(
  { db, actor }: UserWork,
  shipment: ShipmentHead,
  orderId: string,
  lineItemId: string,
): Promise<Line> {
  const keys = {
    marketplaceId: db.marketplaceId,
    shipmentId: shipment.id,
    orderId: orderId.toLowerCase(),
    lineId: lineItemId.toLowerCase(),
    companyId: actor.companyId,
  };
  const { line, order } = finding[actor.userType];
  const found = await db.row(line(keys));
  if (found !== undefined) return found;
  throw (await db.row(order(keys))) === undefined ? notFound("Order", orderId) : notFound("LineItem", lineItemId);
}

/** Adds an item, whatever its order's state. */
export async function insertItem(
  db: TenantDb,
  shipmentId: string,
  orderId: string,
  lineItemId: string,
  quantity: number,
): Promise<void> {
  touched(db, "purchase_order", [orderId]);
  await db.run(
    tables
      .insertInto("shipment_item")
      .values({
        marketplace_id: db.marketplaceId,
        shipment_id: shipmentId,
        order_id: orderId,
        line_item_id: lineItemId,
        quantity_shipped: quantity,
      })
      .onConflict((conflict) =>
        conflict
          .columns(["marketplace_id", "shipment_id", "order_id", "line_item_id"])
          .doUpdateSet({ quantity_shipped: ({ ref }) => ref("excluded.quantity_shipped") }),
      ),
  );
}

/** Lets a shipment be of the buyer whose goods are on it, as orders name it. */
export async function nameBuyer(db: TenantDb, shipmentId: string, buyerId: string | null): Promise<void> {
  await db.run(
    tables
      .updateTable("shipment")
      .set({ buyer_id: buyerId })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("id", "=", shipmentId),
  );
}

/** Takes an item off, whatever its order's state. */
export async function deleteItem(
  db: TenantDb,
  shipmentId: string,
  { OrderID, LineItemID }: Pick<ShipmentItem, "OrderID" | "LineItemID">,
): Promise<void> {
  touched(db, "purchase_order", [OrderID]);
  await db.run(
    tables
      .deleteFrom("shipment_item")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("shipment_id", "=", shipmentId)
      .where("order_id", "=", OrderID)
      .where("line_item_id", "=", LineItemID),
  );
}

/** Tells whether anything is on the shipment. */
export async function hasItems(db: TenantDb, shipmentId: string): Promise<boolean> {
  const item = await db.row(
    tables
      .selectFrom("shipment_item")
      .select("order_id")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("shipment_id", "=", shipmentId)
      .limit(1),
  );
  return item !== undefined;
}
