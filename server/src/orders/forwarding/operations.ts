import type { OrderSplitResult } from "@orderwell/contract";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { findStayingUser } from "../aggregate/from-user.store.ts";
import { findOrder, type OrderCall } from "../aggregate/open.store.ts";
import type { Step } from "./outgoing.ts";
import { removeFromEitherSide } from "./remove.ts";
import { splitOrder } from "./split.ts";

/** @throws ApiError Order.CannotSplitWrongUserType, Order.CannotSplitOutgoing, NotFound (Order), Order.CannotSplitBadStatus */
async function divide(call: OrderCall, step: Step): Promise<OrderSplitResult> {
  const { actor, path } = call;
  if (actor.userType !== "Seller") throw apiError("Order.CannotSplitWrongUserType");
  if (path.direction === "Outgoing") throw apiError("Order.CannotSplitOutgoing");
  const [order, from] = await Promise.all([
    findOrder(call, path.direction, path.orderID, { lock: true, with: ["lines"] }),
    findStayingUser(call.db, actor.userKey),
  ]);
  if (from === undefined) throw notFound("User", actor.userId);
  return splitOrder(call, order, from, step);
}

/** Orders of buyers, passed on to suppliers, and deleted on either side (docs/behaviour/orders.md §14, §3). */
export const forwardingOperations = (): Implementation[] =>
  implementSome("Orders", {
    Split: (call) => divide(call, "split"),
    Forward: (call) => divide(call, "forward"),
    Delete: async (call) =>
      removeFromEitherSide(call, await findOrder(call, call.path.direction, call.path.orderID, { lock: true })),
  });
