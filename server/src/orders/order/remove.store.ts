import { together } from "../../platform/crud/part-table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { prepared, type RawBuilder, sql, tables } from "../../platform/db/sql.ts";
import { countRemoved, type Kind } from "../aggregate/counts.store.ts";

/** Tells whether others were invited to an order: their tokens end with it. */
export const isInvitedTo = (marketplaceId: unknown, orderId: unknown): RawBuilder<unknown> => sql`exists (
  select from group_order_invitation i where i.marketplace_id = ${marketplaceId} and i.order_id = ${orderId})`;

/** What the deletion of an order rests on. */
interface Removal {
  /** A line of another order was forwarded from it. */
  readonly forwarded: boolean;
  /** Lines that are counted: those of a submitted order. */
  readonly lines: number;
  /** Others were invited to it, whose tokens end with it. */
  readonly invited: boolean;
}

const removal = prepared<{ readonly marketplaceId: string; readonly orderId: string }, Removal>(
  ({ marketplaceId: m, orderId }) => sql`select
    exists (select from line_item where marketplace_id = ${m} and incoming_order_id = ${orderId}) as forwarded,
    (select count(*)::int from line_item l join purchase_order o on o.marketplace_id = ${m} and o.id = l.order_id
      where l.marketplace_id = ${m} and l.order_id = ${orderId} and o.is_submitted) as lines,
    ${isInvitedTo(m, orderId)} as invited`,
);

/** What the deletion of an order rests on, by its stored ID. */
export const removalOf = async (db: TenantDb, orderId: string): Promise<Removal> =>
  (await db.row(removal({ marketplaceId: db.marketplaceId, orderId })))!;

/** Deletes an order with everything that belongs to it. @param lines of it that are counted. */
export function deleteOrder(db: TenantDb, order: Kind & { readonly ID: string }, lines: number): void {
  const { ID: orderId } = order;
  db.runLater(
    tables.deleteFrom("purchase_order").where("marketplace_id", "=", db.marketplaceId).where("id", "=", orderId),
  );
  for (const statement of together(countRemoved(db.marketplaceId, [order], lines))) db.runLater(statement);
  db.wrote({ table: "purchase_order", key: { id: orderId }, after: null });
}
