import type { Caller } from "../../platform/access/caller.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";

/** The caller's own orders, over the alias `o`; an anonymous shopper has the one that their token names. */
const mine = (caller: Caller): RawBuilder<unknown> =>
  caller.anonymousOrderId !== null
    ? sql`o.anonymous_id = ${caller.anonymousOrderId}`
    : sql`(o.from_user_key = ${caller.userKey} and o.anonymous_id is null)`;

/** Items of the caller's orders, over the alias `i`, those that were shipped for a supplier's order included. */
export const myItems = (caller: Caller): RawBuilder<unknown> =>
  sql`exists (select from purchase_order o
    join line_item l on l.marketplace_id = o.marketplace_id and l.order_id = o.id
    where o.marketplace_id = i.marketplace_id and l.id = i.line_item_id
      and i.order_id in (l.order_id, l.outgoing_order_id) and ${mine(caller)})`;

/** Shipments with such an item, over the alias `t`. */
export const myShipments = (caller: Caller): RawBuilder<unknown> =>
  sql`t.id in (select i.shipment_id from purchase_order o
    join line_item l on l.marketplace_id = o.marketplace_id and l.order_id = o.id
    join shipment_item i on i.marketplace_id = l.marketplace_id and i.line_item_id = l.id
      and i.order_id in (l.order_id, l.outgoing_order_id)
    where o.marketplace_id = ${caller.marketplaceId} and ${mine(caller)})`;
