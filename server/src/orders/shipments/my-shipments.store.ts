import type { Caller } from "../../platform/access/caller.ts";
import type { LedRows } from "../../platform/crud/large-rows.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";

/** The caller's own orders, over the alias `o`; an anonymous shopper has the one that their token names. */
const mine = (caller: Caller): RawBuilder<unknown> =>
  caller.anonymousOrderId !== null
    ? sql`o.anonymous_id = ${caller.anonymousOrderId}`
    : sql`(o.from_user_key = ${caller.userKey} and o.anonymous_id is null)`;

/**
 * Items of the caller's orders, over the alias `i`, those that were shipped for a supplier's order included: each asks for
 * its own order, and for the line that was forwarded to it.
 */
export const myItems = (caller: Caller): RawBuilder<boolean> =>
  sql`(exists (select from purchase_order o where o.marketplace_id = ${caller.marketplaceId} and o.id = i.order_id and ${mine(caller)})
    or exists (select from line_item l join purchase_order o on o.marketplace_id = ${caller.marketplaceId} and o.id = l.order_id
      where l.marketplace_id = ${caller.marketplaceId} and l.outgoing_order_id = i.order_id and l.id = i.line_item_id
        and ${mine(caller)}))`;

/** A shipment with such an item, over the alias `t`. Fenced: of each what is in it is looked at, not what is in all others. */
export const isMyShipment = (caller: Caller): RawBuilder<boolean> =>
  sql`exists (select from shipment_item i
    where i.marketplace_id = ${caller.marketplaceId} and i.shipment_id = t.id and ${myItems(caller)} offset 0)`;

/** All of them. */
export const myShipments = (caller: Caller): LedRows => ({
  ids: sql`select i.shipment_id as id from purchase_order o
      join shipment_item i on i.marketplace_id = o.marketplace_id and i.order_id = o.id
      where o.marketplace_id = ${caller.marketplaceId} and ${mine(caller)}
    union all select i.shipment_id from purchase_order o
      join line_item l on l.marketplace_id = o.marketplace_id and l.order_id = o.id and l.outgoing_order_id is not null
      join shipment_item i on i.marketplace_id = l.marketplace_id and i.order_id = l.outgoing_order_id and i.line_item_id = l.id
      where o.marketplace_id = ${caller.marketplaceId} and ${mine(caller)}`,
  isOne: isMyShipment(caller),
});
