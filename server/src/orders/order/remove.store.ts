import { together } from "../../platform/crud/part-table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { tables } from "../../platform/db/sql.ts";
import { countRemoved, type Kind } from "../aggregate/counts.store.ts";

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

/** Deletes an order with everything that belongs to it. @param lines that it has. */
export function deleteOrder(db: TenantDb, order: Kind & { readonly ID: string }, lines: number): void {
  const { ID: orderId } = order;
  db.runLater(
    tables.deleteFrom("purchase_order").where("marketplace_id", "=", db.marketplaceId).where("id", "=", orderId),
  );
  db.runLater(together(countRemoved(db.marketplaceId, [order], order.IsSubmitted ? lines : 0)));
  db.wrote({ table: "purchase_order", key: { id: orderId }, after: null });
}
