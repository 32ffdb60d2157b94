import type { OrderDirection } from "@orderwell/contract";
import { hasRole } from "../../platform/access/caller.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { assertEditable, findOrder, inDirection, visibleTo } from "../access.ts";
import { linesOf } from "../line-items/store.ts";
import type { OpenedOrder } from "../line-items/write.ts";
import { patchBillingAddress, patchShippingAddress, setBillingAddress, setShippingAddress } from "./addresses.ts";
import { patchFromUser } from "./change-user.ts";
import { createOrder } from "./create.ts";
import { patchOrder, replaceOrder } from "./edit.ts";
import { argumentConditions, listOrders, orderListShape } from "./list.ts";
import { transition } from "./states.ts";
import { deleteOrder, updateOrder, wasForwarded } from "./store.ts";
import type { StoredOrder } from "./stored-order.ts";
import { submitOrder, validateOrder } from "./submission.ts";

type OrderCall = UserWork & { readonly path: { readonly direction: OrderDirection; readonly orderID: string } };

const locked = (call: OrderCall): Promise<StoredOrder> =>
  findOrder(call, call.path.direction, call.path.orderID, { lock: true });

async function opened(call: OrderCall, lock: boolean): Promise<OpenedOrder> {
  const { direction, orderID } = call.path;
  const [order, lines] = await Promise.all([findOrder(call, direction, orderID, { lock }), linesOf(call.db, orderID)]);
  return { order, lines };
}

/**
 * Deletes an order: an unsubmitted one of his own for a shopper, any for OrderAdmin.
 *
 * @throws ApiError Order.CannotDeleteForwardedOrder
 */
export async function removeOrder(work: UserWork, order: StoredOrder): Promise<void> {
  assertEditable(work, order);
  if (await wasForwarded(work.db, order)) throw apiError("Order.CannotDeleteForwardedOrder", { OrderID: order.ID });
  await deleteOrder(work.db, order);
}

/** Orders, from creation to completion (docs/behaviour/orders.md §2 to §4). */
export function orderOperations(): Implementation[] {
  return implementSome(
    "Orders",
    {
      List: (call) =>
        listOrders(call, call.list, [
          inDirection(call.actor, call.path.direction),
          visibleTo(call.actor, ["OrderAdmin", "OrderReader"]),
          ...argumentConditions(call.db.marketplaceId, call.query),
        ]),
      Get: (call) => findOrder(call, call.path.direction, call.path.orderID),
      Create: (call) => createOrder(call, call.path.direction, call.body),
      async Save(call) {
        const { direction, orderID } = call.path;
        const order = await locked(call).catch((error: { code?: string }) => {
          if (error.code === "NotFound") return undefined;
          throw error;
        });
        if (order === undefined) return createOrder(call, direction, call.body, call.body.ID || orderID);
        return replaceOrder(call, order, call.body);
      },
      Patch: async (call) => patchOrder(call, await locked(call), call.body),
      Delete: async (call) => removeOrder(call, await locked(call)),
      Submit: async (call) => submitOrder(call, await opened(call, true)),
      Validate: async (call) => validateOrder(call, await opened(call, false)),
      async Cancel(call) {
        const order = await locked(call);
        const action = hasRole(call.actor, "OrderAdmin") ? "cancel" : "withdraw";
        return updateOrder(call, order, { ...transition(order, action, call.now), chosen_cart: false });
      },
      async Complete(call) {
        const order = await locked(call);
        return updateOrder(call, order, transition(order, "complete", call.now));
      },
      SetBillingAddress: async (call) => setBillingAddress(call, await locked(call), call.body),
      PatchBillingAddress: async (call) => patchBillingAddress(call, await locked(call), call.body),
      SetShippingAddress: async (call) => setShippingAddress(call, await locked(call), call.body),
      PatchShippingAddress: async (call) => patchShippingAddress(call, await locked(call), call.body),
      PatchFromUser: async (call) => patchFromUser(call, await locked(call), call.body),
    },
    { List: orderListShape },
  );
}
