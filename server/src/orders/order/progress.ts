import { hasRole } from "../../platform/access/caller.ts";
import { refuse } from "../../platform/errors/api-error.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { type Order, withHead } from "../aggregate/order.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { orderStates } from "../aggregate/states.ts";
import { store } from "../aggregate/write.store.ts";
import { withoutPending } from "../approvals/asked.ts";

/**
 * Cancels an order: one that is with the seller takes OrderAdmin. Nobody is asked any more for the approval that it waited
 * for.
 *
 * @throws ApiError Order.CannotCancelInCurrentStatus
 */
export function cancelOrder(work: UserWork, order: Order<"approvals">): OrderHead {
  const action = hasRole(work.actor, "OrderAdmin") ? "cancel" : "withdraw";
  refuse(orderStates.finding(order.head, action));
  const changes = { ...orderStates.changes(action, work.now), chosen_cart: false };
  return store(work, order, withHead(withoutPending(order), changes)).head;
}

/** Says that everything on an order is done, whatever was shipped. @throws ApiError Order.CannotCompleteBadStatus */
export function completeOrder(work: Work, order: Order): OrderHead {
  refuse(orderStates.finding(order.head, "complete"));
  return store(work, order, withHead(order, orderStates.changes("complete", work.now))).head;
}
