import { crud, resource } from "../declare.ts";
import { itemDeletion, itemWrites } from "../raises.ts";

export const subscriptionItems = resource("SubscriptionItems", {
  section: "Orders and fulfillment",
  description: "What a subscription orders.",
  roles: { read: ["SubscriptionAdmin", "SubscriptionReader"], write: ["SubscriptionAdmin"] },
  userTypes: ["Seller", "Buyer"],
  anonymousReadsOnly: true,
  operations: [
    crud("/subscriptions/{subscriptionID}/items/{subscriptionItemID}", "LineItem", {
      noun: ["a line item", "line items"],
      whose: "of a subscription",
    }),
  ],
  raises: {
    "Create Save Patch": [...itemWrites],
    Delete: [...itemDeletion],
  },
});
