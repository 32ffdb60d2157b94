import type { ClientDirectory } from "../../platform/access/client-directory.store.ts";
import type { OwnedCache } from "../../platform/caches/bounded-cache.ts";
import type { Clock } from "../../platform/clock.ts";
import { openSealed } from "../../platform/crud/sealed-properties.ts";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import { OutboundError } from "../../platform/outbound/outbound.ts";
import type { Services } from "../../platform/work/services.ts";
import type { Works } from "../../platform/work/works.ts";
import type { TokenEndpoint } from "../oauth/token-endpoint.ts";
import { configTable } from "../open-id-connects/store.ts";
import { actor } from "./actor.ts";
import { appStartUrl, authorizationUrl, customErrorUrl, webAddress } from "./addresses.ts";
import { exchangeCode } from "./code-exchange.ts";
import { Discovery } from "./discovery.ts";
import { verifyIdToken } from "./id-token.ts";
import { UserResolver } from "./resolve-user.ts";
import { SignInError } from "./sign-in-error.ts";
import type { SignInEvents } from "./sign-in-events.ts";
import { beginSignIn, cookieName, isSameBrowser, openState, type SignInState, setCookie } from "./state.ts";
import { findConfig, type SignInConfig } from "./store.ts";

/** Address to send the browser to, and the cookie that it is to keep or forget. */
export interface Redirect {
  readonly location: string;
  readonly cookie?: string;
}

export interface SingleSignOnParts {
  readonly services: Services;
  readonly works: Works;
  readonly clock: Clock;
  readonly clients: ClientDirectory;
  /** Public base URL of the server, without a slash at its end. */
  readonly baseUrl: string;
  readonly endpoint: TokenEndpoint;
  readonly events: SignInEvents;
}

/** Lets users sign in at identity providers that a marketplace trusts (docs/behaviour/authentication.md §10). */
export class SingleSignOn {
  readonly #parts: SingleSignOnParts;
  readonly #discovery: Discovery;
  readonly #users: UserResolver;
  /** Address that providers send browsers back to. */
  readonly #callbackUrl: string;

  constructor(parts: SingleSignOnParts) {
    const { services, works, clock, baseUrl, events } = parts;
    this.#parts = parts;
    this.#discovery = new Discovery(services.outbound, clock);
    this.#users = new UserResolver(services, works, services.tokens, events);
    this.#callbackUrl = `${baseUrl}/ocrpcode`;
  }

  /** Cache of what is known of identity providers. */
  get caches(): readonly OwnedCache[] {
    return this.#discovery.caches;
  }

  /**
   * Sends a browser to the identity provider.
   *
   * @throws ApiError Auth.OauthError, saying why, when there is no address to send the browser to.
   */
  async begin(query: URLSearchParams): Promise<Redirect> {
    const parameters = byLowerCase(query);
    const parameter = (name: string): string => parameters.get(name)?.[0] ?? "";
    const clientId = parameter("cid").trim().toLowerCase();
    const marketplaceId = await this.#parts.clients.marketplaceOf(clientId);
    const found = marketplaceId && (await this.#config(marketplaceId, parameter("id")));
    if (!marketplaceId || !found || found.config.OrderCloudApiClientID !== clientId)
      throw signInFailed("No single sign-on is configured under this id for this cid.");
    const { config } = found;
    return this.#orErrorUrl(found, async () => {
      if (!found.clientActive) throw new SignInError(apiError("Auth.ClientNotActive").message);
      const { services } = this.#parts;
      const begun = {
        marketplaceId,
        configId: config.ID ?? "",
        roles: parameter("roles"),
        appStartPath: parameter("appstartpath"),
      };
      const { state, sealed, cookie } = beginSignIn(services.secrets, begun, this.#parts.clock.now());
      const location = authorizationUrl({
        endpoint: config.AuthorizationEndpoint ?? "",
        clientId: config.ConnectClientID ?? "",
        additionalScopes: config.AdditionalIdpScopes ?? [],
        redirectUri: this.#callbackUrl,
        sealedState: sealed,
        state,
        customParams: parameters.get("customparams") ?? [],
      });
      return { location, cookie: setCookie(cookie.name, cookie.value, this.#callbackUrl) };
    });
  }

  /**
   * Takes a browser that comes back from the provider to the application, with a token for the user it belongs to.
   *
   * @throws ApiError Auth.OauthError, saying why, when there is no address to send the browser to.
   */
  async finish(query: URLSearchParams, cookies: string | undefined): Promise<Redirect> {
    const state = openState(this.#parts.services.secrets, query.get("state") ?? "");
    if (state === undefined) throw signInFailed("This sign-in was not begun here.");
    const found = await this.#config(state.marketplaceId, state.configId);
    if (found === undefined) throw signInFailed("The single sign-on was removed meanwhile.");
    const { location } = await this.#orErrorUrl(found, async () => {
      if (!isSameBrowser(state, cookies)) throw new SignInError("This sign-in was not begun by this browser.");
      if (state.expires < this.#parts.clock.now().getTime()) throw new SignInError("The sign-in took too long.");
      const refusal = query.get("error");
      if (refusal !== null)
        throw new SignInError(`The identity provider refused: ${query.get("error_description") || refusal}`);
      return { location: await this.#signIn(state, found, query.get("code") ?? "") };
    });
    // Whatever came of it, this sign-in is over.
    return { location, cookie: setCookie(cookieName(state), null, this.#callbackUrl) };
  }

  async #signIn(state: SignInState, found: SignInConfig, code: string): Promise<string> {
    if (code === "") throw new SignInError("The identity provider sent no code.");
    const { services, endpoint } = this.#parts;
    const { config } = found;
    const { outbound } = services;
    const clientId = config.ConnectClientID ?? "";
    const tokenEndpoint = webAddress(config.TokenEndpoint ?? "", "TokenEndpoint").href;
    const authorizationEndpoint = webAddress(config.AuthorizationEndpoint ?? "", "AuthorizationEndpoint").href;
    const clientSecret = openSealed(services.secrets, configTable.name, found.sealedSecret);
    const [tokens, provider] = await Promise.all([
      exchangeCode(outbound, {
        tokenEndpoint,
        urlEncoded: config.UrlEncoded,
        clientId,
        clientSecret,
        code,
        redirectUri: this.#callbackUrl,
        verifier: state.verifier,
      }),
      this.#discovery.find({ authorizationEndpoint, tokenEndpoint }),
    ]);
    const { nonce, marketplaceId } = state;
    const identity = await verifyIdToken(tokens.idToken, {
      clientId,
      nonce,
      now: this.#parts.clock.now(),
      provider,
      tokenEndpoint,
    });
    const userKey = await this.#users.resolve({ marketplaceId, found, identity, tokens });
    const outcome = await endpoint.signInAs({
      marketplaceId,
      clientId: config.OrderCloudApiClientID ?? "",
      userKey,
      scope: state.roles,
    });
    if ("refused" in outcome) throw new SignInError(outcome.refused.error_description);
    return appStartUrl(config.AppStartUrl ?? "", {
      accessToken: outcome.granted.access_token,
      refreshToken: outcome.granted.refresh_token ?? "",
      providerAccessToken: tokens.accessToken,
      providerRefreshToken: tokens.refreshToken,
      appStartPath: state.appStartPath,
    });
  }

  /** The redirect, or one to the configured address for errors. */
  async #orErrorUrl({ config }: SignInConfig, work: () => Promise<Redirect>): Promise<Redirect> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SignInError || error instanceof OutboundError)) throw error;
      const location = customErrorUrl(config.CustomErrorUrl, error.message);
      if (location === undefined) throw signInFailed(error.message);
      return { location };
    }
  }

  #config(marketplaceId: string, id: string): Promise<SignInConfig | undefined> {
    return this.#parts.works.run(marketplaceId, actor, "read", ({ db }) => findConfig(db, id));
  }
}

const signInFailed = (message: string): ApiError => apiError("Auth.OauthError", null, message);

/** Parameters under lower-cased names, since links are written by hand, and as the database can hold them. */
function byLowerCase(query: URLSearchParams): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [name, value] of query) {
    const key = name.toLowerCase();
    found.set(key, [...(found.get(key) ?? []), value.replaceAll("\0", "").toWellFormed()]);
  }
  return found;
}
