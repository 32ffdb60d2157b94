import type { Json } from "@orderwell/contract";
import { type ApiError, apiError } from "../../platform/errors/api-error.ts";
import { parseJson } from "../../platform/json/parse-json.ts";
import type { WriteLine } from "../../platform/log-limit.ts";
import type { HookedRequest } from "../../platform/operation/hooks.ts";
import { OutboundError } from "../../platform/outbound/outbound.ts";
import type { Services } from "../../platform/work/services.ts";
import { isSuccess } from "../outgoing/services.ts";
import { callWebhook } from "./call.ts";
import { payloadOf, payloadText } from "./payload.ts";
import type { Target } from "./store.ts";

/** A webhook that has not answered by then refuses. */
const timeoutMs = 10_000;

export type WebhookDeps = Pick<Services, "outbound" | "secrets" | "tokens"> & { readonly warn: WriteLine };

/**
 * Asks one webhook after the other whether a request may be carried out; all of them must agree, and one that gives no
 * usable answer does not (docs/behaviour/integrations.md §2).
 *
 * @throws ApiError `blocked by web hook`
 */
export async function ask(services: WebhookDeps, targets: readonly Target[], request: HookedRequest): Promise<void> {
  const payload = payloadOf(request, "{}");
  const { marketplaceId } = request.caller;
  for (const target of targets) {
    const body = await payloadText(payload, target, services.tokens);
    const reply = await callWebhook(services, target, marketplaceId, body, timeoutMs).catch((error: unknown) => {
      if (!(error instanceof OutboundError)) throw error;
      services.warn("a webhook gave no answer", {
        reason: error.message,
        marketplace: marketplaceId,
        webhook: target.name,
      });
      throw blocked(
        target,
        null,
        error.failure === "TimedOut" ? "did not answer in time" : "could not be asked whether to carry out the request",
      );
    });
    if (!isSuccess(reply)) throw blocked(target, null, `answered with status ${reply.status}`);
    const answer = answerIn(reply.text);
    if (answer === undefined) throw blocked(target, null, "did not say whether to proceed");
    if (!answer.proceed) throw blocked(target, answer.body);
  }
}

function blocked({ name }: Target, body: Json, why?: string): ApiError {
  // Published clients read the one or the other spelling.
  const data = { WebhookName: name, Body: body, body };
  return apiError("blocked by web hook", data, why && `The webhook ${name} ${why}.`);
}

/** Answer of a webhook; properties in any case, as frameworks write them. `undefined` for anything else. */
function answerIn(text: string): { readonly proceed: boolean; readonly body: Json } | undefined {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const found = Object.fromEntries(Object.entries(value).map(([name, held]) => [name.toLowerCase(), held]));
  return typeof found.proceed === "boolean" ? { proceed: found.proceed, body: found.body ?? null } : undefined;
}
