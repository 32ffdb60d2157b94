import { tables } from "../../platform/db/sql.ts";
import { apiError, refuse } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { editFinding } from "../aggregate/access.ts";
import type { Order } from "../aggregate/order.ts";

/**
 * Deletes an order with everything that belongs to it: an unsubmitted one of their own for a shopper, any for OrderAdmin.
 *
 * @throws ApiError Auth.InsufficientRoles, Order.CannotDeleteForwardedOrder
 */
export async function removeOrder(work: UserWork, { head }: Order): Promise<void> {
  refuse(editFinding(work, head));
  const { db } = work;
  const forwarded = await db.row(
    tables
      .selectFrom("line_item")
      .select("id")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("incoming_order_id", "=", head.ID)
      .limit(1),
  );
  if (forwarded !== undefined) throw apiError("Order.CannotDeleteForwardedOrder", { OrderID: head.ID });
  await db.run(
    tables.deleteFrom("purchase_order").where("marketplace_id", "=", db.marketplaceId).where("id", "=", head.ID),
  );
}
