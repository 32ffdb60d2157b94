import { crud, resource } from "../declare.ts";
import { customAuth } from "../raises.ts";

export const webhooks = resource("Webhooks", {
  section: "Marketplace owner",
  description: "Services that are told about API calls, before or after they happen.",
  roles: { read: ["WebhookAdmin", "WebhookReader"], write: ["WebhookAdmin"] },
  userTypes: ["Seller"],
  operations: [crud("/webhooks/{webhookID}", "Webhook", { noun: ["a webhook", "webhooks"] })],
  raises: {
    "Create Save Patch": [
      "Webhook.UrlSchemeHttps",
      "Webhook.MissingHashKey",
      "Webhook.InvalidDeliveryConfig",
      "DeliveryConfig.ConfigurationDisabled",
      ...customAuth,
    ],
  },
});
