import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";

/** Those who are told of calls and messages, which bring tokens, through a delivery configuration. */
export interface ToldThrough {
  /** IDs of message senders. */
  readonly senders: readonly string[];
  /** IDs of the API clients whose calls webhooks hear of. */
  readonly clients: readonly string[];
  /** Roles that the tokens have besides. */
  readonly roles: readonly string[];
}

/** Who is told through a delivery configuration, by its stored ID. */
export async function toldThrough(db: TenantDb, id: string): Promise<ToldThrough> {
  const m = db.marketplaceId;
  const row = await db.row<{ told: Json }>(sql`select json_build_object(
    'senders', (select coalesce(json_agg(s.id order by s.id), '[]') from message_sender s
      where s.marketplace_id = ${m} and s.delivery_config_id = ${id}),
    'clients', (select coalesce(json_agg(distinct c.api_client_id), '[]') from webhook w
      join webhook_api_client c on c.marketplace_id = ${m} and c.webhook_key = w.key
      where w.marketplace_id = ${m} and w.delivery_config_id = ${id}),
    'roles', (select coalesce(json_agg(distinct r.role), '[]') from (
      select elevated_roles from message_sender where marketplace_id = ${m} and delivery_config_id = ${id}
      union all select elevated_roles from webhook where marketplace_id = ${m} and delivery_config_id = ${id}) e
      cross join lateral jsonb_array_elements_text(e.elevated_roles) as r (role))) as told`);
  return row?.told.value as ToldThrough;
}
