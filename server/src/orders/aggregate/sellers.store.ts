import { maySellTo } from "../../companies/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { sameId } from "../../platform/ids.ts";

/**
 * The stored ID of the supplier that an order goes to: null for the marketplace itself; undefined when there is none of
 * that name from which the buyer may order.
 *
 * @param buyerId null for orders of the marketplace's own.
 */
export async function findSeller(
  db: TenantDb,
  buyerId: string | null,
  toCompanyId: string | null | undefined,
): Promise<string | null | undefined> {
  if (!toCompanyId || sameId(toCompanyId, db.marketplaceId)) return null;
  const related = buyerId === null ? sql`true` : maySellTo(buyerId);
  const row = await db.row<{ id: string }>(
    sql`select s.id from supplier s where s.marketplace_id = ${db.marketplaceId}
      and lower(s.id) = ${toCompanyId.toLowerCase()} and s.active and ${related}`,
  );
  return row?.id;
}
