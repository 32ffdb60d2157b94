import { crud, resource } from "../declare.ts";

export const subscriptions = resource("Subscriptions", {
  section: "Orders and fulfillment",
  description: "Orders repeated at an interval.",
  roles: { read: ["SubscriptionAdmin", "SubscriptionReader"], write: ["SubscriptionAdmin"] },
  operations: [crud("/subscriptions/{subscriptionID}", "Subscription", { noun: ["a subscription", "subscriptions"] })],
  raises: {
    "Create Save": ["Subscription.CreateRequiresFromUser"],
  },
});
