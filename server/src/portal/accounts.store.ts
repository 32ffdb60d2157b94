import type { Db } from "../platform/db/db.ts";
import { sql, tables } from "../platform/db/sql.ts";

/** Somebody who signs in to the portal; not a user of any marketplace. */
export interface PortalUser {
  readonly key: number;
  readonly username: string;
  readonly email: string;
  readonly name: string;
  readonly tokenVersion: number;
}

const shown = ["key", "username", "email", "name", "token_version as tokenVersion"] as const;
const users = tables.selectFrom("portal_user").select(shown);
const sessions = tables.selectFrom("portal_refresh_token");

/** Adds an account where there is none at all. */
export const insertFirstUser = (db: Db, email: string, passwordHash: string): Promise<PortalUser | undefined> =>
  db.row(sql`
    insert into portal_user (username, email, name, password_hash)
    select ${email}, ${email}, 'Owner', ${passwordHash} where not exists (select from portal_user)
    on conflict do nothing returning key, username, email, name, token_version as "tokenVersion"`);

export const findFirstUser = (db: Db): Promise<PortalUser | undefined> => db.row(users.orderBy("key").limit(1));

export const findUser = (db: Db, key: number): Promise<PortalUser | undefined> => db.row(users.where("key", "=", key));

/** The account of a username or else an e-mail address, given in lower case. */
export const findUserByLogin = (
  db: Db,
  login: string,
): Promise<(PortalUser & { readonly passwordHash: string; readonly locked: boolean }) | undefined> =>
  db.row(
    users
      .select(["password_hash as passwordHash", sql<boolean>`coalesce(locked_until > now(), false)`.as("locked")])
      .where((of) => of.or([of(of.fn("lower", ["username"]), "=", login), of(of.fn("lower", ["email"]), "=", login)]))
      .orderBy((of) => of(of.fn("lower", ["username"]), "=", login), "desc")
      .limit(1),
  );

export async function forgetWrongPasswords(db: Db, key: number): Promise<void> {
  await db.run(
    tables.updateTable("portal_user").set({ failed_attempts: 0, locked_until: null }).where("key", "=", key),
  );
}

/** Counts a wrong password; every so many of them lock the account for some minutes. */
export async function countWrongPassword(
  db: Db,
  key: number,
  lockout: { readonly afterAttempts: number; readonly minutes: number },
): Promise<void> {
  await db.run(
    tables
      .updateTable("portal_user")
      .set((of) => ({
        failed_attempts: of("failed_attempts", "+", 1),
        locked_until: sql`case when (failed_attempts + 1) % ${lockout.afterAttempts} = 0
          then now() + make_interval(mins => ${lockout.minutes}) else locked_until end`,
      }))
      .where("key", "=", key),
  );
}

/** Adds a session, and removes those that have ended. */
export async function addRefreshToken(db: Db, hash: string, userKey: number, days: number): Promise<void> {
  await db.run(
    tables
      .with("expired", (from) => from.deleteFrom("portal_refresh_token").where("expires_at", "<", sql<string>`now()`))
      .insertInto("portal_refresh_token")
      .values({ token_hash: hash, portal_user_key: userKey, expires_at: sql`now() + make_interval(days => ${days})` }),
  );
}

export const findUserByToken = (db: Db, hash: string): Promise<PortalUser | undefined> =>
  db.row(
    users.where(
      "key",
      "=",
      sessions.select("portal_user_key").where("token_hash", "=", hash).where("expires_at", ">", sql<string>`now()`),
    ),
  );

export async function removeRefreshToken(db: Db, hash: string): Promise<void> {
  await db.run(tables.deleteFrom("portal_refresh_token").where("token_hash", "=", hash));
}
