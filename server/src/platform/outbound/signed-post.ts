import { createHmac } from "node:crypto";
import type { Outbound, OutboundReply, OutboundRequest } from "./outbound.ts";

/** The header by which receivers know that a call comes from this platform and was not changed. */
const signatureHeader = "X-oc-hash";

/**
 * Base64 of the HMAC-SHA256 of a body's UTF-8 bytes under the UTF-8 bytes of a secret (docs/behaviour/integrations.md
 * §1).
 */
export const signature = (secret: string, body: string): string =>
  createHmac("sha256", secret).update(body, "utf8").digest("base64");

export interface SignedPost extends Pick<OutboundRequest, "marketplaceId" | "timeoutMs" | "maxBytes"> {
  readonly url: string;
  /** JSON text; exactly these bytes are signed. */
  readonly body: string;
  /** Null: not signed. */
  readonly secret: string | null;
  /** A header of the receiver's own, sent as it is. */
  readonly customHeader?: { readonly name: string; readonly value: string } | undefined;
}

/** Posts JSON to a service of a marketplace, signed with the secret they share. @throws OutboundError */
export function postSigned(outbound: Outbound, post: SignedPost): Promise<OutboundReply> {
  const { marketplaceId, url, body, secret, customHeader, timeoutMs, maxBytes } = post;
  return outbound.send({
    ...(marketplaceId !== undefined && { marketplaceId }),
    url,
    method: "POST",
    body,
    headers: {
      ...(customHeader && { [customHeader.name]: customHeader.value }),
      "content-type": "application/json",
      ...(secret === null ? {} : { [signatureHeader]: signature(secret, body) }),
    },
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(maxBytes !== undefined && { maxBytes }),
  });
}
