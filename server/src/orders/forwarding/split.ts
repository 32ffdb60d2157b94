import type { OrderSplitResult, Order as ShownOrder } from "@orderwell/contract";
import { resolveId } from "../../platform/crud/identifiers.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import type { Work } from "../../platform/work/work.ts";
import type { FromUser } from "../aggregate/from-user.store.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { type Order, productIdsOf } from "../aggregate/order.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { store } from "../aggregate/write.store.ts";
import { type Outgoing, outgoingOrder, type Step } from "./outgoing.ts";
import { activeSuppliers } from "./suppliers.store.ts";

/**
 * Makes an order to each supplier of an order's lines that have not gone to theirs yet
 * (docs/behaviour/orders.md §14). No order is no error.
 *
 * @param from user of the marketplace whom they are from.
 * @throws ApiError Order.CannotSplitOutgoing, Order.CannotSplitBadStatus
 */
export async function splitOrder(
  work: Work,
  order: Order<"lines">,
  from: FromUser,
  step: Step,
): Promise<OrderSplitResult> {
  const { head, lines } = order;
  if (head.supplier_id !== null) throw apiError("Order.CannotSplitOutgoing");
  if (head.Status !== "Open") throw apiError("Order.CannotSplitBadStatus", { OrderID: head.ID, Status: head.Status });
  // A bundle's own line is nothing that anybody sends.
  const free = lines.filter(({ IsBundle, OutgoingOrderID }) => !IsBundle && OutgoingOrderID === null);
  const bySupplier = Map.groupBy(free, (line) => line.supplier_id);
  const known = await activeSuppliers(
    work.db,
    [...bySupplier.keys()].filter((id) => id !== null),
  );
  const outgoing = await Promise.all(
    [...bySupplier].flatMap(([supplierId, theirs]) =>
      supplierId === null || !known.has(supplierId) ? [] : [toSupplier(work, head, supplierId, theirs, { from, step })],
    ),
  );
  const gone = new Map(outgoing.flatMap(({ head: to, lines: taken }) => taken.map(({ ID }) => [ID, to.ID])));
  const stored = outgoing.map((one) => store(work, { ...one, lines: [] }, one).head);
  if (stored.length > 0)
    store(work, order, {
      ...order,
      lines: lines.map((line) => ({ ...line, OutgoingOrderID: gone.get(line.ID) ?? line.OutgoingOrderID })),
    });
  return {
    // Replies splice in what is still unparsed, at any depth.
    OutgoingOrders: stored as ShownOrder[],
    RemainingLineItemIDs: free.filter(({ ID }) => !gone.has(ID)).map(({ ID }) => ID),
  };
}

async function toSupplier(
  work: Work,
  incoming: OrderHead,
  supplierId: string,
  lines: readonly OrderLine[],
  how: Pick<Outgoing, "from" | "step">,
): Promise<Order<"lines">> {
  const { db, now, services } = work;
  const [id, { products }] = await Promise.all([
    resolveId(db, services.ids, "Order", null),
    services.productReads.supplies(work, supplierId, incoming.Currency, productIdsOf({ lines })),
  ]);
  return outgoingOrder(incoming, { id, supplierId, lines, now, ...how }, products);
}
