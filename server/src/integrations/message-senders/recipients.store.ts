import type { MessageType } from "@orderwell/contract";
import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { mailAddress } from "../mail/settings.ts";
import type { Told } from "../targets/through.ts";

/** Senders that one message goes to at most, and addresses that get copies of it. */
const mostSenders = 100;
const mostCopies = 100;

/** The condition that an assignment `a` is to the company of a recipient `r`, or to a group of theirs. */
const reaches: RawBuilder<boolean> = sql`(
  coalesce(a.buyer_id, '') = coalesce(r.buyer_id, '') and coalesce(a.supplier_id, '') = coalesce(r.supplier_id, '')
  and (a.group_key is null or exists (select from user_group_member m
    where m.marketplace_id = a.marketplace_id and m.group_key = a.group_key and m.user_key = r.key)))`;

/** Query that has a row where a marketplace, `$1`, has senders at all. */
export const anySender = "select from message_sender where marketplace_id = $1";

/** Senders `s` of messages of a type to a recipient `r`, as what follows `select`. */
const sendersOf = (db: TenantDb, type: MessageType, recipient: number): RawBuilder<unknown> => sql`
  from message_sender s
  join app_user r on r.marketplace_id = s.marketplace_id and r.key = ${recipient}
  where s.marketplace_id = ${db.marketplaceId} and (s.delivery_config_id is not null
      or s.url is not null and (s.shared_key is not null or lower(s.url) = ${mailAddress}))
    and s.message_types @> jsonb_build_array(${type}::text)
    and (s.allow_all_buyers and r.buyer_id is not null
      or exists (select from message_sender_assignment a
        where a.marketplace_id = s.marketplace_id and a.message_sender_id = s.id and ${reaches}))`;

/** A sender that is to be told, and the delivery configuration through which it is, if it has one. */
export interface Sender extends Told {
  readonly key: number;
}

/** The senders that send messages of a type to a user. */
export const sendersFor = (db: TenantDb, type: MessageType, recipient: number): Promise<Sender[]> =>
  db.rows<Sender>(sql`
    select f.key, d.id as config, d.enabled, d.delivery_targets as targets
    from (select s.key, s.delivery_config_id ${sendersOf(db, type, recipient)}) f
    left join delivery_config d on d.marketplace_id = ${db.marketplaceId} and d.id = f.delivery_config_id
    order by f.key limit ${mostSenders}`);

/** A sender as it is called. */
export interface SenderTarget {
  /** Null: it is told through a delivery configuration. */
  readonly url: string | null;
  /** Sealed. */
  readonly sharedKey: string | null;
  readonly elevatedRoles: Json;
  readonly xp: Json | null;
}

/** A sender, where it still sends messages of a type to a user. */
export const findTarget = (
  db: TenantDb,
  key: number,
  type: MessageType,
  recipient: number,
): Promise<SenderTarget | undefined> =>
  db.row<SenderTarget>(sql`
    select s.url, s.shared_key as "sharedKey", s.elevated_roles as "elevatedRoles", s.xp
    ${sendersOf(db, type, recipient)} and s.key = ${key}`);

/** Email addresses of those who get copies of what a sender sends a user, of users and companies that are active. */
export async function copiesTo(db: TenantDb, key: number, type: MessageType, recipient: number): Promise<string[]> {
  const rows = await db.rows<{ email: string }>(sql`
    select distinct u.email
    from message_sender s
    join app_user r on r.marketplace_id = s.marketplace_id and r.key = ${recipient}
    join message_sender_assignment a
      on a.marketplace_id = s.marketplace_id and a.message_sender_id = s.id and ${reaches}
    join message_cc_listener l
      on l.marketplace_id = a.marketplace_id and l.assignment_key = a.key and l.message_type = ${type}
    join app_user u on u.marketplace_id = l.marketplace_id
      and coalesce(u.buyer_id, '') = coalesce(l.buyer_id, '')
      and coalesce(u.supplier_id, '') = coalesce(l.supplier_id, '')
      and (l.user_key is null or u.key = l.user_key)
      and (l.group_key is null or exists (select from user_group_member m
        where m.marketplace_id = l.marketplace_id and m.group_key = l.group_key and m.user_key = u.key))
    where s.marketplace_id = ${db.marketplaceId} and s.key = ${key} and u.active and not u.hidden and u.email <> ''
      and not exists (select from buyer b
        where b.marketplace_id = u.marketplace_id and b.id = u.buyer_id and not b.active)
      and not exists (select from supplier p
        where p.marketplace_id = u.marketplace_id and p.id = u.supplier_id and not p.active)
    order by u.email limit ${mostCopies}`);
  return rows.map(({ email }) => email);
}
