import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, sql } from "../../platform/db/sql.ts";
import { sameId } from "../../platform/ids.ts";

/** The stored ID of a seller that a client named in any case; undefined for none. One that does not exist sells nothing. */
export async function sellerOf(db: TenantDb, sellerId: string | undefined): Promise<string | undefined> {
  if (sellerId === undefined || sellerId === "") return undefined;
  if (sameId(sellerId, db.marketplaceId)) return db.marketplaceId;
  const row = await db.row<{ id: string }>(
    sql`select id from supplier where marketplace_id = ${db.marketplaceId} and ${idIs("id", sellerId)}`,
  );
  return row?.id ?? sellerId;
}
