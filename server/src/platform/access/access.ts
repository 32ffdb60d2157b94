import type { CommerceRole } from "@orderwell/contract";
import { announceChange, type Kept } from "../announcements.ts";
import type { Clock } from "../clock.ts";
import type { TenantDb, Tenants } from "../db/session.ts";
import { apiError } from "../errors/api-error.ts";
import type { Caller } from "./caller.ts";
import type { Claims, Tokens } from "./tokens.ts";

/** What the directory of users knows about a caller whose token is genuine. */
export interface KnownUser {
  readonly key: number;
  readonly id: string;
  readonly username: string;
  readonly type: CommerceRole;
  readonly companyId: string;
  readonly tokenVersion: number;
}

/** Supplied by the authentication domain. */
export interface UserDirectory {
  /** The user behind a token, or `undefined` when user, company, client or marketplace are gone or switched off. */
  find(db: TenantDb, claims: Claims): Promise<KnownUser | undefined>;
}

interface Entry {
  readonly caller: Promise<Caller>;
  readonly expiresAt: number;
}

const entriesKept = 50_000;

/**
 * Turns the Authorization header into a caller. A token is verified and its user looked up once; the result is kept
 * until the token expires or a process announces a change in that marketplace.
 */
export class Access implements Kept {
  readonly channel = "orderwell_access";
  readonly #tokens: Tokens;
  readonly #tenants: Tenants;
  readonly #directory: UserDirectory;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  readonly #byMarketplace = new Map<string, Set<string>>();
  listening = true;

  constructor(tokens: Tokens, tenants: Tenants, directory: UserDirectory, clock: Clock) {
    this.#tokens = tokens;
    this.#tenants = tenants;
    this.#directory = directory;
    this.#clock = clock;
  }

  /** @throws ApiError InvalidToken or Auth.TokenRevoked. */
  authenticate(header: string | undefined): Promise<Caller> | Caller {
    const token = header !== undefined && /^bearer /i.test(header) ? header.slice(7).trim() : "";
    if (token === "") throw apiError("InvalidToken");
    const known = this.#entries.get(token);
    if (known !== undefined) {
      if (known.expiresAt > this.#clock.now().getTime()) return known.caller;
      this.#entries.delete(token);
    }
    return this.#lookUp(token);
  }

  async #lookUp(token: string): Promise<Caller> {
    const verified = await this.#tokens.verify(token);
    if (verified === undefined) throw apiError("InvalidToken");
    const { claims, expiresAt } = verified;
    const caller = this.#resolve(token, claims);
    if (this.listening) {
      this.#keep(token, claims.mid, { caller, expiresAt });
      caller.catch(() => this.#entries.delete(token));
    }
    return caller;
  }

  async #resolve(token: string, claims: Claims): Promise<Caller> {
    const user = await this.#tenants.transaction(claims.mid, "read", (db) => this.#directory.find(db, claims));
    if (user === undefined) throw apiError("InvalidToken");
    if (user.tokenVersion !== claims.cver) throw apiError("Auth.TokenRevoked");
    return {
      marketplaceId: claims.mid,
      userKey: user.key,
      userId: user.id,
      username: user.username,
      userType: user.type,
      companyId: user.companyId,
      clientId: claims.cid ?? "",
      roles: new Set(claims.roles),
      anonymousOrderId: claims.orderid ?? null,
      impersonatorKey: claims.imp === undefined ? null : Number(claims.imp),
      token,
      claims,
    };
  }

  #keep(token: string, marketplaceId: string, entry: Entry): void {
    if (this.#entries.size >= entriesKept) this.forgetAll();
    this.#entries.set(token, entry);
    let tokens = this.#byMarketplace.get(marketplaceId);
    if (tokens === undefined) {
      tokens = new Set();
      this.#byMarketplace.set(marketplaceId, tokens);
    }
    tokens.add(token);
  }

  forget(marketplaceId: string): void {
    for (const token of this.#byMarketplace.get(marketplaceId) ?? []) this.#entries.delete(token);
    this.#byMarketplace.delete(marketplaceId);
  }

  forgetAll(): void {
    this.#entries.clear();
    this.#byMarketplace.clear();
  }
}

/** To be called by whatever changes who may call: users, companies, clients, revocations. */
export function announceAccessChange(call: {
  readonly db: TenantDb;
  readonly services: { readonly access: Access };
  afterCommit(work: () => void): void;
}): Promise<void> {
  return announceChange(call, call.services.access);
}
