import { Table } from "../../platform/crud/table.ts";
import type { Db } from "../../platform/db/db.ts";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";
import type { Credentials } from "../outgoing/service-call.ts";

export const subscriptionIntegrationTable = new Table("subscription_integration", "SubscriptionIntegration");

/** The service of subscriptions as it is called. */
export interface SubscriptionTarget extends Credentials {
  readonly clientId: string;
  readonly url: string | null;
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

/** Runs that may be asked for by hand within an hour. */
const runsPerHour = 4;

/**
 * Counts a run that is asked for by hand, and holds the integration until the transaction ends.
 *
 * @returns whether it may be; undefined where subscriptions make no orders.
 */
export async function takeRunByHand(db: TenantDb, now: Date): Promise<boolean | undefined> {
  const goesOn = sql`t.counted_since > ${now}::timestamptz - interval '1 hour'`;
  const row = await db.row<{ taken: boolean }>(sql`
    update subscription_integration as t set
      counted_since = case when ${goesOn} then t.counted_since else ${now} end,
      runs_by_hand = case when ${goesOn} then least(t.runs_by_hand, ${runsPerHour}) + 1 else 1 end
    where t.marketplace_id = ${db.marketplaceId} and t.active
    returning t.runs_by_hand <= ${runsPerHour} as taken`);
  return row?.taken;
}
