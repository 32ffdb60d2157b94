import { decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import type { Provider } from "./discovery.ts";
import { SignInError } from "./sign-in-error.ts";

/** Signatures that need a key pair: a token signed with a shared secret, or not at all, proves nothing. */
const algorithms = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];

const toleranceSeconds = 60;

export interface Expected {
  readonly clientId: string;
  readonly nonce: string;
  readonly now: Date;
  /** Undefined for a provider that publishes no keys. */
  readonly provider: Provider | undefined;
  readonly tokenEndpoint: string;
}

/** Subject that an identity provider vouches for: unique within the issuer. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

/**
 * Checks an ID token (OpenID Connect Core 1.0 §3.1.3.7): signature, issuer, audience, age and that it was issued for this
 * very sign-in.
 *
 * A provider without published keys is trusted as far as its certificate goes: the token came from its own token endpoint,
 * which then must be https.
 *
 * @throws SignInError
 */
export async function verifyIdToken(token: string, expected: Expected): Promise<Identity> {
  const claims = await read(token, expected);
  const { iss, sub, aud, azp, exp, nonce } = claims;
  if (typeof iss !== "string" || typeof sub !== "string" || sub === "" || typeof exp !== "number")
    throw refused("a claim is missing");
  const audience = Array.isArray(aud) ? aud : [aud];
  if (!audience.includes(expected.clientId)) throw refused("it is for another client");
  if ((audience.length > 1 || azp !== undefined) && azp !== expected.clientId)
    throw refused("it is for another client");
  if (exp + toleranceSeconds <= expected.now.getTime() / 1000) throw refused("it has expired");
  if (nonce !== expected.nonce) throw refused("it belongs to another sign-in");
  return { issuer: iss, subject: sub };
}

async function read(token: string, expected: Expected): Promise<JWTPayload> {
  const { provider, clientId, now } = expected;
  try {
    if (provider === undefined) {
      if (new URL(expected.tokenEndpoint).protocol !== "https:") throw refused("its signature cannot be checked");
      return decodeJwt(token);
    }
    const { payload } = await jwtVerify(token, provider.keys, {
      algorithms,
      issuer: provider.issuer,
      audience: clientId,
      clockTolerance: toleranceSeconds,
      currentDate: now,
      requiredClaims: ["sub", "exp", "iat"],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw refused(error.message, error);
    throw error;
  }
}

const refused = (reason: string, cause?: unknown): SignInError =>
  new SignInError(`The identity provider's ID token was refused: ${reason}.`, { cause });
