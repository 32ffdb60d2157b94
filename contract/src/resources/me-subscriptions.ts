import { type Call, crud, post, remove } from "../declare.ts";

export const subscriptions: readonly Call[] = [
  ...crud("/me/subscriptions/{subscriptionID}", "Subscription", {
    noun: ["a subscription", "subscriptions"],
    whose: "of the caller",
    names: ["Subscription", "Subscriptions"],
    roles: { read: ["MeSubscriptionAdmin", "Shopper"], write: ["MeSubscriptionAdmin"] },
  }),
  ...crud("/me/subscriptions/{subscriptionID}/items/{subscriptionItemID}", "LineItem", {
    noun: ["a line item", "line items"],
    whose: "of a subscription",
    names: ["SubscriptionItem", "SubscriptionItems"],
    roles: ["MeSubscriptionAdmin"],
  }),
  post("CreateSubscriptionBundleItem", "/me/subscriptions/{subscriptionID}/items/bundles/{bundleID}", {
    summary: "Add a bundle to a subscription of the caller.",
    body: "BundleItems",
    optionalBody: true,
    reply: "LineItem",
    roles: ["MeSubscriptionAdmin"],
  }),
  remove("DeleteSubscriptionBundleItem", "/me/subscriptions/{subscriptionID}/items/bundles/{bundleID}/{bundleItemID}", {
    summary: "Take a bundle out of a subscription of the caller.",
    roles: ["MeSubscriptionAdmin"],
  }),
];
