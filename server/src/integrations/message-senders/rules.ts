import type { MessageSender } from "@orderwell/contract";
import { apiError } from "../../platform/errors/api-error.ts";
import { checkWebTarget } from "../../platform/outbound/targets.ts";
import { checkMailSettings, sendsMail } from "../mail/settings.ts";

/**
 * Completes a draft and checks what it says by itself (docs/behaviour/integrations.md §4).
 *
 * @throws ApiError MessageSenders.UrlRequired, MessageSenders.SharedKeyRequired, ValidationFailure
 */
export function checkSender(draft: MessageSender, before: MessageSender | null): void {
  draft.URL = draft.URL?.trim() || null;
  draft.SharedKey ||= null;
  draft.DeliveryConfigID ||= null;
  draft.MessageTypes = [...new Set(draft.MessageTypes)];
  // Through a delivery configuration it is told of messages in place of its own address.
  if (draft.DeliveryConfigID !== null && draft.URL === null) return;
  if (draft.URL === null) throw apiError("MessageSenders.UrlRequired");
  if (sendsMail(draft.URL)) {
    checkMailSettings(draft.xp);
    return;
  }
  if (draft.SharedKey === null) throw apiError("MessageSenders.SharedKeyRequired");
  checkWebTarget("MessageSender", "URL", draft, before);
}
