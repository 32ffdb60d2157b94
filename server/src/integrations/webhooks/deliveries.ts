import type { Subscriber } from "../../platform/outbox/delivery.ts";
import type { Services } from "../../platform/work/services.ts";
import { callWebhook, isSuccess } from "./call.ts";
import { payloadText, type Told } from "./payload.ts";
import { findTarget } from "./store.ts";

/** What the outbox calls a request that a webhook is told of. */
export const announcement = "Webhook";

const timeoutMs = 30_000;

/** A request that a webhook is to be told of, as it waits. */
export interface Waiting extends Told {
  /** Key of the webhook: it may be renamed or changed meanwhile. */
  readonly webhook: number;
}

/**
 * Tells webhooks what was done. Any answer but one of success is a failure; with the outbox's delays a webhook is tried for
 * about eight minutes, then the delivery is kept as a dead letter. One that was deleted is not told.
 */
export function webhookDeliveries(services: Pick<Services, "tenants" | "outbound" | "secrets" | "tokens">): Subscriber {
  return {
    name: "webhooks",
    types: [announcement],
    attempts: 5,
    // Most of an attempt is waiting for a service, and a slow one must not hold up the others.
    concurrency: 32,
    async deliver({ marketplaceId, payload }) {
      const { webhook, ...told } = payload as Waiting;
      const target = await services.tenants.transaction(marketplaceId, "read", (db) => findTarget(db, webhook));
      if (target === undefined) return;
      const body = await payloadText(told, target, services.tokens);
      const reply = await callWebhook(services, target, body, timeoutMs);
      if (!isSuccess(reply)) throw new Error(`The webhook answered with status ${reply.status}`);
    },
  };
}
