import type { WriteActivity } from "../../platform/access/activity.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql, tables } from "../../platform/db/sql.ts";

/**
 * Counts an attempt to sign in, before the password is looked at: it is forgotten when the password was right. Every so many
 * of them lock the account until then, or for good when that is null.
 *
 * @returns false, without counting, while the account is locked: then no password may be looked at.
 */
export async function countAttempt(
  db: TenantDb,
  key: number,
  { attempts, until, now }: { readonly attempts: number; readonly until: Date | null; readonly now: Date },
): Promise<boolean> {
  const end = until?.toISOString() ?? "infinity";
  const counted = await db.run(
    tables
      .updateTable("app_user")
      .set((of) => ({
        failed_login_attempts: of("failed_login_attempts", "+", 1),
        locked_until: sql`case when (failed_login_attempts + 1) % ${attempts} = 0
          then ${end}::timestamptz else locked_until end`,
      }))
      .where("marketplace_id", "=", db.marketplaceId)
      .where("key", "=", key)
      .where((of) => of.or([of("locked_until", "is", null), of("locked_until", "<=", now.toISOString())])),
  );
  return counted > 0;
}

/** Forgets wrong passwords once the right one was given. */
export async function forgetFailures(db: TenantDb, key: number): Promise<void> {
  await db.run(
    tables
      .updateTable("app_user")
      .set({ failed_login_attempts: 0, locked_until: null })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("key", "=", key)
      .where((of) => of.or([of("failed_login_attempts", ">", 0), of("locked_until", "is not", null)])),
  );
}

/** Lifts a lockout and forgets the wrong passwords. */
export async function unlock(db: TenantDb, key: number): Promise<void> {
  await db.run(
    tables
      .updateTable("app_user")
      .set({ failed_login_attempts: 0, locked_until: null })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("key", "=", key),
  );
}

/** Makes every access token of a user worthless that was issued until now, except the one with that digest. */
export async function raiseTokenVersion(db: TenantDb, key: number, kept: string | null): Promise<void> {
  await db.run(
    tables
      .updateTable("app_user")
      .set((of) => ({ token_version: of("token_version", "+", 1), kept_token: kept }))
      .where("marketplace_id", "=", db.marketplaceId)
      .where("key", "=", key),
  );
}

/**
 * Notes when users were last active, to the minute: the visitors of a shop share one user, and must not queue to write
 * the user's row.
 */
export const recordActivity: WriteActivity = async (db, keys, at) => {
  await db.run(sql`
    update app_user set last_active = ${at} where marketplace_id = ${db.marketplaceId} and key in (
      select key from app_user
      where marketplace_id = ${db.marketplaceId} and key = any(${[...keys]}::bigint[])
        and (last_active is null or last_active < ${at}::timestamptz - interval '1 minute')
      order by key for no key update skip locked)`);
};
