import type { CodeWithoutData, PasswordConfig } from "@orderwell/contract";
import {
  countAttempt,
  forgetFailures,
  hasExpired,
  insecurePassword,
  isSecure,
  lockedUntil,
  type PasswordPolicy,
  recordActivity,
  strictest,
} from "../../people/index.ts";
import type { Access, KnownUser } from "../../platform/access/access.ts";
import type { ClientDirectory } from "../../platform/access/client-directory.store.ts";
import { rolesInScope } from "../../platform/access/roles.ts";
import type { Claims, Tokens } from "../../platform/access/tokens.ts";
import type { Clock } from "../../platform/clock.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { digest } from "../../platform/digest.ts";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import type { Ids } from "../../platform/ids.ts";
import { foldedText } from "../../platform/lists/words.ts";
import { withMinimumDuration } from "../../platform/minimum-duration.ts";
import type { HashingTurns, PasswordHashing } from "../../platform/passwords.ts";
import type { SecretBox } from "../../platform/secret-box.ts";
import { systemActor } from "../../platform/work/actor.ts";
import { OneAtATime } from "../../platform/work/one-at-a-time.ts";
import type { Works } from "../../platform/work/works.ts";
import { acceptsSecret, claimsOf, inactivity, mayUse, needsSecret, rolesThrough } from "../accounts/admission.ts";
import { type Account, type Client, findByKey, findByUsername, findClient, notedLately } from "../accounts/store.ts";
import { takeOneTimePassword } from "../credentials/store.ts";
import type { ContextClient, ContextClients } from "./context-clients.ts";
import { findRefreshToken, saveRefreshToken } from "./store.ts";
import { configsLike, countUnknownName } from "./unknown-names.store.ts";

/** Answer of the token endpoint when it grants. */
export interface TokenReply {
  readonly access_token: string;
  readonly token_type: "bearer";
  readonly expires_in: number;
  readonly refresh_token?: string;
}

/** A refusal in the OAuth 2 shape, with the platform's error beside it. */
export interface TokenRefusal {
  readonly error: "invalid_grant" | "unsupported_grant_type" | "invalid_request";
  readonly error_description: string;
  readonly Errors: ApiError["entries"];
}

/** Who asked, as far as it is known: for those who note refusals. */
interface About {
  readonly marketplaceId?: string | undefined;
  readonly userKey?: number | undefined;
}

type Refused = About & { readonly refused: TokenRefusal };
type Outcome = (About & { readonly granted: TokenReply }) | Refused;
type Form = (name: string) => string;

/** Attempts to sign in as the same user that wait for those before, in a process. */
const mostWaiting = 64;

/** Key of a user that there is not. */
const nobody = 0;

export interface TokenEndpointParts {
  readonly clients: ClientDirectory;
  readonly contextClients: ContextClients;
  readonly access: Access;
  readonly works: Works;
  readonly tokens: Tokens;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hashing: HashingTurns;
  readonly passwords: PasswordHashing;
}

const refuse = (
  code: CodeWithoutData,
  options: { error?: TokenRefusal["error"]; description?: string } = {},
): Refused => {
  return refused(apiError(code, null, options.description), options.error);
};

const refused = ({ entries, message }: ApiError, error: TokenRefusal["error"] = "invalid_grant"): Refused => ({
  refused: { error, error_description: message, Errors: entries },
});

/**
 * Everything that must not be told apart: unknown clients, wrong secrets, bad refresh tokens
 * (docs/behaviour/authentication.md §4.1).
 */
const invalid = (error?: TokenRefusal["error"]): Refused => refuse("Auth.OauthError", { ...(error && { error }) });

/** Nobody has signed in yet. */
const actor = systemActor("sign-in", "shopper");

/** `POST /oauth/token`: grants access tokens to the users of API clients (docs/behaviour/authentication.md §4). */
export class TokenEndpoint {
  readonly #parts: TokenEndpointParts;
  readonly #attempts = new OneAtATime(mostWaiting);

  constructor(parts: TokenEndpointParts) {
    this.#parts = parts;
  }

  /** A refusal is part of the result, not an exception: a wrong password is counted in the same transaction. */
  grant(form: URLSearchParams): Promise<Outcome> {
    const field: Form = (name) => (form.get(name) ?? "").replaceAll("\0", "").toWellFormed();
    const isPassword = field("grant_type") === "password";
    return withMinimumDuration(this.#grant(field), (outcome) => isPassword && "refused" in outcome);
  }

  async #grant(field: Form): Promise<Outcome> {
    const clientId = field("client_id").trim().toLowerCase();
    const { clients } = this.#parts;
    const last = clients.lastMarketplaceOf(clientId);
    const outcome = last && (await this.#granted(last, clientId, field));
    if (outcome && !("refused" in outcome)) return { ...outcome, marketplaceId: last };
    const marketplaceId = await clients.marketplaceOf(clientId);
    if (marketplaceId === undefined) return invalid();
    // Deleted there, a client may have been made elsewhere under the same ID.
    const judged = outcome && marketplaceId === last ? outcome : await this.#granted(marketplaceId, clientId, field);
    return { ...judged, marketplaceId };
  }

  #granted(marketplaceId: string, clientId: string, field: Form): Promise<Outcome> {
    const grant = field("grant_type");
    if (grant === "password" && field("username") !== "" && field("password") !== "")
      return this.#password(marketplaceId, clientId, field);
    if (grant === "client_credentials") return this.#clientCredentials(marketplaceId, clientId, field);
    return this.#inMarketplace(marketplaceId, clientId, field, async (db, client) => {
      switch (grant) {
        case "password":
          return refuse("Auth.UsernameAndPasswordRequired");
        case "refresh_token":
          return this.#refresh(db, client, field);
        default:
          return invalid("unsupported_grant_type");
      }
    });
  }

  /** Works for a client that may ask. A refusal is part of the result: what it counts is kept. */
  #inMarketplace<Result>(
    marketplaceId: string,
    clientId: string,
    field: Form,
    act: (db: TenantDb, client: Client) => Promise<Result>,
  ): Promise<Result | Refused> {
    return this.#parts.works.run(marketplaceId, actor, "write", async ({ db, now, services }) => {
      const client = fit(await findClient(db, clientId), field, services.secrets, now);
      return "refused" in client ? client : act(db, client);
    });
  }

  /**
   * Grants a token to a user whom an identity provider vouches for. No password is asked for, so neither its age nor
   * wrong ones that others tried count.
   */
  async signInAs(user: {
    readonly marketplaceId: string;
    readonly clientId: string;
    readonly userKey: number;
    readonly scope: string;
  }): Promise<Outcome> {
    return this.#parts.works.run(user.marketplaceId, actor, "write", async ({ db, now }) => {
      const [client, account] = await Promise.all([findClient(db, user.clientId), findByKey(db, user.userKey, now)]);
      if (client === undefined || account === undefined) return invalid();
      if (!client.active) return refuse("Auth.ClientNotActive");
      return this.#signIn(db, client, account, user.scope);
    });
  }

  /**
   * Judges a password. The attempt is counted before, so that no more are judged at once than may be wrong; hashing comes
   * between two transactions, in its turn, and a user's attempts one after the other.
   */
  async #password(marketplaceId: string, clientId: string, field: Form): Promise<Outcome> {
    const username = foldedText(field("username"));
    const { hashing, passwords } = this.#parts;
    const judge = async (): Promise<Outcome> => {
      const attempt = await this.#inMarketplace(marketplaceId, clientId, field, (db) =>
        beginAttempt(db, username, this.#parts.clock.now()),
      );
      if ("refused" in attempt) return attempt;
      const matches = await passwords.verify(attempt.account?.passwordHash ?? null, field("password"));
      const outcome = await this.#inMarketplace(marketplaceId, clientId, field, (db, client) =>
        this.#judged(db, client, { attempt, matches, field }),
      );
      return { ...outcome, userKey: attempt.account?.key };
    };
    return this.#attempts.run(`${marketplaceId} ${digest(username)}`, () => hashing.run(marketplaceId, judge));
  }

  async #judged(
    db: TenantDb,
    client: Client,
    { attempt, matches, field }: { readonly attempt: Attempt; readonly matches: boolean; readonly field: Form },
  ): Promise<Outcome> {
    const now = this.#parts.clock.now();
    const password = field("password");
    const key = attempt.account?.key ?? nobody;
    // What was sent to the user stands for their password once, whatever is demanded of passwords.
    const byCode = !matches && (await takeOneTimePassword(db, key, client.id, password, now));
    const account = matches || byCode ? await findByKey(db, key, now) : undefined;
    const same = account !== undefined && account.passwordHash === attempt.account?.passwordHash;
    if (account === undefined || (matches && !same)) return refuse("Auth.InvalidUsernameOrPassword");
    await forgetFailures(db, key);
    const inactive = refusedAsInactive(account);
    if (inactive !== undefined) return inactive;
    if (byCode) return this.#signIn(db, client, account, field("scope"));
    const policy = policyOf(account);
    const setAt = account.passwordSetAt === null ? null : new Date(account.passwordSetAt);
    if (hasExpired(setAt, policy, now)) return refuse("Auth.PasswordExpired");
    if (!isSecure(password, policy)) return refused(insecurePassword(policy));
    return this.#signIn(db, client, account, field("scope"));
  }

  /**
   * Grants a token to the client's own user. Guests come this way: mostly without a trip to the database.
   */
  async #clientCredentials(marketplaceId: string, clientId: string, field: Form): Promise<Outcome> {
    const found = await this.#inContext(marketplaceId, clientId, field);
    if ("refused" in found) return found;
    const guest = found.client.isAnonBuyer ? { session: field("anonuserid") } : undefined;
    if (guest !== undefined && notedLately(found.account, this.#parts.clock.now()))
      return { granted: await this.#token(marketplaceId, found, guest) };
    return this.#parts.works.run(marketplaceId, actor, "write", ({ db }) => this.#enter(db, found, guest));
  }

  /** The client's own user, who is admitted by what is held of them, or else judged by what the database says. */
  async #inContext(marketplaceId: string, clientId: string, field: Form): Promise<Admitted | Refused> {
    const { access, clock, contextClients, secrets } = this.#parts;
    const now = clock.now();
    let since = access.moment;
    const judged = (found: ContextClient | undefined): Admitted | Refused => {
      const client = fit(found?.client, field, secrets, now);
      if ("refused" in client) return client;
      const account = found?.account;
      if (account === undefined)
        return refuse("Auth.OauthError", { description: "Default context user required for client credentials grant" });
      if (!client.isAnonBuyer && !needsSecret(client)) return invalid();
      const inactive = refusedAsInactive(account);
      if (inactive !== undefined) return inactive;
      return found?.admitted ? withRoles(client, account, { scope: field("scope"), since }) : invalid();
    };
    const held = contextClients.held(marketplaceId, clientId, now);
    const admitted = held && judged(held);
    if (admitted && !("refused" in admitted)) return admitted;
    since = access.moment;
    return judged(await contextClients.read(marketplaceId, clientId, now));
  }

  async #refresh(db: TenantDb, client: Client, field: Form): Promise<Outcome> {
    const now = this.#parts.clock.now();
    const grant = await findRefreshToken(db, digest(field("refresh_token")), client.id, now);
    const account = grant === undefined ? undefined : await findByKey(db, grant.userKey, now);
    if (grant === undefined || account === undefined || account.tokenVersion !== grant.tokenVersion) return invalid();
    const inactive = refusedAsInactive(account);
    if (inactive !== undefined) return inactive;
    if (!(await mayUse(db, client, account))) return invalid();
    if (!notedLately(account, now)) await recordActivity(db, [account.key], now);
    // Of what was granted, what is still held: a role that was taken away does not come back.
    const granted = grant.roles.value as string[];
    const held = rolesThrough(client, account, granted);
    if (held === undefined) return refuse("Auth.InsufficientRoles");
    return this.#issue(db, { client, account, roles: granted.length === 0 ? [] : held });
  }

  /** Steps that all grants for a user have in common once they have proved who they are. */
  async #signIn(db: TenantDb, client: Client, account: Account, scope: string): Promise<Outcome> {
    const admitted = await this.#admitted(db, client, account, scope);
    return "refused" in admitted ? admitted : this.#enter(db, admitted);
  }

  /** What a user may do through a client, if they may sign in. */
  async #admitted(db: TenantDb, client: Client, account: Account, scope: string): Promise<Admitted | Refused> {
    const inactive = refusedAsInactive(account);
    if (inactive !== undefined) return inactive;
    return (await mayUse(db, client, account)) ? withRoles(client, account, { scope }) : invalid();
  }

  /** Notes that a user signed in, or that a guest came, who acts as one. */
  async #enter(db: TenantDb, admitted: Admitted, guest?: Guest): Promise<Outcome> {
    const { account, client } = admitted;
    const now = this.#parts.clock.now();
    if (!notedLately(account, now)) await recordActivity(db, [account.key], now);
    if (guest !== undefined) return { granted: await this.#token(db.marketplaceId, admitted, guest) };
    db.wrote({ table: "session", key: { user_key: account.key, client_id: client.id }, before: null });
    return this.#issue(db, admitted);
  }

  async #token(marketplaceId: string, admitted: Admitted, guest?: Guest): Promise<TokenReply> {
    const { access, tokens, ids } = this.#parts;
    const { client, account, roles, since } = admitted;
    const claims: Claims = {
      ...claimsOf({ marketplaceId }, account, client, roles),
      ...(guest === undefined
        ? { u: String(account.key) }
        : {
            tu: String(account.key),
            orderid: ids.next(),
            ...(guest.session === "" ? {} : { anonuserid: guest.session }),
          }),
    };
    const seconds = (guest === undefined ? client.accessTokenMinutes : client.anonymousTokenMinutes) * 60;
    const issued =
      since === undefined
        ? tokens.issue(claims, seconds)
        : access.issue(claims, seconds, { user: knownUser(marketplaceId, admitted), since });
    return { access_token: await issued, token_type: "bearer", expires_in: seconds - 1 };
  }

  /** A token, and what it is refreshed with. */
  async #issue(db: TenantDb, admitted: Admitted): Promise<Outcome> {
    const { ids, clock } = this.#parts;
    const { client, account, roles } = admitted;
    const reply = await this.#token(db.marketplaceId, admitted);
    if (client.refreshTokenMinutes === 0) return { granted: reply };
    const refreshToken = ids.guid();
    await saveRefreshToken(db, {
      hash: digest(refreshToken),
      clientId: client.id,
      userKey: account.key,
      roles,
      version: account.tokenVersion,
      expiresAt: new Date(clock.now().getTime() + client.refreshTokenMinutes * 60_000),
    });
    return { granted: { ...reply, refresh_token: refreshToken } };
  }
}

/** A user who may sign in through a client, and what they may do through it. */
interface Admitted {
  readonly client: Client;
  readonly account: Account;
  readonly roles: readonly string[];
  /** `Access.moment` before the two were read; absent where nobody looked. */
  readonly since?: number | undefined;
}

/** What a user may do through a client, of what is asked for. */
function withRoles(
  client: Client,
  account: Account,
  { scope, since }: { readonly scope: string; readonly since?: number },
): Admitted | Refused {
  const roles = rolesThrough(client, account, rolesInScope(scope));
  return roles === undefined ? refuse("Auth.InsufficientRoles") : { client, account, roles, since };
}

/** A user with a new token as the directory of users would find them by it. */
const knownUser = (marketplaceId: string, { client, account, roles }: Admitted): KnownUser => ({
  key: account.key,
  id: account.id,
  username: account.username,
  type: account.type,
  companyId: account.buyerId ?? account.supplierId ?? marketplaceId,
  clientSettings: {
    checkoutEventId: client.checkoutEventId,
    returnEventId: client.returnEventId,
    addToCartEventId: client.addToCartEventId,
  },
  roles,
});

/** Whoever comes without an account. */
interface Guest {
  /** What the client calls their visit; empty for nothing. */
  readonly session: string;
}

/** A client that may ask, or its refusal. */
function fit(client: Client | undefined, field: Form, secrets: SecretBox, now: Date): Client | Refused {
  if (client === undefined) return invalid();
  if (!client.active) return refuse("Auth.ClientNotActive");
  return needsSecret(client) && !acceptsSecret(client, field("client_secret"), secrets, now) ? invalid() : client;
}

function refusedAsInactive(account: Account): Refused | undefined {
  const code = inactivity(account);
  return code === undefined ? undefined : refuse(code);
}

const policyOf = (account: Account): PasswordPolicy =>
  strictest(account.passwordConfigs.value as Partial<PasswordConfig>[]);

/** An attempt that was counted, so that its password may be judged: against nobody's, where there is no such user. */
interface Attempt {
  readonly account: Account | undefined;
}

/**
 * Counts an attempt to sign in. Names that nobody has are locked as those of users are, so that a lockout does not tell who
 * exists.
 */
async function beginAttempt(db: TenantDb, username: string, now: Date): Promise<Attempt | Refused> {
  const account = await findByUsername(db, username, now);
  const policy = account === undefined ? strictest(await configsLike(db, username)) : policyOf(account);
  const count = { attempts: policy.attempts, until: lockedUntil(policy, now), now };
  const counted =
    account === undefined ? await countUnknownName(db, username, count) : await countAttempt(db, account.key, count);
  return counted ? { account } : { ...refuse("Auth.LockedOut"), userKey: account?.key };
}
