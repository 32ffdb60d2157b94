import { hasRole } from "../../platform/access/caller.ts";
import { refuse } from "../../platform/errors/api-error.ts";
import type { UserWork, Work } from "../../platform/work/work.ts";
import { type Order, withHead } from "../aggregate/order.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { type OrderAction, orderStates } from "../aggregate/states.ts";
import { store } from "../aggregate/write.store.ts";

/** Takes an order a step further. @throws ApiError with the code of the step when the order's status does not allow it. */
async function take(
  work: Work,
  order: Order,
  action: OrderAction,
  further: Partial<OrderHead> = {},
): Promise<OrderHead> {
  refuse(orderStates.finding(order.head, action));
  const after = withHead(order, { ...orderStates.changes(action, work.now), ...further });
  return store(work, order, after).head;
}

/** Cancels an order: one that is with the seller takes OrderAdmin. */
export const cancelOrder = (work: UserWork, order: Order): Promise<OrderHead> =>
  take(work, order, hasRole(work.actor, "OrderAdmin") ? "cancel" : "withdraw", { chosen_cart: false });

/** Says that everything on an order is done, whatever was shipped. */
export const completeOrder = (work: Work, order: Order): Promise<OrderHead> => take(work, order, "complete");
