import type { KeptMessage, Organization, RegionId } from "@orderwell/contract";
import type { FastifyInstance } from "fastify";
import type { Marketplace } from "../companies/index.ts";
import { type Access, bearerToken } from "../platform/access/access.ts";
import type { RateLimits } from "../platform/access/rate-limits.ts";
import type { SignInRefusals } from "../platform/access/sign-in-refusals.ts";
import type { TokenSigner, Tokens } from "../platform/access/tokens.ts";
import { apiError, invalidProperty, notFound } from "../platform/errors/api-error.ts";
import { isId } from "../platform/ids.ts";
import { pageMeta } from "../platform/lists/page.ts";
import { withMinimumDuration } from "../platform/minimum-duration.ts";
import type { Marketplaces } from "../seller/index.ts";
import type { PortalUser } from "./accounts.store.ts";
import type { PortalAccounts } from "./accounts.ts";
import { bindPortal, type PortalHandlers } from "./bind.ts";
import { type FailedWork, failedDelivery, failedJob } from "./failed-work.ts";

/** Portal sessions last so many seconds; a refresh token continues them. */
const sessionSeconds = 3_600;
/** Tokens of a marketplace that the portal hands out live for so many seconds. */
const marketplaceTokenSeconds = 36_000;
const regions: Readonly<Record<RegionId, { readonly Name: string; readonly AzureRegion: string }>> = {
  usw: { Name: "US-West", AzureRegion: "westus" },
  est: { Name: "US-East", AzureRegion: "eastus" },
  aus: { Name: "Australia-East", AzureRegion: "australiaeast" },
  eur: { Name: "Europe-West", AzureRegion: "westeurope" },
  jpn: { Name: "Japan-East", AzureRegion: "japaneast" },
};

export interface Portal {
  readonly baseUrl: string;
  readonly accounts: PortalAccounts;
  readonly marketplaces: Marketplaces;
  readonly signer: TokenSigner;
  readonly tokens: Tokens;
  readonly access: Access;
  readonly messages: Messages;
  readonly failed: FailedWork;
  /** Has subscriptions of a marketplace carried out now. @throws ApiError */
  readonly processSubscriptions: (marketplaceId: string) => Promise<void>;
  readonly namedToken: NamedTokens;
  readonly limits: RateLimits;
  readonly refusals: SignInRefusals;
}

/** Gives the token of a user through an API client of a marketplace; the application supplies it. @throws ApiError */
export type NamedTokens = (
  marketplaceId: string,
  named: { readonly clientId: string; readonly username: string },
) => Promise<{
  readonly token: string;
  readonly seconds: number;
  readonly roles: string[];
}>;

/** Messages of marketplaces in development, for as long as nobody delivers them; the application supplies them. */
export interface Messages {
  /** The latest first; of one recipient where a username is given. */
  read(marketplaceId: string, username: string | undefined): Promise<KeptMessage[]>;
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

  const session = async (user: PortalUser) => ({
    access_token: await portalToken(signer, baseUrl, user),
    token_type: "bearer",
    expires_in: sessionSeconds - 1,
    refresh_token: await accounts.issueRefreshToken(user),
  });

  const signedIn = async (authorization: string | undefined): Promise<PortalUser> => {
    const token = bearerToken(authorization);
    const payload = token === "" ? undefined : await signer.verify(token, audience, ["uid"]);
    const user = payload === undefined ? undefined : await accounts.find(Number(payload.uid));
    if (user === undefined || user.tokenVersion !== payload?.pver) throw apiError("InvalidToken");
    return user;
  };

  const owned = async ({ path: { id }, user }: { path: { id: string }; user: PortalUser }): Promise<Marketplace> => {
    const found = isId(id) ? await marketplaces.find(id) : undefined;
    if (found === undefined || found.ownerKey !== user.key) throw notFound("Organization", id);
    return found;
  };

  /** Jobs belong to no marketplace, but to whoever runs the platform: the account that was made first. */
  const operated = async (user: PortalUser): Promise<void> => {
    if ((await accounts.owner())?.key !== user.key) throw notFound("FailedJobs", "");
  };

  const organization = (one: Marketplace, owner: PortalUser): Organization => ({
    Id: one.id,
    Name: one.name,
    CoreApiUrl: one.environment === "Sandbox" ? `${baseUrl}/sandbox` : baseUrl,
    Environment: one.environment,
    Region: { Id: one.regionId, ...regions[one.regionId] },
    Owner: account(owner),
    SCOrgId: null,
    SCSpaceId: null,
  });

  const handlers: PortalHandlers = {
    async "PortalAuth.GetToken"({ body, address }) {
      const { grant_type: grant, username, password, refresh_token: refreshToken } = body;
      if (grant === "password") {
        const user = await withMinimumDuration(
          accounts.signIn(username ?? "", password ?? "", address),
          (found) => found === undefined,
        );
        if (user === undefined) throw apiError("Auth.InvalidUsernameOrPassword");
        return session(user);
      }
      const user = grant === "refresh_token" ? await accounts.byRefreshToken(refreshToken ?? "") : undefined;
      if (user === undefined) throw apiError("Auth.OauthError");
      return session(user);
    },

    async "PortalAuth.Revoke"({ body }) {
      await accounts.revoke(body.token ?? "");
    },

    async "PortalMe.Get"({ user }) {
      return account(user);
    },

    async "Organizations.List"({ query, list, user }) {
      const { items, total } = await marketplaces.list(user.key, query.search ?? "", list.page, list.pageSize);
      return { Meta: pageMeta(list, total), Items: items.map((one) => organization(one, user)) };
    },

    async "Organizations.Get"(call) {
      return organization(await owned(call), call.user);
    },

    async "Organizations.Save"({ path: { id }, body, user }) {
      if (!isId(id))
        throw invalidProperty("Organization", "Id", "Id may hold up to 100 letters, digits, hyphens and underscores.");
      const saved = await marketplaces.save({
        id,
        name: body.Name,
        environment: body.Environment ?? "Sandbox",
        regionId: body.Region?.Id ?? "usw",
        ownerKey: user.key,
      });
      if (saved === undefined) throw notFound("Organization", id);
      return organization(saved, user);
    },

    async "Organizations.Delete"(call) {
      const { id } = await owned(call);
      await marketplaces.remove(id);
      portal.access.forget(id);
    },

    async "Organizations.GetAutoForwarding"(call) {
      const { id } = await owned(call);
      return { UserID: (await marketplaces.forwarder(id)) ?? null };
    },

    async "Organizations.SaveAutoForwarding"(call) {
      const { id } = await owned(call);
      const userId = call.body.UserID || null;
      if (!(await marketplaces.setForwarder(id, userId))) throw notFound("User", userId);
      return { UserID: (await marketplaces.forwarder(id)) ?? null };
    },

    // Messages hold codes that open accounts: only where nobody does real business.
    async "Organizations.ListMessages"(call) {
      const { id, environment } = await owned(call);
      if (environment === "Production") throw notFound("Messages", id);
      return { Items: await portal.messages.read(id, call.query.username) };
    },

    async "Organizations.ListFailedDeliveries"(call) {
      const { id } = await owned(call);
      return { Items: (await portal.failed.deliveries(id)).map(failedDelivery) };
    },

    async "Organizations.RetryFailedDelivery"(call) {
      const { id } = await owned(call);
      const { deliveryID } = call.path;
      const found = /^[0-9]{1,18}$/.test(deliveryID) && (await portal.failed.redeliver(id, deliveryID));
      if (!found) throw notFound("FailedDelivery", deliveryID);
    },

    async "Organizations.ProcessSubscriptions"(call) {
      const { id } = await owned(call);
      await portal.processSubscriptions(id);
    },

    async "FailedJobs.List"({ user }) {
      await operated(user);
      return { Items: (await portal.failed.jobs()).map(failedJob) };
    },

    async "FailedJobs.Retry"({ user }) {
      await operated(user);
      return { Retried: await portal.failed.retryJobs() };
    },

    async "Organizations.GetToken"(call) {
      const { id } = await owned(call);
      const roles = ["FullAccess"];
      const { clientid: clientId = "", username = "" } = call.query;
      if (clientId !== "" || username !== "") {
        for (const [name, value] of Object.entries({ clientid: clientId, username }))
          if (value === "") throw invalidProperty("MarketplaceToken", name, `${name} is required with the other one.`);
        const named = await portal.namedToken(id, { clientId, username });
        return {
          access_token: named.token,
          refresh_token: null,
          token_type: "bearer",
          expires_in: named.seconds - 1,
          coreuser_roles: named.roles,
          portaluser_roles: roles,
          granted_roles: named.roles,
        };
      }
      const user = await marketplaces.defaultUser(id);
      return {
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
      };
    },
  };
  bindPortal(app, { handlers, signedIn, limits: portal.limits, refusals: portal.refusals });
}

const account = ({ username, email, name }: PortalUser) => ({ Username: username, Email: email, Name: name });
