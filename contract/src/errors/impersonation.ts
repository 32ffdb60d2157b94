import { error } from "../error.ts";
import { text } from "../field.ts";

/** Acting as somebody else. */
export const impersonationErrors = {
  "Impersonation.BadApiClient": error(
    400,
    "No company can be derived from the API client.",
    "Use an API client that is assigned to the company.",
  ),
  "Impersonation.BuyerNetworkBuyerIDRequired": error(
    400,
    "The API client serves several buyers; name one.",
    "Send the buyer's ID.",
  ),
  "Impersonation.CannotDeleteImpersonateeParty": error(
    400,
    "An impersonation configuration names this user or group.",
    "Delete or change the configuration first.",
  ),
  "Impersonation.CannotDeleteSecurityProfile": error(
    400,
    "An impersonation configuration names this security profile.",
    "Delete or change the configuration first.",
  ),
  "Impersonation.ClientIDNotFound": error(
    400,
    "The API client for the impersonation was not found.",
    "Send the ID of an API client of this marketplace.",
    { ClientID: text() },
  ),
  "Impersonation.BuyerNotAssigned": error(
    400,
    "The buyer may not use the API client.",
    "Assign the API client to the buyer, or use another.",
  ),
  "Impersonation.ConfigError": error(
    400,
    "No impersonation configuration permits this.",
    "Create an impersonation configuration for these parties and this API client.",
  ),
  "ImpersonationConfig.ConflictingImpersonationConfigExists": error(
    409,
    "There is an impersonation configuration for the same client and parties.",
    "Change the configuration that exists.",
  ),
};
