import { touched } from "../../platform/changes/object-write.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

/** Dates a change of orders, by their stored IDs, that the write of another made: of a link between two sides of a forward. */
export async function dateAnew(db: TenantDb, ids: Iterable<string>, at: Date): Promise<void> {
  const orders = [...new Set(ids)].sort();
  if (orders.length === 0) return;
  touched(db, "purchase_order", orders);
  await db.run(sql`update purchase_order set last_updated = ${at.toISOString()}::timestamptz
    where marketplace_id = ${db.marketplaceId} and id = any(${orders})`);
}

/** Dates a change of the orders on the other side of a forward from an order, by its stored ID. */
export async function dateOtherSides(db: TenantDb, orderId: string, at: Date): Promise<void> {
  const linked = await db.rows<{ id: string }>(sql`select distinct coalesce(incoming_order_id, outgoing_order_id) as id
    from line_item where marketplace_id = ${db.marketplaceId} and order_id = ${orderId}
      and coalesce(incoming_order_id, outgoing_order_id) is not null`);
  await dateAnew(
    db,
    linked.map(({ id }) => id),
    at,
  );
}
