import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";

/** Orders that are looked for at once. */
const most = 100;

/** IDs of orders that wait to be forwarded: those that were not tried yet, then those that were tried the longest ago. */
export async function waitingOrders(db: TenantDb): Promise<readonly string[]> {
  const rows = await db.rows(
    tables
      .selectFrom("order_to_forward")
      .select("order_id")
      .where("marketplace_id", "=", db.marketplaceId)
      .orderBy("tried_at", (one) => one.asc().nullsFirst())
      .orderBy("order_id")
      .limit(most),
  );
  return rows.map(({ order_id: id }) => id);
}

/** Says that an order was tried in vain, so that the others come before it. */
export const noteTried = async (db: TenantDb, orderId: string, now: Date): Promise<void> =>
  void (await db.run(
    tables
      .updateTable("order_to_forward")
      .set({ tried_at: sql`${now}::timestamptz` })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("order_id", "=", orderId),
  ));

/** Says that an order waits no more. The order is locked. @returns false when somebody else has said so. */
export const takeWaiting = async (db: TenantDb, orderId: string): Promise<boolean> =>
  (await db.run(
    tables
      .deleteFrom("order_to_forward")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("order_id", "=", orderId),
  )) > 0;

/** Key of the user who forwards orders by themselves, if there is one who may. */
export async function forwarderKey(db: TenantDb): Promise<number | undefined> {
  const row = await db.row<{ readonly key: number }>(sql`select u.key from marketplace m
    join app_user u on u.marketplace_id = m.id and u.key = m.auto_forwarding_user_key and u.active
    where m.id = ${db.marketplaceId}`);
  return row && Number(row.key);
}
