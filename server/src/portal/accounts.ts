import { randomBytes } from "node:crypto";
import type { Db } from "../platform/db/db.ts";
import { digest } from "../platform/digest.ts";
import { hashPassword, verifyPassword } from "../platform/passwords.ts";
import {
  addRefreshToken,
  countWrongPassword,
  findFirstUser,
  findUser,
  findUserByLogin,
  findUserByToken,
  forgetWrongPasswords,
  insertFirstUser,
  type PortalUser,
  removeRefreshToken,
} from "./accounts.store.ts";

const lockout = { afterAttempts: 10, minutes: 2 };
/** Refresh tokens of the portal live for so many days. */
const refreshDays = 30;

/** The people of the portal and their sessions. */
export class PortalAccounts {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Makes the first account if there is none yet; `undefined` when there is one already. */
  async ensureOwner(email: string, password: string): Promise<PortalUser | undefined> {
    return insertFirstUser(this.#db, email, await hashPassword(password));
  }

  /** The account that was made first. */
  owner(): Promise<PortalUser | undefined> {
    return findFirstUser(this.#db);
  }

  find(key: number): Promise<PortalUser | undefined> {
    return findUser(this.#db, key);
  }

  /** The account with this username or e-mail address and password; `undefined` for any mistake, without saying which. */
  async signIn(login: string, password: string): Promise<PortalUser | undefined> {
    const user = await findUserByLogin(this.#db, login.toLowerCase().replaceAll("\0", ""));
    const matches = await verifyPassword(user?.passwordHash ?? null, password);
    if (user === undefined) return undefined;
    if (matches && !user.locked) {
      await forgetWrongPasswords(this.#db, user.key);
      return user;
    }
    await countWrongPassword(this.#db, user.key, lockout);
    return undefined;
  }

  async issueRefreshToken(user: PortalUser): Promise<string> {
    const token = randomBytes(32).toString("base64url");
    await addRefreshToken(this.#db, digest(token), user.key, refreshDays);
    return token;
  }

  byRefreshToken(token: string): Promise<PortalUser | undefined> {
    return findUserByToken(this.#db, digest(token));
  }

  async revoke(refreshToken: string): Promise<void> {
    await removeRefreshToken(this.#db, digest(refreshToken));
  }
}
