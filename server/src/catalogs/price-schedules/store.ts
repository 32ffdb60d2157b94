import { touched } from "../../platform/changes/object-write.ts";
import { type Scope, Table } from "../../platform/crud/table.ts";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, type RawBuilder, sql, tables } from "../../platform/db/sql.ts";
import { together } from "../../platform/db/together.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { ownedScope } from "../ownership/store.ts";
import { productAssignments } from "../placement/product-assignments.store.ts";

/** The sale is a matter of the moment: no column says whether it is on. */
export const scheduleTable = new Table("price_schedule", "PriceSchedule", { absent: ["IsOnSale"] });

/** The schedules that a caller meets: users of a buyer those that give it a price. */
export const scheduleScope = (work: UserWork, intent: "read" | "write"): Scope =>
  ownedScope(
    work,
    intent,
    sql`exists (select from product_assignment a where a.marketplace_id = t.marketplace_id
      and a.price_schedule_id = t.id and a.buyer_id = ${work.actor.companyId})`,
  );

/** A price schedule as those who refer to it must know it. */
export interface ScheduleHead {
  readonly id: string;
  readonly ownerId: string;
  readonly priceBreaks: number;
  readonly currency: string | null;
}

/** The schedule of the alias `s` as a `jsonb` object: a `ScheduleHead`. */
export const scheduleHead: RawBuilder<unknown> = sql`jsonb_build_object('id', s.id, 'ownerId', s.owner_id,
  'priceBreaks', jsonb_array_length(s.price_breaks), 'currency', s.currency)`;

const heads = prepared<{ readonly marketplaceId: string; readonly ids: readonly string[] }, { readonly head: Json }>(
  ({ marketplaceId, ids }) => sql`
    select ${scheduleHead} as head from price_schedule s
    where s.marketplace_id = ${marketplaceId} and lower(s.id) = any(${ids}::text[])`,
);

/** The schedule of an ID, in any case; null where there is none. Those that a transaction asks for at the same time share a statement. */
export const findScheduleHead = together<string, ScheduleHead | null>(500, async (db, ids) => {
  const asked = ids.map((id) => id.toLowerCase());
  const rows = await db.rows(heads({ marketplaceId: db.marketplaceId, ids: [...new Set(asked)] }));
  const found = new Map(
    rows.map(({ head }) => head.value as ScheduleHead).map((head) => [head.id.toLowerCase(), head]),
  );
  return asked.map((id) => found.get(id) ?? null);
});

/** Tells whether some party has a product at this schedule's prices. Being somebody's default does not count. */
export async function isAssigned(db: TenantDb, scheduleId: string): Promise<boolean> {
  const assigned = tables.selectFrom("product_assignment").where("marketplace_id", "=", db.marketplaceId);
  return (await db.row(assigned.where("price_schedule_id", "=", scheduleId).limit(1))) !== undefined;
}

/** Lets go of a schedule that is about to be deleted: it is nobody's default any more, and assignments at its prices go. */
export async function release(db: TenantDb, scheduleId: string): Promise<void> {
  const [own, inherited, offers] = await Promise.all([
    db.rows(
      tables
        .updateTable("product")
        .set({ default_price_schedule_id: null })
        .where("marketplace_id", "=", db.marketplaceId)
        .where("default_price_schedule_id", "=", scheduleId)
        .where("parent_id", "is", null)
        .returning("id"),
    ),
    // A child that had it of its own inherits its parent's instead.
    db.rows<{
      id: string;
    }>(sql`update product p set own = json_without(p.own, 'DefaultPriceScheduleID'), default_price_schedule_id = (
        select q.default_price_schedule_id from product q where q.marketplace_id = p.marketplace_id and q.id = p.parent_id)
      where p.marketplace_id = ${db.marketplaceId} and p.default_price_schedule_id = ${scheduleId} returning p.id`),
    db.rows(
      tables
        .selectFrom("product_supplier")
        .select("product_id as id")
        .where("marketplace_id", "=", db.marketplaceId)
        .where("default_price_schedule_id", "=", scheduleId),
    ),
    productAssignments.removeSchedule(db, scheduleId),
  ]);
  touched(
    db,
    "product",
    [...own, ...inherited, ...offers].map(({ id }) => id),
  );
}

/** Deletes the schedules that a supplier owns, each as it is deleted by itself. */
export async function deleteSchedulesOf(db: TenantDb, ownerId: string): Promise<void> {
  const own = tables.selectFrom("price_schedule").select("id").where("marketplace_id", "=", db.marketplaceId);
  // Whoever names one at the same time has done so before, or finds that it has gone.
  const doomed = await db.rows(own.where("owner_id", "=", ownerId).orderBy("id").forUpdate());
  for (const { id } of doomed) await release(db, id);
  await db.run(
    tables.deleteFrom("price_schedule").where("marketplace_id", "=", db.marketplaceId).where("owner_id", "=", ownerId),
  );
}
