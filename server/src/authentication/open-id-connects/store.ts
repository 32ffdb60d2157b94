import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

const eventName = sql`(select e.name from integration_event e
  where e.marketplace_id = t.marketplace_id and e.id = t.integration_event_id)`;

export const configTable = new Table("open_id_connect", "OpenIdConnect", {
  computed: { IntegrationEventName: eventName },
});

/** Purpose that client secrets of identity providers are sealed for. */
export const secretPurpose = "open-id-connect";

/** The sealed client secret of a configuration. */
export async function storedSecret(db: TenantDb, id: string): Promise<string | undefined> {
  const row = await db.row<{ secret: string }>(sql`
    select connect_client_secret as secret from open_id_connect
    where marketplace_id = ${db.marketplaceId} and id = ${id}`);
  return row?.secret;
}
