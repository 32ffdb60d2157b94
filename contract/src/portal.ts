import { get, list, post, put, remove, resource } from "./declare.ts";
import { text } from "./field.ts";
import type { Operation, Resource } from "./operation.ts";

const base = "/portal/api/v1";

/** Sessions of portal accounts. */
const portalAuth = resource("PortalAuth", {
  base,
  section: "Portal",
  description: "Sessions of the portal, which are none of any marketplace.",
  operations: [
    post("GetToken", "/oauth/token", {
      summary: "Sign in to the portal, or continue a session.",
      body: "PortalTokenRequest",
      form: true,
      reply: "PortalSession",
      access: "open",
      limited: "credential",
      status: 200,
    }),
    post("Revoke", "/oauth/revoke", {
      summary: "End a session of the portal.",
      body: "PortalRevocation",
      form: true,
      access: "open",
    }),
  ],
  raises: { GetToken: ["Auth.InvalidUsernameOrPassword", "Auth.OauthError"] },
});

/** The account behind the token. */
const portalMe = resource("PortalMe", {
  base,
  section: "Portal",
  description: "The account behind the token.",
  operations: [get("Get", "/me", { summary: "Get the account.", reply: "PortalUser", access: "token" })],
});

/** Marketplaces of the account. */
const organizations = resource("Organizations", {
  base,
  section: "Portal",
  description: "Marketplaces, which the portal calls organizations.",
  operations: [
    list("List", "/organizations", "Organization", {
      summary: "List the marketplaces of the account.",
      list: "paged",
      query: { search: text("Only those with this in their ID or name.") },
      access: "token",
    }),
    get("Get", "/organizations/{id}", { summary: "Get a marketplace.", reply: "Organization", access: "token" }),
    put("Save", "/organizations/{id}", {
      summary: "Create or rename a marketplace.",
      body: "Organization",
      reply: "Organization",
      access: "token",
    }),
    remove("Delete", "/organizations/{id}", {
      summary: "Delete a marketplace with everything in it.",
      access: "token",
    }),
    get("GetAutoForwarding", "/organizations/{id}/autoforwarding", {
      summary: "Read who forwards orders of a marketplace by themselves.",
      reply: "AutoForwarding",
      access: "token",
    }),
    put("SaveAutoForwarding", "/organizations/{id}/autoforwarding", {
      summary: "Name the user who forwards orders of a marketplace by themselves.",
      body: "AutoForwarding",
      reply: "AutoForwarding",
      access: "token",
    }),
    get("ListMessages", "/organizations/{id}/messages", {
      summary: "Read what a marketplace in development sent to people.",
      query: { username: text("Only messages to this user.") },
      reply: "KeptMessages",
      access: "token",
    }),
    get("ListFailedDeliveries", "/organizations/{id}/faileddeliveries", {
      summary: "Read which deliveries of a marketplace were given up.",
      reply: "FailedDeliveries",
      access: "token",
    }),
    post("RetryFailedDelivery", "/organizations/{id}/faileddeliveries/{deliveryID}/retry", {
      summary: "Deliver once more what was given up, with all attempts.",
      access: "token",
    }),
    post("ProcessSubscriptions", "/organizations/{id}/processsubscriptions", {
      summary: "Make the orders of subscriptions that are due now, and try those again that failed.",
      access: "token",
    }),
    get("GetToken", "/organizations/{id}/token", {
      summary: "Get a token of the core API for a marketplace.",
      reply: "MarketplaceToken",
      query: {
        clientid: text("API client that the token is for. Only with a username."),
        username: text("User of the marketplace whom the token is for. Only with a client."),
      },
      access: "token",
    }),
  ],
  raises: {
    ProcessSubscriptions: ["SubscriptionIntegration.ExceedsSelfServiceLimit"],
    GetToken: [
      "Auth.ClientNotActive",
      "Auth.UserNotActive",
      "Auth.CompanyNotActive",
      "Auth.SellerNotActive",
      "Auth.InsufficientRoles",
    ],
  },
});

/** Jobs of the whole platform. */
const failedJobs = resource("FailedJobs", {
  base,
  section: "Portal",
  description: "Jobs in the background that were given up: for the account that was made first.",
  operations: [
    get("List", "/failedjobs", { summary: "Read which jobs were given up.", reply: "FailedJobs", access: "token" }),
    post("Retry", "/failedjobs/retry", {
      summary: "Do once more what was given up, with all attempts.",
      reply: "RetriedJobs",
      access: "token",
      status: 200,
    }),
  ],
});

/** Resources of the portal API, by name. */
export const portalResources: Readonly<Record<string, Resource>> = {
  PortalAuth: portalAuth,
  PortalMe: portalMe,
  Organizations: organizations,
  FailedJobs: failedJobs,
};

/** Operations of the portal API, by `Resource.Method`. */
export const portalOperations: Readonly<Record<string, Operation>> = Object.fromEntries(
  Object.values(portalResources)
    .flatMap((resource) => Object.values(resource.operations))
    .map((operation) => [operation.id, operation]),
);
