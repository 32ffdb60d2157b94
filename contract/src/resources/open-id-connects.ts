import { crud, resource } from "../declare.ts";

export const openIdConnects = resource("OpenIdConnects", {
  section: "Authentication and authorization",
  description: "Identity providers that users sign in with.",
  roles: { read: ["OpenIDConnectAdmin", "OpenIDConnectReader"], write: ["OpenIDConnectAdmin"] },
  userTypes: ["Seller"],
  operations: [
    crud("/openidconnects/{openidconnectID}", "OpenIdConnect", {
      noun: ["an OpenID Connect configuration", "OpenID Connect configurations"],
      // Replies never hold the client secret: what was read may be sent back without it.
      except: {
        Save: {
          required: [
            "OrderCloudApiClientID",
            "ConnectClientID",
            "AppStartUrl",
            "AuthorizationEndpoint",
            "TokenEndpoint",
          ],
        },
      },
    }),
  ],
  raises: {
    "Create Save Patch": ["IntegrationEvent.IncompatibleEventType"],
  },
});
