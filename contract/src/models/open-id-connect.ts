import { embedded, flag, integer, listOf, oneOf, text } from "../field.ts";
import { model } from "../model.ts";
import { configData } from "../shared-fields.ts";

export const openIdConnect = model(
  "OpenIdConnect",
  {
    ID: text("Unique within the marketplace; the sign-in address names it.", { max: 100, search: 1, sort: 1 }),
    OrderCloudApiClientID: text("API client that users get their tokens from.", { required: true }),
    ConnectClientID: text("ID under which the identity provider knows you.", { required: true }),
    ConnectClientSecret: text("Secret that goes with that ID.", { required: true, secret: true }),
    AppStartUrl: text(
      "Page of yours that users come back to. In it `{0}` becomes the token, `{1}` the provider's, `{2}` the path they came for, `{3}` the refresh token.",
      { required: true },
    ),
    AuthorizationEndpoint: text("Address of the provider where users sign in.", { required: true }),
    TokenEndpoint: text("Address of the provider that trades a code for tokens.", { required: true }),
    UrlEncoded: flag("The code is traded with a form; else with JSON and the secret in the header.", {
      nullable: false,
    }),
    IntegrationEventID: text("Integration event that finds or makes the user at the first sign-in."),
    CallSyncUserIntegrationEvent: flag("That event is asked at every later sign-in as well.", { nullable: false }),
    IntegrationEventName: text("Name of that integration event.", { readOnly: true }),
    AdditionalIdpScopes: listOf(text(), "Scopes to ask the provider for besides `openid`."),
    CustomErrorUrl: text("Page of yours for sign-ins that fail: `{0}` becomes the reason."),
  },
  "An identity provider that users sign in with, through one API client.",
);

export const openIdConnectPayload = model(
  "OpenIdConnectPayload",
  {
    ExistingUser: embedded("User", "User known from an earlier sign-in. Null: the first."),
    OpenIdConnect: embedded("OpenIdConnect", "Configuration through which the user signs in."),
    TokenResponse: embedded("OpenIdConnectTokenResponse", "What the identity provider said about the user."),
    Environment: oneOf("Environment", "Kind of marketplace that asks."),
    OrderCloudAccessToken: text("Token with the event's elevated roles. Null: it has none."),
    ConfigData: configData(),
  },
  "Body that an integration receives when someone signs in through an identity provider.",
);

export const openIdConnectTokenResponse = model(
  "OpenIdConnectTokenResponse",
  {
    id_token: text("Says who the user is, as JSON Web Token."),
    access_token: text("Opens the provider's own services."),
  },
  "Tokens of the identity provider.",
);

export const openIdConnectResponse = model(
  "OpenIdConnectResponse",
  {
    HttpStatusCode: integer("Status that the service answered with."),
    Username: text("User to sign in as; must exist by now."),
    ErrorMessage: text("Why the user may not sign in. Null or empty: they may."),
    UnhandledErrorBody: text("What the service answered in place of a result."),
  },
  "The integration's answer: the user to sign in as, or why not.",
);
