import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { productAssignments } from "../placement/product-assignments.store.ts";

/** Tells whether some party has a product at this schedule's prices. Being somebody's default does not count. */
export async function isAssigned(db: TenantDb, scheduleId: string): Promise<boolean> {
  const found = await db.row(sql`select from product_assignment
    where marketplace_id = ${db.marketplaceId} and price_schedule_id = ${scheduleId} limit 1`);
  return found !== undefined;
}

/** Lets go of a schedule that is about to be deleted: it is nobody's default any more, and assignments at its prices go. */
export async function release(db: TenantDb, scheduleId: string): Promise<void> {
  await Promise.all([
    db.run(sql`update product set default_price_schedule_id = null
      where marketplace_id = ${db.marketplaceId} and default_price_schedule_id = ${scheduleId} and parent_id is null`),
    // A child that had it of its own inherits its parent's instead.
    db.run(sql`update product p set own = json_without(p.own, 'DefaultPriceScheduleID'), default_price_schedule_id = (
        select q.default_price_schedule_id from product q where q.marketplace_id = p.marketplace_id and q.id = p.parent_id)
      where p.marketplace_id = ${db.marketplaceId} and p.default_price_schedule_id = ${scheduleId}`),
    productAssignments.removeSchedule(db, scheduleId),
  ]);
}
