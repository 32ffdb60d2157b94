import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";
import { hashPassword, verifyPassword } from "../platform/passwords.ts";

/** Somebody who signs in to the portal; not a user of any marketplace. */
export interface PortalUser {
  readonly key: number;
  readonly username: string;
  readonly email: string;
  readonly name: string;
  readonly tokenVersion: number;
}

const columns = `key, username, email, name, token_version as "tokenVersion"`;
const lockoutAfter = 10;
const lockoutMinutes = 2;
/** Refresh tokens of the portal live for so many days. */
const refreshDays = 30;

const digest = (token: string): string => createHash("sha256").update(token).digest("base64url");

/** The people of the portal and their sessions. */
export class PortalAccounts {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Makes the first account if there is none yet; `undefined` when there is one already. */
  async ensureOwner(email: string, password: string): Promise<PortalUser | undefined> {
    const { rows } = await this.#pool.query<PortalUser>(
      `insert into portal_user (username, email, name, password_hash)
       select $1, $2, 'Owner', $3 where not exists (select from portal_user)
       on conflict do nothing returning ${columns}`,
      [email, email, await hashPassword(password)],
    );
    return rows[0];
  }

  /** The account that was made first. */
  async owner(): Promise<PortalUser | undefined> {
    const { rows } = await this.#pool.query<PortalUser>(`select ${columns} from portal_user order by key limit 1`);
    return rows[0];
  }

  async find(key: number): Promise<PortalUser | undefined> {
    const { rows } = await this.#pool.query<PortalUser>(`select ${columns} from portal_user where key = $1`, [key]);
    return rows[0];
  }

  /** The account with this username or e-mail address and password; `undefined` for any mistake, without saying which. */
  async signIn(login: string, password: string): Promise<PortalUser | undefined> {
    const { rows } = await this.#pool.query<PortalUser & { password_hash: string; locked: boolean }>(
      `select ${columns}, password_hash, coalesce(locked_until > now(), false) as locked from portal_user
       where lower(username) = $1 or lower(email) = $1 order by lower(username) = $1 desc limit 1`,
      [login.toLowerCase().replaceAll("\0", "")],
    );
    const user = rows[0];
    const matches = await verifyPassword(user?.password_hash ?? null, password);
    if (user === undefined) return undefined;
    if (matches && !user.locked) {
      await this.#pool.query("update portal_user set failed_attempts = 0, locked_until = null where key = $1", [
        user.key,
      ]);
      return user;
    }
    await this.#pool.query(
      `update portal_user set failed_attempts = failed_attempts + 1,
         locked_until = case when (failed_attempts + 1) % $2 = 0 then now() + make_interval(mins => $3) else locked_until end
       where key = $1`,
      [user.key, lockoutAfter, lockoutMinutes],
    );
    return undefined;
  }

  async issueRefreshToken(user: PortalUser): Promise<string> {
    const token = randomBytes(32).toString("base64url");
    await this.#pool.query(
      `with expired as (delete from portal_refresh_token where expires_at < now())
       insert into portal_refresh_token (token_hash, portal_user_key, expires_at)
       values ($1, $2, now() + make_interval(days => $3))`,
      [digest(token), user.key, refreshDays],
    );
    return token;
  }

  async byRefreshToken(token: string): Promise<PortalUser | undefined> {
    const { rows } = await this.#pool.query<PortalUser>(
      `select ${columns} from portal_user
       where key = (select portal_user_key from portal_refresh_token where token_hash = $1 and expires_at > now())`,
      [digest(token)],
    );
    return rows[0];
  }

  async revoke(refreshToken: string): Promise<void> {
    await this.#pool.query("delete from portal_refresh_token where token_hash = $1", [digest(refreshToken)]);
  }
}
