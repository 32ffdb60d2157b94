import { models, type Operations, type OrderDirection, type wire } from "@orderwell/contract";
import { formatInstant } from "../../platform/dates.ts";
import { apiError, refuse } from "../../platform/errors/api-error.ts";
import { parseJson } from "../../platform/json/parse-json.ts";
import { ReplyWriter } from "../../platform/wire/reply.ts";
import type { UserWork } from "../../platform/work/work.ts";
import type { OrderLine } from "../aggregate/line-row.store.ts";
import { findOrder } from "../aggregate/open.store.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";
import { orderStates } from "../aggregate/states.ts";
import { hasTombstone } from "../aggregate/tombstones.store.ts";
import { shownTo } from "../line-items/shown.ts";
import { tellOf } from "../news/news.ts";
import { followItems } from "./follow.ts";
import { insertItem, nameBuyer } from "./items.store.ts";
import { buyerOf, lockWithLinked } from "./linked-orders.store.ts";
import { shipments } from "./write.ts";

/** Roles that open orders to whoever ships them. */
const roles = ["OrderAdmin", "ShipmentAdmin"];

const replies = new ReplyWriter(models);

/** A line item as replies show it: without what its row holds beyond it, and with numbers for amounts. */
const shown = (work: Pick<UserWork, "actor">, line: OrderLine): wire.LineItem =>
  parseJson(replies.object("LineItem", shownTo(work, line))) as wire.LineItem;

/**
 * Ships everything on an order in one shipment, which completes it (docs/behaviour/fulfilment.md §3).
 *
 * @throws ApiError Order.CannotShipBadStatus, .CannotShipWithNoLineItems; Order.ConflictsWithOtherShipments, whose Data
 *   are the line items that are on other shipments.
 */
export async function shipOrder(
  work: UserWork,
  direction: OrderDirection,
  orderId: string,
  given: Operations["Orders.Ship"]["body"],
): Promise<OrderHead> {
  const { db, now } = work;
  const { head, lines } = await findOrder(work, direction, orderId, { lock: true, roles, with: ["lines"] });
  refuse(orderStates.finding(head, "ship"));
  const goods = lines.filter(({ IsBundle }) => !IsBundle);
  if (goods.length === 0) throw apiError("Order.CannotShipWithNoLineItems", { OrderID: head.ID });
  const orders = await lockWithLinked(db, head.ID);
  const elsewhere = goods.filter(({ QuantityShipped }) => QuantityShipped > 0);
  if (elsewhere.length > 0)
    throw apiError(
      "Order.ConflictsWithOtherShipments",
      elsewhere.map((line) => shown(work, line)),
    );
  const buyerId = await buyerOf(db, head);
  const shipment = {
    ...given,
    BuyerID: buyerId === null || hasTombstone(buyerId) ? null : buyerId,
    DateShipped: given.DateShipped ?? formatInstant(now),
  };
  const { ID } = await shipments.create(work, {}, shipment);
  await Promise.all([
    ...goods.map((line) => insertItem(db, ID, head.ID, line.ID, line.Quantity)),
    shipment.BuyerID !== buyerId && nameBuyer(db, ID, buyerId),
  ]);
  await followItems(work, orders, "complete");
  for (const id of orders) await tellOf(work, { ID: id }, [{ type: "ShipmentCreated" }], { shipment: ID });
  return (await findOrder(work, direction, orderId, { roles })).head;
}
