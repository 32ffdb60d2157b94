import type { Webhook } from "@orderwell/contract";
import { apiError, invalidProperty } from "../../platform/errors/api-error.ts";
import { knownRoutes } from "./routes.ts";

/**
 * Completes a draft and checks what it says by itself (docs/behaviour/integrations.md §2).
 *
 * @param isSecure whether an address may be called from this server.
 * @throws ApiError Webhook.InvalidDeliveryConfig, Webhook.UrlSchemeHttps, Webhook.MissingHashKey, ValidationFailure
 */
export function checkWebhook(draft: Webhook, isSecure: (url: string) => boolean): void {
  draft.Url = draft.Url?.trim() || null;
  draft.HashKey ||= null;
  draft.DeliveryConfigID ||= null;
  draft.CustomAuthHeaderName ||= null;
  draft.WebhookRoutes = knownRoutes(draft.WebhookRoutes ?? []);
  const { Url, DeliveryConfigID } = draft;
  if (DeliveryConfigID !== null && draft.BeforeProcessRequest) throw apiError("Webhook.InvalidDeliveryConfig");
  // Through a delivery configuration it is told of calls in place of its own address.
  if (DeliveryConfigID !== null && Url === null) return;
  if (Url === null) throw invalidProperty("Webhook", "Url", "Url is required.");
  if (!isSecure(Url)) throw apiError("Webhook.UrlSchemeHttps", { Url });
  if (draft.HashKey === null) throw apiError("Webhook.MissingHashKey");
}
