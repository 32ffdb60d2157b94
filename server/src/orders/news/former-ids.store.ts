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

const keptIds: readonly Kept[] = [
  { of: "purchase_order", table: "former_order_id", present: "order_id", told: sql`t.status <> 'Unsubmitted'` },
  { of: "shipment", table: "former_shipment_id", present: "shipment_id", told: sql`t.date_shipped is not null` },
  {
    of: "order_return",
    table: "former_order_return_id",
    present: "order_return_id",
    told: sql`t.status <> 'Unsubmitted'`,
  },
];

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
 * The condition that something has an ID or has had it. One list, which the index of IDs looks up: for a choice between the
 * ID and a subquery a plan goes through all there is.
 */
function hasHad(
  marketplaceId: string,
  id: RawBuilder<unknown>,
  former: Kept["table"],
  then: string,
): RawBuilder<boolean> {
  const present = keptIds.find(({ table }) => table === former)!.present;
  return sql`${id} = any(array_append(array(select f.${sql.ref(present)} from ${sql.table(former)} f
    where f.marketplace_id = ${marketplaceId} and f.former_id = ${then}), ${then}))`;
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
    where o.marketplace_id = ${m} and ${hasHad(m, sql`o.id`, "former_order_id", then)}
      and (${created ?? null}::timestamptz is null or o.date_created = ${created ?? null}::timestamptz)
    order by (o.id = ${then}) desc limit 1`);
  return found?.id;
}

/**
 * The ID that a shipment has now, of those that have had one the one with items of an order, or of the one on the other side
 * of a forward; `undefined` once it is gone.
 */
export async function presentShipment(db: TenantDb, then: string, orderId: string): Promise<string | undefined> {
  const m = db.marketplaceId;
  const found = await db.row<{ id: string }>(sql`select s.id from shipment s
    where s.marketplace_id = ${m} and ${hasHad(m, sql`s.id`, "former_shipment_id", then)}
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
  const found = await db.row<{ id: string }>(sql`select r.id from order_return r
    where r.marketplace_id = ${m} and r.order_id = ${orderId}
      and ${hasHad(m, sql`r.id`, "former_order_return_id", then)}
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
