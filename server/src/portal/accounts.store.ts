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

/** Replaces the password of the account that was made first, and ends its sessions. @returns its username */
export async function replaceFirstPassword(db: Db, passwordHash: string): Promise<string | undefined> {
  const first = await findFirstUser(db);
  if (first === undefined) return undefined;
  await db.run(
    tables
      .with("ended", (from) => from.deleteFrom("portal_refresh_token").where("portal_user_key", "=", first.key))
      .updateTable("portal_user")
      .set((of) => ({ password_hash: passwordHash, token_version: of("token_version", "+", 1) }))
      .where("key", "=", first.key),
  );
  return first.username;
}

export const findUser = (db: Db, key: number): Promise<PortalUser | undefined> => db.row(users.where("key", "=", key));

/** The account of a username or else an e-mail address, in whatever case. */
export const findUserByLogin = (
  db: Db,
  login: string,
): Promise<(PortalUser & { readonly passwordHash: string }) | undefined> =>
  db.row(
    users
      .select("password_hash as passwordHash")
      .where(sql<boolean>`folded_text(${login}::text) in (folded_text(username), folded_text(email))`)
      .orderBy(sql`folded_text(username) = folded_text(${login}::text)`, "desc")
      .limit(1),
  );

/** Addresses that are remembered of an account. */
const mostAddresses = 20;

/** Tells whether an account has signed in from an address before. */
export const isKnownAddress = async (db: Db, userKey: number, addressDigest: string): Promise<boolean> =>
  (await db.row(
    tables
      .selectFrom("portal_address")
      .select("used_at")
      .where("portal_user_key", "=", userKey)
      .where("address_digest", "=", addressDigest),
  )) !== undefined;

/** Remembers an address that an account has signed in from, and forgets the one that was not used for the longest. */
export async function rememberAddress(db: Db, userKey: number, addressDigest: string, now: Date): Promise<void> {
  await db.run(
    tables
      .insertInto("portal_address")
      .values({ portal_user_key: userKey, address_digest: addressDigest, used_at: now })
      .onConflict((conflict) =>
        conflict
          .columns(["portal_user_key", "address_digest"])
          .doUpdateSet((of) => ({ used_at: of.ref("excluded.used_at") })),
      ),
  );
  await db.run(
    tables
      .deleteFrom("portal_address")
      .where("portal_user_key", "=", userKey)
      .where("used_at", "<", (of) =>
        of
          .selectFrom("portal_address as a")
          .select("a.used_at")
          .where("a.portal_user_key", "=", userKey)
          .orderBy("a.used_at", "desc")
          .offset(mostAddresses - 1)
          .limit(1),
      ),
  );
}

/** Adds a session, and removes those that have ended. */
export async function addRefreshToken(
  db: Db,
  token: { readonly hash: string; readonly userKey: number; readonly expiresAt: Date },
  now: Date,
): Promise<void> {
  await db.run(
    tables
      .with("expired", (from) => from.deleteFrom("portal_refresh_token").where("expires_at", "<", now.toISOString()))
      .insertInto("portal_refresh_token")
      .values({ token_hash: token.hash, portal_user_key: token.userKey, expires_at: token.expiresAt }),
  );
}

export const findUserByToken = (db: Db, hash: string, now: Date): Promise<PortalUser | undefined> =>
  db.row(
    users.where(
      "key",
      "=",
      sessions.select("portal_user_key").where("token_hash", "=", hash).where("expires_at", ">", now.toISOString()),
    ),
  );

export async function removeRefreshToken(db: Db, hash: string): Promise<void> {
  await db.run(tables.deleteFrom("portal_refresh_token").where("token_hash", "=", hash));
}
