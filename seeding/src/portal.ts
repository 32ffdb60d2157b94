import { type Reply, type Request, refusalOf, SeedError } from "./connection.ts";

/** Identity under which to seed: a portal account, or a portal token obtained elsewhere. */
export type PortalAccess = { readonly username: string; readonly password: string } | { readonly accessToken: string };

const portal = "/portal/api/v1";

/**
 * Creates the marketplace, or names it anew if it is there, and hands out access to it.
 *
 * @returns a function that fetches a full-access token for the marketplace, signing in again when the portal's own
 * token has run out.
 * @throws SeedError if the portal refuses.
 */
export async function openMarketplace(
  send: (request: Request) => Promise<Reply>,
  access: PortalAccess,
  marketplace: { readonly id: string; readonly name: string },
): Promise<() => Promise<string>> {
  let token = await signIn(send, access);
  const organization = `${portal}/organizations/${encodeURIComponent(marketplace.id)}`;
  accepted(
    "create the marketplace",
    await send({
      method: "PUT",
      path: organization,
      token,
      body: { Id: marketplace.id, Name: marketplace.name, Environment: "Sandbox", Region: { Id: "usw" } },
    }),
  );
  return async () => {
    const request = { method: "GET", path: `${organization}/token` } as const;
    let reply = await send({ ...request, token });
    if (reply.status === 401 && "username" in access) {
      token = await signIn(send, access);
      reply = await send({ ...request, token });
    }
    return tokenOf("get a token for the marketplace", reply);
  };
}

async function signIn(send: (request: Request) => Promise<Reply>, access: PortalAccess): Promise<string> {
  if ("accessToken" in access) return access.accessToken;
  const { username, password } = access;
  const body = new URLSearchParams({ grant_type: "password", username, password });
  return tokenOf("sign in to the portal", await send({ method: "POST", path: `${portal}/oauth/token`, body }));
}

function tokenOf(purpose: string, reply: Reply): string {
  const token = accepted(purpose, reply).body?.access_token;
  if (typeof token !== "string") throw new SeedError(`Could not ${purpose}: the reply holds no access token.`);
  return token;
}

function accepted(purpose: string, reply: Reply): Reply {
  if (reply.status < 300) return reply;
  const { code, message } = refusalOf(reply);
  throw new SeedError(`Could not ${purpose}: ${message} (${code})`, { status: reply.status, code });
}
