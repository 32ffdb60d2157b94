import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";
import { digest } from "../../platform/digest.ts";
import type { Work } from "../../platform/work/work.ts";
import { admits, type Client } from "../accounts/store.ts";

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
    join api_client c on c.marketplace_id = u.marketplace_id and c.id = ${client.id}
    left join buyer b on b.marketplace_id = u.marketplace_id and b.id = u.buyer_id
    left join supplier s on s.marketplace_id = u.marketplace_id and s.id = u.supplier_id
    where u.marketplace_id = ${db.marketplaceId} and not u.hidden and u.active and coalesce(b.active, s.active, true)
      and ${username ? sql`folded_text(u.username) = folded_text(${username})` : sql`true`}
      and ${email ? sql`folded_text(u.email) = folded_text(${email})` : sql`true`}
      and ${admits("c", "u")}
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
  const { marketplaceId: marketplace_id } = db;
  const { userKey: user_key, purpose } = code;
  const inMinutes = (minutes: number): string => new Date(now.getTime() + minutes * 60_000).toISOString();
  const own = tables.selectFrom("credential_code").where("marketplace_id", "=", marketplace_id);
  await db.run(
    tables
      .deleteFrom("credential_code")
      .where("marketplace_id", "=", marketplace_id)
      .where("user_key", "=", user_key)
      .where("purpose", "=", purpose)
      .where("expires_at", "<=", inMinutes(0)),
  );
  const recent = await db.rows(
    own
      .select("code_hash")
      .where("user_key", "=", user_key)
      .where("purpose", "=", purpose)
      .where("created_at", ">", inMinutes(-10))
      .limit(mostCodes),
  );
  if (recent.length >= mostCodes) return false;
  await db.run(
    tables.insertInto("credential_code").values({
      marketplace_id,
      user_key,
      purpose,
      code_hash: digest(code.text),
      api_client_id: code.clientId,
      created_at: inMinutes(0),
      expires_at: inMinutes(code.minutes),
    }),
  );
  return true;
}

/** Uses up the code of a password reset, by its digest; false when the user has no such code that is still good. */
export async function takeResetCode(db: TenantDb, userKey: number, codeDigest: string, now: Date): Promise<boolean> {
  const taken = await db.run(
    tables
      .deleteFrom("credential_code")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("user_key", "=", userKey)
      .where("purpose", "=", "PasswordReset")
      .where("code_hash", "=", codeDigest)
      .where("expires_at", ">", now.toISOString()),
  );
  return taken > 0;
}

/** Tells whether the code of a password reset with this digest is still good for a user. */
export async function hasResetCode(db: TenantDb, userKey: number, codeDigest: string, now: Date): Promise<boolean> {
  const codes = tables.selectFrom("credential_code").select("user_key").where("marketplace_id", "=", db.marketplaceId);
  const found = await db.row(
    codes
      .where("user_key", "=", userKey)
      .where("purpose", "=", "PasswordReset")
      .where("code_hash", "=", codeDigest)
      .where("expires_at", ">", now.toISOString()),
  );
  return found !== undefined;
}

/** Uses up a one-time password; false when the client's user has no such one that is still good. Case does not count. */
export async function takeOneTimePassword(
  db: TenantDb,
  userKey: number,
  clientId: string,
  given: string,
  now: Date,
): Promise<boolean> {
  const taken = await db.run(
    tables
      .deleteFrom("credential_code")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("user_key", "=", userKey)
      .where("purpose", "=", "OneTimePassword")
      .where("code_hash", "=", digest(given.trim().toUpperCase()))
      .where("api_client_id", "=", clientId)
      .where("expires_at", ">", now.toISOString()),
  );
  return taken > 0;
}

/** Makes every code worthless that was sent to a user: they have a new password or another address. */
export async function forgetCodes(db: TenantDb, userKey: number): Promise<void> {
  await db.run(
    tables.deleteFrom("credential_code").where("marketplace_id", "=", db.marketplaceId).where("user_key", "=", userKey),
  );
}

/** Deletes codes that nobody can use any more. */
export async function purgeCodes({ db, now }: Work): Promise<void> {
  await db.run(
    tables
      .deleteFrom("credential_code")
      .where("marketplace_id", "=", db.marketplaceId)
      .where("expires_at", "<=", now.toISOString()),
  );
}
