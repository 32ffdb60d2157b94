import { parseJson } from "../../platform/json/parse-json.ts";
import type { Delivery, Subscriber } from "../../platform/outbox/delivery.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Services } from "../../platform/work/services.ts";
import type { Works } from "../../platform/work/works.ts";
import { findDeliveryConfig } from "../delivery-configs/store.ts";
import { namespace } from "../outgoing/message.ts";
import { answerMs, requireSuccess, toServices } from "../outgoing/services.ts";
import { isSilent, type Parcel } from "../targets/target.ts";
import { Targets } from "../targets/targets.ts";
import { laneBy, settingsOf, type Way } from "../targets/through.ts";
import { callWebhook } from "./call.ts";
import { payloadText, type WebhookPayload } from "./payload.ts";
import { findTarget } from "./store.ts";

/** A request that a webhook is to be told of, as it waits. */
export interface WebhookDelivery extends WebhookPayload, Way {
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
 * about eight minutes, then the delivery is kept as a dead letter. One that was deleted is told of nothing, and neither is one
 * whose delivery configuration is switched off by then.
 */
export function webhookDeliveries(
  works: Works,
  deps: Pick<Services, "outbound" | "secrets" | "tokens">,
  targets = new Targets(deps),
): Subscriber<Delivery<"Webhook">> {
  const actor = systemActor("webhooks");
  return {
    ...toServices,
    name: "webhooks",
    types: ["Webhook"],
    targetOf({ payload }) {
      const waiting = payload as WebhookDelivery;
      return laneBy(waiting, `webhook/${waiting.webhook}`);
    },
    isSilence: isSilent,
    async deliver({ id, marketplaceId, key, announcedAt: at, payload: { webhook, config, target: name, ...payload } }) {
      const found = await works.run(marketplaceId, actor, "read", async ({ db }) => ({
        target: await findTarget(db, webhook),
        settings: name && settingsOf(deps.secrets, await findDeliveryConfig(db, config ?? ""), name),
      }));
      const { target, settings } = found;
      if (target === undefined || (name === undefined ? target.url === null : settings === undefined)) return undefined;
      const body = await payloadText(payload, target, deps.tokens);
      if (name !== undefined && settings !== undefined) {
        const said = parseJson(body) as Parcel["payload"];
        return targets.send(name, settings, {
          id,
          marketplaceId,
          key,
          at,
          type: `${namespace}webhooks`,
          payload: said,
        });
      }
      const reply = await callWebhook(deps, target, marketplaceId, body, answerMs);
      return requireSuccess("webhook", reply);
    },
  };
}
