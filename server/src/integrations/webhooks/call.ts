import { openSealed } from "../../platform/crud/sealed-properties.ts";
import type { Outbound, OutboundReply } from "../../platform/outbound/outbound.ts";
import { postSigned } from "../../platform/outbound/signed-post.ts";
import type { SecretBox } from "../../platform/secret-box.ts";
import { openHeader } from "../custom-headers/custom-auth-header.ts";
import { type Target, webhookTable } from "./store.ts";

/** Posts a payload to a webhook, signed with its key where it has one. @throws OutboundError */
export function callWebhook(
  { outbound, secrets }: { readonly outbound: Outbound; readonly secrets: SecretBox },
  { url, hashKey, headerName, headerValue }: Target,
  marketplaceId: string,
  body: string,
  timeoutMs: number,
): Promise<OutboundReply> {
  if (url === null) throw new Error("The webhook has no address");
  const value = openHeader(secrets, headerValue);
  const secret = hashKey === null ? null : openSealed(secrets, webhookTable.name, hashKey);
  return postSigned(outbound, {
    marketplaceId,
    url,
    body,
    secret,
    ...(headerName !== null && value !== null && { customHeader: { name: headerName, value } }),
    timeoutMs,
  });
}
