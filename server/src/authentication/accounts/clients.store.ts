import type { TenantDb } from "../../platform/db/session.ts";
import { tables } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";

const client = (db: TenantDb, id: string) =>
  tables
    .selectFrom("api_client")
    .select("id")
    .where("marketplace_id", "=", db.marketplaceId)
    .where("id", "=", id.toLowerCase());

/** The stored ID of a client. @throws ApiError NotFound (ApiClient) */
export async function existingClient(db: TenantDb, id: string): Promise<string> {
  const row = await db.row(client(db, id));
  if (row === undefined) throw notFound("ApiClient", id);
  return row.id;
}

/** The same, locked until the transaction ends. @throws ApiError NotFound (ApiClient) */
export async function lockClient(db: TenantDb, id: string): Promise<string> {
  await db.run(client(db, id).forNoKeyUpdate());
  return existingClient(db, id);
}
