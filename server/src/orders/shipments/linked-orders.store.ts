import type { TenantDb } from "../../platform/db/session.ts";
import { type Fragments, prepared, type RawBuilder, sql, tables } from "../../platform/db/sql.ts";
import type { OrderHead } from "../aggregate/order-row.store.ts";

interface Start {
  readonly marketplaceId: string;
  /** Stored ID of the shipment, or of the order, at which to begin. */
  readonly id: string;
}

/** Locks orders, and those on the other side of a forward from them, in the order of their IDs. */
const locking = (orders: (start: Fragments<Start>) => RawBuilder<unknown>) =>
  prepared<Start, { readonly id: string }>((start: Fragments<Start>) => {
    const { marketplaceId } = start;
    return sql`select t.id from purchase_order as t where t.marketplace_id = ${marketplaceId} and t.id in (
      select x.id from (${orders(start)}) as x (id)
      union select l.incoming_order_id from line_item l
        where l.marketplace_id = ${marketplaceId} and l.order_id in (${orders(start)}) and l.incoming_order_id is not null
      union select l.outgoing_order_id from line_item l
        where l.marketplace_id = ${marketplaceId} and l.order_id in (${orders(start)}) and l.outgoing_order_id is not null
    ) order by t.id for update of t`;
  });

const ofShipment = locking(
  ({ marketplaceId, id }) =>
    sql`select i.order_id from shipment_item i where i.marketplace_id = ${marketplaceId} and i.shipment_id = ${id}`,
);

const fromOrder = locking(({ id }) => sql`select ${id}::text`);

const idsOf = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(({ id }) => id);

/**
 * Locks what a statement finds. Where that took a wait, a forward may have been made meanwhile, which the statement could not
 * see yet: it is done again, in the same trip, until it finds no more.
 */
async function lockAll(db: TenantDb, statement: typeof ofShipment, id: string): Promise<readonly string[]> {
  const lock = async () => idsOf(await db.rows(statement({ marketplaceId: db.marketplaceId, id })));
  let [locked, found] = await Promise.all([lock(), lock()]);
  while (!found.every((one) => locked.includes(one))) [locked, found] = [found, await lock()];
  return found;
}

/** Locks the orders of which a shipment holds items, with those on the other side of a forward. */
export const lockOrdersOf = (db: TenantDb, shipmentId: string): Promise<readonly string[]> =>
  lockAll(db, ofShipment, shipmentId);

/** Locks an order, with those on the other side of a forward. */
export const lockWithLinked = (db: TenantDb, orderId: string): Promise<readonly string[]> =>
  lockAll(db, fromOrder, orderId);

/** The buyer of an order, or of the one from which it was forwarded. */
export async function buyerOf(db: TenantDb, order: Pick<OrderHead, "ID" | "buyer_id">): Promise<string | null> {
  if (order.buyer_id !== null) return order.buyer_id;
  const row = await db.row(
    tables
      .selectFrom("line_item as l")
      .innerJoin("purchase_order as o", (join) =>
        join.onRef("o.marketplace_id", "=", "l.marketplace_id").onRef("o.id", "=", "l.incoming_order_id"),
      )
      .select("o.buyer_id")
      .where("l.marketplace_id", "=", db.marketplaceId)
      .where("l.order_id", "=", order.ID)
      .limit(1),
  );
  return row?.buyer_id ?? null;
}
