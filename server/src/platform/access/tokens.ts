import { sign } from "node:crypto";
import { promisify } from "node:util";
import { jwtVerify } from "jose";
import type { Clock } from "../clock.ts";
import { randomText } from "../ids.ts";
import type { KeyRing } from "./keys.ts";

/** Claims of a token of the commerce API (docs/behaviour/authentication.md §5). */
export interface Claims {
  /** Username. */
  readonly usr: string;
  /** API client ID, lower case; absent on tokens of the portal. */
  readonly cid?: string;
  readonly usrtype: "admin" | "buyer" | "supplier";
  /** Internal number of the user as text; absent on anonymous tokens. */
  readonly u?: string;
  /** On anonymous tokens in its place: number of the template user whose view the visitor shares. */
  readonly tu?: string;
  readonly roles: readonly string[];
  /** The order reserved for an anonymous visitor. */
  readonly orderid?: string;
  /** Group order invitation that the token is of; `tu` is whose order it is. */
  readonly invitationid?: string;
  /** Internal number of the impersonator. */
  readonly imp?: string;
  /** Version of the impersonator's credentials when the token was issued. */
  readonly icver?: number;
  /** The impersonator's permission was not their own but one of `elv`. */
  readonly ielv?: true;
  /** Those of the roles that are not the user's: a webhook or an integration event adds them for the service it calls. */
  readonly elv?: readonly string[];
  /** Digest of the code that was sent in the same mail: the token is good as long as the code is. */
  readonly code?: string;
  /** Session of an anonymous visitor as the storefront names it. */
  readonly anonuserid?: string;
  /** Marketplace. */
  readonly mid: string;
  /** Version of the user's credentials when the token was issued; revoking raises it. */
  readonly cver: number;
}

/** Random bytes of a token's ID: short, since tokens travel with every request. */
const jtiBytes = 9;

/** Clocks of verifiers may be a little behind: tokens are valid from slightly before they are issued. */
const backdatedSeconds = 5;

/**
 * Clocks of the servers on one database may differ by so much: a token of one is good at the others at once. An end is one
 * by any of their clocks.
 */
const toleratedSeconds = 60;

/** RSASSA-PKCS1-v1_5, in a thread beside the one that answers requests. */
const signature = promisify(sign);

/** Signs JSON Web Tokens with the current key of the ring, and verifies what any of its keys signed. */
export class TokenSigner {
  readonly #keys: KeyRing;
  readonly #clock: Clock;
  readonly #issuer: string;

  constructor(keys: KeyRing, clock: Clock, issuer: string) {
    this.#keys = keys;
    this.#clock = clock;
    this.#issuer = issuer;
  }

  async sign(payload: Record<string, unknown>, audience: string, seconds: number): Promise<string> {
    const now = Math.floor(this.#clock.now().getTime() / 1000);
    const { header, key } = this.#keys.signing;
    const claims = { ...payload, iss: this.#issuer, aud: audience, nbf: now - backdatedSeconds, exp: now + seconds };
    const signed = `${header}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
    // By itself: a library for tokens takes a tenth of the signature's time on top, and verifies what others send.
    return `${signed}.${(await signature("sha256", Buffer.from(signed), key)).toString("base64url")}`;
  }

  /**
   * The payload of a token that this server signed for that audience and that is valid now; `undefined` for any other.
   * Only RS256 with one of our keys counts: neither unsigned tokens nor ones signed with a public key as if it were a
   * secret.
   */
  async verify(token: string, audience: string, claims: string[]): Promise<Record<string, unknown> | undefined> {
    try {
      const { payload } = await jwtVerify(
        token,
        async (header) => {
          const found = typeof header.kid === "string" ? await this.#keys.publicKey(header.kid) : undefined;
          if (found === undefined) throw new Error("Unknown key");
          return found.key;
        },
        {
          algorithms: ["RS256"],
          issuer: this.#issuer,
          audience,
          currentDate: this.#clock.now(),
          clockTolerance: toleratedSeconds,
          requiredClaims: ["exp", "nbf", ...claims],
        },
      );
      return (payload.exp ?? 0) * 1000 > this.#clock.now().getTime() ? payload : undefined;
    } catch {
      return undefined;
    }
  }
}

/** A claim of any number of texts: the text where there is exactly one, absent where there is none. */
export const claimOf = (texts: readonly string[]): string | string[] | undefined =>
  texts.length > 1 ? [...texts] : texts[0];

/** Claims that only access tokens have. */
type NoAccess = { readonly [Name in "mid" | "usr" | "cid" | "role" | "u"]?: never };

/** The access tokens of the commerce API. */
export class Tokens {
  readonly #signer: TokenSigner;
  readonly #audience: string;

  constructor(signer: TokenSigner, baseUrl: string) {
    this.#signer = signer;
    this.#audience = baseUrl;
  }

  /** A token that lives for so many seconds. */
  async issue(claims: Claims, seconds: number): Promise<string> {
    const { roles, ...rest } = claims;
    const role = claimOf(roles);
    // No two sign-ins share a token, or what ends one would have to end both, and what spares one would spare both.
    const jti = randomText(jtiBytes);
    return this.#signer.sign({ ...rest, ...(role === undefined ? {} : { role }), jti }, this.#audience, seconds);
  }

  /**
   * A token that says who somebody is and opens nothing: it lacks the claims that tell an access token, here (`verify`) and
   * for libraries that check access tokens elsewhere (`usr`, `cid`, `role`).
   */
  identify(claims: Readonly<Record<string, unknown>> & NoAccess, seconds: number): Promise<string> {
    return this.#signer.sign({ ...claims }, this.#audience, seconds);
  }

  /** The claims of a valid token and when it expires, in milliseconds; `undefined` for any other. */
  async verify(token: string): Promise<{ claims: Claims; expiresAt: number } | undefined> {
    const payload = await this.#signer.verify(token, this.#audience, ["usr", "usrtype", "mid"]);
    if (payload === undefined) return undefined;
    const { role, iss: _issuer, aud: _audience, nbf: _from, jti: _id, exp, ...rest } = payload;
    const roles = role === undefined ? [] : Array.isArray(role) ? (role as string[]) : [String(role)];
    return { claims: { ...(rest as unknown as Claims), roles }, expiresAt: (exp as number) * 1000 };
  }
}
