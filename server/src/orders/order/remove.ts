import { invalidateAccess } from "../../platform/access/access.ts";
import { apiError, refuse } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { editFinding } from "../aggregate/access.ts";
import type { Order } from "../aggregate/order.ts";
import { deleteOrder, removalOf } from "./remove.store.ts";

/**
 * Deletes an order with everything that belongs to it: an unsubmitted one of their own for a shopper, any for OrderAdmin.
 *
 * @throws ApiError Auth.InsufficientRoles, Order.CannotDeleteForwardedOrder
 */
export async function removeOrder(work: UserWork, order: Order): Promise<void> {
  const { head } = order;
  refuse(editFinding(work, head));
  const { forwarded, lines, invited } = await removalOf(work.db, head.ID);
  if (forwarded) throw apiError("Order.CannotDeleteForwardedOrder", { OrderID: head.ID });
  if (invited) await invalidateAccess(work);
  deleteOrder(work.db, head, lines);
}
