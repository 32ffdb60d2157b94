import type { Operations, ShipmentItem } from "@orderwell/contract";
import type { Row } from "../../platform/db/json.ts";
import { apiError, invalidProperty } from "../../platform/errors/api-error.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { followItems } from "./follow.ts";
import { deleteItem, findItem, findLine, insertItem, nameBuyer } from "./items.store.ts";
import { lockWithLinked } from "./linked-orders.store.ts";
import { requireShipment } from "./shipment-row.store.ts";

/**
 * Adds a line item to a shipment, or changes how many of it are on it (docs/behaviour/fulfilment.md §1).
 *
 * @throws ApiError NotFound (Shipment, Order, LineItem), ShipmentItem.CannotBeBundle, ShipmentItem.QuantityExceeded,
 *   Order.CannotShipBadStatus for orders that were canceled, or completed without shipments
 */
export async function saveItem(
  work: UserWork,
  shipmentId: string,
  body: Operations["Shipments.SaveItem"]["body"],
): Promise<Row<ShipmentItem>> {
  const { db, actor } = work;
  const { OrderID, LineItemID, QuantityShipped } = body;
  if (QuantityShipped < 1)
    throw invalidProperty("ShipmentItem", "QuantityShipped", "QuantityShipped must be 1 or more.");
  const shipment = await requireShipment(db, actor, shipmentId);
  const { order_id: orderId } = await findLine(work, shipment, OrderID, LineItemID);
  const orders = await lockWithLinked(db, orderId);
  const line = await findLine(work, shipment, orderId, LineItemID);
  const { status } = line;
  if (status === "Canceled" || (status === "Completed" && !line.completed_by_shipment))
    throw apiError("Order.CannotShipBadStatus", { OrderID: orderId, Status: status });
  if (line.is_bundle) throw apiError("ShipmentItem.CannotBeBundle", { OrderID: orderId, LineItemID: line.id });
  if (shipment.buyer_id !== null && line.buyer_id !== shipment.buyer_id)
    throw invalidProperty("ShipmentItem", "OrderID", "OrderID must name an order of the shipment's buyer.");
  if (QuantityShipped + line.elsewhere > line.quantity)
    throw apiError("ShipmentItem.QuantityExceeded", {
      OrderID: orderId,
      LineItemID: line.id,
      Quantity: line.quantity,
      QuantityShipped: line.elsewhere,
    });
  await Promise.all([
    insertItem(db, shipment.id, orderId, line.id, QuantityShipped),
    shipment.buyer_id === null && nameBuyer(db, shipment.id, line.buyer_id),
  ]);
  await followItems(work, orders, "reopen");
  return findItem(db, shipment, orderId, line.id);
}

/** Takes an item off a shipment. @throws ApiError NotFound (Shipment, ShipmentItem) */
export async function removeItem(
  work: UserWork,
  shipmentId: string,
  orderId: string,
  lineItemId: string,
): Promise<void> {
  const { db, actor } = work;
  const shipment = await requireShipment(db, actor, shipmentId);
  const item = await findItem(db, shipment, orderId, lineItemId);
  const orders = await lockWithLinked(db, item.OrderID);
  await deleteItem(db, shipment.id, item);
  await followItems(work, orders, "reopen");
}
