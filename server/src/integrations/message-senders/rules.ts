import type { MessageSender } from "@orderwell/contract";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { checkWebTarget } from "../../platform/outbound/targets.ts";
import { checkMailSettings, sendsMail } from "../mail/settings.ts";

/**
 * Completes a draft and checks what it says by itself (docs/behaviour/integrations.md §4).
 *
 * @throws ApiError MessageSenders.UrlRequired, MessageSenders.SharedKeyRequired, NotFound (DeliveryConfig),
 *   ValidationFailure
 */
export function checkSender(draft: MessageSender, before: MessageSender | null): void {
  draft.URL = draft.URL?.trim() || null;
  draft.SharedKey ||= null;
  draft.DeliveryConfigID ||= null;
  draft.MessageTypes = [...new Set(draft.MessageTypes)];
  // This version delivers messages to the addresses of senders alone.
  if (draft.DeliveryConfigID !== null) throw notFound("DeliveryConfig", draft.DeliveryConfigID);
  if (draft.URL === null) throw apiError("MessageSenders.UrlRequired");
  if (sendsMail(draft.URL)) {
    checkMailSettings(draft.xp);
    return;
  }
  if (draft.SharedKey === null) throw apiError("MessageSenders.SharedKeyRequired");
  checkWebTarget("MessageSender", "URL", draft, before);
}
