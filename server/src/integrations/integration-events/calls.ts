import { openSealed } from "../../platform/crud/sealed-properties.ts";
import { postSigned } from "../../platform/outbound/signed-post.ts";
import type { Services } from "../../platform/work/services.ts";
import { openHeader } from "../custom-headers/custom-auth-header.ts";
import { addressOf } from "../outgoing/services.ts";
import { type IntegrationTarget, integrationEventTable } from "./store.ts";

/** Answer of a service. */
export interface IntegrationAnswer {
  readonly status: number;
  readonly text: string;
  /** The answer's JSON object; `undefined` when it is none. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** Services answer within this time, or not at all. */
const timeoutMs = 20_000;

/**
 * Posts to one step of a service, signed (docs/behaviour/integrations.md §1, §3). Any status is an answer.
 *
 * @param step the path beneath the configured address, such as `createuser`; null for the address itself.
 * @throws OutboundError when none comes.
 */
export async function askIntegration(
  { outbound, secrets }: Pick<Services, "outbound" | "secrets">,
  target: IntegrationTarget,
  step: string | null,
  body: string,
): Promise<IntegrationAnswer> {
  const { marketplaceId, url, hashKey, headerName } = target;
  const headerValue = openHeader(secrets, target.headerValue);
  const { status, text } = await postSigned(outbound, {
    marketplaceId,
    url: step === null ? url : addressOf(url, step),
    body,
    secret: openSealed(secrets, integrationEventTable.name, hashKey),
    ...(headerName !== null && headerValue !== null && { customHeader: { name: headerName, value: headerValue } }),
    timeoutMs,
  });
  return { status, text, body: objectIn(text) };
}

function objectIn(text: string): IntegrationAnswer["body"] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
