import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";
import type { References } from "../../platform/references/references.ts";
import type { Work } from "../../platform/work/work.ts";

/** Deliveries are made, or given up, within less. */
const keptMs = 3 * 24 * 60 * 60_000;

/** Notes the IDs of orders that are renamed: of those that nobody is told of yet none is needed. */
export function noteFormerIds(references: References): void {
  references.afterRename("purchase_order", async (db, { id: former }, { column, to }) => {
    if (column !== "id") return;
    await db.run(sql`insert into former_order_id (marketplace_id, former_id, order_id)
      select o.marketplace_id, ${former}, o.id from purchase_order o
      where o.marketplace_id = ${db.marketplaceId} and o.id = ${to} and o.status <> 'Unsubmitted'
      on conflict do nothing`);
  });
}

/**
 * The ID that an order has now; `undefined` once it is gone.
 *
 * @param then the ID that it had.
 * @param created when it was created, which tells it from others that have had that ID. Absent: whichever has it.
 */
export async function presentId(db: TenantDb, then: string, created: string | undefined): Promise<string | undefined> {
  const m = db.marketplaceId;
  const found = await db.row<{ id: string }>(sql`select o.id from purchase_order o
    where o.marketplace_id = ${m} and (o.id = ${then} or o.id in (select f.order_id from former_order_id f
        where f.marketplace_id = ${m} and f.former_id = ${then}))
      and (${created ?? null}::timestamptz is null or o.date_created = ${created ?? null}::timestamptz)
    order by (o.id = ${then}) desc limit 1`);
  return found?.id;
}

/** Forgets IDs under which nobody looks for orders any more. */
export async function purgeFormerIds({ db, now }: Pick<Work, "db" | "now">): Promise<void> {
  await db.run(
    tables
      .deleteFrom("former_order_id")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("renamed_at", "<", new Date(now.getTime() - keptMs).toISOString()),
  );
}
