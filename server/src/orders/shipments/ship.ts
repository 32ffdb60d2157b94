import { models, type wire } from "@orderwell/contract";
import { formatInstant } from "../../platform/dates.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { ReplyWriter } from "../../platform/http/reply.ts";
import type { Call } from "../../platform/operation/call.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { findOrder } from "../access.ts";
import { isGone } from "../companies.ts";
import { shownTo } from "../line-items/operations.ts";
import { linesOf } from "../line-items/store.ts";
import type { StoredLine } from "../line-items/stored-line.ts";
import { transition } from "../order/states.ts";
import type { StoredOrder } from "../order/stored-order.ts";
import { insertItem, nameBuyer } from "./items.ts";
import { completeCovered, countShipped, lockWithLinked } from "./quantities.ts";
import { shipments } from "./write.ts";

/** Roles that open orders to whoever ships them. */
const roles = ["OrderAdmin", "ShipmentAdmin"];

/** The buyer of an order, or of the one from which it was forwarded. */
async function buyerOfOrder(db: TenantDb, order: StoredOrder): Promise<string | null> {
  if (order.buyer_id !== null) return order.buyer_id;
  const row = await db.row<{ buyer_id: string | null }>(
    sql`select o.buyer_id from line_item l
      join purchase_order o on o.marketplace_id = l.marketplace_id and o.id = l.incoming_order_id
      where l.marketplace_id = ${db.marketplaceId} and l.order_id = ${order.ID} limit 1`,
  );
  return row?.buyer_id ?? null;
}

const replies = new ReplyWriter(models);

/** A line item as replies show it: without what its row holds beyond it, and with numbers for amounts. */
const shown = (work: Pick<UserWork, "actor">, line: StoredLine): wire.LineItem =>
  JSON.parse(replies.object("LineItem", shownTo(work, line)));

/**
 * Ships everything on an order in one shipment, which completes it (docs/behaviour/fulfilment.md §3).
 *
 * @throws ApiError Order.CannotShipBadStatus, .CannotShipWithNoLineItems; Order.ConflictsWithOtherShipments, whose Data
 *   are the line items that are on other shipments.
 */
export async function shipOrder(call: Call<"Orders.Ship">): Promise<StoredOrder> {
  const { db, path, body, now } = call;
  const order = await findOrder(call, path.direction, path.orderID, { lock: true, roles });
  transition(order, "ship", now);
  const orders = await lockWithLinked(db, order.ID);
  const lines = (await linesOf(db, order.ID)).filter(({ IsBundle }) => !IsBundle);
  if (lines.length === 0) throw apiError("Order.CannotShipWithNoLineItems", { OrderID: order.ID });
  const elsewhere = lines.filter(({ QuantityShipped }) => QuantityShipped > 0);
  if (elsewhere.length > 0)
    throw apiError(
      "Order.ConflictsWithOtherShipments",
      elsewhere.map((line) => shown(call, line)),
    );
  const buyerId = await buyerOfOrder(db, order);
  const shipment = {
    ...body,
    BuyerID: buyerId === null || isGone(buyerId) ? null : buyerId,
    DateShipped: body.DateShipped ?? formatInstant(now),
  };
  const { ID } = await shipments.create(call, {}, shipment);
  await Promise.all([
    ...lines.map((line) => insertItem(db, ID, order.ID, line.ID, line.Quantity)),
    shipment.BuyerID !== buyerId && nameBuyer(db, ID, buyerId),
    countShipped(call, orders),
    completeCovered(call, orders),
  ]);
  return findOrder(call, path.direction, path.orderID, { roles });
}
