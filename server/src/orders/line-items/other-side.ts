import type { Work } from "../../platform/work/work.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { open } from "../aggregate/open.store.ts";
import type { Order } from "../aggregate/order.ts";
import { storedOrder } from "../aggregate/which.store.ts";
import { store } from "../aggregate/write.store.ts";

/** The order on the other side of a forward, if the line has one, with the line; locked. */
async function otherSide(work: Work, line: OrderLine): Promise<Order<"lines"> | undefined> {
  const id = line.OutgoingOrderID ?? line.IncomingOrderID;
  return id === null
    ? undefined
    : open(work, storedOrder(id), { lock: true, with: ["lines"], around: { lineId: line.ID } });
}

/**
 * Gives a line its new ID on the other side of a forward as well: by it the two are told to be the same
 * (docs/behaviour/orders.md §14).
 *
 * @throws ApiError IdExists (LineItem)
 */
export async function renameOtherSide(work: Work, line: OrderLine, to: string): Promise<void> {
  const order = await otherSide(work, line);
  if (order === undefined) return;
  const { ID: order_id } = order.head;
  await work.services.references.rename(work.db, "line_item", { order_id, id: line.ID }, { column: "id", to });
  const renamed = { ...order, lines: order.lines.map((one) => (one.ID === line.ID ? { ...one, ID: to } : one)) };
  store(work, renamed, renamed);
}

/** Lets the other side of a forward stand by itself, since a line is about to be removed. */
export async function leaveOtherSide(work: Work, line: OrderLine): Promise<void> {
  const order = await otherSide(work, line);
  if (order === undefined) return;
  const lines = order.lines.map((one) =>
    one.ID === line.ID ? { ...one, IncomingOrderID: null, OutgoingOrderID: null } : one,
  );
  store(work, order, { ...order, lines });
}
