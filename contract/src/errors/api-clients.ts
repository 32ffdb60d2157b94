import { error } from "../error.ts";
import { date, integer } from "../field.ts";

/** API clients and their secrets. */
export const apiClientErrors = {
  "ApiClient.CannotDeleteLastFullAccess": error(
    400,
    "This is the last API client with full access; keep it or create another first.",
    "Create another API client with full access before deleting this one.",
  ),
  "ApiClient.InvalidClientID": error(
    400,
    "The client ID does not belong to a usable API client.",
    "Send the ID of an active API client.",
  ),
  "ApiClient.UsedByIntegration": error(
    400,
    "The API client is used by the subscription integration.",
    "Give the subscription integration another API client first.",
  ),
  "ApiClient.UsedByImpersonationConfig": error(
    400,
    "The API client is used by an impersonation configuration.",
    "Delete or change the impersonation configurations that name the client first.",
  ),
  "ApiClient.RequiredNotAnonBuyer": error(
    400,
    "Anonymous shopping needs a buyer user as default context user.",
    "Name a buyer user in DefaultContextUserName, or clear IsAnonBuyer.",
  ),
  "ApiClientSecret.MaximumClientSecretsReached": error(
    400,
    "The API client has as many secrets as it may have.",
    "Delete a secret that is no longer used first.",
    { Maximum: integer() },
  ),
  "ApiClientSecret.InvalidExpirationDate": error(
    400,
    "A secret must expire in the future.",
    "Send a later Expiration, or none.",
    { Expiration: date({ nullable: true }) },
  ),
};
