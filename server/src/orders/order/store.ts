import type { LineItem } from "@orderwell/contract";
import { refusingDuplicates } from "../../platform/crud/refusing-duplicates.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { writeAndRead } from "../../platform/db/write-and-read.ts";
import type { Work } from "../../platform/work/work.ts";
import { orderSelect, type StoredOrder } from "./stored-order.ts";
import { orderTotals } from "./totals.ts";

/** Columns of `purchase_order` and what they become. */
export type OrderChanges = Readonly<Record<string, unknown>>;

/** The one order that meets the condition over the alias `t`; `lock` holds it until the transaction ends. */
export async function selectOrder(
  db: TenantDb,
  condition: RawBuilder<unknown>,
  options: { readonly lock?: boolean; readonly orderBy?: RawBuilder<unknown> } = {},
): Promise<StoredOrder | undefined> {
  const order = options.orderBy === undefined ? sql`` : sql` order by ${options.orderBy} limit 1`;
  const from = sql`from purchase_order as t where t.marketplace_id = ${db.marketplaceId} and ${condition}${order}`;
  const read = () => db.row<StoredOrder>(sql`select ${orderSelect} ${from}`);
  if (!options.lock) return read();
  for (;;) {
    // The lock is a statement of its own, since a distributed database locks nothing that has subqueries. What is read
    // behind it, in the same trip, is the order as whoever held it before has left it; should that be another one, again.
    const [locked, found] = await Promise.all([
      db.row<{ id: string }>(sql`select t.id as id ${from} for update of t`),
      read(),
    ]);
    if (locked?.id === found?.ID) return found;
  }
}

/** @throws ApiError IdExists (Order) */
export async function insertOrder(db: TenantDb, values: OrderChanges): Promise<StoredOrder> {
  const columns = Object.entries({ marketplace_id: db.marketplaceId, ...values });
  return refusingDuplicates("Order", String(values.id), () =>
    writeAndRead<StoredOrder>(
      db,
      sql`insert into purchase_order (${sql.join(columns.map(([name]) => sql.ref(name)))})
        values (${sql.join(columns.map(([, value]) => value))})`,
      sql`select ${orderSelect} from purchase_order as t
        where t.marketplace_id = ${db.marketplaceId} and t.id = ${values.id}`,
    ),
  );
}

/** Writes columns of an order; `last_updated` moves with every write. */
export async function updateOrder(
  work: Pick<Work, "db" | "now">,
  order: Pick<StoredOrder, "ID">,
  changes: OrderChanges,
): Promise<StoredOrder> {
  const columns = Object.entries({ ...changes, last_updated: work.now });
  const which = sql`t.marketplace_id = ${work.db.marketplaceId} and t.id = ${order.ID}`;
  return writeAndRead(
    work.db,
    sql`update purchase_order as t set ${sql.join(columns.map(([name, value]) => sql`${sql.ref(name)} = ${value}`))}
      where ${which}`,
    sql`select ${orderSelect} from purchase_order as t where ${which}`,
  );
}

/** Moves `LastUpdated`: for every write to what belongs to the order but changes nothing on it. */
export async function touch(work: Pick<Work, "db" | "now">, order: Pick<StoredOrder, "ID">): Promise<void> {
  await work.db.run(
    sql`update purchase_order set last_updated = ${work.now}
      where marketplace_id = ${work.db.marketplaceId} and id = ${order.ID}`,
  );
}

type Counted = Pick<LineItem, "IsBundle" | "LineSubtotal" | "BaseDiscount" | "PromotionDiscount">;

/** Columns that hold an order's sums over these lines. */
export function totalsOf(order: StoredOrder, lines: readonly Counted[]): OrderChanges {
  const totals = orderTotals(lines, order);
  return {
    line_item_count: totals.LineItemCount,
    subtotal: totals.Subtotal,
    base_discount: totals.BaseDiscount,
    promotion_discount: totals.PromotionDiscount,
    total: totals.Total,
  };
}

/** Writes the same columns of every line item of an order. */
export async function setOnLines(db: TenantDb, order: Pick<StoredOrder, "ID">, columns: OrderChanges): Promise<void> {
  const changes = Object.entries(columns).map(([name, value]) => sql`${sql.ref(name)} = ${value}`);
  await db.run(
    sql`update line_item set ${sql.join(changes)}
      where marketplace_id = ${db.marketplaceId} and order_id = ${order.ID}`,
  );
}

/** Deletes an order with everything that belongs to it. */
export async function deleteOrder(db: TenantDb, order: Pick<StoredOrder, "ID">): Promise<void> {
  await db.run(sql`delete from purchase_order where marketplace_id = ${db.marketplaceId} and id = ${order.ID}`);
}

/** Whether orders to suppliers were made of this one. */
export async function wasForwarded(db: TenantDb, order: Pick<StoredOrder, "ID">): Promise<boolean> {
  const row = await db.row(
    sql`select 1 as found from line_item where marketplace_id = ${db.marketplaceId} and incoming_order_id = ${order.ID} limit 1`,
  );
  return row !== undefined;
}
