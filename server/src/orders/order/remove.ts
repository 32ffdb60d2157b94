import { apiError, refuse } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { editFinding } from "../aggregate/access.ts";
import type { Order } from "../aggregate/order.ts";
import { deleteOrder, isForwarded } from "./remove.store.ts";

/**
 * Deletes an order with everything that belongs to it: an unsubmitted one of their own for a shopper, any for OrderAdmin.
 *
 * @throws ApiError Auth.InsufficientRoles, Order.CannotDeleteForwardedOrder
 */
export async function removeOrder(work: UserWork, order: Order<"lines">): Promise<void> {
  const { head } = order;
  refuse(editFinding(work, head));
  if (await isForwarded(work.db, head.ID)) throw apiError("Order.CannotDeleteForwardedOrder", { OrderID: head.ID });
  deleteOrder(work.db, head, order.lines.length);
}
