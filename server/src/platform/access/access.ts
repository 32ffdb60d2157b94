import type { CommerceRole } from "@orderwell/contract";
import { type Caches, type InvalidatedCache, invalidate } from "../cache-invalidation.ts";
import { textBytes } from "../caches/bounded-cache.ts";
import { CacheByMarketplace } from "../caches/cache-by-marketplace.ts";
import type { Clock } from "../clock.ts";
import type { TenantDb } from "../db/session.ts";
import type { Tenants } from "../db/tenants.ts";
import { lookUp } from "../db/terms.ts";
import { apiError } from "../errors/api-error.ts";
import type { Activity, Noted } from "./activity.ts";
import type { Caller, ClientSettings } from "./caller.ts";
import type { Claims, Tokens } from "./tokens.ts";

/** The channel on which processes tell each other that callers of a marketplace must be looked up anew. */
export const accessChannel = "orderwell_access";

/** Knowledge of the directory of users about a caller whose token is genuine. */
export interface KnownUser {
  readonly key: number;
  readonly id: string;
  readonly username: string;
  readonly type: CommerceRole;
  readonly companyId: string;
  readonly clientSettings: ClientSettings;
  /** Roles of the token that still are granted; `undefined` when it was revoked or has ended by what it rested on. */
  readonly roles: readonly string[] | undefined;
  /** Time at which what admits them ends, in milliseconds since 1970, though the token may last longer; absent: with the token. */
  readonly until?: number | undefined;
}

/** Supplied by the authentication domain. */
export interface UserDirectory {
  /**
   * The user behind a token; `undefined` when user, company, client or marketplace are gone or switched off, or the client
   * no longer admits the user.
   */
  find(db: TenantDb, claims: Claims, token: string, now: Date): Promise<KnownUser | undefined>;
}

interface Entry extends Noted {
  readonly token: string;
  readonly marketplaceId: string;
  readonly caller: Promise<Caller>;
  /** Once it is there. */
  known?: Caller;
  /** Time from which on the token is looked at anew, in milliseconds since 1970. */
  expiresAt: number;
}

/** Bytes that a caller takes beside their token: claims, roles and the like. */
const callerBytes = 1_500;

/** The token of an Authorization header; empty where there is none. */
export const bearerToken = (header: string | undefined): string =>
  header !== undefined && /^bearer /i.test(header) ? header.slice(7).trim() : "";

/**
 * Turns the Authorization header into a caller. A token is verified and its user looked up once; the result is kept
 * until the token expires or a process announces a change in that marketplace.
 */
export class Access implements InvalidatedCache {
  readonly channel = accessChannel;
  readonly #tokens: Tokens;
  readonly #tenants: Tenants;
  readonly #directory: UserDirectory;
  readonly #activity: Activity;
  readonly #clock: Clock;
  /** By token. */
  readonly #entries = new CacheByMarketplace<Entry>("callers", {
    maxBytes: 96_000_000,
    // The token is held by its caller as well, and by the list of its marketplace.
    bytesOf: ({ token }) => callerBytes + 2 * textBytes(token),
  });
  readonly caches = [this.#entries];
  #moment = 0;
  listening = true;

  constructor(parts: {
    readonly tokens: Tokens;
    readonly tenants: Tenants;
    readonly directory: UserDirectory;
    readonly activity: Activity;
    readonly clock: Clock;
  }) {
    this.#tokens = parts.tokens;
    this.#tenants = parts.tenants;
    this.#directory = parts.directory;
    this.#activity = parts.activity;
    this.#clock = parts.clock;
  }

  /**
   * Caller who sends a request, which counts as activity of theirs.
   *
   * @throws ApiError InvalidToken or Auth.TokenRevoked.
   */
  async authenticate(header: string | undefined): Promise<Caller> {
    const token = bearerToken(header);
    if (token === "") throw apiError("InvalidToken");
    const kept = this.#entries.get(token);
    const now = this.#clock.now().getTime();
    const entry = kept !== undefined && kept.expiresAt > now ? kept : await this.#lookUp(token);
    const caller = await entry.caller;
    entry.known = caller;
    this.#note(caller, entry, now);
    return caller;
  }

  /** The caller, where they are known already: most are, and need not be waited for. Counts as activity of theirs. */
  known(header: string | undefined): Caller | undefined {
    const entry = this.#entries.get(bearerToken(header));
    if (entry?.known === undefined) return undefined;
    const now = this.#clock.now().getTime();
    if (entry.expiresAt <= now) return undefined;
    this.#note(entry.known, entry, now);
    return entry.known;
  }

  /** Whoever was invited is not the one who invited. */
  #note({ invitationId, marketplaceId, userKey }: Caller, entry: Entry, now: number): void {
    if (invitationId === null) this.#activity.note(marketplaceId, userKey, entry, now);
  }

  /** Changes with every change of who may call that is heard of here (`hold`). */
  get moment(): number {
    return this.#moment;
  }

  /**
   * Issues a token, and holds whom it names, so that its first request needs no look-up.
   *
   * @param user as the directory would find them.
   * @param since `moment` before the user was read: what changed meanwhile may concern them, who are looked up then.
   */
  async issue(
    claims: Claims,
    seconds: number,
    { user, since }: { readonly user: KnownUser; readonly since: number },
  ): Promise<string> {
    // Tokens end with a whole second: none of them this early.
    const expiresAt = this.#clock.now().getTime() + (seconds - 1) * 1_000;
    const token = await this.#tokens.issue(claims, seconds);
    if (this.listening && since === this.#moment) {
      const known = callerOf(token, claims, user);
      const caller = Promise.resolve(known);
      this.#entries.set(token, { token, marketplaceId: claims.mid, caller, known, expiresAt, notedAt: 0 });
    }
    return token;
  }

  async #lookUp(token: string): Promise<Entry> {
    this.#entries.delete(token);
    const verified = await this.#tokens.verify(token);
    if (verified === undefined) throw apiError("InvalidToken");
    const { claims, expiresAt } = verified;
    const lasting = { token, marketplaceId: claims.mid, expiresAt, notedAt: 0 };
    const caller = this.#resolve(lasting, claims);
    const entry: Entry = Object.assign(lasting, { caller });
    if (this.listening) {
      this.#entries.set(token, entry);
      caller.catch(() => this.#entries.delete(token));
    }
    return entry;
  }

  /** Finds the caller of a token, which is good no longer than what admits them. */
  async #resolve(entry: Pick<Entry, "token" | "expiresAt">, claims: Claims): Promise<Caller> {
    const { token } = entry;
    const user = await this.#tenants.transaction(
      claims.mid,
      "read",
      (db) => this.#directory.find(db, claims, token, this.#clock.now()),
      lookUp,
    );
    if (user === undefined) throw apiError("InvalidToken");
    entry.expiresAt = Math.min(entry.expiresAt, user.until ?? entry.expiresAt);
    return callerOf(token, claims, user);
  }

  forget(marketplaceId: string): void {
    this.#moment++;
    this.#entries.forget(marketplaceId);
  }

  forgetAll(): void {
    this.#moment++;
    this.#entries.clear();
  }
}

/** @throws ApiError Auth.TokenRevoked for whom nothing is left. */
function callerOf(token: string, claims: Claims, user: KnownUser): Caller {
  const { roles } = user;
  if (roles === undefined) throw apiError("Auth.TokenRevoked");
  return {
    kind: "user",
    marketplaceId: claims.mid,
    userKey: user.key,
    userId: user.id,
    username: user.username,
    userType: user.type,
    companyId: user.companyId,
    clientId: claims.cid ?? "",
    clientSettings: user.clientSettings,
    roles: new Set(roles),
    anonymousOrderId: claims.invitationid === undefined ? (claims.orderid ?? null) : null,
    invitationId: claims.invitationid ?? null,
    impersonatorKey: claims.imp === undefined ? null : Number(claims.imp),
    token,
    claims: { ...claims, roles },
  };
}

/**
 * To be called by whatever changes who may call or with what tokens are granted where nobody signs in, or takes from anybody
 * what they may: users, companies, clients and their secrets, profiles, groups, impersonation, revocations.
 */
export function invalidateAccess(work: {
  readonly db: TenantDb;
  readonly services: { readonly caches: Caches };
  afterCommit(effect: () => void): void;
}): Promise<void> {
  return invalidate(work, accessChannel);
}
