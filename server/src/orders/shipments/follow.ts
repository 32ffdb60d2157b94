import type { Work } from "../../platform/work/work.ts";
import { open } from "../aggregate/open.store.ts";
import { type Order, withHead } from "../aggregate/order.ts";
import { orderStates } from "../aggregate/states.ts";
import { storedOrder } from "../aggregate/which.store.ts";
import { store } from "../aggregate/write.store.ts";

type Shipped = Order<"lines" | "shipments">;

/** All of an order's goods have left: every line but bundles, by shipments that were sent. */
function isFullyShipped({ lines, shipments }: Shipped): boolean {
  const goods = lines.filter(({ IsBundle }) => !IsBundle);
  const sent = new Map(shipments.map((line) => [line.ID, line.sent]));
  return goods.length > 0 && goods.every(({ ID, Quantity }) => Quantity <= (sent.get(ID) ?? 0));
}

/** The order with `QuantityShipped` of each line as shipments hold it. */
function counted(order: Shipped): Shipped {
  const shipped = new Map(order.shipments.map((line) => [line.ID, line.shipped]));
  return {
    ...order,
    lines: order.lines.map((line) => ({ ...line, QuantityShipped: shipped.get(line.ID) ?? 0 })),
  };
}

/** The order as shipments leave its status: completed when all of it has left, open again when that no longer holds. */
function progressed(order: Shipped, step: "complete" | "reopen", now: Date): Shipped {
  const { head } = order;
  if (step === "complete")
    return head.Status === "Open" && isFullyShipped(order)
      ? withHead(order, { ...orderStates.changes("ship", now), completed_by_shipment: true })
      : order;
  return head.Status === "Completed" && head.completed_by_shipment && !isFullyShipped(order)
    ? withHead(order, { ...orderStates.changes("reopen", now), completed_by_shipment: false })
    : order;
}

async function each(work: Work, orderIds: readonly string[], change: (order: Shipped) => Shipped): Promise<void> {
  for (const id of orderIds) {
    const order = await open(work, storedOrder(id), { lock: true, with: ["lines", "shipments"] });
    const after = order && change(order);
    if (order !== undefined && after !== undefined && after !== order) store(work, order, after);
  }
}

/**
 * Lets orders follow items that were put on a shipment or taken off (docs/behaviour/fulfilment.md §2, §3). The orders are
 * locked, in the order of their IDs.
 */
export const followItems = (work: Work, orderIds: readonly string[], step: "complete" | "reopen"): Promise<void> =>
  each(work, orderIds, (order) => progressed(counted(order), step, work.now));

/** Lets orders follow a shipment that was sent, or is not sent any more. The orders are locked, as above. */
export const followSending = (work: Work, orderIds: readonly string[], sent: boolean): Promise<void> =>
  each(work, orderIds, (order) => progressed(order, sent ? "complete" : "reopen", work.now));
