import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import Provider from "oidc-provider";

export const client = { id: "orderwell", secret: "a secret that both sides know: 50% + more" };

export interface ProviderOptions {
  /** Its name in addresses; `localhost` is another site than `127.0.0.1`. Default `127.0.0.1`. */
  readonly host?: string;
  /** Way in which clients prove themselves at the token endpoint. Default `client_secret_post`. */
  readonly authentication?: "client_secret_post" | "client_secret_basic";
}

/** An OpenID provider as it comes, at which anybody may sign in under any name; it goes away with the test. */
export async function identityProvider(
  t: TestContext,
  redirectUri: string,
  { host = "127.0.0.1", authentication = "client_secret_post" }: ProviderOptions = {},
): Promise<string> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://${host}:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: authentication,
      },
    ],
    claims: { openid: ["sub"], email: ["email"], profile: ["name"], phone: ["phone_number"] },
    cookies: { keys: ["a key for tests only"] },
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: () => ({ sub, email: `${sub}@example.com`, name: sub, phone_number: "+1 555 0100" }),
    }),
    ttl: { Session: 600, Grant: 600, Interaction: 600, AccessToken: 600, IdToken: 600 },
  });
  server.on("request", provider.callback());
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return issuer;
}

/** Request that arrived at a token endpoint that takes JSON. */
export interface JsonGrant {
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, string>>;
}

/**
 * A token endpoint that takes JSON, as some providers have it: it hands what it gets to that of a provider which takes forms
 * only, credentials untouched. It goes away with the test.
 */
export async function jsonTokenEndpoint(
  t: TestContext,
  issuer: () => string,
): Promise<{ url: string; grants: JsonGrant[] }> {
  const grants: JsonGrant[] = [];
  const server = createServer(async (request, reply) => {
    const { authorization, "content-type": contentType } = request.headers;
    if (request.method !== "POST") return void reply.writeHead(404).end();
    const body = JSON.parse(await textOf(request)) as Record<string, string>;
    grants.push({ contentType, authorization, body });
    const answer = await fetch(`${issuer()}/token`, {
      method: "POST",
      headers: { ...(authorization && { authorization }) },
      body: new URLSearchParams(body),
    });
    reply.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`, grants };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
