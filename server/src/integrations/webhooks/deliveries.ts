import type { Delivery, Subscriber } from "../../platform/outbox/delivery.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Services } from "../../platform/work/services.ts";
import type { Works } from "../../platform/work/works.ts";
import { answerMs, requireSuccess, toServices } from "../outgoing/services.ts";
import { callWebhook } from "./call.ts";
import { payloadText, type WebhookPayload } from "./payload.ts";
import { findTarget } from "./store.ts";

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
    ...toServices,
    name: "webhooks",
    types: ["Webhook"],
    targetOf: ({ payload }) => `webhook/${(payload as WebhookDelivery).webhook}`,
    async deliver({ marketplaceId, payload: { webhook, ...payload } }) {
      const target = await works.run(marketplaceId, actor, "read", ({ db }) => findTarget(db, webhook));
      if (target === undefined) return undefined;
      const body = await payloadText(payload, target, deps.tokens);
      const reply = await callWebhook(deps, target, marketplaceId, body, answerMs);
      return requireSuccess("webhook", reply);
    },
  };
}
