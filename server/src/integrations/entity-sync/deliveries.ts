import { postSigned } from "../../platform/outbound/signed-post.ts";
import type { Delivery, Subscriber } from "../../platform/outbox/delivery.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Services } from "../../platform/work/services.ts";
import type { Works } from "../../platform/work/works.ts";
import { openHidden, wholeTargets } from "../delivery-configs/targets.ts";
import { answerMs, isSuccess, toServices } from "../outgoing/services.ts";
import { findSynchronization } from "./store.ts";

/** The state of an object that is to be delivered, as it waits. */
export interface EntityState {
  readonly kind: string;
  /** ID of the delivery configuration when it was announced: turns go by it. */
  readonly deliveryConfig: string;
  /** JSON text of the message. */
  readonly body: string;
}

declare module "../../platform/outbox/announcements.ts" {
  interface Announcements {
    EntityState: EntityState;
  }
}

/**
 * Delivers states of objects through the delivery configuration that their kind has by then. Any answer but one of success
 * is a failure, and tried again as webhooks are. Where nothing is configured any more, or it is switched off, nothing is
 * delivered.
 */
export function synchronizationDeliveries(
  works: Works,
  { outbound, secrets }: Pick<Services, "outbound" | "secrets">,
): Subscriber<Delivery<"EntityState">> {
  const actor = systemActor("synchronization");
  return {
    ...toServices,
    name: "synchronization",
    types: ["EntityState"],
    targetOf: ({ payload }) => `deliveryconfig/${(payload as EntityState).deliveryConfig}`,
    async deliver({ marketplaceId, payload: { kind, body } }) {
      const found = await works.run(marketplaceId, actor, "read", ({ db }) => findSynchronization(db, kind));
      if (found === undefined || !found.enabled) return;
      const { Http: target } = wholeTargets(found.targets.value, openHidden(secrets, found.secrets));
      if (!target) return;
      const { Endpoint: url, Secret: secret, CustomAuthHeaderName: name, CustomAuthHeaderValue: value } = target;
      const reply = await postSigned(outbound, {
        marketplaceId,
        url,
        body,
        secret,
        ...(name && value && { customHeader: { name, value } }),
        timeoutMs: answerMs,
      });
      if (!isSuccess(reply)) throw new Error(`The target answered with status ${reply.status}`);
    },
  };
}
