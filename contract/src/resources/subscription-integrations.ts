import { resource, singleton } from "../declare.ts";
import { customAuth } from "../raises.ts";

export const subscriptionIntegrations = resource("SubscriptionIntegrations", {
  section: "Integrations",
  description: "The service that turns due subscriptions into orders.",
  roles: ["SubscriptionAdmin"],
  userTypes: ["Seller"],
  operations: [
    singleton("/integrations/subscription", "SubscriptionIntegration", { noun: "the subscription integration" }),
  ],
  raises: {
    "Save Patch": [
      "SubscriptionIntegration.CannotUseApiClient",
      "SubscriptionIntegration.DefaultContextUser",
      ...customAuth,
    ],
  },
});
