import { post, remove, resource } from "../declare.ts";
import { bundlePurchase, bundleRemoval } from "../raises.ts";

export const bundleLineItems = resource("BundleLineItems", {
  section: "Orders and fulfillment",
  description: "Bundles on an order.",
  roles: ["OrderAdmin", "Shopper"],
  operations: [
    post("Create", "/orders/{direction}/{orderID}/bundles/{bundleID}", {
      summary: "Add a bundle to an order.",
      body: "BundleItems",
      optionalBody: true,
      reply: "LineItem",
    }),
    remove("Delete", "/orders/{direction}/{orderID}/bundles/{bundleID}/{bundleItemID}", {
      summary: "Take a bundle out of an order.",
    }),
  ],
  raises: {
    Create: [...bundlePurchase],
    Delete: [...bundleRemoval],
  },
});
