import { anything, embedded, flag, integer, listOf, oneOf, text } from "../field.ts";
import { model } from "../model.ts";

export const openIdConnect = model(
  "OpenIdConnect",
  {
    ID: text({ max: 100, search: 1, sort: 1 }),
    OrderCloudApiClientID: text({ required: true }),
    ConnectClientID: text({ required: true }),
    ConnectClientSecret: text({ required: true, writeOnly: true }),
    AppStartUrl: text({ required: true }),
    AuthorizationEndpoint: text({ required: true }),
    TokenEndpoint: text({ required: true }),
    UrlEncoded: flag({ nullable: false }),
    IntegrationEventID: text(),
    CallSyncUserIntegrationEvent: flag({ nullable: false }),
    IntegrationEventName: text({ readOnly: true }),
    AdditionalIdpScopes: listOf(text()),
    CustomErrorUrl: text(),
  },
  "An identity provider that users sign in with.",
);

export const openIdConnectPayload = model(
  "OpenIdConnectPayload",
  {
    ExistingUser: embedded("User"),
    OpenIdConnect: embedded("OpenIdConnect"),
    TokenResponse: embedded("OpenIdConnectTokenResponse"),
    Environment: oneOf("Environment"),
    OrderCloudAccessToken: text(),
    ConfigData: anything(),
  },
  "What an integration receives when someone signs in through an identity provider.",
);

export const openIdConnectTokenResponse = model(
  "OpenIdConnectTokenResponse",
  {
    id_token: text(),
    access_token: text(),
  },
  "Tokens of the identity provider.",
);

export const openIdConnectResponse = model(
  "OpenIdConnectResponse",
  {
    HttpStatusCode: integer(),
    Username: text(),
    ErrorMessage: text(),
    UnhandledErrorBody: text(),
  },
  "The integration's answer: the user to sign in as, or why not.",
);
