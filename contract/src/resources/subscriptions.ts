import { crud, resource } from "../declare.ts";
import { subscriptionWrites } from "../raises.ts";

export const subscriptions = resource("Subscriptions", {
  section: "Orders and fulfillment",
  description: "Orders repeated at an interval.",
  roles: { read: ["SubscriptionAdmin", "SubscriptionReader"], write: ["SubscriptionAdmin"] },
  userTypes: ["Seller", "Buyer"],
  anonymousReadsOnly: true,
  operations: [crud("/subscriptions/{subscriptionID}", "Subscription", { noun: ["a subscription", "subscriptions"] })],
  raises: {
    "Create Save": ["Subscription.CreateRequiresFromUser"],
    "Create Save Patch": [...subscriptionWrites],
  },
});
