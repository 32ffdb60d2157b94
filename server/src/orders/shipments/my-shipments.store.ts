import type { Caller } from "../../platform/access/caller.ts";
import { allOf, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { listItems } from "./items.store.ts";
import { findShipment, shipmentsOf, shipmentTable } from "./shipment-row.store.ts";

/** The caller's own orders, over the alias `o`; an anonymous shopper has the one that their token names. */
const mine = (caller: Caller): RawBuilder<unknown> =>
  caller.anonymousOrderId !== null
    ? sql`o.anonymous_id = ${caller.anonymousOrderId}`
    : sql`(o.from_user_key = ${caller.userKey} and o.anonymous_id is null)`;

/** Items of the caller's orders, over the alias `i`, those that were shipped for a supplier's order included. */
const myItems = (caller: Caller): RawBuilder<unknown> =>
  sql`exists (select from purchase_order o
    join line_item l on l.marketplace_id = o.marketplace_id and l.order_id = o.id
    where o.marketplace_id = i.marketplace_id and l.id = i.line_item_id
      and i.order_id in (l.order_id, l.outgoing_order_id) and ${mine(caller)})`;

/** Shipments with such an item, over the alias `t`. */
const myShipments = (caller: Caller): RawBuilder<unknown> =>
  sql`t.id in (select i.shipment_id from purchase_order o
    join line_item l on l.marketplace_id = o.marketplace_id and l.order_id = o.id
    join shipment_item i on i.marketplace_id = l.marketplace_id and i.line_item_id = l.id
      and i.order_id in (l.order_id, l.outgoing_order_id)
    where o.marketplace_id = ${caller.marketplaceId} and ${mine(caller)})`;

/** Shipments of the caller's orders (docs/behaviour/fulfilment.md §1). */
export const myShipmentOperations = (): Implementation[] =>
  implementSome("Me", {
    async ListShipments(call) {
      const { orderID } = call.query;
      const where = allOf([myShipments(call.actor), ...(orderID ? [shipmentsOf(call.db, orderID)] : [])]);
      return shipmentTable.list(call.db, { where }, call.list);
    },
    async GetShipment(call) {
      const { shipmentID } = call.path;
      const [shipment] = await Promise.all([
        shipmentTable.find(call.db, { where: myShipments(call.actor) }, shipmentID),
      ]);
      if (shipment === undefined) throw notFound("Shipment", shipmentID);
      return shipment;
    },
    async ListShipmentItems(call) {
      const { orderID } = call.query;
      const shipment = await findShipment(call.db, myShipments(call.actor), call.path.shipmentID);
      const ofOrder = orderID ? [sql`lower(i.order_id) = ${orderID.toLowerCase()}`] : [];
      return listItems(call.db, call.list, shipment, [myItems(call.actor), ...ofOrder]);
    },
  });
