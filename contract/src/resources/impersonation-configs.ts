import { crud, resource } from "../declare.ts";

export const impersonationConfigs = resource("ImpersonationConfigs", {
  section: "Authentication and authorization",
  description: "Who may act as whom, and with which permissions.",
  roles: ["SetSecurityProfile"],
  userTypes: ["Seller"],
  operations: [
    crud("/impersonationconfig/{impersonationConfigID}", "ImpersonationConfig", {
      noun: ["an impersonation configuration", "impersonation configurations"],
    }),
  ],
  raises: {
    "Create Save Patch": [
      "Impersonation.BadApiClient",
      "Impersonation.BuyerNetworkBuyerIDRequired",
      "Impersonation.ClientIDNotFound",
      "ImpersonationConfig.ConflictingImpersonationConfigExists",
      "PartyAssignment.CannotSpecifyGroupAndUser",
    ],
  },
});
