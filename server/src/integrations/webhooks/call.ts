import type { Outbound, OutboundReply } from "../../platform/outbound/outbound.ts";
import type { SecretBox } from "../../platform/secret-box.ts";
import { postToService } from "../outgoing/service-call.ts";
import { type Target, webhookTable } from "./store.ts";

/** Posts a payload to a webhook, signed with its key where it has one. @throws OutboundError */
export function callWebhook(
  services: { readonly outbound: Outbound; readonly secrets: SecretBox },
  target: Target,
  marketplaceId: string,
  body: string,
  timeoutMs: number,
): Promise<OutboundReply> {
  const { url } = target;
  if (url === null) throw new Error("The webhook has no address");
  return postToService(services, webhookTable.name, target, { marketplaceId, url, body, timeoutMs });
}
