import type { OrderStatus } from "@orderwell/contract";
import type { Company } from "../people/index.ts";
import { touched } from "../platform/changes/object-write.ts";
import { together } from "../platform/crud/part-table.ts";
import type { TenantDb } from "../platform/db/session.ts";
import { sql, tables } from "../platform/db/sql.ts";
import { countRemoved } from "./aggregate/counts.store.ts";
import { dateAnew } from "./aggregate/dated-anew.store.ts";
import { profileSql } from "./aggregate/from-user.store.ts";

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
  if (kinds.length > 0) db.runLater(together(countRemoved(db.marketplaceId, kinds)));
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

/** Orders of one user that show at once what became of them; older ones do when they are submitted. */
const shownAnew = 1_000;

/**
 * Shows on the orders that a user has not submitted the user as they are now, but for what was changed for an order alone.
 * Visitors share the user they shop as, however many they are: their orders are left as they are until submitted.
 */
export async function showUser(db: TenantDb, { buyerId, supplierId }: Company, userId: string): Promise<void> {
  const { marketplaceId } = db;
  const changed = await db.rows<{ id: string }>(sql`
    update purchase_order as o
    set from_user = merged_json(merged_json(o.from_user, json_build_object(${profileSql})), coalesce(o.from_user_changes, '{}'))
    from app_user as u
    where u.marketplace_id = ${marketplaceId} and o.marketplace_id = ${marketplaceId} and u.id = ${userId}
      and u.buyer_id is not distinct from ${buyerId} and u.supplier_id is not distinct from ${supplierId} and not u.hidden
      and o.from_user_key = u.key and o.id in (
        select c.id from purchase_order as c
        where c.marketplace_id = ${marketplaceId} and c.from_user_key = u.key and not c.is_submitted
          and c.status = 'Unsubmitted' and c.anonymous_id is null
        order by c.date_created desc limit ${shownAnew})
    returning o.id`);
  touched(
    db,
    "purchase_order",
    changed.map(({ id }) => id),
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
