import { Table } from "../../platform/crud/table.ts";
import type { Db } from "../../platform/db/db.ts";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { tables } from "../../platform/db/sql.ts";

export const subscriptionIntegrationTable = new Table("subscription_integration", "SubscriptionIntegration");

/** The service of subscriptions as it is called. */
export interface SubscriptionTarget {
  readonly clientId: string;
  readonly url: string | null;
  /** Sealed. */
  readonly hashKey: string | null;
  readonly headerName: string | null;
  /** Sealed. */
  readonly headerValue: string | null;
  /** Roles that its token has beside those of the client's user. */
  readonly elevatedRoles: Json;
  readonly notificationDays: number | null;
}

/** The service that is active; undefined where subscriptions make no orders. */
export const activeIntegration = (db: TenantDb): Promise<SubscriptionTarget | undefined> =>
  db.row(
    tables
      .selectFrom("subscription_integration")
      .select([
        "api_client_id as clientId",
        "url",
        "hash_key as hashKey",
        "custom_auth_header_name as headerName",
        "custom_auth_header_value as headerValue",
        "elevated_roles as elevatedRoles",
        "notification_days as notificationDays",
      ])
      .where("marketplace_id", "=", db.marketplaceId)
      .where("active", "=", true),
  );

/** The sealed value of its own header. */
export async function storedHeaderValue(db: TenantDb): Promise<string | null> {
  const only = tables.selectFrom("subscription_integration").select("custom_auth_header_value as value");
  return (await db.row(only.where("marketplace_id", "=", db.marketplaceId)))?.value ?? null;
}

/** Tells whether an API client is the one that acts for the service, whether that is active or not. */
export async function isSubscriptionClient(db: TenantDb, clientId: string): Promise<boolean> {
  const only = tables.selectFrom("subscription_integration").select("id");
  const found = await db.row(only.where("marketplace_id", "=", db.marketplaceId).where("api_client_id", "=", clientId));
  return found !== undefined;
}

/** IDs of marketplaces whose subscriptions make orders. */
export async function subscribingMarketplaces(db: Db): Promise<readonly string[]> {
  const rows = await db.rows(
    tables
      .selectFrom("subscription_integration")
      .select("marketplace_id as id")
      .where("active", "=", true)
      .orderBy("marketplace_id"),
  );
  return rows.map(({ id }) => id);
}
