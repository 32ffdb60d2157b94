import { error } from "../error.ts";
import { anything, text } from "../field.ts";

/** Webhooks. */
export const webhookErrors = {
  "Webhook.UrlSchemeHttps": error(
    400,
    "The URL must be valid and use https.",
    "Send a whole URL that begins with https://.",
    { Url: text({ nullable: true }) },
  ),
  "Webhook.InvalidDeliveryConfig": error(
    400,
    "A webhook that runs before the request cannot use a delivery configuration.",
    "Send a Url instead.",
  ),
  "Webhook.MissingHashKey": error(400, "HashKey is required.", "Send HashKey."),
  "blocked by web hook": error(
    400,
    "A webhook refused the request.",
    "Read Data, which is what the webhook answered.",
    { WebhookName: text(), Body: anything(), body: anything() },
  ),
};
