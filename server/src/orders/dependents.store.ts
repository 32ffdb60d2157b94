import type { OrderStatus } from "@orderwell/contract";
import { touched } from "../platform/changes/object-write.ts";
import { together } from "../platform/crud/part-table.ts";
import type { TenantDb } from "../platform/db/session.ts";
import { sql, tables } from "../platform/db/sql.ts";
import { countRemoved } from "./aggregate/counts.store.ts";
import { dateAnew } from "./aggregate/dated-anew.store.ts";

/** Pending orders that are named at most. */
const named = 100;

/** IDs of a user's orders that somebody still has to act upon. */
export async function pendingOrders(
  db: TenantDb,
  userKey: number,
  statuses: readonly OrderStatus[] = ["Open", "AwaitingApproval"],
): Promise<readonly string[]> {
  const rows = await db.rows(
    tables
      .selectFrom("purchase_order")
      .select("id")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("from_user_key", "=", userKey)
      .where("status", "in", statuses)
      .orderBy("id")
      .limit(named),
  );
  return rows.map(({ id }) => id);
}

/**
 * Keeps a user's unsubmitted orders from being submitted until the transaction ends. One that somebody is submitting is
 * waited for: what is read afterwards says what became of it.
 */
export function holdUnsubmitted(db: TenantDb, userKey: number): void {
  db.runLater(sql`select count(*) from (select from purchase_order
    where marketplace_id = ${db.marketplaceId} and from_user_key = ${userKey} and status = 'Unsubmitted'
    order by id for update) held`);
}

/** Deletes what a user began and did not submit; lines that were split off into it can be forwarded again. */
export async function deleteUnsubmitted(db: TenantDb, userKey: number, at: Date): Promise<void> {
  const freed = await db.rows<{ id: string }>(sql`update line_item set outgoing_order_id = null
    where marketplace_id = ${db.marketplaceId} and outgoing_order_id in (select o.id from purchase_order o
      where o.marketplace_id = ${db.marketplaceId} and o.from_user_key = ${userKey} and o.status = 'Unsubmitted')
    returning order_id as id`);
  await dateAnew(
    db,
    freed.map(({ id }) => id),
    at,
  );
  const deleted = await db.rows(
    tables
      .deleteFrom("purchase_order")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("from_user_key", "=", userKey)
      .where("status", "=", "Unsubmitted")
      .returning(["id", "buyer_id", "supplier_id"]),
  );
  for (const { id } of deleted) db.wrote({ table: "purchase_order", key: { id }, after: null });
  const kinds = deleted.map(({ id: _, ...one }) => ({ ...one, Status: "Unsubmitted", IsSubmitted: false }) as const);
  for (const statement of together(countRemoved(db.marketplaceId, kinds))) db.runLater(statement);
}

export interface Move {
  /** The buyer that the user moves to. */
  readonly to: string;
  readonly orders: "All" | "Unsubmitted";
  readonly at: Date;
}

/** Takes orders of a user along to another buyer. */
export async function moveOrders(db: TenantDb, userKey: number, { to, orders, at }: Move): Promise<void> {
  const moved = await db.rows(
    tables
      .updateTable("purchase_order")
      .set({
        buyer_id: to,
        chosen_cart: false,
        last_updated: at,
        from_user: sql`merged_json(from_user, json_build_object('CompanyID', ${to}::text))`,
      })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("from_user_key", "=", userKey)
      .$if(orders === "Unsubmitted", (update) => update.where("status", "=", "Unsubmitted"))
      .returning("id"),
  );
  touched(
    db,
    "purchase_order",
    moved.map(({ id }) => id),
  );
}

/** Tells whether a line of an order that somebody still has to act upon draws on one of these inventory records. */
export async function areDrawnOn(db: TenantDb, recordKeys: readonly number[]): Promise<boolean> {
  if (recordKeys.length === 0) return false;
  const row = await db.row(
    tables
      .selectFrom("line_item as l")
      .innerJoin("purchase_order as o", (join) =>
        join.onRef("o.marketplace_id", "=", "l.marketplace_id").onRef("o.id", "=", "l.order_id"),
      )
      .select("l.id")
      .where("l.marketplace_id", "=", db.marketplaceId)
      .where("l.inventory_record_key", "in", recordKeys)
      .where("o.status", "in", ["Open", "AwaitingApproval"])
      .limit(1),
  );
  return row !== undefined;
}
