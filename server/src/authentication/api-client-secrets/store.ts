import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { tables } from "../../platform/db/sql.ts";

export const secretTable = new Table("api_client_secret", "ApiClientSecret");

/** How many secrets a client has. */
export async function countSecrets(db: TenantDb, clientId: string): Promise<number> {
  const secrets = tables.selectFrom("api_client_secret").select((of) => of.fn.countAll<number>().as("total"));
  const row = await db.row(
    secrets.where("marketplace_id", "=", db.marketplaceId).where("api_client_id", "=", clientId),
  );
  return row?.total ?? 0;
}
