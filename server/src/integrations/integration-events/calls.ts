import { parseJson } from "../../platform/json/parse-json.ts";
import type { Services } from "../../platform/work/services.ts";
import { postToService } from "../outgoing/service-call.ts";
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
  services: Pick<Services, "outbound" | "secrets">,
  target: IntegrationTarget,
  step: string | null,
  body: string,
): Promise<IntegrationAnswer> {
  const { marketplaceId } = target;
  const url = step === null ? target.url : addressOf(target.url, step);
  const call = { marketplaceId, url, body, timeoutMs };
  const { status, text } = await postToService(services, integrationEventTable.name, target, call);
  return { status, text, body: objectIn(text) };
}

function objectIn(text: string): IntegrationAnswer["body"] {
  try {
    const value: unknown = parseJson(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
