import type { CommerceRole } from "@orderwell/contract";
import { type CryptoKey, importJWK, type JWK, type JWTPayload, jwtVerify } from "jose";
import { insufficientRoles, invalidToken, invalidUserType } from "./errors.ts";

/** Who may call; every part that is given must fit. */
export interface Access {
  /** API clients whose tokens are taken, in any case. `any`: those of every client, and of the portal. */
  readonly clientIds: readonly string[] | "any";
  /** One of these suffices, and so does FullAccess. Absent: any or none. */
  readonly roles?: readonly string[];
  readonly userTypes?: readonly CommerceRole[];
}

/** Facts of a token that the platform issued (docs/behaviour/authentication.md §5). */
export interface VerifiedToken {
  /** The token itself, for calls in its user's name. */
  readonly accessToken: string;
  readonly username: string;
  readonly userType: CommerceRole;
  readonly roles: readonly string[];
  /** Absent: the token is the portal's. */
  readonly clientId?: string;
  /** Visitors without an account act as the template user named in `username`. */
  readonly anonymous: boolean;
  /** Of visitors: the ID that their order has. */
  readonly orderId?: string;
  readonly impersonated: boolean;
  readonly expires: Date;
}

export interface TokenOptions {
  /** Address of the API, which serves the keys: `https://api.example.com`. */
  readonly baseUrl: string;
  /** `iss` and `aud` of tokens. Default: the address. */
  readonly issuer?: string;
  readonly audience?: string;
  /** Finds public keys. Default: `GET {baseUrl}/oauth/certs/{kid}`. */
  publicKey?(kid: string): Promise<JWK | undefined>;
  now?(): Date;
}

/** Keys asked for that were not known, at most, in a minute: made-up tokens name others again and again. */
const askedPerMinute = 20;
const keptKeys = 100;
const kidPattern = /^[\w-]{1,128}$/;
const userTypes: Readonly<Record<string, CommerceRole>> = { admin: "Seller", buyer: "Buyer", supplier: "Supplier" };

/**
 * Verifies access tokens by the platform's public keys, each of which is asked for once. A token that was revoked is good
 * here until it expires: call the API with it where that matters.
 */
export class TokenVerifier {
  readonly #options: TokenOptions;
  readonly #issuer: string;
  readonly #audience: string;
  readonly #keys = new Map<string, Promise<CryptoKey | undefined>>();
  #asked: number[] = [];

  constructor(options: TokenOptions) {
    const baseUrl = options.baseUrl.replace(/\/$/, "");
    this.#options = { ...options, baseUrl };
    this.#issuer = options.issuer ?? baseUrl;
    this.#audience = options.audience ?? baseUrl;
  }

  /** @throws ServiceError 401 `InvalidToken`, 403 `InsufficientRoles` or `InvalidUserType`. */
  async verify(accessToken: string | undefined, access: Access): Promise<VerifiedToken> {
    if (accessToken === undefined || accessToken === "") throw invalidToken();
    const found = readClaims(accessToken, await this.#payloadOf(accessToken));
    const { clientId } = found;
    if (access.clientIds !== "any" && !access.clientIds.some((id) => id.toLowerCase() === clientId?.toLowerCase()))
      throw invalidToken();
    if (access.userTypes !== undefined && !access.userTypes.includes(found.userType))
      throw invalidUserType(found.userType, access.userTypes);
    if (access.roles !== undefined && !["FullAccess", ...access.roles].some((role) => found.roles.includes(role)))
      throw insufficientRoles(access.roles, found.roles);
    return found;
  }

  async #payloadOf(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(
        token,
        async ({ kid }) => {
          const key = typeof kid === "string" && kidPattern.test(kid) ? await this.#key(kid) : undefined;
          if (key === undefined) throw invalidToken();
          return key;
        },
        {
          algorithms: ["RS256"],
          issuer: this.#issuer,
          audience: this.#audience,
          currentDate: this.#now(),
          requiredClaims: ["exp", "usr", "usrtype"],
        },
      );
      return payload;
    } catch {
      throw invalidToken();
    }
  }

  #key(kid: string): Promise<CryptoKey | undefined> {
    const known = this.#keys.get(kid);
    if (known !== undefined) return known;
    const now = this.#now().getTime();
    this.#asked = this.#asked.filter((when) => when > now - 60_000);
    if (this.#asked.length >= askedPerMinute) return Promise.resolve(undefined);
    this.#asked.push(now);
    const asked = this.#ask(kid);
    this.#keys.set(kid, asked);
    // What was not found may be there the next time; what was, stays the same for good.
    asked.then(
      (key) => key === undefined && this.#keys.delete(kid),
      () => this.#keys.delete(kid),
    );
    const [oldest] = this.#keys.keys();
    if (this.#keys.size > keptKeys && oldest !== undefined) this.#keys.delete(oldest);
    return asked;
  }

  async #ask(kid: string): Promise<CryptoKey | undefined> {
    const jwk = await (this.#options.publicKey ?? ((id) => this.#fetch(id)))(kid);
    return jwk?.kty === "RSA" ? ((await importJWK(jwk, "RS256")) as CryptoKey) : undefined;
  }

  async #fetch(kid: string): Promise<JWK | undefined> {
    const reply = await fetch(`${this.#options.baseUrl}/oauth/certs/${kid}`, { signal: AbortSignal.timeout(10_000) });
    return reply.ok ? ((await reply.json()) as JWK) : undefined;
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }
}

/** Texts of a claim that is one, several or absent. */
const texts = (claim: unknown): string[] => [claim].flat().filter((text): text is string => typeof text === "string");

function readClaims(accessToken: string, claims: JWTPayload): VerifiedToken {
  const userType = userTypes[String(claims.usrtype)];
  if (userType === undefined) throw invalidToken();
  const [clientId] = texts(claims.cid);
  const [orderId] = texts(claims.orderid);
  return {
    accessToken,
    username: String(claims.usr),
    userType,
    roles: texts(claims.role),
    ...(clientId !== undefined && { clientId }),
    anonymous: orderId !== undefined,
    ...(orderId !== undefined && { orderId }),
    impersonated: claims.imp !== undefined,
    expires: new Date((claims.exp ?? 0) * 1000),
  };
}
