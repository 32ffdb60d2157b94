import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

export async function countSecrets(db: TenantDb, clientId: string): Promise<number> {
  const row = await db.row<{ total: number }>(sql`
    select count(*) as total from api_client_secret
    where marketplace_id = ${db.marketplaceId} and api_client_id = ${clientId}`);
  return Number(row?.total);
}
