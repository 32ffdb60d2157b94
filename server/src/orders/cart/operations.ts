import { notFound } from "../../platform/errors/api-error.ts";
import { pageMeta } from "../../platform/lists/page.ts";
import { type Implementation, implementSome, sharing } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { lineTable } from "../aggregate/line-row.store.ts";
import { findOrder } from "../aggregate/open.store.ts";
import type { Order, Part } from "../aggregate/order.ts";
import { guessPurchases } from "../aggregate/purchases.ts";
import { createBundle, removeBundle } from "../line-items/bundles.ts";
import { listLines } from "../line-items/shown.ts";
import { createLine, patchLine, removeLine, saveLine } from "../line-items/write.ts";
import {
  patchBillingAddress,
  patchShippingAddress,
  setBillingAddress,
  setShippingAddress,
} from "../order/addresses.ts";
import { patchFromUser } from "../order/change-user.ts";
import { linesToPatch, patchOrder, replaceOrder } from "../order/edit.ts";
import { removeOrder } from "../order/remove.ts";
import { allParts } from "../submission/facts.ts";
import { submitOrder, validateOrder } from "../submission/submit.ts";
import { cartToFill, chooseCart, findCart, lockCart, whoseCart } from "./cart.ts";
import { emptyCart } from "./empty-cart.ts";

const required = <One>(order: One | undefined): One => {
  if (order === undefined) throw notFound("Order", null);
  return order;
};

/** The caller's cart to be changed. @throws ApiError NotFound (Order) when they have none */
const existing = async <Parts extends Part = never>(
  work: UserWork,
  ...parts: readonly Parts[]
): Promise<Order<Parts>> => required(await lockCart(work, parts));

/** The same for one of its lines: without a cart there are none. @throws ApiError NotFound (LineItem) */
async function withLine(work: UserWork, lineId: string): Promise<Order<"lines">> {
  const order = await lockCart(work, ["lines"], { lineId });
  if (order === undefined) throw notFound("LineItem", lineId);
  return order;
}

/** The cart: the caller's unsubmitted order, without naming it (docs/behaviour/orders.md §11). */
export function cartOperations(): Implementation[] {
  const operations = implementSome("Cart", {
    Get: async (call) => (await findCart(call))?.head ?? (await emptyCart(call)),
    Save: async (call) => replaceOrder(call, await cartToFill(call), call.body ?? {}),
    Patch: async (call) => patchOrder(call, await cartToFill(call, linesToPatch(call.body)), call.body),
    Delete: async (call) => removeOrder(call, await existing(call)),
    async SetActiveCart(call) {
      const { orderID } = call.path;
      const order = await findOrder(call, "Outgoing", orderID, { lock: true, roles: [] });
      if (order.head.Status !== "Unsubmitted" || order.head.from_user_key !== call.actor.userKey)
        throw notFound("Order", orderID);
      chooseCart(call, order);
    },
    SetBillingAddress: async (call) => setBillingAddress(call, await existing(call), call.body),
    PatchBillingAddress: async (call) => patchBillingAddress(call, await existing(call), call.body),
    SetShippingAddress: async (call) => setShippingAddress(call, await existing(call, "lines"), call.body),
    PatchShippingAddress: async (call) => patchShippingAddress(call, await existing(call, "lines"), call.body),
    PatchFromUser: async (call) => patchFromUser(call, await existing(call), call.body),
    async ListLineItems(call) {
      const order = await findCart(call);
      return order === undefined
        ? { Meta: pageMeta(call.list.query, 0), Items: [] }
        : listLines(call, call.list, order.head.ID);
    },
    async GetLineItem(call) {
      const { lineItemID } = call.path;
      const order = await findCart(call);
      const line = order && (await lineTable.find(call.db, { columns: { order_id: order.head.ID } }, lineItemID));
      if (line === undefined) throw notFound("LineItem", lineItemID);
      return line;
    },
    async CreateLineItem(call) {
      const { ID: lineId, ProductID: productId, InventoryRecordID: recordId } = call.body;
      const [order, guess] = await Promise.all([
        cartToFill(call, { productId, lineId }),
        guessPurchases(call, [productId ?? ""], recordId ? [recordId] : []),
      ]);
      return createLine(call, order, call.body, { guess });
    },
    async SaveLineItem(call) {
      const { lineItemID: lineId } = call.path;
      return saveLine(call, await cartToFill(call, { productId: call.body.ProductID, lineId }), lineId, call.body);
    },
    PatchLineItem: async (call) =>
      patchLine(call, await withLine(call, call.path.lineItemID), call.path.lineItemID, call.body),
    DeleteLineItem: async (call) => removeLine(call, await withLine(call, call.path.lineItemID), call.path.lineItemID),
    CreateBundleItem: async (call) =>
      createBundle(call, await cartToFill(call), call.path.bundleID, call.body?.LineItems),
    async DeleteBundleItem(call) {
      const { bundleID, bundleItemID } = call.path;
      const order = await lockCart(call, ["lines"]);
      if (order === undefined) throw notFound("LineItem", bundleItemID);
      await removeBundle(call, order, bundleID, bundleItemID);
    },
    Validate: async (call) => validateOrder(call, required(await findCart(call, ...allParts))),
    Submit: async (call) => submitOrder(call, await existing(call, ...allParts)),
  });
  return sharing(operations, {
    "Cart.CreateLineItem": whoseCart,
    "Cart.PatchLineItem": whoseCart,
    "Cart.DeleteLineItem": whoseCart,
    "Cart.PatchFromUser": whoseCart,
    "Cart.SetShippingAddress": whoseCart,
    "Cart.SetBillingAddress": whoseCart,
    "Cart.Patch": whoseCart,
  });
}
