import { post, remove, resource } from "../declare.ts";
import { itemBundlePurchase, itemBundleRemoval } from "../raises.ts";

export const bundleSubscriptionItems = resource("BundleSubscriptionItems", {
  section: "Orders and fulfillment",
  description: "Bundles in a subscription.",
  roles: ["SubscriptionAdmin"],
  userTypes: ["Seller", "Buyer"],
  anonymousReadsOnly: true,
  operations: [
    post("Create", "/subscriptions/{subscriptionID}/bundles/{bundleID}", {
      summary: "Add a bundle to a subscription.",
      body: "BundleItems",
      optionalBody: true,
      reply: "LineItem",
    }),
    remove("Delete", "/subscriptions/{subscriptionID}/bundles/{bundleID}/{bundleItemID}", {
      summary: "Take a bundle out of a subscription.",
    }),
  ],
  raises: {
    Create: [...itemBundlePurchase],
    Delete: [...itemBundleRemoval],
  },
});
