import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";

/** The orders among these, and those on the other side of a forward from them. */
const withLinked = (db: TenantDb, orders: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`select x.id from (${orders}) as x (id)
    union select l.incoming_order_id from line_item l
      where l.marketplace_id = ${db.marketplaceId} and l.order_id in (${orders}) and l.incoming_order_id is not null
    union select l.outgoing_order_id from line_item l
      where l.marketplace_id = ${db.marketplaceId} and l.order_id in (${orders}) and l.outgoing_order_id is not null`;

/** Locks orders in the order of their IDs. */
async function lock(db: TenantDb, orders: RawBuilder<unknown>): Promise<readonly string[]> {
  const rows = await db.rows<{ id: string }>(
    sql`select t.id from purchase_order as t where t.marketplace_id = ${db.marketplaceId}
      and t.id in (${withLinked(db, orders)}) order by t.id for update of t`,
  );
  return rows.map(({ id }) => id);
}

/** Locks the orders of which a shipment holds items, with those on the other side of a forward. */
export const lockOrdersOf = (db: TenantDb, shipmentId: string): Promise<readonly string[]> =>
  lock(
    db,
    sql`select i.order_id from shipment_item i
      where i.marketplace_id = ${db.marketplaceId} and i.shipment_id = ${shipmentId}`,
  );

/** Locks an order, with those on the other side of a forward. */
export const lockWithLinked = (db: TenantDb, orderId: string): Promise<readonly string[]> =>
  lock(db, sql`select ${orderId}::text`);

/** The buyer of an order, or of the one from which it was forwarded. */
export async function buyerOf(db: TenantDb, order: Pick<OrderHead, "ID" | "buyer_id">): Promise<string | null> {
  if (order.buyer_id !== null) return order.buyer_id;
  const row = await db.row<{ buyer_id: string | null }>(
    sql`select o.buyer_id from line_item l
      join purchase_order o on o.marketplace_id = l.marketplace_id and o.id = l.incoming_order_id
      where l.marketplace_id = ${db.marketplaceId} and l.order_id = ${order.ID} limit 1`,
  );
  return row?.buyer_id ?? null;
}
