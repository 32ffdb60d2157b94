import { randomBytes } from "node:crypto";
import { addressKey } from "../platform/access/rate-limits.ts";
import type { Clock } from "../platform/clock.ts";
import type { Db } from "../platform/db/db.ts";
import { digest } from "../platform/digest.ts";
import { foldedText } from "../platform/lists/words.ts";
import { type HashingTurns, passwordHashing } from "../platform/passwords.ts";
import {
  addRefreshToken,
  findFirstUser,
  findUser,
  findUserByLogin,
  findUserByToken,
  insertFirstUser,
  isKnownAddress,
  type PortalUser,
  rememberAddress,
  removeRefreshToken,
} from "./accounts.store.ts";
import { Patience } from "./patience.ts";

/** Whose turns at hashing the portal's are. */
const portal = "";
/** Key of an account that there is not. */
const nobody = 0;
/** Refresh tokens of the portal live for so many days. */
const refreshDays = 30;
const dayMs = 24 * 60 * 60_000;

/** The people of the portal and their sessions. */
export class PortalAccounts {
  readonly #db: Db;
  readonly #hashing: HashingTurns;
  readonly #clock: Clock;
  readonly #patience: Patience;

  constructor(db: Db, hashing: HashingTurns, clock: Clock) {
    this.#db = db;
    this.#hashing = hashing;
    this.#clock = clock;
    this.#patience = new Patience(clock);
  }

  /** Makes the first account if there is none yet; `undefined` when there is one already. */
  async ensureOwner(email: string, password: string): Promise<PortalUser | undefined> {
    return insertFirstUser(this.#db, email, await passwordHashing.hash(password));
  }

  /** The account that was made first. */
  owner(): Promise<PortalUser | undefined> {
    return findFirstUser(this.#db);
  }

  find(key: number): Promise<PortalUser | undefined> {
    return findUser(this.#db, key);
  }

  /**
   * The account with this username or e-mail address and password; `undefined` for any mistake, without saying which.
   * Strangers to an account wait for each other, and not for addresses that it signed in from before, nor those for them.
   *
   * @throws ApiError TooManyRequests, Api.Busy
   */
  async signIn(login: string, password: string, address: string): Promise<PortalUser | undefined> {
    const name = foldedText(login.replaceAll("\0", "").toWellFormed());
    const user = await findUserByLogin(this.#db, name);
    const from = digest(addressKey(address));
    const known = await isKnownAddress(this.#db, user?.key ?? nobody, from);
    const kind = `${user?.key ?? digest(name)} ${known ? from : "strangers"}`;
    return this.#patience.judge(kind, async () => {
      const right = await this.#hashing.run(portal, () => passwordHashing.verify(user?.passwordHash ?? null, password));
      if (!right || user === undefined) return undefined;
      await rememberAddress(this.#db, user.key, from, this.#clock.now());
      return user;
    });
  }

  async issueRefreshToken(user: PortalUser): Promise<string> {
    const token = randomBytes(32).toString("base64url");
    const now = this.#clock.now();
    const expiresAt = new Date(now.getTime() + refreshDays * dayMs);
    await addRefreshToken(this.#db, { hash: digest(token), userKey: user.key, expiresAt }, now);
    return token;
  }

  byRefreshToken(token: string): Promise<PortalUser | undefined> {
    return findUserByToken(this.#db, digest(token), this.#clock.now());
  }

  async revoke(refreshToken: string): Promise<void> {
    await removeRefreshToken(this.#db, digest(refreshToken));
  }
}
