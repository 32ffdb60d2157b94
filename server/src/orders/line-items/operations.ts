import type { OrderDirection } from "@orderwell/contract";
import { notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { Around } from "../aggregate/around.store.ts";
import { findOrder } from "../aggregate/open.store.ts";
import type { Order } from "../aggregate/order.ts";
import { guessPurchases } from "../aggregate/purchases.ts";
import { acrossOrdersShape, listAcrossOrders } from "./across-orders.store.ts";
import { patchLineAddress, setLineAddress } from "./addresses.ts";
import { bodyOf, checkInvited, checkInvitedTo, checkInvitedToFill } from "./invited.ts";
import { findLine } from "./lines.store.ts";
import { listLines, shownTo } from "./shown.ts";
import { createLine, patchLine, removeLine, saveLine } from "./write.ts";

interface OrderPath {
  readonly direction: OrderDirection;
  readonly orderID: string;
}

/** The order of the path with its lines, to change some of them. */
const open = async (call: UserWork & { readonly path: OrderPath }, around: Around): Promise<Order<"lines">> =>
  checkInvited(
    call,
    await findOrder(call, call.path.direction, call.path.orderID, { lock: true, with: ["lines"], around }),
  );

/** The same to change one of them. */
const openAt = async (call: UserWork & { readonly path: OrderPath & { readonly lineItemID: string } }) =>
  checkInvitedTo(call, await open(call, { lineId: call.path.lineItemID }), call.path.lineItemID);

/** Line items of orders (docs/behaviour/orders.md §5). */
export function lineItemOperations(): Implementation[] {
  return implement(
    "LineItems",
    {
      ListAcrossOrders: (call) => listAcrossOrders(call, call.list, call.path.direction, call.query),
      async List(call) {
        const { direction, orderID } = call.path;
        const { head } = await findOrder(call, direction, orderID);
        return listLines(call, call.list, head.ID);
      },
      async Get(call) {
        const { direction, orderID, lineItemID } = call.path;
        const line = await findLine(call, direction, orderID, lineItemID);
        if (line !== undefined) return shownTo(call, line);
        await findOrder(call, direction, orderID);
        throw notFound("LineItem", lineItemID);
      },
      async Create(call) {
        const { ID: lineId, ProductID: productId, InventoryRecordID: recordId } = call.body;
        const [order, guess] = await Promise.all([
          open(call, { productId, lineId }),
          guessPurchases(call, [productId ?? ""], recordId ? [recordId] : []),
        ]);
        return shownTo(call, await createLine(call, order, bodyOf(call, call.body), { guess }));
      },
      async Save(call) {
        const { lineItemID: lineId } = call.path;
        const order = await open(call, { productId: call.body.ProductID, lineId });
        checkInvitedToFill(call, order, lineId);
        return shownTo(call, await saveLine(call, order, lineId, bodyOf(call, call.body, order, lineId)));
      },
      Patch: async (call) =>
        shownTo(call, await patchLine(call, await openAt(call), call.path.lineItemID, bodyOf(call, call.body))),
      Delete: async (call) => removeLine(call, await openAt(call), call.path.lineItemID),
      SetShippingAddress: async (call) =>
        shownTo(call, await setLineAddress(call, await openAt(call), call.path.lineItemID, call.body)),
      PatchShippingAddress: async (call) =>
        shownTo(call, await patchLineAddress(call, await openAt(call), call.path.lineItemID, call.body)),
    },
    { ListAcrossOrders: acrossOrdersShape },
  );
}
