import { randomUUID } from "node:crypto";
import type { CommerceRole } from "@orderwell/contract";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { hashOf } from "./signature.ts";
import { TokenVerifier } from "./tokens.ts";

/** Somebody who calls a service under test. */
export interface FakeUser {
  readonly username?: string;
  readonly userType?: CommerceRole;
  readonly roles?: readonly string[];
  readonly clientId?: string;
  /** Of a visitor without an account. */
  readonly orderId?: string;
  /** Seconds from now; negative: it is over. Default ten minutes. */
  readonly expiresIn?: number;
}

/** Tokens for tests without a server: a verifier that takes them, and nothing else, and a maker. */
export interface FakeTokens {
  readonly verifier: TokenVerifier;
  token(user?: FakeUser): Promise<string>;
}

const claimOfType: Readonly<Record<CommerceRole, string>> = { Seller: "admin", Buyer: "buyer", Supplier: "supplier" };

/** Makes a key of its own: no real verifier takes what it signs. */
export async function fakeTokens(baseUrl = "https://api.example.com"): Promise<FakeTokens> {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const kid = randomUUID();
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" };
  return {
    verifier: new TokenVerifier({ baseUrl, publicKey: async (id) => (id === kid ? jwk : undefined) }),
    token({
      username = "somebody",
      userType = "Buyer",
      roles = [],
      clientId = "client",
      orderId,
      expiresIn = 600,
    } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const role = roles.length > 1 ? roles : roles[0];
      return new SignJWT({
        usr: username,
        usrtype: claimOfType[userType],
        cid: clientId,
        ...(role !== undefined && { role }),
        ...(orderId !== undefined && { orderid: orderId }),
      })
        .setProtectedHeader({ typ: "JWT", alg: "RS256", kid })
        .setIssuer(baseUrl)
        .setAudience(baseUrl)
        .setNotBefore(now - 5)
        .setExpirationTime(now + expiresIn)
        .sign(privateKey);
    },
  };
}

/** A call as the platform makes it, for tests of a service without a server. */
export function signedRequest(url: string, payload: unknown, hashKey: string): Request {
  const body = JSON.stringify(payload);
  const headers = { "content-type": "application/json", "x-oc-hash": hashOf(body, hashKey) };
  return new Request(url, { method: "POST", headers, body });
}
