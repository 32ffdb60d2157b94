import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from "jose";
import { BoundedCache } from "../../platform/caches/bounded-cache.ts";
import type { Clock } from "../../platform/clock.ts";
import { type Outbound, OutboundError } from "../../platform/outbound/outbound.ts";

/** Identity of a provider as it says itself, and the keys it signs with. */
export interface Provider {
  readonly issuer: string;
  readonly keys: JWTVerifyGetKey;
}

export interface Endpoints {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
}

const keptMs = 60 * 60_000;
const absenceKeptMs = 5 * 60_000;
/** A provider with the keys it publishes. */
const providerBytes = 10_000;

/**
 * Finds providers by their discovery documents (OpenID Connect Discovery 1.0). Configurations name endpoints, not issuers:
 * an issuer is looked for at each path that leads to an endpoint, and counts only if its document names that endpoint.
 */
export class Discovery {
  readonly #outbound: Outbound;
  readonly #clock: Clock;
  readonly #known = new BoundedCache<{ readonly found: Promise<Provider | undefined>; until: number }>(
    "identity_providers",
    { maxBytes: 16_000_000, bytesOf: () => providerBytes },
  );
  readonly caches = [this.#known];

  constructor(outbound: Outbound, clock: Clock) {
    this.#outbound = outbound;
    this.#clock = clock;
  }

  /** The provider; `undefined` when it publishes no document. @throws OutboundError when that cannot be told. */
  async find(endpoints: Endpoints): Promise<Provider | undefined> {
    const key = `${endpoints.authorizationEndpoint}\n${endpoints.tokenEndpoint}`;
    const now = this.#clock.now().getTime();
    const known = this.#known.get(key);
    if (known !== undefined && known.until > now) return known.found;
    const entry = { found: this.#look(endpoints), until: now + keptMs };
    this.#known.set(key, entry);
    entry.found.then(
      (provider) => {
        if (provider === undefined) entry.until = now + absenceKeptMs;
      },
      () => this.#known.delete(key),
    );
    return entry.found;
  }

  async #look(endpoints: Endpoints): Promise<Provider | undefined> {
    let failure: unknown;
    for (const issuer of candidates(endpoints)) {
      const document = await this.#document(issuer).catch((error: unknown) => {
        if (!(error instanceof OutboundError)) throw error;
        failure = error;
        return undefined;
      });
      if (document !== undefined && describes(document, endpoints)) return this.#provider(document);
    }
    if (failure !== undefined) throw failure;
    return undefined;
  }

  async #document(issuer: string): Promise<Record<string, unknown> | undefined> {
    const reply = await this.#outbound.send({ url: `${issuer}/.well-known/openid-configuration`, timeoutMs: 5_000 });
    if (reply.status !== 200) return undefined;
    try {
      return Object(JSON.parse(reply.text)) as Record<string, unknown>;
    } catch {
      return undefined;
    }
  }

  #provider(document: Record<string, unknown>): Provider {
    const outbound = this.#outbound;
    const keys = createRemoteJWKSet(new URL(document.jwks_uri as string), {
      [customFetch]: async (url) => {
        const { status, text } = await outbound.send({ url, timeoutMs: 5_000 });
        return new Response(text, { status });
      },
    });
    return { issuer: document.issuer as string, keys };
  }
}

function describes(document: Record<string, unknown>, endpoints: Endpoints): boolean {
  const { issuer, jwks_uri: keys } = document;
  return (
    typeof issuer === "string" &&
    typeof keys === "string" &&
    URL.canParse(keys) &&
    (document.token_endpoint === endpoints.tokenEndpoint ||
      document.authorization_endpoint === endpoints.authorizationEndpoint)
  );
}

/** Addresses that an issuer of these endpoints may have: each endpoint's origin, and every path above it. */
export function candidates(endpoints: Endpoints): readonly string[] {
  const found = new Set<string>();
  for (const endpoint of [endpoints.tokenEndpoint, endpoints.authorizationEndpoint]) {
    const { origin, pathname } = new URL(endpoint);
    const parts = pathname.split("/").filter((part) => part !== "");
    for (let length = 0; length < Math.min(parts.length, 6); length++)
      found.add([origin, ...parts.slice(0, length)].join("/"));
  }
  return [...found];
}
