import { openSealed } from "../../platform/crud/sealed-properties.ts";
import type { Outbound, OutboundReply } from "../../platform/outbound/outbound.ts";
import { postSigned, type SignedPost } from "../../platform/outbound/signed-post.ts";
import type { SecretBox } from "../../platform/secret-box.ts";
import { openHeader } from "../custom-headers/custom-auth-header.ts";

/** What a service of a marketplace's knows the platform's calls by, as the database holds it. */
export interface Credentials {
  /** Sealed; null: calls are not signed. */
  readonly hashKey: string | null;
  readonly headerName: string | null;
  /** Sealed. */
  readonly headerValue: string | null;
}

/**
 * Posts to a service that a row configures: signed with its key, and with the header of its own
 * (docs/behaviour/integrations.md §1). Any status is an answer.
 *
 * @param table of the row.
 * @throws OutboundError when no answer comes.
 */
export function postToService(
  { outbound, secrets }: { readonly outbound: Outbound; readonly secrets: SecretBox },
  table: string,
  { hashKey, headerName: name, headerValue }: Credentials,
  call: Required<Pick<SignedPost, "marketplaceId" | "url" | "body" | "timeoutMs">>,
): Promise<OutboundReply> {
  const value = openHeader(secrets, headerValue);
  return postSigned(outbound, {
    ...call,
    secret: hashKey === null ? null : openSealed(secrets, table, hashKey),
    ...(name !== null && value !== null && { customHeader: { name, value } }),
  });
}
