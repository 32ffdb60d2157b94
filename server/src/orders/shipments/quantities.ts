import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { Work } from "../../platform/work/work.ts";
import { type OrderAction, transition } from "../order/states.ts";

/**
 * What was shipped of a line item of the alias `l`. A forwarded line exists twice under one ID, on the order and on the
 * supplier's: what is shipped of either counts for both (docs/behaviour/fulfilment.md §2).
 */
const shipped = (further: RawBuilder<unknown> = sql`true`): RawBuilder<number> =>
  sql`(select coalesce(sum(i.quantity_shipped), 0) from shipment_item i
    join shipment s on s.marketplace_id = i.marketplace_id and s.id = i.shipment_id
    where i.marketplace_id = l.marketplace_id and i.line_item_id = l.id
      and i.order_id in (l.order_id, l.incoming_order_id, l.outgoing_order_id) and ${further})`;

/** All of an order's goods have left: every line but bundles, by shipments that were sent. Over the alias `t`. */
const covered = sql<boolean>`(exists (select from line_item l
    where l.marketplace_id = t.marketplace_id and l.order_id = t.id and not l.is_bundle)
  and not exists (select from line_item l
    where l.marketplace_id = t.marketplace_id and l.order_id = t.id and not l.is_bundle
      and l.quantity > ${shipped(sql`s.date_shipped is not null`)}))`;

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

/** Brings `QuantityShipped` of the orders' lines up to what shipments hold of them. */
export async function countShipped({ db, now }: Work, orderIds: readonly string[]): Promise<void> {
  await Promise.all([
    db.run(
      sql`update line_item as l set quantity_shipped = ${shipped()}
        where l.marketplace_id = ${db.marketplaceId} and l.order_id = any(${orderIds})
          and l.quantity_shipped <> ${shipped()}`,
    ),
    db.run(
      sql`update purchase_order set last_updated = ${now}
        where marketplace_id = ${db.marketplaceId} and id = any(${orderIds})`,
    ),
  ]);
}

const columnsOf = (from: "Open" | "Completed", action: OrderAction, now: Date): RawBuilder<unknown> =>
  sql.join(
    Object.entries(transition({ ID: "", Status: from }, action, now)).map(
      ([column, value]) => sql`${sql.ref(column)} = ${value}`,
    ),
  );

/**
 * Completes those open orders of which all goods have left: when a shipment is sent (docs/behaviour/fulfilment.md §3).
 */
export async function completeCovered({ db, now }: Work, orderIds: readonly string[]): Promise<void> {
  await db.run(
    sql`update purchase_order as t set ${columnsOf("Open", "ship", now)}, completed_by_shipment = true,
        last_updated = ${now}
      where t.marketplace_id = ${db.marketplaceId} and t.id = any(${orderIds}) and t.status = 'Open' and ${covered}`,
  );
}

/** Opens those orders again that shipments had completed and no longer cover. */
export async function reopenUncovered({ db, now }: Work, orderIds: readonly string[]): Promise<void> {
  await db.run(
    sql`update purchase_order as t set ${columnsOf("Completed", "reopen", now)}, completed_by_shipment = false,
        last_updated = ${now}
      where t.marketplace_id = ${db.marketplaceId} and t.id = any(${orderIds}) and t.status = 'Completed'
        and t.completed_by_shipment and not ${covered}`,
  );
}
