import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { marketplace, operatedServer, TestClient } from "@orderwell/testing";
import { client, identityProvider, type ProviderOptions } from "@orderwell/testing/identity-provider";
import { signInService } from "./sign-in-service.ts";

export const hashKey = "shared with the middleware";

/** Claims of a token. */
// biome-ignore lint/suspicious/noExplicitAny: checked by what it holds
export const claimsOf = (token: string): any =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

/** Calls the API as somebody would by hand. */
export const api =
  (baseUrl: string, token: string) =>
  // biome-ignore lint/suspicious/noExplicitAny: replies are checked by what they hold
  async (method: string, path: string, body?: object): Promise<any> => {
    const reply = await new TestClient(baseUrl, token).raw(method, `/v1${path}`, body);
    assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  };

/** A marketplace with a buyer whose people sign in at a provider, and middleware that makes users of newcomers. */
export async function setUp(
  t: TestContext,
  options: {
    /** Origin of the application that people sign in to. */
    readonly app: string;
    readonly provider?: ProviderOptions;
    /** Deviations of the configuration from the usual, given the provider's address. */
    readonly config?: (issuer: string) => object;
  },
) {
  const { app } = options;
  const { baseUrl } = await operatedServer();
  const {
    id: marketplaceId,
    seller: { token: sellerToken },
  } = await marketplace({ name: "single-sign-on" }, baseUrl);
  const seller = api(baseUrl, sellerToken);
  const issuer = await identityProvider(t, `${baseUrl}/ocrpcode`, options.provider);
  const service = await signInService(t, hashKey, async ({ step, payload }) => {
    if (step !== "/openidconnect/createuser") return { ErrorMessage: null };
    const { sub } = claimsOf(payload.TokenResponse.id_token);
    if (sub === "mallory") return { Username: null, ErrorMessage: "Mallory may not come in & that's that" };
    const Username = `${sub}-${marketplaceId}`;
    const user = { ID: sub, Username, FirstName: sub, LastName: "Smith", Email: `${sub}@example.com`, Active: true };
    await api(baseUrl, payload.OrderCloudAccessToken)("POST", "/buyers/acme/users", user);
    return { Username, ErrorMessage: null };
  });

  await seller("POST", "/buyers", { ID: "acme", Name: "Acme", Active: true });
  await seller("POST", "/securityprofiles", { ID: "shop", Name: "Shop", Roles: ["Shopper", "MeAdmin"] });
  await seller("POST", "/securityprofiles/assignments", { SecurityProfileID: "shop", BuyerID: "acme" });
  const robot = `robot-${marketplaceId}`;
  await seller("POST", "/adminusers", {
    ID: "robot",
    Username: robot,
    FirstName: "R",
    LastName: "Robot",
    Email: "robot@example.com",
    Active: true,
  });
  const { ID: cid } = await seller("POST", "/apiclients", {
    AppName: "Shop",
    Active: true,
    AccessTokenDuration: 60,
    RefreshTokenDuration: 600,
    AllowAnyBuyer: true,
    AllowSeller: true,
    DefaultContextUserName: robot,
  });
  await seller("POST", "/integrationevents", {
    ID: "sso",
    Name: "Sign-in",
    EventType: "OpenIDConnect",
    CustomImplementationUrl: service.url,
    HashKey: hashKey,
    ElevatedRoles: ["BuyerUserAdmin"],
    ConfigData: { tier: "gold" },
  });
  await seller("POST", "/openidconnects", {
    ID: "idp",
    OrderCloudApiClientID: cid,
    ConnectClientID: client.id,
    ConnectClientSecret: client.secret,
    AppStartUrl: `${app}{2}?token={0}&idp={1}&refresh={3}&again={token}`,
    AuthorizationEndpoint: `${issuer}/auth`,
    TokenEndpoint: `${issuer}/token`,
    UrlEncoded: true,
    IntegrationEventID: "sso",
    CallSyncUserIntegrationEvent: true,
    CustomErrorUrl: `${app}/failed?why={0}`,
    ...options.config?.(issuer),
  });
  const login = (more: Readonly<Record<string, string>> = {}): string =>
    `${baseUrl}/ocrplogin?${new URLSearchParams({ id: "idp", cid, ...more })}`;
  return { baseUrl, marketplaceId, seller, service, login, issuer };
}
