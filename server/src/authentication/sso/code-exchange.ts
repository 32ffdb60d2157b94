import type { Outbound } from "../../platform/outbound/outbound.ts";
import { SignInError } from "./sign-in-error.ts";

export interface CodeExchange {
  readonly tokenEndpoint: string;
  /** Send a form; otherwise JSON, the client's credentials in the Authorization header. */
  readonly urlEncoded: boolean;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly code: string;
  readonly redirectUri: string;
  readonly verifier: string;
}

/** The tokens of an identity provider. */
export interface ProviderTokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Redeems an authorization code (docs/behaviour/authentication.md §10). @throws SignInError, OutboundError */
export async function exchangeCode(outbound: Outbound, exchange: CodeExchange): Promise<ProviderTokens> {
  const { tokenEndpoint: url, clientId: client_id, clientSecret: client_secret } = exchange;
  const grant = {
    grant_type: "authorization_code",
    code: exchange.code,
    redirect_uri: exchange.redirectUri,
    code_verifier: exchange.verifier,
  };
  const reply = await outbound.send(
    exchange.urlEncoded
      ? {
          url,
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: new URLSearchParams({ ...grant, client_id, client_secret }).toString(),
        }
      : {
          url,
          method: "POST",
          headers: {
            "content-type": "application/json",
            authorization: basic(client_id, client_secret),
          },
          body: JSON.stringify(grant),
        },
  );
  const body = readJson(reply.text);
  if (reply.status !== 200) {
    const reason = textOf(body.error_description) || textOf(body.error) || `status ${reply.status}`;
    throw new SignInError(`The identity provider did not accept the authorization code: ${reason}`);
  }
  const idToken = textOf(body.id_token);
  if (idToken === "") throw new SignInError("The identity provider answered without an ID token.");
  return { idToken, accessToken: textOf(body.access_token), refreshToken: textOf(body.refresh_token) };
}

/** Name and secret are encoded before they are joined (RFC 6749 §2.3.1). */
const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64")}`;

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function readJson(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
