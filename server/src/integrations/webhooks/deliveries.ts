import { OutboundError } from "../../platform/outbound/outbound.ts";
import type { Delivery, Subscriber } from "../../platform/outbox/delivery.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Services } from "../../platform/work/services.ts";
import type { Works } from "../../platform/work/works.ts";
import { callWebhook, isSuccess } from "./call.ts";
import { payloadText, type WebhookPayload } from "./payload.ts";
import { findTarget } from "./store.ts";

const timeoutMs = 30_000;

/** A request that a webhook is to be told of, as it waits. */
export interface WebhookDelivery extends WebhookPayload {
  /** Key of the webhook: it may be renamed or changed meanwhile. */
  readonly webhook: number;
}

declare module "../../platform/outbox/announcements.ts" {
  interface Announcements {
    Webhook: WebhookDelivery;
  }
}

/**
 * Tells webhooks what was done. Any answer but one of success is a failure; with the outbox's delays a webhook is tried for
 * about eight minutes, then the delivery is kept as a dead letter. One that was deleted is not payload.
 */
export function webhookDeliveries(
  works: Works,
  deps: Pick<Services, "outbound" | "secrets" | "tokens">,
): Subscriber<Delivery<"Webhook">> {
  const actor = systemActor("webhooks");
  return {
    name: "webhooks",
    types: ["Webhook"],
    attempts: 5,
    // Most of an attempt is waiting for a service, and a slow one must not hold up the others.
    concurrency: 32,
    perTarget: 4,
    targetOf: ({ payload }) => `webhook/${(payload as WebhookDelivery).webhook}`,
    isSilence: (error) =>
      error instanceof OutboundError && (error.failure === "TimedOut" || error.failure === "Unreachable"),
    async deliver({ marketplaceId, payload: { webhook, ...payload } }) {
      const target = await works.run(marketplaceId, actor, "read", ({ db }) => findTarget(db, webhook));
      if (target === undefined) return;
      const body = await payloadText(payload, target, deps.tokens);
      const reply = await callWebhook(deps, target, marketplaceId, body, timeoutMs);
      if (!isSuccess(reply)) throw new Error(`The webhook answered with status ${reply.status}`);
    },
  };
}
