import type { TenantDb } from "../platform/db/session.ts";
import { column, type RawBuilder, sql, tables } from "../platform/db/sql.ts";
import type { UserWork } from "../platform/work/work.ts";

/**
 * Tells whether the supplier of that alias may sell to a buyer (docs/behaviour/parties.md §1.4); whether it is active
 * is another question.
 */
export const maySellTo = (buyerId: RawBuilder<unknown> | string | null, alias = "s"): RawBuilder<boolean> =>
  sql`(${column(alias, "all_buyers_can_order")} or exists (select from supplier_buyer r
    where r.marketplace_id = ${column(alias, "marketplace_id")} and r.supplier_id = ${column(alias, "id")}
      and r.buyer_id = ${buyerId}))`;

/** Tells whether the caller's supplier may sell to a buyer. */
export async function callerMaySellTo({ actor, db }: UserWork, buyerId: string | null): Promise<boolean> {
  const found = await db.row(
    sql`select from supplier s where s.marketplace_id = ${db.marketplaceId} and s.id = ${actor.companyId}
      and ${maySellTo(buyerId)}`,
  );
  return found !== undefined;
}

/** The condition over the alias `t` of buyers: a supplier may sell to it because the two were related. */
export const relatedTo = (supplierId: string): RawBuilder<boolean> =>
  sql`exists (select from supplier_buyer r
    where r.marketplace_id = t.marketplace_id and r.buyer_id = t.id and r.supplier_id = ${supplierId})`;

/** Lets a supplier sell to a buyer; it may already. */
export async function relateBuyer(db: TenantDb, supplierId: string, buyerId: string): Promise<void> {
  await db.run(
    tables
      .insertInto("supplier_buyer")
      .values({ marketplace_id: db.marketplaceId, supplier_id: supplierId, buyer_id: buyerId })
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Does nothing where the buyer was not related: withdrawing is idempotent. */
export async function unrelateBuyer(db: TenantDb, supplierId: string, buyerId: string): Promise<void> {
  await db.run(
    tables
      .deleteFrom("supplier_buyer")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("supplier_id", "=", supplierId)
      .where("buyer_id", "=", buyerId),
  );
}
