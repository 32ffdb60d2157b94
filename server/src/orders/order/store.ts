import type { LineItem } from "@orderwell/contract";
import { refusingDuplicates } from "../../platform/crud/crud.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import type { AnyCall } from "../../platform/operation/call.ts";
import { orderSelect, type StoredOrder } from "./stored-order.ts";
import { orderTotals } from "./totals.ts";

/** Columns of `purchase_order` and what they become. */
export type OrderChanges = Readonly<Record<string, unknown>>;

/** The one order that meets the condition over the alias `t`; `lock` holds it until the transaction ends. */
export function selectOrder(
  db: TenantDb,
  condition: RawBuilder<unknown>,
  options: { readonly lock?: boolean; readonly orderBy?: RawBuilder<unknown> } = {},
): Promise<StoredOrder | undefined> {
  const order = options.orderBy === undefined ? sql`` : sql` order by ${options.orderBy} limit 1`;
  const lock = options.lock ? sql` for update of t` : sql``;
  return db.row(
    sql`select ${orderSelect} from purchase_order as t
      where t.marketplace_id = ${db.marketplaceId} and ${condition}${order}${lock}`,
  );
}

/** @throws ApiError IdExists (Order) */
export async function insertOrder(db: TenantDb, values: OrderChanges): Promise<StoredOrder> {
  const columns = Object.entries({ marketplace_id: db.marketplaceId, ...values });
  const row = await refusingDuplicates("Order", String(values.id), () =>
    db.row<StoredOrder>(
      sql`insert into purchase_order as t (${sql.join(columns.map(([name]) => sql.ref(name)))})
        values (${sql.join(columns.map(([, value]) => value))}) returning ${orderSelect}`,
    ),
  );
  return row as StoredOrder;
}

/** Writes columns of an order; `last_updated` moves with every write. */
export async function updateOrder(
  call: Pick<AnyCall, "db" | "now">,
  order: Pick<StoredOrder, "ID">,
  changes: OrderChanges,
): Promise<StoredOrder> {
  const columns = Object.entries({ ...changes, last_updated: call.now });
  const row = await call.db.row<StoredOrder>(
    sql`update purchase_order as t set ${sql.join(columns.map(([name, value]) => sql`${sql.ref(name)} = ${value}`))}
      where t.marketplace_id = ${call.db.marketplaceId} and t.id = ${order.ID} returning ${orderSelect}`,
  );
  return row as StoredOrder;
}

/** Moves `LastUpdated`: for every write to what belongs to the order but changes nothing on it. */
export async function touch(call: Pick<AnyCall, "db" | "now">, order: Pick<StoredOrder, "ID">): Promise<void> {
  await call.db.run(
    sql`update purchase_order set last_updated = ${call.now}
      where marketplace_id = ${call.db.marketplaceId} and id = ${order.ID}`,
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
