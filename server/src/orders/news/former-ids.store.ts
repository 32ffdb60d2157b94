import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql, tables } from "../../platform/db/sql.ts";
import type { References } from "../../platform/references/references.ts";
import type { Work } from "../../platform/work/work.ts";

/** Deliveries are made, or given up, within less. */
const keptMs = 3 * 24 * 60 * 60_000;

/** Where former IDs of something that people are told of are kept. */
interface Kept {
  /** Table of what is renamed. */
  readonly of: string;
  readonly table: "former_order_id" | "former_shipment_id" | "former_order_return_id";
  /** Column of the ID that it has now. */
  readonly present: string;
  /** People may have been told of the row `t`. */
  readonly told: RawBuilder<unknown>;
}

const kept = {
  order: { of: "purchase_order", table: "former_order_id", present: "order_id", told: sql`t.status <> 'Unsubmitted'` },
  shipment: {
    of: "shipment",
    table: "former_shipment_id",
    present: "shipment_id",
    told: sql`t.date_shipped is not null`,
  },
  orderReturn: {
    of: "order_return",
    table: "former_order_return_id",
    present: "order_return_id",
    told: sql`t.status <> 'Unsubmitted'`,
  },
} satisfies Readonly<Record<string, Kept>>;

const keptIds: readonly Kept[] = Object.values(kept);

/** Notes the IDs of what is renamed and people are told of: of what nobody is told of yet none is needed. */
export function noteFormerIds(references: References): void {
  for (const { of, table, present, told } of keptIds)
    references.afterRename(of, async (db, { id: former }, { column, to }) => {
      if (column !== "id") return;
      await db.run(sql`insert into ${sql.table(table)} (marketplace_id, former_id, ${sql.ref(present)})
        select t.marketplace_id, ${former}, t.id from ${sql.table(of)} t
        where t.marketplace_id = ${db.marketplaceId} and t.id = ${to} and ${told}
        on conflict do nothing`);
    });
}

/**
 * What has an ID or has had it, as rows. Each way is looked up by a key of its own: for a choice between the two a plan goes
 * through all there is.
 */
function thoseOf({ of, table, present }: Kept, marketplaceId: string, then: string): RawBuilder<unknown> {
  const rows = sql.table(of);
  return sql`(select t.* from ${rows} t where t.marketplace_id = ${marketplaceId} and t.id = ${then}
    union all
    select t.* from ${sql.table(table)} f join ${rows} t on t.marketplace_id = ${marketplaceId} and t.id = f.${sql.ref(present)}
    where f.marketplace_id = ${marketplaceId} and f.former_id = ${then} and f.${sql.ref(present)} <> ${then})`;
}

/**
 * The ID that an order has now; `undefined` once it is gone.
 *
 * @param then the ID that it had.
 * @param created when it was created, which tells it from others that have had that ID. Absent: whichever has it.
 */
export async function presentId(db: TenantDb, then: string, created: string | undefined): Promise<string | undefined> {
  const m = db.marketplaceId;
  const found = await db.row<{ id: string }>(sql`select o.id from ${thoseOf(kept.order, m, then)} o
    where ${created ?? null}::timestamptz is null or o.date_created = ${created ?? null}::timestamptz
    order by (o.id = ${then}) desc limit 1`);
  return found?.id;
}

/**
 * The ID that a shipment has now, of those that have had one the one with items of an order, or of the one on the other side
 * of a forward; `undefined` once it is gone.
 */
export async function presentShipment(db: TenantDb, then: string, orderId: string): Promise<string | undefined> {
  const m = db.marketplaceId;
  const found = await db.row<{ id: string }>(sql`select s.id from ${thoseOf(kept.shipment, m, then)} s
    order by exists (select from shipment_item i
        join line_item l on l.marketplace_id = i.marketplace_id and l.order_id = i.order_id and l.id = i.line_item_id
        where i.marketplace_id = ${m} and i.shipment_id = s.id
          and ${orderId} in (l.order_id, l.incoming_order_id, l.outgoing_order_id)) desc,
      (s.id = ${then}) desc limit 1`);
  return found?.id;
}

/** The ID that a return of an order has now; `undefined` once it is gone. */
export async function presentReturn(db: TenantDb, then: string, orderId: string): Promise<string | undefined> {
  const m = db.marketplaceId;
  const found = await db.row<{ id: string }>(sql`select r.id from ${thoseOf(kept.orderReturn, m, then)} r
    where r.order_id = ${orderId}
    order by (r.id = ${then}) desc limit 1`);
  return found?.id;
}

/** Forgets IDs under which nobody looks for anything any more. */
export async function purgeFormerIds({ db, now }: Pick<Work, "db" | "now">): Promise<void> {
  const before = new Date(now.getTime() - keptMs).toISOString();
  for (const { table } of keptIds)
    await db.run(
      tables.deleteFrom(table).where("marketplace_id", "=", db.marketplaceId).where("renamed_at", "<", before),
    );
}
