import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql, tables } from "../../platform/db/sql.ts";
import { availableRoles } from "../security-profiles/reach.store.ts";

const fullAccess: RawBuilder<unknown> = sql`'["FullAccess"]'::jsonb`;

/** Tells whether profiles give a user FullAccess. */
export async function holdsFullAccess(db: TenantDb, userKey: number): Promise<boolean> {
  const found = await db.row(sql`
    select from app_user u
    where u.marketplace_id = ${db.marketplaceId} and u.key = ${userKey} and ${availableRoles("u")} @> ${fullAccess}`);
  return found !== undefined;
}

/** Tells whether members of a group get FullAccess: by a profile, or acting as others by a configuration. */
export async function groupGivesFullAccess(db: TenantDb, groupKey: number): Promise<boolean> {
  const found = await db.row(sql`
    select from security_profile p
    where p.marketplace_id = ${db.marketplaceId} and p.roles @> ${fullAccess} and (
      exists (select from security_profile_assignment a
        where a.marketplace_id = p.marketplace_id and a.security_profile_id = p.id and a.group_key = ${groupKey})
      or exists (select from impersonation_config i
        where i.marketplace_id = p.marketplace_id and i.security_profile_id = p.id
          and i.impersonation_group_key = ${groupKey}))
    limit 1`);
  return found !== undefined;
}

/** The condition on a client `c` that a profile with FullAccess reaches somebody who may sign in through it. */
const admitsHolders: RawBuilder<boolean> = sql`exists (
  select from security_profile_assignment a
  join security_profile p on p.marketplace_id = a.marketplace_id and p.id = a.security_profile_id
  where a.marketplace_id = c.marketplace_id and p.roles @> ${fullAccess} and (
    case when a.buyer_id is not null then c.allow_any_buyer
      when a.supplier_id is not null then c.allow_any_supplier
      else c.allow_seller end
    or exists (select from api_client_assignment admitted
      where admitted.marketplace_id = c.marketplace_id and admitted.api_client_id = c.id
        and (admitted.buyer_id = a.buyer_id or admitted.supplier_id = a.supplier_id))))`;

/**
 * Those of some clients that give FullAccess to somebody who has no password of one who holds it: to whoever has the
 * client's secret, as its default context user; to an identity provider, by whose word users sign in; to the service of
 * a webhook, which gets tokens of those who call.
 */
export async function clientsGivingFullAccess(db: TenantDb, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.rows<{ id: string }>(sql`
    select c.id from api_client c
    where c.marketplace_id = ${db.marketplaceId} and c.id = any(${[...ids]}::text[])
      and (c.maximum_granted_roles = '[]' or c.maximum_granted_roles @> ${fullAccess})
      and (
        exists (select from app_user u
          where u.marketplace_id = c.marketplace_id and u.key = c.default_context_user_key
            and ${availableRoles("u")} @> ${fullAccess})
        or ${admitsHolders} and (
          exists (select from open_id_connect o
            where o.marketplace_id = c.marketplace_id and o.order_cloud_api_client_id = c.id)
          or exists (select from webhook_api_client w
            where w.marketplace_id = c.marketplace_id and w.api_client_id = c.id)))`);
  return new Set(rows.map(({ id }) => id));
}

/** IDs of the clients whose users are found by an integration event when they sign in. */
export async function clientsSigningInBy(db: TenantDb, eventId: string): Promise<string[]> {
  const configs = tables.selectFrom("open_id_connect").select("order_cloud_api_client_id as client").distinct();
  const rows = await db.rows(
    configs.where("marketplace_id", "=", db.marketplaceId).where("integration_event_id", "=", eventId),
  );
  return rows.map(({ client }) => client);
}

/**
 * Tells whether a message sender may send to somebody who holds FullAccess: that is anybody of a company of whose people
 * some do, so that no later membership of a group makes a difference.
 */
export async function senderReachesHolders(db: TenantDb, senderId: string): Promise<boolean> {
  const found = await db.row(sql`
    select from security_profile p
    join security_profile_assignment held on held.marketplace_id = p.marketplace_id and held.security_profile_id = p.id
    join message_sender s on s.marketplace_id = p.marketplace_id and s.id = ${senderId}
    where p.marketplace_id = ${db.marketplaceId} and p.roles @> ${fullAccess} and (
      held.buyer_id is not null and s.allow_all_buyers
      or exists (select from message_sender_assignment a
        where a.marketplace_id = s.marketplace_id and a.message_sender_id = s.id
          and coalesce(a.buyer_id, '') = coalesce(held.buyer_id, '')
          and coalesce(a.supplier_id, '') = coalesce(held.supplier_id, '')))
    limit 1`);
  return found !== undefined;
}
