import { crud, list, post, remove, resource } from "../declare.ts";
import { only } from "../parameters.ts";

export const apiClients = resource("ApiClients", {
  section: "Authentication and authorization",
  description: "Applications that may ask for tokens, their secrets, and whose users may use them.",
  roles: { read: ["ApiClientAdmin", "ApiClientReader"], write: ["ApiClientAdmin"] },
  userTypes: ["Seller"],
  operations: [
    crud("/apiclients/{apiClientID}", "ApiClient", { noun: ["an API client", "API clients"] }),
    crud("/apiclients/{apiClientID}/secrets/{apiClientSecretID}", "ApiClientSecret", {
      noun: ["a secret", "secrets"],
      whose: "of an API client",
      names: ["Secret", "Secrets"],
      only: ["List", "Create", "Get", "Delete", "Patch"],
      except: { Create: { reply: "ApiClientSecretCreateResponse" } },
    }),
    list("ListAssignments", "/apiclients/assignments", "ApiClientAssignment", {
      summary: "List API client assignments.",
      assigns: "ApiClientAssignment",
      list: "paged",
      query: only("apiClientID", "buyerID", "supplierID"),
    }),
    post("SaveAssignment", "/apiclients/assignments", {
      summary: "Let the users of a buyer, a supplier or the seller use an API client.",
      assigns: "ApiClientAssignment",
      body: "ApiClientAssignment",
    }),
    remove("DeleteBuyerAssignment", "/buyers/{buyerID}/ApiClients/Assignments/{apiClientID}", {
      summary: "Stop the users of a buyer from using an API client.",
    }),
    remove("DeleteSupplierAssignment", "/suppliers/{supplierID}/ApiClients/Assignments/{apiClientID}", {
      summary: "Stop the users of a supplier from using an API client.",
    }),
  ],
  raises: {
    "Create Save Patch": [
      "ApiClient.RequiredNotAnonBuyer",
      "IntegrationEvent.IncompatibleEventType",
      "SubscriptionIntegration.CannotUseApiClient",
      "SubscriptionIntegration.DefaultContextUser",
    ],
    Delete: [
      "ApiClient.CannotDeleteLastFullAccess",
      "ApiClient.UsedByIntegration",
      "ApiClient.UsedByImpersonationConfig",
    ],
    CreateSecret: ["ApiClientSecret.MaximumClientSecretsReached"],
    "CreateSecret PatchSecret": ["ApiClientSecret.InvalidExpirationDate"],
  },
});
