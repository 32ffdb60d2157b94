import { notFound } from "../../platform/errors/api-error.ts";
import { pageMeta } from "../../platform/lists/page.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { findOrder } from "../access.ts";
import { listLines } from "../line-items/operations.ts";
import { linesOf } from "../line-items/store.ts";
import { createLine, lineOf, type OpenedOrder, patchLine, removeLine, saveLine } from "../line-items/write.ts";
import {
  patchBillingAddress,
  patchShippingAddress,
  setBillingAddress,
  setShippingAddress,
} from "../order/addresses.ts";
import { patchFromUser } from "../order/change-user.ts";
import { patchOrder, replaceOrder } from "../order/edit.ts";
import { removeOrder } from "../order/operations.ts";
import type { StoredOrder } from "../order/stored-order.ts";
import { submitOrder, validateOrder } from "../order/submission.ts";
import { cartOrder, chooseCart } from "./cart.ts";
import { emptyCart } from "./empty-cart.ts";

const noCart = () => notFound("Order", null);

/** The caller's cart, locked. @throws ApiError NotFound (Order) when he has none */
async function existing(work: UserWork): Promise<StoredOrder> {
  const order = await cartOrder(work, { lock: true });
  if (order === undefined) throw noCart();
  return order;
}

async function opened(work: UserWork, order: StoredOrder | undefined): Promise<OpenedOrder> {
  if (order === undefined) throw noCart();
  return { order, lines: await linesOf(work.db, order.ID) };
}

/** Lines of a cart that need not exist: without one there are none. @throws ApiError NotFound (LineItem) */
async function openedAt(work: UserWork, lineId: string): Promise<OpenedOrder> {
  const order = await cartOrder(work, { lock: true });
  if (order === undefined) throw notFound("LineItem", lineId);
  return opened(work, order);
}

/** The cart: the caller's unsubmitted order, without naming it (docs/behaviour/orders.md §11). */
export function cartOperations(): Implementation[] {
  return implementSome("Cart", {
    Get: async (call) => (await cartOrder(call)) ?? (await emptyCart(call)),
    Save: async (call) => replaceOrder(call, await cartOrder(call, { create: true }), call.body ?? {}),
    Patch: async (call) => patchOrder(call, await cartOrder(call, { create: true }), call.body),
    Delete: async (call) => removeOrder(call, await existing(call)),
    async SetActiveCart(call) {
      const { orderID } = call.path;
      const order = await findOrder(call, "Outgoing", orderID, { lock: true, roles: [] });
      if (order.Status !== "Unsubmitted" || order.from_user_key !== call.actor.userKey)
        throw notFound("Order", orderID);
      await chooseCart(call, order);
    },
    SetBillingAddress: async (call) => setBillingAddress(call, await existing(call), call.body),
    PatchBillingAddress: async (call) => patchBillingAddress(call, await existing(call), call.body),
    SetShippingAddress: async (call) => setShippingAddress(call, await existing(call), call.body),
    PatchShippingAddress: async (call) => patchShippingAddress(call, await existing(call), call.body),
    PatchFromUser: async (call) => patchFromUser(call, await existing(call), call.body),
    async ListLineItems(call) {
      const order = await cartOrder(call);
      return order === undefined ? { Meta: pageMeta(call.list.query, 0), Items: [] } : listLines(call, order.ID);
    },
    async GetLineItem(call) {
      const { lineItemID } = call.path;
      const order = await cartOrder(call);
      if (order === undefined) throw notFound("LineItem", lineItemID);
      return lineOf({ lines: await linesOf(call.db, order.ID) }, lineItemID);
    },
    CreateLineItem: async (call) =>
      createLine(call, await opened(call, await cartOrder(call, { create: true })), call.body),
    SaveLineItem: async (call) =>
      saveLine(call, await opened(call, await cartOrder(call, { create: true })), call.path.lineItemID, call.body),
    PatchLineItem: async (call) =>
      patchLine(call, await openedAt(call, call.path.lineItemID), call.path.lineItemID, call.body),
    DeleteLineItem: async (call) => removeLine(call, await openedAt(call, call.path.lineItemID), call.path.lineItemID),
    Validate: async (call) => validateOrder(call, await opened(call, await cartOrder(call))),
    Submit: async (call) => submitOrder(call, await opened(call, await cartOrder(call, { lock: true }))),
  });
}
