import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

/** The sealed value of the header that a row of a table has; null where it has none. */
export async function storedHeader(db: TenantDb, table: string, id: string): Promise<string | null> {
  const row = await db.row<{ value: string | null }>(sql`
    select custom_auth_header_value as value from ${sql.table(table)}
    where marketplace_id = ${db.marketplaceId} and id = ${id}`);
  return row?.value ?? null;
}
