import { Table } from "../../platform/crud/table.ts";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { tables } from "../../platform/db/sql.ts";
import type { Credentials } from "../outgoing/service-call.ts";

export const integrationEventTable = new Table("integration_event", "IntegrationEvent");

/** A service of the marketplace's as it is called. */
export interface IntegrationTarget extends Credentials {
  readonly marketplaceId: string;
  readonly url: string;
  /** Roles of the token that the service is to get; with none it gets no token. */
  readonly elevatedRoles: Json;
  readonly configData: Json | null;
}

export const findIntegration = (db: TenantDb, id: string): Promise<IntegrationTarget | undefined> =>
  db.row(
    tables
      .selectFrom("integration_event")
      .select([
        "marketplace_id as marketplaceId",
        "custom_implementation_url as url",
        "hash_key as hashKey",
        "custom_auth_header_name as headerName",
        "custom_auth_header_value as headerValue",
        "elevated_roles as elevatedRoles",
        "config_data as configData",
      ])
      .where("marketplace_id", "=", db.marketplaceId)
      .where("id", "=", id),
  );

/** Kind of the marketplace, as services are told. */
export async function environmentOf(db: TenantDb): Promise<string> {
  const marketplace = tables.selectFrom("marketplace").select("environment").where("id", "=", db.marketplaceId);
  return (await db.row(marketplace))?.environment ?? "";
}
