import type { UserWork } from "../../platform/work/work.ts";
import type { Order } from "../aggregate/order.ts";
import { removeOrder } from "../order/remove.ts";
import { followItems } from "../shipments/follow.ts";
import { lockWithLinked } from "../shipments/linked-orders.store.ts";

/**
 * Deletes an order with everything that belongs to it. Lines that were forwarded by it are free to be forwarded again, and
 * what was shipped of it counts no more on their orders.
 *
 * @throws ApiError Auth.InsufficientRoles, Order.CannotDeleteForwardedOrder
 */
export async function removeFromEitherSide(work: UserWork, order: Order): Promise<void> {
  const { ID, buyer_id: buyerId } = order.head;
  if (buyerId !== null) return removeOrder(work, order);
  const linked = (await lockWithLinked(work.db, ID)).filter((id) => id !== ID);
  await work.services.references.clear(work.db, "purchase_order", { id: ID });
  await removeOrder(work, order);
  await followItems(work, linked, "reopen");
}
