import { column, type RawBuilder, sql } from "../platform/db/sql.ts";
import type { UserWork } from "../platform/work/work.ts";

/**
 * Whether the supplier of that alias may sell to a buyer (docs/behaviour/parties.md §1.4); whether it is active is
 * another question.
 */
export const maySellTo = (buyerId: RawBuilder<unknown> | string | null, alias = "s"): RawBuilder<boolean> =>
  sql`(${column(alias, "all_buyers_can_order")} or exists (select from supplier_buyer r
    where r.marketplace_id = ${column(alias, "marketplace_id")} and r.supplier_id = ${column(alias, "id")}
      and r.buyer_id = ${buyerId}))`;

/** Whether the caller's supplier may sell to a buyer. */
export async function callerMaySellTo({ actor, db }: UserWork, buyerId: string | null): Promise<boolean> {
  const found = await db.row(
    sql`select from supplier s where s.marketplace_id = ${db.marketplaceId} and s.id = ${actor.companyId}
      and ${maySellTo(buyerId)}`,
  );
  return found !== undefined;
}
