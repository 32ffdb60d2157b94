import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Marketplace } from "../companies/index.ts";
import { type Access, bearerToken } from "../platform/access/access.ts";
import type { TokenSigner, Tokens } from "../platform/access/tokens.ts";
import { ApiError, apiError, invalidProperty, notFound } from "../platform/errors/api-error.ts";
import { formBody } from "../platform/http/form.ts";
import { jsonType } from "../platform/http/server.ts";
import { isId } from "../platform/ids.ts";
import type { Marketplaces } from "../seller/index.ts";
import type { PortalUser } from "./accounts.store.ts";
import type { PortalAccounts } from "./accounts.ts";

/** Portal sessions last so many seconds; a refresh token continues them. */
const sessionSeconds = 3_600;
/** Tokens of a marketplace that the portal hands out live for so many seconds. */
const marketplaceTokenSeconds = 36_000;
const environments = ["Production", "Staging", "Sandbox", "Qa"];
const regions: Readonly<Record<string, { Name: string; AzureRegion: string }>> = {
  usw: { Name: "US-West", AzureRegion: "westus" },
  use: { Name: "US-East", AzureRegion: "eastus" },
  aue: { Name: "Australia-East", AzureRegion: "australiaeast" },
  euw: { Name: "Europe-West", AzureRegion: "westeurope" },
  jpe: { Name: "Japan-East", AzureRegion: "japaneast" },
};

export interface Portal {
  readonly baseUrl: string;
  readonly accounts: PortalAccounts;
  readonly marketplaces: Marketplaces;
  readonly signer: TokenSigner;
  readonly tokens: Tokens;
  readonly access: Access;
  readonly messages: Messages;
}

/** Messages of marketplaces in development, for as long as nobody delivers them; the application supplies them. */
export interface Messages {
  /** The latest first; of one recipient where a username is given. */
  read(marketplaceId: string, username: string | undefined): Promise<readonly object[]>;
}

/** An access token of the portal for one of its users. */
export const portalToken = (signer: TokenSigner, baseUrl: string, user: PortalUser): Promise<string> =>
  signer.sign(
    { usr: user.username, uid: String(user.key), pver: user.tokenVersion },
    `${baseUrl}/portal`,
    sessionSeconds,
  );

/** The portal API: accounts, and the marketplaces they own (docs/behaviour/portal-and-tools.md §1). */
export function portalRoutes(app: FastifyInstance, portal: Portal): void {
  const { baseUrl, accounts, marketplaces, signer, tokens } = portal;
  const audience = `${baseUrl}/portal`;
  const root = "/portal/api/v1";

  const session = async (user: PortalUser) => ({
    access_token: await portalToken(signer, baseUrl, user),
    token_type: "bearer",
    expires_in: sessionSeconds - 1,
    refresh_token: await accounts.issueRefreshToken(user),
  });

  const signedIn = async (request: FastifyRequest): Promise<PortalUser> => {
    const token = bearerToken(request.headers.authorization);
    const payload = token === "" ? undefined : await signer.verify(token, audience, ["uid"]);
    const user = payload === undefined ? undefined : await accounts.find(Number(payload.uid));
    if (user === undefined || user.tokenVersion !== payload?.pver) throw apiError("InvalidToken");
    return user;
  };

  const owned = async (request: FastifyRequest): Promise<Marketplace> => {
    const user = await signedIn(request);
    const { id } = request.params as { id: string };
    const found = isId(id) ? await marketplaces.find(id) : undefined;
    if (found === undefined || found.ownerKey !== user.key) throw notFound("Organization", id);
    return found;
  };

  const organization = (one: Marketplace, owner: PortalUser) => ({
    Id: one.id,
    Name: one.name,
    CoreApiUrl: one.environment === "Sandbox" ? `${baseUrl}/sandbox` : baseUrl,
    Environment: one.environment,
    Region: { Id: one.regionId, ...regions[one.regionId] },
    Owner: { Username: owner.username, Email: owner.email, Name: owner.name },
    SCOrgId: null,
    SCSpaceId: null,
  });

  app.post(`${root}/oauth/token`, async (request, reply) => {
    const form = new URLSearchParams(formBody(request));
    const grant = form.get("grant_type");
    const user =
      grant === "password"
        ? await accounts.signIn(form.get("username") ?? "", form.get("password") ?? "")
        : grant === "refresh_token"
          ? await accounts.byRefreshToken(form.get("refresh_token") ?? "")
          : undefined;
    if (user === undefined) {
      const refused = apiError(grant === "password" ? "Auth.InvalidUsernameOrPassword" : "Auth.OauthError");
      return reply.status(400).send({
        error: "invalid_grant",
        error_description: refused.message,
        Errors: refused.entries,
      });
    }
    return json(reply, await session(user));
  });

  app.post(`${root}/oauth/revoke`, async (request, reply) => {
    await accounts.revoke(new URLSearchParams(formBody(request)).get("token") ?? "");
    return reply.status(204).send();
  });

  app.get(`${root}/me`, async (request, reply) => {
    const user = await signedIn(request);
    return json(reply, { Username: user.username, Email: user.email, Name: user.name });
  });

  app.get(`${root}/organizations`, async (request, reply) => {
    const user = await signedIn(request);
    const query = request.query as Record<string, string | undefined>;
    const number = (text: string | undefined, fallback: number, most: number): number => {
      const given = text === undefined || text === "" ? fallback : Number(text);
      if (!Number.isInteger(given) || given < 1 || given > most)
        throw apiError("List.InvalidPageSize", { Value: text ?? "" });
      return given;
    };
    const page = number(query.page, 1, 1_000_000);
    const pageSize = number(query.pageSize, 20, 100);
    const { items, total } = await marketplaces.list(
      user.key,
      (query.search ?? "").replaceAll("\0", ""),
      page,
      pageSize,
    );
    const first = (page - 1) * pageSize + 1;
    return json(reply, {
      Meta: {
        Page: page,
        PageSize: pageSize,
        TotalCount: total,
        TotalPages: Math.ceil(total / pageSize),
        ItemRange: [first, first + items.length - 1],
      },
      Items: items.map((one) => organization(one, user)),
    });
  });

  app.get(`${root}/organizations/:id`, async (request, reply) =>
    json(reply, organization(await owned(request), await signedIn(request))),
  );

  app.put(`${root}/organizations/:id`, async (request, reply) => {
    const user = await signedIn(request);
    const { id } = request.params as { id: string };
    if (!isId(id))
      throw invalidProperty("Organization", "Id", "Id may hold up to 100 letters, digits, hyphens and underscores.");
    const body = jsonBody(request);
    const { Name: name, Environment: environment = "Sandbox", Region: region } = body;
    if (typeof name !== "string" || name === "" || name.length > 100 || name.includes("\0"))
      throw invalidProperty("Organization", "Name", "Name is required, with up to 100 characters.");
    if (typeof environment !== "string" || !environments.includes(environment))
      throw invalidProperty("Organization", "Environment", `Environment must be one of ${environments.join(", ")}.`);
    const regionId = (region as { Id?: unknown } | null | undefined)?.Id ?? "usw";
    if (typeof regionId !== "string" || regions[regionId] === undefined)
      throw invalidProperty(
        "Organization",
        "Region.Id",
        `Region.Id must be one of ${Object.keys(regions).join(", ")}.`,
      );
    const saved = await marketplaces.save({ id, name, environment, regionId, ownerKey: user.key });
    if (saved === undefined) throw notFound("Organization", id);
    return json(reply, organization(saved, user));
  });

  app.delete(`${root}/organizations/:id`, async (request, reply) => {
    const { id } = await owned(request);
    await marketplaces.remove(id);
    portal.access.forget(id);
    return reply.status(204).send();
  });

  // Messages hold codes that open accounts: only where nobody does real business.
  app.get(`${root}/organizations/:id/messages`, async (request, reply) => {
    const { id, environment } = await owned(request);
    if (environment === "Production") throw notFound("Messages", id);
    const { username } = request.query as { username?: string };
    const to = typeof username === "string" && username !== "" ? username.replaceAll("\0", "") : undefined;
    return json(reply, { Items: await portal.messages.read(id, to) });
  });

  app.get(`${root}/organizations/:id/token`, async (request, reply) => {
    const { id } = await owned(request);
    const user = await marketplaces.defaultUser(id);
    const roles = ["FullAccess"];
    return json(reply, {
      access_token: await tokens.issue(
        { usr: user.username, usrtype: "admin", u: String(user.key), roles, mid: id, cver: user.tokenVersion },
        marketplaceTokenSeconds,
      ),
      refresh_token: null,
      token_type: "bearer",
      expires_in: marketplaceTokenSeconds - 1,
      coreuser_roles: roles,
      portaluser_roles: roles,
      granted_roles: roles,
    });
  });
}

const json = (reply: FastifyReply, body: unknown) => reply.type(jsonType).send(JSON.stringify(body));

/** @throws ApiError Request.InvalidRequestBody unless the body is a JSON object. */
function jsonBody(request: FastifyRequest): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(String(request.body));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    throw new ApiError(
      400,
      apiError("Request.InvalidRequestBody", null, `Request body is invalid: ${(error as Error).message}`).entries,
    );
  }
  throw apiError("Request.InvalidRequestBody");
}
