import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { digest } from "../../platform/digest.ts";
import type { Work } from "../../platform/work/work.ts";
import type { Client } from "../oauth/store.ts";

/** Purpose of a code that was sent. */
export type Purpose = "PasswordReset" | "OneTimePassword";

/** Condition for whom somebody without a token means: both, where both are given. */
export interface Whom {
  readonly username?: string | null | undefined;
  readonly email?: string | null | undefined;
}

/** Users who share an e-mail address and are written to at most. */
const mostRecipients = 20;
/** Codes of one purpose that are sent to a user within ten minutes: nobody's mailbox is filled by strangers. */
const mostCodes = 10;

/** Keys of the active users who are meant and may sign in through the client. */
export async function reachableUsers(db: TenantDb, client: Client, { username, email }: Whom): Promise<number[]> {
  const rows = await db.rows<{ key: number }>(sql`
    select u.key from app_user u
    join marketplace m on m.id = u.marketplace_id and m.active
    left join buyer b on b.marketplace_id = u.marketplace_id and b.id = u.buyer_id
    left join supplier s on s.marketplace_id = u.marketplace_id and s.id = u.supplier_id
    where u.marketplace_id = ${db.marketplaceId} and not u.hidden and u.active and coalesce(b.active, s.active, true)
      and ${username ? sql`lower(u.username) = lower(${username})` : sql`true`}
      and ${email ? sql`lower(u.email) = lower(${email})` : sql`true`}
      and (case when u.buyer_id is not null then ${client.allowAnyBuyer}::boolean when u.supplier_id is not null
          then ${client.allowAnySupplier}::boolean else ${client.allowSeller}::boolean end
        or exists (select from api_client_assignment a
          where a.marketplace_id = u.marketplace_id and a.api_client_id = ${client.id}
            and (a.buyer_id = u.buyer_id or a.supplier_id = u.supplier_id)))
    order by u.key limit ${mostRecipients}`);
  return rows.map(({ key }) => Number(key));
}

/** Keeps a code that is about to be sent; false when the user was sent too many of late. */
export async function addCode(
  db: TenantDb,
  code: {
    readonly text: string;
    readonly purpose: Purpose;
    readonly userKey: number;
    readonly clientId: string | null;
    readonly minutes: number;
  },
  now: Date,
): Promise<boolean> {
  const own = sql`marketplace_id = ${db.marketplaceId} and user_key = ${code.userKey} and purpose = ${code.purpose}`;
  await db.run(sql`delete from credential_code where ${own} and expires_at <= ${now}`);
  const [recent] = await db.rows<{ count: number }>(sql`
    select count(*)::int as count from credential_code
    where ${own} and created_at > ${now}::timestamptz - interval '10 minutes'`);
  if (recent !== undefined && recent.count >= mostCodes) return false;
  await db.run(sql`
    insert into credential_code (marketplace_id, user_key, purpose, code_hash, api_client_id, created_at, expires_at)
    values (${db.marketplaceId}, ${code.userKey}, ${code.purpose}, ${digest(code.text)}, ${code.clientId}, ${now},
      ${new Date(now.getTime() + code.minutes * 60_000)})`);
  return true;
}

/**
 * Uses up the code of a password reset; false when the user has no such code that is still good. Whoever has got a new
 * password meanwhile does not need it any more.
 */
export async function takeResetCode(db: TenantDb, userKey: number, code: string, now: Date): Promise<boolean> {
  const taken = await db.run(sql`
    delete from credential_code where marketplace_id = ${db.marketplaceId} and user_key = ${userKey}
      and purpose = 'PasswordReset' and code_hash = ${digest(code)} and expires_at > ${now}
      and not exists (select from app_user u where u.marketplace_id = credential_code.marketplace_id
        and u.key = credential_code.user_key and u.password_last_set_date > credential_code.created_at)`);
  return taken > 0;
}

/** Uses up a one-time password; false when the client's user has no such one that is still good. Case does not count. */
export async function takeOneTimePassword(
  db: TenantDb,
  userKey: number,
  clientId: string,
  given: string,
  now: Date,
): Promise<boolean> {
  const taken = await db.run(sql`
    delete from credential_code where marketplace_id = ${db.marketplaceId} and user_key = ${userKey}
      and purpose = 'OneTimePassword' and code_hash = ${digest(given.trim().toUpperCase())}
      and api_client_id = ${clientId} and expires_at > ${now}`);
  return taken > 0;
}

/** Makes every code worthless that was sent to a user: they have a new password. */
export async function forgetCodes(db: TenantDb, userKey: number): Promise<void> {
  await db.run(sql`delete from credential_code where marketplace_id = ${db.marketplaceId} and user_key = ${userKey}`);
}

/** Deletes codes that nobody can use any more. */
export async function purgeCodes({ db, now }: Work): Promise<void> {
  await db.run(sql`delete from credential_code where marketplace_id = ${db.marketplaceId} and expires_at <= ${now}`);
}
