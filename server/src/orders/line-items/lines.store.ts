import type { OrderDirection } from "@orderwell/contract";
import { idIs, sql } from "../../platform/db/sql.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { type LineRow, lineTable } from "../aggregate/line-row.store.ts";
import { inDirection, readableBy } from "../aggregate/visibility.store.ts";

/** A line of the order that a path names, in one statement with what says whether the caller may see it. */
export async function findLine(
  { db, actor }: UserWork,
  direction: OrderDirection,
  orderId: string,
  lineItemId: string,
): Promise<LineRow | undefined> {
  const visible = readableBy(actor, db.marketplaceId, ["OrderAdmin", "OrderReader"]);
  const where = sql`t.order_id = (select t.id from purchase_order as t where t.marketplace_id = ${db.marketplaceId}
    and ${idIs("t.id", orderId)} and ${inDirection(actor, direction)} and ${visible})
    and (${actor.invitationId}::text is null or t.invitation_id = ${actor.invitationId})`;
  return (await lineTable.find(db, { where }, lineItemId)) as LineRow | undefined;
}
