import type { OrderDirection } from "@orderwell/contract";
import type { Page } from "../../platform/crud/table.ts";
import { allOf, sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { findOrder, inDirection, visibleTo } from "../access.ts";
import { acrossOrdersShape, listAcrossOrders } from "./across-orders.ts";
import { patchLineAddress, setLineAddress } from "./addresses.ts";
import { linesOf } from "./store.ts";
import { lineTable, type StoredLineRow } from "./stored-line.ts";
import { createLine, type OpenedOrder, patchLine, removeLine, saveLine } from "./write.ts";

interface OrderPath {
  readonly direction: OrderDirection;
  readonly orderID: string;
}

/** Locks the order of the path and reads its lines along with it. */
async function open(call: UserWork & { readonly path: OrderPath }): Promise<OpenedOrder> {
  const { direction, orderID } = call.path;
  const [order, lines] = await Promise.all([
    findOrder(call, direction, orderID, { lock: true }),
    linesOf(call.db, orderID),
  ]);
  return { order, lines };
}

type WithLinks = Pick<StoredLineRow, "IncomingOrderID" | "OutgoingOrderID">;

/** Which orders a line was forwarded from and to is the seller's business. */
export function shownTo<Line extends WithLinks>({ actor }: Pick<UserWork, "actor">, line: Line): Line {
  return actor.userType === "Seller" ? line : { ...line, IncomingOrderID: null, OutgoingOrderID: null };
}

/** The lines of an order that was found. */
export async function listLines(call: UserWork & Pick<Call, "list">, orderId: string): Promise<Page<StoredLineRow>> {
  const page = await lineTable.list(call.db, { columns: { order_id: orderId } }, call.list);
  return { ...page, Items: page.Items.map((line) => shownTo(call, line as StoredLineRow)) };
}

/** Line items of orders (docs/behaviour/orders.md §5). */
export function lineItemOperations(): Implementation[] {
  return implement(
    "LineItems",
    {
      ListAcrossOrders: listAcrossOrders,
      async List(call) {
        const { direction, orderID } = call.path;
        const order = await findOrder(call, direction, orderID);
        return listLines(call, order.ID);
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
      Create: async (call) => shownTo(call, await createLine(call, await open(call), call.body)),
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
