import type { Address, Shipment } from "@orderwell/contract";
import type { Caller } from "../../platform/access/caller.ts";
import type { LedRows } from "../../platform/crud/large-rows.ts";
import { Table } from "../../platform/crud/table.ts";
import { jsonb, type Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { writeAndRead } from "../../platform/db/write-and-read.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { withoutTombstone } from "../aggregate/tombstones.store.ts";

type Condition = RawBuilder<unknown>;

export const shipmentTable = new Table("shipment", "Shipment", {
  computed: {
    BuyerID: withoutTombstone(sql`t.buyer_id`),
    OwnerID: withoutTombstone(
      sql`coalesce(t.supplier_id, case when t.buyer_owned then t.buyer_id end, t.marketplace_id)`,
    ),
  },
});

/** Shipments that the caller's organization made, over the alias `t`; the marketplace may change every one. */
const owned = ({ userType, companyId }: Caller): Condition => {
  switch (userType) {
    case "Seller":
      return sql`true`;
    case "Supplier":
      return sql`(t.supplier_id = ${companyId}) is true`;
    case "Buyer":
      return sql`(t.buyer_owned and t.buyer_id = ${companyId})`;
  }
};

/**
 * A shipment that the caller's organization may see, over the alias `t`: its own, a buyer one that goes to it, a supplier one
 * with items of orders to it (docs/behaviour/fulfilment.md §1).
 */
export const isVisible = (caller: Caller): RawBuilder<boolean> => {
  switch (caller.userType) {
    case "Seller":
      return sql`true`;
    case "Buyer":
      // Said twice, once as an index has it that is in the order of lists.
      return sql`(t.buyer_id = ${caller.companyId}
        and folded_text(${withoutTombstone(sql`t.buyer_id`)}) = folded_text(${caller.companyId}::text))`;
    case "Supplier":
      return sql`(${owned(caller)} or exists (select from shipment_item i
        join purchase_order o on o.marketplace_id = i.marketplace_id and o.id = i.order_id
        where i.marketplace_id = ${caller.marketplaceId} and i.shipment_id = t.id
          and o.marketplace_id = ${caller.marketplaceId} and o.supplier_id = ${caller.companyId}))`;
  }
};

/** All of them: an index has those of the marketplace and of a buyer, a supplier's orders lead to theirs. */
export const visibleShipments = (caller: Caller): { readonly scope?: Condition; readonly led?: LedRows } => {
  switch (caller.userType) {
    case "Seller":
      return {};
    case "Buyer":
      return { scope: isVisible(caller) };
    case "Supplier": {
      const ids = sql`select s.id from shipment s where s.marketplace_id = ${caller.marketplaceId} and s.supplier_id = ${caller.companyId}
        union all select i.shipment_id from purchase_order o
        join shipment_item i on i.marketplace_id = o.marketplace_id and i.order_id = o.id
        where o.marketplace_id = ${caller.marketplaceId} and o.supplier_id = ${caller.companyId}`;
      return { led: { ids, isOne: isVisible(caller) } };
    }
  }
};

/**
 * Shipments with items of an order, over the alias `t`, those on the other side of a forward included. The order's ID may
 * be in any case.
 */
export const shipmentsOf = (db: TenantDb, orderId: string): Condition =>
  sql`t.id in (select i.shipment_id from purchase_order o
    join line_item l on l.marketplace_id = o.marketplace_id and l.order_id = o.id
    join shipment_item i on i.marketplace_id = l.marketplace_id and i.line_item_id = l.id
      and i.order_id in (l.order_id, l.incoming_order_id, l.outgoing_order_id)
    where o.marketplace_id = ${db.marketplaceId} and ${idIs("o.id", orderId)})`;

/** A shipment as its items and rules need it. */
export interface ShipmentHead {
  readonly id: string;
  readonly buyer_id: string | null;
  readonly date_shipped: string | null;
}

/** The shipment, if the caller may see it. @throws ApiError NotFound (Shipment) */
export async function findShipment(db: TenantDb, visible: Condition, id: string): Promise<ShipmentHead> {
  const row = await db.row<ShipmentHead>(
    sql`select t.id, t.buyer_id, t.date_shipped from shipment as t
      where t.marketplace_id = ${db.marketplaceId} and ${idIs("t.id", id)} and ${visible}`,
  );
  if (row === undefined) throw notFound("Shipment", id);
  return row;
}

/**
 * Locks a shipment to change it: the first statement of every write.
 *
 * @returns undefined when there is none that the caller may see.
 * @throws ApiError Auth.UserNotAuthorizedToAdmin when another organization made it.
 */
export async function lockShipment(db: TenantDb, caller: Caller, id: string): Promise<ShipmentHead | undefined> {
  const row = await db.row<ShipmentHead & { readonly owned: boolean }>(
    sql`select t.id, t.buyer_id, t.date_shipped, ${owned(caller)} as owned from shipment as t
      where t.marketplace_id = ${db.marketplaceId} and ${idIs("t.id", id)}
        and ${isVisible(caller)} for update of t`,
  );
  if (row !== undefined && !row.owned) throw apiError("Auth.UserNotAuthorizedToAdmin");
  return row;
}

/** As `lockShipment`. @throws ApiError also NotFound (Shipment) */
export async function requireShipment(db: TenantDb, caller: Caller, id: string): Promise<ShipmentHead> {
  const shipment = await lockShipment(db, caller, id);
  if (shipment === undefined) throw notFound("Shipment", id);
  return shipment;
}

/** Gives a shipment an address in place of whichever a saved one gave it. */
export function storeAddress(db: TenantDb, id: string, side: "from" | "to", address: Address): Promise<Row<Shipment>> {
  const which = sql`t.marketplace_id = ${db.marketplaceId} and t.id = ${id}`;
  return writeAndRead(
    db,
    sql`update shipment as t
      set ${sql.ref(`${side}_address_id`)} = null, ${sql.ref(`${side}_address`)} = ${jsonb(address)} where ${which}`,
    sql`select ${shipmentTable.select} from shipment as t where ${which}`,
  );
}
