import type { NamedClient } from "../../integrations/index.ts";
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

/** A client as a service is to act through it, by its ID in any case. */
export const clientForService = (db: TenantDb, id: string): Promise<NamedClient | undefined> =>
  db.row(
    tables
      .selectFrom("api_client")
      .select((of) => [
        "id",
        of("default_context_user_key", "is not", null).$castTo<boolean>().as("hasContextUser"),
        of("order_checkout_integration_event_id", "is not", null).$castTo<boolean>().as("hasCheckout"),
      ])
      .where("marketplace_id", "=", db.marketplaceId)
      .where("id", "=", id.toLowerCase()),
  );
