import type { WebhookRoute } from "@orderwell/contract";
import { clientsAmong } from "../../platform/access/client-directory.store.ts";
import { Table } from "../../platform/crud/table.ts";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { Credentials } from "../outgoing/service-call.ts";
import type { Told } from "../targets/through.ts";

const apiClientIds = sql<Json>`(select coalesce(jsonb_agg(c.api_client_id order by c.position), '[]') from webhook_api_client c
  where c.marketplace_id = t.marketplace_id and c.webhook_key = t.key)`;

export const webhookTable = new Table("webhook", "Webhook", {
  computed: { ApiClientIDs: apiClientIds },
  columns: { ApiClientIDs: { json: apiClientIds } },
});

/** The stored IDs of API clients, each once and in the order given. @throws ApiError NotFound (ApiClient) */
export async function existingClients(db: TenantDb, ids: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(ids.map((id) => id.toLowerCase()))];
  if (wanted.length === 0) return [];
  const found = new Set(await clientsAmong(db, wanted));
  const missing = wanted.find((id) => !found.has(id));
  if (missing !== undefined) throw notFound("ApiClient", missing);
  return wanted;
}

/** Makes these the API clients of a webhook, in this order. */
export async function saveClients(db: TenantDb, webhookId: string, clients: readonly string[]): Promise<void> {
  const webhook = tables
    .selectFrom("webhook")
    .where("marketplace_id", "=", db.marketplaceId)
    .where("id", "=", webhookId);
  await db.run(
    tables
      .deleteFrom("webhook_api_client")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("webhook_key", "=", webhook.select("key")),
  );
  await db.run(sql`
    insert into webhook_api_client (marketplace_id, webhook_key, api_client_id, position)
    select w.marketplace_id, w.key, c.id, c.position
    from webhook w cross join unnest(${clients}::text[]) with ordinality as c (id, position)
    where w.marketplace_id = ${db.marketplaceId} and w.id = ${webhookId}`);
}

/** A webhook as it is called. */
export interface Target extends Credentials {
  readonly key: number;
  readonly name: string;
  /** Null: it is told through a delivery configuration. */
  readonly url: string | null;
  /** ID of the delivery configuration through which it is told, in place of its address. */
  readonly config: string | null;
  readonly elevatedRoles: Json;
  readonly configData: Json | null;
}

/** Webhooks that have somewhere to be called. */
const targets = (db: TenantDb) =>
  tables
    .selectFrom("webhook as t")
    .select([
      "t.key",
      "t.name",
      "t.url",
      "t.delivery_config_id as config",
      "t.hash_key as hashKey",
      "t.custom_auth_header_name as headerName",
      "t.custom_auth_header_value as headerValue",
      "t.elevated_roles as elevatedRoles",
      "t.config_data as configData",
    ])
    .where("t.marketplace_id", "=", db.marketplaceId)
    .where((of) => of.or([of("t.url", "is not", null), of("t.delivery_config_id", "is not", null)]));

export const findTarget = (db: TenantDb, key: number): Promise<Target | undefined> =>
  db.row(targets(db).where("t.key", "=", key));

/** A webhook, and whose calls of what it hears of. */
export interface WebhookSubscription extends Target, Told {
  readonly before: boolean;
  readonly clients: readonly string[];
  readonly routes: readonly WebhookRoute[];
}

/** Every webhook of a marketplace that hears of anything, in the order of their IDs. */
export async function readSubscriptions(db: TenantDb): Promise<WebhookSubscription[]> {
  const rows = await db.rows(
    targets(db)
      .select((of) => {
        // A join that may find nothing does not tell a distributed database that all is of one marketplace.
        const config = of
          .selectFrom("delivery_config as d")
          .whereRef("d.marketplace_id", "=", "t.marketplace_id")
          .whereRef("d.id", "=", "t.delivery_config_id");
        return [config.select("d.enabled").as("enabled"), config.select("d.delivery_targets").as("targets")];
      })
      .select(["t.before_process_request as before", "t.webhook_routes as routes", apiClientIds.as("clients")])
      .orderBy(sql`lower(t.id)`),
  );
  return rows.map((row) => ({
    ...row,
    clients: row.clients.value as string[],
    routes: row.routes.value as WebhookRoute[],
  }));
}
