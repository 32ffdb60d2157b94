import type { OrderDirection } from "@orderwell/contract";
import { allOf, sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { lineTable } from "../aggregate/line-row.store.ts";
import { findOrder } from "../aggregate/open.store.ts";
import type { Order } from "../aggregate/order.ts";
import { guessPurchases } from "../aggregate/purchases.ts";
import { inDirection, visibleTo } from "../aggregate/visibility.store.ts";
import { acrossOrdersShape, listAcrossOrders } from "./across-orders.store.ts";
import { patchLineAddress, setLineAddress } from "./addresses.ts";
import { listLines, shownTo } from "./shown.ts";
import { createLine, patchLine, removeLine, saveLine } from "./write.ts";

interface OrderPath {
  readonly direction: OrderDirection;
  readonly orderID: string;
}

/** The order of the path with its lines, to be changed. */
const open = (call: UserWork & { readonly path: OrderPath }): Promise<Order<"lines">> =>
  findOrder(call, call.path.direction, call.path.orderID, { lock: true, with: ["lines"] });

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
        const roles = ["OrderAdmin", "OrderReader"];
        const visible = allOf([inDirection(call.actor, direction), visibleTo(call.actor, roles)]);
        const where = sql`t.order_id = (select t.id from purchase_order as t where t.marketplace_id = ${call.db.marketplaceId}
          and lower(t.id) = ${orderID.toLowerCase()} and ${visible})`;
        const line = await lineTable.find(call.db, { where }, lineItemID);
        if (line !== undefined) return shownTo(call, line);
        await findOrder(call, direction, orderID);
        throw notFound("LineItem", lineItemID);
      },
      async Create(call) {
        const [order, guess] = await Promise.all([open(call), guessPurchases(call, [call.body.ProductID ?? ""])]);
        return shownTo(call, await createLine(call, order, call.body, { guess }));
      },
      Save: async (call) => shownTo(call, await saveLine(call, await open(call), call.path.lineItemID, call.body)),
      Patch: async (call) => shownTo(call, await patchLine(call, await open(call), call.path.lineItemID, call.body)),
      Delete: async (call) => removeLine(call, await open(call), call.path.lineItemID),
      SetShippingAddress: async (call) =>
        shownTo(call, await setLineAddress(call, await open(call), call.path.lineItemID, call.body)),
      PatchShippingAddress: async (call) =>
        shownTo(call, await patchLineAddress(call, await open(call), call.path.lineItemID, call.body)),
    },
    { ListAcrossOrders: acrossOrdersShape },
  );
}
