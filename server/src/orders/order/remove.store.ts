import type { TenantDb } from "../../platform/db/session.ts";
import { tables } from "../../platform/db/sql.ts";

/** Tells whether a line of another order was forwarded from this one. */
export async function isForwarded(db: TenantDb, orderId: string): Promise<boolean> {
  const forwarded = await db.row(
    tables
      .selectFrom("line_item")
      .select("id")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("incoming_order_id", "=", orderId)
      .limit(1),
  );
  return forwarded !== undefined;
}

/** Deletes an order with everything that belongs to it. */
export function deleteOrder(db: TenantDb, orderId: string): void {
  db.runLater(
    tables.deleteFrom("purchase_order").where("marketplace_id", "=", db.marketplaceId).where("id", "=", orderId),
  );
  db.wrote({ table: "purchase_order", key: { id: orderId }, after: null });
}
